"""Drafts as the drafting program answers with them, kept and decided about."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from study.actions import drafting, reviewing
from study.actions.drafting import Kept, Order
from study.banks.writing import standing_alone
from study.domain.questions import AnyQuestion, Provenance
from study.storage import banks, drafts, people
from study.storage.database import Database
from study.storage.drafts import Draft
from tests.builders import NOW, WHO
from tests.domain.builders import a_short

BY = Provenance(by="generator", name="study", version="1")
XINHUA = Order(documents=("xinhua",))
BANK = "drafted-xinhua"


def a_draft(slug: str = "city", **changes: Any) -> dict[str, Any]:
    """One draft of an answer; everything but its question can be given as in the answer."""
    question = changes.pop("question", None) or a_short(
        id=slug, prompt=f"Which {slug} was it?", explanation="", hint="", provenance=BY
    )
    fields = {
        "fields": dict(standing_alone(question)),
        "document": "xinhua",
        "places": [["xinhua", 3]],
        "rules": ["short", "which"],
        "points": [["dated", 15], ["long", -5]],
        "score": 75,
        "proved": ["quote found", "key in quote"],
    }
    return fields | changes


def an_answer(*some: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of the drafting program with these drafts."""
    return {
        "drafts": [*some],
        "left_out": {"too short": 3},
        "rejected": {"below the line": 1},
        "barred": {"others: place": 2},
        "remarks": ["A remark."],
        "words": 1_000,
    }


def kept(
    database: Database,
    *some: Mapping[str, Any],
    order: Order = XINHUA,
    now: datetime = NOW,
) -> Kept:
    """What comes of keeping these drafts."""
    with database.write() as db:
        people.ensure_local_learner(db, "UTC", NOW)
        return drafting.keep(db, WHO, order, an_answer(*some), now)


def many(count: int, **changes: Any) -> list[dict[str, Any]]:
    """As many drafts, each asking something else."""
    return [a_draft(f"city-{number}", **changes) for number in range(count)]


def found(database: Database, slug: str = "city", bank: str = BANK) -> Draft:
    """The draft of that name."""
    with database.read() as db:
        return drafts.of_bank(db, bank)[slug]


def slugs(database: Database, **options: Any) -> list[str]:
    """The names of the drafts that wait, or are in another state."""
    with database.read() as db:
        return [it.slug for it in drafts.drafts(db, **options)]


def accepted(database: Database, slug: str = "city", now: datetime = NOW) -> bool:
    with database.write() as db:
        return reviewing.accept(db, WHO, drafts.of_bank(db, BANK)[slug].id, now)


def rejected(
    database: Database, slug: str = "city", reason: str = "ambiguous", now: datetime = NOW, **o: Any
) -> bool:
    with database.write() as db:
        draft = drafts.of_bank(db, BANK)[slug]
        return reviewing.reject(db, WHO, draft.id, reason, now, **o)


def undone(database: Database, slug: str = "city", now: datetime = NOW) -> int:
    with database.write() as db:
        return reviewing.undo(db, WHO, drafts.of_bank(db, BANK)[slug].id, now)


def all_from(database: Database, least: int, some: Sequence[str]) -> reviewing.AcceptedMany:
    """What accepting those drafts unread did."""
    with database.write() as db:
        here = drafts.of_bank(db, BANK)
        return reviewing.accept_many(db, WHO, [here[it].id for it in some], least, NOW)


def asked(database: Database, slug: str = "city", bank: str = BANK) -> AnyQuestion:
    """The question of that name."""
    with database.read() as db:
        return banks.question(db, banks.bank(db, bank).id, slug).question()
