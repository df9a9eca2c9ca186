"""The one way in which questions are written: as a batch that says who, when and by which act."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from study.domain.asking import parts
from study.domain.cards import card_id
from study.domain.errors import Conflict
from study.domain.questions import AnyQuestion, Bank, DocumentRef
from study.storage import banks, documents, imports, shelves, versions
from study.storage.banks import Edition, Head, KeptBank, KeptQuestion, head_of
from study.storage.database import Transaction
from study.storage.imports import Before, TouchedBank, TouchedQuestion
from study.storage.shelves import NewCard

MIDDLING = 3
# What comes from a file is what the file says; everything else is an edit made here.
FROM_FILES = frozenset({"file", "shipped"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What happens to one bank; a question is named by the version that was looked at.

    A retired question that is changed stays retired unless it is resumed too. `moved` gives
    questions whose words stay another place, `head` are the bank's own fields when they change,
    `file` is hash and fingerprint of the file that was taken whole ("" for none any longer), and
    `filed` says by question id which version the file has, where writing does not say it itself.
    """

    bank_id: int
    new: tuple[Edition, ...] = ()
    changed: tuple[tuple[KeptQuestion, Edition], ...] = ()
    retired: tuple[KeptQuestion, ...] = ()
    resumed: tuple[KeptQuestion, ...] = ()
    moved: tuple[tuple[KeptQuestion, int], ...] = ()
    head: Bank | None = None
    is_new: bool = False
    file: tuple[str, str] | None = None
    filed: Mapping[int, int | None] = field(default_factory=dict)
    filed_head: Head | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch that is being written."""

    id: int
    who: int
    kind: str
    now: datetime

    @property
    def is_of_files(self) -> bool:
        """Whether what it writes is what a file says."""
        return self.kind in FROM_FILES


def write(
    db: Transaction,
    who: int,
    kind: str,
    source: str,
    changes: Sequence[Changes],
    now: datetime,
    *,
    summary: Mapping[str, object] | None = None,
) -> int:
    """Writes changes of one or several banks as one batch, and gives its number.

    Everybody who studies a bank, and `who`, get cards for what is new; cards and reviews stay
    with their questions. Raises Conflict when a question was changed since it was looked at.
    """
    with imports.first_come_first_served():
        batch = begin(db, who, kind, source, now)
        kept = banks.locked(db, {it.bank_id for it in changes})
        for it in changes:
            if it.bank_id not in kept:
                raise Conflict("Somebody took this bank back meanwhile. Nothing was changed.")
            write_bank(db, batch, kept[it.bank_id], it)
        imports.finish(db, batch.id, summary if summary is not None else summarised(changes))
    return batch.id


def begin(
    db: Transaction,
    who: int,
    kind: str,
    source: str,
    now: datetime,
    *,
    undoes: int | None = None,
) -> Batch:
    """A new batch, for writing bank after bank; `storage.imports.finish` ends it."""
    number = imports.begin(db, who, kind, source, now, undoes=undoes)
    return Batch(id=number, who=who, kind=kind, now=now)


def summarised(changes: Iterable[Changes]) -> Mapping[str, int]:
    """How many questions these changes concern, by what happens to them; nothing: not named."""
    counts = {"new": 0, "changed": 0, "retired": 0, "resumed": 0, "moved": 0}
    for it in changes:
        for name in counts:
            counts[name] += len(getattr(it, name))
    return {name: count for name, count in counts.items() if count}


def write_bank(db: Transaction, batch: Batch, bank: KeptBank, changes: Changes) -> None:
    """Writes what happens to one bank, which must be locked or new; its questions' ids stay."""
    _refuse_stale(db, changes)
    is_filed = batch.is_of_files
    ids = versions.add_questions(db, bank.id, changes.new, batch.id, batch.now, filed=is_filed)
    versions.change_questions(db, changes.changed, batch.id, batch.now)
    versions.move_questions(db, [(old.id, place) for old, place in changes.moved])
    versions.agree_with_file(db, _agreed(db, changes, filed=is_filed))
    shelves.retire_questions(db, [old.id for old in changes.retired])
    shelves.resume_questions(db, [old.id for old in changes.resumed])
    head = _write_head(db, batch, bank, changes)
    if changes.file is not None:
        banks.save_file(db, bank.id, *changes.file)
    _deal(db, batch, changes, ids)
    banks.turn_page(db, bank.id, batch.now)
    before = None if changes.is_new else _before(bank, changes, head)
    title = changes.head.title if changes.head else bank.title
    touched = TouchedBank(bank_id=bank.id, slug=bank.slug, title=title, before=before)
    imports.note_bank(db, batch.id, touched)
    if changes.new:
        imports.note_new_questions(db, batch.id, bank.id)
    imports.note_questions(db, batch.id, _touched(changes))


def _refuse_stale(db: Transaction, changes: Changes) -> None:
    """Raises Conflict when a question is no longer what was looked at."""
    looked_at = [
        *(old for old, _ in changes.changed),
        *changes.retired,
        *changes.resumed,
        *(old for old, _ in changes.moved),
    ]
    if not looked_at:
        return
    current = versions.versions_of(db, changes.bank_id)
    stale = [q.slug for q in looked_at if current.get(q.id) != (q.version, q.retired)]
    if stale:
        raise Conflict(
            f"“{stale[0]}” was changed meanwhile by somebody else. Nothing was changed: "
            "look at it again, then decide."
        )


