"""A teacher brings banks in: looks at what would change, decides, and takes it back."""

import io
import zipfile

from study.banks.documents import write_document
from study.domain.questions import Citation, DocumentRef
from study.domain.quoting import Quote
from tests.bringing import edited
from tests.builders import TEXT, a_bank, a_document, card_of, count, kept, rows, some_questions
from tests.domain.builders import a_numeric, a_short
from tests.sending import (
    TWO,
    brought,
    decided,
    file_of,
    imported,
    lakes,
    lakes_brought,
    rows_of,
)
from tests.visiting import Page, Visitor


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
    edited(visitor.database, "lakes/town", prompt="Which village?")
    page = lakes_brought(visitor, a_short(id="town", prompt="What city?"), TWO[1])
    assert rows_of(page) == {"lakes/town": False}
    assert "In conflict with an edit made here" in page.words
    assert [it.words for it in page.all("ins")] == ["[added: village?]", "[added: What city?]"]

    decided(visitor, page, "ticked", row=["lakes/town"])
    assert "What city?" in visitor.get("/banks/lakes").words


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


# --- what was brought in, and taking it back ---------------------------------------------


def test_batches_are_listed_with_who_when_and_what(visitor):
    imported(visitor)
    edited(visitor.database, "lakes/town", prompt="Which village?")
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
    edited(visitor.database, "lakes/town", prompt="Which village?")
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
        edited(visitor.database, "lakes/town", prompt="Which village?")
        conflict = lakes_brought(visitor, a_short(id="town", prompt="What city?"), TWO[1])
        assert rows_of(conflict) == {"lakes/town": False}
        words = TEXT.replace("1,235 aircraft", "1,236 aircraft")
        decided(visitor, brought(visitor, {"x.md": write_document(a_document(words)).encode()}))
        assert len(visitor.get("/banks/stale").all("form", action="/banks/stale/retire")) == 12
        back = visitor.send(done, "/back")
        assert told(back)["Left as they are, since they were changed meanwhile"] == "1 lakes/town"
        for path in ("/banks", "/banks/imports", "/banks/import"):
            assert visitor.get(path).status == 200
