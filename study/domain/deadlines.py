"""Studying until a day: what to begin and what to ask again, so that it is known on that day.

The goal is a chance of remembering on the day. FSRS says how recall falls after a review:
R(t) = (1 + F t / S) ** -w20. Solved for t it says on which day recall has fallen to the goal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, floor

from study.domain.cards import CardState
from study.domain.days import Moment
from study.domain.queueing import Tally, Turn, Waiting
from study.domain.scheduling import Memory, Phase, Plan, retrievability

_LOWEST, _HIGHEST = 0.7, 0.99
NO_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Deadline:
    """The study day until which something is to be known, and how surely, from 0 to 1."""

    on: date
    goal: float


@dataclass(frozen=True, slots=True)
class Studied:
    """A card that is studied until the day; `is_retired` ones are asked no more."""

    card_id: int
    state: CardState
    is_retired: bool = False


def retention(own: float, deadline: Deadline, today: date) -> float:
    """How surely a learner is to remember when a card comes back, while the day is ahead."""
    if today > deadline.on:
        return own
    return min(max(own, deadline.goal, _LOWEST), _HIGHEST)


def days_until(memory: Memory, recall: float, plan: Plan) -> float:
    """How many days after its last review a memory has fallen to this chance of recall."""
    decay = plan.weights[20]
    factor = 0.9 ** (-1 / decay) - 1
    return float((memory.stability or 0.0) / factor * (recall ** (-1 / decay) - 1))


def comes_back_on(memory: Memory, deadline: Deadline, plan: Plan, today: date) -> date | None:
    """The study day on which a card is asked again; None for new ones and those in learning.

    It is the card's own day. Where recall on the deadline's day would be below the goal it is
    the day on which recall has fallen to the goal, if that comes before; never twice on a day.
    """
    own, last_on = memory.due_on, memory.last_on
    if own is None or last_on is None or today > deadline.on:
        return own
    known = retrievability(memory, deadline.on, plan)
    if known is None or known >= deadline.goal:
        return own
    return min(
        own, last_on + timedelta(days=max(1, floor(days_until(memory, deadline.goal, plan))))
    )


def new_today(new: int, begun: int, today: date, deadline: Deadline) -> int:
    """How many new cards today holds, `begun` of them done already.

    What was new this morning is spread evenly over the days before the last one, so that every
    card comes back once at least.
    """
    days = max(1, (deadline.on - today).days)
    return ceil((new + begun) / days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The cards of an assignment as they wait today, each line in the order of asking."""

    learning: tuple[int, ...]
    ahead: tuple[int, ...]
    later: int
    reviews: tuple[int, ...]
    new: tuple[int, ...]
    soonest_at: datetime | None
    next_on: date | None
    next_count: int
    tally: Tally

    @property
    def waiting(self) -> Waiting:
        """How many stand in each."""
        return Waiting(
            learning=len(self.learning),
            reviews=len(self.reviews),
            new=len(self.new),
            ahead=len(self.ahead),
            later=self.later,
        )

    def first(self, turn: Turn) -> int | None:
        """The card whose turn it is; None when there is none."""
        lines = {
            Turn.LEARNING: self.learning,
            Turn.AHEAD: self.ahead,
            Turn.REVIEW: self.reviews,
            Turn.NEW: self.new,
        }
        waiting = lines.get(turn, ())
        return waiting[0] if waiting else None


def lined_up(
    cards: Sequence[Studied],
    moment: Moment,
    ahead: datetime,
    deadline: Deadline,
    plan: Plan,
    *,
    begun_today: int,
    own_pace: int,
    extra_new: int = 0,
) -> Line:
    """How the cards wait; new ones are begun in the order given.

    `own_pace` is how many new cards a day are begun once the day has passed, `extra_new` what
    the learner asked for beyond the day's share.
    """
    today = moment.today
    active = [it for it in cards if not it.is_retired and not it.state.suspended]
    new = [it for it in active if it.state.memory.phase is Phase.NEW]
    free = [it for it in active if it.state.buried_on is None or it.state.buried_on < today]
    soon = _in_learning(free, moment)
    due, later = _by_day(free, deadline, plan, today)
    pace = own_pace if today > deadline.on else new_today(len(new), begun_today, today, deadline)
    next_on = min(later, default=None)
    return Line(
        learning=tuple(card for at, card in soon if at <= moment.now),
        ahead=tuple(card for at, card in soon if moment.now < at <= ahead),
        later=sum(at > ahead for at, _ in soon),
        reviews=due,
        new=tuple(it.card_id for it in free if it.state.memory.phase is Phase.NEW),
        soonest_at=soon[0][0] if soon else None,
        next_on=next_on,
        next_count=later.count(next_on) if next_on else 0,
        tally=Tally(
            new_done=begun_today,
            reviews_done=sum(it.state.memory.last_on == today for it in cards) - begun_today,
            new_limit=pace + extra_new,
            review_limit=NO_LIMIT,
            new_within_review_limit=False,
        ),
    )


def _in_learning(free: Sequence[Studied], moment: Moment) -> list[tuple[datetime, int]]:
    """The cards that come back within the day, and when."""
    return sorted(
        (it.state.memory.due_at, it.card_id)
        for it in free
        if it.state.memory.due_at is not None and it.state.memory.due_at < moment.next_day_at
    )


def _by_day(
    free: Sequence[Studied], deadline: Deadline, plan: Plan, today: date
) -> tuple[tuple[int, ...], list[date]]:
    """The cards to be asked today, the longest waiting first, and the days of all others."""
    due: list[tuple[date, int, int]] = []
    later: list[date] = []
    for it in free:
        on = comes_back_on(it.state.memory, deadline, plan, today)
        if on is not None and on <= today:
            due.append((on, it.state.order, it.card_id))
        elif on is not None:
            later.append(on)
    return tuple(card for _, _, card in sorted(due)), later
