"""Taking a batch back: what it wrote and nobody has changed since goes back to what it was."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from study.actions import batches, moving, relocating
from study.actions.batches import Batch, Changes, state_of
from study.actions.citing import as_edition
from study.actions.foreseeing import Foreseen
from study.domain.errors import Conflict
from study.storage import banks, documents, drafts, imports, versions
from study.storage.banks import Edition, KeptBank, KeptQuestion
from study.storage.contents import decode
from study.storage.database import Transaction
from study.storage.imports import Before, TouchedBank, TouchedDocument, TouchedQuestion


@dataclass(slots=True, kw_only=True)
class TakenBack(Foreseen):
    """What taking a batch back did; `drafts` counts those it had brought."""

    batch: int = 0
    drafts: int = 0


def roll_back(db: Transaction, who: int, batch_id: int, now: datetime) -> TakenBack:
    """Takes a batch back, once: repeating it says again what was done.

    Raises NotFound for a batch that there is not, Conflict for one that took another back.
    """
    undone = imports.batch(db, batch_id)
    if undone.undoes is not None:
        raise Conflict(
            "This took another change back, and cannot itself be taken back. "
            "Bring the file in again instead."
        )
    done = imports.taken_back_by(db, batch_id)
    if done is not None:
        return TakenBack(**done.summary["taken_back"])
    with imports.first_come_first_served():
        back = batches.begin(db, who, "rolled_back", undone.source, now, undoes=batch_id)
        outcome = TakenBack(batch=back.id)
        _take_back(db, back, undone, outcome)
        imports.finish(db, back.id, _summary(outcome))
    return outcome


def _take_back(db: Transaction, back: Batch, undone: imports.Batch, outcome: TakenBack) -> None:
    touched, texts = imports.banks_of(db, undone.id), imports.documents_of(db, undone.id)
    kept = banks.locked(db, {it.bank_id for it in touched})
    outcome.restored, outcome.left = moving.carry_back(db, undone.summary, back.now)
    concerned = _return_documents(db, back, texts, outcome)
    written = imports.questions_of(db, undone.id)
    for bank in touched:
        if bank.bank_id in kept:
            mine = [it for it in written if it.bank_id == bank.bank_id]
            one = _OneBank(db, kept[bank.bank_id], bank, is_shipped=undone.kind == "shipped")
            concerned |= one.take_back(back, mine, outcome)
    outcome.drafts = drafts.drop_brought_by(db, undone.id)
    relocating.relocate(db, concerned)
    _delete_documents(db, texts, outcome)


def _summary(outcome: TakenBack) -> Mapping[str, object]:
    counts = {
        "changed": len(outcome.restored),
        "deleted": len(outcome.deleted),
        "retired": len(outcome.retired),
        "resumed": len(outcome.resumed),
        "documents": len(outcome.documents),
        "drafts": outcome.drafts,
    }
    some = {name: count for name, count in counts.items() if count}
    return {**some, "taken_back": asdict(outcome)}


# --- documents ---------------------------------------------------------------------------


def _return_documents(
    db: Transaction, back: Batch, texts: Iterable[TouchedDocument], outcome: TakenBack
) -> set[int]:
    """Lets documents be as they were; gives the ids of those that are."""
    here = documents.locked(db, {it.slug for it in texts})
    returned = set()
    for it in texts:
        document = here.get(it.slug)
        if document is None or it.before is None or it.source is None:
            continue
        if document.version != it.after:
            outcome.documents_left.append(it.slug)
            continue
        documents.return_to(db, document.id, it.before, it.source)
        now = replace(it, before=it.after, after=it.before, source=document.source)
        imports.note_document(db, back.id, now)
        outcome.documents.append(it.slug)
        returned.add(document.id)
    return returned


def _delete_documents(
    db: Transaction, texts: Iterable[TouchedDocument], outcome: TakenBack
) -> None:
    """Removes the documents that the batch brought, unless they are cited or changed since."""
    for it in texts:
        document = documents.find_document(db, it.slug)
        if it.before is not None or document is None or document.id != it.document_id:
            continue
        if document.version != it.after or documents.is_cited(db, document.id):
            outcome.documents_left.append(it.slug)
        else:
            documents.delete_document(db, document.id)
            outcome.documents.append(it.slug)


# --- banks -------------------------------------------------------------------------------


class _OneBank:
    """A bank as it is now, beside what a batch did to it."""

    def __init__(
        self, db: Transaction, kept: KeptBank, touched: TouchedBank, *, is_shipped: bool
    ) -> None:
        self.db = db
        self.kept = kept
        self.before = touched.before
        self.is_shipped = is_shipped
        self.now = {q.id: q for q in banks.questions(db, kept.id)}

    def take_back(
        self, back: Batch, written: Sequence[TouchedQuestion], outcome: TakenBack
    ) -> set[int]:
        """Writes what was before; gives the ids of the documents that it cites."""
        there = [it for it in written if it.question_id in self.now]
        same = [it for it in there if self._is_as_written(it)]
        left = [it for it in there if not self._is_as_written(it)]
        deleted, answered = self._without_new([it for it in same if it.before is None])
        editions = self._editions(same)
        changes = Changes(
            bank_id=self.kept.id,
            changed=tuple((self.now[identity], it) for identity, it in editions.items()),
            retired=(*answered, *self._turned(same, was_retired=True)),
            resumed=self._turned(same, was_retired=False),
            moved=self._moved(editions.keys() | {q.id for q in deleted}),
            filed=self._filed(editions),
        )
        if self.before is not None:
            changes = _with_fields(
                changes, self.kept, self.before, is_shipped=self.is_shipped, is_all=not left
            )
            if self.before.head is not None and changes.head is None:
                outcome.banks_left.append(self.kept.slug)
        batches.write_bank(self.db, back, self.kept, changes)
        self._say(outcome, changes, deleted, left)
        if self.before is None and not banks.questions(self.db, self.kept.id):
            banks.delete_bank(self.db, self.kept.id)
            outcome.banks_deleted.append(self.kept.slug)
        return {anchor.document_id for it in editions.values() for anchor in it.anchors}

    def _is_as_written(self, it: TouchedQuestion) -> bool:
        """Whether nobody has changed the question since the batch."""
        q = self.now[it.question_id]
        # SQLite gives the number of a question that is gone to another one.
        return (q.version, q.retired, q.slug) == (it.after, it.is_retired, it.slug)

    def _without_new(
        self, brought: Sequence[TouchedQuestion]
    ) -> tuple[list[KeptQuestion], list[KeptQuestion]]:
        """Deletes what the batch brought and nobody has touched; those, and the others."""
        some = [self.now[it.question_id] for it in brought]
        ids = {q.id for q in some}
        used = {*versions.answers_of(self.db, ids), *versions.steps_of(self.db, ids)}
        used |= versions.bound(self.db, ids)
        deleted = [q for q in some if q.id not in used]
        versions.delete_questions(self.db, self.kept.id, {q.id for q in deleted})
        drafts.wait_again(self.db, questions={q.id for q in deleted})
        return deleted, [q for q in some if q.id in used]

    def _editions(self, same: Sequence[TouchedQuestion]) -> Mapping[int, Edition]:
        """The words from before, with the places where they stood then, by question id."""
        wanted = {it.question_id: it.before for it in same if it.before not in {None, it.after}}
        names = {(identity, number or 0) for identity, number in wanted.items()}
        anchors = versions.anchors(self.db, names)
        places = dict(self.before.places) if self.before else {}
        return {
            name[0]: as_edition(
                decode(kind, content),
                places.get(name[0], self.now[name[0]].position),
                anchors.get(name, ()),
                content,
            )
            for name, (kind, content, _) in versions.contents(self.db, names).items()
        }

    def _turned(
        self, same: Sequence[TouchedQuestion], *, was_retired: bool
    ) -> tuple[KeptQuestion, ...]:
        """The questions that were retired before, or asked, and are not so any longer."""
        return tuple(
            self.now[it.question_id]
            for it in same
            if it.before is not None
            and it.was_retired is was_retired
            and it.is_retired is not was_retired
        )

    def _moved(self, others: Collection[int]) -> tuple[tuple[KeptQuestion, int], ...]:
        """The questions whose words stay and that stood elsewhere."""
        places = self.before.places if self.before else ()
        some = [(self.now[i], place) for i, place in places if i in self.now and i not in others]
        return tuple((q, place) for q, place in some if q.position != place)

    def _filed(self, editions: Iterable[int]) -> Mapping[int, int | None]:
        """What the file has of each, as before: its words, unless they were edited here."""
        before = dict(self.before.filed) if self.before else {}
        return {
            identity: before.get(identity, self.now[identity].version + 1) for identity in editions
        }

    def _say(
        self,
        outcome: TakenBack,
        changes: Changes,
        deleted: Iterable[KeptQuestion],
        left: Iterable[TouchedQuestion],
    ) -> None:
        """Names what was done to each question."""
        slug = self.kept.slug
        outcome.restored += [f"{slug}/{old.slug}" for old, _ in changes.changed]
        outcome.retired += [f"{slug}/{old.slug}" for old in changes.retired]
        outcome.resumed += [f"{slug}/{old.slug}" for old in changes.resumed]
        outcome.deleted += [f"{slug}/{old.slug}" for old in deleted]
        outcome.left += [f"{slug}/{it.slug}" for it in left]


def _with_fields(
    changes: Changes, kept: KeptBank, before: Before, *, is_shipped: bool, is_all: bool
) -> Changes:
    """The changes with the bank's own fields and its file as before, if nobody changed them."""
    if before.head is not None and before.head_after == state_of(kept):
        head = banks.bank_of(kept.slug, before.head)
        changes = replace(changes, head=head, filed_head=before.head["filed"])
    elif before.head is not None:
        is_all = False
    # A shipped bank that was taken back must not come again when the program starts.
    if before.file_after is None or is_shipped:
        return changes
    is_last = before.file_after == (kept.sha256, kept.fingerprint)
    return replace(changes, file=before.file if is_last and is_all else ("", ""))
