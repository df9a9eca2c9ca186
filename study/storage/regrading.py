"""Answers to one question of an assignment, read and marked anew all together."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select, update
from sqlmodel import col

from study.domain.answers import Given
from study.domain.grading import Mark
from study.domain.questions import AnyQuestion
from study.storage.assigning import lock
from study.storage.attempting import written
from study.storage.attempts import ANSWER_COLUMNS, AttemptAnswer, answer_of
from study.storage.contents import decode
from study.storage.database import Transaction
from study.storage.disputes import writable
from study.storage.tables import (
    AnySelect,
    AssignmentQuestionRow,
    AttemptAnswerRow,
    AttemptRow,
    BankRow,
    QuestionVersionRow,
)

_T, _S, _P, _V = AttemptRow, AttemptAnswerRow, AssignmentQuestionRow, QuestionVersionRow
_NAMES = tuple(AttemptAnswer.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer with the question as it read when it was asked."""

    answer: AttemptAnswer
    kind: str
    content: str

    def question(self) -> AnyQuestion:
        """The question itself."""
        return decode(self.kind, self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMark:
    """What is kept of an answer: the version it answers, its mark, and by whom if by hand."""

    learner_id: int
    number: int
    position: int
    version: int
    given: Given | None
    mark: Mark | None
    marked_by: int | None
    comment: str


def hold(db: Transaction, assignment_id: int) -> None:
    """Lets nobody hand in, save or mark in an assignment until the transaction ends."""
    lock(db, assignment_id)
    ours = select(col(_T.number)).where(col(_T.assignment_id) == assignment_id)
    db.execute(ours.order_by(col(_T.learner_id), col(_T.number)).with_for_update())


_ANSWERED: AnySelect = (
    select(*ANSWER_COLUMNS, col(_V.kind).label("kind"), col(_V.content).label("content"))
    .join(_V, and_(col(_V.question_id) == col(_S.question_id), col(_V.number) == col(_S.version)))
    .order_by(col(_S.learner_id), col(_S.number))
)


def answers_to(db: Transaction, assignment_id: int, position: int) -> tuple[Answered, ...]:
    """All answers of an assignment to the question at a position, by learner and attempt."""
    here = (col(_S.assignment_id) == assignment_id, col(_S.position) == position)
    found = []
    for row in db.execute(_ANSWERED.where(*here)):
        values = dict(row._mapping)  # noqa: SLF001  # The public name of a row's columns.
        answer = answer_of({name: values.pop(name) for name in _NAMES})
        found.append(Answered(answer=answer, **values))
    return tuple(found)


def ask(db: Transaction, assignment_id: int, position: int, *, version: int, points: float) -> None:
    """Lets an assignment ask a question in this version, for so many points."""
    here = (col(_P.assignment_id) == assignment_id, col(_P.position) == position)
    db.execute(update(_P).where(*here).values(version=version, points=points))


_KEEP = (
    update(_S)
    .where(
        col(_S.assignment_id) == bindparam("assignment"),
        col(_S.learner_id) == bindparam("learner"),
        col(_S.number) == bindparam("attempt"),
        col(_S.position) == bindparam("place"),
    )
    .values(
        version=bindparam("by_version"),
        given=bindparam("said"),
        fraction=bindparam("worth"),
        verdict=bindparam("decided"),
        remark=bindparam("why"),
        parts=bindparam("in_parts"),
        marked_by=bindparam("hand"),
        comment=bindparam("word"),
    )
    .execution_options(synchronize_session=False)
)


def keep_marks(db: Transaction, assignment_id: int, marks: Iterable[NewMark]) -> None:
    """Keeps what answers are worth from now on."""
    rows = [
        {
            "assignment": assignment_id,
            "learner": it.learner_id,
            "attempt": it.number,
            "place": it.position,
            "by_version": it.version,
            "said": written(it.given),
            "worth": it.mark.fraction if it.mark else None,
            "decided": it.mark.verdict.value if it.mark else "",
            "why": it.mark.remark if it.mark else "",
            "in_parts": json.dumps(it.mark.parts) if it.mark and it.mark.parts else "",
            "hand": it.marked_by,
            "word": it.comment,
        }
        for it in marks
    ]
    if rows:
        db.execute(_KEEP, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What an attempt has earned, None while it is open, of what is possible."""

    learner_id: int
    number: int
    earned: float | None
    possible: float


_TOTAL = (
    update(_T)
    .where(
        col(_T.assignment_id) == bindparam("assignment"),
        col(_T.learner_id) == bindparam("learner"),
        col(_T.number) == bindparam("attempt"),
    )
    .values(earned=bindparam("in_all"), possible=bindparam("at_most"))
    .execution_options(synchronize_session=False)
)


def keep_totals(db: Transaction, assignment_id: int, totals: Sequence[Total]) -> None:
    """Keeps what attempts have earned."""
    rows = [
        {
            "assignment": assignment_id,
            "learner": it.learner_id,
            "attempt": it.number,
            "in_all": it.earned,
            "at_most": it.possible,
        }
        for it in totals
    ]
    if rows:
        db.execute(_TOTAL, rows)


def may_write(db: Transaction, who: int, bank_slug: str) -> bool:
    """Whether somebody may write the bank of that name."""
    found = select(col(BankRow.id)).where(col(BankRow.slug) == bank_slug, writable(db, who))
    return db.execute(found).first() is not None
