"""Browsers that are signed in: the word each of them keeps is only known here as a hash."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import col

from study.storage.database import Transaction
from study.storage.tables import AccountRow, AnySelect, LearnerRow, SignInRow

LASTS = timedelta(days=30)
# How much later than it was seen a browser's time may be written: a page is a read.
SEEN_EVERY = timedelta(minutes=5)
LONGEST_DEVICE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Whose browser this is, what they may do, and when it was last seen."""

    learner_id: int
    name: str
    is_admin: bool
    may_teach: bool
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One browser in the list of those that are signed in; `id` is no secret."""

    id: str
    device: str
    created_at: datetime
    seen_at: datetime


_LOOK_UP: AnySelect = (
    select(
        col(SignInRow.learner_id),
        col(LearnerRow.name),
        col(AccountRow.is_admin),
        col(AccountRow.may_teach),
        col(SignInRow.seen_at),
    )
    .join(AccountRow, col(AccountRow.learner_id) == col(SignInRow.learner_id))
    .join(LearnerRow, col(LearnerRow.id) == col(SignInRow.learner_id))
    .where(
        col(SignInRow.token_sha256) == bindparam("token"),
        col(SignInRow.expires_at) > bindparam("now"),
        col(AccountRow.disabled_at).is_(None),
    )
)


def fingerprint(token: str) -> str:
    """What is kept of a secret word: enough to know it again, useless to whoever reads it."""
    return sha256(token.encode()).hexdigest()


def look_up(db: Transaction, token: str, now: datetime) -> SignedIn | None:
    """Who keeps this word; None when it is unknown, has expired, or its account is disabled."""
    row = db.execute(_LOOK_UP, {"token": fingerprint(token), "now": now}).first()
    return SignedIn(**row._mapping) if row else None  # noqa: SLF001  # The public name of a row's columns.


def begin(db: Transaction, learner_id: int, token: str, device: str, now: datetime) -> None:
    """Remembers that a browser is signed in."""
    values = {
        "token_sha256": fingerprint(token),
        "learner_id": learner_id,
        "device": device[:LONGEST_DEVICE],
        "created_at": now,
        "seen_at": now,
        "expires_at": now + LASTS,
    }
    db.execute(insert(SignInRow), values)


def is_stale(found: SignedIn, now: datetime) -> bool:
    """Whether it is time to write down that the browser was seen."""
    return now - found.seen_at >= SEEN_EVERY


def seen(db: Transaction, token: str, now: datetime) -> None:
    """Writes down that a browser was here: it stays signed in for as long again."""
    db.execute(
        update(SignInRow)
        .where(col(SignInRow.token_sha256) == fingerprint(token))
        .values(seen_at=now, expires_at=now + LASTS)
    )


def browsers(db: Transaction, who: int, now: datetime) -> tuple[SignIn, ...]:
    """The browsers in which somebody is signed in, the one seen last first."""
    statement: AnySelect = (
        select(
            col(SignInRow.token_sha256).label("id"),
            col(SignInRow.device),
            col(SignInRow.created_at),
            col(SignInRow.seen_at),
        )
        .where(col(SignInRow.learner_id) == who, col(SignInRow.expires_at) > now)
        .order_by(col(SignInRow.seen_at).desc(), col(SignInRow.token_sha256))
    )
    return tuple(SignIn(**row._mapping) for row in db.execute(statement))  # noqa: SLF001  # As above.


def end_this(db: Transaction, token: str) -> None:
    """Signs out the browser that keeps this word."""
    db.execute(delete(SignInRow).where(col(SignInRow.token_sha256) == fingerprint(token)))


def end(db: Transaction, who: int, sign_in: str) -> None:
    """Signs one of somebody's browsers out; one that is not theirs stays as it is."""
    db.execute(
        delete(SignInRow).where(
            col(SignInRow.token_sha256) == sign_in, col(SignInRow.learner_id) == who
        )
    )


def end_all(db: Transaction, who: int) -> None:
    """Signs somebody out everywhere."""
    db.execute(delete(SignInRow).where(col(SignInRow.learner_id) == who))


def forget_expired(db: Transaction, now: datetime) -> None:
    """Takes away what nobody can use any more."""
    db.execute(delete(SignInRow).where(col(SignInRow.expires_at) <= now))
