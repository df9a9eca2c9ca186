"""Accounts, classes, assignments and attempts."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    false,
)
from sqlmodel import Field, SQLModel

from study.storage.tables.columns import Instant

NO = {"server_default": false()}


class AccountRow(SQLModel, table=True):
    """How a learner signs in; `login` is folded, `password` a hash that says how it was made."""

    __tablename__ = "account"

    learner_id: int = Field(primary_key=True, foreign_key="learner.id")
    login: str = Field(unique=True)
    email: str = ""
    password: str
    is_admin: bool = Field(default=False, sa_column_kwargs=NO)
    may_teach: bool = Field(default=False, sa_column_kwargs=NO)
    created_at: datetime = Field(sa_type=Instant)
    password_at: datetime = Field(sa_type=Instant)
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)


class SignInRow(SQLModel, table=True):
    """One browser that is signed in; the cookie's word is kept as a hash only."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "learner_id"),)

    token_sha256: str = Field(primary_key=True)
    learner_id: int = Field(foreign_key="learner.id")
    device: str
    created_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)


class InvitationRow(SQLModel, table=True):
    """A link that works once: for the first account, for a teacher, or for a new password."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("kind IN ('first', 'teacher', 'reset')", name="kind"),)

    token_sha256: str = Field(primary_key=True)
    kind: str
    learner_id: int | None = Field(default=None, foreign_key="learner.id")
    made_by: int | None = Field(default=None, foreign_key="learner.id")
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class ClassRow(SQLModel, table=True):
    """A class; who has its code may join while it has not expired."""

    __tablename__ = "class"

    id: int = Field(primary_key=True)
    name: str
    code: str | None = Field(default=None, unique=True)
    code_expires_at: datetime | None = Field(default=None, sa_type=Instant)
    needs_approval: bool = Field(default=False, sa_column_kwargs=NO)
    created_by: int = Field(foreign_key="learner.id")
    created_at: datetime = Field(sa_type=Instant)
    archived_at: datetime | None = Field(default=None, sa_type=Instant)


class EnrolmentRow(SQLModel, table=True):
    """What somebody is in a class; `extra_time` multiplies every limit, 0 lifts them."""

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint("role IN ('teacher', 'learner')", name="role"),
        CheckConstraint("state IN ('active', 'waiting', 'removed')", name="state"),
        Index(None, "learner_id"),
    )

    class_id: int = Field(primary_key=True, foreign_key="class.id")
    learner_id: int = Field(primary_key=True, foreign_key="learner.id")
    role: str
    state: str
    extra_time: float = Field(default=1.0, sa_column_kwargs={"server_default": "1"})
    joined_at: datetime = Field(sa_type=Instant)


class AssignmentRow(SQLModel, table=True):
    """A set of questions given to a class, with its dates and rules.

    `selection` and `review` are JSON; shares are from 0 to 1; 0 attempts or seconds are no limit.
    It can be seen by learners once `published_at` is set; its questions are fixed then.
    `token` is that of the page it was made from.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("mode IN ('practice', 'mastery', 'test')", name="mode"),
        CheckConstraint("late IN ('refused', 'accepted', 'reduced')", name="late"),
        CheckConstraint("grading IN ('highest', 'average', 'first', 'last')", name="grading"),
        Index(None, "class_id"),
        UniqueConstraint("created_by", "token"),
    )

    id: int = Field(primary_key=True)
    class_id: int = Field(foreign_key="class.id")
    title: str
    instructions: str = Field(sa_type=Text)
    mode: str
    selection: str = Field(sa_type=Text)
    open_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    close_at: datetime | None = Field(default=None, sa_type=Instant)
    late: str = "accepted"
    late_share: float = 1.0
    pass_share: float = 0.5
    goal: float = 0.9
    most_attempts: int = 0
    time_limit_s: int = 0
    grading: str = "highest"
    shuffle: bool = True
    review: str = Field(sa_type=Text)
    seed: int
    share_code: str | None = Field(default=None, unique=True)
    created_by: int = Field(foreign_key="learner.id")
    token: str
    created_at: datetime = Field(sa_type=Instant)
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1


class AssignmentQuestionRow(SQLModel, table=True):
    """A question an assignment may ask, in the version it had when it was assigned.

    Of questions with the same `draw`, each learner gets as many as the selection says.
    """

    __tablename__ = "assignment_question"
    __table_args__ = (
        UniqueConstraint("assignment_id", "question_id"),
        Index(None, "question_id"),
    )

    assignment_id: int = Field(primary_key=True, foreign_key="assignment.id")
    position: int = Field(primary_key=True)
    question_id: int = Field(foreign_key="question.id")
    version: int
    points: float = 1.0
    draw: str = ""


