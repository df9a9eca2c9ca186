"""What people are to be told on their home page until they have seen it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import col

from study.storage.classes import LARGEST
from study.storage.database import Transaction
from study.storage.tables import NoticeRow

_N = NoticeRow
MOST_NOTICES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A sentence for one person, and the page where there is more, "" for none."""

    id: int
    words: str
    path: str
    created_at: datetime


def tell(db: Transaction, learners: Collection[int], words: str, path: str, now: datetime) -> None:
    """Leaves a notice for each of these people; `path` is an address of this program or ""."""
    values = {"words": words, "path": path, "created_at": now}
    if learners:
        db.execute(insert(_N), [values | {"learner_id": each} for each in sorted(learners)])


def unseen(db: Transaction, who: int) -> tuple[Notice, ...]:
    """What somebody has not seen yet, newest first."""
    statement = (
        select(col(_N.id), col(_N.words), col(_N.path), col(_N.created_at))
        .where(col(_N.learner_id) == who, col(_N.seen_at).is_(None))
        .order_by(col(_N.created_at).desc(), col(_N.id).desc())
        .limit(MOST_NOTICES)
    )
    return tuple(
        Notice(id=number, words=words, path=path, created_at=created_at)
        for number, words, path, created_at in db.execute(statement)
    )


def seen(db: Transaction, who: int, notice_id: int, now: datetime) -> None:
    """Marks a notice of somebody's as seen; another's, or one seen before, stays as it is."""
    if not 0 < notice_id <= LARGEST:
        return
    statement = update(_N).where(
        col(_N.id) == notice_id, col(_N.learner_id) == who, col(_N.seen_at).is_(None)
    )
    db.execute(statement.values(seen_at=now))
