"""Learners, their cards, answers and reviews: the hot tables."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from study.storage.tables.columns import Instant


class LearnerRow(SQLModel, table=True):
    """One person who studies; `sequence` numbers everything they do."""

    __tablename__ = "learner"

    id: int = Field(primary_key=True)
    name: str
    time_zone: str
    rollover_hour: int = 4
    new_a_day: int = 20
    reviews_a_day: int = 200
    desired_retention: float = 0.9
    maximum_interval: int = 730
    shortcuts: bool = True
    ask_confidence: bool = False
    sequence: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=Instant)


class ShelfRow(SQLModel, table=True):
    """A bank that a learner has taken up: it has a card for each of its questions."""

    __tablename__ = "shelf"

    learner_id: int = Field(primary_key=True, foreign_key="learner.id")
    bank_id: int = Field(primary_key=True, foreign_key="bank.id")
    cards: int = 0
    begun: int = 0
    taken_at: datetime = Field(sa_type=Instant)


class CardRow(SQLModel, table=True):
    """One learner's memory of one question, or of one deletion of a cloze.

    `card_id` is question id x 1000 + part. `queue` is what the card waits in: 0 new,
    1 learning today, 2 due on a day, 3 suspended, 4 retired. `order` places it among the cards of
    its day. `siblings` counts the other cards of its question. `version` counts changes.
    """

    __tablename__ = "card"
    __table_args__ = (
        CheckConstraint("queue BETWEEN 0 AND 4", name="queue"),
        # What comes next, for everything and for one bank: the two questions of every answer.
        # The trailing column lets buried cards be passed over without reading them.
        Index("ix_card_day", "learner_id", "queue", "due_on", "order", "buried_on"),
        Index("ix_card_bank", "learner_id", "bank_id", "queue", "due_on", "order", "buried_on"),
        Index(
            "ix_card_learning",
            "learner_id",
            "due_at",
            "buried_on",
            "bank_id",
            sqlite_where=text("queue = 1"),
            postgresql_where=text("queue = 1"),
        ),
        Index("ix_card_question", "question_id"),
    )

    learner_id: int = Field(primary_key=True, foreign_key="learner.id")
    card_id: int = Field(primary_key=True, sa_type=BigInteger)
    question_id: int = Field(foreign_key="question.id")
    bank_id: int = Field(foreign_key="bank.id")
    siblings: int = 0
    queue: int = 0
    phase: str = "new"
    step: int = 0
    stability: float | None = None
    difficulty: float | None = None
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    due_on: date | None = None
    last_on: date | None = None
    interval: int = 0
    reps: int = 0
    lapses: int = 0
    version: int = 0
    order: int = 0
    buried_on: date | None = None
    flag: int = 0
    leech: bool = False


class AnswerRow(SQLModel, table=True):
    """What a learner said to one showing of a question, and its mark."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("learner_id", "showing"),
        ForeignKeyConstraint(["learner_id", "card_id"], ["card.learner_id", "card.card_id"]),
        Index(None, "learner_id", "card_id"),
    )

    learner_id: int = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    card_id: int = Field(sa_type=BigInteger)
    question_version: int
    showing: str
    given: str = Field(sa_type=Text)
    fraction: float | None
    verdict: str
    remark: str
    parts: str
    hinted: bool
    confidence: str | None
    suggested: int | None
    taken_ms: int
    answered_at: datetime = Field(sa_type=Instant)


class ReviewRow(SQLModel, table=True):
    """One step in the life of a card, before and after: an append-only log.

    `kind` is rated, buried, suspended, resumed, flagged or undone; an undone row names
    the sequence it takes back. A card's state is a pure function of its rows.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("learner_id", "card_id", "version"),
        UniqueConstraint("learner_id", "undoes"),
        ForeignKeyConstraint(["learner_id", "card_id"], ["card.learner_id", "card.card_id"]),
        CheckConstraint("rating BETWEEN 1 AND 4", name="rating"),
        CheckConstraint("(kind = 'rated') = (rating IS NOT NULL)", name="rated"),
        CheckConstraint("(kind = 'undone') = (undoes IS NOT NULL)", name="undone"),
    )

    learner_id: int = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    card_id: int = Field(sa_type=BigInteger)
    version: int
    kind: str
    showing: str | None = None
    rating: int | None = None
    suggested: int | None = None
    undoes: int | None = Field(default=None, sa_type=BigInteger)
    day_on: date
    before: str = Field(sa_type=Text)
    after: str = Field(sa_type=Text)
    siblings: str = ""
    taken_ms: int = 0
    algorithm: str
    parameters: str
    done_at: datetime = Field(sa_type=Instant)


class DayRow(SQLModel, table=True):
    """What one learner did on one study day: the counters behind limits and pictures."""

    __tablename__ = "day"

    learner_id: int = Field(primary_key=True, foreign_key="learner.id")
    day_on: date = Field(primary_key=True)
    new_done: int = 0
    reviews_done: int = 0
    learning_done: int = 0
    passed: int = 0
    young_total: int = 0
    young_passed: int = 0
    mature_total: int = 0
    mature_passed: int = 0
    taken_ms: int = Field(default=0, sa_type=BigInteger)
    extra_new: int = 0
