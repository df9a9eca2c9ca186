"""Streaks, the calendar, retention, axes and the two series of bars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.statistics import (
    Retention,
    calendar,
    coming_days,
    longest_streak,
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
    assert Retention(passed=3, total=4).rate == 0.75


def test_retention_without_reviews_is_unknown_rather_than_zero():
    assert Retention().rate is None


def test_what_is_overdue_is_forecast_for_today():
    due = dict(zip(ago(400, 1, 0, -1, -3, -50), (1, 2, 4, 8, 16, 32), strict=True))

    bars = coming_days(due, TODAY, days=4)

    assert [bar.count for bar in bars] == [1 + 2 + 4, 8, 0, 16]
    assert [bar.day for bar in bars] == ago(0, -1, -2, -3)
