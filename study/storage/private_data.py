# ruff: noqa: SLF001  # `_mapping` is the public name of a row's columns.
"""All that is kept of one person: to be given to them, and to be erased."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlmodel import SQLModel, col

from study.storage.database import Transaction
from study.storage.tables import (
    AccountRow,
    AnswerRow,
    AnySelect,
    AttemptAnswerRow,
    AttemptRow,
    AuditRow,
    BankRow,
    CardRow,
    ClassRow,
    DayRow,
    DisputeRow,
    DraftingRuleRow,
    EnrolmentRow,
    ExtensionRow,
    InvitationRow,
    LearnerRow,
    NoticeRow,
    QuestionRow,
    ReviewRow,
    ShelfRow,
    SignInRow,
    UploadFileRow,
    UploadRow,
)

LEFT = "Somebody who left"
# In this order nothing is left that points to what is gone.
_PRIVATE: tuple[type[SQLModel], ...] = (
    AttemptAnswerRow,
    AttemptRow,
    ExtensionRow,
    DisputeRow,
    NoticeRow,
    AnswerRow,
    ReviewRow,
    CardRow,
    ShelfRow,
    DayRow,
    SignInRow,
    InvitationRow,
    UploadRow,
    DraftingRuleRow,
    AccountRow,
    EnrolmentRow,
)
_GIVEN: Mapping[str, tuple[type[SQLModel], tuple[str, ...]]] = {
    "account": (AccountRow, ("login", "email", "is_admin", "may_teach", "created_at")),
    "signed_in_browsers": (SignInRow, ("device", "created_at", "seen_at")),
    "classes": (EnrolmentRow, ("class_id", "role", "state", "extra_time", "joined_at")),
    "study_days": (DayRow, tuple(DayRow.model_fields)[1:]),
    "notices": (NoticeRow, ("words", "created_at", "seen_at")),
    # Marks are left out: an assignment's own pages show them when its rules allow it.
    "attempts": (
        AttemptRow,
        ("assignment_id", "number", "state", "started_at", "handed_in_at", "is_late"),
    ),
}
_SETTINGS = tuple(name for name in LearnerRow.model_fields if name != "sequence")


def described(db: Transaction, who: int) -> Mapping[str, Any]:
    """What is kept of somebody beside their answers, by the name of what it is."""
    found: dict[str, Any] = {
        "settings": _rows(db, LearnerRow, _SETTINGS, col(LearnerRow.id) == who)
    }
    for name, (table, columns) in _GIVEN.items():
        found[name] = _rows(db, table, columns, _whose(table) == who)
    return found


def answers(db: Transaction, who: int) -> tuple[Mapping[str, Any], ...]:
    """Everything somebody said in practice, with its mark, in its order."""
    statement: AnySelect = (
        select(
            col(BankRow.slug).label("bank"),
            col(QuestionRow.slug).label("question"),
            col(AnswerRow.question_version),
            col(AnswerRow.given),
            col(AnswerRow.fraction),
            col(AnswerRow.verdict),
            col(AnswerRow.confidence),
            col(AnswerRow.taken_ms),
            col(AnswerRow.answered_at),
        )
        .join(
            CardRow,
            (col(CardRow.learner_id) == col(AnswerRow.learner_id))
            & (col(CardRow.card_id) == col(AnswerRow.card_id)),
        )
        .join(QuestionRow, col(QuestionRow.id) == col(CardRow.question_id))
        .join(BankRow, col(BankRow.id) == col(QuestionRow.bank_id))
        .where(col(AnswerRow.learner_id) == who)
        .order_by(col(AnswerRow.sequence))
    )
    return tuple(dict(row._mapping) for row in db.execute(statement))


def attempt_answers(db: Transaction, who: int) -> tuple[Mapping[str, Any], ...]:
    """Everything somebody said in attempts, without its mark, in its order."""
    statement: AnySelect = (
        select(
            col(AttemptAnswerRow.assignment_id).label("assignment"),
            col(AttemptAnswerRow.number).label("attempt"),
            col(QuestionRow.slug).label("question"),
            col(AttemptAnswerRow.version).label("question_version"),
            col(AttemptAnswerRow.given),
            col(AttemptAnswerRow.is_flagged),
            col(AttemptAnswerRow.taken_ms),
            col(AttemptAnswerRow.saved_at),
        )
        .join(QuestionRow, col(QuestionRow.id) == col(AttemptAnswerRow.question_id))
        .where(col(AttemptAnswerRow.learner_id) == who)
        .order_by(
            col(AttemptAnswerRow.assignment_id),
            col(AttemptAnswerRow.number),
            col(AttemptAnswerRow.position),
        )
    )
    return tuple(dict(row._mapping) for row in db.execute(statement))


def disputes(db: Transaction, who: int) -> tuple[Mapping[str, Any], ...]:
    """What somebody reported, and what was replied."""
    columns = ("kind", "given", "words", "state", "reply", "created_at")
    return tuple(_rows(db, DisputeRow, columns, col(DisputeRow.learner_id) == who))


def erase(db: Transaction, who: int, name: str, now: datetime) -> None:
    """Removes everything private of somebody; what they made for others stays without their name.

    Their row stays, empty: whoever they were, the same person marked, wrote and decided.
    """
    uploads = select(col(UploadRow.id)).where(col(UploadRow.learner_id) == who)
    db.execute(delete(UploadFileRow).where(col(UploadFileRow.upload_id).in_(uploads)))
    _forget_in_audit(db, who, name)
    taught = _taught(db, who)
    for table in _PRIVATE:
        db.execute(delete(table).where(_whose(table) == who))
    _archive_unattended(db, taught, now)
    db.execute(update(BankRow).where(col(BankRow.owner_id) == who).values(owner_id=None))
    usual = {field: LearnerRow.model_fields[field].default for field in _SETTINGS[3:-1]}
    nameless = {"name": LEFT, "time_zone": "UTC", **usual}
    db.execute(update(LearnerRow).where(col(LearnerRow.id) == who).values(**nameless))


def _whose(table: type[SQLModel]) -> Any:
    return table.__table__.c.learner_id  # type: ignore[attr-defined]


def _rows(
    db: Transaction, table: type[SQLModel], columns: tuple[str, ...], where: Any
) -> list[Mapping[str, Any]]:
    wanted = [table.__table__.c[name] for name in columns]  # type: ignore[attr-defined]
    return [dict(row._mapping) for row in db.execute(select(*wanted).where(where))]


def _forget_in_audit(db: Transaction, who: int, name: str) -> None:
    """Takes a name out of the lines about its bearer: those of their classes, and of accounts."""
    theirs = select(col(EnrolmentRow.class_id)).where(col(EnrolmentRow.learner_id) == who)
    about = or_(col(AuditRow.class_id).in_(theirs), col(AuditRow.class_id).is_(None))
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    lines: AnySelect = select(col(AuditRow.id), col(AuditRow.words)).where(
        about, col(AuditRow.words).contains(name, autoescape=True)
    )
    for number, words in db.execute(lines).all():
        changed = whole.sub(LEFT.lower(), words)
        db.execute(update(AuditRow).where(col(AuditRow.id) == number).values(words=changed))


def _taught(db: Transaction, who: int) -> list[int]:
    mine = (col(EnrolmentRow.learner_id) == who, col(EnrolmentRow.role) == "teacher")
    return [row[0] for row in db.execute(select(col(EnrolmentRow.class_id)).where(*mine))]


def _archive_unattended(db: Transaction, taught: list[int], now: datetime) -> None:
    """A class that nobody teaches any more lets nobody in."""
    teachers = select(col(EnrolmentRow.class_id)).where(
        col(EnrolmentRow.role) == "teacher", col(EnrolmentRow.state) == "active"
    )
    left = (col(ClassRow.id).in_(taught), col(ClassRow.id).not_in(teachers))
    db.execute(
        update(ClassRow).where(*left, col(ClassRow.archived_at).is_(None)).values(archived_at=now)
    )
