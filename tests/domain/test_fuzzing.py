"""Seeded variation: Anki's ranges for days, a little longer for steps."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.fuzzing import chance_of, fuzz_range, fuzzed, nearest, stretched
from study.domain.scheduling import seed_for

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("interval", "lowest", "highest"),
    [
        (1, 1, 1),
        (2.4, 2, 2),
        (3, 2, 4),
        (7, 5, 9),
        (10, 8, 12),
        (20, 17, 23),
        (24.6, 21, 28),
        (30, 27, 33),
        (100, 93, 107),
        (365, 345, 385),
    ],
)
def test_fuzz_chooses_every_day_of_its_range_and_no_other(interval, lowest, highest):
    chances = [step / 1000 for step in range(1000)]

    assert fuzz_range(interval) == (lowest, highest)
    assert {fuzzed(interval, 1, 730, chance) for chance in chances} == set(
        range(lowest, highest + 1)
    )


def test_every_day_of_the_range_is_equally_likely_over_many_cards():
    days = [fuzzed(10, 1, 730, chance_of(seed_for(card, 3))) for card in range(5000)]

    assert all(900 < days.count(day) < 1100 for day in range(8, 13))


@given(st.floats(0, 1, exclude_max=True))
def test_a_learning_step_is_stretched_by_a_quarter_and_five_minutes_at_most(chance):
    assert MINUTE <= stretched(MINUTE, chance) < 1.25 * MINUTE
    assert 10 * MINUTE <= stretched(10 * MINUTE, chance) < 12.5 * MINUTE
    assert 5 * HOUR <= stretched(5 * HOUR, chance) < 5 * HOUR + 5 * MINUTE


def test_without_a_chance_the_nearest_day_within_bounds_is_taken():
    assert [fuzzed(days, 3, 9, None) for days in (0.2, 4.4, 4.5, 5.5, 80)] == [3, 4, 5, 6, 9]


def test_bounds_beat_the_range_and_the_upper_beats_the_lower():
    chances = (0.0, 0.5, 0.999)

    assert {fuzzed(10, 11, 730, chance) for chance in chances} == {11, 12, 13}
    assert {fuzzed(10, 1, 9, chance) for chance in chances} == {7, 8, 9}
    assert {fuzzed(10, 20, 12, chance) for chance in chances} == {12}


def test_a_range_of_one_day_gains_the_next_unless_that_is_too_long():
    assert fuzzed(3, 4, 730, 0.9) == 5
    assert fuzzed(3, 4, 4, 0.9) == 4


def test_a_half_goes_up_as_in_anki():
    assert [nearest(number) for number in (0.5, 1.5, 2.5, 2.49)] == [1, 2, 3, 2]
