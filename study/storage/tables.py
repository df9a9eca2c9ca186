"""Every table: columns, keys, constraints; no behaviour, no Relationship().

The hot tables (cards, answers, reviews, days) carry the learner's id as first key column.
Instants are UTC microseconds and end in `_at`; study days are dates and end in `_on`.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Select,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

# Rows leave storage only inside frozen dataclasses, which say what the columns are.
AnySelect = Select[*tuple[Any, ...]]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# PostgreSQL's bounds for a vector of words.
MOST_POSITIONS = 16_000
LONGEST_WORD = 400
# What a migration makes by hand: SQLite's index of words with its own tables, PostgreSQL's.
SEARCH_INDEX = "search_index"

# Batch migrations can only drop what has a name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def is_ours(name: str | None, _kind: str = "", _parents: object = None) -> bool:
    """Whether a table or index is described here, and not made by hand for searching."""
    return SEARCH_INDEX not in (name or "")


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as microseconds: the same on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Tokens(TypeDecorator[str]):
    """Words with spaces between them; PostgreSQL keeps them as a vector it can look words up in.

    The vector is written out, so that no parser of the database has a say in what a word is.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        vector = dialect.name == "postgresql"
        return dialect.type_descriptor(TSVECTOR() if vector else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        words = value.split()[:MOST_POSITIONS]
        return " ".join(f"'{word[:LONGEST_WORD]}':{at}" for at, word in enumerate(words, start=1))


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


class DocumentRow(SQLModel, table=True):
    """A text and who speaks in it; its words are in its versions."""

    __tablename__ = "document"

    id: int = Field(primary_key=True)
    slug: str = Field(unique=True)
    version: int
    title: str
    author: str
    publisher: str
    published: str
    language: str
    translation: str
    viewpoint: str
    note: str = Field(sa_type=Text)
    rights: str


class DocumentVersionRow(SQLModel, table=True):
    """The words of a document at one time; never changed once written."""

    __tablename__ = "document_version"
    __table_args__ = (UniqueConstraint("document_id", "sha256"),)

    document_id: int = Field(primary_key=True, foreign_key="document.id")
    number: int = Field(primary_key=True)
    sha256: str
    text: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Instant)


class PassageRow(SQLModel, table=True):
    """A numbered paragraph or heading; offsets are code points of the version's text."""

    __tablename__ = "passage"
    __table_args__ = (
        ForeignKeyConstraint(
            ["document_id", "version"], ["document_version.document_id", "document_version.number"]
        ),
    )

    document_id: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    start: int
    end: int
    text: str = Field(sa_type=Text)
    is_heading: bool


class ImportRow(SQLModel, table=True):
    """One batch of writing: who changed what, when, and what it did.

    `kind` says by which act: file, shipped, edit, bulk, restored, drafted or rolled_back; of the
    last, `undoes` names the batch it takes back.
    """

    __tablename__ = "import"
    __table_args__ = (UniqueConstraint("undoes"),)

    id: int = Field(primary_key=True)
    learner_id: int | None = Field(default=None, foreign_key="learner.id")
    kind: str = Field(default="file", sa_column_kwargs={"server_default": "file"})
    source: str
    summary: str = Field(sa_type=Text)
    undoes: int | None = Field(default=None, foreign_key="import.id")
    created_at: datetime = Field(sa_type=Instant)


class ImportBankRow(SQLModel, table=True):
    """A bank that a batch touched; `before` is its head and order as JSON, "" when it was new."""

    __tablename__ = "import_bank"

    import_id: int = Field(primary_key=True, foreign_key="import.id")
    bank_id: int = Field(primary_key=True)
    slug: str
    title: str
    before: str = Field(sa_type=Text)


class ImportChangeRow(SQLModel, table=True):
    """A question that a batch wrote: from which version to which, retired before and after.

    `before` is null for a question that the batch brought; the row outlives the question.
    """

    __tablename__ = "import_change"
    __table_args__ = (Index(None, "question_id"),)

    import_id: int = Field(primary_key=True, foreign_key="import.id")
    question_id: int = Field(primary_key=True)
    bank_id: int
    slug: str
    before: int | None = None
    after: int
    was_retired: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    is_retired: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class ImportDocumentRow(SQLModel, table=True):
    """A document that a batch wrote; `before` is null, and `source` "", when it was new."""

    __tablename__ = "import_document"

    import_id: int = Field(primary_key=True, foreign_key="import.id")
    document_id: int = Field(primary_key=True)
    slug: str
    before: int | None = None
    after: int
    source: str = Field(sa_type=Text)


