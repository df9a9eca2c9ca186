"""What files would do to banks and documents: every question of both sides, told apart."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from study.actions.citing import as_edition
from study.actions.proposals import RowState
from study.banks.brought import Incomplete
from study.banks.checking import Checked, CheckedBank
from study.banks.documents import DocumentFile
from study.banks.problems import Problem
from study.domain.questions import AnyQuestion
from study.storage import banks, documents, drafts, versions
from study.storage.banks import Edition, Head, KeptBank, KeptQuestion, head_of
from study.storage.contents import encode
from study.storage.database import Transaction
from study.storage.documents import Document, Source
from study.storage.drafts import Draft

IDLE = frozenset({RowState.UNCHANGED, RowState.KEPT})
BY_DEFAULT = frozenset({RowState.NEW, RowState.CHANGED, RowState.DRAFT})
RETURNS = "It was retired and comes back."
EDITED = "It was edited here since a file last had it."
MADE_HERE = "It was made here."
NOT_IN_FILE = "It was made here; the file does not have it."
RETIRED_HERE = "It was retired here."
STAYS = "The file’s words for it cannot be asked, so it stays as it is."
REFUSED = "This draft was rejected here."
UNREADABLE = "A part of the file could not be read: it may be in there."


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One question of the file or of the bank.

    The edition, without anchors, is what the file says where that differs; a question that was
    retired and comes back as it was has none. `place` is the question's in the file.
    """

    state: RowState
    slug: str
    place: int = 0
    old: KeptQuestion | None = None
    edition: Edition | None = None
    asked: AnyQuestion | None = None
    draft: Incomplete | None = None
    line: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A bank's own fields after an import: the file's where nobody edited them here.

    `changed` names the fields that change, `kept` those that the file has otherwise and that
    stay as edited here, `filed` what the file says of all that differ from the outcome.
    """

    head: Head
    changed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    filed: Head = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedBank:
    """A bank of the files beside the one that is kept; `moved` stand in another order."""

    checked: CheckedBank
    kept: KeptBank | None
    rows: tuple[Compared, ...]
    merged: Merged
    moved: int
    is_sound: bool

    @property
    def slug(self) -> str:
        """What the bank is called."""
        return self.checked.bank.id

    def name(self, row: Compared) -> str:
        """What a decision ticks."""
        return f"{self.slug}/{row.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedDocument:
    """A document of the files beside the one that is kept."""

    file: DocumentFile
    name: str
    kept: Document | None

    @property
    def source(self) -> Source:
        """Who speaks in it, as the file says."""
        names = [name for name in Source.__dataclass_fields__ if name != "slug"]
        return Source(slug=self.file.id, **{name: getattr(self.file, name) for name in names})

    @property
    def has_other_words(self) -> bool:
        """Whether it would become another version of what is kept."""
        return self.kept is not None and self.kept.sha256 != self.file.sha256

    @property
    def is_changed(self) -> bool:
        """Whether its words change, or who speaks in it."""
        has_other_source = self.kept is not None and self.kept.source != self.source
        return self.has_other_words or has_other_source


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All that files would do; the token stands for what they were compared with."""

    banks: tuple[ComparedBank, ...]
    documents: tuple[ComparedDocument, ...]
    problems: tuple[Problem, ...]
    known: Mapping[str, Document]

    @cached_property
    def token(self) -> str:
        """A hash over the revisions of the banks and the versions of the documents concerned."""
        parts = [(it.slug, it.kept.revision if it.kept else -1) for it in self.banks]
        cited = {slug for it in self.banks for slug in cited_documents(it.checked)}
        concerned = cited | {it.file.id for it in self.documents}
        some = [(slug, self.known[slug]) for slug in sorted(concerned) if slug in self.known]
        text = repr((sorted(parts), some))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def cited_documents(bank: CheckedBank) -> Iterator[str]:
    """The documents that a bank of the files cites, each as often as it does."""
    return (place.document for located in bank.citations.values() for place in located)


def compare(db: Transaction, checked: Checked) -> Comparison:
    """What these files would do, row by row."""
    # Of two files with the same bank or document the first counts; the second was reported.
    different = {bank.bank.id: bank for bank in reversed(checked.banks)}
    texts = {file.id: file for file in reversed(checked.documents)}
    known = {document.source.slug: document for document in documents.documents(db)}
    return Comparison(
        banks=tuple(_bank(db, it, checked.problems) for it in reversed(different.values())),
        documents=tuple(
            ComparedDocument(
                file=file, name=checked.document_files.get(file.id, ""), kept=known.get(file.id)
            )
            for file in reversed(texts.values())
        ),
        problems=checked.problems,
        known=known,
    )


def _bank(db: Transaction, checked: CheckedBank, problems: Sequence[Problem]) -> ComparedBank:
    kept = banks.find_bank(db, checked.bank.id)
    before = {q.slug: q for q in banks.questions(db, kept.id)} if kept else {}
    errors = [it for it in problems if it.file == checked.file and it.severity == "error"]
    sides = _Sides(db, checked, before)
    rows = [*sides.asked(), *sides.drafts()]
    named = {row.slug for row in rows} | {it.question for it in errors}
    rows += sides.missing(named, is_sound=not errors)
    return ComparedBank(
        checked=checked,
        kept=kept,
        rows=tuple(sorted(rows, key=lambda row: row.state is RowState.MISSING)),
        merged=merge(kept, checked),
        moved=_moved(rows),
        is_sound=not errors,
    )


