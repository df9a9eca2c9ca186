"""The index of words over questions and passages; it is brought up to date when it is asked.

SQLite looks words up with FTS5, PostgreSQL in vectors; both are given the same words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, literal_column, or_, select, text
from sqlmodel import col

from study.domain.passages import Passage
from study.domain.searching import Term, words
from study.domain.wording import asking_words, telling_words
from study.storage.contents import decode
from study.storage.database import Transaction
from study.storage.owning import Reader, findable_questions
from study.storage.tables import (
    AnySelect,
    BankRow,
    DocumentRow,
    PassageRow,
    QuestionRow,
    QuestionVersionRow,
    SearchEntryRow,
    SearchStateRow,
)
from study.storage.withholding import NOTHING_WITHHELD

# Of a common word the first thousand places are weighed; reading on would find no better ones.
MOST_WEIGHED = 1_000
LOCK = 727_002  # PostgreSQL's advisory lock, so that one at a time brings the index up to date.

_B, _D, _P, _Q, _V = BankRow, DocumentRow, PassageRow, QuestionRow, QuestionVersionRow
_E, _S = SearchEntryRow, SearchStateRow


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundQuestion:
    """A question that has the words."""

    id: int
    slug: str
    bank_slug: str
    bank_title: str
    language: str
    kind: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage that has the words, and the document it stands in."""

    document_slug: str
    document_title: str
    language: str
    passage: Passage


# --- keeping up ----------------------------------------------------------------------------


def _behind(kind: str, table: Any, number: Any) -> AnySelect:
    """The ids and numbers of what changed since the index last followed it."""
    state = and_(col(_S.kind) == kind, col(_S.id) == col(table.id))
    return (
        select(col(table.id), number)
        .outerjoin(_S, state)
        .where(or_(col(_S.seen).is_(None), col(_S.seen) != number))
    )


def _gone(kind: str, table: Any) -> AnySelect:
    here = select(literal_column("1")).where(col(table.id) == col(_S.id)).exists()
    return select(col(_S.id)).where(col(_S.kind) == kind, ~here)


_BANKS_BEHIND = _behind("bank", _B, col(_B.revision))
_DOCUMENTS_BEHIND = _behind("document", _D, col(_D.version))
_BANKS_GONE = _gone("bank", _B)
_DOCUMENTS_GONE = _gone("document", _D)


def is_behind(db: Transaction) -> bool:
    """Whether banks or documents have changed since the index was brought up to date."""
    asked = (_BANKS_BEHIND, _DOCUMENTS_BEHIND, _BANKS_GONE, _DOCUMENTS_GONE)
    return any(db.execute(statement.limit(1)).first() is not None for statement in asked)


def catch_up(db: Transaction) -> None:
    """Brings the index up to date; only what changed is read."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(LOCK)))
    for row in db.execute(_BANKS_GONE).all():
        _forget(db, "bank", row[0], col(_E.bank_id) == row[0])
    for row in db.execute(_DOCUMENTS_GONE).all():
        _forget(db, "document", row[0], col(_E.document_id) == row[0])
    for bank_id, revision in db.execute(_BANKS_BEHIND).all():
        _follow_bank(db, bank_id)
        _remember(db, "bank", bank_id, revision)
    for document_id, version in db.execute(_DOCUMENTS_BEHIND).all():
        _follow_document(db, document_id, version)
        _remember(db, "document", document_id, version)


def _forget(db: Transaction, kind: str, identity: int, entries: Any) -> None:
    db.execute(delete(_E).where(entries))
    db.execute(delete(_S).where(col(_S.kind) == kind, col(_S.id) == identity))


def _remember(db: Transaction, kind: str, identity: int, seen: int) -> None:
    db.execute(delete(_S).where(col(_S.kind) == kind, col(_S.id) == identity))
    db.execute(insert(_S), {"kind": kind, "id": identity, "seen": seen})


def _follow_bank(db: Transaction, bank_id: int) -> None:
    is_current = and_(
        col(_Q.id) == col(_E.id),
        col(_Q.version) == col(_E.version),
        col(_Q.bank_id) == col(_E.bank_id),
        ~col(_Q.retired),
    )
    still = select(literal_column("1")).where(is_current).exists()
    arrived = select(col(_Q.id)).where(col(_Q.bank_id) == bank_id)
    db.execute(delete(_E).where(or_(col(_E.bank_id) == bank_id, col(_E.id).in_(arrived)), ~still))
    known = select(literal_column("1")).where(is_current).correlate(_Q).exists()
    rows = db.execute(
        select(col(_Q.id), col(_Q.version), col(_V.kind), col(_V.content))
        .join(_V, and_(col(_V.question_id) == col(_Q.id), col(_V.number) == col(_Q.version)))
        .where(col(_Q.bank_id) == bank_id, ~col(_Q.retired), ~known)
    )
    entries = []
    for identity, version, kind, content in rows:
        question = decode(kind, content)
        entries.append(
            {
                "id": identity,
                "bank_id": bank_id,
                "version": version,
                "front": words(asking_words(question)),
                "keys": words(telling_words(question)),
            }
        )
    if entries:
        db.execute(insert(_E), entries)


def _follow_document(db: Transaction, document_id: int, version: int) -> None:
    db.execute(delete(_E).where(col(_E.document_id) == document_id))
    rows = db.execute(
        select(col(_P.number), col(_P.text))
        .where(col(_P.document_id) == document_id, col(_P.version) == version)
        .order_by(col(_P.number))
    )
    lowest = db.execute(select(func.min(col(_E.id)))).scalar() or 0
    entries = [
        {
            "id": min(lowest, 0) - at,
            "document_id": document_id,
            "passage": number,
            "version": version,
            "front": words(passage),
            "keys": "",
        }
        for at, (number, passage) in enumerate(rows, start=1)
    ]
    if entries:
        db.execute(insert(_E), entries)


# --- looking up ----------------------------------------------------------------------------


def _fts_query(looked_for: Sequence[Term], columns: str) -> str:
    """The terms in FTS5's language; every word is quoted, so that none of them is an operator."""
    phrases = [f'"{" ".join(term.words)}"{" *" if term.is_prefix else ""}' for term in looked_for]
    return f"{{{columns}}} : ({' AND '.join(phrases)})"


