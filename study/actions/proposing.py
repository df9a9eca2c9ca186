"""What an import would change, in words: every difference of a comparison, ready to be shown."""

from collections import Counter
from collections.abc import Iterator, Mapping

from study.actions.comparing import (
    BY_DEFAULT,
    Compared,
    ComparedBank,
    ComparedDocument,
    Comparison,
)
from study.actions.proposals import (
    BankProposal,
    DocumentProposal,
    FieldChange,
    Proposal,
    Relocated,
    Row,
    RowState,
)
from study.actions.relocating import Fate, Text, texts_of
from study.banks.brought import Remark
from study.banks.checking import Checked
from study.domain.describing import asked, field_diffs, field_texts
from study.domain.differing import word_diff
from study.domain.questions import AnyQuestion
from study.storage import citations, documents, versions
from study.storage.banks import Head, KeptQuestion, head_of
from study.storage.contents import decode
from study.storage.database import Transaction

_ASKED_AGAIN = FieldChange(field="state", difference=(("delete", "retired"), ("insert", "asked")))


def proposal(db: Transaction, comparison: Comparison, checked: Checked) -> Proposal:
    """The comparison as a page shows it."""
    return Proposal(
        documents=tuple(_documents(db, comparison, checked)),
        banks=tuple(_bank(db, it) for it in comparison.banks),
        problems=comparison.problems,
        token=comparison.token,
    )


# --- banks -------------------------------------------------------------------------------


def _bank(db: Transaction, bank: ComparedBank) -> BankProposal:
    kept, checked = bank.kept, bank.checked
    words = _Words(db, bank)
    return BankProposal(
        file=checked.file,
        format=checked.format,
        slug=bank.slug,
        title=checked.bank.title,
        is_new=kept is None,
        revision=kept.revision if kept else 0,
        head_changes=_head_changes(bank),
        moved=bank.moved,
        rows=tuple(words.row(it) for it in bank.rows),
        remarks=(*checked.remarks, *_kept_as_here(bank)),
    )


class _Words:
    """What of a bank's questions differs, while its rows are put into words."""

    def __init__(self, db: Transaction, bank: ComparedBank) -> None:
        self.bank = bank
        changed = [it.old for it in bank.rows if it.old and it.edition]
        filed = [q for q in changed if q.file_version not in {None, q.version}]
        wanted = {(q.id, q.version) for q in changed}
        wanted |= {(q.id, q.file_version or 0) for q in filed}
        self.contents = versions.contents(db, wanted)
        keyed = [it.old.id for it in bank.rows if it.old and self._touches_key(it)]
        self.answers = versions.answers_of(db, keyed)

    def row(self, it: Compared) -> Row:
        """The row that shows one question; what is unchanged costs next to nothing."""
        touches_key = self._touches_key(it)
        return Row(
            name=self.bank.name(it),
            slug=it.slug,
            state=it.state,
            kind=_kind(it),
            prompt=_prompt(it),
            line=it.line,
            touches_key=touches_key,
            reviews=self.answers.get(it.old.id, 0) if it.old and touches_key else 0,
            changes=tuple(self._changes(it)),
            ours=tuple(self._ours(it)),
            reasons=it.reasons,
            is_default=it.state in BY_DEFAULT,
        )

    def _touches_key(self, it: Compared) -> bool:
        if it.old is None or it.edition is None:
            return False
        return self.contents[it.old.id, it.old.version][2] != it.edition.key_sha256

    def _changes(self, it: Compared) -> Iterator[FieldChange]:
        if it.old is None or it.state in {RowState.UNCHANGED, RowState.MISSING}:
            return
        if it.edition is not None:
            yield from _between(it.old.question(), it.edition.asked)
        if it.old.retired and it.asked is not None:
            yield _ASKED_AGAIN

    def _ours(self, it: Compared) -> Iterator[FieldChange]:
        """What was edited here since a file had the question."""
        old = it.old
        filed = self.contents.get((old.id, old.file_version or 0)) if old and it.edition else None
        if old is not None and filed is not None and old.file_version != old.version:
            yield from _between(decode(filed[0], filed[1]), old.question())


