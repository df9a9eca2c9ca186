"""Putting cards aside, bringing them back, marking them."""

from datetime import timedelta
from pathlib import Path

import pytest

from study.domain.errors import BadInput, NotFound
from study.domain.scheduling import Rating
from study.storage.database import Database
from tests.builders import (
    DAY,
    MINUTE,
    NOW,
    a_bank,
    brought_in,
    card_of,
    count,
    kept,
    rows,
    some_questions,
    state_of,
    written,
)
from tests.practising import asked, flagged, put_off, resumed, shown, studied, suspended

TODAY = NOW.date()


@pytest.fixture
def bank(database: Database, tmp_path: Path) -> Database:
    """A database with two questions."""
    kept(database, tmp_path, a_bank(*some_questions(2)))
    return database


def test_a_buried_card_comes_back_at_the_rollover(bank):
    first = asked(bank).card
    put_off(bank, first.card_id, 0)
    before, after = NOW.replace(hour=3, minute=59) + DAY, NOW.replace(hour=4) + DAY

    assert asked(bank).card.card_id != first.card_id
    assert asked(bank, before).card.card_id != first.card_id
    assert asked(bank, after).card.card_id == first.card_id


def test_a_buried_card_in_learning_stays_away_too(bank):
    card = studied(bank, Rating.AGAIN).card.card_id
    put_off(bank, card, 1)
    studied(bank, Rating.EASY, NOW + MINUTE)

    assert shown(bank, NOW + 5 * MINUTE).stage == "finished"
    assert shown(bank, NOW + 5 * MINUTE).left.learning == 0
    assert asked(bank, NOW + DAY).card.card_id == card


def test_a_suspended_card_stays_away_until_it_is_resumed_and_keeps_its_due_day(bank):
    card = studied(bank, Rating.EASY).card.card_id
    due_on = state_of(bank, card).memory.due_on
    suspended(bank, card, 1)
    later = NOW + 30 * DAY
    assert asked(bank, later).card.card_id != card
    resumed(bank, card, later)

    assert state_of(bank, card).memory.due_on == due_on
    assert studied(bank, Rating.EASY, later).card.card_id == card


def test_a_suspended_card_cannot_be_buried(bank):
    card = asked(bank).card.card_id
    suspended(bank, card, 0)
    put_off(bank, card, 1)

    assert state_of(bank, card).buried_on is None
    assert count(bank, "review") == 1


def test_a_flag_stays_with_the_card_through_its_reviews(bank):
    card = asked(bank).card.card_id
    flagged(bank, card, colour=3)
    studied(bank, Rating.EASY, card_id=card)

    assert state_of(bank, card).flag == 3


def test_a_sixth_colour_is_refused(bank):
    with pytest.raises(BadInput, match="four flags"):
        flagged(bank, asked(bank).card.card_id, colour=5)


def test_an_unknown_card_is_not_found(bank):
    for card in (-1, 0, 999_000, 2**63, 10**30):
        with pytest.raises(NotFound):
            put_off(bank, card, 0)


def test_doing_it_twice_is_one_step(bank):
    card = asked(bank).card.card_id
    for _ in range(3):
        put_off(bank, card, 0)
        flagged(bank, card)

    assert [step[0] for step in rows(bank, "SELECT kind FROM review")] == ["buried", "flagged"]


def test_a_page_from_before_a_rating_changes_nothing(bank):
    card = studied(bank, Rating.EASY).card.card_id
    suspended(bank, card, 0)

    assert not state_of(bank, card).suspended


def test_a_retired_card_is_brought_back_by_no_gesture(bank, tmp_path):
    card = card_of(bank, "q-001")
    written(tmp_path, a_bank(*some_questions(1)))
    brought_in(bank, tmp_path, retire_missing=True)
    put_off(bank, card, version_of(bank, card))
    flagged(bank, card)
    resumed(bank, card)

    assert rows(bank, "SELECT queue FROM card WHERE card_id = :card", card=card) == [(4,)]


def version_of(database: Database, card: int) -> int:
    query = "SELECT version FROM card WHERE card_id = :card"
    return int(rows(database, query, card=card)[0][0])


def test_resuming_a_suspended_card_of_a_retired_question_does_not_ask_it(bank, tmp_path):
    card = card_of(bank, "q-001")
    suspended(bank, card, 0)
    written(tmp_path, a_bank(*some_questions(1)))
    brought_in(bank, tmp_path, retire_missing=True)
    resumed(bank, card)
    studied(bank, Rating.EASY)

    assert shown(bank).stage == "finished"


def test_a_question_that_returns_finds_its_card_still_suspended(bank, tmp_path):
    card = card_of(bank, "q-001")
    suspended(bank, card, 0)
    written(tmp_path, a_bank(*some_questions(1)))
    brought_in(bank, tmp_path, retire_missing=True)
    kept(bank, tmp_path, a_bank(*some_questions(2)), now=NOW + timedelta(days=1))

    assert state_of(bank, card).suspended
