"""A teacher brings banks in: looks at what would change, decides, and takes it back."""

import io
import threading
import zipfile
from dataclasses import replace

import pytest

from study.actions import batches, citing
from study.actions.batches import Changes
from study.banks.documents import write_document
from study.domain.questions import Citation, DocumentRef
from study.domain.quoting import Quote
from study.storage import banks
from study.web.jobs import Cancelled
from tests.builders import (
    NOW,
    TEXT,
    WHO,
    a_bank,
    a_document,
    card_of,
    count,
    execute,
    kept,
    rows,
    some_questions,
)
from tests.domain.builders import a_numeric, a_short
from tests.sending import brought, decided, file_of, looked_at, rows_of, sent
from tests.visiting import HTMX, Page, Visitor

TWO = (a_short(id="town", prompt="Which town?"), a_numeric(id="number"))


def lakes(*questions, **changes):
    return a_bank(*(questions or TWO), **({"id": "lakes", "title": "Lakes"} | changes))


def lakes_brought(visitor: Visitor, *questions, **changes) -> Page:
    return brought(visitor, {"lakes.yaml": file_of(lakes(*questions, **changes))})


def imported(visitor: Visitor, *questions, **changes) -> Page:
    return decided(visitor, lakes_brought(visitor, *questions, **changes))


def answered(visitor: Visitor, slug: str) -> None:
    page = visitor.get(f"/practice?card={card_of(visitor.database, slug)}")
    fields = page.filled(page.form("/answer"))
    visitor.post(page.form("/answer")["action"], fields | {"skip": "1"})


def test_a_bank_is_looked_at_first_and_nothing_is_changed(visitor):
    page = lakes_brought(visitor)

    assert page.one("h1").words == "What would change"
    assert "Nothing has been changed yet." in page.words
    assert rows_of(page) == {"lakes/town": True, "lakes/number": True}
    assert visitor.get("/banks/lakes").status == 404
    assert count(visitor.database, "question") == 10


def test_everything_is_brought_in_and_the_page_says_what_happened(visitor):
    page = imported(visitor)

    assert page.one("h1").words == "Files brought in"
    assert "Lakes: 2 new questions" in page.words
    assert "You" in page.words
    assert "lakes.yaml" in page.words
    assert page.one("a", href="/banks/lakes#q-town").words == "Which town?"
    assert visitor.get("/banks/lakes").one("h1").words == "Lakes"


def test_the_same_file_again_changes_nothing_and_says_so(visitor):
    imported(visitor)
    page = lakes_brought(visitor)

    assert page.one("h1").words == "Nothing to change"
    assert "is here already, word for word" in page.words
    assert page.one("a", href="/banks/lakes").words == "Lakes"
    assert not page.all("button", name="take")


def test_only_what_is_ticked_comes_in(visitor):
    page = lakes_brought(visitor)
    decided(visitor, page, "ticked", row=["lakes/number"])

    assert [it[0] for it in rows(visitor.database, SLUGS)] == ["number"]


SLUGS = "SELECT slug FROM question WHERE bank_id = (SELECT id FROM bank WHERE slug = 'lakes')"


def test_leaving_it_changes_nothing(visitor):
    page = decided(visitor, lakes_brought(visitor), "nothing")

    assert page.one("h1").words == "Banks"
    assert count(visitor.database, "question") == 10


def test_nothing_ticked_changes_nothing_and_says_so(visitor):
    page = decided(visitor, lakes_brought(visitor), "ticked", row=[])

    assert "Nothing was ticked, so nothing was changed." in page.words
    assert count(visitor.database, "question") == 10


