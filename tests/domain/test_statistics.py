"""Streaks, the calendar, retention, axes and the two series of bars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.scheduling import Rating
from study.domain.statistics import (
    Retention,
    calendar,
    coming_days,
    longest_streak,
    nice_ticks,
    past_days,
    retention,
    streak,
)

TODAY = date(2026, 10, 1)  # A Thursday.


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=day) for day in days]


@pytest.mark.parametrize(
    ("studied", "length"),
    [([], 0), ([0], 1), ([0, 1, 2], 3), ([1, 2], 2), ([2, 3], 0), ([0, 2, 3], 1), ([0, 0, 1], 2)],
)
def test_a_streak_counts_back_from_today_or_from_yesterday(studied, length):
    assert streak(ago(*studied), TODAY) == length


def test_a_streak_crosses_the_leap_day():
    days = [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]

    assert streak(days, date(2028, 3, 1)) == 3


def test_days_after_today_do_not_lengthen_a_streak():
    assert streak(ago(-1, -2, 0), TODAY) == 1


@pytest.mark.parametrize(
    ("studied", "length"), [([], 0), ([5], 1), ([9, 8, 7, 3, 2, 0], 3), ([0, 1, 1, 2], 3)]
)
def test_the_longest_streak_may_be_long_ago(studied, length):
    assert longest_streak(ago(*studied)) == length


def test_the_calendar_has_weeks_from_monday_and_ends_today():
    weeks = calendar({}, TODAY)

    assert len(weeks) == 53
    assert all(len(week) == 7 for week in weeks[:-1])
    assert all(week[0].day.weekday() == 0 for week in weeks)
    assert [cell.day.day for cell in weeks[-1]] == [28, 29, 30, 1]


def test_calendar_levels_are_quarters_of_the_days_with_reviews():
    counts = dict(zip(ago(0, 1, 2, 3, 4), (1, 5, 10, 100, 0), strict=True))

    (*_, last), levels = calendar(counts, TODAY, weeks=2), {}
    for week in calendar(counts, TODAY, weeks=2):
        levels |= {cell.count: cell.level for cell in week}

    assert last[-1].day == TODAY
    assert levels == {0: 0, 1: 1, 5: 2, 10: 3, 100: 4}


def test_one_busy_day_long_ago_does_not_set_the_levels_of_the_weeks_shown():
    counts = dict(zip(ago(0, 1, 400), (2, 1, 5000), strict=True))

    levels = [cell.level for cell in calendar(counts, TODAY, weeks=1)[0]]

    assert levels == [0, 0, 1, 4]


@given(st.dictionaries(st.integers(0, 370).map(lambda day: ago(day)[0]), st.integers(0, 500)))
def test_more_reviews_never_have_a_lower_level(counts):
    cells = sorted((cell.count, cell.level) for week in calendar(counts, TODAY) for cell in week)

    assert [level for _, level in cells] == sorted(level for _, level in cells)
    assert all((level == 0) == (count == 0) for count, level in cells)
    assert max(level for _, level in cells) <= 4


def test_retention_is_the_share_of_passes():
    measured = retention([Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.EASY])

    assert measured == Retention(passed=3, total=4)
    assert measured.rate == 0.75


def test_retention_without_reviews_is_unknown_rather_than_zero():
    assert retention([]).rate is None


@pytest.mark.parametrize(
    ("maximum", "ticks"),
    [
        (0, (0, 1, 2)),
        (1, (0, 1, 2)),
        (4, (0, 1, 2, 3, 4)),
        (7, (0, 2, 4, 6, 8)),
        (23, (0, 5, 10, 15, 20, 25)),
        (51, (0, 20, 40, 60)),
        (1000, (0, 200, 400, 600, 800, 1000)),
    ],
)
def test_an_axis_has_round_marks(maximum, ticks):
    assert nice_ticks(maximum) == ticks


@given(st.integers(0, 10**9))
def test_an_axis_reaches_its_maximum_with_three_to_six_marks(maximum):
    ticks = nice_ticks(maximum)

    assert ticks[0] == 0
    assert ticks[-1] >= maximum
    assert 3 <= len(ticks) <= 6


def test_past_days_fill_the_gaps_with_zero_and_end_today():
    bars = past_days(dict(zip(ago(0, 2, 40), (7, 3, 9), strict=True)), TODAY, days=4)

    assert [(bar.day.day, bar.count) for bar in bars] == [(28, 0), (29, 3), (30, 0), (1, 7)]
    assert len(past_days({}, TODAY)) == 30


def test_what_is_overdue_is_forecast_for_today():
    due = dict(zip(ago(400, 1, 0, -1, -3, -50), (1, 2, 4, 8, 16, 32), strict=True))

    bars = coming_days(due, TODAY, days=4)

    assert [bar.count for bar in bars] == [1 + 2 + 4, 8, 0, 16]
    assert [bar.day for bar in bars] == ago(0, -1, -2, -3)
