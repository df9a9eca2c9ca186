"""Links that work once; like a cookie's, their secret word is only known here as a hash."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlmodel import col

from study.storage.database import Transaction
from study.storage.sign_ins import fingerprint
from study.storage.tables import InvitationRow

Kind = Literal["first", "teacher", "reset"]
LASTS: dict[Kind, timedelta] = {
    "first": timedelta(days=1),
    "teacher": timedelta(days=14),
    "reset": timedelta(days=3),
}
_I = InvitationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a link is for, for whom ("reset" only), and whose it is."""

    kind: Kind
    learner_id: int | None
    made_by: int | None


_COLUMNS = (col(_I.kind), col(_I.learner_id), col(_I.made_by))


def add(
    db: Transaction,
    kind: Kind,
    token: str,
    now: datetime,
    *,
    learner_id: int | None = None,
    made_by: int | None = None,
) -> None:
    """Remembers a new link; earlier ones for the first account or the same password end."""
    if kind != "teacher":
        same = (col(_I.kind) == kind, col(_I.learner_id) == learner_id, col(_I.used_at).is_(None))
        db.execute(delete(_I).where(*same))
    values = {
        "token_sha256": fingerprint(token),
        "kind": kind,
        "learner_id": learner_id,
        "made_by": made_by,
        "created_at": now,
        "expires_at": now + LASTS[kind],
    }
    db.execute(insert(_I), values)


def find(db: Transaction, token: str, now: datetime) -> Invitation | None:
    """The invitation behind a link that still works, or None."""
    return _invitation(db.execute(select(*_COLUMNS).where(*_works(token, now))).first())


def use(db: Transaction, token: str, now: datetime) -> Invitation | None:
    """The same, and from now on it does not work any more: of two who open it, one gets it."""
    used = update(_I).where(*_works(token, now)).values(used_at=now).returning(*_COLUMNS)
    return _invitation(db.execute(used).first())


def _works(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(_I.token_sha256) == fingerprint(token),
        col(_I.used_at).is_(None),
        col(_I.expires_at) > now,
    )


def _invitation(row: Any) -> Invitation | None:
    return Invitation(**row._mapping) if row else None  # noqa: SLF001  # The public name of a row's columns.
