"""What a teacher can choose from: the questions of the banks they may read."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import col

from study.domain.selections import Choosable
from study.storage.contents import told
from study.storage.database import Transaction
from study.storage.shelves import chunks
from study.storage.tables import (
    AnySelect,
    AssignmentQuestionRow,
    BankRow,
    QuestionRow,
    QuestionVersionRow,
)

_B, _Q, _V, _P = BankRow, QuestionRow, QuestionVersionRow, AssignmentQuestionRow
_ALL: AnySelect = (
    select(col(_Q.id), col(_B.slug), col(_Q.slug), col(_V.kind), col(_V.content))
    .join(_B, col(_B.id) == col(_Q.bank_id))
    .join(_V, and_(col(_V.question_id) == col(_Q.id), col(_V.number) == col(_Q.version)))
    .where(~col(_Q.retired))
    .order_by(col(_B.title), col(_B.slug), col(_Q.position), col(_Q.id))
)


def readable(who: int) -> ColumnElement[bool]:
    """That a bank is everybody's or theirs."""
    return or_(col(_B.owner_id).is_(None), col(_B.owner_id) == who)


def choosable(db: Transaction, who: int, assignment_id: int | None = None) -> tuple[Choosable, ...]:
    """Every question a teacher may assign, bank by bank in the order of the bank.

    What an assignment of theirs already asks can stay in it, whoever's bank it is from.
    """
    may = readable(who)
    if assignment_id is not None:
        own = select(col(_P.question_id)).where(col(_P.assignment_id) == assignment_id)
        may = or_(may, col(_Q.id).in_(own))
    return tuple(_choosable(*row) for row in db.execute(_ALL.where(may)))


def _choosable(identity: int, bank: str, slug: str, kind: str, content: str) -> Choosable:
    tags, difficulty = told(content)
    return Choosable(id=identity, bank=bank, slug=slug, kind=kind, tags=tags, difficulty=difficulty)


def versions(db: Transaction, question_ids: Collection[int]) -> Mapping[int, int]:
    """The version each of these questions has now."""
    return {
        row[0]: row[1]
        for chunk in chunks(question_ids)
        for row in db.execute(select(col(_Q.id), col(_Q.version)).where(col(_Q.id).in_(chunk)))
    }
