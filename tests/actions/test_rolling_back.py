"""Taking a batch back: what nobody has touched since is as it was, the rest stays and is named."""

from dataclasses import replace

import pytest

from study.actions.proposals import RowState
from study.domain.errors import Conflict, NotFound
from study.domain.questions import Citation
from study.domain.quoting import Quote
from study.domain.scheduling import Rating
from study.domain.searching import terms
from study.storage import drafts, imports, searching
from study.storage.database import Database
from tests.bringing import (
    added,
    batch_of,
    decided,
    edited,
    files_of,
    kept_question,
    prompts,
    proposed,
    retired,
    rolled_back,
    states,
    taken,
    ticked,
    whole,
    with_head,
)
from tests.builders import (
    NOW,
    TEXT,
    a_bank,
    a_document,
    brought_in,
    card_of,
    count,
    kept,
    rows,
    some_questions,
    state_of,
)
from tests.domain.builders import a_short
from tests.practising import studied

CITY = a_short()
EVERYTHING = (
    "bank",
    "question",
    "question_version",
    "citation",
    "card",
    "document",
    "passage",
    "draft",
)


def found(database: Database, words: str) -> list[str]:
    """The questions that searching finds."""
    with database.write() as db:
        searching.catch_up(db)
        return [it.slug for it in searching.find_questions(db, terms(words))[0]]


def left(database: Database) -> dict[str, int]:
    return {table: count(database, table) for table in EVERYTHING}


# What a batch brought.


def test_what_a_batch_brought_and_nobody_answered_is_gone_without_a_trace(database, tmp_path):
    batch = taken(database, tmp_path, a_bank())
    outcome = rolled_back(database, batch)

    assert (len(outcome.deleted), outcome.banks_deleted, outcome.documents) == (
        10,
        ["aid"],
        ["xinhua"],
    )
    assert left(database) == dict.fromkeys(EVERYTHING, 0)
    assert count(database, "shelf") == 0


def test_a_new_question_that_somebody_answered_is_retired_instead(database, tmp_path):
    batch = taken(database, tmp_path, a_bank(*some_questions(2)))
    card = studied(database, Rating.EASY, card_id=card_of(database, "q-000")).card.card_id
    before = state_of(database, card)
    outcome = rolled_back(database, batch)

    assert (outcome.deleted, outcome.retired) == (["aid/q-001"], ["aid/q-000"])
    assert outcome.documents_left == ["xinhua"]
    assert state_of(database, card) == before
    assert count(database, "review") == 1
    assert rows(database, "SELECT questions FROM bank") == [(0,)]
    assert rows(database, "SELECT cards FROM shelf") == [(1,)]


def test_a_bank_that_has_other_questions_by_now_stays(database, tmp_path):
    batch = taken(database, tmp_path, a_bank(*some_questions(2)))
    added(database, "aid", CITY)
    outcome = rolled_back(database, batch)

    assert outcome.banks_deleted == []
    assert list(prompts(database)) == ["city"]


def test_drafts_that_a_batch_brought_go_unless_somebody_decided(database, tmp_path):
    bare = [a_short(id=name, prompt=f"{name}?", citations=()) for name in ("one", "two")]
    batch = decided(database, files_of(tmp_path, a_bank(CITY, *bare)))
    with database.write() as db:
        drafts.decide(db, drafts.drafts(db)[0].id, drafts.REJECTED, 1, NOW)

    assert rolled_back(database, batch).drafts == 1
    assert rows(database, "SELECT slug FROM draft") == [("one",)]


# What a batch changed.


def test_changed_words_return_as_a_new_version_and_the_card_stays(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    card = studied(database, Rating.EASY).card.card_id
    before = state_of(database, card)
    batch = taken(
        database, tmp_path, a_bank(replace(CITY, prompt="Which one?", answers=("Xi'an",)))
    )
    outcome = rolled_back(database, batch)

    assert (outcome.restored, whole(database).questions) == (["aid/city"], (CITY,))
    assert kept_question(database, "aid/city").version == 3
    assert state_of(database, card) == before


def test_what_was_changed_since_stays_and_is_named(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(2)))
    batch = taken(database, tmp_path, a_bank(*some_questions(2, prompt="Which one?")))
    edited(database, "aid/q-001", prompt="And now?")
    outcome = rolled_back(database, batch)

    assert (outcome.restored, outcome.left) == (["aid/q-000"], ["aid/q-001"])
    assert prompts(database) == {"q-000": "Which city?", "q-001": "And now?"}


def test_retired_questions_are_asked_again_and_the_other_way_round(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(2)))
    gone = decided(database, files_of(tmp_path, a_bank(*some_questions(1))), ticked("aid/q-001"))
    assert rolled_back(database, gone).resumed == ["aid/q-001"]
    assert len(prompts(database)) == 2

    by_hand = retired(database, "aid/q-000")
    assert rolled_back(database, by_hand).resumed == ["aid/q-000"]
    assert rows(database, "SELECT count(*) FROM card WHERE queue = 4") == [(0,)]


def test_the_bank_s_fields_and_order_return(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(3)))
    before = whole(database)
    batch = taken(
        database, tmp_path, a_bank(*reversed(some_questions(3)), title="Other", authors=("B",))
    )
    rolled_back(database, batch)

    assert whole(database) == before


