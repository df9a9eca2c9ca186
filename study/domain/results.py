"""What a class did with an assignment: who stands where, what each answer is worth a look for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import fmean, median
from typing import NamedTuple

from study.domain.assignments import Counts, Mode, Rules, counted, is_over, share

RIGHT_FROM = 0.995
# What "about to be due" means for somebody who has not begun.
SOON = timedelta(hours=48)
MANY_TRIES = 3
MANY_UNSAID = 1 / 3
BINS = 10


class Which(StrEnum):
    """Which of a learner's attempts is looked at."""

    COUNTS = "counts"
    FIRST = "first"
    LAST = "last"
    HIGHEST = "highest"
    ALL = "all"


class Sign(StrEnum):
    """What an answer came to; UNMARKED was said and waits for its mark."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    BLANK = "blank"
    UNMARKED = "unmarked"
    NOT_REACHED = "not_reached"
    NOT_ASKED = "not_asked"


class Standing(StrEnum):
    """How far a learner is; one whose time ran out has an attempt that nobody has marked yet."""

    NOT_BEGUN = "not_begun"
    AT_IT = "at_it"
    RAN_OUT = "ran_out"
    HANDED_IN = "handed_in"


class Answered(NamedTuple):
    """One answer of an attempt: the share earned, None while it waits for a mark."""

    fraction: float | None
    is_blank: bool
    taken_ms: int = 0
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One attempt; `asked` are the positions it asks in its order, `answers` is by position."""

    learner: int
    number: int
    started_at: datetime
    handed_in_at: datetime | None
    is_late: bool
    earned: float | None
    possible: float
    asked: tuple[int, ...]
    answers: Mapping[int, Answered]

    @property
    def is_open(self) -> bool:
        """Whether it was not handed in yet."""
        return self.handed_in_at is None

    @property
    def seconds(self) -> float:
        """How long the learner spent on its questions."""
        return sum(it.taken_ms for it in self.answers.values()) / 1000

    def worth(self, rules: Rules) -> float:
        """What it counts for, from 0 to 1."""
        return share(self.earned or 0.0, self.possible, late=self.is_late, rules=rules)


class Cell(NamedTuple):
    """What one learner did with one question."""

    sign: Sign
    fraction: float | None = None
    seconds: float = 0.0


