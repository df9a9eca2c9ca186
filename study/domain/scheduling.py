"""When a card comes back: FSRS-6 through fsrs-rs, with Anki's steps and fuzz."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from functools import lru_cache
from hashlib import sha256
from struct import pack
from typing import Any

from fsrs_rs_python import FSRS, ItemState, MemoryState

from study.domain.days import Moment
from study.domain.errors import BadInput
from study.domain.fuzzing import chance_of, fuzzed, mixed, nearest, stretched

ALGORITHM = "fsrs-6"
# The published weights w0 to w20 of FSRS-6 and the range each may be fitted within.
DEFAULT_WEIGHTS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
_LOWEST_WEIGHTS = (
    0.001, 0.001, 0.001, 0.001, 1, 0.001, 0.001, 0.001, 0, 0, 0.001,
    0.001, 0.001, 0.001, 0, 0, 1, 0, 0, 0, 0.1,
)  # fmt: skip
_HIGHEST_WEIGHTS = (
    100, 100, 100, 100, 10, 4, 4, 0.75, 4.5, 0.8, 3.5,
    5, 0.25, 0.9, 4, 1, 6, 2, 2, 0.8, 0.8,
)  # fmt: skip
MATURE_DAYS = 21
_LONGEST_STABILITY = 36_500
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_NO_TIME = timedelta(0)
_LAST_DAY = date.max.toordinal()


class Rating(IntEnum):
    """How well the learner remembered; everything but AGAIN is a pass."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


_RATINGS = tuple(Rating)


class Phase(StrEnum):
    """Where a card stands: in steps of minutes, or between reviews days apart."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


@dataclass(frozen=True, slots=True)
class Memory:
    """What a learner holds of one card, and when it comes back.

    A step within the day is due at an instant (UTC); a review, or a step that reaches past
    the rollover, is due on a study day, `interval` days after `last_on`.
    """

    phase: Phase = Phase.NEW
    step: int = 0
    stability: float | None = None
    difficulty: float | None = None
    due_at: datetime | None = None
    due_on: date | None = None
    last_on: date | None = None
    interval: int = 0
    reps: int = 0
    lapses: int = 0


NEW_MEMORY = Memory()
# Again, hard, good, easy.
Outlook = tuple[Memory, Memory, Memory, Memory]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a learner is asked; values that would break scheduling are refused with BadInput."""

    desired_retention: float = 0.9
    learning_steps: tuple[timedelta, ...] = (timedelta(minutes=1), timedelta(minutes=10))
    relearning_steps: tuple[timedelta, ...] = (timedelta(minutes=10),)
    maximum_interval: int = 730
    fuzz: bool = True
    weights: tuple[float, ...] = DEFAULT_WEIGHTS
    leech_threshold: int = 8

    def __post_init__(self) -> None:
        steps = (*self.learning_steps, *self.relearning_steps)
        rules = (
            (0.7 <= self.desired_retention <= 0.99, "Desired retention goes from 0.70 to 0.99."),
            (all(step >= _SECOND for step in steps), "A step takes at least one second."),
            (1 <= self.maximum_interval <= 36_500, "The longest interval is 1 to 36,500 days."),
            (_can_be_weights(self.weights), "FSRS-6 takes 21 weights, each in its range."),
            (self.leech_threshold >= 0, "The leech threshold is 0 (never) or more."),
        )
        for holds, sentence in rules:
            if not holds:
                raise BadInput(sentence)


def _can_be_weights(weights: tuple[float, ...]) -> bool:
    # Fitted weights are 32-bit floats, so the bounds themselves come back slightly off.
    return len(weights) == len(DEFAULT_WEIGHTS) and all(
        low - 1e-6 <= weight <= high + 1e-6
        for low, weight, high in zip(_LOWEST_WEIGHTS, weights, _HIGHEST_WEIGHTS, strict=True)
    )


def parameters_version(plan: Plan) -> str:
    """The name of a plan's weights, to keep beside each review: the same for the same weights."""
    if plan.weights == DEFAULT_WEIGHTS:
        return f"{ALGORITHM}/default"
    return f"{ALGORITHM}/{sha256(pack('<21f', *plan.weights)).hexdigest()[:12]}"


def seed_for(card_id: int, reps: int) -> int:
    """64 well mixed bits that belong to one card at one count of reviews (SplitMix64)."""
    return mixed(mixed(card_id) ^ reps)


def outlook(memory: Memory, moment: Moment, plan: Plan, seed: int) -> Outlook:
    """What the memory becomes by each rating: again, hard, good, easy."""
    chance = chance_of(seed) if plan.fuzz else None
    states = _recalled(memory, moment.today, plan)
    ways_from = _ways_from_review if memory.phase is Phase.REVIEW else _ways_from_steps
    ways = ways_from(memory, states, plan, chance)
    again, hard, good, easy = (
        _remembered(memory, moment, chance, rating, state, way)
        for rating, state, way in zip(_RATINGS, states, ways, strict=True)
    )
    return again, hard, good, easy


