"""Banks, documents and learners of the tests: small functions, everything can be overridden."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from study.actions.importing import Outcome
from study.banks.documents import DocumentFile, write_document
from study.banks.writing import write_bank
from study.cli.importing import Wishes, import_files
from study.domain.cards import CardState
from study.domain.passages import normalise_text
from study.domain.questions import AnyQuestion, Bank, Citation, DocumentRef
from study.domain.quoting import Quote
from study.storage import cards, people, reviews, shelves
from study.storage.database import Database
from study.storage.people import Learner
from study.storage.reviews import Day
from tests.domain.builders import a_comparison, a_short, one_of_each

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WHO = people.LOCAL_LEARNER
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
TEXT = """\
## On the help that came

[Xinhua asks] How much help came in those years?

[Xinhua answers] From October 1937 on, the Soviet Union supplied China with 1,235 aircraft.

The wartime capital was Chongqing, which was bombed for years.
"""
AIRCRAFT = "supplied China with 1,235 aircraft"
CAPITAL = "The wartime capital was Chongqing"
TWO_PASSAGES = (Citation("xinhua", Quote(AIRCRAFT)), Citation("xinhua", Quote(CAPITAL)))


def a_document(words: str = TEXT, **changes: Any) -> DocumentFile:
    body = normalise_text(words)
    fields = {
        "id": "xinhua",
        "title": "An interview on the war",
        "author": "A. Author",
        "publisher": "Xinhua",
        "published": "2025",
        "viewpoint": "A statesman remembers.",
        "text": body,
        "sha256": hashlib.sha256(body.encode()).hexdigest(),
    }
    return DocumentFile(**(fields | changes))


def a_bank(*questions: AnyQuestion, **changes: Any) -> Bank:
    fields = {
        "id": "aid",
        "title": "Help from outside",
        "description": "What came, and from whom.",
        "license": "CC-BY-4.0",
        "authors": ("A. Author",),
        "documents": (DocumentRef("xinhua", "../documents/xinhua.md"),),
        "questions": questions or (*one_of_each()[:-1], a_comparison(citations=TWO_PASSAGES)),
    }
    return Bank(**(fields | changes))


def some_questions(count: int, **changes: Any) -> tuple[AnyQuestion, ...]:
    return tuple(
        a_short(f"city number {number}", **({"id": f"q-{number:03}"} | changes))
        for number in range(count)
    )


def written(folder: Path, *banks: Bank, documents: Sequence[DocumentFile] = ()) -> Path:
    """The folder with these banks and documents as files."""
    for name in ("banks", "documents"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for document in documents or (a_document(),):
        (folder / "documents" / f"{document.id}.md").write_text(write_document(document))
    for bank in banks:
        (folder / "banks" / f"{bank.id}.yaml").write_text(write_bank(bank))
    return folder


def brought_in(database: Database, folder: Path, now: datetime = NOW, **options: Any) -> Outcome:
    """What importing the folder's banks for the one learner did."""
    usual = {"dry_run": False, "strict": False, "retire_missing": False, "silent": True}
    return import_files(database, [folder], "UTC", now, Wishes(**(usual | options)))


def kept(database: Database, folder: Path, *banks: Bank, now: datetime = NOW) -> Outcome:
    """What writing these banks and importing them did."""
    return brought_in(database, written(folder, *banks), now)


def with_settings(database: Database, **changes: Any) -> Learner:
    """The one learner, with other settings than the usual."""
    with database.write() as db:
        people.ensure_local_learner(db, "UTC", NOW)
        changed = replace(people.learner(db, WHO), **changes)
        people.save_learner(db, changed)
    return changed


@dataclass(frozen=True)
class Snapshot:
    """Everything that a step changes and an undo restores."""

    cards: dict[int, CardState]
    days: tuple[Day, ...]
    begun: dict[str, int]


def snapshot(database: Database) -> Snapshot:
    since = NOW.date() - 400 * DAY
    with database.read() as db:
        days = reviews.days_since(db, WHO, since)
        begun = shelves.banks_due(db, WHO, NOW.date(), NOW, most_reviews=1, most_new=1)
        return Snapshot(
            {card: cards.card(db, WHO, card).state for card in card_ids(database)},
            tuple(day for day in days if day != Day(day_on=day.day_on)),
            {bank.slug: bank.seen for bank in begun},
        )


def card_ids(database: Database) -> list[int]:
    return [row[0] for row in rows(database, "SELECT card_id FROM card ORDER BY card_id")]


def state_of(database: Database, card_id: int) -> CardState:
    with database.read() as db:
        return cards.card(db, WHO, card_id).state


def card_of(database: Database, slug: str, part: int = 0) -> int:
    """The card of the question with that id."""
    found = rows(database, "SELECT id FROM question WHERE slug = :slug", slug=slug)
    return int(found[0][0]) * 1000 + part


def rows(database: Database, query: str, **values: object) -> list[Any]:
    """What a query finds."""
    with database.engine.connect() as connection:
        return list(connection.execute(text(query), values))


def count(database: Database, table: str) -> int:
    return int(rows(database, f'SELECT count(*) FROM "{table}"')[0][0])


def execute(database: Database, statement: str, **values: object) -> None:
    """Carries out a statement behind the program's back."""
    with database.write() as db:
        db.execute(text(statement), values)
