"""Assignments as they are kept: their terms, what they ask, and who is granted what."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import col

from study.domain.assignments import (
    NOTHING_EXTRA,
    Allowance,
    Counts,
    Late,
    Mode,
    Phase,
    Rules,
    Seen,
    State,
    granted,
    state,
)
from study.domain.errors import NotFound
from study.domain.questions import AnyQuestion
from study.domain.selections import Selection
from study.storage.contents import decode
from study.storage.database import Transaction
from study.storage.tables import (
    AccountRow,
    AnySelect,
    AssignmentQuestionRow,
    AssignmentRow,
    AttemptRow,
    BankRow,
    ClassRow,
    EnrolmentRow,
    ExtensionRow,
    LearnerRow,
    QuestionRow,
    QuestionVersionRow,
)

_A, _P, _T = AssignmentRow, AssignmentQuestionRow, AttemptRow
_E, _X, _C = EnrolmentRow, ExtensionRow, ClassRow
_B, _Q, _V = BankRow, QuestionRow, QuestionVersionRow
NO_SUCH = "There is no such assignment."
Points = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a teacher says of an assignment; `points` (bank/slug) has those that are not 1."""

    title: str
    instructions: str = ""
    selection: Selection = field(default_factory=Selection)
    points: Points = field(default_factory=dict)
    rules: Rules
    shuffle: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A set of questions given to a class; a draft until `published_at` is set.

    `version` counts its savings, `share_code` is None while no link carries it.
    """

    id: int
    class_id: int
    class_name: str
    title: str
    instructions: str
    mode: Mode
    selection: Selection
    points: Points
    rules: Rules
    seed: int
    shuffle: bool
    share_code: str | None
    created_by: int
    created_at: datetime
    published_at: datetime | None
    version: int

    @property
    def terms(self) -> Terms:
        """What its teacher said of it."""
        return Terms(
            title=self.title,
            instructions=self.instructions,
            selection=self.selection,
            points=self.points,
            rules=self.rules,
            shuffle=self.shuffle,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentQuestion:
    """A question an assignment may ask, in the version that is asked; its content stays text.

    Of questions with the same `draw`, each learner gets as many as the selection says.
    """

    position: int
    question_id: int
    version: int
    points: float
    draw: str
    bank_slug: str
    slug: str
    language: str
    kind: str
    content: str

    def question(self) -> AnyQuestion:
        """The question itself."""
        return decode(self.kind, self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAssignment:
    """An assignment as it stands for one learner now; `attempts` counts those handed in."""

    assignment: Assignment
    rules: Rules
    state: State
    attempts: int
    is_begun: bool


_COLUMNS = (
    *(col(getattr(_A, name)) for name in ("id", "class_id", "title", "instructions", "mode")),
    *(col(getattr(_A, name)) for name in ("selection", "open_at", "due_at", "close_at", "late")),
    *(col(getattr(_A, name)) for name in ("late_share", "pass_share", "goal", "most_attempts")),
    *(col(getattr(_A, name)) for name in ("time_limit_s", "grading", "shuffle", "review", "seed")),
    *(col(getattr(_A, name)) for name in ("share_code", "created_by", "created_at")),
    *(col(getattr(_A, name)) for name in ("published_at", "version")),
    col(_C.name).label("class_name"),
)
_ASSIGNMENTS: AnySelect = select(*_COLUMNS).join(_C, col(_C.id) == col(_A.class_id))
_QUESTIONS: AnySelect = (
    select(
        col(_P.position),
        col(_P.question_id),
        col(_P.version),
        col(_P.points),
        col(_P.draw),
        col(_B.slug).label("bank_slug"),
        col(_Q.slug).label("slug"),
        col(_B.language),
        col(_V.kind),
        col(_V.content),
    )
    .join(_Q, col(_Q.id) == col(_P.question_id))
    .join(_B, col(_B.id) == col(_Q.bank_id))
    .join(_V, and_(col(_V.question_id) == col(_P.question_id), col(_V.number) == col(_P.version)))
    .order_by(col(_P.position))
)


def enrolled(who: int, role: str) -> ColumnElement[bool]:
    """That somebody is active in the class of an assignment, in this role."""
    return (
        select(col(_E.class_id))
        .where(
            col(_E.class_id) == col(_A.class_id),
            col(_E.learner_id) == who,
            col(_E.role) == role,
            col(_E.state) == "active",
        )
        .exists()
    )


def assignment_as_teacher(db: Transaction, assignment_id: int, who: int) -> Assignment:
    """The assignment for a teacher of its class; raises NotFound for everybody else."""
    return _one(db, _is(assignment_id), enrolled(who, "teacher"))


def assignment_as_learner(db: Transaction, assignment_id: int, who: int) -> Assignment:
    """The published assignment for a learner of its class; raises NotFound for everybody else."""
    is_out = col(_A.published_at).is_not(None)
    return _one(db, _is(assignment_id), is_out, enrolled(who, "learner"))


def _is(assignment_id: int) -> ColumnElement[bool]:
    """Which one it is; a number from an address that no database could hold is none."""
    return col(_A.id) == (assignment_id if 0 < assignment_id < 2**31 else 0)


def shared(db: Transaction, share_code: str, who: int) -> Assignment:
    """The assignment that a link carries, for anybody who teaches; raises NotFound.

    Whoever learns in its class does not see it, whatever they teach elsewhere.
    """
    theirs = select(col(_E.class_id)).where(col(_E.learner_id) == who, col(_E.state) == "active")
    may = select(col(AccountRow.learner_id)).where(
        col(AccountRow.learner_id) == who, col(AccountRow.may_teach)
    )
    teaches = or_(theirs.where(col(_E.role) == "teacher").exists(), may.exists())
    carried = col(_A.share_code) == share_code.replace("\0", "")
    return _one(db, carried, teaches, ~enrolled(who, "learner"))


def _one(db: Transaction, *where: ColumnElement[bool]) -> Assignment:
    row = db.execute(_ASSIGNMENTS.where(*where)).first()
    if row is None:
        raise NotFound(NO_SUCH)
    return _assignment(row._mapping)  # noqa: SLF001  # The public name of a row's columns.


def assignments_of(db: Transaction, class_id: int) -> tuple[Assignment, ...]:
    """All assignments of a class, drafts too, the one due last first."""
    order = (col(_A.due_at).desc(), col(_A.id).desc())
    rows = db.execute(_ASSIGNMENTS.where(col(_A.class_id) == class_id).order_by(*order))
    return tuple(_assignment(row._mapping) for row in rows)  # noqa: SLF001


def _attempts(who: int, state_: str) -> ColumnElement[int]:
    mine = and_(col(_T.assignment_id) == col(_A.id), col(_T.learner_id) == who)
    counted: AnySelect = select(func.count()).where(mine, col(_T.state) == state_)
    return counted.correlate(_A).scalar_subquery()


def open_to(db: Transaction, who: int, now: datetime) -> tuple[OpenAssignment, ...]:
    """What a learner is to do or will be: announced, open or late, by their own due day."""
    statement = (
        _ASSIGNMENTS.add_columns(
            col(_E.extra_time),
            *_GRANTED,
            _attempts(who, "handed_in").label("attempts"),
            _attempts(who, "open").label("begun"),
        )
        .join(_E, and_(col(_E.class_id) == col(_A.class_id), col(_E.learner_id) == who))
        .outerjoin(_X, and_(col(_X.assignment_id) == col(_A.id), col(_X.learner_id) == who))
        .where(col(_E.role) == "learner", col(_E.state) == "active")
        .where(col(_A.published_at).is_not(None), col(_C.archived_at).is_(None))
    )
    found = [_open(row._mapping, now) for row in db.execute(statement)]  # noqa: SLF001
    standing = [it for it in found if it.state is not State.CLOSED]
    return tuple(sorted(standing, key=lambda it: (it.rules.due_at, it.assignment.id)))


def _open(row: Mapping[Any, Any], now: datetime) -> OpenAssignment:
    assignment = _assignment(row)
    rules = granted(assignment.rules, _allowance(row))
    return OpenAssignment(
        assignment=assignment,
        rules=rules,
        state=state(rules, now),
        attempts=row["attempts"],
        is_begun=bool(row["begun"]),
    )


def questions(db: Transaction, assignment_id: int) -> tuple[AssignmentQuestion, ...]:
    """What a published assignment may ask, in its order, at the versions that are asked."""
    rows = db.execute(_QUESTIONS.where(col(_P.assignment_id) == assignment_id))
    return tuple(AssignmentQuestion(**row._mapping) for row in rows)  # noqa: SLF001


_GRANTED: tuple[Any, ...] = (
    col(_X.due_at).label("granted_due_at"),
    col(_X.close_at).label("granted_close_at"),
    col(_X.more_attempts),
)


def allowances(db: Transaction, assignment_id: int) -> Mapping[int, Allowance]:
    """What each active learner of the class is granted, in the order of their names."""
    statement: AnySelect = (
        select(col(_E.learner_id), col(_E.extra_time), *_GRANTED)
        .join(_A, col(_A.class_id) == col(_E.class_id))
        .join(LearnerRow, col(LearnerRow.id) == col(_E.learner_id))
        .outerjoin(
            _X,
            and_(col(_X.assignment_id) == col(_A.id), col(_X.learner_id) == col(_E.learner_id)),
        )
        .where(col(_A.id) == assignment_id)
        .where(col(_E.role) == "learner", col(_E.state) == "active")
        .order_by(col(LearnerRow.name), col(_E.learner_id))
    )
    rows = [row._mapping for row in db.execute(statement)]  # noqa: SLF001
    return {row["learner_id"]: _allowance(row) for row in rows}


def allowance(db: Transaction, assignment_id: int, who: int) -> Allowance:
    """What one learner is granted; nothing extra for who is no active learner of the class."""
    return allowances(db, assignment_id).get(who, NOTHING_EXTRA)


def _allowance(row: Mapping[Any, Any]) -> Allowance:
    return Allowance(
        extra_time=row["extra_time"],
        due_at=row["granted_due_at"],
        close_at=row["granted_close_at"],
        more_attempts=row["more_attempts"] or 0,
    )


def _assignment(row: Mapping[Any, Any]) -> Assignment:
    same = ("id", "class_id", "class_name", "title", "instructions", "seed", "shuffle")
    more = ("share_code", "created_by", "created_at", "published_at", "version")
    chosen = json.loads(row["selection"])
    points = chosen.pop("points", {})
    return Assignment(
        **{name: row[name] for name in same + more},
        mode=Mode(row["mode"]),
        selection=_selection(chosen),
        points=points,
        rules=_rules(row),
    )


_LISTS = ("banks", "tags", "kinds", "difficulties", "questions")


def _selection(chosen: Mapping[str, Any]) -> Selection:
    lists: dict[str, Any] = {name: tuple(chosen[name]) for name in _LISTS}
    return Selection(**lists, draw=chosen["draw"], most=chosen["most"])


def _rules(row: Mapping[Any, Any]) -> Rules:
    limit = row["time_limit_s"]
    return Rules(
        mode=Mode(row["mode"]),
        open_at=row["open_at"],
        due_at=row["due_at"],
        close_at=row["close_at"],
        late=Late(row["late"]),
        late_share=row["late_share"],
        time_limit=timedelta(seconds=limit) if limit else None,
        most_attempts=row["most_attempts"],
        counts=Counts(row["grading"]),
        pass_share=row["pass_share"],
        goal=row["goal"],
        review={
            Phase(at): frozenset(map(Seen, it)) for at, it in json.loads(row["review"]).items()
        },
    )


def values_of(terms: Terms) -> dict[str, Any]:
    """The terms as the table has them."""
    rules, chosen = terms.rules, terms.selection
    selection: dict[str, Any] = {name: list(getattr(chosen, name)) for name in _LISTS}
    selection |= {"draw": dict(chosen.draw), "most": chosen.most, "points": dict(terms.points)}
    review = {at.value: sorted(it.value for it in rules.review[at]) for at in Phase}
    limit = rules.time_limit
    return {
        "title": terms.title,
        "instructions": terms.instructions,
        "mode": rules.mode.value,
        "selection": json.dumps(selection, ensure_ascii=False),
        "open_at": rules.open_at,
        "due_at": rules.due_at,
        "close_at": rules.close_at,
        "late": rules.late.value,
        "late_share": rules.late_share,
        "pass_share": rules.pass_share,
        "goal": rules.goal,
        "most_attempts": rules.most_attempts,
        "time_limit_s": 0 if limit is None else int(limit.total_seconds()),
        "grading": rules.counts.value,
        "shuffle": terms.shuffle,
        "review": json.dumps(review),
    }
