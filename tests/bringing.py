"""Bringing files in, editing here and taking back, as the tests of the engine do it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from study.actions import batches, citing, importing, rolling_back
from study.actions.batches import Changes
from study.actions.proposals import Decision, Proposal, Row, RowState
from study.actions.rolling_back import TakenBack
from study.banks.checking import Checked, check
from study.banks.documents import DocumentFile
from study.domain.questions import AnyQuestion, Bank
from study.storage import banks, imports, people
from study.storage.banks import KeptQuestion
from study.storage.database import Database
from study.storage.imports import Batch
from tests.builders import NOW, WHO, written

ALL = Decision()


def files_of(folder: Path, *some: Bank, documents: Sequence[DocumentFile] = ()) -> Checked:
    """These banks and documents as files, read and checked."""
    return check([written(folder, *some, documents=documents)])


def proposed(database: Database, checked: Checked) -> Proposal:
    with database.read() as db:
        return importing.propose(db, checked, WHO)


def decided(
    database: Database,
    checked: Checked,
    decision: Decision = ALL,
    now: datetime = NOW,
    **options: Any,
) -> int | None:
    """The batch of a decision about files."""
    with database.write() as db:
        people.ensure_local_learner(db, "UTC", NOW)
        return importing.decide(db, checked, WHO, decision, now, **options)


def taken(database: Database, folder: Path, *some: Bank, **options: Any) -> int:
    """The batch of taking these banks whole."""
    batch = decided(database, files_of(folder, *some, **options))
    assert batch is not None
    return batch


def ticked(*rows: str, documents: Sequence[str] = (), **options: Any) -> Decision:
    """A decision for just these rows and documents."""
    return Decision(
        everything=False, rows=frozenset(rows), documents=frozenset(documents), **options
    )


def states(proposal: Proposal) -> dict[str, RowState]:
    """The state of every row by its name."""
    return {row.name: row.state for bank in proposal.banks for row in bank.rows}


def row_of(proposal: Proposal, name: str) -> Row:
    (found,) = (row for bank in proposal.banks for row in bank.rows if row.name == name)
    return found


def kept_question(database: Database, name: str) -> KeptQuestion:
    """The question of that name (bank/question) as it is kept."""
    bank, slug = name.split("/")
    with database.read() as db:
        return banks.question(db, banks.bank(db, bank).id, slug)


def edited(database: Database, name: str, now: datetime = NOW, **changes: Any) -> int:
    """The batch of editing a question here."""
    return rewritten(database, name, lambda old: replace(old, **changes), now)


def rewritten(database: Database, name: str, change: Any, now: datetime = NOW) -> int:
    bank, slug = name.split("/")
    with database.write() as db:
        kept = banks.bank(db, bank)
        old = banks.question(db, kept.id, slug)
        edition = citing.edition(db, change(old.question()), old.position, old=old)
        assert edition is not None
        changes = Changes(bank_id=kept.id, changed=((old, edition),))
        return batches.write(db, WHO, "edit", name, [changes], now)


def added(database: Database, bank: str, question: AnyQuestion, now: datetime = NOW) -> int:
    """The batch of making a question here."""
    with database.write() as db:
        kept = banks.bank(db, bank)
        edition = citing.edition(db, question, banks.next_position(db, kept.id))
        assert edition is not None
        changes = Changes(bank_id=kept.id, new=(edition,))
        return batches.write(db, WHO, "edit", f"{bank}/{question.id}", [changes], now)


def retired(database: Database, name: str, now: datetime = NOW) -> int:
    """The batch of retiring a question here."""
    bank, slug = name.split("/")
    with database.write() as db:
        kept = banks.bank(db, bank)
        changes = Changes(bank_id=kept.id, retired=(banks.question(db, kept.id, slug),))
        return batches.write(db, WHO, "edit", name, [changes], now)


def with_head(database: Database, bank: str, now: datetime = NOW, **changes: Any) -> int:
    """The batch of editing a bank's own fields here."""
    with database.write() as db:
        kept = banks.bank(db, bank)
        some = Changes(bank_id=kept.id, head=replace(kept.head(), **changes))
        return batches.write(db, WHO, "edit", bank, [some], now)


def rolled_back(database: Database, batch: int, now: datetime = NOW) -> TakenBack:
    with database.write() as db:
        return rolling_back.roll_back(db, WHO, batch, now)


def batch_of(database: Database, number: int) -> Batch:
    with database.read() as db:
        return imports.batch(db, number)


def whole(database: Database, bank: str = "aid") -> Bank:
    """The bank as it would be exported."""
    with database.read() as db:
        return banks.exported(db, bank)


def prompts(database: Database, bank: str = "aid") -> dict[str, str]:
    """What each asked question of the bank asks."""
    return {question.id: question.prompt for question in whole(database, bank).questions}
