"""`study export --format`: the file itself on standard output, what it cannot hold beside it."""

import json

import pytest

from study.banks.brought import Sent
from study.banks.recognising import read_any
from tests.builders import a_bank
from tests.cli.test_commands import home, study, told

__all__ = ["home"]


@pytest.mark.parametrize("way", ["yaml", "json", "gift", "moodle-xml", "csv", "apkg"])
def test_the_file_itself_is_printed_byte_for_byte(home, way):
    study("import", home)
    done = study("export", "aid", "--format", way)
    assert done.exit_code == 0
    reading = read_any(Sent("printed", done.stdout_bytes))
    assert reading.bank is not None
    assert reading.bank.questions == a_bank().questions


def test_what_a_format_cannot_hold_is_said_beside_the_file(home):
    study("import", home)
    assert (
        "the whole file: approximated: Only Study reads these back"
        in study("export", "aid", "--format", "gift").stderr
    )


def test_programs_are_told_the_file_and_the_remarks(home):
    study("import", home)
    found = told("export", "aid", "--format", "csv")
    assert list(found) == ["bank", "file", "remarks", "text"]
    assert found["file"] == "aid.csv"
    assert list(told("export", "aid", "--format", "json")) == ["bank", "json"]
    packed = told("export", "aid", "--format", "apkg")
    assert packed["base64"].startswith("UEsDB")


def test_a_format_nobody_knows_is_refused(home):
    study("import", home)
    done = study("export", "aid", "--format", "pdf")
    assert done.exit_code == 1
    assert done.stderr.startswith("study: There is no format “pdf”: choose yaml, json")


def test_a_file_of_another_program_can_be_checked_and_imported(home, tmp_path):
    quiz = tmp_path / "round.gift"
    quiz.write_text("::Legs:: How many legs has a spider? {=eight ~six}\n")
    done = study("check", quiz)
    assert done.exit_code == 0
    assert "1 banks, 1 questions; citations: none; 0 problems; 1 drafts." in done.stdout
    assert "round.gift:1: approximated: the whole file: The titles" in done.stderr
    found = json.loads(study("import", quiz, "--json").stdout)
    assert found["drafts"] == ["round/legs"]
