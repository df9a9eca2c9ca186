"""`study import` killed at any moment: the import either happened or did not."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.builders import a_bank, some_questions, written

QUESTIONS = 500
# Where to kill, as shares of an undisturbed import's time.
MOMENTS = (0.5, 0.7, 0.8, 0.9)
TABLES = ("question", "question_version", "citation", "card")


def importing(folder: Path, data: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "study", "import", str(folder)],
        env={**os.environ, "STUDY_DATA_DIR": str(data), "STUDY_DATABASE_URL": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def counts(data: Path) -> list[int]:
    """How many rows each table has; none before there are tables."""
    connection = sqlite3.connect(data / "study.db")
    try:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        return [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in TABLES
            if table in names
        ]
    finally:
        connection.close()


def test_an_import_killed_at_any_moment_happened_or_did_not(tmp_path):
    folder = written(tmp_path / "questions", a_bank(*some_questions(QUESTIONS)))
    (tmp_path / "whole").mkdir()
    begun = time.perf_counter()
    assert importing(folder, tmp_path / "whole").wait() == 0
    duration = time.perf_counter() - begun
    whole = [QUESTIONS] * len(TABLES)
    assert counts(tmp_path / "whole") == whole

    for moment in MOMENTS:
        data = tmp_path / f"killed-{moment}"
        data.mkdir()
        process = importing(folder, data)
        time.sleep(duration * moment)
        process.kill()
        process.wait()
        assert counts(data) in ([], [0] * len(TABLES), whole), moment
    assert importing(folder, data).wait() == 0
    assert counts(data) == whole


def versions(data: Path) -> tuple[int, int, int]:
    """How many versions and batches there are, and how often the bank was changed."""
    connection = sqlite3.connect(data / "study.db")
    try:
        query = """SELECT (SELECT count(*) FROM question_version),
                          (SELECT count(*) FROM "import"), (SELECT revision FROM bank)"""
        found: tuple[int, int, int] = connection.execute(query).fetchone()
        return found
    finally:
        connection.close()


def test_a_changed_bank_killed_at_any_moment_is_the_old_or_the_new_one(tmp_path):
    folder = written(tmp_path / "questions", a_bank(*some_questions(QUESTIONS)))
    assert importing(folder, tmp_path / "before").wait() == 0
    old = versions(tmp_path / "before")
    written(folder, a_bank(*some_questions(QUESTIONS, prompt="Which one was it?")))
    shutil.copytree(tmp_path / "before", tmp_path / "whole")
    begun = time.perf_counter()
    assert importing(folder, tmp_path / "whole").wait() == 0
    duration = time.perf_counter() - begun
    new = versions(tmp_path / "whole")
    assert (old, new) == ((QUESTIONS, 1, 1), (2 * QUESTIONS, 2, 2))

    for moment in MOMENTS:
        data = tmp_path / f"killed-{moment}"
        shutil.copytree(tmp_path / "before", data)
        process = importing(folder, data)
        time.sleep(duration * moment)
        process.kill()
        process.wait()
        assert versions(data) in (old, new), moment
    assert importing(folder, data).wait() == 0
    assert versions(data) == new
