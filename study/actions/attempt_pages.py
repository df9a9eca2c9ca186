"""The pages of an attempt that is going on: a question, the map of all, and what is left open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from study.actions.attempt_reviews import Told, seen_now, tell
from study.actions.attempting import NO_QUESTION, Standing, tried
from study.domain import mastery
from study.domain.asking import Front, Sent
from study.domain.assignments import Mode, Seen, ends_at
from study.domain.attempting import asked_front, is_told_at_once, order_seed, typed
from study.domain.errors import NotFound
from study.domain.mastery import Progress, Tried
from study.storage import attempts
from study.storage.attempts import Asked, Attempt
from study.storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A question on the map of an attempt."""

    place: int
    is_answered: bool
    is_flagged: bool
    is_fixed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """When an attempt ends by the server's clock, and what is left of it; None without an end."""

    ends_at: datetime | None
    left: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of an attempt as it is asked; nothing of the key before it may be told.

    `told` is there once the answer was checked and stands, with what may be seen of it.
    """

    place: int
    points: float
    language: str
    front: Front
    typed: Sent
    is_flagged: bool
    tries: int
    saved_at: datetime | None
    told: Told | None
    rates_itself: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of an attempt: `question` is None when nothing is left to be asked in mastery."""

    standing: Standing
    attempt: Attempt
    entries: tuple[Entry, ...]
    time: Time
    is_told_at_once: bool
    progress: Progress | None
    question: Question | None

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self.entries)

    @property
    def unanswered(self) -> tuple[Entry, ...]:
        """The questions that nothing was said to."""
        return tuple(it for it in self.entries if not it.is_answered)

    @property
    def flagged(self) -> tuple[Entry, ...]:
        """The questions that are marked to come back to."""
        return tuple(it for it in self.entries if it.is_flagged)


def page(
    db: Transaction, it: Standing, of: Attempt, now: datetime, *, place: int | None, shown: bool
) -> Page:
    """A page of an open attempt: the question at that place, or the one that comes next.

    In mastery a place is looked at only once it was answered; `shown` asks for its answer.
    """
    asked = attempts.asked(db, of)
    stand = tried(asked)
    is_mastery = it.assignment.mode is Mode.MASTERY
    chosen = _chosen(asked, stand, place, is_mastery=is_mastery, shown=shown)
    return Page(
        standing=it,
        attempt=of,
        entries=tuple(_entry(one, place) for place, one in enumerate(asked, start=1)),
        time=time_of(it, of, now),
        is_told_at_once=is_told_at_once(it.rules),
        progress=mastery.progress(stand, it.rules.goal) if is_mastery else None,
        question=None if chosen is None else _question(db, it, of, asked, chosen, now, shown=shown),
    )


def time_of(it: Standing, of: Attempt, now: datetime) -> Time:
    """When the attempt ends as things stand now, and what is left."""
    end = ends_at(it.rules, of.started_at)
    return Time(ends_at=end, left=None if end is None else max(end - now, timedelta(0)))


def _chosen(
    asked: Sequence[Asked],
    stand: Sequence[Tried],
    place: int | None,
    *,
    is_mastery: bool,
    shown: bool,
) -> int | None:
    """The place, counted from 1, of the question the page is about."""
    if is_mastery and not (shown and place is not None):
        position = mastery.next_question(stand)
        found = [n for n, it in enumerate(asked, start=1) if it.answer.position == position]
        return found[0] if found else None
    if place is None:
        return next((n for n, it in enumerate(asked, start=1) if it.answer.is_blank), 1)
    if not 1 <= place <= len(asked) or (is_mastery and not asked[place - 1].answer.tries):
        raise NotFound(NO_QUESTION)
    return place


def _entry(it: Asked, place: int) -> Entry:
    return Entry(
        place=place,
        is_answered=not it.answer.is_blank,
        is_flagged=it.answer.is_flagged,
        is_fixed=it.answer.tries > 0,
    )


def _question(
    db: Transaction,
    it: Standing,
    of: Attempt,
    asked: Sequence[Asked],
    place: int,
    now: datetime,
    *,
    shown: bool,
) -> Question:
    chosen = asked[place - 1]
    question, answer = chosen.question(), chosen.answer
    is_mastery = it.assignment.mode is Mode.MASTERY
    is_told = answer.tries > 0 and (shown or not is_mastery)
    seed = order_seed(of.seed, answer.position, 0 if is_told else answer.tries)
    seen = seen_now(it, of, now) | {Seen.ANSWERS}
    told = tell(db, of, seen, only=answer.position)[0] if is_told else None
    is_again = is_mastery and answer.tries > 0
    return Question(
        place=place,
        points=chosen.points,
        language=chosen.language,
        front=asked_front(question, seed),
        typed=Sent() if is_again else typed(question, seed, answer.given()),
        is_flagged=answer.is_flagged,
        tries=answer.tries,
        saved_at=None if answer.is_blank else answer.saved_at,
        told=told,
        rates_itself=bool(told and told.waits and is_mastery),
    )