def _between(old: AnyQuestion, new: AnyQuestion) -> Iterator[FieldChange]:
    for name, difference in field_diffs(field_texts(old), field_texts(new)).items():
        yield FieldChange(field=name, difference=difference)


def _kind(it: Compared) -> str:
    known = (it.asked and it.asked.kind, it.draft and it.draft.kind, it.old and it.old.kind)
    return next((kind for kind in known if kind), "")


def _prompt(it: Compared) -> str:
    if it.draft is not None:
        text = it.draft.fields.get("prompt") or it.draft.fields.get("text") or ""
        return " ".join(str(text).split())
    question = it.asked or _question(it.old)
    return asked(question) if question else ""


def _question(old: KeptQuestion | None) -> AnyQuestion | None:
    return old.question() if old else None


# --- the bank's own fields ---------------------------------------------------------------


def _head_changes(bank: ComparedBank) -> tuple[FieldChange, ...]:
    if bank.kept is None:
        return ()
    ours, merged = (_head_texts(it) for it in (head_of(bank.kept.head()), bank.merged.head))
    return tuple(
        FieldChange(field=name, difference=word_diff(ours[name], merged[name]))
        for name in bank.merged.changed
    )


def _kept_as_here(bank: ComparedBank) -> tuple[Remark, ...]:
    ours = _head_texts(bank.merged.head)
    return tuple(
        Remark(
            item=name,
            kind="dropped",
            message=f"It was edited here and in the file; it stays “{ours[name][:200]}”.",
        )
        for name in bank.merged.kept
    )


def _head_texts(head: Head) -> Mapping[str, str]:
    """The fields as texts to be compared."""
    return {name: _as_text(value) for name, value in head.items()}


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return " / ".join(
            ": ".join(_as_text(part) for part in it if part) if isinstance(it, list) else str(it)
            for it in value
            if it
        )
    return str(value)


# --- documents ---------------------------------------------------------------------------


def _documents(
    db: Transaction, comparison: Comparison, checked: Checked
) -> Iterator[DocumentProposal]:
    """The documents of the files, each with what becomes of every citation of it."""
    rewritten = {
        it.old.id
        for bank in comparison.banks
        for it in bank.rows
        if it.old and it.state is RowState.CHANGED and it.edition
    }
    for it in comparison.documents:
        words = Counter(it.file.text.split())
        before = _words_before(db, it)
        yield DocumentProposal(
            file=it.name,
            slug=it.file.id,
            title=it.file.title,
            is_new=it.kept is None,
            is_changed=it.is_changed,
            version=it.kept.version if it.kept else 0,
            words=words.total(),
            words_added=(words - before).total() if it.kept else 0,
            words_removed=(before - words).total(),
            citations=tuple(_fates(db, it, rewritten)),
            remarks=checked.document_remarks.get(it.file.id, ()),
        )


def _words_before(db: Transaction, it: ComparedDocument) -> Counter[str]:
    """The words of the version that is kept, however often each; none where they stay."""
    if it.kept is None:
        return Counter()
    text = (
        documents.text_of(db, it.kept.id, it.kept.version) if it.has_other_words else it.file.text
    )
    return Counter(text.split())


def _fates(db: Transaction, it: ComparedDocument, rewritten: set[int]) -> Iterator[Relocated]:
    """What becomes of the citations; those that the same files replace are left out."""
    if it.kept is None or not it.has_other_words:
        return
    cited = [
        one
        for one in citations.citing(db, it.kept.id)
        if not one.retired and one.question_id not in rewritten
    ]
    for fate in Text(it.file.text, texts_of(db, it.kept.id)).fates(cited):
        yield relocated(fate)


def relocated(fate: Fate) -> Relocated:
    """A citation's fate as a page shows it."""
    return Relocated(
        bank=fate.cited.bank,
        question=fate.cited.slug,
        prompt=asked(fate.question),
        state=fate.state,
        difference=fate.near.difference if fate.near else (),
    )
