"""Citations whose words left their document: told with the closest words, moved by nobody alone."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from study.actions import stale
from study.actions.stale import Stale
from study.domain.errors import BadInput, NotFound
from study.domain.questions import Citation
from study.domain.quoting import Quote
from study.storage.database import Database
from tests.bringing import kept_question, rolled_back, taken, whole
from tests.builders import AIRCRAFT, NOW, TEXT, WHO, a_bank, a_document, rows, some_questions
from tests.domain.builders import a_short
from tests.practising import answered, asked

CITY = a_short()


def waiting(database: Database, bank: str | None = None) -> tuple[Stale, ...]:
    with database.read() as db:
        return stale.stale(db, bank)


def accepted(database: Database, name: str = "aid/city", position: int = 0) -> int | None:
    with database.write() as db:
        question = kept_question(database, name).id
        return stale.accept_closest(db, WHO, question, position, NOW)


def changed(database: Database, folder: Path, old: str, new: str) -> None:
    """Brings the document in again with other words."""
    words = TEXT.replace(old, new)
    assert words != TEXT
    taken(database, folder / "changed", documents=[a_document(words)])


@pytest.fixture
def bank(database: Database, tmp_path: Path) -> Database:
    """A database with one question, in one bank."""
    taken(database, tmp_path, a_bank(CITY))
    return database


def test_nothing_waits_while_every_quote_is_where_it_was(bank, tmp_path):
    changed(bank, tmp_path, "## On", "A new beginning.\n\n## On")

    assert waiting(bank) == ()


def test_a_citation_waits_with_its_passage_and_the_closest_words(bank, tmp_path):
    changed(bank, tmp_path, "supplied China with", "supplied the Chinese side with")
    (entry,) = waiting(bank)

    assert (entry.bank, entry.question, entry.prompt, entry.document) == (
        "aid",
        "city",
        "Which city?",
        "xinhua",
    )
    assert (entry.quote, entry.state, entry.passage_now) == (AIRCRAFT, "changed", 3)
    assert entry.near == "supplied the Chinese side with 1,235 aircraft"
    assert AIRCRAFT in entry.passage
    assert ("insert", "the Chinese side") in entry.difference


def test_words_that_are_gone_have_nothing_close_and_stay_answerable(bank, tmp_path):
    changed(bank, tmp_path, TEXT, "Nothing of it is left here.")
    (entry,) = waiting(bank)

    assert (entry.state, entry.near) == ("gone", "")
    assert "cite another passage" in entry.hindrance
    assert (AIRCRAFT, True) in answered(bank, asked(bank)).citations[0].pieces
    with pytest.raises(BadInput, match="cite another passage"):
        accepted(bank)


def test_words_that_now_stand_twice_are_told_apart_by_their_neighbours(bank, tmp_path):
    changed(bank, tmp_path, "The wartime", f"It also {AIRCRAFT} later, some say.\n\nThe wartime")

    assert waiting(bank) == ()
    assert rows(bank, "SELECT document_version, passage FROM citation") == [(2, 3)]


@pytest.mark.parametrize("words", ["never supplied China with", "supplied China never with"])
def test_a_negation_is_never_taken_with_one_click(bank, tmp_path, words):
    changed(bank, tmp_path, "supplied China with", words)
    (entry,) = waiting(bank)

    assert (entry.state, "“never”" in entry.hindrance) == ("changed", True)
    assert ("insert", "never") in entry.difference
    with pytest.raises(BadInput, match="never"):
        accepted(bank)
    assert kept_question(bank, "aid/city").version == 1


@pytest.mark.parametrize(
    ("new", "telling"),
    [
        ("supplied China with 1,236 aircraft", "1,236"),
        ("supplied Japan with 1,235 aircraft", "Japan"),
        ("supplied China with no 1,235 aircraft", "no"),
    ],
)
def test_neither_are_numbers_and_names(bank, tmp_path, new, telling):
    changed(bank, tmp_path, AIRCRAFT, new)

    with pytest.raises(BadInput, match=f"“{telling}”"):
        accepted(bank)


def test_closest_words_that_mean_the_same_become_a_new_version(bank, tmp_path):
    changed(bank, tmp_path, "supplied China with 1,235 aircraft", "gave China 1,235 aircraft")
    assert waiting(bank)[0].hindrance == ""
    batch = accepted(bank)

    (citation,) = whole(bank).questions[0].citations
    assert "1,235 aircraft" in citation.quote.exact
    assert waiting(bank) == ()
    assert rows(bank, 'SELECT kind FROM "import" WHERE id = :id', id=batch) == [("edit",)]
    assert rows(bank, "SELECT document_version, state FROM citation WHERE version = 2") == [
        (2, "exact")
    ]


def test_accepting_twice_is_accepting_once(bank, tmp_path):
    changed(bank, tmp_path, "supplied China with 1,235 aircraft", "gave China 1,235 aircraft")
    accepted(bank)

    assert accepted(bank) is None
    assert kept_question(bank, "aid/city").version == 2
    with pytest.raises(NotFound):
        accepted(bank, position=7)


def test_only_the_one_citation_is_renewed(database, tmp_path):
    other = Citation("xinhua", Quote("The wartime capital was Chongqing"))
    taken(database, tmp_path, a_bank(replace(CITY, citations=(*CITY.citations, other))))
    changed(database, tmp_path, "supplied China with 1,235 aircraft", "gave China 1,235 aircraft")
    accepted(database)

    assert whole(database).questions[0].citations[1] == other


def test_what_returns_with_its_document_waits_no_longer(bank, tmp_path):
    words = TEXT.replace(AIRCRAFT, "supplied a neighbour")
    batch = taken(bank, tmp_path / "changed", documents=[a_document(words)])
    assert len(waiting(bank)) == 1
    rolled_back(bank, batch)

    assert waiting(bank) == ()


def test_one_bank_s_citations_are_shown_alone(bank, tmp_path):
    taken(bank, tmp_path, a_bank(CITY, id="other"))
    changed(bank, tmp_path, "supplied China with", "supplied the Chinese side with")

    assert [entry.bank for entry in waiting(bank)] == ["aid", "other"]
    assert [entry.bank for entry in waiting(bank, "other")] == ["other"]


def statements(database: Database) -> Sequence[str]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    waiting(database)
    event.remove(database.engine, "before_cursor_execute", note)
    return [it for it in seen if it.startswith("SELECT")]


def test_the_queue_costs_as_many_queries_however_long_it_is(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(2)))
    changed(database, tmp_path, "supplied China with", "supplied the Chinese side with")
    few = len(statements(database))
    taken(database, tmp_path / "b", a_bank(*some_questions(30), id="more"))
    changed(database, tmp_path / "b", "supplied China with", "supplied all of China with")

    assert len(waiting(database)) == 32
    assert len(statements(database)) == few == 3
