"""What an import does to questions, cards and reviews, and what it leaves alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from study.actions import practice
from study.domain.asking import Sent
from study.domain.errors import Conflict
from study.domain.questions import Citation, DocumentRef
from study.domain.quoting import Quote
from study.domain.scheduling import Rating
from study.storage import banks
from study.storage.citations import citations
from study.storage.database import Database
from tests.builders import (
    AIRCRAFT,
    DAY,
    NOW,
    TEXT,
    WHO,
    a_bank,
    a_document,
    brought_in,
    card_ids,
    card_of,
    count,
    kept,
    rows,
    some_questions,
    state_of,
    written,
)
from tests.domain.builders import a_cloze, a_short, a_single
from tests.practising import answered, asked, rated, shown, studied

SHORT = a_short()


@pytest.fixture
def bank(database: Database, tmp_path: Path) -> Database:
    """A database with one question, in one bank."""
    kept(database, tmp_path, a_bank(SHORT))
    return database


def question_row(database: Database, slug: str = "city") -> tuple[int, bool]:
    query = "SELECT version, retired FROM question WHERE slug = :slug"
    version, retired = rows(database, query, slug=slug)[0]
    return version, bool(retired)


def counted(database: Database) -> int:
    """How many questions the bank says it has."""
    return int(rows(database, "SELECT questions FROM bank")[0][0])


# New questions.


def test_every_part_of_every_question_gets_a_card(database, tmp_path):
    outcome = kept(database, tmp_path, a_bank())

    assert len(outcome.new) == 10
    assert count(database, "card") == 10
    assert rows(database, "SELECT cards, begun FROM shelf") == [(10, 0)]


def test_new_cards_stand_in_the_order_of_the_file(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(5)))
    order = rows(database, 'SELECT card_id FROM card ORDER BY "order"')

    assert [row[0] for row in order] == card_ids(database)


def test_a_question_whose_quote_is_nowhere_is_not_published(database, tmp_path):
    lost = a_short(id="lost", citations=(Citation("xinhua", Quote("words that nobody wrote")),))
    outcome = kept(database, tmp_path, a_bank(SHORT, lost))

    assert outcome.new == ["aid/city"]
    assert [p.question for p in outcome.problems if p.severity == "error"] == ["lost"]
    assert (count(database, "question"), counted(database)) == (1, 1)


def test_a_question_without_a_quote_stays_a_draft(database, tmp_path):
    outcome = kept(database, tmp_path, a_bank(SHORT, a_short(id="bare", citations=())))

    assert outcome.new == ["aid/city"]
    assert not [p for p in outcome.problems if p.severity == "error"]


# Changed questions.


def test_edited_wording_keeps_the_card_and_its_reviews(bank, tmp_path):
    card = studied(bank, Rating.EASY).card.card_id
    before = state_of(bank, card)
    outcome = kept(bank, tmp_path, a_bank(replace(SHORT, prompt="Which city was it?")))

    assert (outcome.new, outcome.changed) == ([], ["aid/city"])
    assert question_row(bank) == (2, False)
    assert state_of(bank, card) == before
    assert asked(bank, card_id=card).front.prompt == "Which city was it?"


def test_an_answer_is_shown_with_the_words_it_was_given_to(bank, tmp_path):
    question = studied(bank, Rating.EASY)
    kept(bank, tmp_path, a_bank(replace(SHORT, prompt="Which city was it?")))
    with bank.read() as db:
        old = practice.show_answer(db, WHO, question.card.showing, "", NOW)

    assert old.back.prompt == "Which city?"


def test_only_a_changed_key_changes_the_key_s_hash(bank, tmp_path):
    kept(bank, tmp_path, a_bank(replace(SHORT, prompt="Which city was it?")))
    kept(bank, tmp_path, a_bank(replace(SHORT, answers=("Wuhan",))))
    query = "SELECT key_sha256 FROM question_version ORDER BY number"
    first, worded, keyed = [row[0] for row in rows(bank, query)]

    assert first == worded != keyed


def test_a_page_from_before_an_edit_is_not_graded_by_the_new_key(database, tmp_path):
    kept(database, tmp_path, a_bank(a_single()))
    question = asked(database)
    kept(database, tmp_path, a_bank(a_single("*Nanjing", "Chongqing")))

    with pytest.raises(Conflict, match="was changed"):
        answered(database, question, Sent(choice=("0",)))
    assert count(database, "answer") == 0


def test_a_rating_of_an_answer_from_before_an_edit_is_told_so(bank, tmp_path):
    question = asked(bank)
    answered(bank, question)
    kept(bank, tmp_path, a_bank(replace(SHORT, answers=("Wuhan",))))

    with pytest.raises(Conflict, match="was changed"):
        rated(bank, question)


def test_a_cloze_that_gains_a_number_gains_a_card_and_one_that_loses_it_retires_it(
    database, tmp_path
):
    for text in ("{{c1::A}} and {{c2::B}}", "{{c1::A}} and B and {{c3::C}}"):
        kept(database, tmp_path, a_bank(a_cloze(text)))
    query = "SELECT card_id % 1000, queue, siblings FROM card ORDER BY card_id"
    assert rows(database, query) == [(1, 0, 1), (2, 4, 1), (3, 0, 1)]

    kept(database, tmp_path, a_bank(a_cloze("{{c1::A}} and {{c2::B}}")))
    assert rows(database, query) == [(1, 0, 1), (2, 0, 1), (3, 4, 1)]


# Missing questions.


def test_a_missing_question_is_named_and_stays(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(3)))
    outcome = kept(database, tmp_path, a_bank(*some_questions(2)))

    assert outcome.missing == ["aid/q-002"]
    assert question_row(database, "q-002") == (1, False)
    assert counted(database) == 3


def test_a_missing_question_is_retired_when_asked_for_and_keeps_its_reviews(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(3)))
    studied(database, Rating.EASY, card_id=card_of(database, "q-002"))
    written(tmp_path, a_bank(*some_questions(2)))
    brought_in(database, tmp_path, retire_missing=True)

    assert question_row(database, "q-002") == (1, True)
    assert (count(database, "review"), counted(database)) == (1, 2)
    left = shown(database, NOW + 400 * DAY).left
    assert left.new + left.reviews == 2


def test_a_retired_question_that_returns_goes_on_where_it_was(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(3)))
    card = studied(database, Rating.EASY, card_id=card_of(database, "q-002")).card.card_id
    before = state_of(database, card)
    written(tmp_path, a_bank(*some_questions(2)))
    brought_in(database, tmp_path, retire_missing=True)
    kept(database, tmp_path, a_bank(*some_questions(3)))

    assert question_row(database, "q-002") == (1, False)
    assert state_of(database, card) == before
    assert asked(database, NOW + 400 * DAY, card_id=card).card.card_id == card
    assert counted(database) == 3


def test_a_question_that_cannot_be_read_is_not_missing(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(2)))
    file = tmp_path / "banks" / "aid.yaml"
    file.write_text(file.read_text().replace("q-001\n    type: short", "q-001\n    type: shorter"))
    brought_in(database, tmp_path, retire_missing=True)

    assert question_row(database, "q-001") == (1, False)


# Documents that change.


def test_quotes_are_located_anew_when_the_document_changes(bank, tmp_path):
    grown = TEXT.replace("## On the help that came", "## On the help\n\nA new beginning.")
    written(tmp_path, a_bank(SHORT), documents=[a_document(grown)])
    outcome = brought_in(bank, tmp_path)
    with bank.read() as db:
        question = rows(bank, "SELECT id FROM question")[0][0]
        (found,) = citations(db, question, 1)

    assert (outcome.unchanged, outcome.changed) == (1, [])
    assert found.passage.number == 4
    assert found.passage.text[found.start - found.passage.start :].startswith(AIRCRAFT)
    assert rows(bank, "SELECT version FROM document") == [(2,)]


def test_a_document_that_returns_to_old_words_returns_to_the_old_version(bank, tmp_path):
    for words in (TEXT + "\nMore.\n", TEXT):
        written(tmp_path, a_bank(SHORT), documents=[a_document(words)])
        brought_in(bank, tmp_path)

    assert rows(bank, "SELECT version FROM document") == [(1,)]
    assert count(bank, "document_version") == 2


def test_a_question_whose_words_left_the_document_stays_answerable(bank, tmp_path):
    written(tmp_path, a_bank(SHORT), documents=[a_document("Nothing of it is left here.")])
    outcome = brought_in(bank, tmp_path)
    back = answered(bank, asked(bank))

    assert [problem.severity for problem in outcome.problems] == ["error"]
    assert (AIRCRAFT, True) in back.citations[0].pieces
    assert (counted(bank), question_row(bank)) == (1, (1, False))


def test_two_banks_share_a_document(database, tmp_path):
    kept(database, tmp_path, a_bank(SHORT, id="one"), a_bank(SHORT, id="two"))

    assert (count(database, "document"), count(database, "citation")) == (1, 2)


def test_quotes_may_come_from_several_documents(database, tmp_path):
    other = a_document("Another voice said that 1,100 aircraft came.", id="other")
    quotes = (Citation("xinhua", Quote(AIRCRAFT)), Citation("other", Quote("1,100 aircraft came")))
    refs = tuple(DocumentRef(name, f"../documents/{name}.md") for name in ("xinhua", "other"))
    cited = a_bank(replace(SHORT, citations=quotes), documents=refs)
    written(tmp_path, cited, documents=[a_document(), other])
    brought_in(database, tmp_path)

    assert [c.document_slug for c in answered(database, asked(database)).citations] == [
        "xinhua",
        "other",
    ]


def test_the_bank_s_own_fields_follow_the_file(bank, tmp_path):
    kept(bank, tmp_path, a_bank(SHORT, title="Another title", authors=("B. Author",)))
    with bank.read() as db:
        found = banks.bank(db, "aid")

    assert (found.title, found.authors, found.questions) == ("Another title", ("B. Author",), 1)
