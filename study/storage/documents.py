"""Documents, their immutable versions and numbered passages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, insert, select, update
from sqlmodel import col

from study.domain.errors import NotFound
from study.domain.passages import Passage
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    CitationRow,
    DocumentRow,
    DocumentVersionRow,
    DraftRow,
    PassageRow,
    SearchEntryRow,
    SearchStateRow,
)
from study.storage.tables import QuestionRow as Q
from study.storage.withholding import NOTHING_WITHHELD, all_but


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who speaks in a document: what stands under every citation."""

    slug: str
    title: str
    author: str
    publisher: str
    published: str
    language: str
    translation: str
    viewpoint: str
    note: str
    rights: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as it is kept: its current version's number and the hash of its text."""

    id: int
    version: int
    sha256: str
    source: Source


_D = DocumentRow
_SOURCE = tuple(getattr(_D, name) for name in Source.__dataclass_fields__)
_VERSION_IS_CURRENT = and_(
    col(DocumentVersionRow.document_id) == col(_D.id),
    col(DocumentVersionRow.number) == col(_D.version),
)
_DOCUMENTS: AnySelect = (
    select(col(_D.id), col(_D.version), col(DocumentVersionRow.sha256), *_SOURCE)
    .join(DocumentVersionRow, _VERSION_IS_CURRENT)
    .order_by(col(_D.title))
)
_TEXT = select(col(DocumentVersionRow.text)).where(
    col(DocumentVersionRow.document_id) == bindparam("document"),
    col(DocumentVersionRow.number) == bindparam("version"),
)
_PASSAGES = (
    select(
        col(PassageRow.number),
        col(PassageRow.start),
        col(PassageRow.end),
        col(PassageRow.text),
        col(PassageRow.is_heading),
    )
    .where(
        col(PassageRow.document_id) == bindparam("document"),
        col(PassageRow.version) == bindparam("version"),
    )
    .order_by(col(PassageRow.number))
)


def documents(db: Transaction) -> tuple[Document, ...]:
    """Every document, by title."""
    return tuple(_document(row) for row in db.execute(_DOCUMENTS))


def _document(row: Row[*tuple[Any, ...]]) -> Document:
    return Document(
        id=row[0],
        version=row[1],
        sha256=row[2],
        source=Source(**dict(zip(Source.__dataclass_fields__, row[3:], strict=True))),
    )


def find_document(db: Transaction, slug: str) -> Document | None:
    """The document of that name, or None."""
    if "\0" in slug:  # PostgreSQL would take it for a fault of the program.
        return None
    row = db.execute(_DOCUMENTS.where(col(_D.slug) == slug)).first()
    return None if row is None else _document(row)


def document(db: Transaction, slug: str) -> Document:
    """The document of that name; raises NotFound."""
    found = find_document(db, slug)
    if found is None:
        raise NotFound(f"There is no document called {slug!r}.")
    return found


def locked(db: Transaction, slugs: Collection[str]) -> Mapping[str, Document]:
    """The documents by slug, held until the transaction ends: nobody else changes them."""
    wanted = _DOCUMENTS.where(col(_D.slug).in_(slugs))
    # Whoever locks several takes them in the same order: nobody waits for each other.
    rows = db.execute(wanted.order_by(None).order_by(col(_D.id)).with_for_update(of=_D))
    return {found.source.slug: found for found in map(_document, rows)}


def by_ids(db: Transaction, document_ids: Iterable[int]) -> tuple[Document, ...]:
    """The documents of these numbers that there are."""
    wanted = _DOCUMENTS.where(col(_D.id).in_(sorted(document_ids)))
    return tuple(_document(row) for row in db.execute(wanted))


def slugs(db: Transaction, document_ids: Collection[int]) -> tuple[str, ...]:
    """What these documents are called, in the order of their names."""
    if not document_ids:
        return ()
    wanted = select(col(_D.slug)).where(col(_D.id).in_(document_ids)).order_by(col(_D.slug))
    return tuple(row[0] for row in db.execute(wanted))


def text_of(db: Transaction, document_id: int, version: int) -> str:
    """The words of one version of a document; raises NotFound."""
    found = db.execute(_TEXT, {"document": document_id, "version": version}).scalar()
    if found is None:
        raise NotFound("There is no such version of the document.")
    return str(found)