def test_a_change_is_shown_word_by_word_with_what_it_does_to_the_key(visitor):
    imported(visitor, a_numeric(id="number", prompt="How many are there?", answer="1234"))
    answered(visitor, "number")
    page = lakes_brought(visitor, a_numeric(id="number", prompt="How many were there?"))
    touched = page.one("p", class_="touches").words

    assert [it.words for it in page.all("del")] == ["[removed: are]", "[removed: 1234]"]
    assert [it.words for it in page.all("ins")] == ["[added: were]", "[added: 1235]"]
    assert "It touches the key: 1 answer was given to the old one." in touched


def test_a_change_of_the_wording_alone_says_that_the_key_stays(visitor):
    imported(visitor)
    page = lakes_brought(visitor, a_short(id="town", prompt="What city is it?"), TWO[1])

    assert "Only the wording: the key stays." in page.words


def test_questions_missing_from_the_file_are_retired_only_when_ticked(visitor):
    imported(visitor)
    page = lakes_brought(visitor, TWO[1])
    assert rows_of(page) == {"lakes/town": False}
    decided(visitor, page, "ticked", row=["lakes/town"])

    assert rows(visitor.database, f"{SLUGS} AND retired") == [("town",)]


def test_an_edit_made_here_is_a_conflict_and_stays_unless_the_row_is_ticked(visitor):
    imported(visitor)
    edited(visitor, "town", "Which village?")
    page = lakes_brought(visitor, a_short(id="town", prompt="What city?"), TWO[1])
    assert rows_of(page) == {"lakes/town": False}
    assert "In conflict with an edit made here" in page.words
    assert [it.words for it in page.all("ins")] == ["[added: village?]", "[added: What city?]"]

    decided(visitor, page, "ticked", row=["lakes/town"])
    assert "What city?" in visitor.get("/banks/lakes").words


def edited(visitor: Visitor, slug: str, prompt: str) -> None:
    """An edit of a question's prompt, made here."""
    with visitor.database.write() as db:
        bank = banks.bank(db, "lakes")
        old = banks.question(db, bank.id, slug)
        edition = citing.edition(db, replace(old.question(), prompt=prompt), old.position)
        assert edition is not None
        change = Changes(bank_id=bank.id, changed=((old, edition),))
        batches.write(db, WHO, "edit", "", [change], NOW)


# --- documents, archives, texts ----------------------------------------------------------


def test_a_bank_and_its_document_come_together_in_any_order(visitor):
    document = a_document("The Baikal holds a fifth of the water.\n", id="lakes", title="On lakes")
    question = a_short(
        id="lake", prompt="Which lake?", citations=(Citation("lakes", Quote("Baikal")),)
    )
    bank = lakes(question, documents=(DocumentRef("lakes", "../documents/lakes.md"),))
    page = brought(
        visitor, {"a.yaml": file_of(bank), "lakes.md": write_document(document).encode()}
    )
    assert page.one("input", name="document")["value"] == "lakes"
    decided(visitor, page)

    assert "Baikal" in visitor.get("/documents/lakes").words
    assert visitor.get("/banks/lakes").status == 200


def test_an_archive_is_opened_and_its_files_are_told_by_their_names_in_it(visitor):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("set/banks/lakes.yaml", file_of(lakes()))
        archive.writestr("set/banks/bad.yaml", "format: study-bank/1\nid: [\n")
    page = brought(visitor, {"set.zip": packed.getvalue()})

    assert rows_of(page) == {"lakes/town": True, "lakes/number": True}
    assert "set/banks/bad.yaml, line " in page.words


def test_a_text_is_pasted_instead_of_sent(visitor):
    page = brought(visitor, {}, text=file_of(lakes()).decode(), format=".yaml")

    assert rows_of(page) == {"lakes/town": True, "lakes/number": True}


def test_a_document_that_changed_says_what_becomes_of_its_citations(visitor):
    imported(visitor)
    words = TEXT.replace("1,235 aircraft", "1,236 aircraft")
    page = brought(visitor, {"xinhua.md": write_document(a_document(words)).encode()})

    assert "Changed: 1 word added, 1 removed" in page.words
    assert "citations are not found again" in page.words
    assert any("1,236" in it.words for it in page.all("ins"))
    decided(visitor, page)
    queue = visitor.get("/banks/stale").words
    assert "1,235" in queue
    assert "1,236" in queue


