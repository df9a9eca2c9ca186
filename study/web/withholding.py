"""What tests keep from whoever is here; in a house without accounts there are none to ask for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from study.actions.scopes import assignment_of
from study.storage import owning, practising, withholding
from study.storage.database import Transaction
from study.storage.withholding import NOTHING_WITHHELD, Held
from study.web.access import reader
from study.web.deps import Visit


@dataclass(frozen=True, slots=True)
class HeldBack:
    """How many questions of a page are held back, and until when at the latest; None: not known."""

    count: int
    until: datetime | None


def withheld(here: Visit, db: Transaction) -> frozenset[int]:
    """The questions that nothing shown to this person may tell about."""
    if here.person.is_local:
        return NOTHING_WITHHELD
    return withholding.withheld(db, here.who, here.now)


def asked_of(here: Visit, db: Transaction, scope: str) -> frozenset[int]:
    """What a sitting must not ask; raises NotFound for a bank that is not this person's to see."""
    if here.person.is_local:
        return NOTHING_WITHHELD
    is_bank = scope and assignment_of(scope) is None
    if is_bank and not practising.has_cards(db, here.who, scope):
        owning.readable_bank(db, scope, reader(here.person))
    return withheld(here, db)


def held(here: Visit, db: Transaction) -> tuple[Held, ...]:
    """What each test holds back from this person."""
    return () if here.person.is_local else withholding.held(db, here.who, here.now)


def held_back(held: Sequence[Held], among: Collection[int]) -> HeldBack | None:
    """What a page says of the questions that it leaves out; None when it leaves out none."""
    theirs = [(it.questions.intersection(among), it.until) for it in held]
    left_out: frozenset[int] = frozenset().union(*(some for some, _ in theirs))
    if not left_out:
        return None
    ends = [until for some, until in theirs if some]
    known = [until for until in ends if until is not None]
    return HeldBack(len(left_out), max(known) if len(known) == len(ends) else None)
