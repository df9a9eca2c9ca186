"""The home page: what is due today, and a large way to begin."""

from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from study.domain.queueing import Tally, Waiting, allowance
from study.domain.statistics import streak
from study.storage import people, reviews, shelves
from study.storage.documents import documents
from study.storage.reviews import Day
from study.storage.shelves import BankDue
from study.web.class_home import class_part
from study.web.deps import Here
from study.web.render import SettingsView, page
from study.web.withholding import withheld

router = APIRouter()
MONTH = 30
YEAR = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What the day still holds and what was done in it."""

    new: int
    learning: int
    reviews: int
    done_new: int
    done_reviews: int
    answered: int
    minutes: int
    streak: int

    @property
    def total(self) -> int:
        """Everything still to come today."""
        return self.new + self.learning + self.reviews


@dataclass(frozen=True, slots=True)
class PastDay:
    """One bar of the picture of the last thirty days."""

    day_on: date
    new: int
    reviews: int
    passed: int


def today_of(day: Day, banks: tuple[BankDue, ...], tally: Tally, days: int) -> Today:
    """The day's numbers over all banks, with its limits applied."""
    learning = sum(bank.learning for bank in banks)
    waiting = Waiting(
        learning=0,
        reviews=sum(bank.reviews for bank in banks),
        new=sum(bank.new for bank in banks),
        ahead=0,
        later=0,
    )
    due, new = allowance(tally, waiting)
    return Today(
        new=new,
        learning=learning,
        reviews=due,
        done_new=day.new_done,
        done_reviews=day.reviews_done,
        answered=day.answered,
        minutes=round(day.taken_ms / 60_000),
        streak=days,
    )


def pass_rate(days: tuple[Day, ...]) -> float | None:
    """The share of first reviews of a day that were known; None before there are any."""
    total = sum(day.young_total + day.mature_total for day in days)
    passed = sum(day.young_passed + day.mature_passed for day in days)
    return passed / total if total else None


@router.get("/", name="home")
def home(here: Here) -> Response:
    """What is due, bank by bank, and how the last thirty days went."""
    with here.database.read() as db:
        learner = people.learner(db, here.who)
        moment = learner.moment(here.now)
        days = {
            day.day_on: day
            for day in reviews.days_since(db, here.who, moment.today - timedelta(days=YEAR))
        }
        day = days.get(moment.today, Day(day_on=moment.today))
        tally = Tally(
            new_done=day.new_done,
            reviews_done=day.reviews_done,
            new_limit=learner.new_a_day + day.extra_new,
            review_limit=learner.reviews_a_day + day.extra_new,
        )
        banks = shelves.banks_due(
            db,
            here.who,
            moment.today,
            moment.next_day_at,
            withheld(here, db),
            most_reviews=tally.review_limit,
            most_new=max(0, tally.new_limit - tally.new_done),
        )
        texts = documents(db)
        part = None if here.person.is_local else class_part(db, learner, here.now)
    month = tuple(
        days.get(on, Day(day_on=on))
        for on in (moment.today - timedelta(days=back) for back in range(MONTH - 1, -1, -1))
    )
    return page(
        here.pages,
        "home.html",
        section="home",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        today=today_of(
            day, banks, tally, streak({d for d in days if days[d].answered}, moment.today)
        ),
        part=None if part is None or part.is_empty else part,
        banks=banks,
        month=tuple(PastDay(d.day_on, d.new_done, d.reviews_done, d.passed) for d in month),
        is_first_visit=not any(bank.seen for bank in banks),
        rates=pass_rate(month),
        documents_count=len(texts),
        questions_count=sum(bank.questions for bank in banks),
    )
