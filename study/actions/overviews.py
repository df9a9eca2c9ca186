"""What a learner sees of an assignment before, between and after attempts."""

from dataclasses import dataclass
from datetime import datetime

from study.actions.attempt_reviews import seen_now
from study.actions.attempting import Standing, is_left_lying, refused, standing_of
from study.domain.assignments import (
    Rules,
    Seen,
    State,
    counted,
    share,
    state,
)
from study.domain.selections import drawn
from study.storage import assignments, attempts
from study.storage.assignments import Assignment
from study.storage.attempts import Attempt
from study.storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An attempt in the list of a learner's; `share` is None where it may not be seen.

    `waits` counts the answers that a teacher is still to mark.
    """

    attempt: Attempt
    share: float | None
    may_review: bool
    waits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """An assignment as it stands for one learner: what may be done now, and what was done.

    `refusal` says why no attempt may begin, `counted` is the share that counts so far, None
    where marks are hidden or there are none. `is_overdue` is whether an attempt was left lying.
    """

    standing: Standing
    state: State
    questions: int
    attempts: tuple[Tried, ...]
    going_on: Attempt | None
    refusal: str
    left: int | None
    counted: float | None
    is_overdue: bool

    @property
    def assignment(self) -> Assignment:
        """What was assigned."""
        return self.standing.assignment

    @property
    def rules(self) -> Rules:
        """The rules as they are for this learner."""
        return self.standing.rules

    @property
    def is_passed(self) -> bool:
        """Whether what counts reaches the pass mark."""
        return self.counted is not None and self.counted >= self.rules.pass_share


def overview(db: Transaction, who: int, assignment: Assignment, now: datetime) -> Overview:
    """The assignment for a learner who was already found to see it."""
    it = standing_of(db, who, assignment)
    mine = attempts.attempts_of(db, who, assignment.id)
    allowances = {who: it.allowance}
    lines = _lines(db, it, mine, now) if mine else ()
    shares = [line.share for line in lines if line.share is not None]
    is_hidden = any(line.share is None and not line.attempt.is_open for line in lines)
    most = it.rules.most_attempts
    return Overview(
        standing=it,
        state=state(it.rules, now),
        questions=_count(db, who, assignment, mine),
        attempts=lines,
        going_on=next((of for of in mine if of.is_open), None),
        refusal=refused(db, it, who, now, len(mine)),
        left=max(most - len(mine), 0) if most else None,
        counted=None if is_hidden else counted(shares, it.rules.counts),
        is_overdue=any(is_left_lying(assignment, allowances, of, now) for of in mine),
    )


def _count(db: Transaction, who: int, assignment: Assignment, mine: tuple[Attempt, ...]) -> int:
    """How many questions a learner gets: as many as last time, or as the selection gives."""
    if mine:
        return len(mine[-1].questions)
    draws = [it.draw for it in assignments.questions(db, assignment.id)]
    return len(drawn(draws, assignment.selection, assignment.seed, who, shuffle=False))


def _lines(
    db: Transaction, it: Standing, mine: tuple[Attempt, ...], now: datetime
) -> tuple[Tried, ...]:
    waiting = attempts.waiting(db, mine[0].learner_id, it.assignment.id)
    return tuple(_line(it, of, waiting.get(of.number, 0), now) for of in mine)


def _line(it: Standing, of: Attempt, waits: int, now: datetime) -> Tried:
    seen = seen_now(it, of, now)
    is_shown = not of.is_open and Seen.MARKS in seen
    worth = share(of.earned or 0.0, of.possible, late=of.is_late, rules=it.rules)
    return Tried(
        attempt=of,
        share=worth if is_shown else None,
        may_review=not of.is_open and bool(seen),
        waits=waits if is_shown else 0,
    )
