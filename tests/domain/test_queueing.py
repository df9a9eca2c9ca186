"""What comes next: limits, the even mix of reviews and new cards, learning, the end."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.queueing import Tally, Turn, Waiting, allowance, shuffle_key, turn

COUNTS = st.integers(0, 60)


def waiting(**counts: int) -> Waiting:
    return replace(Waiting(learning=0, reviews=0, new=0, ahead=0, later=0), **counts)


def tally(**counts: int) -> Tally:
    return replace(Tally(new_done=0, reviews_done=0), **counts)


def served(state: Tally, left: Waiting) -> list[Turn]:
    """The turns of a day in which every card is answered once and for good."""
    turns: list[Turn] = []
    while (now := turn(state, left)) in (Turn.REVIEW, Turn.NEW):
        turns.append(now)
        if now is Turn.NEW:
            state = replace(state, new_done=state.new_done + 1)
            left = replace(left, new=left.new - 1)
        else:
            state = replace(state, reviews_done=state.reviews_done + 1)
            left = replace(left, reviews=left.reviews - 1)
    return turns


def test_learning_that_is_due_comes_before_everything():
    everything = waiting(learning=1, reviews=5, new=5, ahead=1, later=1)

    assert turn(tally(), everything) is Turn.LEARNING


def test_learning_is_shown_ahead_only_when_nothing_else_is_left():
    assert turn(tally(), waiting(reviews=1, ahead=1)) is Turn.REVIEW
    assert turn(tally(), waiting(new=1, ahead=1)) is Turn.NEW
    assert turn(tally(), waiting(ahead=1, later=1)) is Turn.AHEAD


def test_learning_later_today_means_waiting_and_nothing_means_done():
    assert turn(tally(), waiting(later=1)) is Turn.WAIT
    assert turn(tally(), waiting()) is Turn.DONE


def test_the_day_ends_when_both_limits_are_reached_whatever_still_waits():
    full = tally(new_done=20, reviews_done=200)

    assert turn(full, waiting(reviews=50, new=50)) is Turn.DONE
    assert turn(full, waiting(reviews=50, new=50, ahead=2)) is Turn.AHEAD


@pytest.mark.parametrize(
    ("state", "left", "expected"),
    [
        (tally(), waiting(reviews=10, new=50), (10, 20)),
        (tally(new_done=15), waiting(reviews=10, new=50), (10, 5)),
        (tally(new_done=25), waiting(reviews=10, new=50), (10, 0)),
        (tally(), waiting(reviews=190, new=50), (190, 10)),
        (tally(), waiting(reviews=300, new=50), (200, 0)),
        (tally(reviews_done=150), waiting(reviews=45, new=50), (45, 5)),
        (tally(reviews_done=250), waiting(reviews=45, new=50), (0, 0)),
        (tally(review_limit=0, new_limit=0), waiting(reviews=45, new=50), (0, 0)),
    ],
)
def test_what_is_left_of_the_limits(state, left, expected):
    assert allowance(state, left) == expected


def test_no_new_cards_once_the_review_limit_is_reached_unless_the_switch_is_on():
    full = tally(reviews_done=200)

    assert turn(full, waiting(new=5)) is Turn.DONE
    assert turn(replace(full, new_within_review_limit=False), waiting(new=5)) is Turn.NEW


def test_learning_of_whole_days_counts_against_the_review_limit():
    # Storage counts it in `reviews`; 3 reviews and 2 of it meet a limit of 4.
    assert allowance(tally(review_limit=4), waiting(reviews=3 + 2)) == (4, 0)


def test_learning_within_the_day_is_free_of_every_limit():
    full = tally(new_done=20, reviews_done=200)

    assert turn(full, waiting(learning=1, reviews=5)) is Turn.LEARNING


def test_three_new_cards_among_nine_reviews():
    turns = served(tally(), waiting(reviews=9, new=3))

    assert "".join(now[0] for now in turns) == "rrnrrrnrrnrr"


def test_a_reload_in_the_middle_changes_nothing():
    whole = served(tally(), waiting(reviews=9, new=4))
    new_done = whole[:6].count(Turn.NEW)

    rest = served(
        tally(new_done=new_done, reviews_done=6 - new_done),
        waiting(reviews=9 - 6 + new_done, new=4 - new_done),
    )

    assert rest == whole[6:]


@given(COUNTS, COUNTS)
def test_all_is_served_in_the_end(reviews, new):
    turns = served(tally(new_limit=100), waiting(reviews=reviews, new=new))

    assert turns.count(Turn.REVIEW) == reviews
    assert turns.count(Turn.NEW) == new


@given(COUNTS, COUNTS)
def test_the_mix_stays_within_one_card_of_even_at_every_point(reviews, new):
    turns = served(tally(new_limit=100), waiting(reviews=reviews, new=new))

    for length in range(1, len(turns) + 1):
        share = length * new / (reviews + new)
        assert abs(turns[:length].count(Turn.NEW) - share) <= 1


@given(COUNTS, COUNTS)
def test_new_cards_stand_apart_when_reviews_are_as_many(fewer, more):
    new, reviews = sorted((fewer, more))
    turns = served(tally(new_limit=100), waiting(reviews=reviews, new=new))

    assert (Turn.NEW, Turn.NEW) not in set(pairwise(turns))


@given(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_limits_are_never_exceeded(reviews, new, review_limit, new_limit, reviews_done, new_done):
    state = Tally(new_done, reviews_done, new_limit, review_limit)
    turns = served(state, waiting(reviews=reviews, new=new))

    assert turns.count(Turn.NEW) <= max(0, new_limit - new_done)
    assert len(turns) <= max(0, review_limit - reviews_done - new_done)


def test_the_shuffle_is_the_same_on_every_call_and_another_on_every_day():
    day = date(2026, 10, 1)
    cards = range(1, 200)

    def order(on: date) -> list[int]:
        return sorted(cards, key=lambda card: shuffle_key(card, on))

    assert order(day) == order(day)
    assert order(day) != order(day + timedelta(days=1))
    assert order(day) != list(cards)


def test_shuffle_keys_fit_31_bits_and_spread_over_them():
    keys = [shuffle_key(card, date(2026, 10, 1)) for card in range(1000)]

    assert all(0 <= key < 2**31 for key in keys)
    assert len(set(keys)) == 1000
    assert 400 < sum(key < 2**30 for key in keys) < 600
