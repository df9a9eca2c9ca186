"""Writing assignments: drafts, what is fixed at publishing, and what one learner is granted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from study.domain.assignments import Allowance
from study.storage.assignments import Terms, values_of
from study.storage.database import Transaction
from study.storage.tables import AssignmentQuestionRow, AssignmentRow, ExtensionRow

_A, _P, _X = AssignmentRow, AssignmentQuestionRow, ExtensionRow
_ADD = {
    "sqlite": sqlite.insert(_A).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_A).on_conflict_do_nothing(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question to be assigned, in the version it has now."""

    question_id: int
    version: int
    points: float = 1.0
    draw: str = ""


def add_assignment(
    db: Transaction,
    who: int,
    class_id: int,
    terms: Terms,
    now: datetime,
    *,
    seed: int,
    token: str,
) -> tuple[int, bool]:
    """The id of a new draft, and whether it is new: the same token gives the same again."""
    values = values_of(terms) | {
        "class_id": class_id,
        "seed": seed,
        "created_by": who,
        "token": token,
        "created_at": now,
        "version": 1,
    }
    add = _ADD[db.dialect.name].values(**values).returning(col(_A.id))
    new = db.execute(add).scalar()
    if new is not None:
        return int(new), True
    mine = (col(_A.created_by) == who, col(_A.token) == token)
    return int(db.execute(select(col(_A.id)).where(*mine)).scalar_one()), False


def save_assignment(
    db: Transaction, assignment_id: int, terms: Terms, *, version: int, seed: int
) -> bool:
    """Keeps other terms; False, and nothing kept, when it is no longer at that version."""
    same = (col(_A.id) == assignment_id, col(_A.version) == version)
    values = {**values_of(terms), "seed": seed, "version": version + 1}
    return db.execute(update(_A).where(*same).values(**values)).rowcount == 1


def lock(db: Transaction, assignment_id: int) -> None:
    """Lets nobody else write to an assignment until the transaction ends."""
    db.execute(select(col(_A.id)).where(col(_A.id) == assignment_id).with_for_update())


def keep(db: Transaction, assignment_id: int) -> None:
    """Lets nobody change an assignment until the transaction ends; many may keep it at once."""
    kept = select(col(_A.id)).where(col(_A.id) == assignment_id)
    db.execute(kept.with_for_update(read=True))


def set_questions(db: Transaction, assignment_id: int, asked: Sequence[Asked]) -> None:
    """Fixes what an assignment asks, in this order."""
    db.execute(delete(_P).where(col(_P.assignment_id) == assignment_id))
    if asked:
        db.execute(
            insert(_P),
            [
                {
                    "assignment_id": assignment_id,
                    "position": position,
                    "question_id": it.question_id,
                    "version": it.version,
                    "points": it.points,
                    "draw": it.draw,
                }
                for position, it in enumerate(asked, start=1)
            ],
        )


def set_published(db: Transaction, assignment_id: int, at: datetime | None) -> None:
    """Shows an assignment to its learners, or with None no longer."""
    values = {"published_at": at, "version": col(_A.version) + 1}
    db.execute(update(_A).where(col(_A.id) == assignment_id).values(**values))


def set_dates(
    db: Transaction,
    assignment_id: int,
    *,
    open_at: datetime,
    due_at: datetime,
    close_at: datetime | None,
) -> None:
    """Keeps other dates."""
    values = {"open_at": open_at, "due_at": due_at, "close_at": close_at}
    moved = update(_A).where(col(_A.id) == assignment_id)
    db.execute(moved.values(**values, version=col(_A.version) + 1))


def set_share_code(db: Transaction, assignment_id: int, code: str | None) -> None:
    """Makes the link that carries an assignment, or with None ends it."""
    db.execute(update(_A).where(col(_A.id) == assignment_id).values(share_code=code))


def delete_assignment(db: Transaction, assignment_id: int) -> None:
    """Removes an assignment that nobody has begun."""
    db.execute(delete(_X).where(col(_X.assignment_id) == assignment_id))
    db.execute(delete(_P).where(col(_P.assignment_id) == assignment_id))
    db.execute(delete(_A).where(col(_A.id) == assignment_id))


def set_extension(
    db: Transaction, who: int, assignment_id: int, learner: int, more: Allowance, now: datetime
) -> None:
    """Grants one learner more; what was granted before is replaced."""
    drop_extension(db, assignment_id, learner)
    values = {
        "assignment_id": assignment_id,
        "learner_id": learner,
        "due_at": more.due_at,
        "close_at": more.close_at,
        "more_attempts": more.more_attempts,
        "made_by": who,
        "made_at": now,
    }
    db.execute(insert(_X).values(**values))


def drop_extension(db: Transaction, assignment_id: int, learner: int) -> bool:
    """Takes back what one learner was granted; False when there was nothing."""
    theirs = (col(_X.assignment_id) == assignment_id, col(_X.learner_id) == learner)
    return db.execute(delete(_X).where(*theirs)).rowcount == 1
