"""Writing attempts: begun once, saved in the order of saying, handed in once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, insert, update
from sqlmodel import col

from study.domain.answers import Given, encode_given
from study.domain.errors import NotFound
from study.domain.grading import Mark
from study.storage.attempts import (
    HANDED_IN,
    NO_SUCH,
    OPEN,
    Attempt,
    AttemptAnswer,
    attempt_of,
)
from study.storage.database import Transaction
from study.storage.tables import AttemptAnswerRow, AttemptRow

_T, _S = AttemptRow, AttemptAnswerRow
_COUNTED = {"synchronize_session": False, "preserve_rowcount": True}
_ADD_ANSWERS = insert(_S)
_COLUMNS = tuple(col(getattr(_T, name)) for name in Attempt.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A question that an attempt will ask."""

    position: int
    question_id: int
    version: int
    points: float


def add_attempt(db: Transaction, begun: Attempt, places: Sequence[Place]) -> None:
    """Keeps a new attempt with a blank answer to each of its questions."""
    values = {name: getattr(begun, name) for name in Attempt.__dataclass_fields__}
    db.execute(insert(_T), {**values, "questions": json.dumps(begun.questions)})
    mine = {
        "learner_id": begun.learner_id,
        "assignment_id": begun.assignment_id,
        "number": begun.number,
        "given": "",
        "saved_at": begun.started_at,
    }
    rows = [
        {**mine, "position": it.position, "question_id": it.question_id, "version": it.version}
        for it in places
    ]
    if rows:
        db.execute(_ADD_ANSWERS, rows)


def lock(db: Transaction, who: int, assignment_id: int, number: int) -> Attempt:
    """The attempt, for whoever writes in it; raises NotFound.

    Being an update, it makes everybody who would write in the same attempt wait in turn.
    """
    if number >= 2**31:
        raise NotFound(NO_SUCH)
    statement = (
        update(_T)
        .where(*_key(who, assignment_id, number))
        .values(state=col(_T.state))
        .returning(*_COLUMNS)
        .execution_options(synchronize_session=False)
    )
    row = db.execute(statement).first()
    if row is None:
        raise NotFound(NO_SUCH)
    return attempt_of(row._mapping)  # noqa: SLF001  # The public name of a row's columns.


def _key(who: int, assignment_id: int, number: int) -> tuple[ColumnElement[bool], ...]:
    return (
        col(_T.learner_id) == who,
        col(_T.assignment_id) == assignment_id,
        col(_T.number) == number,
    )


def _place(of: Attempt, position: int) -> tuple[ColumnElement[bool], ...]:
    return (
        col(_S.learner_id) == of.learner_id,
        col(_S.assignment_id) == of.assignment_id,
        col(_S.number) == of.number,
        col(_S.position) == position,
    )


def save(
    db: Transaction,
    of: Attempt,
    position: int,
    given: Given | None,
    now: datetime,
    *,
    save: int,
    taken_ms: int = 0,
) -> bool:
    """Keeps what was said, and whether it was the newest; an older saving changes nothing.

    Nor does one of an answer that was checked: it stands.
    """
    statement = (
        update(_S)
        .where(*_place(of, position), col(_S.save) <= save, col(_S.tries) == 0)
        .values(
            given=written(given),
            save=save,
            taken_ms=col(_S.taken_ms) + taken_ms,
            saved_at=now,
        )
        .execution_options(**_COUNTED)
    )
    return db.execute(statement).rowcount == 1


def written(given: Given | None) -> str:
    """What was said as it is kept, "" for nothing."""
    return "" if given is None else json.dumps(encode_given(given), ensure_ascii=False)


def flag(db: Transaction, of: Attempt, position: int, *, is_flagged: bool) -> None:
    """Marks a question of an attempt to come back to, or takes the mark off."""
    db.execute(update(_S).where(*_place(of, position)).values(is_flagged=is_flagged))


def check(
    db: Transaction,
    of: Attempt,
    position: int,
    given: Given,
    mark: Mark,
    now: datetime,
    *,
    tries: int,
    taken_ms: int = 0,
) -> bool:
    """Keeps an answer with its mark, and whether it was the first to that try."""
    statement = (
        update(_S)
        .where(*_place(of, position), col(_S.tries) == tries)
        .values(
            given=written(given),
            tries=tries + 1,
            taken_ms=col(_S.taken_ms) + taken_ms,
            saved_at=now,
            **_marked(mark),
        )
        .execution_options(**_COUNTED)
    )
    return db.execute(statement).rowcount == 1


def _marked(mark: Mark) -> dict[str, object]:
    return {
        "fraction": mark.fraction,
        "verdict": mark.verdict.value,
        "remark": mark.remark,
        "parts": json.dumps(mark.parts) if mark.parts else "",
    }


_KEEP_MARK = (
    update(_S)
    .where(
        col(_S.learner_id) == bindparam("learner"),
        col(_S.assignment_id) == bindparam("assignment"),
        col(_S.number) == bindparam("attempt"),
        col(_S.position) == bindparam("place"),
    )
    .values(
        version=bindparam("by_version"),
        fraction=bindparam("worth"),
        verdict=bindparam("decided"),
        remark=bindparam("said"),
        parts=bindparam("in_parts"),
    )
    .execution_options(synchronize_session=False)
)


def keep_marks(db: Transaction, marks: Sequence[tuple[AttemptAnswer, Mark]]) -> None:
    """Keeps what answers are worth, each by the version of its question that it names."""
    rows = [
        {
            "learner": answer.learner_id,
            "assignment": answer.assignment_id,
            "attempt": answer.number,
            "place": answer.position,
            "by_version": answer.version,
            "worth": mark.fraction,
            "decided": mark.verdict.value,
            "said": mark.remark,
            "in_parts": json.dumps(mark.parts) if mark.parts else "",
        }
        for answer, mark in marks
    ]
    if rows:
        db.execute(_KEEP_MARK, rows)


def hand_in(db: Transaction, of: Attempt, at: datetime, *, is_late: bool, earned: float) -> bool:
    """Closes an open attempt, and whether this was what closed it."""
    statement = (
        update(_T)
        .where(*_key(of.learner_id, of.assignment_id, of.number), col(_T.state) == OPEN)
        .values(state=HANDED_IN, handed_in_at=at, is_late=is_late, earned=earned)
        .execution_options(**_COUNTED)
    )
    return db.execute(statement).rowcount == 1
