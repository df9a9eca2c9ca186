"""The pages around bringing in: what they link, what they bear, what they never do."""

import pytest
from sqlalchemy import event

from study.banks.documents import write_document
from study.web.jobs import Job, Stage
from study.web.routes import imports
from study.web.routes.batches import counted
from tests.bringing import edited, retired
from tests.builders import (
    TEXT,
    WHO,
    a_bank,
    a_document,
    count,
    rows,
    some_questions,
    with_settings,
)
from tests.domain.builders import a_short
from tests.sending import brought, decided, file_of, looked_at, rows_of, sent
from tests.visiting import HTMX, Visitor

JUNK = ("-1", "0", "9" * 30, "1%00", "１", "../1", "x", "%F0%9F%92%A9", "%ED%A0%80", "a" * 3000)


def reworded(visitor: Visitor, old: str, new: str) -> None:
    """The document that is here, brought in with other words."""
    document = a_document(TEXT.replace(old, new))
    decided(visitor, brought(visitor, {"xinhua.md": write_document(document).encode()}))


# --- ways in and out ---------------------------------------------------------------------


def test_the_banks_lead_to_bringing_in_and_to_what_was_brought(visitor):
    page = visitor.get("/banks")

    assert page.all("a", href="/banks/import")
    assert page.all("a", href="/banks/imports")
    assert not page.all("a", href="/banks/stale")


def test_the_banks_say_how_many_citations_went_stale(visitor):
    reworded(visitor, "was Chongqing, which", "was Chungking, which")
    page = visitor.get("/banks")

    assert page.one("a", href="/banks/stale").words == (
        "1 citation has words that its document no longer has"
    )


@pytest.mark.parametrize("junk", JUNK)
def test_junk_in_an_address_is_no_accident(visitor, junk):
    address = sent(visitor, {"a.yaml": file_of(a_bank(id="lakes"))}).headers["location"]
    for path in (
        f"/banks/import/{junk}",
        f"/banks/imports/{junk}",
        f"/banks/imports?before={junk}",
        f"/banks/imports/1?from={junk}",
        f"/banks/stale?from={junk}&done={junk}",
        f"{address}?show={junk}&from={junk}",
    ):
        for headers in ({}, HTMX):
            assert visitor.get(path, headers).status < 500, path
    for path in (f"/banks/import/{junk}", f"/banks/imports/{junk}"):
        for way in ("/cancel", "/again", "/decide", "/back"):
            assert visitor.post(path + way, {"token": junk}).status < 500, path + way


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"token": "x" * 201},
        {"token": "t", "start": "-1"},
        {"token": "t", "start": "many"},
        {"token": "t", "row": ["x"] * 2_001},
        {"token": "t", "rest": ["x"] * 101},
    ],
)
def test_a_decision_that_no_page_made_is_refused_and_changes_nothing(visitor, fields):
    address = sent(visitor, {"a.yaml": file_of(a_bank(id="lakes"))}).headers["location"]
    page = visitor.post(f"{address}/decide", {"take": "everything"} | fields)

    assert 400 <= page.status < 500
    assert count(visitor.database, "question") == 10


def test_rows_that_are_not_in_the_files_are_ignored(visitor):
    page = brought(visitor, {"a.yaml": file_of(a_bank(a_short(id="x"), id="lakes"))})
    decided(visitor, page, "ticked", row=["aid/city", "lakes/x", "lakes/y", "\u0000"])

    assert count(visitor.database, "question") == 11
    assert rows(visitor.database, "SELECT version FROM question WHERE slug = 'city'") == [(1,)]


def test_shortcuts_can_be_switched_off_on_these_pages_too(visitor):
    with_settings(visitor.database, shortcuts=False)
    for path in ("/banks/import", "/banks/imports", "/banks/imports/1", "/banks/stale"):
        assert visitor.get(path).one("body")["data-shortcuts"] == "off", path


# --- what others’ formats bring -------------------------------------------------------

GIFT = """
::Capital:: Which city was the wartime capital? {=Chongqing ~Wuhan ~Nanjing}

::Essay:: What do you think of it? {}
"""


def test_another_format_says_what_was_guessed_and_what_cannot_be_asked_yet(visitor):
    page = brought(visitor, {"quiz.gift": GIFT.encode()})

    assert "GIFT" in page.words
    assert set(rows_of(page).values()) == {True}
    assert all(it.words for it in page.all("p", class_="reason"))
    assert "Drafts: they cannot be asked yet 2" in page.words
    done = decided(visitor, page)
    assert done.one("a", href="/banks/quiz#drafts").words.startswith("2 drafts wait")


def test_what_was_pasted_is_told_by_what_it_is_said_to_be(visitor):
    page = brought(visitor, {}, text=GIFT, format=".gift", name="../../my quiz")

    assert "my quiz.gift" in page.words
    assert "../" not in page.words


def test_a_text_without_a_head_becomes_a_document_of_its_name(visitor):
    page = brought(visitor, {"On lakes.txt": b"The Baikal holds a fifth of the water.\n" * 3})
    decided(visitor, page)

    assert rows(visitor.database, "SELECT slug FROM document WHERE id > 1") == [("on-lakes",)]


# --- reading -----------------------------------------------------------------------------


def upload_of(address: str) -> str:
    return f"import {address.rsplit('/', 1)[1]}"


