"""Classes, the codes that open them, and what everybody is in each of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import col

from study.domain.errors import NotFound
from study.storage.database import Transaction
from study.storage.tables import AccountRow, AnySelect, ClassRow, EnrolmentRow, LearnerRow

_C, _E, _L, _A = ClassRow, EnrolmentRow, LearnerRow, AccountRow
TEACHER, LEARNER = "teacher", "learner"
ACTIVE, WAITING, REMOVED = "active", "waiting", "removed"
LARGEST = 2**31 - 1
NO_CLASS = "There is no class at this address."
NO_MEMBER = "There is no such learner in this class."


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """A class as somebody finds it; `role` is what they are in it, "" when it is not asked."""

    id: int
    name: str
    code: str | None
    code_expires_at: datetime | None
    needs_approval: bool
    created_by: int
    created_at: datetime
    archived_at: datetime | None
    role: str = ""

    @property
    def is_archived(self) -> bool:
        """Whether it can only be read."""
        return self.archived_at is not None

    def is_open(self, now: datetime) -> bool:
        """Whether its code lets people straight in."""
        expired = self.code_expires_at is not None and now >= self.code_expires_at
        return not (self.needs_approval or expired or self.is_archived)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody in a class; `extra_time` multiplies every limit, 0 lifts them.

    `login` is "" when the account was erased.
    """

    learner_id: int
    name: str
    login: str
    role: str
    state: str
    extra_time: float
    joined_at: datetime

    @property
    def is_active(self) -> bool:
        """Whether they are in the class now."""
        return self.state == ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class MyClass:
    """A class in somebody's list: what they are there, and how many learn or wait."""

    id: int
    name: str
    role: str
    state: str
    archived_at: datetime | None
    learners: int
    waiting: int


_CLASS_NAMES = tuple(name for name in Class.__dataclass_fields__ if name != "role")
_CLASS = tuple(getattr(_C, name) for name in _CLASS_NAMES)
_MEMBER: AnySelect = (
    select(
        col(_E.learner_id),
        col(_L.name),
        func.coalesce(col(_A.login), ""),
        col(_E.role),
        col(_E.state),
        col(_E.extra_time),
        col(_E.joined_at),
    )
    .join(_L, col(_L.id) == col(_E.learner_id))
    .outerjoin(_A, col(_A.learner_id) == col(_E.learner_id))
)
_OTHER = aliased(EnrolmentRow)


def _learners(state: str) -> ColumnElement[int]:
    """How many learners of a class are in this state."""
    return (
        select(func.count())
        .where(
            col(_OTHER.class_id) == col(_C.id),
            col(_OTHER.role) == LEARNER,
            col(_OTHER.state) == state,
        )
        .scalar_subquery()
    )


_MINE: AnySelect = select(
    col(_C.id),
    col(_C.name),
    col(_E.role),
    col(_E.state),
    col(_C.archived_at),
    _learners(ACTIVE).label("learners"),
    _learners(WAITING).label("waiting"),
).join(_E, col(_E.class_id) == col(_C.id))
_INSERTS: Mapping[str, Any] = {
    "sqlite": sqlite.insert(_E).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_E).on_conflict_do_nothing(),
}


def add_class(db: Transaction, name: str, code: str, who: int, now: datetime) -> int:
    """A new class with its code and its first teacher: its id."""
    values = {"name": name, "code": code, "created_by": who, "created_at": now}
    statement = insert(_C).values(**values).returning(col(_C.id))
    class_id = int(db.execute(statement).scalar_one())
    enrol(db, class_id, {who}, role=TEACHER, state=ACTIVE, now=now)
    return class_id


def founded_since(db: Transaction, name: str, who: int, since: datetime) -> int | None:
    """A class of this name that somebody opened after an instant, if there is one.

    Makes another request of theirs wait until the transaction ends, so that it finds this one's.
    """
    db.execute(select(col(_L.id)).where(col(_L.id) == who).with_for_update())
    statement = select(col(_C.id)).where(
        col(_C.created_by) == who, col(_C.name) == name, col(_C.created_at) >= since
    )
    return db.execute(statement.order_by(col(_C.id).desc()).limit(1)).scalar()


def class_as_teacher(db: Transaction, class_id: int, who: int) -> Class:
    """The class, for somebody who teaches it; raises NotFound for everybody else."""
    return _class_as(db, class_id, who, (TEACHER,))


def class_as_member(db: Transaction, class_id: int, who: int) -> Class:
    """The class, for somebody who is in it; raises NotFound for everybody else."""
    return _class_as(db, class_id, who, (TEACHER, LEARNER))


def _class_as(db: Transaction, class_id: int, who: int, roles: Collection[str]) -> Class:
    if not 0 < class_id <= LARGEST:
        raise NotFound(NO_CLASS)
    statement = (
        select(*_CLASS, col(_E.role))
        .join(_E, col(_E.class_id) == col(_C.id))
        .where(
            col(_C.id) == class_id,
            col(_E.learner_id) == who,
            col(_E.state) == ACTIVE,
            col(_E.role).in_(roles),
        )
    )
    row = db.execute(statement).first()
    if row is None:
        raise NotFound(NO_CLASS)
    return Class(**row._mapping)  # noqa: SLF001  # The public name of a row's columns.


