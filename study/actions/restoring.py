"""Going back to what a question said before: always as one more version."""

from datetime import datetime

from study.actions import editing
from study.domain.errors import NotFound
from study.storage import banks, history
from study.storage.database import Transaction
from study.storage.history import Version


def version_of(db: Transaction, question_id: int, number: int) -> Version:
    """One version of a question; raises NotFound."""
    for version in history.versions(db, question_id):
        if version.number == number:
            return version
    raise NotFound(f"There is no version {number} of this question.")


def restore(
    db: Transaction,
    who: int,
    bank_slug: str,
    slug: str,
    number: int,
    now: datetime,
    *,
    version: int,
) -> bool:
    """Lets a question say again what its version `number` said; repeating it changes nothing.

    `version` is the one that was looked at: Conflict when there is a later one with other words.
    Raises Unproved when words that version cites are no longer in their document.
    """
    kept = banks.question(db, banks.bank(db, bank_slug).id, slug)
    words = version_of(db, kept.id, number).question()
    return editing.change(db, who, bank_slug, slug, words, now, version=version, kind="restored")
