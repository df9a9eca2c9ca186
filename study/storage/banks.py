"""Banks and their questions as they are kept: current version, history, citations."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import col

from study.domain.clozes import blanks, numbers
from study.domain.errors import NotFound
from study.domain.questions import AnyQuestion, Bank, Cloze, Defaults, DocumentRef, Short
from study.domain.quoting import Span, State
from study.storage.contents import decode
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    BankRow,
    CitationRow,
    ImportRow,
    QuestionRow,
    QuestionVersionRow,
)

_B, _Q, _V, _C = BankRow, QuestionRow, QuestionVersionRow, CitationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBank:
    """A bank without its questions; `questions` counts those that are not retired."""

    id: int
    slug: str
    title: str
    description: str
    language: str
    license: str
    authors: tuple[str, ...]
    documents: tuple[DocumentRef, ...]
    defaults: Defaults
    waive: tuple[tuple[str, str], ...]
    sha256: str
    fingerprint: str
    questions: int
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptQuestion:
    """A question's current version; its content stays text until it is needed."""

    id: int
    slug: str
    version: int
    position: int
    retired: bool
    kind: str
    content: str

    def question(self) -> AnyQuestion:
        """The question itself."""
        return decode(self.kind, self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where a citation's words stand in one version of a document."""

    document_id: int
    document_version: int
    passage: int
    span: Span
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A question version to be written: words, key and anchors."""

    slug: str
    position: int
    kind: str
    content: str
    key_sha256: str
    anchors: tuple[Anchor, ...]


_BANKS: AnySelect = select(
    col(_B.id),
    col(_B.slug),
    col(_B.title),
    col(_B.description),
    col(_B.language),
    col(_B.license),
    col(_B.head),
    col(_B.sha256),
    col(_B.fingerprint),
    col(_B.questions),
    col(_B.revision),
).order_by(col(_B.title))
_QUESTIONS: AnySelect = (
    select(
        col(_Q.id),
        col(_Q.slug),
        col(_Q.version),
        col(_Q.position),
        col(_Q.retired),
        col(_V.kind),
        col(_V.content),
    )
    .join(_V, (col(_V.question_id) == col(_Q.id)) & (col(_V.number) == col(_Q.version)))
    .where(col(_Q.bank_id) == bindparam("bank"))
    .order_by(col(_Q.position))
)


def banks(db: Transaction) -> tuple[KeptBank, ...]:
    """Every bank, by title."""
    return tuple(_kept(*row) for row in db.execute(_BANKS))


def find_bank(db: Transaction, slug: str) -> KeptBank | None:
    """The bank of that name, or None."""
    if "\0" in slug:  # PostgreSQL would take it for a fault of the program.
        return None
    row = db.execute(_BANKS.where(col(_B.slug) == slug)).first()
    return None if row is None else _kept(*row)


def bank(db: Transaction, slug: str) -> KeptBank:
    """The bank of that name; raises NotFound."""
    found = find_bank(db, slug)
    if found is None:
        raise NotFound(f"There is no bank called {slug!r}.")
    return found


def questions(db: Transaction, bank_id: int) -> tuple[KeptQuestion, ...]:
    """All questions of a bank in their order, the retired ones too."""
    return tuple(
        KeptQuestion(
            id=row[0],
            slug=row[1],
            version=row[2],
            position=row[3],
            retired=row[4],
            kind=row[5],
            content=row[6],
        )
        for row in db.execute(_QUESTIONS, {"bank": bank_id})
    )


MOST_TYPED = 2_000


def typed_answers(db: Transaction, bank_id: int) -> tuple[str, ...]:
    """What the bank's short and cloze questions accept, of the first 2,000 of them."""
    statement: AnySelect = (
        _QUESTIONS.with_only_columns(col(_V.kind), col(_V.content))
        .where(col(_V.kind).in_(["short", "cloze"]))
        .limit(MOST_TYPED)
    )
    answers: list[str] = []
    for kind, content in db.execute(statement, {"bank": bank_id}):
        question = decode(kind, content)
        if isinstance(question, Short):
            answers += question.answers
        elif isinstance(question, Cloze):
            answers += [a for n in numbers(question.text) for a in blanks(question.text, n)]
    return tuple(answers)


def exported(db: Transaction, slug: str) -> Bank:
    """The bank as an author would write it; retired questions are left out."""
    found = bank(db, slug)
    return Bank(
        id=found.slug,
        title=found.title,
        description=found.description,
        language=found.language,
        license=found.license,
        authors=found.authors,
        defaults=found.defaults,
        documents=found.documents,
        waive=found.waive,
        questions=tuple(q.question() for q in questions(db, found.id) if not q.retired),
    )


def _kept(
    identity: int,
    slug: str,
    title: str,
    description: str,
    language: str,
    license_: str,
    head: str,
    sha256: str,
    fingerprint: str,
    count: int,
    revision: int,
) -> KeptBank:
    parts = json.loads(head)
    return KeptBank(
        id=identity,
        slug=slug,
        title=title,
        description=description,
        language=language,
        license=license_,
        authors=tuple(parts["authors"]),
        documents=tuple(DocumentRef(*pair) for pair in parts["documents"]),
        defaults=Defaults(parts["defaults"][0], tuple(parts["defaults"][1])),
        waive=tuple((check, reason) for check, reason in parts.get("waive", ())),
        sha256=sha256,
        fingerprint=fingerprint,
        questions=count,
        revision=revision,
    )


def bank_of_file(db: Transaction, sha256: str) -> KeptBank | None:
    """The bank that was last published from a file with that hash, or None."""
    row = db.execute(_BANKS.where(col(_B.sha256) == sha256)).first()
    return None if row is None else _kept(*row)


def save_bank(
    db: Transaction, head: Bank, count: int, now: datetime, *, sha256: str, fingerprint: str
) -> int:
    """Keeps a bank's own fields and gives its id; the questions are written apart.

    `sha256` is the bank file's, `fingerprint` that of the file and its documents' files.
    """
    parts = {
        "authors": head.authors,
        "documents": [(ref.id, ref.file) for ref in head.documents],
        "defaults": (head.defaults.document, head.defaults.tags),
        "waive": head.waive,
    }
    values = {
        "title": head.title,
        "description": head.description,
        "language": head.language,
        "license": head.license,
        "head": json.dumps(parts, ensure_ascii=False),
        "sha256": sha256,
        "fingerprint": fingerprint,
        "questions": count,
        "updated_at": now,
    }
    known = find_bank(db, head.id)
    if known is None:
        statement = insert(_B).values(slug=head.id, **values).returning(col(_B.id))
        return int(db.execute(statement).scalar_one())
    db.execute(update(_B).where(col(_B.id) == known.id).values(**values))
    return known.id


def begin_import(db: Transaction, learner_id: int | None, source: str, now: datetime) -> int:
    """A new batch; its summary is written when it is known."""
    values = {"learner_id": learner_id, "source": source, "summary": "{}", "created_at": now}
    statement = insert(ImportRow).values(**values).returning(col(ImportRow.id))
    return int(db.execute(statement).scalar_one())


def finish_import(db: Transaction, import_id: int, summary: Mapping[str, object]) -> None:
    """Writes what the batch changed."""
    db.execute(
        update(ImportRow)
        .where(col(ImportRow.id) == import_id)
        .values(summary=json.dumps(summary, ensure_ascii=False))
    )


def add_questions(
    db: Transaction, bank_id: int, editions: Sequence[Edition], import_id: int, now: datetime
) -> Mapping[str, int]:
    """Writes new questions with their first version; gives their ids by slug."""
    if not editions:
        return {}
    rows = [
        {"bank_id": bank_id, "slug": e.slug, "version": 1, "position": e.position, "retired": False}
        for e in editions
    ]
    statement = insert(_Q).returning(col(_Q.id), col(_Q.slug))
    ids = {slug: identity for identity, slug in db.execute(statement, rows)}
    _write_versions(db, [(ids[e.slug], 1, e) for e in editions], import_id, now)
    return ids


def change_questions(
    db: Transaction,
    changes: Sequence[tuple[KeptQuestion, Edition]],
    import_id: int,
    now: datetime,
) -> None:
    """Writes a new version of each question; cards and reviews stay with it."""
    if not changes:
        return
    rows = [(old.id, old.version + 1, edition) for old, edition in changes]
    _write_versions(db, rows, import_id, now)
    db.execute(
        update(_Q)
        .where(col(_Q.id) == bindparam("question"))
        .values(version=bindparam("number"), position=bindparam("place"), retired=False),
        [{"question": row[0], "number": row[1], "place": row[2].position} for row in rows],
    )


def move_questions(db: Transaction, places: Iterable[tuple[int, int]]) -> None:
    """Gives questions their place in the bank: pairs of id and position."""
    rows = [{"question": identity, "place": place} for identity, place in places]
    if rows:
        db.execute(
            update(_Q)
            .where(col(_Q.id) == bindparam("question"))
            .values(position=bindparam("place"), retired=False),
            rows,
        )


def _write_versions(
    db: Transaction, rows: Sequence[tuple[int, int, Edition]], import_id: int, now: datetime
) -> None:
    db.execute(
        insert(_V),
        [
            {
                "question_id": identity,
                "number": number,
                "kind": edition.kind,
                "content": edition.content,
                "key_sha256": edition.key_sha256,
                "import_id": import_id,
                "created_at": now,
            }
            for identity, number, edition in rows
        ],
    )
    _write_anchors(db, rows)


def _write_anchors(db: Transaction, rows: Sequence[tuple[int, int, Edition]]) -> None:
    anchors = [
        {
            "question_id": identity,
            "version": number,
            "position": place,
            "document_id": anchor.document_id,
            "document_version": anchor.document_version,
            "passage": anchor.passage,
            "start": anchor.span.start,
            "end": anchor.span.end,
            "state": anchor.state.value,
        }
        for identity, number, edition in rows
        for place, anchor in enumerate(edition.anchors)
    ]
    if anchors:
        db.execute(insert(_C), anchors)


def move_anchors(db: Transaction, moved: Sequence[tuple[KeptQuestion, Edition]]) -> None:
    """Lets the current versions of questions cite the places where their quotes now stand."""
    if moved:
        db.execute(
            delete(_C).where(
                col(_C.question_id) == bindparam("question"), col(_C.version) == bindparam("number")
            ),
            [{"question": old.id, "number": old.version} for old, _ in moved],
        )
        _write_anchors(db, [(old.id, old.version, edition) for old, edition in moved])


def key_hashes(db: Transaction, bank_id: int) -> Mapping[int, str]:
    """The hash of each question's current key, by question id."""
    rows = db.execute(
        select(col(_V.question_id), col(_V.key_sha256))
        .join(_Q, (col(_V.question_id) == col(_Q.id)) & (col(_V.number) == col(_Q.version)))
        .where(col(_Q.bank_id) == bank_id)
    )
    return {row[0]: row[1] for row in rows}