# --- mistakes ----------------------------------------------------------------------------

BROKEN = """\
format: study-bank/1
id: lakes
title: Lakes
documents:
  - {id: xinhua, file: ../documents/xinhua.md}
questions:
  - id: town
    type: short
    prompt: Which town?
    anwsers: [Chongqing]
    cite: [{document: xinhua, quote: The wartime capital was Chongqing}]
  - id: number
    type: numeric
    prompt: How many?
    answer: 1235
    cite: [{document: xinhua, quote: "supplied China with 1,999 aircraft"}]
  - id: good
    type: flashcard
    prompt: Who?
    answer: The Soviet Union
    cite: [{document: xinhua, quote: "supplied China with 1,235 aircraft"}]
"""


def test_every_mistake_is_told_with_its_place_its_line_and_what_to_do(visitor):
    page = brought(visitor, {"lakes.yaml": BROKEN.encode()})
    told = [it.words for it in page.all("li", class_="problem mistake")]

    assert "lakes.yaml, line 10, column 5 · question town · anwsers" in told[0]
    assert "Line 10 reads: [here: ]anwsers: [Chongqing]" in told[0]
    assert "Did you mean" in told[0]
    assert "lakes.yaml, line 16" in told[1]
    assert "1,999" in told[1]
    here = page.all("span", class_="here")
    assert [it.words for it in here] == ["[here: ]a", '[here: ]"']


def test_what_is_right_comes_in_beside_mistakes(visitor):
    decided(visitor, brought(visitor, {"lakes.yaml": BROKEN.encode()}))
    page = visitor.get("/banks/lakes")

    assert page.all("li", id="q-good")
    assert not page.all("li", id="q-town")


def test_nothing_that_can_be_used_is_said_plainly(visitor):
    page = brought(visitor, {"cat.png": b"\x89PNG\r\n\x1a\n\0\0"})

    assert page.one("h1").words == "Nothing to bring in"
    assert page.all("li", class_="problem mistake")
    assert not page.all("button", name="take")


# --- bounds ------------------------------------------------------------------------------


def test_a_form_without_anything_comes_back_with_what_is_missing(visitor):
    page = sent(visitor, {})

    assert page.status == 422
    assert "Choose a file, or paste the text of one." in page.one("p", role="alert").words


def test_too_large_a_file_is_a_page_that_names_it(visitor):
    page = sent(visitor, {"atlas.yaml": b"x" * (8 * 1024 * 1024 + 1)})

    assert page.status == 413
    assert page.one("h1").words == "Bring in a bank"
    assert "“atlas.yaml” is too large: at most 8 MiB" in page.one("p", role="alert").words
    assert count(visitor.database, "upload") == 0


def test_sixty_megabytes_without_end_are_refused_by_a_page(visitor):
    def pieces():
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        for _ in range(60):
            yield b"x" * 1024 * 1024

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = visitor.client.post("/banks/import", content=pieces(), headers=kind)

    assert answer.status_code == 413
    assert "<h1>Bring in a bank</h1>" in answer.text


# --- twice, at once, by others -----------------------------------------------------------


def test_a_form_sent_twice_is_one_upload(visitor):
    form = visitor.get("/banks/import")
    first, second = (sent(visitor, {"a.yaml": file_of(lakes())}, form=form) for _ in range(2))

    assert first.headers["location"] == second.headers["location"]
    assert count(visitor.database, "upload") == 1


def test_the_same_form_with_other_files_is_another_upload(visitor):
    form = visitor.get("/banks/import")
    first = sent(visitor, {"a.yaml": file_of(lakes())}, form=form)
    second = sent(visitor, {"b.yaml": file_of(lakes(TWO[0]))}, form=form)

    assert first.headers["location"] != second.headers["location"]


