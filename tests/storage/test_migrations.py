"""Upgrades: whole or not at all, by one process, with a copy first, and never downwards."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, text
from sqlmodel import SQLModel

from study.domain.errors import BadInput
from study.settings import data_folder
from study.storage.database import SQLITE, Database, Unavailable
from study.storage.migrations import (
    COPIES_KEPT,
    Damaged,
    Newer,
    Upgrade,
    UpgradeFailed,
    current_revision,
    head_revision,
    migration_engine,
    pending,
    revisions,
    upgrade,
)
from study.storage.tables import COMPARED, LearnerRow

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEAD = head_revision()
NEXT = f"{int(HEAD) + 1:04}"
AFTER_NEXT = f"{int(HEAD) + 2:04}"


# Builders.


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A copy of the migrations, to which a test adds its own."""
    folder = tmp_path / "alembic"
    shutil.copytree(
        data_folder("alembic"), folder, ignore=shutil.ignore_patterns("__pycache__", "__init__*")
    )
    return folder


def add_migration(scripts: Path, *steps: str, revision: str = NEXT, after: str = HEAD) -> None:
    body = "\n".join(f"    {step}" for step in steps)
    (scripts / "versions" / f"{revision}_trial.py").write_text(
        "import pathlib, time\nimport sqlalchemy as sa\nfrom alembic import op\n\n"
        f"revision = {revision!r}\ndown_revision = {after!r}\n\n\n"
        f"def upgrade():\n{body}\n"
    )


def execute(url: str, *statements: str) -> None:
    engine = migration_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def values(url: str, query: str) -> list[object]:
    engine = migration_engine(url)
    with engine.begin() as connection:
        found = list(connection.execute(text(query)).scalars())
    engine.dispose()
    return found


def add_learner(url: str, name: str = "A") -> None:
    database = Database(url)
    with database.write() as db:
        row = {"id": 1, "name": name, "time_zone": "UTC", "created_at": NOW}
        db.execute(insert(LearnerRow), row)
    database.close()


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.processes", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


# The way up.


def test_an_empty_database_is_brought_to_the_newest_revision(empty_url: str) -> None:
    assert pending(empty_url)
    assert upgrade(empty_url, now=NOW) == Upgrade(before=None, after=HEAD)
    assert current_revision(empty_url) == HEAD
    assert not pending(empty_url)


def test_an_upgraded_database_is_left_alone(database_url: str) -> None:
    assert upgrade(database_url, now=NOW) == Upgrade(before=HEAD, after=HEAD)


def test_migrations_and_tables_do_not_drift_apart(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=COMPARED)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_migration_can_be_taken_back_and_done_again(database_url: str) -> None:
    engine = migration_engine(database_url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(data_folder("alembic")))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    engine.dispose()

    assert upgrade(database_url, now=NOW) == Upgrade(before=None, after=HEAD)


def test_file_names_give_the_revisions_that_alembic_finds() -> None:
    alembics = ScriptDirectory(str(data_folder("alembic"))).walk_revisions()

    assert tuple(script.revision for script in alembics)[::-1] == revisions()


def test_migrations_import_nothing_of_the_program() -> None:
    for file in (data_folder("alembic") / "versions").glob("*.py"):
        imported = set(re.findall(r"^(?:from|import) (\w+)", file.read_text(), re.MULTILINE))
        assert imported <= {"sqlalchemy", "alembic", "datetime", "json"}, file


def test_of_four_processes_exactly_one_migrates(empty_url: str) -> None:
    found, _ = start("race", empty_url).communicate(timeout=60)

    assert sorted(found.split()) == sorted(["None", HEAD, HEAD, HEAD])


