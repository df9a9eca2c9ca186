"""The passages that the questions of an attempt rest on, all at once."""

from collections.abc import Mapping

from sqlalchemy import and_, select
from sqlmodel import col

from study.storage.attempts import Attempt
from study.storage.citations import COLUMNS, ITS_PASSAGE, Citation, citation
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    AttemptAnswerRow,
    CitationRow,
    DocumentRow,
    PassageRow,
)

_S, _C, _P, _D = AttemptAnswerRow, CitationRow, PassageRow, DocumentRow
_CITATIONS: AnySelect = (
    select(col(_S.position), *COLUMNS)
    .join(_C, and_(col(_C.question_id) == col(_S.question_id), col(_C.version) == col(_S.version)))
    .join(_P, ITS_PASSAGE)
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
    for position, *row in db.execute(statement):
        found[position] = (*found.get(position, ()), citation(row))
    return found