def class_of_code(db: Transaction, code: str) -> Class | None:
    """The class that a code opens or has opened until it expired; found by a unique index."""
    row = db.execute(select(*_CLASS).where(col(_C.code) == code)).first()
    return None if row is None else Class(**row._mapping)  # noqa: SLF001  # As above.


def hold(db: Transaction, class_id: int) -> None:
    """Makes others who change this class wait until the transaction ends."""
    db.execute(select(col(_C.id)).where(col(_C.id) == class_id).with_for_update())


def change_class(db: Transaction, class_id: int, **values: object) -> None:
    """Keeps these columns of a class."""
    db.execute(update(_C).where(col(_C.id) == class_id).values(**values))


def my_classes(db: Transaction, who: int) -> tuple[MyClass, ...]:
    """The classes that somebody teaches, learns or waits in, by name; one query."""
    statement = _MINE.where(col(_E.learner_id) == who, col(_E.state) != REMOVED)
    found = [MyClass(**row._mapping) for row in db.execute(statement)]  # noqa: SLF001  # As above.
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))


def members(db: Transaction, class_id: int) -> tuple[Member, ...]:
    """The active learners of a class by name."""
    return tuple(it for it in everybody(db, class_id) if it.role == LEARNER and it.is_active)


def teachers(db: Transaction, class_id: int) -> tuple[Member, ...]:
    """Who teaches a class, by name."""
    return tuple(it for it in everybody(db, class_id) if it.role == TEACHER and it.is_active)


def everybody(db: Transaction, class_id: int) -> tuple[Member, ...]:
    """Who is, waits or was in a class, by name."""
    rows = db.execute(_MEMBER.where(col(_E.class_id) == class_id))
    found = [_member(*row) for row in rows]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.learner_id)))


def find_member(db: Transaction, class_id: int, learner_id: int) -> Member | None:
    """What somebody is, or was, in a class; None when they never were."""
    if not 0 < learner_id <= LARGEST:
        return None
    here = and_(col(_E.class_id) == class_id, col(_E.learner_id) == learner_id)
    row = db.execute(_MEMBER.where(here)).first()
    return None if row is None else _member(*row)


def member(db: Transaction, class_id: int, learner_id: int) -> Member:
    """The same for somebody who must be known there; raises NotFound."""
    found = find_member(db, class_id, learner_id)
    if found is None:
        raise NotFound(NO_MEMBER)
    return found


def _member(*values: Any) -> Member:
    return Member(**dict(zip(Member.__dataclass_fields__, values, strict=True)))


def enrol(
    db: Transaction,
    class_id: int,
    learners: Collection[int],
    *,
    role: str,
    state: str,
    now: datetime,
) -> None:
    """Makes these people something in a class, unless they already are anything there."""
    values = {"class_id": class_id, "role": role, "state": state, "joined_at": now}
    if learners:
        rows = [values | {"learner_id": each} for each in sorted(learners)]
        db.execute(_INSERTS[db.dialect.name], rows)


def change_member(
    db: Transaction, class_id: int, learners: Collection[int], **values: object
) -> None:
    """Keeps these columns of what some people are in a class."""
    here = and_(col(_E.class_id) == class_id, col(_E.learner_id).in_(learners))
    db.execute(update(_E).where(here).values(**values))


def began_with(
    db: Transaction, who: int, class_id: int, *, password: str | None = None
) -> frozenset[int]:
    """The active learners of a class whose accounts were made in a class that `who` teaches.

    An account was when both have the same instant. Who only took an existing account into their
    class has no say in how it is signed in to, nor has anybody about those with rights of their
    own. `password` leaves those whose hash it is.
    """
    here, taught, theirs = (aliased(EnrolmentRow) for _ in range(3))
    teaches = select(col(theirs.class_id)).where(
        col(theirs.learner_id) == col(_A.learner_id), col(theirs.role) == TEACHER
    )
    statement = (
        select(col(_A.learner_id))
        .join(_E, col(_E.learner_id) == col(_A.learner_id))
        .join(taught, col(taught.class_id) == col(_E.class_id))
        .join(here, col(here.learner_id) == col(_A.learner_id))
        .where(
            col(_A.created_at) == col(_E.joined_at),
            *_is(taught, TEACHER),
            col(taught.learner_id) == who,
            *_is(here, LEARNER),
            col(here.class_id) == class_id,
            col(_A.is_admin).is_(False),
            col(_A.may_teach).is_(False),
            ~teaches.exists(),
        )
    )
    if password is not None:
        statement = statement.where(col(_A.password) == password)
    return frozenset(row[0] for row in db.execute(statement))


def _is(enrolment: type[EnrolmentRow], role: str) -> tuple[ColumnElement[bool], ...]:
    return col(enrolment.role) == role, col(enrolment.state) == ACTIVE


def known_by(db: Transaction, logins: Collection[str]) -> Mapping[str, tuple[int, str]]:
    """The learner's number and name of each of these sign-in names that has an account."""
    statement = (
        select(col(_A.login), col(_L.id), col(_L.name))
        .join(_L, col(_L.id) == col(_A.learner_id))
        .where(col(_A.login).in_(logins))
    )
    return {login: (number, name) for login, number, name in db.execute(statement)}
