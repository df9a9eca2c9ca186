"""What was ever done to the cards of a seeded database, row by row."""

import json
import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import Any

from study.domain.answers import Typed, encode_given
from study.domain.queueing import shuffle_key
from study.domain.scheduling import ALGORITHM, parameters_version
from tests.bench.lives import PLAN, Life, fresh_lives, lives

DIFFERENT_LIVES = 1_500
SHARE_NEW = 0.1
LEARNING = 30
REVIEWS_A_CARD = 10
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
GIVEN = json.dumps(encode_given(Typed(("some words",))))
# Card, question, bank and how many siblings.
Dealt = list[tuple[int, int, int, int]]


def put(connection: Any, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Inserts rows that all have the columns of the first."""
    rows = iter(rows)
    first = next(rows)
    names = ", ".join(f'"{name}"' for name in first)
    marks = ", ".join("?" for _ in first)
    statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
    connection.execute(statement, tuple(first.values()))
    connection.executemany(statement, (tuple(row.values()) for row in rows))


def instant(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def put_cards(connection: Any, dealt: Dealt, now: datetime) -> None:
    """Writes the cards, each with a life, and then everything that was ever done, in its order."""
    rng = random.Random(3)
    lived = _dealt_lives(lives(min(DIFFERENT_LIVES, len(dealt)), now), len(dealt), rng)
    fresh = iter(fresh_lives(LEARNING, now))
    every = max(1, len(dealt) // LEARNING)
    rows, done = [], []
    for place, (card, question, bank, siblings) in enumerate(dealt):
        life = lived[place]
        if place % every == every // 2:
            life = next(fresh, life)
        rows.append(_card(card, question, bank, siblings, life, place))
        if life is not None:
            shift = timedelta(seconds=rng.uniform(0, 3600))
            done += [(step.at + shift, card, n, step) for n, step in enumerate(life.steps)]
    put(connection, "card", sorted(rows, key=lambda row: row["card_id"]))
    done.sort(key=lambda item: item[0])
    put(connection, "answer", (_answer(n, *item) for n, item in enumerate(done)))
    put(connection, "review", (_review(n, *item) for n, item in enumerate(done)))
    connection.execute("UPDATE learner SET sequence = ?", (2 * len(done),))
    put(connection, "day", _days(done))


def _dealt_lives(some: Sequence[Life], count: int, rng: random.Random) -> list[Life | None]:
    """A life for each card, or None for a new one: short and long ones as the total demands."""
    begun = int(count * (1 - SHARE_NEW))
    ordered = sorted(some, key=lambda life: len(life.steps))
    short, long = ordered[: len(some) // 2], ordered[len(some) // 2 :]
    low, high = (fmean(len(life.steps) for life in half) for half in (short, long))
    share = min(1, max(0, (REVIEWS_A_CARD * count / begun - low) / (high - low)))
    dealt: list[Life | None] = [
        rng.choice(long if rng.random() < share else short) for _ in range(begun)
    ]
    dealt += [None] * (count - begun)
    rng.shuffle(dealt)
    return dealt


def _card(
    card: int, question: int, bank: int, siblings: int, life: Life | None, place: int
) -> dict[str, Any]:
    state = life.state if life else None
    memory = state.memory if state else None
    due_on = memory.due_on if memory else None
    return {
        "learner_id": 1,
        "card_id": card,
        "question_id": question,
        "bank_id": bank,
        "siblings": siblings,
        "queue": state.queue.value if state else 0,
        "phase": memory.phase.value if memory else "new",
        "step": memory.step if memory else 0,
        "stability": memory.stability if memory else None,
        "difficulty": memory.difficulty if memory else None,
        "due_at": instant(memory.due_at) if memory and memory.due_at else None,
        "due_on": _iso(due_on),
        "last_on": _iso(memory.last_on) if memory else None,
        "interval": memory.interval if memory else 0,
        "reps": memory.reps if memory else 0,
        "lapses": memory.lapses if memory else 0,
        "version": len(life.steps) if life else 0,
        "order": shuffle_key(card, due_on) if due_on else place if life is None else 0,
        "flag": 0,
        "leech": state.leech if state else False,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _answer(number: int, at: datetime, card: int, version: int, step: Any) -> dict[str, Any]:
    return {
        "learner_id": 1,
        "sequence": 2 * number + 1,
        "card_id": card,
        "question_version": 1,
        "showing": _showing(version, at, number),
        "given": GIVEN,
        "fraction": float(step.rating > 1),
        "verdict": "RIGHT" if step.rating > 1 else "WRONG",
        "remark": "",
        "parts": "[]",
        "hinted": False,
        "suggested": 3 if step.rating > 1 else 1,
        "taken_ms": 8_000,
        "answered_at": instant(at),
    }


def _review(number: int, at: datetime, card: int, version: int, step: Any) -> dict[str, Any]:
    return {
        "learner_id": 1,
        "sequence": 2 * number + 2,
        "card_id": card,
        "version": version,
        "kind": "rated",
        "showing": _showing(version, at, number),
        "rating": step.rating.value,
        "suggested": 3 if step.rating > 1 else 1,
        "day_on": at.date().isoformat(),
        "before": step.before,
        "after": step.after,
        "siblings": "",
        "taken_ms": 8_000,
        "algorithm": ALGORITHM,
        "parameters": parameters_version(PLAN),
        "done_at": instant(at),
    }


def _showing(version: int, at: datetime, number: int) -> str:
    return f"{version}.{instant(at) // 1000}.{number:012x}"


def _days(done: Sequence[tuple[datetime, int, int, Any]]) -> list[dict[str, Any]]:
    days: dict[str, dict[str, Any]] = {}
    for at, _, _, step in done:
        on = at.date().isoformat()
        zero = dict.fromkeys(step.done.__dataclass_fields__, 0)
        day = days.setdefault(on, {"learner_id": 1, "day_on": on, **zero, "taken_ms": 0})
        for name in zero:
            day[name] += getattr(step.done, name)
        day["taken_ms"] += 8_000
    return [day | {"extra_new": 0} for day in days.values()]
