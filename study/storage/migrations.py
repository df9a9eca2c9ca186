"""Brings a database to the program's own revision: one process, one transaction, a copy first.

Revisions are numbered files (`0001_slug.py`), so the newest is known without importing Alembic,
which would cost a third of a second at every start.
"""

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from study.domain.errors import BadInput, StudyError
from study.settings import data_folder
from study.storage.database import SQLITE, Unavailable, copy_database, quick_check

COPIES_KEPT = 5
LOCK = 727_001  # PostgreSQL's advisory lock: any number, as long as it stays the same.
PATIENCE_SECONDS = 60
REVISION_FILE = re.compile(r"(\d{4})_\w+\.py")
VERSION_TABLE = "alembic_version"
READ_VERSION = "SELECT version_num FROM alembic_version"
# Alembic keeps its present context in a global.
_one_thread = threading.Lock()


class Newer(StudyError):
    """The database was written by a newer program; it was not touched."""


class Damaged(StudyError):
    """The file's content is broken; it was not touched."""


class UpgradeFailed(StudyError):
    """A migration could not be carried out; the database is as it was before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """What an upgrade did: the revisions before and after, and the copy made first, if any."""

    before: str | None
    after: str
    copy: Path | None = None


def revisions(scripts: Path | None = None) -> tuple[str, ...]:
    """Every revision this program knows, oldest first."""
    versions = (scripts or data_folder("alembic")) / "versions"
    found = (REVISION_FILE.fullmatch(file.name) for file in versions.iterdir())
    return tuple(sorted(match[1] for match in found if match))


def head_revision(scripts: Path | None = None) -> str:
    """The revision this program works with."""
    return revisions(scripts)[-1]


def current_revision(url: str) -> str | None:
    """The database's revision; None when it is absent or empty."""
    file = _sqlite_file(url)
    if file is not None:
        return _revision_of_file(file) if file.exists() else None
    with _transaction(url) as connection:
        return _revision(connection)


def pending(url: str) -> bool:
    """Whether the database has to be upgraded before this program can use it."""
    return current_revision(url) != head_revision()


def upgrade(
    url: str, *, backup_dir: Path | None = None, now: datetime, scripts: Path | None = None
) -> Upgrade:
    """Brings the database to the newest revision; a SQLite file is checked and copied first.

    Copies go to `backup_dir`, by default a folder `backups` beside the file; the newest five stay.
    Raises Newer, Damaged, Unavailable or UpgradeFailed, each with the database left as it was.
    """
    file = _sqlite_file(url)
    copies = backup_dir or (file.parent / "backups" if file else Path())
    known = revisions(scripts)
    if file is not None:
        _prepare(file, copies)
    before = current_revision(url)
    is_current = _is_current(before, known)
    if file is not None:
        _use_wal(file)
    if is_current:
        return Upgrade(before=before, after=known[-1])
    with _one_thread, _transaction(url) as connection:
        _lock(connection)
        before = _revision(connection)
        if _is_current(before, known):  # Another process was faster.
            return Upgrade(before=before, after=known[-1])
        copy = _copy(file, copies, before, now) if file is not None and before else None
        _migrate(connection, scripts or data_folder("alembic"), known[-1])
    return Upgrade(before=before, after=known[-1], copy=copy)


def migration_engine(url: str) -> Engine:
    """An engine whose transactions hold DDL too, and whose SQLite enforces no foreign keys.

    A batch migration drops a table and makes it anew: enforced keys would take its children along.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, poolclass=NullPool)
    engine = create_engine(url, module=SQLITE, poolclass=NullPool)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={PATIENCE_SECONDS * 1000}")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=OFF")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _transaction(url: str) -> Iterator[Connection]:
    """One transaction: committed when the block ends, rolled back when it raises."""
    engine = migration_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        name = make_url(url).render_as_string(hide_password=True)
        raise Unavailable(
            f"The database {name} cannot be used just now: {_line(error.orig)}"
        ) from error
    finally:
        engine.dispose()


def _lock(connection: Connection) -> None:
    """Waits until no other process migrates; on SQLite the transaction has begun with that."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))


def _migrate(connection: Connection, scripts: Path, head: str) -> None:
    try:
        _run_alembic(connection, scripts)
        _check_references(connection)
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", error)
        raise UpgradeFailed(
            f"The upgrade to revision {head} failed ({_line(reason)}) and was taken back. "
            "The database is as it was."
        ) from error


