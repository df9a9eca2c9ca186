"""Progress: what is coming, what was done, and how firmly it is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from study.domain.statistics import Cell, Retention, calendar, coming_days, longest_streak, streak
from study.storage import people, progress, reviews
from study.storage.reviews import Day
from study.web.deps import Here
from study.web.render import SettingsView, page
from study.web.withholding import withheld

router = APIRouter()
AHEAD = 30
YEAR = 371


@dataclass(frozen=True, slots=True)
class ComingDay:
    """One bar of the forecast."""

    day_on: date
    count: int


@dataclass(frozen=True, slots=True)
class CalendarCell:
    """One day of the calendar."""

    day_on: date
    count: int
    level: int


@dataclass(frozen=True, slots=True)
class Kept:
    """True retention over a period, by how firm the cards were."""

    period: str
    young: Retention
    mature: Retention
    all: Retention


@router.get("/progress", name="progress")
def show_progress(here: Here) -> Response:
    """Three pictures with their tables behind them."""
    with here.database.read() as db:
        learner = people.learner(db, here.who)
        today = learner.moment(here.now).today
        days = reviews.days_since(db, here.who, today - timedelta(days=YEAR))
        until = today + timedelta(days=AHEAD - 1)
        due = progress.due_by_day(db, here.who, until, withheld(here, db))
        held = progress.holdings(db, here.who)
    studied = {day.day_on: day.answered for day in days if day.answered}
    return page(
        here.pages,
        "progress.html",
        section="progress",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        forecast=tuple(ComingDay(bar.day, bar.count) for bar in coming_days(due, today)),
        overdue=sum(count for on, count in due.items() if on < today),
        calendar=tuple(tuple(_cell(c) for c in week) for week in calendar(studied, today)),
        streak=streak(studied, today),
        longest=longest_streak(studied),
        retention=(
            _kept("Last 30 days", [d for d in days if d.day_on > today - timedelta(days=30)]),
            _kept("Last year", days),
        ),
        cards_by_phase=held,
    )


def _cell(cell: Cell | None) -> CalendarCell | None:
    return None if cell is None else CalendarCell(cell.day, cell.count, cell.level)


def _kept(period: str, days: Iterable[Day]) -> Kept:
    some = list(days)
    young = Retention(sum(d.young_passed for d in some), sum(d.young_total for d in some))
    mature = Retention(sum(d.mature_passed for d in some), sum(d.mature_total for d in some))
    both = Retention(young.passed + mature.passed, young.total + mature.total)
    return Kept(period, young, mature, both)