class _Sides:
    """A bank as its file has it and as it is kept, while its questions are told apart."""

    def __init__(
        self, db: Transaction, checked: CheckedBank, before: Mapping[str, KeptQuestion]
    ) -> None:
        self.db = db
        self.checked = checked
        self.before = before
        self.incomplete = {it.id for it in checked.drafts}
        edited = [q for q in before.values() if q.file_version not in {None, q.version}]
        names = {(q.id, q.file_version or 0): q.id for q in edited}
        contents = versions.contents(db, names.keys())
        # What a file last said of the questions that were edited here since.
        self.filed = {names[name]: words[:2] for name, words in contents.items()}
        self.retired_here = versions.retired_here(db, [q.id for q in before.values() if q.retired])

    def asked(self) -> Iterator[Compared]:
        """The questions of the file that can be asked."""
        for place, question in enumerate(self.checked.bank.questions):
            if question.id not in self.incomplete:
                yield self._asked(place, question)

    def _asked(self, place: int, question: AnyQuestion) -> Compared:
        old, content = self.before.get(question.id), encode(question)
        is_same = old is not None and (old.kind, old.content) == (question.kind, content)
        state, reasons = self._told(old, (question.kind, content))
        return Compared(
            state=state,
            slug=question.id,
            place=place,
            old=old,
            edition=None if is_same else as_edition(question, place, (), content),
            asked=question,
            line=self.checked.positions.get(question.id, 0),
            reasons=reasons,
        )

    def _told(
        self, old: KeptQuestion | None, words: tuple[str, str]
    ) -> tuple[RowState, tuple[str, ...]]:
        """The state of a question that the file has in these words, and why."""
        if old is None:
            return RowState.NEW, ()
        is_same, filed = (old.kind, old.content) == words, self.filed.get(old.id)
        if old.retired and old.id in self.retired_here:
            is_as_filed = (is_same and filed is None) or words == filed
            return RowState.KEPT if is_as_filed else RowState.CONFLICT, (RETIRED_HERE,)
        if is_same:
            return (RowState.CHANGED, (RETURNS,)) if old.retired else (RowState.UNCHANGED, ())
        if old.file_version is None:
            return RowState.CONFLICT, (MADE_HERE,)
        if filed is None:
            return RowState.CHANGED, (RETURNS,) if old.retired else ()
        return RowState.KEPT if filed == words else RowState.CONFLICT, (EDITED,)

    def drafts(self) -> Iterator[Compared]:
        """What of the file cannot be asked yet."""
        slug, some = self.checked.bank.id, self.checked.drafts
        known = drafts.of_bank(self.db, slug) if some else {}
        hashes = {it.id: drafts.asked_sha256(it.kind, it.fields) for it in some}
        refused = drafts.rejected(self.db, hashes.values())
        for place, it in enumerate(some, start=len(self.checked.bank.questions)):
            old, reasons = self.before.get(it.id), it.reasons
            state = RowState.DRAFT
            if old is not None:
                state, reasons = RowState.KEPT, (STAYS, *reasons)
            elif hashes[it.id] in refused:
                state, reasons = RowState.KEPT, (REFUSED, *reasons)
            elif _is_kept(known.get(it.id), it):
                state = RowState.UNCHANGED
            yield Compared(
                state=state,
                slug=it.id,
                place=place,
                old=old,
                draft=it,
                line=it.line,
                reasons=reasons,
            )

    def missing(self, named: Collection[str], *, is_sound: bool) -> Iterator[Compared]:
        """The questions of the bank that the file does not have."""
        for old in self.before.values():
            if old.retired or old.slug in named:
                continue
            state, reasons = RowState.MISSING, () if is_sound else (UNREADABLE,)
            if old.file_version is None:
                state, reasons = RowState.KEPT, (NOT_IN_FILE,)
            elif old.id in self.filed:
                reasons = (EDITED, *reasons)
            yield Compared(state=state, slug=old.slug, old=old, reasons=reasons)


def _is_kept(old: Draft | None, draft: Incomplete) -> bool:
    """Whether a draft waits already in these words, or has become a question."""
    if old is None:
        return False
    is_same = (old.kind, old.reasons) == (draft.kind, draft.reasons) and old.fields == draft.fields
    return old.state == drafts.ACCEPTED or (old.state == drafts.WAITING and is_same)


def _moved(rows: Sequence[Compared]) -> int:
    """How many questions that are asked stand elsewhere among each other in the file."""
    places = [row.old.position for row in rows if row.asked and row.old and not row.old.retired]
    return sum(was != now for was, now in zip(sorted(places), places, strict=True))


def merge(kept: KeptBank | None, checked: CheckedBank, *, prefer_file: bool = False) -> Merged:
    """The bank's own fields: where both sides changed one, the edit made here stays."""
    theirs = head_of(checked.bank)
    if kept is None:
        return Merged(head=theirs)
    ours = head_of(kept.head())
    before = {name: kept.filed.get(name, value) for name, value in ours.items()}
    taken = {
        name
        for name, value in theirs.items()
        if value != ours[name] and (prefer_file or ours[name] == before[name])
    }
    head = {name: theirs[name] if name in taken else value for name, value in ours.items()}
    return Merged(
        head=head,
        changed=tuple(name for name in theirs if name in taken),
        kept=tuple(n for n in theirs if head[n] != theirs[n] and theirs[n] != before[n]),
        filed={name: value for name, value in theirs.items() if value != head[name]},
    )
