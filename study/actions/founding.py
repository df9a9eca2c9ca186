"""Banks made here, and what a bank says of itself."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from study.actions import batches
from study.actions.batches import Changes
from study.actions.editing import Taken
from study.banks.exchange.naming import slug
from study.banks.explaining import Complaint, complaints
from study.banks.format import FORMAT, Head
from study.domain.errors import Conflict
from study.domain.questions import Bank, Defaults
from study.storage import banks, shelves
from study.storage.banks import KeptBank, head_of
from study.storage.database import Transaction

CHANGED = "Somebody changed this bank while you were writing. Nothing was saved: look again."


def head(fields: Mapping[str, Any]) -> Bank | tuple[Complaint, ...]:
    """The bank in these fields, without questions, or what the format finds wrong with them.

    A bank without an id gets one made of its title.
    """
    named = {**fields, "id": fields.get("id") or slug(str(fields.get("title", "")))}
    try:
        found = Head.model_validate({"format": FORMAT, **named}).domain(())
    except ValidationError as error:
        return tuple(complaints(error, Head))
    return found


def found(db: Transaction, who: int, bank: Bank, now: datetime) -> bool:
    """Makes a new bank without questions; repeating it changes nothing, and says so.

    Raises Taken when there is another bank of that name.
    """
    there = banks.find_bank(db, bank.id)
    if there is not None and head_of(there.head()) == head_of(bank):
        return False
    if there is not None:
        raise Taken(f"“{bank.id}” is the id of another bank: give this one another.")
    bank_id = banks.add_bank(db, bank, now)
    # Whoever makes a bank studies it: it stands on their shelf from the start.
    shelves.add_cards(db, who, bank_id, [], now)
    batches.write(db, who, "edit", bank.id, [Changes(bank_id=bank_id, is_new=True)], now)
    return True


def revise(
    db: Transaction, who: int, bank_slug: str, bank: Bank, now: datetime, *, token: str
) -> bool:
    """Changes what a bank says of itself; its documents and waivers stay.

    `token` is that of what was looked at: Conflict when it has changed since. Repeating it
    changes nothing, and says so.
    """
    kept = banks.bank(db, bank_slug)
    defaults = Defaults(kept.defaults.document, bank.defaults.tags)
    wanted = replace(
        kept.head(),
        title=bank.title,
        description=bank.description,
        language=bank.language,
        license=bank.license,
        authors=bank.authors,
        defaults=defaults,
    )
    if head_of(wanted) == head_of(kept.head()):
        return False
    if token_of(kept) != token:
        raise Conflict(CHANGED)
    batches.write(db, who, "edit", kept.slug, [Changes(bank_id=kept.id, head=wanted)], now)
    return True


def token_of(kept: KeptBank) -> str:
    """What changes whenever a bank's own fields do."""
    text = json.dumps(head_of(kept.head()), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
