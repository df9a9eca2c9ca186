"""Whose banks are whose: who may read one with its keys, study it, and change it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select, true, update
from sqlmodel import col

from study.domain.errors import NotFound
from study.storage.banks import KeptBank, no_bank, selected
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    BankRow,
    CardRow,
    CitationRow,
    DocumentRow,
    DraftRow,
    ImportBankRow,
    ImportRow,
    QuestionRow,
    ShelfRow,
)

_B, _Q, _S, _D, _T = BankRow, QuestionRow, ShelfRow, DraftRow, DocumentRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks for banks, and what they may do; the local learner may do everything."""

    id: int
    is_admin: bool = False
    may_author: bool = False
    is_local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What somebody who may look at a bank may do with it: change it, be told its keys.

    One that is held is studied by assignment only.
    """

    may_change: bool
    may_tell: bool
    is_held: bool


def readable(reader: Reader) -> ColumnElement[bool]:
    """Of the banks, those that this person may look at and study."""
    if reader.is_local:
        return true()
    shelf = select(col(_S.bank_id)).where(
        col(_S.learner_id) == reader.id, col(_S.bank_id) == col(_B.id)
    )
    ways = [~col(_B.is_held), col(_B.owner_id) == reader.id, shelf.correlate(_B).exists()]
    if reader.may_author:
        ways.append(col(_B.owner_id).is_(None))
    return or_(*ways)


def writable(reader: Reader) -> ColumnElement[bool]:
    """Of the banks, those that this person may change: their own; an admin, everybody's too."""
    if reader.is_local:
        return true()
    if not reader.may_author:
        return false()
    # True or false, never unknown: what is not writable is asked for too.
    own = col(_B.owner_id).is_not_distinct_from(reader.id)
    return or_(own, col(_B.owner_id).is_(None)) if reader.is_admin else own


def decidable(reader: Reader) -> ColumnElement[bool]:
    """Of the drafts, those that this person may read and decide about.

    They are for a bank that they may change, or for one that their own drafting will found.
    """
    if reader.is_local:
        return true()
    theirs = select(col(_B.slug)).where(writable(reader))
    batches = select(col(ImportRow.id)).where(col(ImportRow.learner_id) == reader.id)
    to_found = and_(col(_D.bank).not_in(select(col(_B.slug))), col(_D.import_id).in_(batches))
    return or_(col(_D.bank).in_(theirs), to_found)


def decidable_drafts(db: Transaction, draft_ids: Collection[int], reader: Reader) -> frozenset[int]:
    """Those of these drafts that this person may decide about."""
    wanted = select(col(_D.id)).where(col(_D.id).in_(draft_ids), decidable(reader))
    return frozenset(row[0] for row in db.execute(wanted))


def readable_bank(db: Transaction, slug: str, reader: Reader) -> KeptBank:
    """The bank of that name, for somebody who may look at it; raises NotFound."""
    return _one(db, slug, readable(reader))


def writable_bank(db: Transaction, slug: str, reader: Reader) -> KeptBank:
    """The bank of that name, for somebody who may change it; raises NotFound."""
    return _one(db, slug, writable(reader))


def writable_question(db: Transaction, question_id: int, reader: Reader) -> None:
    """Raises NotFound unless the question is in a bank that this person may change."""
    wanted = select(col(_Q.id)).join(_B, col(_B.id) == col(_Q.bank_id))
    if db.execute(wanted.where(col(_Q.id) == question_id, writable(reader))).first() is None:
        raise NotFound("There is no such question.")


def findable_questions(
    db: Transaction, question_ids: Collection[int], reader: Reader
) -> frozenset[int]:
    """Those of these questions whose words this person may come across.

    Of a bank that is held back a learner finds only what they were given cards of.
    """
    given = (
        select(col(CardRow.card_id))
        .where(col(CardRow.learner_id) == reader.id, col(CardRow.question_id) == col(_Q.id))
        .correlate(_Q)
        .exists()
    )
    may = readable(reader) if reader.may_author else or_(~col(_B.is_held), given)
    wanted = select(col(_Q.id)).join(_B, col(_B.id) == col(_Q.bank_id))
    rows = db.execute(wanted.where(col(_Q.id).in_(question_ids), may))
    return frozenset(row[0] for row in rows)


def readable_banks(db: Transaction, reader: Reader) -> tuple[KeptBank, ...]:
    """The banks that somebody may look at, by title."""
    return selected(db, readable(reader))


def writable_banks(db: Transaction, reader: Reader) -> tuple[KeptBank, ...]:
    """The banks that somebody may change, by title."""
    return selected(db, writable(reader))


def untaken_banks(db: Transaction, reader: Reader) -> tuple[KeptBank, ...]:
    """The banks that somebody may look at and has not taken up yet, by title."""
    shelf = select(col(_S.bank_id)).where(col(_S.learner_id) == reader.id)
    return selected(db, and_(readable(reader), col(_B.id).not_in(shelf)))


def foreign(db: Transaction, slugs: Collection[str], reader: Reader) -> tuple[str, ...]:
    """Those of these names that belong to banks which this person may not change."""
    theirs = (col(_B.slug).in_(slugs), ~writable(reader))
    return tuple(sorted(row[0] for row in db.execute(select(col(_B.slug)).where(*theirs))))


def foreign_texts(db: Transaction, slugs: Collection[str], reader: Reader) -> tuple[str, ...]:
    """Those of these documents that are cited by banks which this person may not change."""
    cited = (
        select(col(_T.slug))
        .join(CitationRow, col(CitationRow.document_id) == col(_T.id))
        .join(_Q, col(_Q.id) == col(CitationRow.question_id))
        .join(_B, col(_B.id) == col(_Q.bank_id))
        .where(col(_T.slug).in_(slugs), ~writable(reader))
        .distinct()
    )
    return tuple(sorted(row[0] for row in db.execute(cited)))


def rights(db: Transaction, bank_id: int, reader: Reader) -> Rights:
    """What somebody may do with a bank; the local learner may do everything, unasked."""
    if reader.is_local:
        return Rights(may_change=True, may_tell=True, is_held=False)
    wanted: AnySelect = select(writable(reader), col(_B.is_held)).where(col(_B.id) == bank_id)
    may_change, is_held = db.execute(wanted).one()
    return Rights(may_change=bool(may_change), may_tell=reader.may_author, is_held=bool(is_held))


def claim(db: Transaction, who: int, now: datetime) -> None:
    """Gives somebody the banks that were made by their doing at this moment, held back."""
    made = (
        select(col(ImportBankRow.bank_id))
        .join(ImportRow, col(ImportRow.id) == col(ImportBankRow.import_id))
        .where(
            col(ImportRow.learner_id) == who,
            col(ImportRow.created_at) == now,
            col(ImportBankRow.before) == "",
        )
    )
    new = (col(_B.owner_id).is_(None), col(_B.id).in_(made))
    db.execute(update(_B).where(*new).values(owner_id=who, is_held=True))


def hold_back(db: Transaction, bank_id: int, *, is_held: bool) -> None:
    """Says whether a bank is studied by assignment only."""
    db.execute(update(_B).where(col(_B.id) == bank_id).values(is_held=is_held))


def _one(db: Transaction, slug: str, where: ColumnElement[bool]) -> KeptBank:
    found = selected(db, and_(col(_B.slug) == slug, where)) if "\0" not in slug else ()
    if not found:
        raise no_bank(slug)
    return found[0]