def review(memory: Memory, rating: Rating, moment: Moment, plan: Plan, seed: int) -> Memory:
    """The memory after one review: always what `outlook` promised for this rating."""
    return outlook(memory, moment, plan, seed)[rating - 1]


def replay(events: Iterable[tuple[Rating, Moment, int]], plan: Plan) -> Memory:
    """The memory that a card's whole history of (rating, moment, seed) leads to."""
    memory = NEW_MEMORY
    for rating, moment, seed in events:
        memory = review(memory, rating, moment, plan, seed)
    return memory


def retrievability(memory: Memory, today: date, plan: Plan) -> float | None:
    """The chance of remembering today, (1 + F t / S) ** -w20; None for a new card."""
    if memory.stability is None:
        return None
    decay = plan.weights[20]
    factor = 0.9 ** (-1 / decay) - 1
    elapsed = _days_since(memory.last_on, today)
    return float((1 + factor * elapsed / memory.stability) ** -decay)


def is_mature(memory: Memory) -> bool:
    """Whether the interval has reached three weeks."""
    return memory.interval >= MATURE_DAYS


def is_leech_moment(lapses: int, threshold: int) -> bool:
    """Whether this lapse is the threshold's, or lies whole half thresholds beyond it."""
    if threshold <= 0 or lapses < threshold:
        return False
    return (lapses - threshold) % math.ceil(threshold / 2) == 0


def delay(memory: Memory, moment: Moment) -> timedelta | int:
    """How long until a card is due: time within the day, else whole study days."""
    if memory.due_at is not None:
        return memory.due_at - moment.now
    return (memory.due_on - moment.today).days if memory.due_on is not None else _NO_TIME


