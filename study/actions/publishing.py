"""Bringing banks in: first the difference, then the decision, then one batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from study.banks.checking import Checked, CheckedBank
from study.banks.documents import DocumentFile
from study.banks.fingerprints import fingerprint
from study.domain.asking import parts
from study.domain.cards import card_id
from study.domain.passages import split
from study.domain.questions import AnyQuestion
from study.storage import banks, citations, documents, shelves
from study.storage.banks import Anchor, Edition, KeptBank, KeptQuestion
from study.storage.contents import encode, key_sha256
from study.storage.database import Transaction
from study.storage.documents import Document, Source
from study.storage.shelves import NewCard

MIDDLING = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """What publishing a bank would change; questions are named by their ids.

    `unlocated` are kept as they were: the file has them with a quote that is nowhere.
    """

    bank: CheckedBank
    kept: KeptBank | None
    new: tuple[Edition, ...]
    changed: tuple[tuple[KeptQuestion, Edition], ...]
    unchanged: tuple[tuple[KeptQuestion, Edition], ...]
    missing: tuple[KeptQuestion, ...]
    unlocated: tuple[KeptQuestion, ...]


def keep_documents(db: Transaction, checked: Checked, now: datetime) -> Mapping[str, Document]:
    """Keeps the documents of an import; gives them by id, those kept before included."""
    known = {document.source.slug: document for document in documents.documents(db)}
    for file in checked.documents:
        known[file.id] = documents.save_document(
            db, _source(file), file.text, split(file.text), file.sha256, now
        )
    return known


def _source(file: DocumentFile) -> Source:
    names = Source.__dataclass_fields__
    return Source(slug=file.id, **{name: getattr(file, name) for name in names if name != "slug"})


def compare(db: Transaction, bank: CheckedBank, known: Mapping[str, Document]) -> Difference:
    """What publishing this bank would change; questions with unlocated quotes are left out."""
    kept = banks.find_bank(db, bank.bank.id)
    before = {q.slug: q for q in banks.questions(db, kept.id)} if kept else {}
    new, changed, unchanged, unlocated = [], [], [], []
    for position, question in enumerate(bank.bank.questions):
        anchors = _anchors(bank, question, known)
        old = before.get(question.id)
        if anchors is None:
            unlocated += [old] if old is not None and not old.retired else []
            continue
        edition = Edition(
            slug=question.id,
            position=position,
            kind=question.kind,
            content=encode(question),
            key_sha256=key_sha256(question),
            anchors=anchors,
        )
        if old is None:
            new.append(edition)
        elif old.kind == edition.kind and old.content == edition.content:
            unchanged.append((old, edition))
        else:
            changed.append((old, edition))
    seen = {question.id for question in bank.bank.questions}
    missing = tuple(q for q in before.values() if q.slug not in seen and not q.retired)
    return Difference(
        bank, kept, tuple(new), tuple(changed), tuple(unchanged), missing, tuple(unlocated)
    )


def _anchors(
    bank: CheckedBank, question: AnyQuestion, known: Mapping[str, Document]
) -> tuple[Anchor, ...] | None:
    """Where the question's words stand; None unless every quote was located."""
    anchors = []
    for located in bank.citations.get(question.id, ()):
        document = known.get(located.document)
        if located.found.span is None or located.passage is None or document is None:
            return None
        anchors.append(
            Anchor(
                document_id=document.id,
                document_version=document.version,
                passage=located.passage,
                span=located.found.span,
                state=located.found.state,
            )
        )
    return tuple(anchors) or None


def publish(
    db: Transaction,
    difference: Difference,
    learners: Sequence[int],
    import_id: int,
    now: datetime,
    *,
    retire_missing: bool = False,
) -> None:
    """Writes a bank; everybody who studies it, and `learners`, get cards for what is new.

    Cards and reviews stay with a question through every change of its words. Questions
    missing from the file are retired only when asked for, and never deleted.
    """
    bank, given = difference.bank.bank, difference.bank.given
    gone = len(difference.missing) if retire_missing else 0
    here = (difference.new, difference.changed, difference.unchanged, difference.unlocated)
    bank_id = banks.save_bank(
        db,
        bank,
        sum(map(len, here)) + len(difference.missing) - gone,
        now,
        sha256=difference.bank.sha256,
        fingerprint=fingerprint(given, bank.documents) if given else "",
    )
    ids = banks.add_questions(db, bank_id, difference.new, import_id, now)
    banks.change_questions(db, difference.changed, import_id, now)
    banks.move_questions(
        db,
        [
            (old.id, edition.position)
            for old, edition in difference.unchanged
            if old.retired or old.position != edition.position
        ],
    )
    if difference.unchanged:
        anchored = citations.anchors_of(db, bank_id)
        moved = [
            pair for pair in difference.unchanged if anchored.get(pair[0].id) != pair[1].anchors
        ]
        banks.move_anchors(db, moved)
    if gone:
        shelves.retire_questions(db, [q.id for q in difference.missing])
    asked = {question.id: parts(question) for question in bank.questions}
    back = [old for old, _ in difference.unchanged if old.retired]
    for old in [old for old, _ in difference.changed] + back:
        ids = {**ids, old.slug: old.id}
        shelves.set_parts(db, old.id, asked[old.slug])
    turns = {question.id: _turn(place, question) for place, question in enumerate(bank.questions)}
    _deal(db, bank_id, {ids[slug]: (asked[slug], turns[slug]) for slug in ids}, learners, now)


def _turn(place: int, question: AnyQuestion) -> int:
    """Where a question's new cards stand: the banks' first questions first, easy ones ahead."""
    return (place * 10 + (question.difficulty or MIDDLING)) * 1000


def _deal(
    db: Transaction,
    bank_id: int,
    asked: Mapping[int, tuple[tuple[int, ...], int]],
    learners: Sequence[int],
    now: datetime,
) -> None:
    """Gives a card for each part of these questions to all who study the bank."""
    for who in sorted({*learners, *shelves.learners_of(db, bank_id)}):
        have = shelves.card_ids(db, who, bank_id)
        fresh = [
            NewCard(question_id, part, len(some) - 1, turn + part)
            for question_id, (some, turn) in asked.items()
            for part in some
            if card_id(question_id, part) not in have
        ]
        shelves.add_cards(db, who, bank_id, fresh, now)
