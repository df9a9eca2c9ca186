"""Deciding about drafts that were made: accepting, rejecting, and taking either back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from study.actions import batches, citing, completing, editing, rolling_back
from study.actions.batches import Changes
from study.actions.citing import Texts
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.questions import AnyQuestion
from study.domain.workload import Load, load
from study.storage import banks, drafted, drafts, imports, people, shelves
from study.storage.banks import Edition
from study.storage.database import Transaction
from study.storage.drafts import ACCEPTED, REJECTED, WAITING, Draft
from study.storage.people import Learner

# Why a draft is rejected, in the order of the keys that say so.
REASONS = (
    "wrong key",
    "ambiguous",
    "needs its context",
    "not worth learning",
    "badly worded",
)
OTHER = "other"
LONGEST_REASON = 500
MOST_AT_ONCE = 200
# Below this nobody may accept unread.
LEAST_UNREAD = 70
UNPROVED = "Its words are no longer in the document as they were: mend the draft, or reject it."
UNASKABLE = "It cannot be asked as it stands: mend the draft, or reject it."


def made(db: Transaction, draft_id: int) -> Draft:
    """The draft of that number, if it was made from a document; raises NotFound."""
    found = drafts.draft(db, draft_id) if 0 < draft_id < 2**31 else None
    if found is None or found.made is None:
        raise NotFound("There is no such draft.")
    return found


def question_of(draft: Draft) -> AnyQuestion | None:
    """The question that a draft would become, or None where it cannot be asked."""
    read = editing.question_of(draft.fields)
    return None if isinstance(read, tuple) else read


def is_mended(draft: Draft) -> bool:
    """Whether a draft reads otherwise than it was drafted."""
    question = question_of(draft)
    return question is not None and completing.was_mended(draft, question)


# --- accepting -----------------------------------------------------------------------------


def accept(db: Transaction, who: int, draft_id: int, now: datetime) -> bool:
    """Makes a draft a question of its bank; repeating it changes nothing, and says so.

    Raises Conflict when it was rejected meanwhile, BadInput when it cannot be asked.
    """
    draft = made(db, draft_id)
    if draft.state == REJECTED:
        raise Conflict(completing.DECIDED)
    if draft.state == ACCEPTED:
        return False
    _write(db, who, [draft], f"{draft.bank}/{draft.slug}", now)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedMany:
    """What accepting several at once did: its batch, how many, and how many were left."""

    batch: int | None
    count: int
    left: int


def accept_many(
    db: Transaction, who: int, draft_ids: Sequence[int], least: int, now: datetime
) -> AcceptedMany:
    """Makes those of these drafts questions that still wait and score so much, as one batch.

    What cannot be asked is left. Raises BadInput for a score that is too low to accept unread.
    """
    if least < LEAST_UNREAD:
        raise BadInput(f"Below {LEAST_UNREAD} points a draft must be read before it is accepted.")
    some = [made(db, identity) for identity in sorted(set(draft_ids))[:MOST_AT_ONCE]]
    texts = Texts(db)
    sound = [it for it in some if _is_sound(db, it, least, texts)]
    if not sound:
        return AcceptedMany(batch=None, count=0, left=len(some))
    batch = _write(db, who, sound, f"All from {least} points", now)
    return AcceptedMany(batch=batch, count=len(sound), left=len(some) - len(sound))


def _is_sound(db: Transaction, draft: Draft, least: int, texts: Texts) -> bool:
    """Whether a draft still waits, scores so much, and can be asked."""
    if draft.state != WAITING or draft.score is None or draft.score < least:
        return False
    question = question_of(draft)
    return question is not None and citing.edition(db, question, 0, texts=texts) is not None


def _write(db: Transaction, who: int, some: Sequence[Draft], source: str, now: datetime) -> int:
    """Writes drafts as questions of their banks, in one batch, and gives its number."""
    reader, texts = people.learner(db, who), Texts(db)
    of_bank: dict[str, list[Draft]] = {}
    for draft in some:
        of_bank.setdefault(draft.bank, []).append(draft)
    named: dict[tuple[int, str], Draft] = {}
    changes = []
    for slug, mine in of_bank.items():
        there = banks.find_bank(db, slug)
        head = completing.bank_of(db, slug).head()
        bank_id = there.id if there else banks.add_bank(db, head, now)
        names = _names(db, bank_id, mine)
        named |= {(bank_id, names[draft.id]): draft for draft in mine}
        new = _editions(db, bank_id, mine, names, reader, texts)
        changes.append(Changes(bank_id=bank_id, new=new, is_new=there is None))
    batch = batches.write(db, who, "drafted", source, changes, now)
    for it in imports.questions_of(db, batch):
        draft = named[it.bank_id, it.slug]
        how = completing.MENDED if is_mended(draft) else ""
        drafts.decide(db, draft.id, ACCEPTED, who, now, reason=how, question_id=it.question_id)
    return batch


def _names(db: Transaction, bank_id: int, some: Sequence[Draft]) -> Mapping[int, str]:
    """What each draft will be called in its bank, where another question may have its name."""
    taken = {question.slug for question in banks.questions(db, bank_id)}
    names = {}
    for draft in some:
        name, number = draft.slug, 1
        while name in taken:
            number += 1
            name = f"{draft.slug[:90]}-{number}"
        taken.add(name)
        names[draft.id] = name
    return names


def _editions(
    db: Transaction,
    bank_id: int,
    some: Sequence[Draft],
    names: Mapping[int, str],
    reader: Learner,
    texts: Texts,
) -> tuple[Edition, ...]:
    """The drafts as questions at the end of their bank; raises BadInput for one that is none."""
    found = []
    for position, draft in enumerate(some, banks.next_position(db, bank_id)):
        question = question_of(draft)
        if question is None:
            raise BadInput(UNASKABLE)
        question = completing.reviewed(question, reader, is_mended=is_mended(draft))
        question = replace(question, id=names[draft.id])
        edition = citing.edition(db, question, position, texts=texts)
        if edition is None:
            raise BadInput(UNPROVED)
        found.append(edition)
    return tuple(found)


# --- rejecting, and taking back ------------------------------------------------------------


def reject(
    db: Transaction, who: int, draft_id: int, reason: str, now: datetime, *, words: str = ""
) -> bool:
    """Puts a draft away for good, with the reason; repeating it changes nothing, and says so.

    Raises Conflict when it was accepted meanwhile, BadInput when nothing is said for a reason.
    """
    draft = made(db, draft_id)
    words = " ".join(words.split())[:LONGEST_REASON]
    if reason == OTHER and words:
        reason = f"{OTHER}: {words}"
    elif reason not in REASONS:
        raise BadInput("Say why it is rejected.")
    if draft.state == ACCEPTED:
        raise Conflict(completing.DECIDED)
    return drafts.decide(db, draft.id, REJECTED, who, now, reason=reason)


def undo(db: Transaction, who: int, draft_id: int, now: datetime) -> int:
    """Takes back what somebody decided last, if it was about this draft; how many wait again.

    Drafts that were accepted together wait together. Raises Conflict when another decision is
    the last one by now, or when somebody has answered what was accepted.
    """
    draft = made(db, draft_id)
    if draft.state == WAITING:
        return 0
    if drafted.last_decided(db, who) != draft.id:
        raise Conflict("Something else was decided since then. Nothing was taken back.")
    if draft.state == REJECTED:
        drafts.wait_again(db, ids=[draft.id])
        return 1
    batch = drafted.batch_that_brought(db, draft.question_id or 0)
    if batch is None:
        raise Conflict("The question that it became is no longer here.")
    outcome = rolling_back.roll_back(db, who, batch, now)
    if drafts.draft(db, draft.id).state != WAITING:
        raise Conflict("Somebody has answered its question already: retire it in its bank.")
    return len(outcome.deleted)


def cards_of(db: Transaction, who: int, batch: int | None) -> int:
    """How many cards a learner got by what was accepted of one drafting."""
    held = shelves.cards_of_questions(db, drafted.questions_of_batch(db, batch))
    return sum(it.learner_id == who for it in held)


def cost_of(learner: Learner, cards: int) -> Load:
    """The reviews a day that so many new cards will bring, at the learner's limits."""
    return load(cards, learner.new_a_day, learner.reviews_a_day, learner.plan())
