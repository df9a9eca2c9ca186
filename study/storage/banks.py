"""Banks and their questions as they are kept: current version, history, citations."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update
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
    QuestionRow,
    QuestionVersionRow,
    SearchStateRow,
    ShelfRow,
)

_B, _Q, _V = BankRow, QuestionRow, QuestionVersionRow
# A bank's own fields by name, as JSON has them.
Head: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBank:
    """A bank without its questions; `questions` counts those that are not retired.

    `filed` holds those of its own fields that were edited here, as its file last had them;
    `revision` counts the changes of the bank, `sha256` is that of the file last taken whole.
    """

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
    filed: Head
    sha256: str
    fingerprint: str
    questions: int
    revision: int

    def head(self) -> Bank:
        """The bank without questions, as an author would write it."""
        return Bank(
            id=self.slug,
            title=self.title,
            description=self.description,
            language=self.language,
            license=self.license,
            authors=self.authors,
            defaults=self.defaults,
            documents=self.documents,
            waive=self.waive,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptQuestion:
    """A question's current version; its content stays text until it is needed.

    `file_version` is the last version that a file agreed with, None when none ever did.
    """

    id: int
    slug: str
    version: int
    position: int
    retired: bool
    file_version: int | None
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
    """A question version to be written: words, key and anchors; `asked` is the same unencoded."""

    asked: AnyQuestion
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
        col(_Q.file_version),
        col(_V.kind),
        col(_V.content),
    )
    .join(_V, (col(_V.question_id) == col(_Q.id)) & (col(_V.number) == col(_Q.version)))
    .where(col(_Q.bank_id) == bindparam("bank"))
    .order_by(col(_Q.position), col(_Q.id))
)


def selected(db: Transaction, where: ColumnElement[bool]) -> tuple[KeptBank, ...]:
    """The banks for which this holds, by title."""
    return tuple(_kept(*row) for row in db.execute(_BANKS.where(where)))


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
        raise no_bank(slug)
    return found


def no_bank(slug: str) -> NotFound:
    """What is said of a bank that is not there, or is not the asker's to see."""
    return NotFound(f"There is no bank called {slug!r}.")


def questions(db: Transaction, bank_id: int) -> tuple[KeptQuestion, ...]:
    """All questions of a bank in their order, the retired ones too."""
    return tuple(_kept_question(*row) for row in db.execute(_QUESTIONS, {"bank": bank_id}))


def find_question(db: Transaction, bank_id: int, slug: str) -> KeptQuestion | None:
    """The bank's question of that name, a retired one too; or None."""
    if "\0" in slug:
        return None
    row = db.execute(_QUESTIONS.where(col(_Q.slug) == slug), {"bank": bank_id}).first()
    return None if row is None else _kept_question(*row)


def question(db: Transaction, bank_id: int, slug: str) -> KeptQuestion:
    """The bank's question of that name; raises NotFound."""
    found = find_question(db, bank_id, slug)
    if found is None:
        raise NotFound(f"There is no question called {slug!r} in this bank.")
    return found


def next_position(db: Transaction, bank_id: int) -> int:
    """Where a question stands that is put at the end of the bank."""
    last = select(func.max(col(_Q.position))).where(col(_Q.bank_id) == bank_id)
    return int(db.execute(last).scalar() or 0) + 1


def _kept_question(
    identity: int,
    slug: str,
    version: int,
    position: int,
    retired: bool,  # noqa: FBT001  # A column.
    file_version: int | None,
    kind: str,
    content: str,
) -> KeptQuestion:
    return KeptQuestion(
        id=identity,
        slug=slug,
        version=version,
        position=position,
        retired=retired,
        file_version=file_version,
        kind=kind,
        content=content,
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
    asked = tuple(q.question() for q in questions(db, found.id) if not q.retired)
    return replace(found.head(), questions=asked)


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
        filed=parts.get("filed", {}),
        sha256=sha256,
        fingerprint=fingerprint,
        questions=count,
        revision=revision,
    )


def bank_of_file(db: Transaction, sha256: str) -> KeptBank | None:
    """The bank that was last published from a file with that hash, or None."""
    row = db.execute(_BANKS.where(col(_B.sha256) == sha256)).first()
    return None if row is None else _kept(*row)


