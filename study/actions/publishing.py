"""Bringing banks in: first the difference, then the decision, then one batch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from study.actions.batches import Batch, Changes, write_bank
from study.actions.citing import as_edition
from study.banks.checking import Checked, CheckedBank
from study.banks.documents import DocumentFile
from study.banks.fingerprints import fingerprint
from study.domain.passages import split
from study.domain.questions import AnyQuestion
from study.storage import banks, citations, documents, versions
from study.storage.banks import Anchor, Edition, KeptBank, KeptQuestion
from study.storage.database import Transaction
from study.storage.documents import Document, Source


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
        edition = as_edition(question, position, anchors)
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
    db: Transaction, difference: Difference, batch: Batch, *, retire_missing: bool = False
) -> None:
    """Writes a bank; everybody who studies it, and whoever brings it, get cards for what is new.

    Cards and reviews stay with a question through every change of its words. Questions
    missing from the file are retired only when asked for, and never deleted.
    """
    bank, kept, given = difference.bank.bank, difference.kept, difference.bank.given
    bank_id = banks.add_bank(db, bank, batch.now) if kept is None else kept.id
    back = [old for old, _ in (*difference.unchanged, *difference.changed) if old.retired]
    stay = [(old, edition.position) for old, edition in difference.unchanged]
    changes = Changes(
        bank_id=bank_id,
        new=difference.new,
        changed=difference.changed,
        retired=difference.missing if retire_missing else (),
        resumed=tuple(back),
        moved=tuple((old, place) for old, place in stay if old.position != place),
        head=bank,
        is_new=kept is None,
        file=(difference.bank.sha256, fingerprint(given, bank.documents) if given else ""),
    )
    write_bank(db, batch, banks.locked(db, [bank_id])[bank_id], changes)
    if difference.unchanged:
        anchored = citations.anchors_of(db, bank_id)
        versions.move_anchors(
            db,
            (
                (old.id, old.version, place, anchor)
                for old, edition in difference.unchanged
                if anchored.get(old.id) != edition.anchors
                for place, anchor in enumerate(edition.anchors)
            ),
        )
