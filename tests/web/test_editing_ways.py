"""Versions, drafts and the ways to a question’s form; nothing hostile gets through it."""

import pytest

from study.actions import completing
from study.storage import banks, drafts
from tests.builders import AIRCRAFT, CAPITAL, NOW, count, rows
from tests.visiting import HTMX, Visitor
from tests.web.writing import (
    NEW,
    SINGLE,
    error_at,
    field,
    the_question,
)

CITY = "/banks/aid/questions/city/edit"


# --- versions ----------------------------------------------------------------------------

VERSIONS = "/banks/aid/questions/city/versions"


def test_versions_say_who_when_how_and_what(visitor: Visitor) -> None:
    page = visitor.get(CITY)
    visitor.post(CITY, page.filled(page.form(CITY)) | {"hint": "On a river.", "save": "1"})
    page = visitor.get(VERSIONS)
    for words in ("Version 2", "Written here, You", "24 November 2026, 12:00", "From a file"):
        assert words in page.words
    assert "What counts as right stayed as it was." in page.words
    assert [it.words for it in page.all("ins")] == ["[added: On a river.]"]


def test_an_older_version_is_restored_once(visitor: Visitor) -> None:
    page = visitor.get(CITY)
    visitor.post(CITY, page.filled(page.form(CITY)) | {"hint": "On a river.", "save": "1"})
    page = visitor.get(VERSIONS)
    fields = page.filled(page.form(VERSIONS)) | {"number": "1"}
    assert [visitor.post(VERSIONS, fields).status, visitor.post(VERSIONS, fields).status] == [
        303
    ] * 2
    assert the_question(visitor, "city").hint == "secret hint"
    assert "Restored, You" in visitor.get(VERSIONS).words
    assert count(visitor.database, "question_version") == 12


# --- drafts ------------------------------------------------------------------------------


def test_what_cannot_be_asked_is_kept_completed_and_asked(visitor: Visitor) -> None:
    kept = visitor.post(NEW, {"type": "short", "prompt": "By which route?", "draft": "1"})
    assert kept.headers["location"] == "/banks/aid#drafts"
    bank = visitor.get("/banks/aid")
    assert "1 draft, not asked yet" in bank.words
    assert "cites the words that prove its answer" in bank.words

    link = next(it for it in bank.all("a") if it.words == "By which route?")
    page = visitor.get(link["href"])
    assert "It cannot be asked yet:" in page.words
    fields = {"answers.r1.text": "By air", "cite.r1.document": "xinhua", "cite.r1.quote": AIRCRAFT}
    sent = visitor.send(page, "/edit", **fields, save="1")

    assert sent.status == 200
    assert the_question(visitor, "by-which-route").answers == ("By air",)
    assert "not asked yet" not in visitor.get("/banks/aid").words


def test_a_draft_is_kept_again_or_discarded(visitor: Visitor) -> None:
    visitor.post(NEW, {"type": "short", "prompt": "By which route?", "draft": "1"})
    page = visitor.get("/banks/aid")
    link = next(it for it in page.all("a") if it.words == "By which route?")
    visitor.send(visitor.get(link["href"]), "/edit", hint="Not by sea.", draft="1")
    with visitor.database.read() as db:
        (draft,) = drafts.drafts(db, "aid")
    assert draft.fields["hint"] == "Not by sea."

    assert "not asked yet" not in visitor.send(page, "/discard").words
    gone = visitor.get(link["href"])
    assert (gone.status, "has decided about this draft" in gone.words) == (409, True)


def test_a_draft_without_words_is_told_so(visitor: Visitor) -> None:
    page = visitor.post(NEW, {"type": "cloze", "text": " ", "draft": "1"})
    assert page.status == 422
    assert error_at(page, "text").startswith("Write the question first")


def test_what_is_wrong_with_a_draft_outside_of_its_fields_is_told_above_them(
    visitor: Visitor,
) -> None:
    fields = {"id": "x", "type": "short", "prompt": "Who?", "provenance": {"by": "nobody"}}
    with visitor.database.write() as db:
        draft = completing.keep(db, banks.bank(db, "aid"), fields, ["No key."], NOW)
    path = f"/banks/aid/drafts/{draft}/edit"
    form = visitor.get(path)
    cited = {"cite.r1.document": "xinhua", "cite.r1.quote": AIRCRAFT, "answers.r1.text": "They"}
    page = visitor.post(path, form.filled(form.form(path)) | cited | {"save": "1"})
    assert page.status == 422
    assert "“nobody” is not possible for the by." in page.one("p", role="alert").words


# --- from a document ---------------------------------------------------------------------


def test_a_paragraph_leads_to_a_question_about_it(visitor: Visitor) -> None:
    document = visitor.get("/documents/xinhua")
    link = next(it for it in document.all("a") if it.words == "Ask about paragraph 4")
    page = visitor.get(link["href"])
    assert CAPITAL in page.one("blockquote").words
    form = page.form("/ask")
    fields = {name: values[0] for name, values in page.filled(form).items()}
    query = "&".join(f"{name}={value}" for name, value in fields.items())
    redirect = visitor.get(f"{form['action']}?{query}")
    assert redirect.status == 303
    assert CAPITAL in field(visitor.get(redirect.headers["location"]), "cite.r1.quote").words


@pytest.mark.parametrize("query", ["", "?version=1&start=0&end=0", "?version=9&start=0&end=9"])
def test_asking_about_nothing_is_told(visitor: Visitor, query: str) -> None:
    assert visitor.get(f"/documents/xinhua/ask{query}").status == 422


# --- what is not there, and what is hostile ----------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/banks/nowhere/questions/new",
        "/banks/aid/questions/nowhere/edit",
        "/banks/aid/questions/nowhere/versions",
        "/banks/aid/drafts/1/edit",
        "/banks/aid/drafts/99999999999/edit",
        "/banks/nowhere/manage",
        "/banks/nowhere/edit",
        "/banks/nowhere/export",
        "/banks/nowhere/questions/beside",
        "/documents/nowhere/ask",
        "/practice/answers/nothing/edit",
    ],
)
def test_what_is_not_there_is_not_found(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status == 404


ATTACK = "</textarea><script>window.hit=1</script><b hx-get='/x' hx-trigger='load'>{{7*7}}\0"


def test_markup_in_a_form_is_shown_as_text(visitor: Visitor) -> None:
    fields = {
        name: f"{value} {ATTACK}" for name, value in SINGLE.items() if name not in {"type", "save"}
    }
    for page in (
        visitor.post(NEW, fields | {"type": ATTACK, "preview": "1", "find": ATTACK}),
        visitor.post("/banks/aid/questions/preview", fields | {"type": "single"}, HTMX),
        visitor.post(NEW, fields | {"take": ATTACK, "to": ATTACK}),
        visitor.post(NEW, fields | {"save": "1"}),
    ):
        assert page.status in {200, 422}
        assert not [it for it in page.all("script") if not it["src"]]
        assert not [it for it in page.all("b") if it["hx-get"]]
        assert "49" not in page.words


def test_a_form_of_rubbish_does_no_harm(visitor: Visitor) -> None:
    rubbish = {
        "options..text": "x",
        "cite.a.": "y",
        "pairs.a.left.right": "z",
        "correct": ["q"] * 90,
    }
    for button in ("save", "draft", "up", "take", "place", "retype", "add", "drop", "look"):
        page = visitor.post(NEW, {**rubbish, button: "..|..:.."})
        assert page.status in {200, 422}, button
    assert rows(visitor.database, "SELECT count(*) FROM question")[0][0] == 10