def locked(db: Transaction, bank_ids: Collection[int]) -> Mapping[int, KeptBank]:
    """The banks by id, held until the transaction ends: nobody else changes them meanwhile."""
    return {bank.id: bank for bank in _locked(db, col(_B.id).in_(bank_ids))}


def hold(db: Transaction, slugs: Collection[str]) -> None:
    """Lets nobody else change the banks of these names until the transaction ends."""
    _locked(db, col(_B.slug).in_(slugs))


def _locked(db: Transaction, where: ColumnElement[bool]) -> list[KeptBank]:
    # Whoever locks several takes them in the same order: nobody waits for each other.
    ordered = _BANKS.where(where).order_by(None).order_by(col(_B.id))
    return [_kept(*row) for row in db.execute(ordered.with_for_update())]


_COLUMNS = ("title", "description", "language", "license")


def head_of(bank: Bank) -> Head:
    """The bank's own fields as JSON has them, for comparing."""
    return {name: getattr(bank, name) for name in _COLUMNS} | {
        "authors": list(bank.authors),
        "documents": [[ref.id, ref.file] for ref in bank.documents],
        "defaults": [bank.defaults.document, list(bank.defaults.tags)],
        "waive": [list(pair) for pair in bank.waive],
    }


def bank_of(slug: str, head: Head) -> Bank:
    """A bank without questions that has these fields of its own."""
    return Bank(
        id=slug,
        **{name: head[name] for name in _COLUMNS},
        authors=tuple(head["authors"]),
        documents=tuple(DocumentRef(*pair) for pair in head["documents"]),
        defaults=Defaults(head["defaults"][0], tuple(head["defaults"][1])),
        waive=tuple((check, reason) for check, reason in head["waive"]),
    )


def add_bank(db: Transaction, head: Bank, now: datetime) -> int:
    """A new bank without questions; gives its id."""
    nothing = {"sha256": "", "fingerprint": "", "questions": 0, "updated_at": now}
    values = {"slug": head.id, **_columns(head_of(head), {}), **nothing}
    return int(db.execute(insert(_B).values(**values).returning(col(_B.id))).scalar_one())


def save_head(db: Transaction, bank_id: int, head: Head, filed: Head) -> None:
    """Keeps a bank's own fields, and those of its file's where they differ."""
    db.execute(update(_B).where(col(_B.id) == bank_id).values(**_columns(head, filed)))


def _columns(head: Head, filed: Head) -> Mapping[str, object]:
    parts = {name: value for name, value in head.items() if name not in _COLUMNS}
    if filed:
        parts["filed"] = filed
    text = json.dumps(parts, ensure_ascii=False)
    return {name: head[name] for name in _COLUMNS} | {"head": text}


def save_file(db: Transaction, bank_id: int, sha256: str, fingerprint: str) -> None:
    """Keeps from which file a bank was taken whole, "" for none.

    `sha256` is the bank file's, `fingerprint` that of the file and its documents' files.
    """
    values = {"sha256": sha256, "fingerprint": fingerprint}
    db.execute(update(_B).where(col(_B.id) == bank_id).values(**values))


def turn_page(db: Transaction, bank_id: int, now: datetime) -> None:
    """Counts one more change of the bank, and its questions anew."""
    asked = select(func.count()).where(col(_Q.bank_id) == bank_id, ~col(_Q.retired))
    db.execute(
        update(_B)
        .where(col(_B.id) == bank_id)
        .values(revision=col(_B.revision) + 1, questions=asked.scalar_subquery(), updated_at=now)
    )


def delete_bank(db: Transaction, bank_id: int) -> None:
    """Removes a bank that has no questions, from everybody's shelf too."""
    db.execute(delete(ShelfRow).where(col(ShelfRow.bank_id) == bank_id))
    seen = (col(SearchStateRow.kind) == "bank", col(SearchStateRow.id) == bank_id)
    db.execute(delete(SearchStateRow).where(*seen))
    db.execute(delete(_B).where(col(_B.id) == bank_id))
