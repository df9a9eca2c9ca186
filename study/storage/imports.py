"""Batches of writing: who changed what, when, by which act, and what was there before."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, false, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import col

from study.domain.errors import Conflict, NotFound
from study.storage.database import Transaction
from study.storage.documents import Source
from study.storage.tables import (
    AnySelect,
    ImportBankRow,
    ImportChangeRow,
    ImportDocumentRow,
    ImportRow,
    LearnerRow,
    QuestionRow,
    QuestionVersionRow,
)

_I, _IB, _IC, _ID = ImportRow, ImportBankRow, ImportChangeRow, ImportDocumentRow
_Q, _V = QuestionRow, QuestionVersionRow
_U = aliased(ImportRow)
MOST_BATCHES = 200
_UNIQUE_VIOLATION = "23505"
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What of a bank a batch changed, beside its questions' words.

    `head` and `head_after` are the bank's own fields, None where the batch left them alone;
    `file` is the hash and fingerprint of the file taken last, `file_after` the same after the
    batch, None where it left it alone. `places` are question ids with
    their position, `filed` question ids whose file version was another than the one replaced.
    """

    head: Mapping[str, Any] | None = None
    head_after: Mapping[str, Any] | None = None
    file: tuple[str, str] = ("", "")
    file_after: tuple[str, str] | None = None
    places: tuple[tuple[int, int], ...] = ()
    filed: tuple[tuple[int, int | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedBank:
    """A bank that a batch touched, and what it was before; None when it was new."""

    bank_id: int
    slug: str
    title: str
    before: Before | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedQuestion:
    """A question that a batch wrote; `before` is None for one that it brought."""

    question_id: int
    bank_id: int
    slug: str
    before: int | None
    after: int
    was_retired: bool = False
    is_retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedDocument:
    """A document that a batch wrote; `before` and `source` are None when it was new.

    `before` and `after` are versions, `source` is who spoke in it before.
    """

    document_id: int
    slug: str
    before: int | None
    after: int
    source: Source | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch of writing; `banks` are slugs and titles, `undone_by` the batch that took it back.

    `who` is the learner's name, "" where nobody is known. The summary holds counts, and of a
    batch that took another back also names.
    """

    id: int
    learner_id: int | None
    who: str
    kind: str
    source: str
    summary: Mapping[str, Any]
    undoes: int | None
    undone_by: int | None
    created_at: datetime
    banks: tuple[tuple[str, str], ...] = ()


@contextmanager
def first_come_first_served() -> Iterator[None]:
    """What somebody else wrote first becomes a Conflict; PostgreSQL lets two write at once."""
    try:
        yield
    except IntegrityError as error:
        state = getattr(error.orig, "sqlstate", "")
        if state != _UNIQUE_VIOLATION and "UNIQUE constraint" not in str(error.orig):
            raise
        raise Conflict(
            "Somebody else changed the same thing at the same moment. "
            "Nothing was changed: look again, then decide."
        ) from error


def begin(
    db: Transaction,
    learner_id: int | None,
    kind: str,
    source: str,
    now: datetime,
    *,
    undoes: int | None = None,
) -> int:
    """A new batch; its summary is written when it is known."""
    values = {
        "learner_id": learner_id,
        "kind": kind,
        "source": source,
        "summary": "{}",
        "undoes": undoes,
        "created_at": now,
    }
    return int(db.execute(insert(_I).values(**values).returning(col(_I.id))).scalar_one())


def finish(db: Transaction, batch_id: int, summary: Mapping[str, object]) -> None:
    """Writes what the batch changed."""
    db.execute(update(_I).where(col(_I.id) == batch_id).values(summary=_to_json(summary)))


def note_bank(db: Transaction, batch_id: int, bank: TouchedBank) -> None:
    """Keeps what a bank was before the batch."""
    before = "" if bank.before is None else _to_json(asdict(bank.before))
    values = {"bank_id": bank.bank_id, "slug": bank.slug, "title": bank.title, "before": before}
    db.execute(insert(_IB), {"import_id": batch_id, **values})


def note_questions(db: Transaction, batch_id: int, changes: Sequence[TouchedQuestion]) -> None:
    """Keeps from which version to which the batch led each question."""
    if changes:
        db.execute(
            insert(_IC),
            [
                {
                    "import_id": batch_id,
                    "question_id": it.question_id,
                    "bank_id": it.bank_id,
                    "slug": it.slug,
                    "before": it.before,
                    "after": it.after,
                    "was_retired": it.was_retired,
                    "is_retired": it.is_retired,
                }
                for it in changes
            ],
        )


def note_new_questions(db: Transaction, batch_id: int, bank_id: int) -> None:
    """Keeps which questions of a bank the batch brought: those whose first version is its."""
    first = and_(col(_V.question_id) == col(_Q.id), col(_V.number) == 1)
    columns = (literal(batch_id), col(_Q.id), col(_Q.bank_id), col(_Q.slug), literal(1))
    brought: AnySelect = select(*columns, false(), false()).join(_V, first)
    mine = brought.where(col(_Q.bank_id) == bank_id, col(_V.import_id) == batch_id)
    names = ("import_id", "question_id", "bank_id", "slug", "after", "was_retired", "is_retired")
    db.execute(insert(_IC).from_select(names, mine))


def note_document(db: Transaction, batch_id: int, document: TouchedDocument) -> None:
    """Keeps what a document was before the batch."""
    source = "" if document.source is None else _to_json(asdict(document.source))
    values = {"document_id": document.document_id, "slug": document.slug}
    numbers = {"before": document.before, "after": document.after}
    db.execute(insert(_ID), {"import_id": batch_id, **values, **numbers, "source": source})


_BATCHES: AnySelect = (
    select(
        col(_I.id),
        col(_I.learner_id),
        col(LearnerRow.name),
        col(_I.kind),
        col(_I.source),
        col(_I.summary),
        col(_I.undoes),
        col(_U.id),
        col(_I.created_at),
    )
    .outerjoin(LearnerRow, col(LearnerRow.id) == col(_I.learner_id))
    .outerjoin(_U, col(_U.undoes) == col(_I.id))
    .order_by(col(_I.id).desc())
)


def batches(
    db: Transaction, who: int | None = None, *, before: int | None = None
) -> tuple[Batch, ...]:
    """The newest 200 batches, of one learner or of all, older than the one given."""
    statement = _BATCHES.limit(MOST_BATCHES)
    if who is not None:
        statement = statement.where(col(_I.learner_id) == who)
    if before is not None:
        statement = statement.where(col(_I.id) < before)
    return _with_banks(db, statement)


def batch(db: Transaction, batch_id: int, who: int | None = None) -> Batch:
    """The batch of that number, one learner's or anybody's; raises NotFound."""
    statement = _BATCHES.where(col(_I.id) == batch_id)
    if who is not None:
        statement = statement.where(col(_I.learner_id) == who)
    found = _with_banks(db, statement)
    if not found:
        raise NotFound("There is no such import.")
    return found[0]


def taken_back_by(db: Transaction, batch_id: int) -> Batch | None:
    """The batch that took that one back, or None."""
    found = _with_banks(db, _BATCHES.where(col(_I.undoes) == batch_id))
    return found[0] if found else None


def put_away(db: Transaction) -> frozenset[str]:
    """The shipped banks that were taken back whole: they do not come again by themselves."""
    rows = db.execute(
        select(col(_IB.slug))
        .join(_I, col(_I.id) == col(_IB.import_id))
        .join(_U, col(_U.undoes) == col(_I.id))
        .where(col(_I.kind) == "shipped", col(_IB.before) == "")
    )
    return frozenset(row[0] for row in rows)


def _with_banks(db: Transaction, statement: AnySelect) -> tuple[Batch, ...]:
    rows = db.execute(statement).all()
    touched: dict[int, list[tuple[str, str]]] = {}
    for identity, slug, title in db.execute(
        select(col(_IB.import_id), col(_IB.slug), col(_IB.title))
        .where(col(_IB.import_id).in_([row[0] for row in rows]))
        .order_by(col(_IB.slug))
    ):
        touched.setdefault(identity, []).append((slug, title))
    return tuple(
        Batch(
            id=row[0],
            learner_id=row[1],
            who=row[2] or "",
            kind=row[3],
            source=row[4],
            summary=json.loads(row[5]),
            undoes=row[6],
            undone_by=row[7],
            created_at=row[8],
            banks=tuple(touched.get(row[0], ())),
        )
        for row in rows
    )


def banks_of(db: Transaction, batch_id: int) -> tuple[TouchedBank, ...]:
    """The banks that a batch touched."""
    rows = db.execute(
        select(col(_IB.bank_id), col(_IB.slug), col(_IB.title), col(_IB.before))
        .where(col(_IB.import_id) == batch_id)
        .order_by(col(_IB.bank_id))
    )
    return tuple(
        TouchedBank(bank_id=row[0], slug=row[1], title=row[2], before=_before(row[3]))
        for row in rows
    )


def _before(text: str) -> Before | None:
    if not text:
        return None
    content = json.loads(text)
    return Before(
        head=content["head"],
        head_after=content["head_after"],
        file=(content["file"][0], content["file"][1]),
        file_after=(after[0], after[1]) if (after := content["file_after"]) else None,
        places=tuple((identity, place) for identity, place in content["places"]),
        filed=tuple((identity, version) for identity, version in content["filed"]),
    )


def questions_of(db: Transaction, batch_id: int) -> tuple[TouchedQuestion, ...]:
    """The questions that a batch wrote, by bank."""
    names = TouchedQuestion.__dataclass_fields__
    columns: AnySelect = select(*(getattr(_IC, name) for name in names))
    order = (col(_IC.bank_id), col(_IC.question_id))
    rows = db.execute(columns.where(col(_IC.import_id) == batch_id).order_by(*order))
    return tuple(TouchedQuestion(**dict(zip(names, row, strict=True))) for row in rows)


def documents_of(db: Transaction, batch_id: int) -> tuple[TouchedDocument, ...]:
    """The documents that a batch wrote."""
    rows = db.execute(
        select(
            col(_ID.document_id), col(_ID.slug), col(_ID.before), col(_ID.after), col(_ID.source)
        )
        .where(col(_ID.import_id) == batch_id)
        .order_by(col(_ID.document_id))
    )
    return tuple(
        TouchedDocument(
            document_id=row[0],
            slug=row[1],
            before=row[2],
            after=row[3],
            source=Source(**json.loads(row[4])) if row[4] else None,
        )
        for row in rows
    )
