"""How cards come back: steps, intervals, fuzz, lapses, words on buttons, stored memories."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.days import Moment, moment
from study.domain.errors import BadInput
from study.domain.scheduling import (
    DEFAULT_WEIGHTS,
    NEW_MEMORY,
    Memory,
    Phase,
    Plan,
    Rating,
    decode,
    delay,
    encode,
    is_leech_moment,
    is_mature,
    outlook,
    replay,
    review,
    seed_for,
)

AGAIN, HARD, GOOD, EASY = Rating
BERLIN = ZoneInfo("Europe/Berlin")
NOON = moment(datetime(2026, 10, 1, 12, tzinfo=BERLIN), BERLIN)
EXACT = Plan(fuzz=False)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def after(*ratings: Rating, plan: Plan = EXACT, now: Moment = NOON) -> Memory:
    """The memory of a new card after some ratings at one moment."""
    return replay([(rating, now, 0) for rating in ratings], plan)


def reviewed(**changes: object) -> Memory:
    """A card in review that is due today."""
    memory = Memory(Phase.REVIEW, 0, 10.0, 5.0, None, NOON.today, NOON.today - 10 * DAY, 10, reps=3)
    return replace(memory, **changes)


def waits(memory: Memory, plan: Plan = EXACT, now: Moment = NOON) -> list[timedelta | int]:
    return [delay(after_it, now) for after_it in outlook(memory, now, plan, seed=0)]


def histories(count: int) -> list[tuple[Memory, Moment]]:
    """Cards after up to a dozen random reviews, each at a random time of random days."""
    random, cards = Random(20261001), []
    for card in range(count):
        now, memory = NOON.now, NEW_MEMORY
        for _ in range(random.randrange(12)):
            seed = seed_for(card, memory.reps)
            memory = review(memory, random.choice(tuple(Rating)), moment(now, BERLIN), Plan(), seed)
            now += random.choice((MINUTE, HOUR, 30 * DAY)) * random.random() * 2
        cards.append((memory, moment(now, BERLIN)))
    return cards


# Steps.


def test_a_new_card_waits_one_minute_five_and_a_half_ten_or_eight_days():
    assert waits(NEW_MEMORY) == [MINUTE, 5.5 * MINUTE, 10 * MINUTE, 8]


def test_good_takes_a_new_card_to_the_second_step_and_then_to_two_days():
    second = after(GOOD)
    graduated = after(GOOD, GOOD)

    assert (second.phase, second.step) == (Phase.LEARNING, 1)
    assert second.due_at == NOON.now + 10 * MINUTE
    assert (graduated.phase, graduated.due_on) == (Phase.REVIEW, date(2026, 10, 3))


def test_easy_graduates_at_once():
    assert (after(EASY).phase, after(EASY).interval) == (Phase.REVIEW, 8)


def test_on_a_later_step_hard_repeats_it_and_again_starts_over():
    second = after(GOOD)

    assert waits(second)[:2] == [MINUTE, 10 * MINUTE]
    assert [way.step for way in outlook(second, NOON, EXACT, seed=0)[:2]] == [0, 1]


@pytest.mark.parametrize(
    ("step", "hard"), [(10 * MINUTE, 15 * MINUTE), (6 * HOUR, 9 * HOUR), (3 * DAY, 4)]
)
def test_hard_on_a_single_step_is_half_as_long_again_but_at_most_a_day_more(step, hard):
    assert waits(NEW_MEMORY, replace(EXACT, learning_steps=(step,)))[1] == hard


def test_without_learning_steps_a_new_card_goes_straight_to_review():
    ways = outlook(NEW_MEMORY, NOON, replace(EXACT, learning_steps=()), seed=0)

    assert [way.interval for way in ways] == [1, 1, 2, 8]
    assert {way.phase for way in ways} == {Phase.REVIEW}


def test_a_lapse_is_relearnt_in_ten_minutes_and_comes_back_in_days():
    lapsed = review(reviewed(), AGAIN, NOON, EXACT, seed=0)
    back = review(lapsed, GOOD, NOON, EXACT, seed=0)

    assert (lapsed.phase, lapsed.due_at) == (Phase.RELEARNING, NOON.now + 10 * MINUTE)
    assert waits(lapsed)[:2] == [10 * MINUTE, 15 * MINUTE]
    assert (back.phase, back.due_on) == (Phase.REVIEW, NOON.today + back.interval * DAY)


def test_without_relearning_steps_a_lapse_waits_at_least_a_day():
    plan = replace(EXACT, relearning_steps=())
    lapsed = review(reviewed(stability=0.5), AGAIN, NOON, plan, seed=0)

    assert (lapsed.phase, lapsed.interval, lapsed.lapses) == (Phase.REVIEW, 1, 1)


def test_a_lapse_without_relearning_steps_is_not_fuzzed():
    memory, plan = reviewed(stability=160.0, difficulty=2.0), Plan(relearning_steps=())

    assert len({review(memory, AGAIN, NOON, plan, seed).interval for seed in range(100)}) == 1


def test_a_step_that_reaches_past_the_rollover_becomes_learning_of_whole_days():
    night = moment(datetime(2026, 10, 2, 3, 55, tzinfo=BERLIN), BERLIN)
    memory = after(GOOD, now=night)

    assert memory.phase is Phase.LEARNING
    assert (memory.due_at, memory.due_on) == (None, date(2026, 10, 2))
    assert delay(memory, night) == 1


@pytest.mark.parametrize(
    ("step", "days"), [(16 * HOUR, 1), (23 * HOUR, 1), (DAY, 1), (2 * DAY, 2), (41 * HOUR, 2)]
)
def test_steps_of_hours_and_days_count_the_rollovers_they_cross(step, days):
    assert waits(NEW_MEMORY, replace(EXACT, learning_steps=(step,)))[0] == days


def test_a_step_of_a_day_is_not_swallowed_by_the_day_of_25_hours():
    began = moment(datetime(2026, 10, 24, 4, 0, 30, tzinfo=BERLIN), BERLIN)
    memory = after(AGAIN, plan=replace(EXACT, learning_steps=(DAY,)), now=began)

    assert memory.due_on == date(2026, 10, 25)


def test_a_step_of_two_days_keeps_them_on_the_day_of_25_hours():
    began = moment(datetime(2026, 10, 24, 4, 0, 30, tzinfo=BERLIN), BERLIN)
    memory = after(AGAIN, plan=replace(EXACT, learning_steps=(2 * DAY,)), now=began)

    assert memory.due_on == date(2026, 10, 26)


def test_hard_between_steps_of_days_is_a_whole_number_of_days():
    assert waits(NEW_MEMORY, replace(EXACT, learning_steps=(DAY, 2 * DAY)))[1] == 2


def test_a_card_in_a_step_that_the_plan_has_lost_goes_on():
    third = after(GOOD, GOOD, plan=replace(EXACT, learning_steps=(MINUTE,) * 3))

    assert waits(third)[:3] == [MINUTE, 10 * MINUTE, 2]
    assert waits(third, replace(EXACT, learning_steps=()))[0] == 1


# Intervals.


def test_intervals_rise_from_hard_to_easy_even_when_the_engine_says_the_same():
    _, hard, good, easy = waits(reviewed(stability=0.1, last_on=NOON.today))

    assert (hard, good, easy) == (1, 2, 3)


def test_easy_on_a_new_card_is_a_day_more_than_good_even_when_both_round_to_one():
    plan = replace(EXACT, desired_retention=0.99, learning_steps=())

    assert waits(NEW_MEMORY, plan)[2:] == [1, 2]


def test_an_interval_that_grows_never_falls_back_by_fuzz():
    memory = reviewed(stability=2.6, interval=10)  # Hard says 12 days, alone fuzzed to 10 to 14.

    hards = {outlook(memory, NOON, Plan(), seed)[1].interval for seed in range(100)}

    assert outlook(memory, NOON, EXACT, seed=0)[1].interval == 12
    assert hards == {11, 12, 13, 14}


def test_no_interval_is_longer_than_the_plan_allows():
    old = reviewed(stability=900.0, interval=700, last_on=NOON.today - 700 * DAY)

    assert waits(old)[1:] == [730, 730, 730]
    assert waits(old, replace(Plan(), maximum_interval=365))[1:] == [365, 365, 365]


@given(st.integers(0, 2**64), st.floats(0.01, 700), st.integers(0, 400), st.integers(1, 700))
def test_fuzz_keeps_the_order_of_the_buttons_and_the_bounds(seed, stability, gap, interval):
    memory = reviewed(stability=stability, interval=interval, last_on=NOON.today - gap * DAY)
    plain = [way.interval for way in outlook(memory, NOON, EXACT, seed)[1:]]

    hard, good, easy = (way.interval for way in outlook(memory, NOON, Plan(), seed)[1:])

    assert 1 <= hard <= good <= easy <= 730
    assert hard < good or good == 730
    assert good < easy or easy == 730
    assert hard > interval or plain[0] <= interval


def test_the_study_day_not_the_clock_says_when_a_card_is_due():
    late = moment(datetime(2026, 10, 2, 3, 30, tzinfo=BERLIN), BERLIN)

    assert after(EASY, now=late).due_on == date(2026, 10, 1) + 8 * DAY


def test_no_card_skips_or_repeats_a_day_when_the_clocks_change():
    for midnight in (datetime(2026, 10, 24, tzinfo=BERLIN), datetime(2027, 3, 27, tzinfo=BERLIN)):
        start = midnight.astimezone(UTC)
        for quarter in range(3 * 24 * 4):
            now = moment(start + quarter * 15 * MINUTE, BERLIN)
            memory = after(GOOD, GOOD, now=now)
            assert memory.due_on == now.today + 2 * DAY
            assert delay(memory, moment(now.next_day_at, BERLIN)) == 1


def test_a_clock_put_back_counts_as_the_same_day():
    future = moment(NOON.now + 400 * DAY, BERLIN)
    memory = review(after(EASY), GOOD, future, EXACT, seed=0)
    back = review(memory, GOOD, NOON, EXACT, seed=0)

    assert (back.stability or 0) >= (memory.stability or 0)
    assert back.last_on == NOON.today
    assert NOON.today < (back.due_on or NOON.today) <= NOON.today + 730 * DAY


@pytest.mark.parametrize("today", ["2028-02-29", "2038-01-19", "2100-02-28", "9999-01-01"])
def test_far_dates_and_leap_days_do_not_overflow(today):
    now = moment(datetime.fromisoformat(f"{today}T12:00").replace(tzinfo=UTC), BERLIN)
    memory = reviewed(stability=36_500.0, interval=36_000, last_on=now.today - 36_000 * DAY)
    plan = replace(EXACT, maximum_interval=36_500)

    assert outlook(memory, now, plan, seed=0)[3].due_on == min(
        date.max, date.fromordinal(min(now.today.toordinal() + 36_500, date.max.toordinal()))
    )


# Promises kept.


def test_fuzz_does_not_carry_a_step_over_the_rollover():
    night = moment(datetime(2026, 10, 2, 3, 49, 50, tzinfo=BERLIN), BERLIN)

    memories = [review(NEW_MEMORY, GOOD, night, Plan(), seed) for seed in range(50)]

    assert all(memory.due_at for memory in memories)
    assert max(memory.due_at for memory in memories) == night.next_day_at - timedelta(seconds=1)


def test_the_buttons_promise_what_a_thousand_cards_then_get():
    for card, (memory, now) in enumerate(histories(1000)):
        seed = seed_for(card, memory.reps)
        promised = outlook(memory, now, Plan(), seed)
        kept = decode(json.loads(json.dumps(encode(memory))))  # Undone: read back from storage.

        assert tuple(review(memory, rating, now, Plan(), seed) for rating in Rating) == promised
        assert tuple(review(kept, rating, now, Plan(), seed) for rating in Rating) == promised


def test_seeds_differ_between_cards_and_between_reviews():
    seeds = {seed_for(card, reps) for card in range(100) for reps in range(100)}

    assert len(seeds) == 10_000
    assert all(0 <= seed < 2**64 for seed in seeds)
    assert seed_for(3, 4) == seed_for(3, 4) != seed_for(4, 3)


def test_replaying_a_history_gives_the_stored_memory():
    events, memory, now = [], NEW_MEMORY, NOON
    for rating in (GOOD, HARD, GOOD, GOOD, AGAIN, GOOD, EASY):
        event = (rating, now, seed_for(7, memory.reps))
        memory = review(memory, rating, now, Plan(), event[2])
        events.append(event)
        now = moment(now.now + 5 * DAY, BERLIN)

    assert replay(events, Plan()) == memory
    assert (memory.reps, memory.lapses) == (7, 1)


# Lapses, leeches, maturity.


def test_lapses_eight_twelve_and_sixteen_are_leech_moments():
    assert [lapses for lapses in range(20) if is_leech_moment(lapses, 8)] == [8, 12, 16]
    assert [lapses for lapses in range(13) if is_leech_moment(lapses, 5)] == [5, 8, 11]
    assert [lapses for lapses in range(4) if is_leech_moment(lapses, 1)] == [1, 2, 3]
    assert not any(is_leech_moment(lapses, 0) for lapses in range(20))


def test_only_again_in_review_is_a_lapse():
    assert [way.lapses for way in outlook(reviewed(), NOON, EXACT, seed=0)] == [1, 0, 0, 0]
    assert after(AGAIN, AGAIN, GOOD, AGAIN).lapses == 0
    assert review(review(reviewed(), AGAIN, NOON, EXACT, 0), AGAIN, NOON, EXACT, 0).lapses == 1


def test_a_card_is_mature_from_three_weeks_on():
    assert not is_mature(reviewed(interval=20))
    assert is_mature(reviewed(interval=21))


# Plans.


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"desired_retention": 0.69}, "0.70 to 0.99"),
        ({"desired_retention": float("nan")}, "0.70 to 0.99"),
        ({"learning_steps": (timedelta(0),)}, "one second"),
        ({"maximum_interval": 0}, "36,500 days"),
        ({"weights": DEFAULT_WEIGHTS[:19]}, "21 weights"),
        ({"weights": (float("nan"), *DEFAULT_WEIGHTS[1:])}, "21 weights"),
        ({"leech_threshold": -1}, "leech"),
    ],
)
def test_a_plan_that_would_break_scheduling_is_refused(changes, sentence):
    with pytest.raises(BadInput, match=sentence):
        replace(Plan(), **changes)