def test_a_decision_sent_twice_is_carried_out_once(visitor):
    page = lakes_brought(visitor)
    first, second = (decided(visitor, page) for _ in range(2))

    assert first.one("h1").words == second.one("h1").words == "Files brought in"
    assert len(rows(visitor.database, "SELECT id FROM import WHERE kind = 'file'")) == 2


def test_who_decides_on_what_somebody_else_changed_is_told_and_nothing_happens(visitor):
    imported(visitor)
    page = lakes_brought(visitor, a_short(id="town", prompt="What city?"), TWO[1])
    edited(visitor, "town", "Which town was it?")
    late = decided(visitor, page)

    assert late.status == 409
    assert "Nothing was changed" in late.words
    assert "Which town was it?" in visitor.get("/banks/lakes").words
    again = visitor.send(late, "/again")
    assert "In conflict with an edit made here" in again.words


COPIED = (
    "time_zone, rollover_hour, new_a_day, reviews_a_day, desired_retention, maximum_interval, "
    "shortcuts, ask_confidence, created_at"
)
OTHER = (
    f"INSERT INTO learner (id, name, sequence, {COPIED}) SELECT 2, 'X', 0, {COPIED} FROM learner"
)


@pytest.mark.parametrize("way", ["", "/cancel", "/again", "/decide"])
def test_the_upload_of_somebody_else_is_not_found(visitor, way):
    address = sent(visitor, {"a.yaml": file_of(lakes())}).headers["location"]
    visitor.get(address)
    execute(visitor.database, OTHER)
    execute(visitor.database, "UPDATE upload SET learner_id = 2")
    visitor.app.state.jobs.forget(WHO, f"import {address.rsplit('/', 1)[1]}")
    page = (
        visitor.post(address + way, {"token": "t", "take": "everything"})
        if way
        else visitor.get(address)
    )
    after = visitor.get(page.headers["location"]) if page.status == 303 else page

    assert after.status == 404
    assert "no longer here" in after.words


# --- long reading ------------------------------------------------------------------------


@pytest.fixture
def slow(visitor):
    """An upload whose reading waits until it is told to go on."""
    address = sent(visitor, {"a.yaml": file_of(lakes())}).headers["location"]
    gate = threading.Event()

    def work(progress):
        while not gate.wait(0.01):
            progress("Reading a.yaml", 400, 1_000)
        raise Cancelled

    visitor.app.state.jobs.start(WHO, f"import {address.rsplit('/', 1)[1]}", work)
    yield address
    gate.set()


def test_a_page_says_how_far_the_reading_is(visitor, slow):
    page = visitor.get(slow)

    assert page.one("h1").words == "Reading the files"
    assert "Reading a.yaml: 40 %" in page.words
    assert page.one("progress")["value"] == "400"
    assert page.one("a", href=slow).words == "Look again"


def test_htmx_gets_the_region_alone_and_then_the_word_to_load_the_page(visitor, slow):
    region = visitor.get(slow, HTMX)
    visitor.post(f"{slow}/cancel", {})
    done = visitor.get(slow, HTMX)

    assert region.elements[0]["id"] == "progress"
    assert not region.all("html")
    assert (done.headers["hx-refresh"], done.text) == ("true", "")


def test_reading_is_stopped_and_taken_up_again(visitor, slow):
    stopped = visitor.send(visitor.get(slow), "/cancel")
    assert stopped.one("h1").words == "The reading was stopped"
    page = visitor.send(stopped, "/again")

    assert page.one("h1").words == "What would change"


def test_a_restart_of_the_program_reads_again_by_itself(visitor):
    address = sent(visitor, {"a.yaml": file_of(lakes())}).headers["location"]
    visitor.get(address)
    later = Visitor(visitor.database)
    with later.client:
        assert rows_of(looked_at(later, address)) == {"lakes/town": True, "lakes/number": True}


