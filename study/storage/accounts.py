"""Accounts: who signs in by which name, and what they may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from study.domain.errors import NotFound
from study.storage.database import Transaction
from study.storage.people import LOCAL_LEARNER
from study.storage.tables import AccountRow, AnySelect, EnrolmentRow, LearnerRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody's account; `password` is a hash, `name` what others read."""

    learner_id: int
    name: str
    login: str
    email: str
    time_zone: str
    password: str
    is_admin: bool
    may_teach: bool
    created_at: datetime
    disabled_at: datetime | None


_READ: AnySelect = select(
    col(AccountRow.learner_id),
    col(LearnerRow.name),
    col(AccountRow.login),
    col(AccountRow.email),
    col(LearnerRow.time_zone),
    col(AccountRow.password),
    col(AccountRow.is_admin),
    col(AccountRow.may_teach),
    col(AccountRow.created_at),
    col(AccountRow.disabled_at),
).join(LearnerRow, col(LearnerRow.id) == col(AccountRow.learner_id))

_WHOSE = col(AccountRow.learner_id)
_INSERTS: Mapping[str, Any] = {
    "sqlite": sqlite.insert(AccountRow).on_conflict_do_nothing().returning(_WHOSE),
    "postgresql": postgresql.insert(AccountRow).on_conflict_do_nothing().returning(_WHOSE),
}


def account(db: Transaction, who: int) -> Account:
    """Somebody's account; raises NotFound."""
    row = db.execute(_READ.where(col(AccountRow.learner_id) == who)).first()
    if row is None:
        raise NotFound("There is no such account.")
    return Account(**row._mapping)  # noqa: SLF001  # The public name of a row's columns.


def account_by_login(db: Transaction, login: str) -> Account | None:
    """The account with a sign-in name, folded as it is kept."""
    row = db.execute(_READ.where(col(AccountRow.login) == login)).first()
    return Account(**row._mapping) if row else None  # noqa: SLF001  # As above.


def accounts(db: Transaction) -> tuple[Account, ...]:
    """Everybody's account in the order of their names."""
    found = db.execute(_READ.order_by(func.lower(col(LearnerRow.name)), col(AccountRow.learner_id)))
    return tuple(Account(**row._mapping) for row in found)  # noqa: SLF001  # As above.


def has_accounts(db: Transaction) -> bool:
    """Whether anybody has an account yet."""
    return db.execute(select(col(AccountRow.learner_id)).limit(1)).first() is not None


def has_account(db: Transaction, who: int) -> bool:
    """Whether somebody has an account."""
    mine = select(col(AccountRow.learner_id)).where(col(AccountRow.learner_id) == who)
    return db.execute(mine).first() is not None


def is_admin(db: Transaction, who: int) -> bool:
    """Whether somebody looks after the accounts."""
    mine = (col(AccountRow.learner_id) == who, col(AccountRow.is_admin).is_(True))
    return db.execute(select(col(AccountRow.learner_id)).where(*mine)).first() is not None


def has_rights(db: Transaction, who: int) -> bool:
    """Whether somebody may more than learn: look after accounts, open classes, or teach one."""
    teaches = (
        select(col(EnrolmentRow.class_id))
        .where(col(EnrolmentRow.learner_id) == who, col(EnrolmentRow.role) == "teacher")
        .exists()
    )
    rights = or_(col(AccountRow.is_admin), col(AccountRow.may_teach), teaches)
    mine = select(col(AccountRow.learner_id)).where(col(AccountRow.learner_id) == who, rights)
    return db.execute(mine).first() is not None


def add_learner(db: Transaction, name: str, time_zone: str, now: datetime) -> int:
    """The id of a new learner; the first one stays the local learner's, made yet or not."""
    number = _next_id(db)
    values = {"id": number, "name": name, "time_zone": time_zone, "created_at": now}
    db.execute(insert(LearnerRow), values)
    return number


def _next_id(db: Transaction) -> int:
    if db.dialect.name == "sqlite":
        # Its one writer has the file to itself.
        return int(db.execute(select(func.max(col(LearnerRow.id)))).scalar() or LOCAL_LEARNER) + 1
    # The local learner was given its number: the sequence does not know of it.
    following = text("SELECT nextval(pg_get_serial_sequence('learner', 'id'))")
    number = int(db.execute(following).scalar_one())
    return number if number != LOCAL_LEARNER else int(db.execute(following).scalar_one())


def add_account(
    db: Transaction,
    learner_id: int,
    login: str,
    password: str,
    now: datetime,
    *,
    email: str = "",
    is_admin: bool = False,
    may_teach: bool = False,
) -> bool:
    """Gives a learner an account, unless the sign-in name is taken; `password` is a hash."""
    values = {
        "learner_id": learner_id,
        "login": login,
        "email": email,
        "password": password,
        "is_admin": is_admin,
        "may_teach": may_teach,
        "created_at": now,
        "password_at": now,
    }
    return db.execute(_INSERTS[db.dialect.name], values).first() is not None


def set_password(db: Transaction, who: int, password: str, now: datetime) -> None:
    """Keeps another password's hash."""
    _change(db, who, password=password, password_at=now)


def set_email(db: Transaction, who: int, email: str) -> None:
    """Keeps an e-mail address, or none."""
    _change(db, who, email=email)


def set_rights(db: Transaction, who: int, *, is_admin: bool, may_teach: bool) -> None:
    """Says what somebody may do."""
    _change(db, who, is_admin=is_admin, may_teach=may_teach)


def set_disabled(db: Transaction, who: int, at: datetime | None) -> None:
    """Shuts an account, or opens it again."""
    _change(db, who, disabled_at=at)


def set_login(db: Transaction, who: int, login: str) -> None:
    """Keeps another sign-in name, folded."""
    _change(db, who, login=login)


def set_name(db: Transaction, who: int, name: str) -> None:
    """Keeps the name that others read."""
    db.execute(update(LearnerRow).where(col(LearnerRow.id) == who).values(name=name))


def admins(db: Transaction) -> int:
    """How many can look after the accounts."""
    wanted = (col(AccountRow.is_admin).is_(True), col(AccountRow.disabled_at).is_(None))
    counted = select(func.count()).select_from(AccountRow).where(*wanted)
    return int(db.execute(counted).scalar_one())


def _change(db: Transaction, who: int, **values: object) -> None:
    db.execute(update(AccountRow).where(col(AccountRow.learner_id) == who).values(**values))
