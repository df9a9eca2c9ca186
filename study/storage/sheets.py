"""What a printed sheet needs beside its questions: where each of them rests."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from study.storage.database import Transaction
from study.storage.shelves import chunks
from study.storage.tables import CitationRow, DocumentRow

_C, _D = CitationRow, DocumentRow


@dataclass(frozen=True, slots=True)
class Source:
    """The paragraphs of a document that a question rests on."""

    title: str
    passages: tuple[int, ...]


def sources(
    db: Transaction, wanted: Collection[tuple[int, int]]
) -> Mapping[tuple[int, int], tuple[Source, ...]]:
    """Where these versions rest, given as pairs of question id and number; each document once."""
    found: dict[tuple[int, int], dict[str, set[int]]] = {}
    for chunk in chunks({identity for identity, _ in wanted}):
        statement = (
            select(col(_C.question_id), col(_C.version), col(_D.title), col(_C.passage))
            .join(_D, col(_D.id) == col(_C.document_id))
            .where(col(_C.question_id).in_(chunk))
            .order_by(col(_C.question_id), col(_C.version), col(_C.position))
        )
        for identity, version, title, passage in db.execute(statement):
            found.setdefault((identity, version), {}).setdefault(title, set()).add(passage)
    return {
        name: tuple(Source(title, tuple(sorted(some))) for title, some in found[name].items())
        for name in wanted
        if name in found
    }
