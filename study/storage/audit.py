"""What was done to marks, rights and rules: lines that are only ever added."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlmodel import col

from study.storage.database import Transaction
from study.storage.tables import AuditRow, LearnerRow

_R, _L = AuditRow, LearnerRow
MOST_ENTRIES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: who did it ("" for the program itself), which act, and in words what."""

    id: int
    who: str
    act: str
    words: str
    done_at: datetime


def record(
    db: Transaction, *, who: int | None, class_id: int | None, act: str, words: str, now: datetime
) -> None:
    """Adds a line; `act` is a short name for the kind of thing, `words` a sentence."""
    values = {"learner_id": who, "class_id": class_id, "act": act, "words": words, "done_at": now}
    db.execute(insert(_R).values(**values))


def entries(db: Transaction, class_id: int, limit: int = MOST_ENTRIES) -> tuple[Entry, ...]:
    """The latest lines of a class, newest first."""
    statement = (
        select(col(_R.id), col(_L.name), col(_R.act), col(_R.words), col(_R.done_at))
        .outerjoin(_L, col(_L.id) == col(_R.learner_id))
        .where(col(_R.class_id) == class_id)
        .order_by(col(_R.done_at).desc(), col(_R.id).desc())
        .limit(limit)
    )
    return tuple(
        Entry(id=number, who=who or "", act=act, words=words, done_at=done_at)
        for number, who, act, words, done_at in db.execute(statement)
    )
