"""The passages a question rests on, as the answer page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlmodel import col

from study.domain.passages import Passage
from study.domain.quoting import Span
from study.storage.database import Transaction
from study.storage.owning import Reader, writable
from study.storage.tables import (
    AnySelect,
    BankRow,
    CitationRow,
    DocumentRow,
    PassageRow,
    QuestionRow,
    QuestionVersionRow,
)

_C, _P, _D, _Q = CitationRow, PassageRow, DocumentRow, QuestionRow
_B, _V = BankRow, QuestionVersionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A passage, the cited stretch in the document's code points, and who speaks."""

    start: int
    end: int
    passage: Passage
    slug: str
    title: str
    author: str
    publisher: str
    published: str
    viewpoint: str
    translation: str
    language: str


_WHO = ("slug", "title", "author", "publisher", "published", "viewpoint", "translation", "language")
# What a citation is read from, and the passage that it stands in.
COLUMNS = (
    col(_C.start),
    col(_C.end),
    col(_P.number),
    col(_P.start),
    col(_P.end),
    col(_P.text),
    col(_P.is_heading),
    *(getattr(_D, name) for name in _WHO),
)
ITS_PASSAGE = and_(
    col(_P.document_id) == col(_C.document_id),
    col(_P.version) == col(_C.document_version),
    col(_P.number) == col(_C.passage),
)
_CITATIONS = (
    select(*COLUMNS)
    .join(_P, ITS_PASSAGE)
    .join(_D, col(_D.id) == col(_C.document_id))
    .where(col(_C.question_id) == bindparam("question"), col(_C.version) == bindparam("version"))
    .order_by(col(_C.position))
)


def citations(db: Transaction, question_id: int, version: int) -> tuple[Citation, ...]:
    """The citations of one version of a question, in the author's order."""
    values = {"question": question_id, "version": version}
    return tuple(citation(row) for row in db.execute(_CITATIONS, values))


def citation(row: Sequence[Any]) -> Citation:
    """The citation in a row of COLUMNS."""
    start, end, *rest = row
    who = dict(zip(_WHO, rest[5:], strict=True))
    return Citation(start=start, end=end, passage=Passage(*rest[:5]), **who)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A citation of a question's current version, with the question's words.

    `document_version` is the one that it belongs to, which may no longer be the current one.
    """

    bank: str
    bank_id: int
    question_id: int
    slug: str
    retired: bool
    version: int
    position: int
    kind: str
    content: str
    document_id: int
    document_version: int
    passage: int
    span: Span


_CITED: AnySelect = (
    select(
        col(_B.slug),
        col(_B.id),
        col(_Q.id),
        col(_Q.slug),
        col(_Q.retired),
        col(_Q.version),
        col(_C.position),
        col(_V.kind),
        col(_V.content),
        col(_C.document_id),
        col(_C.document_version),
        col(_C.passage),
        col(_C.start),
        col(_C.end),
    )
    .join(_Q, and_(col(_Q.id) == col(_C.question_id), col(_Q.version) == col(_C.version)))
    .join(_V, and_(col(_V.question_id) == col(_Q.id), col(_V.number) == col(_Q.version)))
    .join(_B, col(_B.id) == col(_Q.bank_id))
    .order_by(col(_B.title), col(_B.id), col(_Q.position), col(_Q.id), col(_C.position))
)


def citing(db: Transaction, document_id: int, *, but: int | None = None) -> tuple[Cited, ...]:
    """Every citation of a document in all banks, those of its version `but` left out."""
    statement = _CITED.where(col(_C.document_id) == document_id)
    if but is not None:
        statement = statement.where(col(_C.document_version) != but)
    return tuple(_cited(*row) for row in db.execute(statement))


def stale(
    db: Transaction, bank_id: int | None = None, reader: Reader | None = None
) -> tuple[Cited, ...]:
    """The citations of asked questions that belong to another version than the current one.

    With a reader, those of the banks that they may change.
    """
    statement = _CITED.join(_D, col(_D.id) == col(_C.document_id)).where(
        col(_C.document_version) != col(_D.version), ~col(_Q.retired)
    )
    if bank_id is not None:
        statement = statement.where(col(_Q.bank_id) == bank_id)
    if reader is not None:
        statement = statement.where(writable(reader))
    return tuple(_cited(*row) for row in db.execute(statement))


def cited_in(db: Transaction, bank_id: int) -> tuple[Cited, ...]:
    """The citations of a bank's asked questions, in the order of the bank."""
    found = db.execute(_CITED.where(col(_Q.bank_id) == bank_id, ~col(_Q.retired)))
    return tuple(_cited(*row) for row in found)


def citations_of(db: Transaction, question_id: int) -> tuple[Cited, ...]:
    """The citations of a question's current version."""
    found = db.execute(_CITED.where(col(_Q.id) == question_id))
    return tuple(_cited(*row) for row in found)


def _cited(*row: Any) -> Cited:
    names = tuple(Cited.__dataclass_fields__)[:-1]
    return Cited(span=Span(*row[-2:]), **dict(zip(names, row[:-2], strict=True)))
