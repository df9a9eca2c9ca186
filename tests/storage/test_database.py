"""The unit of work: all or nothing, one writer at a time, and a kill loses nothing committed."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from sqlmodel import col

from study.storage.database import (
    SQLITE,
    Database,
    Transaction,
    Unavailable,
    copy_database,
    quick_check,
)
from study.storage.tables import LearnerRow

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def add_learner(db: Transaction, number: int) -> None:
    values = {"id": number, "name": "A", "time_zone": "UTC", "created_at": NOW}
    db.execute(insert(LearnerRow), values)


def add_one(db: Transaction) -> None:
    db.execute(update(LearnerRow).values(sequence=col(LearnerRow.sequence) + 1))


def count(database: Database) -> int:
    with database.read() as db:
        return db.scalar(select(func.count()).select_from(LearnerRow)) or 0


def file_of(database: Database) -> Path:
    return Path(str(database.engine.url.database))


@contextmanager
def another_programs_lock(database: Database, seconds: float) -> Iterator[None]:
    """Somebody else's write lock, given back after some seconds or when the block ends."""
    other = SQLITE.connect(str(file_of(database)), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(seconds, other.execute, ["ROLLBACK"])
    release.start()
    yield
    release.cancel()
    release.join()
    other.close()


def test_what_is_written_is_there_for_the_next_reader(database: Database) -> None:
    with database.write() as db:
        add_learner(db, 1)

    assert count(database) == 1


def test_an_error_takes_the_whole_unit_of_work_back(database: Database) -> None:
    def stumble() -> None:
        with database.write() as db:
            add_learner(db, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    assert count(database) == 0


def test_nothing_done_while_reading_is_kept(database: Database) -> None:
    with database.read() as db:
        add_learner(db, 1)

    assert count(database) == 0


def test_many_threads_lose_no_count(database: Database) -> None:
    with database.write() as db:
        add_learner(db, 1)

    def work(_: int) -> None:
        with database.write() as db:
            add_one(db)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(80)))
    with database.read() as db:
        assert db.scalar(select(LearnerRow.sequence)) == 80  # type: ignore[call-overload]  # A column.


def test_a_write_waits_for_another_program_and_succeeds(sqlite_database: Database) -> None:
    began = time.monotonic()
    with another_programs_lock(sqlite_database, seconds=3), sqlite_database.write() as db:
        add_learner(db, 1)

    assert 2.9 < time.monotonic() - began < 5
    assert count(sqlite_database) == 1


def test_a_write_is_refused_within_ten_seconds(sqlite_database: Database) -> None:
    began = time.monotonic()
    with another_programs_lock(sqlite_database, seconds=20):
        with (
            pytest.raises(Unavailable, match=r"Nothing was saved: try again\."),
            sqlite_database.write() as db,
        ):
            add_learner(db, 1)
        assert time.monotonic() - began < 10

    assert count(sqlite_database) == 0


def test_a_writer_does_not_hinder_readers(sqlite_database: Database) -> None:
    with another_programs_lock(sqlite_database, seconds=20):
        began = time.monotonic()
        assert count(sqlite_database) == 0
        assert time.monotonic() - began < 1


def test_a_killed_writer_loses_nothing_that_was_committed(database_url: str) -> None:
    command = [sys.executable, "-m", "tests.storage.processes", "write", database_url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline() for _ in range(50)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.readlines()

    database = Database(database_url)
    written = count(database)
    database.close()
    assert len(acknowledged) <= written <= len(acknowledged) + 1


def test_a_copy_made_while_somebody_writes_is_whole(sqlite_database: Database) -> None:
    file = file_of(sqlite_database)
    with sqlite_database.write() as db:
        add_learner(db, 1)
    with sqlite_database.write() as db:
        add_learner(db, 2)
        copy_database(file, file.with_name("copy.db"))

    copy = Database(f"sqlite:///{file.with_name('copy.db')}")
    assert (quick_check(file_of(copy)), count(copy)) == ("ok", 1)
    copy.close()


def test_a_database_that_cannot_be_reached_says_so(tmp_path: Path) -> None:
    database = Database(f"postgresql://study@/study?host={tmp_path}")

    with pytest.raises(Unavailable, match="cannot be reached"):
        count(database)
