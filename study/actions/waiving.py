"""Setting findings of the lint aside, each with a reason that goes into the bank's file."""

from dataclasses import replace
from datetime import datetime

from study.actions import batches, citing, editing
from study.actions.batches import Changes
from study.domain.errors import BadInput, NotFound
from study.domain.linting import NAMES
from study.storage import banks
from study.storage.banks import KeptBank
from study.storage.database import Transaction

LONGEST_REASON = 1_000
Waivers = tuple[tuple[str, str], ...]


class Unreasoned(BadInput):
    """A waiver without a reason, or with one that is too long."""


def set_aside(
    db: Transaction,
    who: int,
    bank_slug: str,
    question: str,
    check: str,
    reason: str,
    now: datetime,
) -> bool:
    """Waives a check for a question, or for the whole bank where `question` is "".

    Repeating it changes nothing, and says so. Raises Unreasoned, with a sentence for the author.
    """
    words = " ".join(reason.split())
    if not words:
        raise Unreasoned("Write why it is right as it is: the next reader wants to know.")
    if len(words) > LONGEST_REASON:
        raise Unreasoned(
            f"The reason has {len(words):,} characters; {LONGEST_REASON:,} are enough."
        )
    if check not in NAMES:
        raise NotFound("There is no such check.")
    return _rewrite(db, who, bank_slug, question, check, words, now)


def take_up_again(
    db: Transaction, who: int, bank_slug: str, question: str, check: str, now: datetime
) -> bool:
    """Takes a waiver back, so that the check is heard again; without one nothing changes."""
    return _rewrite(db, who, bank_slug, question, check, "", now)


def _rewrite(
    db: Transaction, who: int, bank_slug: str, slug: str, check: str, reason: str, now: datetime
) -> bool:
    bank = banks.bank(db, bank_slug)
    if not slug:
        return _rewrite_bank(db, who, bank, check, reason, now)
    kept = banks.question(db, bank.id, slug)
    question = kept.question()
    waived = replace(question, waive=_with(question.waive, check, reason))
    if editing.has_words(kept, waived):
        return False
    edition = citing.edition(db, waived, kept.position, old=kept)
    if edition is None:
        raise BadInput("A quote of this question is not in its document: mend that first.")
    changes = Changes(bank_id=bank.id, changed=((kept, edition),))
    batches.write(db, who, "edit", f"{bank.slug}/{slug}", [changes], now)
    return True


def _rewrite_bank(
    db: Transaction, who: int, bank: KeptBank, check: str, reason: str, now: datetime
) -> bool:
    waive = _with(bank.waive, check, reason)
    if waive == bank.waive:
        return False
    changes = Changes(bank_id=bank.id, head=replace(bank.head(), waive=waive))
    batches.write(db, who, "edit", bank.slug, [changes], now)
    return True


def _with(waive: Waivers, check: str, reason: str) -> Waivers:
    """The waivers with this one last, or without it where there is no reason."""
    others = tuple(it for it in waive if it[0] != check)
    if (check, reason) in waive:
        return waive
    return (*others, (check, reason)) if reason else others
