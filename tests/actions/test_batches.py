"""Writing questions: versions that say who and when, cards for all who study, nothing lost."""

import threading
from dataclasses import replace
from typing import Any

import pytest

from study.actions import batches, citing
from study.actions.batches import Changes
from study.domain.errors import Conflict
from study.domain.questions import Citation
from study.domain.quoting import Quote
from study.domain.scheduling import Rating
from study.storage import banks
from study.storage.database import Database
from tests.bringing import (
    added,
    batch_of,
    edited,
    files_of,
    kept_question,
    prompts,
    retired,
    taken,
    whole,
    with_head,
)
from tests.builders import (
    DAY,
    MINUTE,
    NOW,
    TEXT,
    WHO,
    a_bank,
    a_document,
    card_of,
    count,
    execute,
    rows,
    some_questions,
    state_of,
)
from tests.domain.builders import a_cloze, a_short
from tests.practising import shown, studied

CITY = a_short()


@pytest.fixture
def bank(database: Database, tmp_path) -> Database:
    """A database with one bank of three questions."""
    taken(database, tmp_path, a_bank(*some_questions(3)))
    return database


def written(database: Database, **changes: Any) -> int:
    """The batch of writing these changes of the bank as they are."""
    with database.write() as db:
        some = Changes(bank_id=banks.bank(db, "aid").id, **changes)
        return batches.write(db, WHO, "edit", "aid", [some], NOW)


def test_a_batch_says_who_when_and_by_which_act(bank):
    number = edited(bank, "aid/q-000", NOW + MINUTE, prompt="Which one?")
    batch = batch_of(bank, number)

    assert (batch.who, batch.kind, batch.created_at) == ("You", "edit", NOW + MINUTE)
    assert (batch.summary, batch.banks) == ({"changed": 1}, (("aid", "Help from outside"),))


def test_a_batch_notes_from_which_version_to_which_it_led(bank):
    edited(bank, "aid/q-000", prompt="Which one?")
    number = retired(bank, "aid/q-000")
    query = """SELECT slug, before, after, was_retired, is_retired FROM import_change
               WHERE question_id = :question ORDER BY import_id"""
    found = rows(bank, query, question=kept_question(bank, "aid/q-000").id)

    assert [tuple(row) for row in found] == [
        ("q-000", None, 1, False, False),
        ("q-000", 1, 2, False, False),
        ("q-000", 2, 2, False, True),
    ]
    assert batch_of(bank, number).summary == {"retired": 1}


def test_every_change_turns_the_bank_s_page(bank):
    before = rows(bank, "SELECT revision, questions FROM bank")[0]
    edited(bank, "aid/q-000", prompt="Which one?")
    retired(bank, "aid/q-001")
    with_head(bank, "aid", title="Another title")

    assert rows(bank, "SELECT revision, questions FROM bank") == [(before[0] + 3, before[1] - 1)]


def test_only_files_say_what_a_file_has(bank):
    added(bank, "aid", CITY)
    edited(bank, "aid/q-000", prompt="Which one?")

    assert rows(bank, "SELECT slug, version, file_version FROM question ORDER BY id") == [
        ("q-000", 2, 1),
        ("q-001", 1, 1),
        ("q-002", 1, 1),
        ("city", 1, None),
    ]


def test_everybody_who_studies_the_bank_gets_the_cards_of_a_new_question(bank):
    execute(
        bank,
        "INSERT INTO learner (id, name, time_zone, rollover_hour, new_a_day, reviews_a_day,"
        " desired_retention, maximum_interval, shortcuts, ask_confidence, sequence, created_at)"
        " VALUES (7, 'Other', 'UTC', 4, 20, 200, 0.9, 730, :yes, :no, 0, 0)",
        yes=True,
        no=False,
    )
    with bank.write() as db:
        kept = banks.bank(db, "aid")
        edition = citing.edition(db, a_cloze("{{c1::A}} {{c2::B}}"), 3)
        assert edition is not None
        batches.write(db, 7, "edit", "", [Changes(bank_id=kept.id, new=(edition,))], NOW)
    added(bank, "aid", CITY)

    held = rows(bank, "SELECT learner_id, count(*) FROM card GROUP BY learner_id ORDER BY 1")
    assert [tuple(row) for row in held] == [(WHO, 6), (7, 3)]
    assert rows(bank, "SELECT learner_id, cards FROM shelf ORDER BY 1") == [(WHO, 6), (7, 3)]


