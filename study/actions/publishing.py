"""Writing what was decided: documents as new versions, then bank after bank, in one batch."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from study.actions import relocating
from study.actions.batches import Batch, Changes, write_bank
from study.actions.citing import Texts
from study.actions.comparing import (
    BY_DEFAULT,
    IDLE,
    Compared,
    ComparedBank,
    ComparedDocument,
    Comparison,
    merge,
)
from study.actions.proposals import Decision, RowState
from study.banks.checking import Located
from study.banks.fingerprints import fingerprint
from study.domain.errors import BadInput
from study.domain.passages import split
from study.storage import banks, documents, drafts, imports, versions
from study.storage.banks import Anchor, Edition, KeptQuestion, head_of
from study.storage.database import Transaction
from study.storage.documents import Document
from study.storage.drafts import NewDraft
from study.storage.imports import TouchedDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What of one bank is accepted."""

    bank: ComparedBank
    rows: tuple[Compared, ...]
    has_head: bool
    is_whole: bool

    @property
    def is_nothing(self) -> bool:
        """Whether nothing of it changes the bank."""
        return not self.rows and not self.has_head


def accepted(bank: ComparedBank, decision: Decision, kind: str) -> Taken:
    """What a decision takes of one bank; a shipped bank counts as whole whatever is left of it."""
    rows = tuple(it for it in bank.rows if it.state not in IDLE and _is_taken(bank, it, decision))
    merged = merge(bank.kept, bank.checked, prefer_file=decision.prefer_file)
    has_own = bank.kept is None or bool(merged.changed or bank.moved)
    wanted = decision.everything or bool(rows) or bank.slug in decision.rows
    left = len([it for it in bank.rows if it.state not in IDLE]) - len(rows)
    is_whole = bank.is_sound and not left and not merged.kept and (wanted or not has_own)
    return Taken(
        bank=replace(bank, merged=merged),
        rows=rows,
        has_head=has_own and wanted,
        is_whole=is_whole or kind == "shipped",
    )


def _is_taken(bank: ComparedBank, row: Compared, decision: Decision) -> bool:
    by_default = row.state in BY_DEFAULT and decision.everything
    preferred = row.state is RowState.CONFLICT and decision.prefer_file
    return by_default or preferred or bank.name(row) in decision.rows


# --- documents ---------------------------------------------------------------------------


def keep_documents(
    db: Transaction, batch: Batch, taken: Iterable[ComparedDocument]
) -> Mapping[str, Document]:
    """Keeps documents as new versions, and lets the citations of all banks follow them."""
    kept = {}
    for it in taken:
        file, before = it.file, it.kept
        document = documents.save_document(
            db, it.source, file.text, split(file.text), file.sha256, batch.now
        )
        kept[file.id] = document
        touched = TouchedDocument(
            document_id=document.id,
            slug=file.id,
            before=before.version if before else None,
            after=document.version,
            source=before.source if before else None,
        )
        imports.note_document(db, batch.id, touched)
    changed = [it.id for it in kept.values()]
    relocating.relocate(db, changed)
    return kept


class Places:
    """Where the quotes of a file's questions stand in the documents as they are kept now."""

    def __init__(
        self, db: Transaction, comparison: Comparison, kept: Mapping[str, Document]
    ) -> None:
        same = [it for it in comparison.documents if it.kept and not it.has_other_words]
        self._as_sent = {it.file.id: it.kept for it in same if it.kept} | dict(kept)
        self._texts = Texts(db)

    def anchored(self, bank: ComparedBank, edition: Edition) -> Edition:
        """The edition with its anchors; BadInput when one of its documents was left out."""
        located = bank.checked.citations.get(edition.slug, ())
        citations = edition.asked.citations
        anchors = []
        for citation, place in zip(citations, located, strict=True):
            anchor = self._as_found(place) or self._texts.anchor(citation)
            if anchor is None:
                raise BadInput(
                    f"“{edition.slug}” cites words that “{place.document}” does not have as it "
                    "is kept here. Take that document too, or leave the question out."
                )
            anchors.append(anchor)
        return replace(edition, anchors=tuple(anchors))

    def _as_found(self, place: Located) -> Anchor | None:
        """The anchor for words that were found in the very text that is kept."""
        document = self._as_sent.get(place.document)
        if document is None or place.found.span is None or place.passage is None:
            return None
        return Anchor(
            document_id=document.id,
            document_version=document.version,
            passage=place.passage,
            span=place.found.span,
            state=place.found.state,
        )


