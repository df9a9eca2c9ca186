"""When an assignment is open, due, late, closed; what may be seen when; which attempt counts.

Every function takes the server's instant; nothing here believes a clock of a learner's computer.
The phases of review and the two minutes are Moodle's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import fmean

RIGHT_AFTER = timedelta(minutes=2)
# What a slow network may cost: an answer sent in time may arrive this much later.
GRACE = timedelta(seconds=60)
NO_LIMIT = 0.0


class Mode(StrEnum):
    """What an assignment is for: remembering until a day, knowing all of it once, or a test."""

    PRACTICE = "practice"
    MASTERY = "mastery"
    TEST = "test"


class Late(StrEnum):
    """What becomes of work handed in after it was due."""

    REFUSED = "refused"
    ACCEPTED = "accepted"
    REDUCED = "reduced"


class Counts(StrEnum):
    """Which of several attempts counts."""

    HIGHEST = "highest"
    AVERAGE = "average"
    FIRST = "first"
    LAST = "last"


class Phase(StrEnum):
    """Where a learner stands with an attempt."""

    DURING = "during"
    RIGHT_AFTER = "right_after"
    WHILE_OPEN = "while_open"
    AFTER_CLOSE = "after_close"


class Seen(StrEnum):
    """What of an attempt a review may show."""

    ANSWERS = "answers"
    MARKS = "marks"
    FEEDBACK = "feedback"
    KEY = "key"
    PASSAGES = "passages"


EVERYTHING = frozenset(Seen)
# What a test shows unless its teacher says otherwise: the mark at once, keys when all are through.
CAUTIOUS: Mapping[Phase, frozenset[Seen]] = {
    Phase.DURING: frozenset(),
    Phase.RIGHT_AFTER: frozenset({Seen.ANSWERS, Seen.MARKS}),
    Phase.WHILE_OPEN: frozenset({Seen.ANSWERS, Seen.MARKS}),
    Phase.AFTER_CLOSE: EVERYTHING,
}
AT_ONCE: Mapping[Phase, frozenset[Seen]] = dict.fromkeys(Phase, EVERYTHING)


class State(StrEnum):
    """What an assignment is at an instant, for one learner."""

    ANNOUNCED = "announced"
    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The dates and rules of an assignment; shares are from 0 to 1.

    `time_limit` is that of an attempt, None for no limit; `most_attempts` is 0 for no limit.
    """

    mode: Mode
    open_at: datetime
    due_at: datetime
    close_at: datetime | None = None
    late: Late = Late.ACCEPTED
    late_share: float = 1.0
    time_limit: timedelta | None = None
    most_attempts: int = 0
    counts: Counts = Counts.HIGHEST
    pass_share: float = 0.5
    goal: float = 0.9
    review: Mapping[Phase, frozenset[Seen]]

    @property
    def last_at(self) -> datetime | None:
        """The instant after which nothing is taken; None when it stays open."""
        return self.due_at if self.late is Late.REFUSED else self.close_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What one learner is granted: `extra_time` multiplies limits, 0 lifts them."""

    extra_time: float = 1.0
    due_at: datetime | None = None
    close_at: datetime | None = None
    more_attempts: int = 0


NOTHING_EXTRA = Allowance()


def granted(rules: Rules, allowance: Allowance) -> Rules:
    """The rules as they are for one learner.

    Extra time stretches the limit, and moves due and closing time by what it adds, so that
    whoever begins in time can use all of it.
    """
    limit, added = rules.time_limit, timedelta(0)
    if limit is not None and allowance.extra_time != 1:
        lifted = allowance.extra_time == NO_LIMIT
        added = limit if lifted else limit * (allowance.extra_time - 1)
        limit = None if lifted else limit * allowance.extra_time
    close_at = _later(rules.close_at, allowance.close_at)
    due_at = max(rules.due_at, allowance.due_at or rules.due_at)
    if close_at is not None:
        close_at = max(close_at, due_at)
    return replace(
        rules,
        due_at=due_at + added,
        close_at=None if close_at is None else close_at + added,
        time_limit=limit,
        most_attempts=rules.most_attempts and rules.most_attempts + allowance.more_attempts,
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two closing times; one that never comes is the latest."""
    return None if one is None else max(one, other or one)


def state(rules: Rules, now: datetime) -> State:
    """What the assignment is now, by rules that were already granted to the learner."""
    last_at = rules.last_at
    if now < rules.open_at:
        return State.ANNOUNCED
    if last_at is not None and now >= last_at:
        return State.CLOSED
    return State.OPEN if now < rules.due_at else State.LATE


