"""The passages a question rests on, as the answer page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select
from sqlmodel import col

from study.domain.passages import Passage
from study.domain.quoting import Span, State
from study.storage.banks import Anchor
from study.storage.database import Transaction
from study.storage.tables import CitationRow, DocumentRow, PassageRow, QuestionRow

_C, _P, _D, _Q = CitationRow, PassageRow, DocumentRow, QuestionRow


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
_CITATIONS = (
    select(
        col(_C.start),
        col(_C.end),
        col(_P.number),
        col(_P.start),
        col(_P.end),
        col(_P.text),
        col(_P.is_heading),
        *(getattr(_D, name) for name in _WHO),
    )
    .join(
        _P,
        and_(
            col(_P.document_id) == col(_C.document_id),
            col(_P.version) == col(_C.document_version),
            col(_P.number) == col(_C.passage),
        ),
    )
    .join(_D, col(_D.id) == col(_C.document_id))
    .where(col(_C.question_id) == bindparam("question"), col(_C.version) == bindparam("version"))
    .order_by(col(_C.position))
)


def citations(db: Transaction, question_id: int, version: int) -> tuple[Citation, ...]:
    """The citations of one version of a question, in the author's order."""
    values = {"question": question_id, "version": version}
    return tuple(
        Citation(
            start=row[0],
            end=row[1],
            passage=Passage(*row[2:7]),
            **dict(zip(_WHO, row[7:], strict=True)),
        )
        for row in db.execute(_CITATIONS, values)
    )


def anchors_of(db: Transaction, bank_id: int) -> Mapping[int, tuple[Anchor, ...]]:
    """Where the quotes of each question's current version stand, by question id."""
    rows = db.execute(
        select(
            col(_C.question_id),
            col(_C.document_id),
            col(_C.document_version),
            col(_C.passage),
            col(_C.start),
            col(_C.end),
            col(_C.state),
        )
        .join(
            QuestionRow,
            (col(_C.question_id) == col(QuestionRow.id))
            & (col(_C.version) == col(QuestionRow.version)),
        )
        .where(col(QuestionRow.bank_id) == bank_id)
        .order_by(col(_C.question_id), col(_C.position))
    )
    found: dict[int, tuple[Anchor, ...]] = {}
    for row in rows:
        anchor = Anchor(
            document_id=row[1],
            document_version=row[2],
            passage=row[3],
            span=Span(row[4], row[5]),
            state=State(row[6]),
        )
        found[row[0]] = (*found.get(row[0], ()), anchor)
    return found
