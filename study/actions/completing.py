"""Drafts: kept with what they lack, completed in the form, and then questions like any other."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from study.actions import batches, citing, editing
from study.actions.batches import Changes
from study.banks.brought import Fields
from study.banks.writing import standing_alone
from study.domain.errors import BadInput, Conflict
from study.domain.questions import AnyQuestion, Bank, Provenance
from study.storage import banks, drafts, imports, people
from study.storage.banks import KeptBank
from study.storage.contents import encode
from study.storage.database import Transaction
from study.storage.drafts import Draft, NewDraft
from study.storage.people import Learner

NAMELESS = "Write the question first: a draft is known by it."
REFUSED = "This very draft was discarded before. Change it, and it can be kept again."
DECIDED = "Somebody has decided about this draft meanwhile."
# What is said of a drafted question that was changed before it was accepted.
MENDED = "mended"
# Whoever studies alone has given no name.
ALONE = "the owner of the library"


def bank_of(db: Transaction, slug: str) -> KeptBank:
    """The bank of that name; where only drafts for it are here, as it would be made.

    Raises NotFound when there is neither.
    """
    found = banks.find_bank(db, slug)
    titles = {} if found else drafts.counts(db)
    if found is not None or slug not in titles:
        return found or banks.bank(db, slug)
    head = Bank(id=slug, title=titles[slug][0] or slug)
    return KeptBank(
        id=0,
        slug=head.id,
        title=head.title,
        description="",
        language=head.language,
        license="",
        authors=(),
        documents=(),
        defaults=head.defaults,
        waive=(),
        filed={},
        sha256="",
        fingerprint="",
        questions=0,
        revision=0,
    )


def waiting(db: Transaction, draft_id: int) -> Draft:
    """The draft, while nobody has decided about it; raises Conflict afterwards."""
    found = drafts.draft(db, draft_id)
    if found.state != drafts.WAITING:
        raise Conflict(DECIDED)
    return found


def keep(
    db: Transaction, bank: KeptBank, fields: Fields, reasons: Sequence[str], now: datetime
) -> int:
    """Keeps a question that cannot be asked yet as a draft, and gives its number.

    The same draft of the same name is kept once. Raises BadInput where it has no words to be
    known by, or was discarded before.
    """
    if not str(fields.get("prompt") or fields.get("text") or "").strip():
        raise BadInput(NAMELESS)
    known = drafts.of_bank(db, bank.slug)
    slug = _free_slug(fields, known)
    new = NewDraft(
        bank=bank.slug,
        bank_title=bank.title,
        slug=slug,
        position=max((draft.position for draft in known.values()), default=0) + 1,
        kind=str(fields["type"]),
        fields={**fields, "id": slug},
        reasons=tuple(reasons),
    )
    if slug in known:
        drafts.change_draft(db, known[slug].id, new.kind, new.fields, new.reasons)
        return known[slug].id
    if not drafts.add_drafts(db, [new], None, now):
        raise BadInput(REFUSED)
    return drafts.of_bank(db, bank.slug)[slug].id


def _free_slug(fields: Fields, known: Mapping[str, Draft]) -> str:
    """The draft's id, with a number behind it where another draft has that id already."""
    slug, number = str(fields["id"]), 1
    while slug in known and not _is_same(known[slug], {**fields, "id": slug}):
        number += 1
        slug = f"{fields['id']}-{number}"
    return slug


def _is_same(draft: Draft, fields: Fields) -> bool:
    return draft.state == drafts.WAITING and draft.fields == fields


def rewrite(db: Transaction, draft_id: int, fields: Fields, reasons: Sequence[str]) -> bool:
    """Gives a draft other words; whether it was still waiting for them."""
    if not draft_id or drafts.draft(db, draft_id).state != drafts.WAITING:
        return False
    drafts.change_draft(db, draft_id, str(fields["type"]), fields, tuple(reasons))
    return True


def complete(
    db: Transaction, who: int, draft_id: int, question: AnyQuestion, now: datetime
) -> bool:
    """Makes a draft a question of its bank, which is made where there is none yet.

    Repeating it changes nothing, and says so. Raises Conflict when somebody has decided about
    the draft, Taken when the bank has another question of that name, Unproved when a quote
    cannot be found.
    """
    draft = drafts.draft(db, draft_id)
    typed, is_mended = question, was_mended(draft, question)
    question = reviewed(typed, people.learner(db, who), is_mended=is_mended)
    bank = banks.find_bank(db, draft.bank)
    there = banks.find_question(db, bank.id, question.id) if bank else None
    if draft.state != drafts.WAITING:
        if there is not None and editing.has_words(there, question):
            return False
        raise Conflict(DECIDED)
    if there is not None:
        raise editing.Taken(f"“{question.id}” is the id of another question of this bank.")
    edition = citing.edition(db, question, banks.next_position(db, bank.id) if bank else 0)
    if edition is None:
        raise editing.Unproved("A quote is not in its document.")
    bank_id = bank.id if bank else banks.add_bank(db, bank_of(db, draft.bank).head(), now)
    changes = Changes(bank_id=bank_id, new=(edition,), is_new=bank is None)
    batch = batches.write(db, who, "drafted", f"{draft.bank}/{question.id}", [changes], now)
    (written,) = imports.questions_of(db, batch)
    how = MENDED if is_mended else ""
    if is_mended:  # Taken back, it waits as it was mended.
        drafts.change_draft(db, draft.id, typed.kind, standing_alone(typed), ())
    drafts.decide(
        db, draft.id, drafts.ACCEPTED, who, now, reason=how, question_id=written.question_id
    )
    return True


def was_mended(draft: Draft, question: AnyQuestion) -> bool:
    """Whether a question says something else than what was drafted for it."""
    return draft.made is not None and draft.made.words != words_sha256(question)


def words_sha256(question: AnyQuestion) -> str:
    """A hash of everything that a question says, whatever it is called and whoever read it."""
    nameless = replace(question, id="", provenance=Provenance())
    return hashlib.sha256(encode(nameless).encode()).hexdigest()


def reviewed(question: AnyQuestion, reader: Learner, *, is_mended: bool = False) -> AnyQuestion:
    """The question with the name of whoever read it, where no hand wrote it."""
    by = question.provenance
    if by.by == "hand":
        return question
    name = reader.name if reader.id != people.LOCAL_LEARNER else ALONE
    name = f"{name}, who mended it" if is_mended else name
    return replace(question, provenance=replace(by, reviewed_by=name))


def discard(db: Transaction, who: int, draft_id: int, now: datetime) -> None:
    """Puts a draft away for good: it is not offered again; repeating it changes nothing."""
    drafts.decide(db, drafts.draft(db, draft_id).id, drafts.REJECTED, who, now)
