"""What learners said against questions and marks, and what their teachers decided."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from study.domain.answers import Given, decode_given, encode_given
from study.domain.disputes import Kind, Stand
from study.domain.questions import AnyQuestion
from study.storage import owning
from study.storage.contents import decode
from study.storage.database import Transaction
from study.storage.owning import Reader
from study.storage.tables import (
    AccountRow,
    AnySelect,
    AssignmentQuestionRow,
    AssignmentRow,
    BankRow,
    ClassRow,
    DisputeRow,
    EnrolmentRow,
    LearnerRow,
    QuestionRow,
    QuestionVersionRow,
)

_D, _L, _A, _P, _E = DisputeRow, LearnerRow, AssignmentRow, AssignmentQuestionRow, EnrolmentRow
_Q, _V, _B, _C = QuestionRow, QuestionVersionRow, BankRow, ClassRow
_ADD: Mapping[str, Any] = {
    "sqlite": sqlite.insert(_D).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_D).on_conflict_do_nothing(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a learner says of a question at the place where they answered it.

    `assignment_id` is whose teachers it goes to, None for the bank's authors.
    """

    question_id: int
    version: int
    assignment_id: int | None
    kind: Kind
    place: str
    given: Given
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute(Said):
    """The same as it is kept; `content` is the question as it read when it was answered."""

    id: int
    learner_id: int
    learner: str
    bank: str
    slug: str
    question_kind: str
    content: str
    state: Stand
    reply: str
    created_at: datetime
    decided_at: datetime | None

    def question(self) -> AnyQuestion:
        """The question as it was answered."""
        return decode(self.question_kind, self.content)


_DISPUTES: AnySelect = (
    select(
        col(_D.id),
        col(_D.learner_id),
        col(_L.name).label("learner"),
        col(_D.question_id),
        col(_D.version),
        col(_D.assignment_id),
        col(_D.kind),
        col(_D.place),
        col(_D.given),
        col(_D.words),
        col(_D.state),
        col(_D.reply),
        col(_D.created_at),
        col(_D.decided_at),
        col(_B.slug).label("bank"),
        col(_Q.slug),
        col(_V.kind).label("question_kind"),
        col(_V.content),
    )
    .join(_L, col(_L.id) == col(_D.learner_id))
    .join(_Q, col(_Q.id) == col(_D.question_id))
    .join(_B, col(_B.id) == col(_Q.bank_id))
    .join(_V, and_(col(_V.question_id) == col(_D.question_id), col(_V.number) == col(_D.version)))
    .order_by(col(_D.question_id), col(_D.created_at), col(_D.id))
)


def add(db: Transaction, who: int, said: Said, now: datetime) -> bool:
    """Keeps what a learner says; False when they said so already at this place."""
    values = {
        "learner_id": who,
        "question_id": said.question_id,
        "version": said.version,
        "assignment_id": said.assignment_id,
        "kind": said.kind.value,
        "place": said.place,
        "given": json.dumps(encode_given(said.given), ensure_ascii=False),
        "words": said.words,
        "created_at": now,
    }
    statement = _ADD[db.dialect.name].values(**values).returning(col(_D.id))
    return db.execute(statement).scalar() is not None


def of_place(db: Transaction, who: int, place: str) -> Mapping[int, tuple[Dispute, ...]]:
    """What a learner said at one place, by question."""
    found: dict[int, tuple[Dispute, ...]] = {}
    for it in _found(db, col(_D.learner_id) == who, col(_D.place) == place):
        found[it.question_id] = (*found.get(it.question_id, ()), it)
    return found


def of_assignment(db: Transaction, assignment_id: int) -> tuple[Dispute, ...]:
    """Everything said about an assignment, question by question, the oldest first."""
    return _found(db, col(_D.assignment_id) == assignment_id)


def of_authors(db: Transaction, who: int) -> tuple[Dispute, ...]:
    """What was said in practice of banks that somebody may write, and goes to no teacher."""
    return _found(db, col(_D.assignment_id).is_(None), writable(db, who))


def _found(db: Transaction, *where: ColumnElement[bool]) -> tuple[Dispute, ...]:
    return tuple(_dispute(row._mapping) for row in db.execute(_DISPUTES.where(*where)))  # noqa: SLF001  # The public name of a row's columns.


def _dispute(row: Mapping[Any, Any]) -> Dispute:
    values: dict[str, Any] = dict(row) | {
        "kind": Kind(row["kind"]),
        "state": Stand(row["state"]),
        "given": decode_given(json.loads(row["given"])),
    }
    return Dispute(**values)


def open_counts(db: Transaction, class_id: int) -> Mapping[int, int]:
    """How many disputes wait for the teachers of a class, by assignment; none: not named."""
    statement = (
        select(col(_D.assignment_id), func.count())
        .join(_A, col(_A.id) == col(_D.assignment_id))
        .where(col(_A.class_id) == class_id, col(_D.state) == Stand.OPEN.value)
        .group_by(col(_D.assignment_id))
    )
    return {int(row[0] or 0): int(row[1]) for row in db.execute(statement)}


def decide(
    db: Transaction,
    who: int,
    ids: Collection[int],
    state: Stand,
    reply: str,
    now: datetime,
    *,
    assignment_id: int | None,
) -> frozenset[int]:
    """Decides those of the disputes that are still open, and gives their ids.

    Only those about the assignment are, or with None those of banks that `who` may write.
    """
    if not ids:
        return frozenset()
    among = col(_D.assignment_id) == assignment_id
    if assignment_id is None:
        banked = select(col(_Q.id)).join(_B, col(_B.id) == col(_Q.bank_id))
        theirs = col(_D.question_id).in_(banked.where(writable(db, who)))
        among = and_(col(_D.assignment_id).is_(None), theirs)
    statement = (
        update(_D)
        .where(col(_D.id).in_(ids), col(_D.state) == Stand.OPEN.value, among)
        .values(state=state.value, reply=reply, decided_by=who, decided_at=now)
        .returning(col(_D.id))
        .execution_options(synchronize_session=False)
    )
    return frozenset(row[0] for row in db.execute(statement))


def assignment_that_asks(db: Transaction, who: int, question_id: int) -> int | None:
    """The latest assignment of a learner's classes that holds a question, if there is one."""
    statement = (
        select(col(_A.id))
        .join(_P, col(_P.assignment_id) == col(_A.id))
        .join(_E, col(_E.class_id) == col(_A.class_id))
        .join(_C, col(_C.id) == col(_A.class_id))
        .where(
            col(_P.question_id) == question_id,
            col(_A.published_at).is_not(None),
            col(_C.archived_at).is_(None),
            col(_E.learner_id) == who,
            col(_E.role) == "learner",
            col(_E.state) == "active",
        )
        .order_by(col(_A.published_at).desc(), col(_A.id).desc())
        .limit(1)
    )
    return db.execute(statement).scalar()


def writable(db: Transaction, who: int) -> ColumnElement[bool]:
    """Of the banks, those that somebody with an account may change."""
    rights = select(col(AccountRow.is_admin), col(AccountRow.may_teach))
    row = db.execute(rights.where(col(AccountRow.learner_id) == who)).first()
    is_admin, may_teach = row if row is not None else (False, False)
    reader = Reader(id=who, is_admin=is_admin, may_author=is_admin or may_teach)
    return owning.writable(reader)
