"""Errors as pages: what happened, whether anything was saved, and never how it is made inside."""

import logging

import pytest

from study.web.security import HEADERS
from tests.builders import card_of, count, execute, rows
from tests.visiting import HTMX, Visitor

JUNK = ("-1", "0", "2147483648", "9223372036854775807", "9223372036854775808", "1" * 31, "9" * 5000)
JUNK += ("１", "1%00", "%00", "../1", "1.0", "1e3", "+1", " 1", "x", "%F0%9F%92%A9", "%ED%A0%80")
WORDS = ("%00", "..", "..%2f..%2fetc%2fpasswd", "a" * 3000, "%F0%9F%92%A9", "%ED%A0%80", "x%0d%0ay")


def shown(visitor: Visitor) -> dict[str, list[str]]:
    page = visitor.get("/practice")
    return page.filled(page.form("/answer"))


def test_numeric_junk_is_no_accident_anywhere(visitor):
    fields = shown(visitor) | {"skip": "1", "rating": "3", "flag": "1"}
    for junk in JUNK:
        for way in ("answer", "hint", "rate", "bury", "suspend", "flag"):
            for headers in ({}, HTMX):
                assert visitor.post(f"/practice/{junk}/{way}", fields, headers).status in {
                    *range(400, 500)
                }, (junk, way)
        for path in (f"/practice?card={junk}", f"/documents/xinhua?at={junk}"):
            assert visitor.get(path).status < 500, path
        for name, path in (("card_id", "/banks/aid/resume"), ("amount", "/practice/more")):
            if junk not in {"1", "１"}:
                assert visitor.post(path, {name: junk}).status < 500, (path, junk)
    assert count(visitor.database, "answer") == 0


def test_words_that_name_nothing_are_no_accident_anywhere(visitor):
    for word in WORDS:
        for path in (
            f"/banks/{word}",
            f"/documents/{word}",
            f"/practice?bank={word}",
            f"/practice/answers/{word}",
            f"/practice/answers/1.2.{word}?bank={word}",
            f"/documents/xinhua?at=1&back={word}",
            f"/settings?saved={word}",
            f"/static/{word}/{word}",
        ):
            assert visitor.get(path).status < 500, path
            assert visitor.get(path, HTMX).status < 500, path


def test_a_bank_that_does_not_exist_is_refused_in_every_form(visitor):
    fields = shown(visitor) | {"skip": "1", "rating": "3", "flag": "1", "bank": "no\x00such日"}
    card = card_of(visitor.database, "city")
    for way in (f"{card}/answer", f"{card}/hint", f"{card}/bury", "undo", "more"):
        for headers in ({}, HTMX):
            page = visitor.post(f"/practice/{way}", fields | {"amount": "1"}, headers)
            assert page.status < 500, way


@pytest.mark.parametrize(
    "showing", ["", "x", "0.1.日", "0.1.x\r\nSet-Cookie: a=b", "0.1." + "n" * 99]
)
def test_a_showing_that_no_page_made_is_refused_as_an_error(visitor, showing):
    card = card_of(visitor.database, "city")
    for headers in ({}, HTMX):
        for way in ("answer", "hint", "rate", "bury"):
            fields = {"showing": showing, "text": "x", "rating": "3"}
            page = visitor.post(f"/practice/{card}/{way}", fields, headers)
            assert page.status == 422
            assert "set-cookie" not in page.headers


def test_a_form_without_its_fields_is_refused_and_names_them(visitor):
    page = visitor.post("/practice/1000/rate", {"rating": "5"})

    assert page.status == 422
    assert "The form could not be read (rating, showing)" in page.words
    assert "Nothing was saved" in page.words


def test_long_and_many_fields_are_refused(visitor):
    card = card_of(visitor.database, "city")
    usual = shown(visitor)
    for fields in (
        {"text": ["x"] * 101},
        {"choice": ["0"] * 5000},
        {"place": ["1"] * 101},
        {"match": ["1"] * 101},
        {"showing": "9" * 65},
        {"bank": "b" * 201},
        {"text": "x" * 2001},
        {"text": ["a", "b"]},
        {f"field-{number}": "x" for number in range(3000)},
    ):
        page = visitor.post(f"/practice/{card}/answer", usual | fields)
        assert 400 <= page.status < 500, fields
    assert count(visitor.database, "answer") == 0


def test_other_bodies_than_forms_are_refused(visitor):
    card = card_of(visitor.database, "city")
    for kind, body in (
        ("application/json", b'{"showing": "0.1.n"}'),
        ("text/plain", b"showing=0.1.n"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("", b"\xff\xfe"),
    ):
        sent = visitor.client.post(
            f"/practice/{card}/answer", content=body, headers={"Content-Type": kind}
        )
        assert 400 <= sent.status_code < 500, kind


def test_three_megabytes_are_too_much_however_they_are_sent(visitor):
    def in_pieces():
        for _ in range(300):
            yield b"x" * 10_000

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    whole = visitor.client.post("/settings", content=b"x=" + b"y" * 3_000_000, headers=form)
    pieces = visitor.client.post("/settings", content=in_pieces(), headers=form)

    assert (whole.status_code, pieces.status_code) == (413, 413)


def test_a_wrong_method_is_a_page(visitor):
    for page in (visitor.post("/banks", {}), visitor.get("/practice/1000/answer")):
        assert page.status == 405
        assert page.one("h1").words == "Not possible here"


def test_what_is_not_there_is_a_page_with_a_way_on(visitor):
    page = visitor.get("/no/such/page")

    assert (page.status, page.one("h1").words) == (404, "Not found")
    assert page.one("a", class_="button")["href"] == "/"


def test_an_accident_shows_a_code_and_nothing_of_the_inside(visitor, caplog):
    execute(visitor.database, "UPDATE question_version SET kind = 'riddle', content = '{}'")
    with caplog.at_level(logging.ERROR, "study"):
        page = visitor.get("/practice")
    code = page.one("code").words

    assert page.status == 500
    assert len(code) == 8
    assert code in caplog.text
    for secret in ("Traceback", "KeyError", "riddle", ".py", "SELECT", "citations"):
        assert secret not in page.text


def test_an_accident_carries_the_headers_too(visitor):
    execute(visitor.database, "UPDATE question_version SET kind = 'riddle', content = '{}'")
    headers = visitor.get("/practice").headers

    assert HEADERS.items() <= {name: headers.get(name) for name in HEADERS}.items()
    assert headers["cache-control"] == "no-store"


def test_an_accident_in_a_write_leaves_nothing_half_done(visitor):
    fields = shown(visitor) | {"skip": "1"}
    execute(visitor.database, "DROP TABLE citation")
    card = card_of(visitor.database, "aid")
    page = visitor.post(f"/practice/{card}/answer", fields)

    assert page.status >= 500
    assert (count(visitor.database, "answer"), rows(visitor.database, "SELECT * FROM day")) == (
        0,
        [],
    )


def test_a_database_that_can_only_be_read_says_so_and_still_reads(visitor):
    fields = shown(visitor) | {"skip": "1"}
    with visitor.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    card = card_of(visitor.database, "aid")
    page = visitor.post(f"/practice/{card}/answer", fields)

    assert page.status == 503
    assert "Nothing was saved" in page.words
    assert visitor.get("/practice").status == 200


def test_an_error_by_htmx_is_short_enough_for_the_flash(visitor):
    page = visitor.post("/practice/more", {"amount": "0"}, HTMX)

    assert page.status == 422
    assert "Nothing was saved" in page.words