# --- banks -------------------------------------------------------------------------------


def publish(db: Transaction, batch: Batch, taken: Taken, places: Places) -> Changes:
    """Writes what was accepted of one bank, and gives it.

    Cards and reviews stay with a question through every change of its words. Questions
    missing from the file are retired only when asked for, and never deleted.
    """
    bank = taken.bank
    changes = _changes(db, batch.now, taken, places)
    write_bank(db, batch, banks.locked(db, [changes.bank_id])[changes.bank_id], changes)
    written = [it for it in taken.rows if it.edition]
    drafts.drop(db, bank.slug, {it.slug for it in written})
    _keep_drafts(db, batch, taken)
    return changes


def _changes(db: Transaction, now: datetime, taken: Taken, places: Places) -> Changes:
    bank, head = taken.bank, taken.bank.checked.bank
    bank_id = bank.kept.id if bank.kept else banks.add_bank(db, replace(head, questions=()), now)
    new = [it.edition for it in taken.rows if it.edition and it.old is None]
    in_order = taken.has_head or bool(new)
    changed = [
        (it.old, it.edition if in_order else replace(it.edition, position=it.old.position))
        for it in taken.rows
        if it.edition and it.old
    ]
    rows = [it for it in taken.rows if it.old and it.state is not RowState.MISSING]
    return Changes(
        bank_id=bank_id,
        new=tuple(places.anchored(bank, edition) for edition in new),
        changed=tuple((old, places.anchored(bank, edition)) for old, edition in changed),
        retired=tuple(it.old for it in taken.rows if it.old and it.state is RowState.MISSING),
        resumed=tuple(it.old for it in rows if it.old and it.old.retired),
        moved=tuple(_moves(taken)) if in_order else (),
        head=banks.bank_of(bank.slug, bank.merged.head) if taken.has_head else None,
        is_new=bank.kept is None,
        file=_file(taken),
        filed=dict(agreed(bank)),
        filed_head=bank.merged.filed,
    )


def _moves(taken: Taken) -> Iterator[tuple[KeptQuestion, int]]:
    """The questions that keep their words and stand elsewhere in the file."""
    written = {it.slug for it in taken.rows if it.edition}
    for row in taken.bank.rows:
        stays = row.asked is not None and row.slug not in written
        if stays and row.old is not None and row.old.position != row.place:
            yield row.old, row.place


def _file(taken: Taken) -> tuple[str, str]:
    """Hash and fingerprint of a file that was taken whole; another is looked at again."""
    it = taken.bank.checked
    if not taken.is_whole:
        return "", ""
    return it.sha256, fingerprint(it.given, it.bank.documents) if it.given else ""


def agreed(bank: ComparedBank) -> Iterator[tuple[int, int]]:
    """The questions that were edited here until they say what the file says."""
    for row in bank.rows:
        old = row.old
        if row.state is RowState.UNCHANGED and old and old.version != old.file_version:
            yield old.id, old.version


def agree(db: Transaction, taken: Taken) -> None:
    """Notes that a file says what is kept already; nothing of the bank changes by it."""
    kept = taken.bank.kept
    if kept is None:
        return
    versions.agree_with_file(db, agreed(taken.bank))
    if kept.filed != taken.bank.merged.filed and not taken.bank.merged.changed:
        banks.save_head(db, kept.id, head_of(kept.head()), taken.bank.merged.filed)
    if taken.is_whole:
        banks.save_file(db, kept.id, *_file(taken))


def _keep_drafts(db: Transaction, batch: Batch, taken: Taken) -> None:
    bank = taken.bank.checked.bank
    drafts.add_drafts(
        db,
        [
            NewDraft(
                bank=bank.id,
                bank_title=bank.title,
                slug=row.slug,
                position=row.place,
                kind=row.draft.kind,
                fields=row.draft.fields,
                reasons=row.draft.reasons,
            )
            for row in taken.rows
            if row.draft is not None
        ],
        batch.id,
        batch.now,
    )
