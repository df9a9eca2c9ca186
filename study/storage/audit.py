"""What was done to marks, rights and rules: lines that are only ever added.

A line names people by their numbers, `person(12)`; whoever reads it gets the names of today. So a
line need not be changed when somebody is given another name, or is forgotten.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlmodel import col

from study.storage.database import Transaction
from study.storage.tables import AuditRow, EnrolmentRow, LearnerRow

_R, _L, _E = AuditRow, LearnerRow, EnrolmentRow
MOST_ENTRIES = 100
# Characters that nobody types and no font has.
_PERSON = re.compile("\ue000([0-9]{1,10})\ue001")
SOMEBODY = "somebody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: who did it ("" for the program itself), which act, and in words what."""

    id: int
    who: str
    act: str
    words: str
    done_at: datetime


def person(learner_id: int) -> str:
    """How the words of a line name somebody who is or was in its class."""
    return f"\ue000{learner_id}\ue001"


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
    rows = db.execute(statement).all()
    names = _names(db, class_id) if any(_PERSON.search(row.words) for row in rows) else {}

    def named(words: str) -> str:
        return _PERSON.sub(lambda found: names.get(int(found[1]), SOMEBODY), words)

    return tuple(
        Entry(id=number, who=who or "", act=act, words=named(words), done_at=done_at)
        for number, who, act, words, done_at in rows
    )


def _names(db: Transaction, class_id: int) -> Mapping[int, str]:
    """The names of a class only: words that somebody forged tell nothing of others."""
    statement = select(col(_L.id), col(_L.name)).join(_E, col(_E.learner_id) == col(_L.id))
    rows = db.execute(statement.where(col(_E.class_id) == class_id))
    return {row.id: row.name for row in rows}
