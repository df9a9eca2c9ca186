"""The review log on the command line: out of one data folder and into another."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from study.cli import app
from study.storage.database import Database
from tests.builders import a_bank, card_of, count, written
from tests.practising import flagged, studied


@pytest.fixture
def banks(tmp_path: Path) -> Path:
    return written(tmp_path / "questions", a_bank())


def study(folder: Path, *arguments: object) -> Result:
    """What the command says with its data in that folder."""
    return CliRunner().invoke(
        app, [*map(str, arguments), "--database-url", f"sqlite:///{folder / 'study.db'}"]
    )


def test_a_log_travels_from_one_data_folder_to_another(tmp_path, banks):
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        study(folder, "import", banks)
    database = Database(f"sqlite:///{here / 'study.db'}")
    studied(database)
    flagged(database, card_of(database, "count"))
    assert count(database, "review") == 2
    database.close()
    log = tmp_path / "log.csv"
    log.write_text(study(here, "reviews", "export").stdout)

    first, second = (study(there, "reviews", "import", log) for _ in range(2))

    assert first.stdout == "2 steps brought in, 0 were here already.\n"
    assert second.stdout == "0 steps brought in, 2 were here already.\n"
    assert study(there, "reviews", "export").stdout == log.read_text()


def test_steps_of_unknown_cards_are_counted(tmp_path, banks):
    here = tmp_path / "here"
    here.mkdir()
    study(here, "import", banks)
    database = Database(f"sqlite:///{here / 'study.db'}")
    flagged(database, card_of(database, "count"))
    database.close()
    log = tmp_path / "log.csv"
    log.write_text(study(here, "reviews", "export").stdout)

    done = study(tmp_path, "reviews", "import", log, "--json")

    assert json.loads(done.stdout) == {"added": 0, "already": 0, "left_out": 1}


def test_what_is_no_log_is_refused_in_a_sentence(tmp_path):
    file = tmp_path / "log.csv"
    file.write_text("a,b\n1,2\n")

    done = study(tmp_path, "reviews", "import", file)

    assert done.exit_code == 1
    assert done.stderr.startswith("study: This is no review log of Study: it has no column")
    assert study(tmp_path, "reviews", "import", tmp_path / "no").exit_code == 1
