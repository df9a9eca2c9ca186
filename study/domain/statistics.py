"""Numbers for the pictures of practice: streaks, calendars, retention, forecasts."""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from statistics import quantiles

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the calendar; level 0 is a day without reviews, 4 one of the busiest."""

    day: date
    count: int
    level: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of a bar chart."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Retention:
    """How many reviews were passed, of how many."""

    passed: int = 0
    total: int = 0

    @property
    def rate(self) -> float | None:
        """The share of passes from 0 to 1, or None when there was no review."""
        return self.passed / self.total if self.total else None


def streak(days: Collection[date], today: date) -> int:
    """How many study days in a row lead up to today; today itself may still be to come."""
    studied = frozenset(days)
    day = today if today in studied else today - _ONE_DAY
    length = 0
    while day in studied:
        length += 1
        day -= _ONE_DAY
    return length


def longest_streak(days: Collection[date]) -> int:
    """The most study days that ever came in a row."""
    ordered = sorted(day.toordinal() for day in set(days))
    # Within an unbroken run, a day's number and its place in the list grow together.
    runs = groupby(enumerate(ordered), key=lambda placed: placed[1] - placed[0])
    return max((sum(1 for _ in run) for _, run in runs), default=0)


def calendar(
    counts: Mapping[date, int], today: date, weeks: int = 53
) -> tuple[tuple[Cell, ...], ...]:
    """The last weeks, each from Monday to Sunday; the last one ends with today.

    Levels 1 to 4 are the quarters of the shown days that had reviews.
    """
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    shown = _days(first, (today - first).days + 1)
    bounds = _quarters([counts[day] for day in shown if counts.get(day, 0) > 0])
    cells = tuple(_cell(day, counts.get(day, 0), bounds) for day in shown)
    return tuple(cells[start : start + 7] for start in range(0, len(cells), 7))


def coming_days(due: Mapping[date, int], today: date, days: int = 30) -> tuple[Bar, ...]:
    """One bar for each of the coming days; what is overdue counts for today, the first."""
    overdue = sum(count for day, count in due.items() if day < today)
    bars = tuple(Bar(day, due.get(day, 0)) for day in _days(today, days))
    return (Bar(today, bars[0].count + overdue), *bars[1:])


def _days(first: date, count: int) -> tuple[date, ...]:
    return tuple(first + timedelta(days=offset) for offset in range(count))


def _quarters(counts: list[int]) -> list[float]:
    return quantiles(counts, n=4, method="inclusive") if len(counts) > 1 else []


def _cell(day: date, count: int, bounds: list[float]) -> Cell:
    return Cell(day, count, 1 + bisect_left(bounds, count) if count > 0 else 0)