# --- what was brought in, and taking it back ---------------------------------------------


def test_batches_are_listed_with_who_when_and_what(visitor):
    imported(visitor)
    edited(visitor, "town", "Which village?")
    page = visitor.get("/banks/imports")
    listed = page.within(page.one("ol", class_="batches contents"))
    entries = [it.words for it in listed if it.tag == "li"]

    assert len(entries) == 3
    assert entries[0].startswith("An edit, number 3 24 November 2026, 12:00 Lakes: 1 changed You")
    assert "Files brought in" in entries[1]
    assert "Lakes: 2 new questions" in entries[1]
    assert "lakes.yaml" in entries[1]


def test_a_batch_shows_what_it_changed_word_by_word(visitor):
    imported(visitor)
    edited(visitor, "town", "Which village?")
    page = visitor.get("/banks/imports/3")

    assert page.one("h1").words == "An edit"
    assert [it.words for it in page.all("del")] == ["[removed: town?]"]
    assert [it.words for it in page.all("ins")] == ["[added: village?]"]


def told(page: Page) -> dict[str, str]:
    """What is said of taking a batch back, line by line."""
    terms, values = page.all("dt"), page.all("dd")
    return {term.words: value.words for term, value in zip(terms, values, strict=True)}


def test_taking_back_says_before_and_after_what_it_does(visitor):
    page = imported(visitor)
    lines = {
        "Deleted with their cards, since nobody has answered them": "2 lakes/town, lakes/number",
        "Deleted banks, since nothing is in them any longer": "1 lakes",
    }
    assert lines.items() <= told(page).items()
    after = visitor.send(page, "/back")

    assert "This was taken back." in after.words
    assert lines.items() <= told(after).items()
    assert not after.all("form", action=page.form("/back")["action"])
    assert visitor.get("/banks/lakes").status == 404


def test_taking_back_twice_is_taking_back_once(visitor):
    page = imported(visitor)
    for _ in range(2):
        visitor.send(page, "/back")

    assert len(rows(visitor.database, "SELECT id FROM import WHERE undoes IS NOT NULL")) == 1


def test_what_was_answered_is_retired_instead_of_deleted(visitor):
    page = imported(visitor)
    answered(visitor, "town")
    visitor.send(page, "/back")

    assert rows(visitor.database, f"{SLUGS} AND retired") == [("town",)]


def test_ten_thousand_questions_stay_a_page_that_can_be_used(visitor):
    page = lakes_brought(visitor, *some_questions(10_000))

    assert len(rows_of(page)) == 200
    assert len(page.text) < 600_000
    assert page.one("input", name="rest")["value"] == "new"
    second = visitor.get(page.one("a", class_="quiet-link")["href"])
    assert "201 to 400 of 10,000" in second.words
    decided(visitor, page)
    assert count(visitor.database, "question") == 10_010


def test_the_whole_way_is_the_same_on_both_databases(database, tmp_path):
    kept(database, tmp_path, a_bank())
    visitor = Visitor(database)
    with visitor.client:
        page = lakes_brought(visitor)
        done, again = (decided(visitor, page) for _ in range(2))
        assert done.words == again.words
        edited(visitor, "town", "Which village?")
        conflict = lakes_brought(visitor, a_short(id="town", prompt="What city?"), TWO[1])
        assert rows_of(conflict) == {"lakes/town": False}
        words = TEXT.replace("1,235 aircraft", "1,236 aircraft")
        decided(visitor, brought(visitor, {"x.md": write_document(a_document(words)).encode()}))
        assert len(visitor.get("/banks/stale").all("form", action="/banks/stale/retire")) == 12
        back = visitor.send(done, "/back")
        assert told(back)["Left as they are, since they were changed meanwhile"] == "1 lakes/town"
        for path in ("/banks", "/banks/imports", "/banks/import"):
            assert visitor.get(path).status == 200
