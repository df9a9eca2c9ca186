"""What learners hold of assigned questions: all of a class in one statement."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlmodel import col

from study.domain.cards import Queue, question_and_part
from study.domain.recall import Held
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    AssignmentQuestionRow,
    CardRow,
    ReviewRow,
)

_K, _P, _R = CardRow, AssignmentQuestionRow, ReviewRow
_HELD: AnySelect = select(
    col(_K.learner_id), col(_K.card_id), col(_K.stability), col(_K.last_on)
).where(
    col(_K.learner_id).in_(bindparam("learners", expanding=True)),
    col(_K.queue) != Queue.RETIRED.value,
)
_OF_ASSIGNMENT = _HELD.join(
    _P,
    and_(
        col(_P.question_id) == col(_K.question_id),
        col(_P.assignment_id) == bindparam("assignment"),
    ),
)
_LOG: AnySelect = (
    select(col(_R.learner_id), col(_R.card_id), col(_R.day_on), col(_R.after))
    .join(_K, and_(col(_K.learner_id) == col(_R.learner_id), col(_K.card_id) == col(_R.card_id)))
    .join(
        _P,
        and_(
            col(_P.question_id) == col(_K.question_id),
            col(_P.assignment_id) == bindparam("assignment"),
        ),
    )
    .where(
        col(_K.learner_id).in_(bindparam("learners", expanding=True)),
        col(_K.last_on) > bindparam("first"),
        col(_R.day_on) <= bindparam("last"),
    )
    .order_by(col(_R.learner_id), col(_R.card_id), col(_R.version))
)


def held(db: Transaction, assignment_id: int, learners: Collection[int]) -> tuple[Held, ...]:
    """The learners' cards of an assignment's questions, as they are now."""
    return tuple(_held(*row) for row in _rows(db, assignment_id, learners))


def _rows(db: Transaction, assignment_id: int, learners: Collection[int]) -> Sequence[Any]:
    values = {"assignment": assignment_id, "learners": sorted(learners)}
    return db.execute(_OF_ASSIGNMENT, values).all() if learners else ()


def held_on(db: Transaction, assignment_id: int, days: Mapping[int, date]) -> tuple[Held, ...]:
    """The cards as they were at the end of a study day, by learner the day it was.

    A card that was not touched since is as it is now; of another the log says how it was.
    """
    rows = _rows(db, assignment_id, days)
    since = {(row[0], row[1]) for row in rows if row[3] is not None and row[3] > days[row[0]]}
    as_now = tuple(_held(*row) for row in rows if (row[0], row[1]) not in since)
    return as_now + (_from_log(db, assignment_id, days, since) if since else ())


def _held(learner_id: int, card: int, stability: float | None, last_on: date | None) -> Held:
    return Held(learner_id, question_and_part(card)[0], stability, last_on)


def _from_log(
    db: Transaction,
    assignment_id: int,
    days: Mapping[int, date],
    wanted: Collection[tuple[int, int]],
) -> tuple[Held, ...]:
    values: dict[str, Any] = {"assignment": assignment_id, "learners": sorted(days)}
    values |= {"first": min(days.values()), "last": max(days.values())}
    last: dict[tuple[int, int], str] = {}
    for learner_id, card, day_on, after in db.execute(_LOG, values):
        if (learner_id, card) in wanted and day_on <= days[learner_id]:
            last[learner_id, card] = after
    return tuple(_logged(*place, after) for place, after in last.items())


def _logged(learner_id: int, card: int, after: str) -> Held:
    memory = json.loads(after)["memory"]
    last_on = memory["last_on"]
    day = date.fromisoformat(last_on) if last_on else None
    return _held(learner_id, card, memory["stability"], day)
