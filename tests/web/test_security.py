"""Who may talk to the server, what its pages allow, and what hostile text becomes."""

import pytest

from study.cli.serving import refuse_strangers
from study.domain.errors import BadInput
from study.web.security import HEADERS
from tests.builders import a_bank, a_document, brought_in, card_of, count, written
from tests.domain.builders import (
    a_cloze,
    a_comparison,
    a_flashcard,
    a_matching,
    a_multiple,
    a_numeric,
    a_short,
    a_single,
    a_statement,
    an_ordering,
)
from tests.visiting import HTMX, Element, Page, Visitor, read

EVERYWHERE = ("/", "/practice", "/banks", "/banks/aid", "/documents", "/documents/xinhua")
EVERYWHERE += ("/documents/xinhua/coverage", "/search", "/search?q=soviet")
EVERYWHERE += ("/progress", "/settings", "/static/x/study.css", "/no-such-page")


# Hosts and proxies.


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "127.0.0.1:8000.evil.example",
        "user@127.0.0.1",
        "",
        "[::1",
        "localhost:port",
        "127.0.0.1:８０００",
    ],
)
def test_a_foreign_host_is_refused_everywhere_and_not_repeated(visitor, host):
    for path in EVERYWHERE:
        page = visitor.get(path, {"Host": host.encode()})
        assert page.status == 403
        assert "evil" not in page.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "LOCALHOST:80", "[::1]:8000"])
def test_this_computer_s_own_names_are_let_in(visitor, host):
    assert visitor.get("/", {"Host": host}).status == 200


def test_two_host_lines_are_refused(visitor):
    twice = [("Host", "127.0.0.1:8000"), ("Host", "evil.example")]

    assert visitor.client.get("/", headers=twice).status_code == 403


@pytest.mark.parametrize(
    "header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"]
)
def test_what_came_through_a_proxy_is_refused(visitor, header):
    assert visitor.get("/", {header: "203.0.113.9"}).status == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "example.org", ""])
def test_listening_to_others_is_refused_with_the_way_out(host):
    with pytest.raises(BadInput, match="for a class add --classroom"):
        refuse_strangers(host)


def test_listening_to_this_computer_is_allowed():
    for host in ("127.0.0.1", "127.0.0.2", "localhost", "::1"):
        refuse_strangers(host)


# Other sites.

FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://127.0.0.1:9999"},
    {"Origin": "null"},
    {"Origin": ""},
)


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_write_from_elsewhere_is_refused_and_nothing_is_stored(visitor, headers):
    question = visitor.get("/practice")
    form = question.form("/answer")
    fields = question.filled(form) | {"skip": "1"}
    for path in (form["action"], "/practice/undo", "/practice/more", "/settings"):
        assert visitor.post(path, fields, headers).status == 403

    assert (count(visitor.database, "answer"), count(visitor.database, "day")) == (0, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://127.0.0.1:8000"},
        {},
    ],
)
def test_a_write_from_our_own_page_is_taken(visitor, headers):
    question = visitor.get("/practice")
    form = question.form("/answer")
    sent = visitor.post(form["action"], question.filled(form) | {"skip": "1"}, headers)

    assert sent.status == 303


def test_a_link_from_another_site_may_open_a_page(visitor):
    assert visitor.get("/practice", {"Sec-Fetch-Site": "cross-site"}).status == 200


def test_nothing_is_written_by_looking(visitor):
    for path in ("/practice/undo", "/practice/more", "/practice/1000/rate", "/banks/aid/resume"):
        assert visitor.get(path).status in {404, 405}


# Headers and what is not there.


def test_every_kind_of_response_carries_the_headers(visitor):
    visitor.database.engine.dispose()
    pages = [visitor.get(path) for path in EVERYWHERE]
    pages += [visitor.get("/", {"Host": "evil.example"}), visitor.get("/practice", HTMX)]
    pages += [visitor.post("/practice/more", {"amount": "x"}), visitor.post("/", {})]
    pages += [visitor.post("/settings", {"x": "y" * 3_000_000})]
    for page in pages:
        assert HEADERS.items() <= {name: page.headers.get(name) for name in HEADERS}.items()
    assert {page.status for page in pages} == {200, 403, 404, 405, 413, 422}


def test_pages_are_not_kept_and_static_files_are(visitor):
    assert visitor.get("/practice").headers["cache-control"] == "no-store"
    assert "immutable" in visitor.get("/static/x/study.css").headers["cache-control"]


def test_the_policy_allows_our_own_files_only(visitor):
    policy = visitor.get("/").headers["content-security-policy"]

    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_no_page_has_inline_scripts_styles_or_foreign_addresses(visitor):
    for path in EVERYWHERE:
        for element in visitor.get(path).elements:
            assert element.tag != "style"
            assert element.tag != "script" or element["src"].startswith("/static/")
            assert "style" not in element.attributes
            assert not [name for name in element.attributes if name.startswith("on")]
            for name in ("src", "href", "action"):
                assert "//" not in element[name]