def delay_words(memory: Memory, moment: Moment) -> str:
    """The delay as an answer button shows it: <1 min, 6 min, 2.5 h, 8 days, 2.1 months."""
    wait = delay(memory, moment)
    if isinstance(wait, int):
        return _words_of_days(wait)
    seconds = wait.total_seconds()
    if seconds < 60:
        return "<1 min" if seconds > 0 else "now"
    minutes = nearest(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{_one_decimal(seconds / 3600)} h"


def validate(memory: Memory) -> None:
    """Refuse with BadInput a memory that no history of reviews can lead to."""
    if not (memory == NEW_MEMORY if memory.phase is Phase.NEW else _is_sound(memory)):
        message = f"This is not a state a card can be in: {memory}."
        raise BadInput(message)


def encode(memory: Memory) -> dict[str, object]:
    """A memory as plain JSON values, from which `decode` gives back an equal one."""
    values = {field.name: getattr(memory, field.name) for field in fields(memory)}
    for name in ("due_at", "due_on", "last_on"):
        values[name] = values[name] and values[name].isoformat()
    return values | {"phase": memory.phase.value}


def decode(stored: Mapping[str, Any]) -> Memory:
    """The memory that was encoded; BadInput when it was not one."""
    try:
        memory = Memory(**{**stored, **_read(stored)})
        validate(memory)
    except (TypeError, ValueError, KeyError) as error:
        message = f"A stored memory cannot be read: {error}."
        raise BadInput(message) from error
    return memory


def _read(stored: Mapping[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = {"phase": Phase(stored["phase"])}
    if stored["due_at"] is not None:
        read["due_at"] = datetime.fromisoformat(stored["due_at"])
    for name in ("due_on", "last_on"):
        if stored[name] is not None:
            read[name] = date.fromisoformat(stored[name])
    return read


def _is_sound(memory: Memory) -> bool:
    """Whether a memory that was reviewed holds together."""
    stability, difficulty = memory.stability or 0.0, memory.difficulty or 0.0
    known = 0 < stability <= _LONGEST_STABILITY and 1 <= difficulty <= 10
    counted = 0 <= memory.lapses < memory.reps and memory.last_on is not None
    if memory.phase is Phase.REVIEW:
        placed = memory.step == 0 and memory.due_at is None
    else:
        placed = memory.step >= 0 and (memory.phase is Phase.LEARNING or memory.lapses > 0)
    if memory.due_at is None:
        return known and counted and placed and memory.due_on is not None and memory.interval > 0
    within_the_day = memory.due_on is None and memory.interval == 0
    is_utc = memory.due_at.utcoffset() == _NO_TIME
    return known and counted and placed and within_the_day and is_utc


def _words_of_days(days: int) -> str:
    if days <= 0:
        return "now"
    if days < 30:
        return "1 day" if days == 1 else f"{days} days"
    unit, length = ("month", 365 / 12) if days < 365 else ("year", 365)
    amount = _one_decimal(days / length)
    return f"{amount} {unit}" if amount == "1" else f"{amount} {unit}s"


def _one_decimal(number: float) -> str:
    return f"{nearest(number * 10) / 10:g}"


# What FSRS says: the memory after each rating, and the days until the desired retention.

_State = tuple[float, float, float]
_States = tuple[_State, _State, _State, _State]


def _recalled(memory: Memory, today: date, plan: Plan) -> _States:
    """Stability, difficulty and interval after each rating, in the engine's 32-bit numbers."""
    before = None
    if memory.stability is not None and memory.difficulty is not None:
        before = MemoryState(memory.stability, memory.difficulty)
    elapsed = _days_since(memory.last_on, today)
    after = _engine(plan.weights).next_states(before, plan.desired_retention, elapsed)
    return _state(after.again), _state(after.hard), _state(after.good), _state(after.easy)


def _state(after: ItemState) -> _State:
    memory = after.memory
    return memory.stability, memory.difficulty, after.interval


@lru_cache(maxsize=64)
def _engine(weights: tuple[float, ...]) -> FSRS:
    return FSRS(weights)


def _days_since(last_on: date | None, today: date) -> int:
    # A clock that was put back counts as the same day.
    return max(0, (today - last_on).days) if last_on is not None else 0


# Where each rating leads: a phase, a step, and a wait (time within steps, days between reviews).

_Way = tuple[Phase, int, timedelta | int]
_Ways = tuple[_Way, _Way, _Way, _Way]


def _ways_from_review(memory: Memory, states: _States, plan: Plan, chance: float | None) -> _Ways:
    """Passes that grow wait a day more than before, each a day over the one below."""

    def passed(interval: float, lowest: int) -> int:
        grown = memory.interval + 1 if nearest(interval) > memory.interval else 1
        return fuzzed(interval, max(grown, lowest), plan.maximum_interval, chance)

    hard = passed(states[1][2], 1)
    good = passed(states[2][2], hard + 1)
    easy = passed(states[3][2], good + 1)
    if plan.relearning_steps:
        again: _Way = (Phase.RELEARNING, 0, plan.relearning_steps[0])
    else:
        again = _in_days(fuzzed(states[0][2], 1, plan.maximum_interval, None))
    return again, _in_days(hard), _in_days(good), _in_days(easy)


def _ways_from_steps(memory: Memory, states: _States, plan: Plan, chance: float | None) -> _Ways:
    """Again starts over, hard stays, good goes on or graduates, easy graduates at once."""

    def graduated(state: _State, lowest: int = 1) -> int:
        return fuzzed(state[2], lowest, plan.maximum_interval, chance)

    phase = Phase.RELEARNING if memory.phase is Phase.RELEARNING else Phase.LEARNING
    steps = plan.relearning_steps if phase is Phase.RELEARNING else plan.learning_steps
    good_days = graduated(states[2])
    good, easy = _in_days(good_days), _in_days(graduated(states[3], good_days + 1))
    if not steps:
        return _in_days(graduated(states[0])), _in_days(graduated(states[1])), good, easy
    # A plan may have lost steps since this one was begun.
    step = min(memory.step, len(steps) - 1)
    if step + 1 < len(steps):
        good = (phase, step + 1, steps[step + 1])
    return (phase, 0, steps[0]), (phase, step, _hard_wait(steps, step)), good, easy


def _in_days(days: int) -> _Way:
    return Phase.REVIEW, 0, days


def _hard_wait(steps: tuple[timedelta, ...], step: int) -> timedelta:
    """The same step again; the first one longer, or Hard would be no other than Again."""
    if step > 0:
        return steps[step]
    first, *others = steps
    wait = (first + others[0]) / 2 if others else min(first * 1.5, first + _DAY)
    return nearest(wait / _DAY) * _DAY if wait > _DAY else wait


# The memory as it will be kept.


def _remembered(
    memory: Memory, moment: Moment, chance: float | None, rating: Rating, state: _State, way: _Way
) -> Memory:
    phase, step, wait = way
    lapsed = rating is Rating.AGAIN and memory.phase is Phase.REVIEW
    days = wait if isinstance(wait, int) else _days_of_step(wait, moment)
    return Memory(
        phase,
        step,
        state[0],
        state[1],
        _due_at(wait, moment, chance) if isinstance(wait, timedelta) and not days else None,
        _due_on(days, moment.today) if days else None,
        moment.today,
        days,
        memory.reps + 1,
        memory.lapses + lapsed,
    )


def _days_of_step(step: timedelta, moment: Moment) -> int:
    """The study days a step reaches into, 0 when it ends before the rollover.

    A step of whole days keeps them even on the 25-hour day, which could swallow one.
    """
    beyond = step - (moment.next_day_at - moment.now)
    if beyond < _NO_TIME:
        return step // _DAY if step >= _DAY else 0
    return max(beyond // _DAY + 1, step // _DAY)


def _due_at(step: timedelta, moment: Moment, chance: float | None) -> datetime:
    # Fuzz must not carry a step over the rollover.
    due_at = moment.now + stretched(step, chance)
    return min(due_at, moment.next_day_at - _SECOND)


def _due_on(days: int, today: date) -> date:
    return date.fromordinal(min(today.toordinal() + days, _LAST_DAY))