def test_a_retired_question_keeps_its_cards_and_comes_back_with_them(bank):
    card = studied(bank, Rating.EASY, card_id=card_of(bank, "q-001")).card.card_id
    before = state_of(bank, card)
    retired(bank, "aid/q-001")
    assert shown(bank, NOW + 400 * DAY).left.new == 2

    written(bank, resumed=(kept_question(bank, "aid/q-001"),))
    assert state_of(bank, card) == before
    assert rows(bank, "SELECT queue FROM card WHERE card_id = :card", card=card) != [(4,)]


def test_a_retired_question_that_is_edited_stays_retired(bank):
    retired(bank, "aid/q-001")
    edited(bank, "aid/q-001", prompt="Which one?")

    question = kept_question(bank, "aid/q-001")
    assert (question.version, question.retired) == (2, True)
    assert len(prompts(bank)) == 2


def test_a_change_of_what_is_no_longer_so_is_refused(bank):
    old = kept_question(bank, "aid/q-000")
    edited(bank, "aid/q-000", prompt="Which one?")
    with pytest.raises(Conflict, match="was changed meanwhile"):
        written(bank, retired=(old,))
    assert not kept_question(bank, "aid/q-000").retired


def test_a_question_that_was_made_meanwhile_is_a_conflict_and_leaves_nothing(bank):
    before = count(bank, "import")
    with bank.write() as db:
        edition = citing.edition(db, CITY, 9)
    assert edition is not None
    added(bank, "aid", CITY)
    with pytest.raises(Conflict, match="at the same moment"):
        written(bank, new=(edition,))
    assert count(bank, "import") == before + 1


def test_a_document_that_a_question_cites_is_listed_by_its_bank(bank, tmp_path):
    taken(
        bank, tmp_path / "more", documents=[a_document("Another voice said so then.", id="other")]
    )
    quote = Citation("other", Quote("Another voice said so"))
    added(bank, "aid", replace(CITY, citations=(*CITY.citations, quote)))

    assert [ref.id for ref in whole(bank).documents] == ["xinhua", "other"]
    again = files_of(
        tmp_path / "again",
        whole(bank),
        documents=[a_document(), a_document("Another voice said so then.", id="other")],
    )
    assert [it for it in again.problems if it.severity == "error"] == []


def test_a_quote_that_is_nowhere_makes_no_edition(bank):
    lost = replace(CITY, citations=(Citation("xinhua", Quote("words that nobody wrote")),))
    unknown = replace(CITY, citations=(Citation("nowhere", Quote("words that nobody wrote")),))
    with bank.read() as db:
        assert citing.edition(db, lost, 0) is None
        assert citing.edition(db, unknown, 0) is None
        assert citing.edition(db, replace(CITY, citations=()), 0) is None
        (found,) = citing.located(db, CITY.citations)
    assert (found.document, found.passage) == ("xinhua", 3)


def test_an_edit_elsewhere_keeps_the_place_of_a_quote_that_left_its_document(bank, tmp_path):
    words = TEXT.replace("supplied China with", "sent China in those years")
    taken(bank, tmp_path / "b", documents=[a_document(words)])
    edited(bank, "aid/q-000", prompt="Which one?")
    places = rows(bank, "SELECT version, document_version, passage FROM citation WHERE version > 1")

    assert [tuple(row) for row in places] == [(2, 1, 3)]


# Two at once.


def test_of_two_edits_of_one_question_one_is_told(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(1)))
    old = kept_question(database, "aid/q-000")
    start, told = threading.Barrier(2), []

    def edit(prompt: str) -> None:
        start.wait()
        try:
            with database.write() as db:
                kept = banks.bank(db, "aid")
                edition = citing.edition(db, replace(old.question(), prompt=prompt), 0)
                assert edition is not None
                changes = Changes(bank_id=kept.id, changed=((old, edition),))
                batches.write(db, WHO, "edit", "", [changes], NOW)
        except Conflict as conflict:
            told.append(str(conflict))

    threads = [threading.Thread(target=edit, args=(prompt,)) for prompt in ("One?", "Two?")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert kept_question(database, "aid/q-000").version == 2