def test_there_are_no_pages_about_the_program(visitor):
    for path in ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"):
        assert visitor.get(path).status == 404


def test_static_files_are_looked_up_by_name_alone(visitor):
    for name in ("..%2Fapp.py", "%2e%2e%2fapp.py", "/etc/passwd", "study.css%00", "vendor"):
        assert visitor.get(f"/static/x/{name}").status == 404


# Hostile text in every field.

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "</textarea></title></select></form><form action=//evil.example>",
    '<a href="javascript:alert(1)">x</a>',
    '<div hx-get="/settings" hx-trigger="load" data-hx-post="/practice/undo">x</div>',
    '<hx-partial hx-target="#main">x</hx-partial>',
    '<p id="sitting" role="alert" style="position:fixed">x</p>',
    '<meta http-equiv="refresh" content="0;url=//evil.example"><base href=//evil.example>',
    "{{1330+7}} {% raw %} ${1330+7} %(x)s {0.real}",
    "<!-- --><![CDATA[ ]]> &lt;script&gt; &amp;quot;",
)


def hostile(text: str) -> tuple:
    """One question of each kind with the text in every field that holds words."""
    common = {"explanation": text, "hint": text, "tags": (text[:40],)}
    return (
        a_flashcard(prompt=f"f {text}", answer=f"a {text}", **common),
        a_cloze(f"{without_braces(text)} {{{{c1::x {without_braces(text)}::h}}}}", **common),
        a_single(f"*{text} 1", f"{text} 2", prompt=f"s {text}", **common),
        a_multiple(f"*{text} 1", f"{text} 2", f"*{text} 3", prompt=f"m {text}", **common),
        a_statement(prompt=f"t {text}", correction=f"c {text}", **common),
        a_short(f"x {text}", prompt=f"p {text}", **common),
        a_numeric(prompt=f"n {text}", **common),
        an_ordering(f"{text} 1", f"{text} 2", f"{text} 3", prompt=f"o {text}", **common),
        a_matching((f"{text} l", f"{text} r"), (f"{text} k", f"{text} q"), prompt=text, **common),
    )


def without_braces(text: str) -> str:
    return text.replace("{", "(").replace("}", ")").replace("::", ":")


def shape(elements: list[Element]) -> list[tuple[str, tuple[str, ...]]]:
    """Which tags with which attributes stand in a page, whatever their values."""
    return [(it.tag, tuple(sorted(it.attributes))) for it in elements]


def pages_with(visitor: Visitor, folder, text: str) -> list[Page]:
    """Every page of a server whose banks and documents hold the text everywhere."""
    aircraft = "supplied China with 1,235 aircraft"
    document = a_document(
        f"{text}\n\nThe Soviet Union {aircraft}. {text}",
        **dict.fromkeys(("title", "author", "publisher", "viewpoint", "note", "rights"), text),
    )
    bank = a_bank(*hostile(text), title=text, description=text, license=text, authors=(text,))
    written(folder, bank, documents=[document])
    brought_in(visitor.database, folder)
    pages = []
    for row in ("aid", "sent", "capital", "sorts", "manchuria", "city", "count", "events"):
        card = card_of(visitor.database, row, 1 if row == "sent" else 0)
        question = visitor.get(f"/practice?card={card}")
        again = visitor.send(question, "/answer", text=[text, text])
        answered = visitor.send(question, "/answer", skip="1")
        pages += [question, again, answered, visitor.get(f"/practice?card={card}", HTMX)]
    return pages + [visitor.get(path) for path in EVERYWHERE]


def test_hostile_text_stands_in_the_pages_as_text(visitor, tmp_path):
    for number, some in enumerate((PAYLOADS[:5], PAYLOADS[5:9], PAYLOADS[9:])):
        payload = " ".join(some)
        harmless = ("harmless " * 99)[: len(payload)].strip()
        expected = pages_with(visitor, tmp_path / "harmless", harmless)
        pages = pages_with(visitor, tmp_path / str(number), payload)
        for page, other in zip(pages, expected, strict=True):
            assert page.status in {200, 404, 422}, payload
            assert shape(page.elements) == shape(other.elements), payload
            assert "1337" not in page.text
        assert payload in pages[0].words


def test_a_hostile_value_in_an_address_is_not_a_tag(visitor):
    for path in ("/banks/%3Cscript%3Ex", "/documents/%3Cimg%20src=x%3E", "/practice?bank=%3Cb%3E"):
        page = visitor.get(path)
        assert page.status == 404
        assert not {it.tag for it in page.elements} & {"b", "img"}
        assert all(it["src"].startswith("/static/") for it in page.all("script"))


def test_the_reader_of_these_tests_sees_what_is_hostile():
    assert shape(read(PAYLOADS[1])) == [("img", ("onerror", "src"))]


def test_a_comparison_s_notes_are_text(visitor):
    card = card_of(visitor.database, "figures")
    notes = "</textarea><script>alert(1)</script>"
    answered = visitor.send(visitor.get(f"/practice?card={card}"), "/answer", text=notes)

    assert notes in answered.words
    assert a_comparison().points[0] in answered.words
