"""How far a class is with an assignment."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlmodel import col

from study.domain.assignments import Mode
from study.storage.assignments import Assignment
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    AssignmentQuestionRow,
    AssignmentRow,
    AttemptRow,
    CardRow,
    EnrolmentRow,
)

_A, _P, _T, _E, _K = AssignmentRow, AssignmentQuestionRow, AttemptRow, EnrolmentRow, CardRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many learners a class has, and how many of them have begun, handed in, been late."""

    learners: int
    begun: int
    handed_in: int
    late: int


def progress(db: Transaction, found: Assignment) -> Progress:
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
        .where(col(_A.id) == found.id)
        .where(col(_E.role) == "learner", col(_E.state) == "active")
    )
    learners, begun, handed_in, late_ones = db.execute(statement).one()
    if found.mode is Mode.PRACTICE:
        begun = db.execute(_practised(found, func.count(col(_K.learner_id).distinct()))).scalar()
    return Progress(learners=learners, begun=begun, handed_in=handed_in, late=late_ones)


def has_begun(db: Transaction, found: Assignment) -> bool:
    """Whether anybody has begun an attempt, or practised a question since it opened."""
    begun: AnySelect = select(col(_T.number)).where(col(_T.assignment_id) == found.id)
    if found.mode is Mode.PRACTICE:
        begun = _practised(found, col(_K.learner_id))
    return db.execute(begun.limit(1)).first() is not None


def _practised(found: Assignment, what: Any) -> AnySelect:
    """Of learners of the class, those who have practised one of the questions since it opened.

    Cards know the day of their last review: on the first day what was done before it opened,
    and is asked by it too, counts along.
    """
    return (
        select(what)
        .select_from(_E)
        .join(_P, col(_P.assignment_id) == found.id)
        .join(
            _K,
            and_(
                col(_K.learner_id) == col(_E.learner_id),
                col(_K.question_id) == col(_P.question_id),
            ),
        )
        .where(col(_E.class_id) == found.class_id)
        .where(col(_E.role) == "learner", col(_E.state) == "active")
        .where(col(_K.last_on) >= found.rules.open_at.date())
    )
