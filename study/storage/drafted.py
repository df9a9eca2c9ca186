"""Drafts that were made from documents: those that wait, what was decided, rules left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlmodel import col

from study.storage.database import Transaction
from study.storage.drafts import WAITING, Made, made_of
from study.storage.owning import Reader, decidable
from study.storage.tables import (
    AnySelect,
    DocumentRow,
    DraftingRuleRow,
    DraftRow,
    ImportChangeRow,
)

_D, _R, _IC = DraftRow, DraftingRuleRow, ImportChangeRow
_MADE = col(_D.made).is_not(None)
_ORDER = (col(_D.bank), col(_D.position), col(_D.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A draft that nobody has decided about, as far as finding the next one needs it.

    `document` is the slug of the one it was made from, "" when that is no longer here.
    """

    id: int
    bank: str
    position: int
    kind: str
    score: float | None
    batch: int | None
    document: str

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands among all drafts."""
        return self.bank, self.position, self.id


_WAITING: AnySelect = (
    select(
        col(_D.id),
        col(_D.bank),
        col(_D.position),
        col(_D.kind),
        col(_D.score),
        col(_D.import_id),
        func.coalesce(col(DocumentRow.slug), ""),
    )
    .outerjoin(DocumentRow, col(DocumentRow.id) == col(_D.document_id))
    .where(_MADE, col(_D.state) == WAITING)
    .order_by(*_ORDER)
)


def waiting(db: Transaction, reader: Reader) -> tuple[Waiting, ...]:
    """All that wait for somebody, in the order in which they are read."""
    names = Waiting.__dataclass_fields__
    found = db.execute(_WAITING.where(decidable(reader)))
    return tuple(Waiting(**dict(zip(names, row, strict=True))) for row in found)


def count_waiting(db: Transaction, reader: Reader) -> int:
    """How many wait for somebody."""
    wanted = (_MADE, col(_D.state) == WAITING, decidable(reader))
    statement = select(func.count()).where(*wanted)
    return int(db.execute(statement).scalar_one())


def of_batch(db: Transaction, batch: int | None) -> Mapping[str, int]:
    """How many drafts of one drafting are in which state."""
    statement = select(col(_D.state), func.count()).where(_MADE, col(_D.import_id) == batch)
    return {row[0]: row[1] for row in db.execute(statement.group_by(col(_D.state)))}


def questions_of_batch(db: Transaction, batch: int | None) -> tuple[int, ...]:
    """The questions that drafts of one drafting have become."""
    wanted = (_MADE, col(_D.import_id) == batch, col(_D.question_id).is_not(None))
    rows = db.execute(select(col(_D.question_id)).where(*wanted))
    return tuple(int(row[0] or 0) for row in rows)


def last_decided(db: Transaction, who: int) -> int | None:
    """The draft that somebody decided about last, if any."""
    mine = (_MADE, col(_D.decided_by) == who, col(_D.state) != WAITING)
    order = (col(_D.decided_at).desc(), col(_D.id).desc())
    row = db.execute(select(col(_D.id)).where(*mine).order_by(*order).limit(1)).first()
    return None if row is None else int(row[0])


def batch_that_brought(db: Transaction, question_id: int) -> int | None:
    """The batch that first wrote a question, or None where there is none."""
    mine = (col(_IC.question_id) == question_id, col(_IC.before).is_(None))
    newest = select(func.max(col(_IC.import_id))).where(*mine)
    found = db.execute(newest).scalar()
    return None if found is None else int(found)


# --- what was offered before ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A draft that is here or was: its hashes, as drafted and as it reads now, and its name."""

    hashes: frozenset[str]
    state: str
    bank: str
    slug: str


def offered(db: Transaction) -> tuple[Offered, ...]:
    """Every draft that was ever kept, those that nobody drafted too."""
    rows = db.execute(
        select(col(_D.sha256), col(_D.made), col(_D.state), col(_D.bank), col(_D.slug))
    )
    return tuple(
        Offered(hashes=_hashes(row[0], row[1]), state=row[2], bank=row[3], slug=row[4])
        for row in rows
    )


def _hashes(now: str, made: str | None) -> frozenset[str]:
    how = made_of(made)
    return frozenset({now, how.sha256}) if how else frozenset({now})


def last_positions(db: Transaction) -> Mapping[str, int]:
    """Where the last draft of each bank stands."""
    rows = db.execute(select(col(_D.bank), func.max(col(_D.position))).group_by(col(_D.bank)))
    return {row[0]: row[1] for row in rows}


# --- decisions, and the rules they speak about ---------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of a draft so far, and how it was made."""

    kind: str
    made: Made
    state: str
    decision: str
    decided_at: datetime | None


def decisions(db: Transaction) -> tuple[Decision, ...]:
    """What became of every draft that was made, the waiting ones included."""
    names = Decision.__dataclass_fields__
    statement: AnySelect = select(*(getattr(_D, name) for name in names)).where(_MADE)
    found = []
    for row in db.execute(statement):
        values = dict(zip(names, row, strict=True))
        made = made_of(values["made"])
        assert made is not None, "Only those that were made are asked for."
        found.append(Decision(**{**values, "made": made}))
    return tuple(found)


def resumed_rules(db: Transaction) -> Mapping[str, datetime]:
    """When somebody last took a rule up again that had been left out."""
    rows = db.execute(select(col(_R.rule), col(_R.resumed_at)))
    return {row[0]: row[1] for row in rows}


def resume_rule(db: Transaction, rule: str, who: int, now: datetime) -> None:
    """Takes a rule up again: only decisions from now on count against it."""
    db.execute(delete(_R).where(col(_R.rule) == rule))
    db.execute(insert(_R), {"rule": rule, "learner_id": who, "resumed_at": now})
