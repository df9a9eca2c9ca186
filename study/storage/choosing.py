"""What a teacher can choose from: the questions of the banks they may read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import col

from study.domain.questions import AnyQuestion
from study.domain.selections import Choosable
from study.storage.contents import decode, told
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
    """That a teacher may assign from a bank: everybody's, their own, and those not held back."""
    return or_(col(_B.owner_id).is_(None), col(_B.owner_id) == who, ~col(_B.is_held))


def choosable(db: Transaction, who: int, assignment_id: int | None = None) -> tuple[Choosable, ...]:
    """Every question a teacher may assign, bank by bank in the order of the bank.

    What an assignment of theirs already asks can stay in it, whoever's bank it is from.
    """
    rows = db.execute(_ALL.where(_may(who, assignment_id)))
    return tuple(_choosable(*row) for row in rows)


def _may(who: int, assignment_id: int | None) -> ColumnElement[bool]:
    if assignment_id is None:
        return readable(who)
    own = select(col(_P.question_id)).where(col(_P.assignment_id) == assignment_id)
    return or_(readable(who), col(_Q.id).in_(own))


def _choosable(identity: int, bank: str, slug: str, kind: str, content: str) -> Choosable:
    tags, difficulty = told(content)
    return Choosable(id=identity, bank=bank, slug=slug, kind=kind, tags=tags, difficulty=difficulty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """What a question asks now, in the language of its bank; its content stays text."""

    version: int
    language: str
    kind: str
    content: str

    def question(self) -> AnyQuestion:
        """The question itself."""
        return decode(self.kind, self.content)


def current(db: Transaction, question_ids: Collection[int]) -> Mapping[int, Current]:
    """What each of these questions asks now."""
    return {
        row[0]: Current(version=row[1], language=row[2], kind=row[3], content=row[4])
        for chunk in chunks(question_ids)
        for row in db.execute(
            select(col(_Q.id), col(_Q.version), col(_B.language), col(_V.kind), col(_V.content))
            .join(_B, col(_B.id) == col(_Q.bank_id))
            .join(_V, and_(col(_V.question_id) == col(_Q.id), col(_V.number) == col(_Q.version)))
            .where(col(_Q.id).in_(chunk))
        )
    }


def having(
    db: Transaction, who: int, words: str, assignment_id: int | None = None
) -> frozenset[int]:
    """Those of the questions a teacher may assign that have all of these words in them."""
    wanted = words.casefold().split()
    rows = db.execute(_ALL.where(_may(who, assignment_id)))
    return frozenset(
        identity
        for identity, bank, slug, _, content in rows
        for text in (f"{bank} {slug} {content}".casefold(),)
        if wanted and all(word in text for word in wanted)
    )


def titles(db: Transaction, slugs: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """The title and the language of these banks, by title."""
    rows = db.execute(
        select(col(_B.slug), col(_B.title), col(_B.language))
        .where(col(_B.slug).in_(slugs))
        .order_by(col(_B.title), col(_B.slug))
    )
    return {row[0]: (row[1], row[2]) for row in rows}