def test_fields_that_were_edited_since_stay(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    batch = taken(database, tmp_path, a_bank(CITY, title="Other"))
    with_head(database, "aid", title="Ours")

    assert rolled_back(database, batch).banks_left == ["aid"]
    assert whole(database).title == "Ours"


def test_a_document_returns_to_its_old_words_with_all_its_citations(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    before = rows(database, "SELECT document_version, passage, start FROM citation")
    grown = a_document(TEXT.replace("## On", "A new beginning.\n\n## On"), author="B. Author")
    batch = taken(database, tmp_path / "b", documents=[grown])
    assert rows(database, "SELECT document_version, passage, start FROM citation") != before

    assert rolled_back(database, batch).documents == ["xinhua"]
    assert rows(database, "SELECT document_version, passage, start FROM citation") == before
    assert rows(database, "SELECT version, author FROM document") == [(1, "A. Author")]


def test_a_question_and_its_document_return_together(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    words = TEXT.replace("supplied China with", "sent to China")
    quote = (Citation("xinhua", Quote("sent to China 1,235 aircraft")),)
    changed = a_bank(replace(CITY, citations=quote))
    batch = taken(database, tmp_path, changed, documents=[a_document(words)])
    rolled_back(database, batch)

    query = "SELECT document_version, state FROM citation WHERE version = 3"
    assert [tuple(row) for row in rows(database, query)] == [(1, "exact")]


# After it.


def test_what_is_gone_is_not_found_and_its_number_serves_another(database, tmp_path):
    first = taken(database, tmp_path, a_bank(CITY))
    assert found(database, "Which city?") == ["city"]
    rolled_back(database, first)
    other = a_document("The fortress stood on a hill above the river.")
    quote = (Citation("xinhua", Quote("The fortress stood on a hill")),)
    hill = a_short(id="hill", prompt="Which fortress?", citations=quote)
    taken(database, tmp_path, a_bank(hill), documents=[other])

    assert (found(database, "which city"), found(database, "fortress")) == ([], ["hill"])


def test_taking_back_twice_is_taking_back_once(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    batch = edited(database, "aid/city", prompt="Which one?")
    first = rolled_back(database, batch)
    again = rolled_back(database, batch)

    assert first == again
    assert kept_question(database, "aid/city").version == 3
    assert batch_of(database, batch).undone_by == first.batch


def test_what_took_something_back_is_not_taken_back_itself(database, tmp_path):
    batch = taken(database, tmp_path, a_bank(CITY))
    back = rolled_back(database, batch)

    with pytest.raises(Conflict, match="Bring the file in again"):
        rolled_back(database, back.batch)
    with pytest.raises(NotFound):
        rolled_back(database, 999)


def test_the_file_can_be_brought_in_again(database, tmp_path):
    first, second = a_bank(*some_questions(2)), a_bank(*some_questions(2, prompt="Which one?"))
    kept(database, tmp_path, first)
    kept(database, tmp_path, second)
    with database.read() as db:
        newest = imports.batches(db)[0].id
    rolled_back(database, newest)

    assert brought_in(database, tmp_path).changed == ["aid/q-000", "aid/q-001"]
    assert prompts(database) == dict.fromkeys(("q-000", "q-001"), "Which one?")


def test_a_question_that_was_retired_instead_comes_back_with_the_file(database, tmp_path):
    batch = taken(database, tmp_path, a_bank(*some_questions(2)))
    studied(database, Rating.EASY, card_id=card_of(database, "q-000"))
    rolled_back(database, batch)
    checked = files_of(tmp_path, a_bank(*some_questions(2)))
    assert states(proposed(database, checked)) == {
        "aid/q-000": RowState.CHANGED,
        "aid/q-001": RowState.NEW,
    }

    decided(database, checked)
    assert list(prompts(database)) == ["q-000", "q-001"]


def test_the_file_before_is_known_as_unchanged_again(database, tmp_path):
    first, second = a_bank(*some_questions(2)), a_bank(*some_questions(2, prompt="Which one?"))
    kept(database, tmp_path, first)
    kept(database, tmp_path, second)
    with database.read() as db:
        newest = imports.batches(db)[0].id
    rolled_back(database, newest)
    outcome = kept(database, tmp_path, first)

    assert (outcome.unchanged, outcome.changed) == (2, [])
    assert count(database, "import") == 3


def test_a_conflict_that_took_the_file_s_words_gives_the_edit_back(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    edited(database, "aid/city", prompt="Ours?")
    checked = files_of(tmp_path, a_bank(replace(CITY, prompt="Theirs?")))
    batch = decided(database, checked, ticked("aid/city"))
    rolled_back(database, batch)

    assert prompts(database) == {"city": "Ours?"}
    assert states(proposed(database, checked)) == {"aid/city": RowState.CONFLICT}


def test_batches_are_listed_newest_first_with_who_and_what(database, tmp_path):
    first = taken(database, tmp_path, a_bank(CITY))
    second = edited(database, "aid/city", prompt="Which one?")
    back = rolled_back(database, second)
    with database.read() as db:
        found = imports.batches(db)
        assert imports.batches(db, 99) == ()
        assert [it.id for it in imports.batches(db, before=second)] == [first]

    assert [(it.id, it.kind, it.undone_by) for it in found] == [
        (back.batch, "rolled_back", None),
        (second, "edit", back.batch),
        (first, "file", None),
    ]
    assert found[0].undoes == second
    assert found[0].summary["changed"] == 1