def test_a_start_with_nothing_to_do_does_not_import_alembic(sqlite_url: str) -> None:
    program = (
        "import sys; from datetime import UTC, datetime as d; "
        "from study.storage.migrations import upgrade; "
        f"upgrade({sqlite_url!r}, now=d(2026, 1, 1, tzinfo=UTC)); "
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


# Half-way.


def test_a_migration_that_fails_leaves_the_old_schema(database_url: str, scripts: Path) -> None:
    half = ("op.create_table('half', sa.Column('id', sa.Integer()))",)
    add_migration(scripts, *half, "op.execute('INSERT INTO nowhere VALUES (1)')")

    with pytest.raises(UpgradeFailed, match=rf"revision {NEXT} failed .*nowhere.* as it was"):
        upgrade(database_url, now=NOW, scripts=scripts)
    assert current_revision(database_url) == HEAD

    add_migration(scripts, *half)
    assert upgrade(database_url, now=NOW, scripts=scripts).after == NEXT


def test_the_first_of_two_migrations_goes_too_when_the_second_fails(
    database_url: str, scripts: Path
) -> None:
    add_migration(scripts, "op.create_table('half', sa.Column('id', sa.Integer()))")
    add_migration(scripts, "raise ZeroDivisionError", revision=AFTER_NEXT, after=NEXT)

    with pytest.raises(ZeroDivisionError):
        upgrade(database_url, now=NOW, scripts=scripts)

    assert current_revision(database_url) == HEAD
    execute(database_url, "CREATE TABLE half (id INTEGER)")


def test_a_killed_migration_leaves_the_old_schema(
    database_url: str, scripts: Path, tmp_path: Path
) -> None:
    half = ("op.create_table('half', sa.Column('id', sa.Integer()))",)
    add_migration(scripts, *half, "print('half-way', flush=True)", "time.sleep(60)")
    process = start("upgrade", database_url, str(scripts))
    assert process.stdout is not None
    assert process.stdout.readline() == "half-way\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()

    assert current_revision(database_url) == HEAD
    add_migration(scripts, *half)
    assert upgrade(database_url, now=NOW, scripts=scripts).after == NEXT


def test_making_a_parent_table_anew_keeps_its_children(sqlite_url: str, scripts: Path) -> None:
    execute(
        sqlite_url,
        "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
        "CREATE TABLE child (parent INTEGER REFERENCES parent (id) ON DELETE CASCADE)",
        "INSERT INTO parent VALUES (1)",
        "INSERT INTO child VALUES (1), (1)",
    )
    column = "b.add_column(sa.Column('name', sa.String()))"
    add_migration(scripts, f"with op.batch_alter_table('parent', recreate='always') as b: {column}")

    upgrade(sqlite_url, now=NOW, scripts=scripts)

    assert values(sqlite_url, "SELECT count(*) FROM child") == [2]


def test_a_migration_that_orphans_a_row_is_taken_back(sqlite_url: str, scripts: Path) -> None:
    add_learner(sqlite_url)
    execute(sqlite_url, "INSERT INTO upload VALUES ('a', 1, NULL, 0)")
    add_migration(scripts, "op.execute('DELETE FROM learner')")

    with pytest.raises(UpgradeFailed, match="a row of upload would name a row of learner"):
        upgrade(sqlite_url, now=NOW, scripts=scripts)

    assert values(sqlite_url, "SELECT name FROM learner") == ["A"]


# The copy before.


def test_a_copy_is_made_before_an_upgrade(sqlite_url: str, scripts: Path, tmp_path: Path) -> None:
    add_learner(sqlite_url, "Ada")
    add_migration(scripts, "op.execute('DELETE FROM learner')")

    copy = upgrade(sqlite_url, backup_dir=tmp_path / "copies", now=NOW, scripts=scripts).copy

    assert copy == tmp_path / "copies" / f"study-20261124T120000-{HEAD}.db"
    assert values(f"sqlite:///{copy}", "SELECT name FROM learner") == ["Ada"]
    assert values(sqlite_url, "SELECT name FROM learner") == []


def test_the_copy_is_kept_when_the_upgrade_fails(sqlite_url: str, scripts: Path) -> None:
    add_migration(scripts, "op.execute('nonsense')")

    with pytest.raises(UpgradeFailed):
        upgrade(sqlite_url, now=NOW, scripts=scripts)

    (copy,) = (file_of(sqlite_url).parent / "backups").iterdir()
    assert current_revision(f"sqlite:///{copy}") == HEAD


def test_only_the_newest_copies_are_kept(sqlite_url: str, scripts: Path) -> None:
    backups = file_of(sqlite_url).parent / "backups"
    backups.mkdir()
    (backups / "study-mine.db").touch()
    add_migration(scripts, "op.execute('nonsense')")
    for day in range(COPIES_KEPT + 2):
        with pytest.raises(UpgradeFailed):
            upgrade(sqlite_url, now=NOW + timedelta(days=day), scripts=scripts)

    days = sorted(file.name[12:14] for file in backups.glob("study-2026*"))
    assert days == ["26", "27", "28", "29", "30"]
    assert (backups / "study-mine.db").exists()


def test_without_room_for_a_copy_nothing_is_upgraded(sqlite_url: str, scripts: Path) -> None:
    add_migration(scripts, "op.execute('DELETE FROM learner')")
    occupied = file_of(sqlite_url).parent / "occupied"
    occupied.touch()

    with pytest.raises(Unavailable, match="cannot be"):
        upgrade(sqlite_url, backup_dir=occupied, now=NOW, scripts=scripts)

    assert current_revision(sqlite_url) == HEAD


# What is refused.


def test_a_newer_database_is_refused_by_both_names_and_not_touched(sqlite_url: str) -> None:
    execute(sqlite_url, "UPDATE alembic_version SET version_num = '7777'")
    before = file_of(sqlite_url).read_bytes()

    with pytest.raises(Newer, match=f"revision 7777; .* up to {HEAD}"):
        upgrade(sqlite_url, now=NOW)

    assert file_of(sqlite_url).read_bytes() == before


@pytest.mark.postgres
def test_a_newer_server_database_is_refused_too(postgres_url: str) -> None:
    execute(postgres_url, "UPDATE alembic_version SET version_num = '7777'")

    with pytest.raises(Newer, match=f"revision 7777; .* up to {HEAD}"):
        upgrade(postgres_url, now=NOW)


def break_header(data: bytearray) -> bytearray:
    return bytearray(b"\xff" * 100) + data[100:]


def break_middle(data: bytearray) -> bytearray:
    return data[: 2 * 4096] + bytearray(b"\xff" * 4096) + data[3 * 4096 :]


def truncate(data: bytearray) -> bytearray:
    return data[: len(data) // 2]


@pytest.mark.parametrize("damage", [break_header, break_middle, truncate])
def test_a_damaged_file_is_refused_not_touched_and_the_newest_copy_named(
    sqlite_url: str, damage: Callable[[bytearray], bytearray]
) -> None:
    file = file_of(sqlite_url)
    backups = file.parent / "backups"
    backups.mkdir()
    for age, name in enumerate(("young.db", "old.db")):
        shutil.copyfile(file, backups / name)
        os.utime(backups / name, (1_000_000 - age, 1_000_000 - age))
    broken = bytes(damage(bytearray(file.read_bytes())))
    file.write_bytes(broken)

    with pytest.raises(Damaged, match=r"is damaged \(.+\).*the newest copy is .*young\.db"):
        upgrade(sqlite_url, now=NOW)

    assert file.read_bytes() == broken


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'accounts.db'}"
    execute(url, "CREATE TABLE accounts (id INTEGER)")

    with pytest.raises(BadInput, match=r"accounts\.db is another program's database"):
        upgrade(url, now=NOW)

    assert values(url, "SELECT name FROM sqlite_schema") == ["accounts"]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="in memory keeps nothing"):
        upgrade(url, now=NOW)