class ExtensionRow(SQLModel, table=True):
    """More time or another try for one learner; null leaves the assignment's own."""

    __tablename__ = "extension"

    assignment_id: int = Field(primary_key=True, foreign_key="assignment.id")
    learner_id: int = Field(primary_key=True, foreign_key="learner.id")
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    close_at: datetime | None = Field(default=None, sa_type=Instant)
    more_attempts: int = 0
    made_by: int = Field(foreign_key="learner.id")
    made_at: datetime = Field(sa_type=Instant)


class AttemptRow(SQLModel, table=True):
    """One learner's try at an assignment; `token` is that of the page it was begun from.

    `questions` is a JSON list of positions in the order of this attempt.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("learner_id", "token"),
        CheckConstraint("state IN ('open', 'handed_in')", name="state"),
        Index(None, "assignment_id"),
    )

    learner_id: int = Field(primary_key=True, foreign_key="learner.id")
    assignment_id: int = Field(primary_key=True, foreign_key="assignment.id")
    number: int = Field(primary_key=True)
    state: str
    token: str
    seed: str
    questions: str = Field(sa_type=Text)
    started_at: datetime = Field(sa_type=Instant)
    handed_in_at: datetime | None = Field(default=None, sa_type=Instant)
    is_late: bool = Field(default=False, sa_column_kwargs=NO)
    earned: float | None = None
    possible: float


class AttemptAnswerRow(SQLModel, table=True):
    """What was said to one question of an attempt, saved as it was said; marked when handed in.

    `save` numbers the page's savings, so that a late one never undoes a newer one.
    """

    __tablename__ = "attempt_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "assignment_id", "number"],
            ["attempt.learner_id", "attempt.assignment_id", "attempt.number"],
        ),
        Index(None, "question_id"),
    )

    learner_id: int = Field(primary_key=True)
    assignment_id: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    question_id: int = Field(foreign_key="question.id")
    version: int
    given: str = Field(sa_type=Text)
    is_flagged: bool = Field(default=False, sa_column_kwargs=NO)
    save: int = Field(default=0, sa_type=BigInteger)
    tries: int = 0
    taken_ms: int = 0
    fraction: float | None = None
    verdict: str = ""
    remark: str = Field(default="", sa_type=Text)
    parts: str = ""
    marked_by: int | None = Field(default=None, foreign_key="learner.id")
    comment: str = Field(default="", sa_type=Text)
    saved_at: datetime = Field(sa_type=Instant)


class DisputeRow(SQLModel, table=True):
    """A learner's word on a question: something is wrong with it, or the answer was right."""

    __tablename__ = "dispute"
    __table_args__ = (
        UniqueConstraint("learner_id", "question_id", "kind", "place"),
        CheckConstraint("kind IN ('report', 'was_right')", name="kind"),
        CheckConstraint("state IN ('open', 'accepted', 'declined')", name="state"),
        Index(None, "assignment_id", "state"),
    )

    id: int = Field(primary_key=True)
    learner_id: int = Field(foreign_key="learner.id")
    question_id: int = Field(foreign_key="question.id")
    version: int
    assignment_id: int | None = Field(default=None, foreign_key="assignment.id")
    kind: str
    place: str
    given: str = Field(sa_type=Text)
    words: str = Field(sa_type=Text)
    state: str = "open"
    reply: str = Field(default="", sa_type=Text)
    decided_by: int | None = Field(default=None, foreign_key="learner.id")
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class NoticeRow(SQLModel, table=True):
    """Something a learner is to be told on the home page until it was seen."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "learner_id", "seen_at"),)

    id: int = Field(primary_key=True)
    learner_id: int = Field(foreign_key="learner.id")
    words: str = Field(sa_type=Text)
    path: str = ""
    created_at: datetime = Field(sa_type=Instant)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)


class AuditRow(SQLModel, table=True):
    """Who did what to marks, rights and rules; only ever added to."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "class_id", "done_at"),)

    id: int = Field(primary_key=True)
    learner_id: int | None = Field(default=None, foreign_key="learner.id")
    class_id: int | None = Field(default=None, foreign_key="class.id")
    act: str
    words: str = Field(sa_type=Text)
    done_at: datetime = Field(sa_type=Instant)