def _agreed(db: Transaction, changes: Changes, *, filed: bool) -> Iterable[tuple[int, int | None]]:
    """Which version of each written question its file has, where that changes."""
    agreed = {**changes.filed}
    if filed:
        agreed |= {old.id: old.version + 1 for old, _ in changes.changed}
    else:
        agreed |= _as_in_file(db, changes)
    return agreed.items()


def _as_in_file(db: Transaction, changes: Changes) -> Mapping[int, int]:
    """The questions that have the words of their file again: they count as unedited."""
    edited = {
        (old.id, old.file_version): (old.version + 1, edition)
        for old, edition in changes.changed
        if old.file_version is not None and old.id not in changes.filed
    }
    contents = versions.contents(db, edited.keys())
    return {
        identity: edited[identity, number][0]
        for (identity, number), (kind, content, _) in contents.items()
        if (kind, content)
        == (edited[identity, number][1].kind, edited[identity, number][1].content)
    }


# --- the bank's own fields ---------------------------------------------------------------


def _write_head(
    db: Transaction, batch: Batch, bank: KeptBank, changes: Changes
) -> tuple[Head, Head] | None:
    """Keeps the bank's own fields; gives them before and after, None where they stay."""
    head = changes.head or bank.head()
    missing = _missing_documents(db, head, changes)
    if missing:
        head = _with_documents(head, missing)
    ours, new = head_of(bank.head()), head_of(head)
    filed = changes.filed_head
    if filed is None and not batch.is_of_files:
        last = {name: bank.filed.get(name, value) for name, value in ours.items()}
        filed = {name: value for name, value in last.items() if value != new[name]}
    filed = bank.filed if filed is None else filed
    if (ours, bank.filed) == (new, filed):
        return None
    banks.save_head(db, bank.id, new, filed)
    return state_of(bank), {**new, "filed": filed}


def state_of(bank: KeptBank) -> Head:
    """The bank's own fields, and what its file has instead where they were edited here."""
    return {**head_of(bank.head()), "filed": bank.filed}


def _missing_documents(db: Transaction, head: Bank, changes: Changes) -> list[str]:
    """The documents that written questions cite and the bank does not list."""
    editions = (*changes.new, *(edition for _, edition in changes.changed))
    cited = {anchor.document_id for edition in editions for anchor in edition.anchors}
    listed = {ref.id for ref in head.documents}
    return [slug for slug in documents.slugs(db, cited) if slug not in listed]


def _with_documents(head: Bank, slugs: Sequence[str]) -> Bank:
    refs = tuple(DocumentRef(slug, f"../documents/{slug}.md") for slug in slugs)
    return replace(head, documents=(*head.documents, *refs))


# --- what was before ---------------------------------------------------------------------


def _before(bank: KeptBank, changes: Changes, head: tuple[Head, Head] | None) -> Before:
    placed = [
        *((old.id, old.position, edition.position) for old, edition in changes.changed),
        *((old.id, old.position, place) for old, place in changes.moved),
    ]
    return Before(
        head=head[0] if head else None,
        head_after=head[1] if head else None,
        file=(bank.sha256, bank.fingerprint),
        file_after=changes.file,
        places=tuple((identity, was) for identity, was, now in placed if was != now),
        filed=tuple(
            (old.id, old.file_version)
            for old, _ in changes.changed
            if old.file_version != old.version
        ),
    )


def _touched(changes: Changes) -> Sequence[TouchedQuestion]:
    """Each question that was there before once, however much happens to it."""
    retired, resumed = ({q.id for q in some} for some in (changes.retired, changes.resumed))
    written = {old.id for old, _ in changes.changed}
    kept = {q.id: q for q in (*changes.retired, *changes.resumed)}
    kept |= {old.id: old for old, _ in changes.changed}
    return [
        TouchedQuestion(
            question_id=old.id,
            bank_id=changes.bank_id,
            slug=old.slug,
            before=old.version,
            after=old.version + (old.id in written),
            was_retired=old.retired,
            is_retired=old.id in retired or (old.retired and old.id not in resumed),
        )
        for old in kept.values()
    ]


# --- cards -------------------------------------------------------------------------------


def _deal(db: Transaction, batch: Batch, changes: Changes, ids: Mapping[str, int]) -> None:
    """Fits everybody's cards to the questions that are asked, and gives those that lack."""
    resumed, retired = ({q.id for q in some} for some in (changes.resumed, changes.retired))
    asked = {q.id: (q.position, q.question()) for q in changes.resumed}
    asked |= {
        old.id: (edition.position, edition.asked)
        for old, edition in changes.changed
        if old.id not in retired and (not old.retired or old.id in resumed)
    }
    held = shelves.cards_of_questions(db, asked.keys())
    shelves.fit_cards(db, held, {identity: parts(it[1]) for identity, it in asked.items()})
    asked |= {ids[e.slug]: (e.position, e.asked) for e in changes.new}
    if not asked:
        return
    cards = [card for identity, it in asked.items() for card in new_cards(identity, *it)]
    have = {(it.learner_id, it.card_id) for it in held}
    for who in sorted({batch.who, *shelves.learners_of(db, changes.bank_id)}):
        fresh = [it for it in cards if (who, card_id(it.question_id, it.part)) not in have]
        shelves.add_cards(db, who, changes.bank_id, fresh, batch.now)


def new_cards(question_id: int, place: int, question: AnyQuestion) -> list[NewCard]:
    """The question's cards: the bank's first questions come first, easy ones ahead."""
    turn = (place * 10 + (question.difficulty or MIDDLING)) * 1000
    some = parts(question)
    return [NewCard(question_id, part, len(some) - 1, turn + part) for part in some]