def test_a_server_that_is_away_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refusal:
        upgrade(f"postgresql://me:swordfish@/study?host={tmp_path}", now=NOW)

    assert "me:***@/study" in str(refusal.value)
    assert "swordfish" not in str(refusal.value)


# The file.


def test_missing_folders_and_the_file_are_made_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "study.db"

    upgrade(f"sqlite:///{file}", now=NOW)

    modes = [path.stat().st_mode & 0o777 for path in (file.parent.parent, file.parent, file)]
    assert modes == [0o700, 0o700, 0o600]


@pytest.mark.parametrize("name", ["with space.db", "100%.db", "a#b.db", "Ü.db"])
def test_a_file_may_have_an_odd_name(tmp_path: Path, name: str) -> None:
    file = tmp_path / name / name

    upgrade(f"sqlite:///{file}", now=NOW)

    assert [path.name for path in file.parent.iterdir()] == [name]
    assert current_revision(f"sqlite:///{file}") == HEAD


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be opened"):
        upgrade(f"sqlite:///{tmp_path}", now=NOW)


def test_an_upgrade_waits_for_a_writer(sqlite_url: str, scripts: Path) -> None:
    add_migration(scripts, "op.execute('DELETE FROM learner')")
    writer = SQLITE.connect(str(file_of(sqlite_url)), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    process = start("upgrade", sqlite_url, str(scripts))
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=2.5)

    writer.execute("COMMIT")
    writer.close()

    assert process.communicate(timeout=30)[0] == f"{NEXT}\n"
