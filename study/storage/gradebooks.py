"""What a gradebook of a class is made of: a fixed number of queries, however many assignments."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from study.storage.database import Transaction
from study.storage.tables import (
    AccountRow,
    AssignmentQuestionRow,
    AssignmentRow,
    AttemptRow,
    EnrolmentRow,
)

_T, _A, _P, _E = AttemptRow, AssignmentRow, AssignmentQuestionRow, EnrolmentRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An attempt as a gradebook counts it; `handed_in_at` is None while it is open."""

    number: int
    earned: float
    possible: float
    is_late: bool
    handed_in_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What a question is worth, and by which tag it is drawn."""

    points: float
    draw: str


def tried(db: Transaction, class_id: int) -> Mapping[tuple[int, int], tuple[Tried, ...]]:
    """All attempts of a class in their order, by assignment and learner."""
    statement = (
        select(
            col(_T.assignment_id),
            col(_T.learner_id),
            col(_T.number),
            col(_T.earned),
            col(_T.possible),
            col(_T.is_late),
            col(_T.handed_in_at),
        )
        .join(_A, col(_A.id) == col(_T.assignment_id))
        .where(col(_A.class_id) == class_id)
        .order_by(col(_T.assignment_id), col(_T.learner_id), col(_T.number))
    )
    found: defaultdict[tuple[int, int], list[Tried]] = defaultdict(list)
    for row in db.execute(statement):
        found[row[0], row[1]].append(
            Tried(
                number=row[2],
                earned=row[3] or 0.0,
                possible=row[4],
                is_late=row[5],
                handed_in_at=row[6],
            )
        )
    return {name: tuple(several) for name, several in found.items()}


def weighed(db: Transaction, class_id: int) -> Mapping[int, tuple[Weighed, ...]]:
    """What the questions of a class's assignments are worth, by assignment, in their order."""
    statement = (
        select(col(_P.assignment_id), col(_P.points), col(_P.draw))
        .join(_A, col(_A.id) == col(_P.assignment_id))
        .where(col(_A.class_id) == class_id)
        .order_by(col(_P.assignment_id), col(_P.position))
    )
    found: defaultdict[int, list[Weighed]] = defaultdict(list)
    for assignment_id, points, draw in db.execute(statement):
        found[assignment_id].append(Weighed(points=points, draw=draw))
    return {name: tuple(several) for name, several in found.items()}


def emails(db: Transaction, class_id: int) -> Mapping[int, str]:
    """The addresses of those in a class who gave one."""
    statement = (
        select(col(AccountRow.learner_id), col(AccountRow.email))
        .join(_E, col(_E.learner_id) == col(AccountRow.learner_id))
        .where(col(_E.class_id) == class_id, col(AccountRow.email) != "")
    )
    return {row[0]: row[1] for row in db.execute(statement)}
