"""Shelves, documents, banks, people and progress, as the pages read them."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from study.domain.errors import NotFound
from study.domain.scheduling import Rating
from study.storage import banks, documents, people, progress, shelves
from study.storage.people import LOCAL_LEARNER
from tests.builders import (
    DAY,
    NOW,
    WHO,
    a_bank,
    card_ids,
    card_of,
    kept,
    some_questions,
    state_of,
    with_settings,
)
from tests.domain.builders import a_cloze
from tests.practising import studied, suspended

TODAY = NOW.date()


@pytest.fixture
def bank(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(4)), a_bank(id="other", title="Another"))
    return database


# Shelves.


def due(database, now=NOW, *, most_new=100):
    with database.read() as db:
        found = shelves.banks_due(
            db, WHO, now.date(), now + DAY, most_reviews=100, most_new=most_new
        )
    return {it.slug: it for it in found}


def test_a_shelf_lists_its_banks_by_title_with_what_is_due(bank):
    studied(bank, Rating.AGAIN, bank="aid")
    found = due(bank)

    assert list(found) == ["other", "aid"]
    assert (found["aid"].cards, found["aid"].seen, found["aid"].documents) == (4, 1, 1)
    assert (found["aid"].new, found["aid"].learning, found["aid"].reviews) == (3, 1, 0)


def test_new_cards_are_counted_up_to_what_the_day_allows(bank):
    assert due(bank, most_new=2)["aid"].new == 2
    with bank.read() as db:
        assert shelves.new_left(db, WHO, None, TODAY, 100) == 14
        assert shelves.new_left(db, WHO, None, TODAY, 5) == 5


def test_somebody_without_a_shelf_has_nothing_due(bank):
    with bank.read() as db:
        assert shelves.banks_due(db, 99, TODAY, NOW, most_reviews=9, most_new=9) == ()
        assert shelves.learners_of(db, 1) == (WHO,)
        assert shelves.learners_of(db, 99) == ()


def test_parts_that_go_are_retired_and_parts_that_return_come_back(database, tmp_path):
    kept(database, tmp_path, a_bank(a_cloze("{{c1::A}} {{c2::B}}")))
    question = card_of(database, "sent", 1) // 1000
    before = state_of(database, card_of(database, "sent", 2))
    with database.write() as db:
        for parts in ((1,), (1, 2)):
            held = shelves.cards_of_questions(db, [question])
            shelves.fit_cards(db, held, {question: parts})

    assert state_of(database, card_of(database, "sent", 2)) == before


# Banks.


def test_a_bank_is_found_by_its_name_and_no_other(bank):
    with bank.read() as db:
        assert banks.bank(db, "aid").title == "Help from outside"
        for slug in ("", "AID", "a\x00b", "x" * 5000, "日本", "' OR 1=1 --"):
            assert banks.find_bank(db, slug) is None
            with pytest.raises(NotFound):
                banks.bank(db, slug)


def test_a_bank_comes_out_as_it_went_in(bank):
    with bank.read() as db:
        assert banks.exported(db, "other") == a_bank(id="other", title="Another")


# Documents.


def test_a_document_is_found_by_its_name_with_its_passages(bank):
    with bank.read() as db:
        found = documents.document(db, "xinhua")
        cut = documents.passages(db, found)
        with pytest.raises(NotFound):
            documents.document(db, "a\x00b")
        extent = documents.extents(db)[found.id]

    assert [passage.number for passage in cut] == [1, 2, 3, 4]
    assert [passage.is_heading for passage in cut] == [True, False, False, False]
    assert (extent.passages, extent.questions) == (4, 14)
    assert extent.words == sum(len(passage.text.split()) for passage in cut)


# People.


def test_settings_come_back_as_they_were_kept(database):
    changed = with_settings(
        database,
        zone=ZoneInfo("Asia/Kathmandu"),
        rollover_hour=0,
        new_a_day=0,
        reviews_a_day=9999,
        desired_retention=0.7,
        maximum_interval=36_500,
        shortcuts=False,
        ask_confidence=True,
    )
    with database.read() as db:
        assert people.learner(db, WHO) == changed


def test_the_local_learner_is_made_once(database):
    with database.write() as db:
        first = people.ensure_local_learner(db, "Europe/Berlin", NOW)
        second = people.ensure_local_learner(db, "Asia/Tokyo", NOW + DAY)
        assert people.learner(db, first).zone.key == "Europe/Berlin"

    assert first == second == LOCAL_LEARNER


def test_an_unknown_learner_is_not_found(database):
    with database.read() as db, pytest.raises(NotFound):
        people.learner(db, 99)


def test_each_step_has_the_next_number(database):
    with_settings(database)
    numbers = []
    for _ in range(3):
        with database.write() as db:
            numbers.append(people.begin_step(db, WHO).sequence)

    assert numbers == [1, 2, 3]


# Progress.


def test_what_falls_due_is_told_day_by_day(bank):
    card = studied(bank, Rating.EASY, bank="aid").card.card_id
    due_on = state_of(bank, card).memory.due_on
    with bank.read() as db:
        assert progress.due_by_day(db, WHO, due_on) == {due_on: 1}
        assert progress.due_by_day(db, WHO, due_on - timedelta(days=1)) == {}
        assert progress.next_due_on(db, WHO, TODAY, None) == (due_on, 1)
        assert progress.next_due_on(db, WHO, due_on, None) is None
        other = banks.bank(db, "other").id
        assert progress.next_due_on(db, WHO, TODAY, other) is None


def test_cards_are_counted_by_how_firm_they_are(bank):
    studied(bank, Rating.EASY, bank="aid")
    studied(bank, Rating.AGAIN, bank="aid")
    suspended(bank, card_ids(bank)[3], 0)
    with bank.read() as db:
        held = progress.holdings(db, WHO)

    assert (held.new, held.learning, held.young, held.mature, held.suspended) == (11, 1, 1, 0, 1)


def test_a_studied_question_is_told_from_the_others(bank):
    card = studied(bank, Rating.GOOD, bank="aid").card.card_id
    with bank.read() as db:
        found = documents.document(db, "xinhua")
        cited = progress.cited_in(db, WHO, found.id, found.version)
        assert progress.studied_by_document(db, WHO) == {found.id: 1}

    assert {it.question_id for it in cited if it.studied} == {card // 1000}
    assert len({it.question_id for it in cited}) == 14


def test_a_learner_s_name_may_be_anything(database):
    learner = with_settings(database)
    with database.write() as db:
        people.save_learner(db, replace(learner, name="'); DROP TABLE card; --\n\u202e"))
        assert people.learner(db, WHO).name.startswith("');")
