"""Documents, banks and questions, with every version they ever had."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from study.storage.tables.columns import Instant


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


class BankRow(SQLModel, table=True):
    """An authored collection of questions; the slug is its identity.

    Without an owner it is everybody's; one that is held is studied only by assignment.
    """

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
    owner_id: int | None = Field(default=None, foreign_key="learner.id")
    is_held: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
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
