"""Who changed what, what waits for a decision, and the words that can be looked for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from study.storage.tables.columns import Instant, Tokens


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


class DraftRow(SQLModel, table=True):
    """A question that is not asked: incomplete in its file, or drafted and not yet accepted.

    `content` is the question as a bank file would have it, as JSON, with whatever is missing
    left out; `reasons` is JSON too. `sha256` is of what it asks and its key, so that what was
    rejected is not offered again. `bank` is the slug of the bank it would go to. `made` says as
    JSON how it was drafted, null for what came otherwise; `question_id` is the question it
    became, and outlives it.
    """

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("bank", "slug"),
        CheckConstraint("state IN ('waiting', 'accepted', 'rejected')", name="state"),
        Index(None, "state", "bank", "position"),
        Index(None, "sha256"),
        Index(None, "question_id"),
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
    made: str | None = Field(default=None, sa_type=Text)
    question_id: int | None = None


class DraftingRuleRow(SQLModel, table=True):
    """A rule of drafting that was left out for its many rejections and taken up again."""

    __tablename__ = "drafting_rule"

    rule: str = Field(primary_key=True)
    learner_id: int = Field(foreign_key="learner.id")
    resumed_at: datetime = Field(sa_type=Instant)


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