def passages(db: Transaction, found: Document) -> tuple[Passage, ...]:
    """The passages of a document's current version, in order."""
    rows = db.execute(_PASSAGES, {"document": found.id, "version": found.version})
    return tuple(Passage(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Extent:
    """How long a document is, and how many questions cite it."""

    words: int
    passages: int
    questions: int


def extents(db: Transaction, without: frozenset[int] = NOTHING_WITHHELD) -> Mapping[int, Extent]:
    """The extent of every document's current version, by document id."""
    blanks = func.length(PassageRow.text) - func.length(func.replace(PassageRow.text, " ", ""))
    sizes = db.execute(
        select(col(_D.id), func.sum(blanks + 1), func.count())
        .join(
            PassageRow,
            and_(
                col(PassageRow.document_id) == col(_D.id),
                col(PassageRow.version) == col(_D.version),
            ),
        )
        .group_by(col(_D.id))
    )
    cited = db.execute(
        select(
            col(CitationRow.document_id), func.count(func.distinct(col(CitationRow.question_id)))
        )
        .join(
            Q,
            and_(
                col(Q.id) == col(CitationRow.question_id),
                col(Q.version) == col(CitationRow.version),
                ~col(Q.retired),
                *all_but(col(Q.id), without),
            ),
        )
        .group_by(col(CitationRow.document_id))
    )
    counts = {row[0]: row[1] for row in cited}
    return {row[0]: Extent(int(row[1]), row[2], counts.get(row[0], 0)) for row in sizes}


def save_document(
    db: Transaction, source: Source, text: str, cut: Sequence[Passage], sha256: str, now: datetime
) -> Document:
    """Keeps a document; words that changed become a new version, the old one stays."""
    values = {name: getattr(source, name) for name in Source.__dataclass_fields__}
    known = db.execute(
        select(col(_D.id), col(_D.version)).where(col(_D.slug) == source.slug)
    ).first()
    if known is None:
        row = db.execute(insert(_D).values(version=1, **values).returning(col(_D.id))).one()
        document_id, version = row[0], 1
    else:
        document_id = known[0]
        version = _version_of(db, document_id, sha256)
        db.execute(update(_D).where(col(_D.id) == document_id).values(version=version, **values))
    kept = Document(id=document_id, version=version, sha256=sha256, source=source)
    if not _has_version(db, kept):
        _write_version(db, kept, text, cut, now)
    return kept


def _version_of(db: Transaction, document_id: int, sha256: str) -> int:
    """The number these words already have, else the next one."""
    rows = db.execute(
        select(col(DocumentVersionRow.number), col(DocumentVersionRow.sha256)).where(
            col(DocumentVersionRow.document_id) == document_id
        )
    )
    numbers = {row[1]: row[0] for row in rows}
    return numbers.get(sha256) or max(numbers.values(), default=0) + 1


def _has_version(db: Transaction, kept: Document) -> bool:
    found = select(col(DocumentVersionRow.number)).where(
        col(DocumentVersionRow.document_id) == kept.id,
        col(DocumentVersionRow.number) == kept.version,
    )
    return db.execute(found).first() is not None


def _write_version(
    db: Transaction, kept: Document, text: str, cut: Sequence[Passage], now: datetime
) -> None:
    db.execute(
        insert(DocumentVersionRow).values(
            document_id=kept.id,
            number=kept.version,
            sha256=kept.sha256,
            text=text,
            created_at=now,
        )
    )
    rows = [
        {
            "document_id": kept.id,
            "version": kept.version,
            "number": passage.number,
            "start": passage.start,
            "end": passage.end,
            "text": passage.text,
            "is_heading": passage.is_heading,
        }
        for passage in cut
    ]
    if rows:
        db.execute(insert(PassageRow), rows)


def texts_of(db: Transaction, wanted: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], str]:
    """The words of these versions, named by document id and number."""
    ids = {identity for identity, _ in wanted}
    rows = db.execute(
        select(
            col(DocumentVersionRow.document_id),
            col(DocumentVersionRow.number),
            col(DocumentVersionRow.text),
        ).where(
            col(DocumentVersionRow.document_id).in_(sorted(ids)),
            col(DocumentVersionRow.number).in_(sorted({number for _, number in wanted})),
        )
    )
    return {(row[0], row[1]): row[2] for row in rows if (row[0], row[1]) in wanted}


def kept_since(
    db: Transaction, wanted: Collection[tuple[int, int]]
) -> Mapping[tuple[int, int], datetime]:
    """When these versions were first kept, named by document id and number."""
    ids = {identity for identity, _ in wanted}
    rows = db.execute(
        select(
            col(DocumentVersionRow.document_id),
            col(DocumentVersionRow.number),
            col(DocumentVersionRow.created_at),
        ).where(col(DocumentVersionRow.document_id).in_(sorted(ids)))
    )
    return {(row[0], row[1]): row[2] for row in rows if (row[0], row[1]) in wanted}


def return_to(db: Transaction, document_id: int, version: int, source: Source) -> None:
    """Lets an older version of a document be its current one again, and its old source."""
    values = {name: getattr(source, name) for name in Source.__dataclass_fields__}
    db.execute(update(_D).where(col(_D.id) == document_id).values(version=version, **values))


def is_cited(db: Transaction, document_id: int) -> bool:
    """Whether any version of any question cites any version of the document."""
    cited = select(col(CitationRow.question_id)).where(col(CitationRow.document_id) == document_id)
    return db.execute(cited.limit(1)).first() is not None


def delete_document(db: Transaction, document_id: int) -> None:
    """Removes a document that nothing cites, with all its versions."""
    mine = col(DraftRow.document_id) == document_id
    db.execute(update(DraftRow).where(mine).values(document_id=None))
    # SQLite gives its number to another one, which must not be found by these words.
    seen = (col(SearchStateRow.kind) == "document", col(SearchStateRow.id) == document_id)
    db.execute(delete(SearchStateRow).where(*seen))
    db.execute(delete(SearchEntryRow).where(col(SearchEntryRow.document_id) == document_id))
    db.execute(delete(PassageRow).where(col(PassageRow.document_id) == document_id))
    versions = col(DocumentVersionRow.document_id) == document_id
    db.execute(delete(DocumentVersionRow).where(versions))
    db.execute(delete(_D).where(col(_D.id) == document_id))
