"""`study import` beside edits made here, with files of other programs and with archives."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from study.banks.documents import write_document
from study.banks.writing import write_bank
from study.cli import app
from study.storage.database import Database
from tests.bringing import edited
from tests.builders import a_bank, a_document, written
from tests.domain.builders import a_short

CITY = a_short()
GIFT = "::capital:: Which was the wartime capital? {=Chongqing ~Nanjing ~Wuhan}\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one bank that was brought in, with a data folder of its own beside it."""
    monkeypatch.setenv("STUDY_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("STUDY_DATABASE_URL", raising=False)
    (tmp_path / "data").mkdir()
    folder = written(tmp_path / "questions", a_bank(CITY))
    assert study("import", folder).exit_code == 0
    return folder


def study(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def edited_here(home: Path) -> None:
    """The question edited here, and otherwise in the file."""
    database = Database(f"sqlite:///{home.parent / 'data' / 'study.db'}")
    edited(database, "aid/city", prompt="Which city, then?")
    database.close()
    written(home, a_bank(replace(CITY, prompt="Which city was it?")))


def prompt_here() -> str:
    lines = study("export", "aid").stdout.splitlines()
    return next(line for line in lines if "prompt:" in line).partition("prompt: ")[2]


def test_a_conflict_is_named_and_stays_as_edited_here(home):
    edited_here(home)
    done = study("import", home)

    assert "1 changed here and in the file: they stay as they are here" in done.stdout
    assert "aid/city" in done.stdout
    assert prompt_here() == "Which city, then?"


def test_the_file_s_words_are_taken_when_asked_for(home):
    edited_here(home)
    dry = study("import", home, "--prefer-file", "--dry-run", "--json")
    assert json.loads(dry.stdout)["conflicts"] == ["aid/city"]
    assert prompt_here() == "Which city, then?"

    done = study("import", home, "--prefer-file")
    assert "1 changed here and in the file: taken from the file: aid/city." in done.stdout
    assert prompt_here() == "Which city was it?"


def test_what_stays_as_edited_here_and_what_is_a_draft_is_named(home):
    edited_here(home)
    written(home, a_bank(CITY, a_short(id="bare", citations=())))
    done = study("import", home)

    assert "1 stay as edited here, or were made here: aid/city." in done.stdout
    assert "1 kept as drafts: they cannot be asked yet: aid/bare." in done.stdout


def test_a_file_of_another_program_comes_in_as_drafts(home):
    file = home.parent / "quiz.gift"
    file.write_text(GIFT)
    outcome = json.loads(study("import", file, "--json").stdout)

    assert len(outcome["drafts"]) == 1
    assert outcome["new"] == []


def test_an_archive_of_bank_and_document_comes_in_whole(home):
    archive = home.parent / "more.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("banks/more.yaml", write_bank(a_bank(CITY, id="more")))
        packed.writestr("documents/xinhua.md", write_document(a_document()))
    done = study("import", archive)

    assert done.exit_code == 0, done.stdout
    assert "1 questions new" in done.stdout
    assert "1 unchanged" in study("import", archive).stdout


def test_a_plain_text_comes_in_as_a_document(home):
    file = home.parent / "words.txt"
    file.write_text("These are the words of a speech.\n\nAnd this is how it ended.\n")

    assert study("import", file).exit_code == 0


def test_files_of_several_sorts_come_in_together(home):
    (home.parent / "quiz.gift").write_text(GIFT)
    written(home, a_bank(CITY, id="other"))
    outcome = json.loads(study("import", home, home.parent / "quiz.gift", "--json").stdout)

    assert (outcome["new"], len(outcome["drafts"])) == (["other/city"], 1)


def test_an_archive_that_is_broken_is_told(home):
    file = home.parent / "broken.zip"
    file.write_bytes(b"PK\x03\x04" + b"broken" * 20)
    done = study("import", file)

    assert done.exit_code == 1
    assert "broken.zip" in done.stderr