def test_a_failure_in_reading_is_told_and_can_be_tried_again(visitor):
    address = sent(visitor, {"a.yaml": file_of(a_bank(id="lakes"))}).headers["location"]
    visitor.app.state.jobs.run(WHO, upload_of(address), lambda _progress: 1 // 0)
    page = visitor.get(address)

    assert page.one("h1").words == "The files could not be read"
    assert "give the code" in page.words
    assert visitor.send(page, "/again").one("h1").words == "What would change"


def test_a_long_file_is_read_beside_the_requests(visitor):
    bank = a_bank(*some_questions(2_000), id="lakes")
    address = sent(visitor, {"lakes.yaml": file_of(bank)}).headers["location"]
    assert len(file_of(bank)) > imports.SMALL
    page = looked_at(visitor, address)

    assert len(rows_of(page)) == 200
    job = visitor.app.state.jobs.find(WHO, upload_of(address))
    assert isinstance(job, Job)
    assert (job.stage, job.total) == (Stage.DONE, 2_000)


def test_what_is_decided_is_what_is_there_now_and_not_what_was_there_when_it_was_read(visitor):
    page = brought(visitor, {"a.yaml": file_of(a_bank(a_short(prompt="What city?")))})
    edited(visitor.database, "aid/city", prompt="Which town?")
    again = visitor.get(page.form("/decide")["action"].removesuffix("/decide"))

    assert "In conflict with an edit made here" in again.words


# --- batches -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        ({}, ""),
        ({"new": 1}, "1 new question"),
        ({"new": 1_200, "changed": 1}, "1,200 new questions, 1 changed"),
        ({"retired": 2, "documents": 1, "drafts": 3}, "1 document, 2 retired, 3 drafts"),
        ({"new": 0, "taken_back": {"left": ["a"]}}, ""),
    ],
)
def test_counts_are_said_in_words(summary, words):
    assert counted(summary) == words


def test_a_batch_of_many_questions_is_shown_page_by_page(visitor):
    page = decided(
        visitor, brought(visitor, {"a.yaml": file_of(a_bank(*some_questions(450), id="lakes"))})
    )
    assert "1 to 200 of 450" in page.words
    last = visitor.get(page.one("a", rel="next")["href"].replace("200", "400"))
    assert "401 to 450 of 450" in last.words
    assert len(last.all("a", rel="next")) == 0


def test_retired_questions_are_named_without_a_way_to_them(visitor):
    batch = retired(visitor.database, "aid/city")
    page = visitor.get(f"/banks/imports/{batch}")

    assert "retired Which city?" in page.words
    assert not page.all("a", href="/banks/aid#q-city")


def test_what_took_something_back_cannot_be_taken_back_and_offers_nothing(visitor):
    batch = edited(visitor.database, "aid/city", prompt="Which town?")
    visitor.post(f"/banks/imports/{batch}/back", {})
    page = visitor.get(f"/banks/imports/{batch + 1}")

    assert "It takes back an earlier change." in page.words
    assert "As before, with the words and the place they had" in page.words
    assert not page.all("form", action=f"/banks/imports/{batch + 1}/back")
    assert visitor.post(f"/banks/imports/{batch + 1}/back", {}).status == 409


def test_the_lists_cost_a_constant_number_of_queries(visitor):
    few = queries(visitor, "/banks/imports"), queries(visitor, "/banks/stale")
    reworded(visitor, "supplied China with", "had supplied China then with")
    for number in range(5):
        edited(visitor.database, "aid/city", prompt=f"Which town, {number}?")

    assert queries(visitor, "/banks/imports") == few[0]
    assert queries(visitor, "/banks/stale") <= few[1] + 2


def queries(visitor: Visitor, path: str) -> int:
    """How many statements a page costs."""
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(visitor.database.engine, "before_cursor_execute", note)
    visitor.get(path)
    event.remove(visitor.database.engine, "before_cursor_execute", note)
    return len(seen)


# --- what the documents no longer say ----------------------------------------------------


def test_a_citation_takes_the_new_words(visitor):
    reworded(visitor, "was Chongqing, which", "was then Chongqing, which")
    page = visitor.get("/banks/stale")
    assert [it.words for it in page.all("ins")] == ["[added: then]"]
    after = visitor.send(page, "/requote")

    assert "The question quotes the new words now." in after.words
    assert "Nothing waits here" in after.words
    assert visitor.get("/banks/imports").words.count("An edit") == 1


def test_words_that_need_a_look_are_not_taken_by_one_click(visitor):
    reworded(visitor, "1,235", "1,236")
    page = visitor.get("/banks/stale")
    question = int(page.all("li")[-1]["id"].split("-")[1])

    assert "They differ in “1,235”, “1,236”" in page.words
    assert not page.all("form", action="/banks/stale/requote")
    refused = visitor.post("/banks/stale/requote", {"question": str(question), "position": "0"})
    assert refused.status == 422
    assert "They differ in “1,235”" in refused.one("p", role="alert").words


def test_a_question_whose_words_are_gone_is_retired_once(visitor):
    reworded(visitor, "was Chongqing, which", "was Chungking, which")
    page = visitor.get("/banks/stale")
    for _ in range(2):
        after = visitor.send(page, "/retire")

    assert "The question is retired" in after.words
    assert rows(visitor.database, "SELECT slug FROM question WHERE retired") == [("figures",)]
    assert len(rows(visitor.database, "SELECT id FROM import WHERE kind = 'bulk'")) == 1


def test_a_citation_that_waits_no_longer_is_no_mistake(visitor):
    page = visitor.post("/banks/stale/requote", {"question": "1", "position": "0"})

    assert "That citation waits no longer." in visitor.get(page.headers["location"]).words
    assert visitor.post("/banks/stale/requote", {"question": "999", "position": "0"}).status == 404
