"""What taking a batch back would do is told beforehand, and is then what it does."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from study.actions import bulk, foreseeing, moving
from study.actions.foreseeing import Foreseen
from study.domain.errors import NotFound
from study.domain.scheduling import Rating
from study.storage import imports
from study.storage.database import Database
from tests.bringing import added, decided, edited, files_of, retired, rolled_back, taken, ticked
from tests.bringing import with_head as headed
from tests.builders import NOW, TEXT, WHO, a_bank, a_document, card_of, some_questions
from tests.domain.builders import a_short
from tests.practising import studied

NAMES = [name for name in Foreseen.__dataclass_fields__ if name != "documents_left"]


def foreseen(database: Database, batch: int) -> Foreseen:
    with database.read() as db:
        return foreseeing.foresee(db, imports.batch(db, batch))


def happens_as_told(database: Database, batch: int) -> Foreseen:
    """What is told of taking the batch back, once it has happened so."""
    told = foreseen(database, batch)
    done = rolled_back(database, batch)
    for name in NAMES:
        mine = [it for it in getattr(done, name) if name != "documents" or it in told.documents]
        assert sorted(getattr(told, name)) == sorted(mine), name
    assert set(told.documents_left) <= set(done.documents_left)
    return told


def test_a_bank_that_nobody_answered_would_be_gone(database, tmp_path):
    told = happens_as_told(database, taken(database, tmp_path, a_bank(*some_questions(2))))

    assert told == Foreseen(deleted=["aid/q-000", "aid/q-001"], banks_deleted=["aid"])


def test_what_was_answered_would_be_retired(database, tmp_path):
    batch = taken(database, tmp_path, a_bank(*some_questions(2)))
    studied(database, Rating.EASY, card_id=card_of(database, "q-000"))
    told = happens_as_told(database, batch)

    assert (told.retired, told.deleted, told.banks_deleted) == (["aid/q-000"], ["aid/q-001"], [])


def test_what_was_changed_since_would_be_left(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(2)))
    batch = taken(database, tmp_path, a_bank(*some_questions(2, prompt="Which one?"), title="B"))
    edited(database, "aid/q-001", prompt="And now?")
    headed(database, "aid", title="Ours")
    told = happens_as_told(database, batch)

    assert (told.restored, told.left, told.banks_left) == (["aid/q-000"], ["aid/q-001"], ["aid"])


def test_a_document_would_go_back_unless_it_was_changed_since(database, tmp_path):
    taken(database, tmp_path, a_bank(a_short()))
    first, second = (a_document(TEXT + f"\nIt was {more} long.\n") for more in ("very", "too"))
    batch = taken(database, tmp_path / "b", documents=[first])
    assert foreseen(database, batch).documents == ["xinhua"]
    taken(database, tmp_path / "c", documents=[second])

    assert happens_as_told(database, batch).documents_left == ["xinhua"]


def test_what_was_moved_would_move_back(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(2)), a_bank(a_short(), id="other"))
    with database.write() as db:
        choice = bulk.Choice(bank="aid", slugs=frozenset({"q-000"}), token="t")
        batch = moving.move(db, WHO, choice, "other", NOW).batch_id

    assert happens_as_told(database, batch).restored == ["aid/q-000"]


def test_a_batch_that_there_is_not_is_not_found(database):
    with pytest.raises(NotFound):
        foreseen(database, 1)


# --- whatever happened in between --------------------------------------------------------

Act = Callable[[Database, Path], object]
ACTS: dict[str, Act] = {
    "answer": lambda database, _: studied(database, Rating.EASY),
    "edit": lambda database, _: edited(database, "aid/q-000", prompt="And now?"),
    "edit back": lambda database, _: edited(database, "aid/q-000", prompt="Which city?"),
    "retire": lambda database, _: retired(database, "aid/q-001"),
    "add": lambda database, _: added(database, "aid", a_short()),
    "title": lambda database, _: headed(database, "aid", title="Ours"),
    "file": lambda database, folder: decided(
        database, files_of(folder, a_bank(*some_questions(3, prompt="Which one?"), title="Theirs"))
    ),
    "less": lambda database, folder: decided(
        database,
        files_of(folder, a_bank(*some_questions(1))),
        replace(ticked("aid/q-001", "aid/q-002"), everything=True),
    ),
}


@pytest.mark.parametrize("seed", range(20))
def test_whatever_was_done_since_it_happens_as_told(sqlite_database, tmp_path, seed):
    chance = random.Random(seed)
    taken(sqlite_database, tmp_path, a_bank(*some_questions(2)))
    for act in chance.sample(sorted(ACTS), 4):
        ACTS[act](sqlite_database, tmp_path)
    with sqlite_database.read() as db:
        batches = [it.id for it in imports.batches(db)]
    happens_as_told(sqlite_database, chance.choice(batches))
