"""How far a class is with an assignment."""

from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlmodel import col

from study.storage.database import Transaction
from study.storage.tables import AnySelect, AssignmentRow, AttemptRow, EnrolmentRow

_A, _T, _E = AssignmentRow, AttemptRow, EnrolmentRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many learners a class has, and how many of them have begun, handed in, been late."""

    learners: int
    begun: int
    handed_in: int
    late: int


def progress(db: Transaction, assignment_id: int) -> Progress:
    """How far the active learners of the class are with an assignment."""
    theirs = and_(col(_T.assignment_id) == col(_A.id), col(_T.learner_id) == col(_E.learner_id))
    done = case((col(_T.state) == "handed_in", col(_T.learner_id)))
    late = case((col(_T.is_late), col(_T.learner_id)))
    counted = (col(_E.learner_id), col(_T.learner_id), done, late)
    statement: AnySelect = (
        select(*(func.count(it.distinct()) for it in counted))
        .select_from(_A)
        .join(_E, col(_E.class_id) == col(_A.class_id))
        .outerjoin(_T, theirs)
        .where(col(_A.id) == assignment_id)
        .where(col(_E.role) == "learner", col(_E.state) == "active")
    )
    learners, begun, handed_in, late_ones = db.execute(statement).one()
    return Progress(learners=learners, begun=begun, handed_in=handed_in, late=late_ones)


def has_begun(db: Transaction, assignment_id: int) -> bool:
    """Whether anybody has begun an attempt."""
    begun = select(col(_T.number)).where(col(_T.assignment_id) == assignment_id).limit(1)
    return db.execute(begun).first() is not None
