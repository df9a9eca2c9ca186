"""The command line: what it prints, for people and for programs, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from study.banks.writing import write_bank
from study.cli import app
from study.storage.database import SQLITE
from tests.builders import a_bank, some_questions, written


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of banks, with a data folder of its own beside it."""
    monkeypatch.setenv("STUDY_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("STUDY_DATABASE_URL", raising=False)
    (tmp_path / "data").mkdir()
    return written(tmp_path / "questions", a_bank())


def study(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def told(*arguments: object) -> dict:
    """What a command prints with --json."""
    return json.loads(study(*arguments, "--json").stdout)


def broken(home: Path) -> Path:
    """The bank with a slip in one question."""
    file = home / "banks" / "aid.yaml"
    file.write_text(file.read_text().replace("prompt: Which city?", "promt: Which city?"))
    return file


# Help.


def test_help_names_every_command():
    done = study("--help")

    assert done.exit_code == 0
    names = "serve check import export person migrate due backup doctor"
    for name in names.split():
        assert name in done.stdout


def test_help_and_reading_banks_need_no_server_and_no_database():
    code = "import sys, study.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not set(done.stdout.split()) & {"fastapi", "sqlalchemy", "sqlmodel", "jinja2", "uvicorn"}


def test_an_unknown_command_is_refused():
    assert study("sing").exit_code == 2


# check


def test_check_counts_what_it_proved(home):
    done = study("check", home)

    assert done.exit_code == 0
    assert "1 documents, 1 banks, 10 questions; citations: 11 exact" in done.stdout


def test_check_tells_programs_everything(home):
    found = told("check", home)

    told_of = ["documents", "banks", "questions", "types", "citations", "problems"]
    assert list(found) == [*told_of, "drafts", "remarks"]
    assert (found["documents"], found["banks"], found["questions"]) == (1, 1, 10)
    assert len(found["types"]) == 10
    assert found["citations"] == {"exact": 11, "normalized": 0, "ambiguous": 0, "missing": 0}


def test_check_names_file_line_and_column_and_ends_with_one(home):
    file = broken(home)
    done, found = study("check", home), told("check", home)
    (problem,) = [it for it in found["problems"] if it["severity"] == "error"]

    assert done.exit_code == 1
    assert f"aid.yaml:{problem['line']}:{problem['column']}: error:" in done.stderr
    keys = ["column", "field", "file", "fix", "line", "message", "question", "severity"]
    assert sorted(problem) == keys
    assert file.read_text().splitlines()[problem["line"] - 1].strip() == "promt: Which city?"
    assert problem["question"] == "city"
    assert "did you mean" in (problem["message"] + problem["fix"]).lower()


def test_check_of_nothing_is_a_problem(home):
    done = study("check", home / "nowhere")

    assert done.exit_code == 1
    assert "There is no such file or folder." in done.stderr


# import


def test_import_says_what_it_did_and_the_second_time_that_nothing_changed(home):
    assert "10 questions new, 0 changed, 0 unchanged" in study("import", home).stdout
    assert "0 questions new, 0 changed, 10 unchanged" in study("import", home).stdout


def test_import_tells_programs_everything(home):
    outcome = told("import", home)

    names = {"new", "changed", "unchanged", "missing", "conflicts", "kept", "drafts", "problems"}
    assert set(outcome) == names
    assert len(outcome["new"]) == 10
    assert (outcome["changed"], outcome["unchanged"], outcome["missing"]) == ([], 0, [])


def test_import_brings_in_the_good_and_ends_with_one_for_the_bad(home):
    broken(home)
    done = study("import", home)

    assert done.exit_code == 1
    assert "9 questions new" in done.stdout


def test_a_strict_import_of_something_bad_brings_in_nothing(home):
    broken(home)
    assert study("import", home, "--strict").exit_code == 1
    assert study("export", "aid").exit_code == 1


def test_a_dry_run_brings_in_nothing(home):
    assert "10 questions would be new" in study("import", home, "--dry-run").stdout
    assert study("export", "aid").exit_code == 1


def test_missing_questions_are_named_and_retired_on_demand(home):
    study("import", home)
    written(home, a_bank(*a_bank().questions[:8]))
    done = study("import", home)
    assert "2 missing from the file" in done.stdout
    assert "--retire-missing takes them out" in done.stdout
    study("import", home, "--retire-missing")

    assert study("export", "aid").stdout.count("type:") == 8


def test_import_of_nothing_is_refused(home):
    for path in (home / "nowhere", home / "banks" / "other.yaml"):
        done = study("import", path)
        assert done.exit_code == 1
        assert "no such file" in done.stderr


# export


def test_what_is_exported_reads_back_to_the_same_bytes(home, tmp_path, monkeypatch):
    study("import", home)
    first = study("export", "aid").stdout
    assert first == write_bank(a_bank())
    again = written(tmp_path / "again")
    (again / "banks" / "aid.yaml").write_text(first)
    assert study("check", again).exit_code == 0
    monkeypatch.setenv("STUDY_DATA_DIR", str(tmp_path / "elsewhere"))
    (tmp_path / "elsewhere").mkdir()
    study("import", again)

    assert study("export", "aid").stdout == first


def test_an_unknown_bank_cannot_be_exported(home):
    done = study("export", "no-such-bank")

    assert done.exit_code == 1
    assert done.stderr == "study: There is no bank called 'no-such-bank'.\n"


def test_export_tells_programs_the_bank_and_its_text(home):
    study("import", home)

    assert list(told("export", "aid")) == ["bank", "yaml"]


# migrate, due, backup, doctor


def test_migrate_says_where_the_database_is(home):
    assert study("migrate").stdout.startswith("The database is at 0")
    assert study("migrate").stdout.endswith(" already.\n")


def test_due_counts_what_waits_today(home):
    study("import", home)

    assert study("due").stdout == "10 new, 0 learning, 0 reviews\n"
    assert told("due") == {"new": 10, "learning": 0, "reviews": 0}


def test_due_keeps_to_the_day_s_limits(home):
    written(home, a_bank(*some_questions(30)))
    study("import", home)
    assert told("due")["new"] == 20
    with SQLITE.connect(str(home.parent / "data" / "study.db")) as connection:
        connection.execute("UPDATE learner SET reviews_a_day = 5")
    assert told("due")["new"] == 5


def test_due_without_a_learner_is_said_kindly(home):
    done = study("due")

    assert done.exit_code == 1
    assert "Traceback" not in done.output


def test_a_backup_is_a_whole_database(home, tmp_path):
    study("import", home)
    copy = tmp_path / "copy.db"
    assert study("backup", copy).exit_code == 0

    with SQLITE.connect(str(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM question").fetchone() == (10,)


def test_there_is_nothing_to_back_up_before_the_first_start(home, tmp_path):
    done = study("backup", tmp_path / "copy.db")

    assert done.exit_code == 1
    assert "There is no SQLite file to copy" in done.stderr


def test_doctor_says_what_it_runs_on(home):
    study("import", home)
    done = study("doctor")

    assert done.exit_code == 0
    for name in ("Python", "SQLite", "database     ok", "revision", "templates    found"):
        assert name in done.stdout


# What is wrong outside.


def test_a_wrong_port_in_the_environment_is_said(home, monkeypatch):
    monkeypatch.setenv("STUDY_PORT", "eighty")
    done = study("serve")

    assert done.exit_code == 1
    assert "STUDY_PORT is 'eighty'" in done.stderr


def test_a_data_folder_that_cannot_be_made_is_said(home, monkeypatch):
    monkeypatch.setenv("STUDY_DATA_DIR", "/proc/study")
    for command in (("due",), ("import", home), ("migrate",)):
        done = study(*command)
        assert done.exit_code == 1, command
        assert done.stderr.startswith("study: "), (command, done.output, done.exception)