def _vector_query(looked_for: Sequence[Term]) -> str:
    """The terms in the language of PostgreSQL's vectors."""

    def lexeme(word: str, *, is_prefix: bool) -> str:
        return f"'{word}'{':*' if is_prefix else ''}"

    return " & ".join(
        " <-> ".join(
            lexeme(word, is_prefix=term.is_prefix and at == len(term.words))
            for at, word in enumerate(term.words, start=1)
        )
        for term in looked_for
    )


_FTS = """
SELECT rowid AS id, rank AS weight FROM search_index
WHERE search_index MATCH :query AND rowid {side} 0 LIMIT :weighed
"""
_VECTOR = """
SELECT id, -ts_rank_cd({columns}, CAST(:query AS tsquery)) AS weight
FROM search_entry WHERE {columns} @@ CAST(:query AS tsquery) AND id {side} 0 LIMIT :weighed
"""
# By whether passages are looked for, PostgreSQL's also by whether keys are.
_IN_FTS = {passages: text(_FTS.format(side="<" if passages else ">")) for passages in (True, False)}
_IN_VECTORS = {
    (passages, with_keys): text(
        _VECTOR.format(
            side="<" if passages else ">", columns="(front || keys)" if with_keys else "front"
        )
    )
    for passages in (True, False)
    for with_keys in (True, False)
}


def _weighed(
    db: Transaction, looked_for: Sequence[Term], *, with_keys: bool, passages: bool
) -> tuple[int, ...]:
    """The questions' or passages' entries that have all the terms, the best first."""
    if db.dialect.name == "sqlite":
        query = _fts_query(looked_for, "front keys" if with_keys else "front")
        statement = _IN_FTS[passages]
    else:
        query = _vector_query(looked_for)
        statement = _IN_VECTORS[passages, with_keys]
    found = db.execute(statement, {"query": query, "weighed": MOST_WEIGHED}).all()
    return tuple(row[0] for row in sorted(found, key=lambda row: (row[1], row[0])))


_WANTED = col(_E.id).in_(bindparam("wanted", expanding=True))
_QUESTIONS: AnySelect = (
    select(
        col(_E.id),
        col(_Q.id),
        col(_Q.slug),
        col(_B.slug),
        col(_B.title),
        col(_B.language),
        col(_V.kind),
        col(_V.content),
    )
    .join(_Q, col(_Q.id) == col(_E.id))
    .join(_B, col(_B.id) == col(_Q.bank_id))
    .join(_V, and_(col(_V.question_id) == col(_Q.id), col(_V.number) == col(_Q.version)))
    .where(_WANTED)
)
_PASSAGES: AnySelect = (
    select(
        col(_E.id),
        col(_D.slug),
        col(_D.title),
        col(_D.language),
        col(_P.number),
        col(_P.start),
        col(_P.end),
        col(_P.text),
        col(_P.is_heading),
    )
    .join(_D, col(_D.id) == col(_E.document_id))
    .join(
        _P,
        and_(
            col(_P.document_id) == col(_E.document_id),
            col(_P.version) == col(_E.version),
            col(_P.number) == col(_E.passage),
        ),
    )
    .where(_WANTED)
)


def find_questions(
    db: Transaction,
    looked_for: Sequence[Term],
    *,
    with_keys: bool = False,
    first: int = 0,
    most: int = 20,
    without: frozenset[int] = NOTHING_WITHHELD,
    reader: Reader | None = None,
) -> tuple[tuple[FoundQuestion, ...], int]:
    """Questions that have all the terms, the best first, and how many there are up to 1,000.

    Keys, explanations and quotes are looked through only when asked for: finding a question by
    them gives it away. Questions in `without`, and those that the reader may not come across, are
    neither found nor counted.
    """
    weighed = _weighed(db, looked_for, with_keys=with_keys, passages=False)
    ids = tuple(it for it in weighed if it not in without) if without else weighed
    if reader is not None and ids:
        open_to = findable_questions(db, ids, reader)
        ids = tuple(it for it in ids if it in open_to)
    wanted = ids[first : first + most]
    rows = db.execute(_QUESTIONS, {"wanted": wanted}) if wanted else ()
    names = tuple(FoundQuestion.__dataclass_fields__)
    found = {row[0]: FoundQuestion(**dict(zip(names, row[1:], strict=True))) for row in rows}
    return tuple(found[identity] for identity in wanted if identity in found), len(ids)


def find_passages(
    db: Transaction, looked_for: Sequence[Term], *, first: int = 0, most: int = 20
) -> tuple[tuple[FoundPassage, ...], int]:
    """Passages that have all the terms, the best first, and how many there are up to 1,000."""
    ids = _weighed(db, looked_for, with_keys=False, passages=True)
    wanted = ids[first : first + most]
    rows = db.execute(_PASSAGES, {"wanted": wanted}) if wanted else ()
    found = {
        row[0]: FoundPassage(
            document_slug=row[1],
            document_title=row[2],
            language=row[3],
            passage=Passage(*row[4:]),
        )
        for row in rows
    }
    return tuple(found[identity] for identity in wanted if identity in found), len(ids)
