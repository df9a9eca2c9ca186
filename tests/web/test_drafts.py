"""The pages of drafting and of the desk where drafts are read, by plain forms."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from study.banks.documents import write_document
from study.domain.workload import Load
from study.storage import drafts
from study.web.drafts import Wanted, cost_words, desk_address, wanted_of
from tests.builders import AIRCRAFT, TEXT, a_bank, a_document, count, execute, rows
from tests.domain.builders import one_of_each
from tests.drafting import BANK, BY, a_draft, kept, many, rejected, slugs
from tests.sending import brought, decided
from tests.visiting import Page, Visitor

JUNK = ("-1", "0", "9" * 30, "1%00", "１", "../1", "x", "%F0%9F%92%A9", "%ED%A0%80", "a" * 3000)


def reading(visitor: Visitor, *some, path: str = "/drafts") -> Page:
    """The desk with these drafts, and one of them upon it."""
    kept(visitor.database, *some)
    return visitor.get(path)


def on_desk(page: Page) -> str:
    """What is asked by the draft on the desk."""
    return page.one("p", id="prompt").words


# --- the desk ------------------------------------------------------------------------------


def test_the_desk_shows_a_draft_with_its_key_its_passage_and_what_speaks_for_it(visitor) -> None:
    page = reading(visitor, a_draft())
    assert on_desk(page) == "Which city was it?"
    assert page.one("b", class_="right-answer").words == "Chongqing"
    assert AIRCRAFT in page.one("mark").words
    for words in (
        "Short answer, 75 points",
        "+15 dated",
        "−5 long",
        "Made by the rule “which”, version 1.",
        "2 things were tested of it",
        "The answer follows from the quote alone.",
        "0 of 1 decided in this batch",
    ):
        assert words in page.words


def test_every_kind_of_question_is_shown_on_the_desk(visitor) -> None:
    some = [
        a_draft(question=replace(it, id=f"new-{it.id}", prompt="x?", provenance=BY))
        if hasattr(it, "prompt")
        else a_draft(question=replace(it, id=f"new-{it.id}", text=it.text + "!", provenance=BY))
        for it in a_bank().questions
    ]
    kept(visitor.database, *some)
    assert count(visitor.database, "draft") == 10
    for (identity,) in rows(visitor.database, "SELECT id FROM draft"):
        page = visitor.get(f"/drafts?at={identity}")
        assert (page.status, "After the answer" in page.words) == (200, True)
        assert "not answered" not in page.words


def test_what_could_be_better_is_said(visitor) -> None:
    (single,) = [it for it in one_of_each() if it.kind == "single"]
    flaw = replace(single, id="new", prompt="Which was NOT the capital?", provenance=BY)
    page = reading(visitor, a_draft(question=flaw))
    assert "What could be better" in page.words


def test_accepting_goes_on_to_the_next_and_undo_comes_back(visitor) -> None:
    page = reading(visitor, *many(3))
    after = visitor.send(page, "/accept")
    assert on_desk(after) == "Which city-1 was it?"
    assert "Accepted." in after.words
    assert "What you accepted of this batch (1 card): +1 review every" in after.words
    assert count(visitor.database, "question") == 11

    back = visitor.send(after, "/undo")
    assert on_desk(back) == "Which city-0 was it?"
    assert count(visitor.database, "question") == 10
    assert not [it for it in back.all("form") if it["action"].endswith("/undo")]


def test_the_same_form_sent_twice_does_it_once(visitor) -> None:
    page = reading(visitor, *many(3))
    first = visitor.send(page, "/accept")
    second = visitor.send(page, "/accept")
    assert on_desk(first) == on_desk(second)
    assert count(visitor.database, "question") == 11


def test_a_rejection_says_why(visitor) -> None:
    page = reading(visitor, *many(3))
    after = visitor.send(page, "/reject", reason="not worth learning")
    assert "Rejected: not worth learning." in after.words
    other = visitor.send(after, "/reject", reason="other", words="Asked elsewhere")
    assert "Rejected: Asked elsewhere." in other.words
    refused = visitor.send(other, "/reject", reason="other")
    assert (refused.status, "Say why it is rejected." in refused.words) == (422, True)
    assert on_desk(refused) == "Which city-2 was it?"


def test_skipping_goes_on_and_comes_round(visitor) -> None:
    page = reading(visitor, *many(2))
    seen = [on_desk(page)]
    for _ in range(2):
        skip = next(it for it in page.all("a") if it["data-key"] == "s")
        page = visitor.get(skip["href"])
        seen.append(on_desk(page))
    assert seen == ["Which city-0 was it?", "Which city-1 was it?", "Which city-0 was it?"]


def test_mending_leads_through_the_form_and_back_to_the_desk(visitor) -> None:
    page = reading(visitor, *many(3), path="/drafts?kind=short")
    mend = next(it for it in page.all("a") if it["data-key"] == "e")
    form = visitor.get(mend["href"])
    assert [it["href"] for it in form.all("a") if it.words == "Cancel"] == [
        f"/drafts?at={rows(visitor.database, 'SELECT min(id) FROM draft')[0][0]}&kind=short"
    ]
    kept_as_draft = visitor.send(form, "/edit", hint="On a river.", draft="1")
    assert on_desk(kept_as_draft) == "Which city-0 was it?"
    assert "On a river." in kept_as_draft.words

    sent = visitor.send(visitor.get(mend["href"]), "/edit", explanation="So it was.", save="1")
    assert on_desk(sent) == "Which city-1 was it?"
    assert "Accepted as mended." in sent.words
    assert wanted_of("kind=short").filters == {"kind": "short"}


def test_the_drafts_are_filtered_by_document_kind_score_and_batch(visitor) -> None:
    (cloze,) = [it for it in one_of_each() if it.kind == "cloze"]
    asked = replace(cloze, id="new", text="The {{c1::USSR}} sent them.", provenance=BY)
    batch = kept(visitor.database, *many(2), a_draft(question=asked, score=80)).batch
    for query in ("kind=cloze", "least=80", f"batch={batch}&kind=cloze"):
        page = visitor.get(f"/drafts?{query}")
        assert "Complete the sentence" in page.words
        assert "1 of these waits, 3 in all." in page.words
    assert "No draft is like that" in visitor.get("/drafts?document=nowhere").words
    assert "No draft is like that" in visitor.get("/drafts?batch=99").words
    assert on_desk(visitor.get("/drafts?document=xinhua")) == "Which city-0 was it?"


def test_when_all_are_read_the_page_says_so_and_leads_on(visitor) -> None:
    page = visitor.send(reading(visitor, a_draft()), "/accept")
    assert "This batch is read" in page.words
    assert "Of 1 draft you accepted 1 and rejected 0." in page.words
    assert page.all("a", href="/practice")
    assert "Drafts are questions that Study makes" in visitor.get("/drafts").words


def test_a_draft_whose_document_moved_on_is_not_accepted(visitor) -> None:
    page = reading(visitor, a_draft())
    document = a_document(TEXT.replace(AIRCRAFT, "sent many planes"))
    decided(visitor, brought(visitor, {"xinhua.md": write_document(document).encode()}))
    refused = visitor.send(page, "/accept")
    assert refused.status == 422
    assert "Its words are no longer in the document" in refused.words
    assert "drafted from an older version" in refused.words


def test_what_somebody_else_decided_is_told(visitor) -> None:
    page = reading(visitor, *many(2))
    rejected(visitor.database, "city-0")
    execute(visitor.database, "UPDATE draft SET decided_by = NULL WHERE state = 'rejected'")
    after = visitor.send(page, "/accept")
    assert "Somebody else has decided about that draft meanwhile." in after.words
    late = visitor.send(page, "/reject", reason="ambiguous")
    assert on_desk(late) == "Which city-1 was it?"


def test_undoing_what_is_not_the_last_decision_is_a_conflict(visitor) -> None:
    first = visitor.send(reading(visitor, *many(3)), "/reject", reason="ambiguous")
    visitor.send(first, "/reject", reason="ambiguous")
    refused = visitor.send(first, "/undo")
    assert refused.status == 409
    assert "Something else was decided since then" in refused.words


def test_banks_lead_to_the_desk_and_list_no_drafts_of_it(visitor) -> None:
    assert not visitor.get("/banks").all("a", href="/drafts")
    visitor.send(reading(visitor, *many(3)), "/accept")
    assert visitor.get("/banks").one("a", href="/drafts").words == "2 drafts to read"
    bank = visitor.get(f"/banks/{BANK}")
    assert "2 drafts were made from documents." in bank.words
    assert "not asked yet" not in bank.words
    assert "Questions drafted" in visitor.get("/banks/imports").words


# --- accepting unread ----------------------------------------------------------------------


def test_drafts_are_listed_before_they_are_accepted_unread(visitor) -> None:
    kept(visitor.database, *many(2), a_draft("low", score=60), a_draft("high", score=90))
    page = visitor.get("/drafts/all?least=10")
    assert "3 drafts from 70 points on" in page.words
    assert "Which city-0 was it? Chongqing · Short answer · 75 points" in page.words
    raised = visitor.get("/drafts/all?least=80")
    assert "1 draft from 80 points on" in raised.words

    done = visitor.send(raised, "/drafts/accept")
    assert "Drafts made into questions" in done.words
    assert slugs(visitor.database, state=drafts.ACCEPTED) == ["high"]
    visitor.send(done, "/back")
    assert slugs(visitor.database, state=drafts.ACCEPTED) == []


def test_no_score_below_the_bound_is_accepted_unread(visitor) -> None:
    kept(visitor.database, a_draft(score=60))
    fields = {"least": "50", "draft": str(rows(visitor.database, "SELECT id FROM draft")[0][0])}
    refused = visitor.post("/drafts/accept", fields)
    assert (refused.status, "must be read" in refused.words) == (422, True)
    late = visitor.post("/drafts/accept", {"least": "70", "draft": ["x", "9" * 30]})
    assert (late.status, "nothing was accepted" in late.words) == (200, True)


# --- how they fared ------------------------------------------------------------------------


def test_statistics_tell_how_drafts_fared_and_take_up_a_rule_again(visitor) -> None:
    assert "Nothing was drafted yet." in visitor.get("/drafts/statistics").words
    kept(visitor.database, *many(30))
    for number in range(25):
        rejected(visitor.database, f"city-{number}")
    page = visitor.get("/drafts/statistics")
    assert "30 drafted, 25 decided: 0 accepted untouched, 0 mended, 25 rejected." in page.words
    assert "Short answer 30 0 0 25 100 % 5" in page.words
    assert "Ambiguous 25" in page.words
    assert "which is left out: 25 of 25 were rejected." in page.words
    assert "1 rule is left out" in visitor.get("/drafts/new").words

    again = visitor.send(page, "/drafts/rules")
    assert "is left out:" not in again.words
    assert "is left out" not in visitor.get("/drafts/new").words


# --- addresses and words -------------------------------------------------------------------


@pytest.mark.parametrize("junk", JUNK)
def test_junk_in_an_address_is_no_accident(visitor, junk: str) -> None:
    kept(visitor.database, a_draft())
    names = ("at", "after", "batch", "document", "kind", "least")
    for path in (f"/drafts?{name}={junk}" for name in names):
        assert visitor.get(path).status in {200, 422}
    for path in (
        f"/drafts/runs/{junk}",
        f"/drafts/all?least={junk}",
        f"/drafts/new?document={junk}",
    ):
        assert visitor.get(path).status in {200, 404, 422}
    for act in ("accept", "reject"):
        assert visitor.post(f"/drafts/{junk}/{act}", {"reason": junk}).status in {404, 405, 422}
    assert visitor.post("/drafts/undo", {"draft": "77"}).status == 404


@pytest.mark.parametrize(
    "filters",
    ["//elsewhere.example", "\r\nSet-Cookie: a=b", "kind=%0d%0a", "&".join("abcdefghijklm")],
)
def test_filters_that_were_tampered_with_lead_nowhere_else(visitor, filters: str) -> None:
    kept(visitor.database, *many(2))
    identity = rows(visitor.database, "SELECT min(id) FROM draft")[0][0]
    sent = visitor.post(f"/drafts/{identity}/accept", {"filters": filters})
    assert sent.headers["location"].startswith(f"/drafts?after={identity}")
    assert "\n" not in sent.headers["location"]


def test_the_address_of_the_desk_has_the_filters_that_are_set() -> None:
    assert desk_address("kind=short&least=0", at=3) == "/drafts?at=3&kind=short"
    assert Wanted(document="a b", least=70).query == "document=a+b&least=70"


@pytest.mark.parametrize(
    ("load", "words"),
    [
        (Load(12.4, 3.9, 1), "+12 reviews a day for three weeks, then 4."),
        (Load(1.1, 0.5, 1), "+1 review a day for three weeks, then 1 every 2 days."),
        (Load(0.3, 0.01, 1), "+1 review every 3 days for three weeks, then hardly any."),
        (Load(5, 9, 12), "+5 reviews a day for three weeks, then 9. They are begun over 12 days."),
        (Load(0, 0, 0), "You begin no new cards at present, so these will wait."),
    ],
)
def test_the_cost_is_told_in_words(load: Load, words: str) -> None:
    assert cost_words(load, 10) == words


@pytest.mark.parametrize("path", ["/drafts", "/drafts/all", "/drafts/statistics", "/banks"])
def test_more_drafts_cost_no_more_queries(visitor, path: str) -> None:
    def queries() -> int:
        seen: list[str] = []

        def note(_c, _cursor, statement, *_rest) -> None:
            seen.append(statement)

        event.listen(visitor.database.engine, "before_cursor_execute", note)
        assert visitor.get(path).status == 200
        event.remove(visitor.database.engine, "before_cursor_execute", note)
        return len(seen)

    kept(visitor.database, *many(2))
    few = queries()
    kept(visitor.database, *many(40))
    assert queries() == few
