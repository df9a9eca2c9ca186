"""How much a day holds, what is kept apart, and when a day ends."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from study.actions import practice
from study.actions.sittings import Finished, Question
from study.domain.errors import BadInput
from study.domain.scheduling import Rating
from study.storage.database import Database
from tests.builders import (
    DAY,
    MINUTE,
    NOW,
    WHO,
    a_bank,
    card_of,
    execute,
    kept,
    rows,
    some_questions,
    state_of,
    with_settings,
)
from tests.domain.builders import a_cloze, a_flashcard, a_short
from tests.practising import asked, shown, studied


@pytest.fixture
def bank(database: Database, tmp_path: Path) -> Database:
    """A database with thirty questions."""
    kept(database, tmp_path, a_bank(*some_questions(30)))
    return database


def a_day_of(database: Database, now: datetime = NOW, bank: str = "") -> list[Question]:
    """The questions of one day on which everything is easy."""
    questions = []
    while isinstance(seen := shown(database, now, bank), Question):
        questions.append(studied(database, Rating.EASY, now, bank=bank))
        assert questions[-1].card.card_id == seen.card.card_id
    return questions


def make_due(database: Database, on: datetime) -> None:
    """Every card becomes a review that is due on that day."""
    execute(
        database,
        "UPDATE card SET queue = 2, phase = 'review', stability = 5, difficulty = 5, reps = 1,"
        " due_on = :on, last_on = :before, interval = 5",
        on=on.date().isoformat() if database.is_sqlite else on.date(),
        before=(on - 5 * DAY).date().isoformat() if database.is_sqlite else (on - 5 * DAY).date(),
    )


# New cards.


def test_twenty_new_cards_are_a_day_s_worth(bank):
    assert len(a_day_of(bank)) == 20
    assert len(a_day_of(bank, NOW + DAY)) == 10 + len(due_on(bank, NOW + DAY))


def due_on(database: Database, now: datetime) -> list[int]:
    query = "SELECT card_id FROM card WHERE queue = 2 AND due_on <= :on"
    on = now.date().isoformat() if database.is_sqlite else now.date()
    return [row[0] for row in rows(database, query, on=on)]


def test_missed_days_do_not_add_up(bank):
    assert asked(bank, NOW + 10 * DAY).left.new == 20


def test_the_finished_page_offers_more_and_more_can_be_added(bank):
    a_day_of(bank)
    end = shown(bank)
    assert (end.stage, end.more_new) == ("finished", 10)
    with bank.write() as db:
        practice.add_new(db, WHO, 4, NOW)

    assert len(a_day_of(bank)) == 4
    assert asked(bank, NOW + DAY).left.new == 6


def test_more_is_from_one_to_a_thousand(bank):
    for amount in (0, -1, 1001):
        with pytest.raises(BadInput, match="from 1 to 1000"), bank.write() as db:
            practice.add_new(db, WHO, amount, NOW)


def test_a_limit_of_none_shows_no_new_card(bank):
    with_settings(bank, new_a_day=0)

    assert isinstance(shown(bank), Finished)


def test_new_cards_respect_the_review_limit(bank):
    with_settings(bank, reviews_a_day=5)
    assert len(a_day_of(bank)) == 5


# Reviews.


def test_two_hundred_reviews_are_a_day_s_worth(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(230)))
    make_due(database, NOW)
    question = asked(database)

    assert (question.left.reviews, question.left.new) == (200, 0)


def test_a_backlog_at_the_limit_keeps_new_cards_away(bank):
    make_due(bank, NOW)
    execute(bank, "UPDATE card SET queue = 0, phase = 'new' WHERE card_id > 25000")
    with_settings(bank, reviews_a_day=8)
    left = asked(bank).left

    assert (left.reviews, left.new) == (8, 0)


def test_the_order_of_reviews_follows_their_day_and_stays_through_a_reload(bank):
    make_due(bank, NOW)
    execute(bank, 'UPDATE card SET "order" = 1000 - card_id / 1000')
    first = asked(bank).card.card_id

    assert first == max(row[0] for row in rows(bank, "SELECT card_id FROM card"))
    assert asked(bank, NOW + MINUTE).card.card_id == first


# One bank and all banks.


def test_one_bank_obeys_the_day_s_totals(database, tmp_path):
    kept(
        database,
        tmp_path,
        a_bank(*some_questions(15), id="one"),
        a_bank(*some_questions(15), id="two"),
    )
    assert len(a_day_of(database, bank="one")) == 15
    assert len(a_day_of(database, bank="two")) == 5


def test_a_bank_shows_its_own_cards_only(database, tmp_path):
    kept(
        database,
        tmp_path,
        a_bank(*some_questions(2), id="one"),
        a_bank(*some_questions(2), id="two"),
    )
    assert {q.card.bank_slug for q in a_day_of(database, bank="two")} == {"two"}


# Siblings.


def test_the_numbers_of_a_cloze_come_on_different_days(database, tmp_path):
    kept(database, tmp_path, a_bank(a_cloze("{{c1::A}} and {{c2::B}} and {{c3::C}}")))
    days = [a_day_of(database, NOW + number * DAY) for number in range(3)]

    assert [len(day) for day in days] == [1, 1, 1]
    assert len({day[0].card.card_id for day in days}) == 3


def test_both_sides_of_a_flashcard_come_on_different_days(database, tmp_path):
    kept(database, tmp_path, a_bank(a_flashcard(reverse=True)))
    fronts = [a_day_of(database, NOW + number * DAY)[0].front.prompt for number in range(2)]

    assert fronts == ["Who sent aircraft?", "The Soviet Union"]


def test_a_sibling_in_learning_is_not_put_off(database, tmp_path):
    kept(database, tmp_path, a_bank(a_flashcard(reverse=True)))
    first, second = card_of(database, "aid", 0), card_of(database, "aid", 1)
    studied(database, Rating.AGAIN, card_id=first)
    studied(database, Rating.AGAIN, card_id=second)

    assert state_of(database, first).buried_on is None


# Learning.


def test_learning_cards_come_early_when_nothing_else_is_left(database, tmp_path):
    kept(database, tmp_path, a_bank(a_short()))
    card = studied(database, Rating.GOOD).card.card_id
    due_at = state_of(database, card).memory.due_at

    assert due_at > NOW + 9 * MINUTE
    assert asked(database).card.card_id == card


def test_a_pause_is_said_when_learning_cards_come_later_today(database, tmp_path):
    kept(database, tmp_path, a_bank(a_short()))
    studied(database, Rating.GOOD)
    later = int((NOW + 45 * MINUTE).timestamp() * 1_000_000)
    execute(database, "UPDATE card SET due_at = :later", later=later)
    end = shown(database)

    assert end.title == "A short pause"
    assert end.waiting == "1 card comes back today, the next in 25 minutes."
    assert asked(database, NOW + 25 * MINUTE)


def test_learning_that_is_due_comes_before_new_cards(bank):
    card = studied(bank, Rating.AGAIN).card.card_id

    assert asked(bank, NOW + 2 * MINUTE).card.card_id == card
    assert asked(bank).card.card_id != card


# Days.


def test_the_limits_turn_at_four_in_the_learner_s_zone(bank):
    with_settings(bank, zone=ZoneInfo("America/New_York"))
    a_day_of(bank, NOW)
    rollover = datetime(2026, 11, 25, 9, tzinfo=UTC)

    assert isinstance(shown(bank, rollover - timedelta(seconds=1)), Finished)
    assert isinstance(shown(bank, rollover), Question)


def test_half_past_eleven_and_half_past_three_are_one_day(bank):
    a_day_of(bank, NOW.replace(hour=23, minute=30))
    a_day_of(bank, NOW.replace(hour=3, minute=30) + DAY)

    assert [row[0] for row in rows(bank, "SELECT new_done FROM day")] == [20]


@pytest.mark.parametrize(
    ("zone", "before"),
    [
        ("Europe/Berlin", datetime(2026, 10, 24, 12, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2027, 3, 27, 12, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2027, 4, 3, 2, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2028, 2, 28, 12, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2038, 1, 18, 12, tzinfo=UTC)),
    ],
)
def test_no_day_is_passed_over_or_comes_twice(database, tmp_path, zone, before):
    kept(database, tmp_path, a_bank(*some_questions(3)))
    with_settings(database, zone=ZoneInfo(zone), new_a_day=1)
    asked_on = [len(a_day_of(database, before + number * DAY)) for number in range(3)]

    assert asked_on == [1, 1, 1]
    assert len(rows(database, "SELECT day_on FROM day")) == 3


def test_flying_east_and_west_loses_no_review(bank):
    with_settings(bank, zone=ZoneInfo("Pacific/Kiritimati"))
    studied(bank, Rating.EASY)
    with_settings(bank, zone=ZoneInfo("Pacific/Honolulu"))
    studied(bank, Rating.EASY)

    assert sum(row[0] for row in rows(bank, "SELECT new_done FROM day")) == 2
    assert all(row[0] >= 1 for row in rows(bank, "SELECT interval FROM card WHERE reps = 1"))


def test_a_clock_put_back_or_far_ahead_breaks_nothing(bank):
    for now in (NOW, NOW - 2 * DAY, NOW + 400 * DAY, NOW):
        studied(bank, Rating.GOOD, now)
    intervals = rows(bank, "SELECT interval, due_on FROM card WHERE reps > 0")

    assert all(interval >= 0 for interval, _ in intervals)
    assert asked(bank, NOW)


def test_the_longest_interval_is_kept_to(database, tmp_path):
    kept(database, tmp_path, a_bank(a_short()))
    with_settings(database, maximum_interval=10)
    for number in range(6):
        studied(database, Rating.EASY, NOW + number * 11 * DAY)

    assert rows(database, "SELECT interval FROM card") == [(10,)]