NOT_ASKED = Cell(Sign.NOT_ASKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A learner in the grid; with all attempts looked at, a row for each of them.

    `number` is that of the attempt, 0 where several or none are meant; `share` is None before
    anything was handed in.
    """

    learner: int
    name: str
    standing: Standing
    number: int
    tries: int
    is_late: bool
    share: float | None
    begun_at: datetime | None
    seconds: float
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A class in a few numbers; shares are from 0 to 1, None before anybody handed in."""

    learners: int
    not_begun: int
    at_it: int
    ran_out: int
    handed_in: int
    late: int
    passed: int
    mean: float | None
    median: float | None


def chosen(tries: Sequence[Try], which: Which, rules: Rules) -> tuple[Try, ...]:
    """Those of one learner's attempts that are looked at, in their order; open ones never."""
    done = tuple(it for it in tries if not it.is_open)
    if which is Which.COUNTS:
        if rules.counts is Counts.AVERAGE:
            return done
        which = Which(rules.counts.value)
    match which:
        case Which.FIRST:
            return done[:1]
        case Which.LAST:
            return done[-1:]
        case Which.HIGHEST if done:
            return (max(done, key=lambda it: it.worth(rules)),)
    return done


def standing(tries: Sequence[Try], rules: Rules, now: datetime) -> Standing:
    """How far a learner is, by rules that were already granted to them."""
    if any(not it.is_open for it in tries):
        return Standing.HANDED_IN
    if not tries:
        return Standing.NOT_BEGUN
    over = all(is_over(rules, it.started_at, now) for it in tries)
    return Standing.RAN_OUT if over else Standing.AT_IT


def overdue(tries: Sequence[Try], rules: Rules, now: datetime) -> tuple[Try, ...]:
    """The attempts whose time is over and that were not handed in."""
    return tuple(it for it in tries if it.is_open and is_over(rules, it.started_at, now))


def cells(tries: Sequence[Try], positions: Sequence[int]) -> tuple[Cell, ...]:
    """What was done with each question in these attempts of one learner, on average."""
    if len(tries) == 1:
        return _cells(tries[0], positions)
    return tuple(map(_merged, zip(*(_cells(it, positions) for it in tries), strict=True))) or (
        NOT_ASKED,
    ) * len(positions)


def _cells(it: Try, positions: Sequence[int]) -> tuple[Cell, ...]:
    """Whoever stops before the end has not reached the rest; what was passed over is blank."""
    places = {position: place for place, position in enumerate(it.asked)}
    said = [places[p] for p, a in it.answers.items() if not a.is_blank and p in places]
    reached = max(said, default=-1)
    return tuple(
        _cell(it.answers.get(position), is_reached=places[position] < reached)
        if position in places
        else NOT_ASKED
        for position in positions
    )


def _cell(answer: Answered | None, *, is_reached: bool) -> Cell:
    if answer is None or (answer.is_blank and not answer.fraction):
        seconds = answer.taken_ms / 1000 if answer else 0.0
        return Cell(Sign.BLANK if is_reached else Sign.NOT_REACHED, 0.0, seconds)
    return Cell(sign_of(answer.fraction), answer.fraction, answer.taken_ms / 1000)


def sign_of(fraction: float | None) -> Sign:
    """What a share of the marks is called."""
    if fraction is None:
        return Sign.UNMARKED
    if fraction >= RIGHT_FROM:
        return Sign.RIGHT
    return Sign.PARTLY if fraction > 0 else Sign.WRONG


def _merged(several: Sequence[Cell]) -> Cell:
    asked = [it for it in several if it.sign is not Sign.NOT_ASKED]
    if not asked:
        return NOT_ASKED
    said = [it for it in asked if it.sign not in {Sign.BLANK, Sign.NOT_REACHED}]
    seconds = sum(it.seconds for it in asked)
    if not said:
        return Cell(asked[0].sign, 0.0, seconds)
    marks = [it.fraction for it in asked if it.fraction is not None]
    mean = fmean(marks) if marks and all(it.fraction is not None for it in said) else None
    return Cell(sign_of(mean), mean, seconds)


def rows_of(
    learner: int,
    name: str,
    tries: Sequence[Try],
    positions: Sequence[int],
    *,
    rules: Rules,
    which: Which,
    now: datetime,
) -> tuple[Row, ...]:
    """The learner's rows in the grid: one, or one for each attempt."""
    picked = chosen(tries, which, rules)
    groups = [(it,) for it in picked] if which is Which.ALL and picked else [picked]
    return tuple(
        Row(
            learner=learner,
            name=name,
            standing=standing(tries, rules, now),
            number=group[0].number if len(group) == 1 else 0,
            tries=len(tries),
            is_late=any(it.is_late for it in group),
            share=fmean([it.worth(rules) for it in group]) if group else None,
            begun_at=tries[0].started_at if tries else None,
            seconds=sum(it.seconds for it in group or tries),
            # Nothing is looked at yet of who is at it, but how far they are.
            cells=cells(group or tries[-1:], positions),
        )
        for group in groups
    )


def summary(rows: Sequence[Row], pass_share: float) -> Summary:
    """The class in a few numbers, from one row a learner."""
    stand = [row.standing for row in rows]
    shares = [row.share for row in rows if row.share is not None]
    return Summary(
        learners=len(rows),
        not_begun=stand.count(Standing.NOT_BEGUN),
        at_it=stand.count(Standing.AT_IT),
        ran_out=stand.count(Standing.RAN_OUT),
        handed_in=stand.count(Standing.HANDED_IN),
        late=sum(row.is_late for row in rows),
        passed=sum(has_passed(it, pass_share) for it in shares),
        mean=fmean(shares) if shares else None,
        median=median(shares) if shares else None,
    )


def wanted(rules: Rules) -> tuple[float, str]:
    """The share that has to be reached, and what it is called."""
    if rules.mode is Mode.MASTERY:
        return rules.goal, "goal"
    return rules.pass_share, "pass mark"


def has_passed(share_: float, pass_share: float) -> bool:
    """Whether a share reaches the pass mark; what is equal but for rounding does."""
    return share_ >= pass_share - 1e-9


def spread(shares: Sequence[float]) -> tuple[int, ...]:
    """How many shares fall into each tenth; a full one into the last."""
    bins = [0] * BINS
    for it in shares:
        # A share that only rounding keeps below its tenth belongs to it.
        bins[min(int(it * BINS + 1e-9), BINS - 1)] += 1
    return tuple(bins)


def help_needed(tries: Sequence[Try], row: Row, rules: Rules, now: datetime) -> tuple[str, ...]:
    """Why a learner may need help, each reason in words; the rules are those granted to them."""
    if row.standing is Standing.NOT_BEGUN:
        return _not_begun(rules, now)
    if row.standing is Standing.RAN_OUT:
        return ("The time ran out before it was handed in.",)
    done = [it for it in tries if not it.is_open]
    best = counted([it.worth(rules) for it in done], rules.counts)
    least, goal = wanted(rules)
    is_below = best is not None and not has_passed(best, least)
    unsaid = sum(it.sign in {Sign.BLANK, Sign.NOT_REACHED} for it in row.cells)
    asked = sum(it.sign is not Sign.NOT_ASKED for it in row.cells)
    hardest = max((a.tries for it in tries for a in it.answers.values()), default=0)
    found = (
        (is_below, f"Below the {goal}: {percent(best)}."),
        (is_below and len(done) >= MANY_TRIES, f"{len(done)} attempts, and not there yet."),
        (is_below and hardest >= MANY_TRIES, f"{hardest} tries at one question."),
        (bool(done) and asked and unsaid / asked > MANY_UNSAID, f"{unsaid} of {asked} unanswered."),
    )
    return tuple(words for is_so, words in found if is_so)


def _not_begun(rules: Rules, now: datetime) -> tuple[str, ...]:
    if now >= rules.due_at:
        return ("Has not begun, and it was due.",)
    if now < rules.open_at or rules.due_at - now > SOON:
        return ()
    hours = int((rules.due_at - now).total_seconds() // 3600)
    left = f"in {hours} hours" if hours > 1 else "within the hour" if hours < 1 else "in an hour"
    return (f"Has not begun, and it is due {left}.",)


def percent(share_: float | None) -> str:
    """A share in whole per cent, in words where there is none; never rounded up to all."""
    if share_ is None:
        return "n/a"
    rounded = round(100 * share_)
    if rounded == 100 and share_ < RIGHT_FROM:
        rounded = 99
    return f"{rounded} %"
