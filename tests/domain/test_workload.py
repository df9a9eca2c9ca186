"""What new cards cost a day, by the scheduler itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.scheduling import Plan
from study.domain.workload import MOST_FOLLOWED, Load, load


@pytest.mark.parametrize(("cards", "new_a_day"), [(0, 20), (5, 0)])
def test_what_is_never_begun_costs_nothing(cards: int, new_a_day: int) -> None:
    assert load(cards, new_a_day, 200, Plan()) == Load(0.0, 0.0, 0)


def test_most_reviews_come_in_the_first_weeks() -> None:
    cost = load(100, 20, 200, Plan())
    assert 8 < cost.first < 16
    assert 2 < cost.later < cost.first / 2
    assert cost.days == 5


def test_whoever_wants_to_remember_more_pays_more() -> None:
    less, more = (load(60, 20, 200, Plan(desired_retention=it)) for it in (0.8, 0.95))
    assert more.first > less.first
    assert more.later > less.later


def test_no_more_than_the_limit_is_reviewed_on_a_day() -> None:
    cost = load(100, 20, 3, Plan())
    assert cost.first <= 3
    assert cost.later <= 3


def test_cards_that_are_begun_slowly_cost_less_at_first_and_more_later() -> None:
    fast, slow = (load(100, it, 200, Plan()) for it in (50, 2))
    assert slow.first < fast.first
    assert slow.later > fast.later
    assert slow.days == 50


@given(cards=st.integers(1, 2_000), new_a_day=st.integers(1, 100))
def test_many_cards_cost_about_as_many_times_what_some_cost(cards: int, new_a_day: int) -> None:
    one = load(cards, new_a_day, 10_000, Plan())
    ten = load(cards * 10, new_a_day * 10, 100_000, Plan())
    if cards >= MOST_FOLLOWED:
        assert ten.first == pytest.approx(10 * one.first, rel=0.25)
    assert ten.days == one.days
    assert one.first <= cards
    assert one == load(cards, new_a_day, 10_000, Plan())