def refusal(rules: Rules, now: datetime, attempts: int) -> str:
    """Why no further attempt may begin; "" when one may."""
    stands = state(rules, now)
    if stands is State.ANNOUNCED:
        return "This is not open yet."
    if stands is State.CLOSED:
        return "This is closed."
    if rules.most_attempts and attempts >= rules.most_attempts:
        return "No attempt is left."
    return ""


def ends_at(rules: Rules, started_at: datetime) -> datetime | None:
    """When an attempt is over: by its time limit or at the last instant; None if never."""
    by_limit = None if rules.time_limit is None else started_at + rules.time_limit
    ends = [end for end in (by_limit, rules.last_at) if end is not None]
    return min(ends, default=None)


def is_over(rules: Rules, started_at: datetime, now: datetime) -> bool:
    """Whether what arrives now comes too late for the attempt, the network's grace included."""
    end = ends_at(rules, started_at)
    return end is not None and now > end + GRACE


def handed_in_at(rules: Rules, started_at: datetime, now: datetime) -> datetime:
    """When an attempt that arrives now, or was left lying, counts as handed in."""
    end = ends_at(rules, started_at)
    return now if end is None else min(now, end)


def is_late(rules: Rules, handed_in: datetime) -> bool:
    """Whether an attempt was handed in after it was due."""
    return handed_in > rules.due_at


def phase(now: datetime, handed_in: datetime | None, all_closed_at: datetime | None) -> Phase:
    """Where a learner stands with an attempt.

    `all_closed_at` is when the assignment has closed for the last of the class, so that one
    learner's review never tells another, who has more time, the key; None when it never closes.
    """
    if handed_in is None:
        return Phase.DURING
    if all_closed_at is not None and now >= all_closed_at:
        return Phase.AFTER_CLOSE
    return Phase.RIGHT_AFTER if now < handed_in + RIGHT_AFTER else Phase.WHILE_OPEN


def all_closed_at(rules: Rules, allowances: Sequence[Allowance]) -> datetime | None:
    """When the assignment has closed for everybody; None when it stays open."""
    ends = [granted(rules, each).last_at for each in (NOTHING_EXTRA, *allowances)]
    return None if None in ends else max(end for end in ends if end is not None)


def share(earned: float, possible: float, *, late: bool, rules: Rules) -> float:
    """What an attempt is worth, from 0 to 1; a late one is reduced where the rules say so."""
    worth = earned / possible if possible else 0.0
    return worth * rules.late_share if late and rules.late is Late.REDUCED else worth


def counted(shares: Sequence[float], counts: Counts) -> float | None:
    """The share that counts of all attempts in their order; None before there is one."""
    if not shares:
        return None
    match counts:
        case Counts.HIGHEST:
            return max(shares)
        case Counts.AVERAGE:
            return fmean(shares)
        case Counts.FIRST:
            return shares[0]
        case Counts.LAST:
            return shares[-1]


def warnings(rules: Rules) -> tuple[str, ...]:
    """What a teacher may not have meant, each in a sentence."""
    review = rules.review
    later = review[Phase.RIGHT_AFTER] | review[Phase.WHILE_OPEN]
    window = None if rules.last_at is None else rules.last_at - rules.open_at
    found = (
        (
            rules.last_at is None and review[Phase.AFTER_CLOSE] - later,
            "It never closes, so what is shown only after closing is never shown.",
        ),
        (
            rules.mode is Mode.TEST and Seen.KEY in later,
            "The key is shown while others may still be working: they can be told.",
        ),
        (
            rules.mode is Mode.TEST
            and rules.most_attempts != 1
            and (Seen.KEY in later or Seen.PASSAGES in later),
            "The key is shown between two attempts: the second one tests memory of the first.",
        ),
        (
            Seen.KEY in review[Phase.RIGHT_AFTER] - review[Phase.WHILE_OPEN],
            "The key is shown for two minutes only, and then hidden again.",
        ),
        (
            window is not None and rules.time_limit is not None and rules.time_limit > window,
            "The time limit is longer than the time it is open.",
        ),
        (
            rules.late is Late.REDUCED and rules.close_at == rules.due_at,
            "It closes when it is due, so nothing can be late.",
        ),
    )
    return tuple(sentence for is_so, sentence in found if is_so)
