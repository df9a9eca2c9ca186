"""Lives of cards: what a learner did to one card over the months, by the real scheduler."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from study.domain.cards import CardState, Counted, counted, encode, rated
from study.domain.days import moment
from study.domain.scheduling import Plan, Rating

ZONE = ZoneInfo("UTC")
PLAN = Plan()
RATINGS = tuple(Rating)
WEIGHTS = (12, 10, 68, 10)
# Nobody studied in the last day and a half, so that a day's backlog waits.
PAUSE = timedelta(hours=36)
LATE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Step:
    """One rating of a life, with the state before and after it as the log keeps it."""

    at: datetime
    rating: Rating
    before: str
    after: str
    done: Counted


@dataclass(frozen=True, slots=True)
class Life:
    """All steps of a card and the state they led to."""

    state: CardState
    steps: tuple[Step, ...]


def lives(count: int, now: datetime, seed: int = 1) -> tuple[Life, ...]:
    """Different lives that ended in a review, begun over the last two years."""
    rng = random.Random(seed)
    found: list[Life] = []
    while len(found) < count:
        begun = now - timedelta(days=rng.uniform(3, 700))
        life = _live(begun, now - PAUSE - timedelta(days=rng.choice((0, 0, 0, 2))), rng)
        if life.steps and life.state.memory.due_on is not None:
            found.append(life)
    return tuple(found)


def fresh_lives(count: int, now: datetime, seed: int = 2) -> tuple[Life, ...]:
    """Lives that were broken off within their learning steps."""
    rng = random.Random(seed)
    return tuple(_live(now - PAUSE - timedelta(seconds=30), now - PAUSE, rng) for _ in range(count))


def _live(begun: datetime, until: datetime, rng: random.Random) -> Life:
    card = rng.randrange(1, 2**40)
    state, at, steps = CardState(), begun, []
    while at < until:
        here = moment(at, ZONE)
        (rating,) = rng.choices(RATINGS, WEIGHTS)
        after = rated(state, rating, here, PLAN, card=card)
        done = counted(state.memory, rating, here.today)
        steps.append(Step(at, rating, encode(state), encode(after), done))
        state = after
        at = _next_sitting(state, at, rng)
    return Life(state, tuple(steps))


def _next_sitting(state: CardState, at: datetime, rng: random.Random) -> datetime:
    memory = state.memory
    if memory.due_at is not None:
        return memory.due_at + timedelta(seconds=rng.uniform(1, 300))
    assert memory.due_on is not None
    days = (memory.due_on - at.date()).days
    return at + timedelta(days=max(1, days)) + rng.uniform(-0.5, 1) * LATE
