"""What a learner has begun, and what they have handed in."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from study.storage.database import Transaction
from study.storage.tables import AssignmentRow, AttemptRow

_A, _T = AssignmentRow, AttemptRow


def going_on(db: Transaction, who: int) -> Mapping[int, datetime]:
    """When somebody began what they have not handed in yet, by assignment."""
    statement = select(col(_T.assignment_id), col(_T.started_at)).where(
        col(_T.learner_id) == who, col(_T.state) == "open"
    )
    return {row.assignment_id: row.started_at for row in db.execute(statement)}


def handed_in(db: Transaction, who: int, class_id: int) -> frozenset[int]:
    """The assignments of a class at which somebody has handed anything in."""
    statement = (
        select(col(_T.assignment_id))
        .join(_A, col(_A.id) == col(_T.assignment_id))
        .where(col(_T.learner_id) == who, col(_T.state) == "handed_in")
        .where(col(_A.class_id) == class_id)
    )
    return frozenset(row.assignment_id for row in db.execute(statement))
