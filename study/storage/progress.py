"""What is coming and how firm it is: the numbers behind the progress page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, func, literal_column, select
from sqlmodel import col

from study.domain.cards import Queue
from study.domain.scheduling import MATURE_DAYS, Phase
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    CardRow,
    CitationRow,
    DocumentRow,
    QuestionRow,
    QuestionVersionRow,
)
from study.storage.tables import BankRow as B
from study.storage.withholding import NOTHING_WITHHELD, all_but

_K = CardRow
_CURRENT = and_(
    col(QuestionRow.id) == col(CitationRow.question_id),
    col(QuestionRow.version) == col(CitationRow.version),
)


def due_by_day(
    db: Transaction,
    learner_id: int,
    until: date,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> Mapping[date, int]:
    """How many cards fall due on each day up to `until`, the overdue on their own days."""
    statement: AnySelect = (
        select(col(_K.due_on), func.count())
        .where(
            col(_K.learner_id) == learner_id,
            col(_K.queue) == Queue.DAY.value,
            col(_K.due_on) <= until,
            *all_but(col(_K.question_id), without),
        )
        .group_by(col(_K.due_on))
    )
    rows = db.execute(statement)
    return {row[0]: row[1] for row in rows}


def next_due_on(
    db: Transaction,
    learner_id: int,
    after: date,
    bank_id: int | None,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> tuple[date, int] | None:
    """The first day after `after` on which cards fall due, and how many; None if never."""
    allowed = all_but(col(_K.question_id), without)
    mine = and_(col(_K.learner_id) == learner_id, col(_K.queue) == Queue.DAY.value, *allowed)
    if bank_id is not None:
        mine = and_(mine, col(_K.bank_id) == bank_id)
    statement: AnySelect = (
        select(col(_K.due_on), func.count())
        .where(mine, col(_K.due_on) > after)
        .group_by(col(_K.due_on))
        .order_by(col(_K.due_on))
        .limit(1)
    )
    row = db.execute(statement).first()
    return None if row is None else (row[0], row[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """The learner's cards by how firm they are."""

    new: int
    learning: int
    young: int
    mature: int
    suspended: int


def holdings(db: Transaction, learner_id: int) -> Holdings:
    """How many cards are new, being learnt, young, mature and suspended."""
    kind = case(
        (col(_K.queue) == Queue.SUSPENDED.value, literal_column("'suspended'")),
        (col(_K.phase) == Phase.NEW.value, literal_column("'new'")),
        (col(_K.phase) != Phase.REVIEW.value, literal_column("'learning'")),
        (col(_K.interval) >= MATURE_DAYS, literal_column("'mature'")),
        else_=literal_column("'young'"),
    ).label("kind")
    rows = db.execute(
        select(kind, func.count())
        .where(col(_K.learner_id) == learner_id, col(_K.queue) != Queue.RETIRED.value)
        .group_by(kind)
    )
    counts = {row[0]: row[1] for row in rows}
    return Holdings(**{name: counts.get(name, 0) for name in Holdings.__dataclass_fields__})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A question that cites a stretch of a document; offsets are the document's."""

    question_id: int
    bank_slug: str
    bank_title: str
    kind: str
    content: str
    passage: int
    start: int
    end: int
    studied: bool


def cited_in(
    db: Transaction,
    learner_id: int,
    document_id: int,
    version: int,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> tuple[Cited, ...]:
    """Every question that cites this version of a document, in the text's order."""
    studied = (
        select(literal_column("1"))
        .where(
            col(_K.learner_id) == learner_id,
            col(_K.question_id) == col(QuestionRow.id),
            col(_K.reps) > 0,
        )
        .exists()
    )
    statement: AnySelect = (
        select(
            col(QuestionRow.id),
            col(B.slug),
            col(B.title),
            col(QuestionVersionRow.kind),
            col(QuestionVersionRow.content),
            col(CitationRow.passage),
            col(CitationRow.start),
            col(CitationRow.end),
            studied,
        )
        .join(QuestionRow, _CURRENT)
        .join(
            QuestionVersionRow,
            (col(QuestionVersionRow.question_id) == col(QuestionRow.id))
            & (col(QuestionVersionRow.number) == col(QuestionRow.version)),
        )
        .join(B, col(B.id) == col(QuestionRow.bank_id))
        .where(
            col(CitationRow.document_id) == document_id,
            col(CitationRow.document_version) == version,
            ~col(QuestionRow.retired),
            *all_but(col(QuestionRow.id), without),
        )
        .order_by(col(CitationRow.start), col(QuestionRow.id))
    )
    rows = db.execute(statement)
    names = tuple(Cited.__dataclass_fields__)
    return tuple(Cited(**dict(zip(names, row, strict=True))) for row in rows)


def questions_by_document(
    db: Transaction, bank_id: int, without: frozenset[int] = NOTHING_WITHHELD
) -> Mapping[int, int]:
    """How many of a bank's questions cite each document, by document id."""
    rows = db.execute(
        select(
            col(CitationRow.document_id), func.count(func.distinct(col(CitationRow.question_id)))
        )
        .join(QuestionRow, _CURRENT)
        .where(
            col(QuestionRow.bank_id) == bank_id,
            ~col(QuestionRow.retired),
            *all_but(col(QuestionRow.id), without),
        )
        .group_by(col(CitationRow.document_id))
    )
    return {row[0]: row[1] for row in rows}


def first_places(db: Transaction, bank_id: int) -> Mapping[int, tuple[str, int]]:
    """Where each question of a bank is cited first: document and passage, by question id."""
    rows = db.execute(
        select(col(QuestionRow.id), col(DocumentRow.slug), col(CitationRow.passage))
        .join(CitationRow, _CURRENT)
        .join(DocumentRow, col(DocumentRow.id) == col(CitationRow.document_id))
        .where(col(QuestionRow.bank_id) == bank_id, col(CitationRow.position) == 0)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def studied_by_document(
    db: Transaction, learner_id: int, without: frozenset[int] = NOTHING_WITHHELD
) -> Mapping[int, int]:
    """How many questions on each document the learner has begun, by document id."""
    rows = db.execute(
        select(
            col(CitationRow.document_id), func.count(func.distinct(col(CitationRow.question_id)))
        )
        .join(QuestionRow, _CURRENT)
        .join(_K, col(_K.question_id) == col(QuestionRow.id))
        .where(
            col(_K.learner_id) == learner_id,
            col(_K.reps) > 0,
            ~col(QuestionRow.retired),
            *all_but(col(QuestionRow.id), without),
        )
        .group_by(col(CitationRow.document_id))
    )
    return {row[0]: row[1] for row in rows}
