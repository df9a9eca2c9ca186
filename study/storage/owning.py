"""Whose banks are whose: who may read one with its keys, study it, and change it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, true, update
from sqlmodel import col

from study.domain.errors import NotFound
from study.storage.banks import KeptBank, no_bank, selected
from study.storage.database import Transaction
from study.storage.tables import AnySelect, BankRow, ImportBankRow, ImportRow, ShelfRow

_B, _S = BankRow, ShelfRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks for banks, and what they may do; the local learner may do everything."""

    id: int
    is_admin: bool = False
    may_author: bool = False
    is_local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """Whose a bank is (None: everybody's), and whether it is studied by assignment only."""

    owner_id: int | None
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
    own = and_(col(_B.owner_id) == reader.id, true() if reader.may_author else col(_B.id) < 0)
    return or_(own, col(_B.owner_id).is_(None)) if reader.is_admin else own


def readable_bank(db: Transaction, slug: str, reader: Reader) -> KeptBank:
    """The bank of that name, for somebody who may look at it; raises NotFound."""
    return _one(db, slug, readable(reader))


def writable_bank(db: Transaction, slug: str, reader: Reader) -> KeptBank:
    """The bank of that name, for somebody who may change it; raises NotFound."""
    return _one(db, slug, writable(reader))


def readable_banks(db: Transaction, reader: Reader) -> tuple[KeptBank, ...]:
    """The banks that somebody may look at, by title."""
    return selected(db, readable(reader))


def writable_banks(db: Transaction, reader: Reader) -> tuple[KeptBank, ...]:
    """The banks that somebody may change, by title."""
    return selected(db, writable(reader))


def foreign(db: Transaction, slugs: Collection[str], reader: Reader) -> tuple[str, ...]:
    """Those of these names that belong to banks which this person may not change."""
    theirs = (col(_B.slug).in_(slugs), ~writable(reader))
    return tuple(sorted(row[0] for row in db.execute(select(col(_B.slug)).where(*theirs))))


def owned(db: Transaction, bank_id: int) -> Owned:
    """Whose a bank is; raises NotFound."""
    wanted: AnySelect = select(col(_B.owner_id), col(_B.is_held)).where(col(_B.id) == bank_id)
    row = db.execute(wanted).first()
    if row is None:
        raise NotFound("There is no such bank.")
    return Owned(owner_id=row[0], is_held=row[1])


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