def _run_alembic(connection: Connection, scripts: Path) -> None:
    from alembic import command  # noqa: PLC0415  # Slow to import, and needed once a release.
    from alembic.config import Config  # noqa: PLC0415  # The same.

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if orphan is not None:
        raise UpgradeFailed(
            f"After the upgrade a row of {orphan[0]} would name a row of {orphan[2]} that does not "
            "exist. The upgrade was taken back; the database is as it was."
        )


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    row = connection.execute(text(READ_VERSION)).first()
    return str(row[0]) if row else None


def _is_current(found: str | None, known: tuple[str, ...]) -> bool:
    if found is not None and found not in known:
        raise Newer(
            f"The database is at revision {found}; this program knows revisions up to {known[-1]}. "
            "Nothing was changed: use the newer version of Study that wrote it."
        )
    return found == known[-1]


def _line(reason: object) -> str:
    """A driver's words, which may run over several lines, on one."""
    return " ".join(str(reason).replace("*** in database main ***", "").split())


# What only a SQLite file needs.


def _sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite address; None for a server; a database in memory is refused."""
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite":
        return None
    if not parts.database or parts.database == ":memory:":
        raise BadInput("A database in memory keeps nothing: give a file, as in sqlite:///FILE.")
    return Path(parts.database)


def _prepare(file: Path, copies: Path) -> None:
    """Sees to it that there is a sound file, readable by its owner alone."""
    with _openable(file):
        make_folder(file.parent)
        file.touch(mode=0o600)
        verdict = quick_check(file)
    if "locked" in verdict or "unable to open" in verdict:
        raise Unavailable(f"The database {file} cannot be opened: {verdict}")
    if verdict != "ok":
        raise Damaged(f"The database {file} is damaged ({_line(verdict)}). {_way_out(copies)}")


def _use_wal(file: Path) -> None:
    """Switches the file to write-ahead logging for good; SQLite itself does not wait for that."""
    with _openable(file), closing(SQLITE.connect(str(file))) as connection:
        for _ in range(PATIENCE_SECONDS * 20):
            try:
                connection.execute("PRAGMA journal_mode=WAL")
            except SQLITE.OperationalError as error:
                if "locked" not in str(error):
                    raise
                time.sleep(0.05)
            else:
                return
        raise Unavailable(f"The database {file} is locked by another program.")


def _revision_of_file(file: Path) -> str | None:
    with _openable(file):
        address = f"file:{quote(str(file))}?mode=ro"
        with closing(SQLITE.connect(address, uri=True)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
            if VERSION_TABLE in tables:
                row = connection.execute(READ_VERSION).fetchone()
                return str(row[0]) if row else None
    if tables:
        raise BadInput(f"{file} is another program's database: give Study a file of its own.")
    return None


@contextmanager
def _openable(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, SQLITE.OperationalError) as error:
        raise Unavailable(f"The database {file} cannot be opened: {error}") from error


def make_folder(folder: Path) -> None:
    """Creates a folder, and what is missing above it, for its owner alone."""
    missing = [it for it in (folder, *folder.parents) if not it.exists()]
    for it in reversed(missing):
        it.mkdir(mode=0o700, exist_ok=True)


def newest_copy(copies: Path) -> Path | None:
    """The youngest database file in a folder of copies."""
    return max(copies.glob("*.db"), key=lambda file: file.stat().st_mtime_ns, default=None)


def _way_out(copies: Path) -> str:
    newest = newest_copy(copies)
    if newest is None:
        return f"Nothing was written to it; there is no copy in {copies}."
    return f"Nothing was written to it; the newest copy is {newest}."


def _copy(file: Path, copies: Path, revision: str, now: datetime) -> Path:
    """A copy named after its moment and revision; all but the newest five such copies go."""
    target = copies / f"{file.stem}-{now:%Y%m%dT%H%M%S}-{revision}.db"
    with _openable(target):
        make_folder(copies)
        copy_database(file, target)
        target.chmod(0o600)
        made = sorted(copies.glob(f"{file.stem}-*T*-[0-9][0-9][0-9][0-9].db"))
        for old in made[:-COPIES_KEPT]:
            old.unlink()
    return target
