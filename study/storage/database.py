"""The engine, SQLite's pragmas, and the unit of work: the only commit in the project."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from study.domain.errors import StudyError

try:
    import pysqlite3
except ImportError:  # Wheels exist for Linux only; elsewhere Python's own SQLite is recent.
    pysqlite3 = None

SQLITE: ModuleType = pysqlite3 or sqlite3
# What every function of storage and actions is given. Statements are Core throughout: an ORM
# session would add its own bookkeeping to each of them and nothing that is used here.
Transaction = Connection
BUSY_MS = 5_000
# Starlette runs sync routes on 40 threads; each may hold a connection.
POOL = {"pool_size": 20, "max_overflow": 20, "pool_use_lifo": True, "pool_timeout": 10}


class Unavailable(StudyError):
    """The database could not be written or read just now; nothing was saved."""


class Database:
    """An engine with one gated writer a process on SQLite.

    SQLite lets one connection write at a time, and its busy handler sleeps: left to it,
    the slowest answers take a second. A lock in front of it keeps them under 60 ms.
    """

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._gate = threading.Lock()

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        if not self.is_sqlite:
            with _unit_of_work(self.engine) as db:
                yield db
            return
        if not self._gate.acquire(timeout=2 * BUSY_MS / 1000):
            raise Unavailable(
                "Somebody else is writing for too long. Nothing was saved: try again."
            )
        try:
            with _unit_of_work(self.engine, begin="BEGIN IMMEDIATE") as db:
                yield db
        finally:
            self._gate.release()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One consistent view; nothing done in it is kept."""
        with _translated(), self.engine.connect() as db:
            if self.is_sqlite:
                db.exec_driver_sql("BEGIN")
            yield db

    def close(self) -> None:
        """Gives all connections back."""
        self.engine.dispose()


@contextmanager
def _unit_of_work(engine: Engine, *, begin: str = "") -> Iterator[Transaction]:
    """SQLite's writers take the lock at once: an upgrade in mid-transaction fails unwaited."""
    with _translated(), engine.connect() as db:
        if begin:
            db.exec_driver_sql(begin)
        yield db
        db.commit()


@contextmanager
def _translated() -> Iterator[None]:
    """A database that is locked, full, read-only or away becomes a sentence and a 503."""
    try:
        yield
    except OperationalError as error:
        raise Unavailable(_reason(error)) from error


def _reason(error: DBAPIError) -> str:
    text = str(error.orig)
    if "locked" in text or "busy" in text:
        return "Another program is writing to the database. Nothing was saved: try again."
    if "full" in text:
        return "The disk is full. Nothing was saved: make room and try again."
    if "readonly" in text or "read-only" in text:
        return "The database can only be read. Nothing was saved: check its file's permissions."
    return "The database cannot be reached. Nothing was saved: try again in a moment."


def make_engine(url: str, **options: Any) -> Engine:
    """An engine for SQLite or PostgreSQL; every connection is set up for durability."""
    if not url.startswith("sqlite"):
        return create_engine(url, **{**POOL, "pool_pre_ping": True, **options})
    engine = create_engine(url, module=SQLITE, **{**POOL, **options})
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: it would leave DDL outside of them.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        # NORMAL would lose what was acknowledged since the last checkpoint in a power cut.
        "synchronous=FULL",
        "fullfsync=1",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        # Moving the log into the file is the slowest thing a commit can meet: four times rarer.
        "wal_autocheckpoint=4000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def quick_check(file: Path) -> str:
    """SQLite's own word on a file: "ok", or what is damaged."""
    connection = SQLITE.connect(f"file:{quote(str(file))}?mode=ro", uri=True)
    try:
        return str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except SQLITE.DatabaseError as error:
        return str(error)
    finally:
        connection.close()


def copy_database(source: Path, target: Path) -> None:
    """A whole copy of a live database, made by SQLite itself; the target appears at once or not."""
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    connection = SQLITE.connect(str(source))
    try:
        connection.execute("VACUUM INTO ?", (str(partial),))
    finally:
        connection.close()
    partial.chmod(0o600)
    partial.replace(target)


def sqlite_version() -> str:
    """The version of the SQLite in use; before 3.51.3 a rare WAL bug can damage a file."""
    return str(SQLITE.sqlite_version)
