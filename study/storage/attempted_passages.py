"""The passages that the questions of an attempt rest on, all at once."""

from collections.abc import Mapping

from sqlalchemy import and_, select
from sqlmodel import col

from study.domain.passages import Passage
from study.storage.attempts import Attempt
from study.storage.citations import Citation
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    AttemptAnswerRow,
    CitationRow,
    DocumentRow,
    PassageRow,
)

_S, _C, _P, _D = AttemptAnswerRow, CitationRow, PassageRow, DocumentRow
_WHO = ("slug", "title", "author", "publisher", "published", "viewpoint", "translation", "language")
_CITATIONS: AnySelect = (
    select(
        col(_S.position),
        col(_C.start),
        col(_C.end),
        col(_P.number),
        col(_P.start),
        col(_P.end),
        col(_P.text),
        col(_P.is_heading),
        *(getattr(_D, name) for name in _WHO),
    )
    .join(_C, and_(col(_C.question_id) == col(_S.question_id), col(_C.version) == col(_S.version)))
    .join(
        _P,
        and_(
            col(_P.document_id) == col(_C.document_id),
            col(_P.version) == col(_C.document_version),
            col(_P.number) == col(_C.passage),
        ),
    )
    .join(_D, col(_D.id) == col(_C.document_id))
    .order_by(col(_S.position), col(_C.position))
)


def citations(
    db: Transaction, of: Attempt, only: int | None = None
) -> Mapping[int, tuple[Citation, ...]]:
    """The citations of the questions of an attempt, or of one, by position."""
    statement = _CITATIONS.where(
        col(_S.learner_id) == of.learner_id,
        col(_S.assignment_id) == of.assignment_id,
        col(_S.number) == of.number,
    )
    if only is not None:
        statement = statement.where(col(_S.position) == only)
    found: dict[int, tuple[Citation, ...]] = {}
    for position, start, end, *rest in db.execute(statement):
        citation = Citation(
            start=start,
            end=end,
            passage=Passage(*rest[:5]),
            **dict(zip(_WHO, rest[5:], strict=True)),
        )
        found[position] = (*found.get(position, ()), citation)
    return found
