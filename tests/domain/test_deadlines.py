"""Studying until a day: the pace of new cards, what comes back when, and what is known then."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.cards import CardState, card_id, rated
from study.domain.days import Moment
from study.domain.deadlines import (
    Deadline,
    Studied,
    comes_back_on,
    days_until,
    lined_up,
    new_today,
    retention,
)
from study.domain.fuzzing import chance_of
from study.domain.queueing import Turn, turn
from study.domain.scheduling import (
    Memory,
    Phase,
    Plan,
    Rating,
    retrievability,
    seed_for,
)

PLAN = Plan()
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
AHEAD = timedelta(minutes=20)


def at_noon(day: date) -> Moment:
    now = datetime.combine(day, time(12), UTC)
    return Moment(now, day, now + timedelta(hours=16))


def in_review(stability: float, last_on: date = TODAY, interval: int = 60) -> Memory:
    return Memory(
        Phase.REVIEW,
        0,
        stability,
        5.0,
        None,
        last_on + interval * DAY,
        last_on,
        interval,
        3,
        0,
    )


# The pace of new cards.


@given(new=st.integers(0, 400), left=st.integers(0, 60))
def test_what_is_new_is_begun_before_the_last_day(new: int, left: int) -> None:
    deadline = Deadline(TODAY + left * DAY, 0.9)
    waiting, todays = new, []
    for day in range(max(left, 1)):
        todays.append(new_today(waiting, 0, TODAY + day * DAY, deadline))
        waiting -= todays[-1]
    assert waiting == 0
    assert max(todays) - min(todays) <= 1 or new < left


def test_what_was_begun_today_is_part_of_today() -> None:
    deadline = Deadline(TODAY + 10 * DAY, 0.9)
    assert [new_today(30 - done, done, TODAY, deadline) for done in range(4)] == [3, 3, 3, 3]


# When a card comes back.


def test_a_card_that_will_be_known_on_the_day_waits_for_its_own() -> None:
    memory = in_review(200.0)
    assert comes_back_on(memory, Deadline(TODAY + 10 * DAY, 0.9), PLAN, TODAY) == memory.due_on


def test_a_card_that_would_be_forgotten_by_the_day_comes_when_it_has_fallen_to_the_goal() -> None:
    memory = in_review(9.0)
    assert comes_back_on(memory, Deadline(TODAY + 20 * DAY, 0.9), PLAN, TODAY) == TODAY + 9 * DAY


def test_once_the_day_has_passed_every_card_has_its_own_day_again() -> None:
    memory = in_review(1.0, TODAY - 3 * DAY)
    assert comes_back_on(memory, Deadline(TODAY - DAY, 0.95), PLAN, TODAY) == memory.due_on


@given(
    stability=st.floats(0.05, 400),
    interval=st.integers(1, 400),
    since=st.integers(0, 30),
    left=st.integers(0, 60),
    goal=st.floats(0.7, 0.97),
)
def test_nothing_waits_past_the_day_that_would_not_be_known_on_it(
    stability: float, interval: int, since: int, left: int, goal: float
) -> None:
    last_on = TODAY - since * DAY
    deadline = Deadline(TODAY + left * DAY, goal)
    memory = in_review(stability, last_on, interval)
    back = comes_back_on(memory, deadline, PLAN, TODAY)
    known = retrievability(memory, deadline.on, PLAN)
    assert back is not None
    assert known is not None
    assert back <= memory.due_on
    assert back > last_on
    if back > deadline.on and deadline.on > last_on:
        assert known >= goal


@given(stability=st.floats(0.05, 3_000), goal=st.floats(0.7, 0.99))
def test_the_day_recall_falls_to_the_goal_is_where_the_curve_has_the_goal(
    stability: float, goal: float
) -> None:
    days = days_until(in_review(stability), goal, PLAN)
    before = retrievability(in_review(stability), TODAY + int(days) * DAY, PLAN)
    after = retrievability(in_review(stability), TODAY + (int(days) + 1) * DAY, PLAN)
    assert before is not None
    assert after is not None
    assert after <= goal + 1e-9 <= before + 2e-9


@pytest.mark.parametrize(
    ("own", "goal", "expected"),
    [(0.9, 0.8, 0.9), (0.8, 0.95, 0.95), (0.7, 1.0, 0.99), (0.9, 0.0, 0.9)],
)
def test_until_the_day_as_much_is_wanted_as_the_goal_says(
    own: float, goal: float, expected: float
) -> None:
    assert retention(own, Deadline(TODAY, goal), TODAY) == expected
    assert retention(own, Deadline(TODAY - DAY, goal), TODAY) == own


# The line.


def line(cards, day: date = TODAY, left: int = 10, **options):
    usual = {"begun_today": 0, "own_pace": 20}
    moment = at_noon(day)
    return lined_up(
        cards,
        moment,
        moment.now + AHEAD,
        Deadline(TODAY + left * DAY, 0.9),
        PLAN,
        **usual | options,
    )


def new(count: int) -> list[Studied]:
    return [Studied(card_id(n, 0), CardState()) for n in range(1, count + 1)]


def test_new_cards_come_in_the_order_of_the_assignment_at_their_pace() -> None:
    found = line(list(reversed(new(30))))
    assert found.tally.new_limit == 3
    assert found.first(Turn.NEW) == card_id(30, 0)
    assert turn(found.tally, found.waiting) is Turn.NEW


def test_after_the_day_the_learner_s_own_pace_counts() -> None:
    assert line(new(30), TODAY + 11 * DAY).tally.new_limit == 20


def test_what_was_asked_for_besides_comes_on_top() -> None:
    assert line(new(30), extra_new=10).tally.new_limit == 13


def test_cards_put_aside_are_in_no_line() -> None:
    due = CardState(in_review(1.0, TODAY - 5 * DAY, 2))
    away = [
        Studied(1000, replace(due, suspended=True)),
        Studied(2000, replace(due, buried_on=TODAY)),
        Studied(3000, due, is_retired=True),
        Studied(4000, replace(CardState(), suspended=True)),
    ]
    found = line(away)
    assert (found.reviews, found.new, found.first(turn(found.tally, found.waiting))) == (
        (),
        (),
        None,
    )
    assert line(away, TODAY + DAY).reviews == (2000,)


def test_the_longest_waiting_comes_first() -> None:
    cards = [Studied(n, CardState(in_review(3.0, TODAY - n * DAY, 1), order=n)) for n in (2, 5, 3)]
    assert line(cards).reviews == (5, 3, 2)


# What is known on the day.


def studied(count: int, days: int, goal: float, *, luck: bool) -> list[CardState]:
    """What somebody holds on the day who has done each day's work until then."""
    states = {card_id(n, 0): CardState() for n in range(1, count + 1)}
    deadline = Deadline(TODAY + days * DAY, goal)
    plan = Plan(desired_retention=retention(0.9, deadline, TODAY))
    for day in range(days):
        begun, moment = 0, at_noon(TODAY + day * DAY)
        while True:
            cards = [Studied(card, state) for card, state in states.items()]
            found = lined_up(
                cards, moment, moment.now + AHEAD, deadline, plan, begun_today=begun, own_pace=20
            )
            kind = turn(found.tally, found.waiting)
            card = found.first(kind)
            if card is None:
                break
            begun += kind is Turn.NEW
            memory = states[card].memory
            known = retrievability(memory, moment.today, plan)
            lost = luck and known is not None and chance_of(seed_for(card, memory.reps)) > known
            rating = Rating.AGAIN if lost and memory.due_at is None else Rating.GOOD
            states[card] = rated(states[card], rating, moment, plan, card=card)
            wait = states[card].memory.due_at
            if wait is not None:
                moment = replace(moment, now=max(moment.now, wait - AHEAD))
    return list(states.values())


@pytest.mark.parametrize("luck", [False, True])
@pytest.mark.parametrize(("count", "days", "goal"), [(40, 14, 0.9), (60, 21, 0.85), (20, 5, 0.95)])
def test_who_does_each_day_s_work_reaches_the_goal_on_the_day(
    count: int, days: int, goal: float, luck: bool
) -> None:
    deadline = TODAY + days * DAY
    states = studied(count, days, goal, luck=luck)
    known = [retrievability(state.memory, deadline, PLAN) for state in states]
    assert None not in known
    assert fmean(it for it in known if it is not None) >= goal
