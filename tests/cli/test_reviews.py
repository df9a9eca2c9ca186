"""The review log and Anki's scheduling on the command line."""

import json
import sqlite3
import zipfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from study.cli import app
from study.storage.database import Database
from tests.banks.packages import N, a_package, packed
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


def test_scheduling_comes_from_anki_when_it_is_asked_for(tmp_path, banks):
    study(tmp_path, "import", banks)
    package = tmp_path / "aid.apkg"
    package.write_bytes(answered(study(tmp_path, "export", "aid", "--format", "apkg").stdout_bytes))

    without = study(tmp_path, "import", package)
    first, second = (study(tmp_path, "import", package, "--with-scheduling") for _ in range(2))

    assert "taken over" not in without.stdout
    said = "1 reviews of 1 cards taken over; 0 cards have reviews here, 0 are not asked here yet."
    assert f"aid.apkg: {said}\n" in first.stdout
    assert "0 reviews of 0 cards taken over; 1 cards have reviews here" in second.stdout


def test_scheduling_of_drafts_waits(tmp_path):
    package = tmp_path / "cards.apkg"
    package.write_bytes(a_package(N(["a", "b"], reviews=[(1_790_000_000_000, 3)])))

    done = study(tmp_path, "import", package, "--with-scheduling")

    assert "0 reviews of 0 cards taken over; 0 cards have reviews here, 1 are not" in done.stdout


def answered(package: bytes) -> bytes:
    """The package after its first card was answered once in Anki."""
    with zipfile.ZipFile(BytesIO(package)) as archive, closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(archive.read("collection.anki2"))
        row = "SELECT 1790000000000, min(id), -1, 3, 1, 1, 2500, 900, 0 FROM cards"
        db.execute(f"INSERT INTO revlog {row}")
        db.commit()
        return packed({"collection.anki2": db.serialize(), "media": b"{}"})