class UploadRow(SQLModel, table=True):
    """Files brought to be looked at before anything is decided; the id is a secret word."""

    __tablename__ = "upload"
    __table_args__ = (Index(None, "learner_id", "created_at"),)

    id: str = Field(primary_key=True)
    learner_id: int = Field(foreign_key="learner.id")
    import_id: int | None = Field(default=None, foreign_key="import.id")
    created_at: datetime = Field(sa_type=Instant)


class UploadFileRow(SQLModel, table=True):
    """One file of an upload, byte for byte; its name is only ever shown, never a path."""

    __tablename__ = "upload_file"

    upload_id: str = Field(primary_key=True, foreign_key="upload.id")
    number: int = Field(primary_key=True)
    name: str
    data: bytes


class BankRow(SQLModel, table=True):
    """An authored collection of questions; the slug is its identity."""

    __tablename__ = "bank"

    id: int = Field(primary_key=True)
    slug: str = Field(unique=True)
    title: str
    description: str = Field(sa_type=Text)
    language: str
    license: str
    head: str = Field(sa_type=Text)
    sha256: str = Field(index=True)
    fingerprint: str
    questions: int = 0
    revision: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    updated_at: datetime = Field(sa_type=Instant)


class QuestionRow(SQLModel, table=True):
    """What is asked; its words are in its versions.

    `file_version` is the last version that a file agreed with; null when none ever did.
    """

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("bank_id", "slug"),)

    id: int = Field(primary_key=True)
    bank_id: int = Field(foreign_key="bank.id")
    slug: str
    version: int
    position: int
    retired: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    file_version: int | None = None


class DraftRow(SQLModel, table=True):
    """A question that is not asked: incomplete in its file, or drafted and not yet accepted.

    `content` is the question as a bank file would have it, as JSON, with whatever is missing
    left out; `reasons` is JSON too. `sha256` is of what it asks and its key, so that what was
    rejected is not offered again. `bank` is the slug of the bank it would go to.
    """

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("bank", "slug"),
        CheckConstraint("state IN ('waiting', 'accepted', 'rejected')", name="state"),
        Index(None, "state", "bank", "position"),
        Index(None, "sha256"),
    )

    id: int = Field(primary_key=True)
    bank: str
    bank_title: str
    slug: str
    position: int
    kind: str
    content: str = Field(sa_type=Text)
    sha256: str
    reasons: str = Field(sa_type=Text)
    score: float | None = None
    state: str = Field(default="waiting", sa_column_kwargs={"server_default": "waiting"})
    import_id: int | None = Field(default=None, foreign_key="import.id")
    document_id: int | None = Field(default=None, foreign_key="document.id")
    created_at: datetime = Field(sa_type=Instant)
    decided_by: int | None = Field(default=None, foreign_key="learner.id")
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decision: str = Field(default="", sa_type=Text)


class QuestionVersionRow(SQLModel, table=True):
    """A question as it read at one time; never changed once written."""

    __tablename__ = "question_version"

    question_id: int = Field(primary_key=True, foreign_key="question.id")
    number: int = Field(primary_key=True)
    kind: str
    content: str = Field(sa_type=Text)
    key_sha256: str
    import_id: int | None = Field(default=None, foreign_key="import.id")
    created_at: datetime = Field(sa_type=Instant)


class CitationRow(SQLModel, table=True):
    """Where the words a question rests on stand, in one version of a document."""

    __tablename__ = "citation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["question_id", "version"], ["question_version.question_id", "question_version.number"]
        ),
        ForeignKeyConstraint(
            ["document_id", "document_version", "passage"],
            ["passage.document_id", "passage.version", "passage.number"],
        ),
        CheckConstraint("state IN ('exact', 'normalized')", name="located"),
        Index(None, "document_id", "document_version", "passage"),
    )

    question_id: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    document_id: int
    document_version: int
    passage: int
    start: int
    end: int
    state: str


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


class SearchEntryRow(SQLModel, table=True):
    """The words of one question or passage as searching looks for them.

    A question's entry has the question's id; passages have ids below zero, so that an index can
    tell the two apart without a look here.
    `version` is the question's or the document's; `front` what a learner may read at any time,
    `keys` what gives a question away.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("document_id", "passage"),
        Index(None, "bank_id"),
    )

    id: int = Field(primary_key=True)
    bank_id: int | None = None
    document_id: int | None = None
    passage: int | None = None
    version: int
    front: str = Field(sa_type=Tokens)
    keys: str = Field(sa_type=Tokens)


class SearchStateRow(SQLModel, table=True):
    """How far the index has followed a bank's revisions or a document's versions."""

    __tablename__ = "search_state"

    kind: str = Field(primary_key=True)
    id: int = Field(primary_key=True)
    seen: int
