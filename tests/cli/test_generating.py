"""`study generate`: what it writes, what it prints, and how it ends."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from study.banks.documents import write_document
from study.banks.reading import read_bank
from study.cli import app
from tests.builders import a_document

WORDS = """\
In 1893 Henry Marsh sold the Harbour Company to William Oakes for £12,500.

The Harbour Company moved its offices from Dublin to Glasgow in 1921.

In March 1934 the lighthouse keeper Mary Doyle rescued 23 sailors of the steamer Albatross.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one document, beside an empty one for banks."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "banks").mkdir()
    put(tmp_path / "documents", "carlow", WORDS)
    return tmp_path


def put(folder: Path, name: str, words: str, **changes: str) -> Path:
    file = folder / f"{name}.md"
    file.write_text(write_document(a_document(words, id=name, **changes)), "utf-8")
    return file


def study(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_bank_it_writes_is_one_that_passes_every_check(folder):
    bank = folder / "banks" / "carlow.yaml"
    done = study("generate", folder / "documents", "-o", bank)
    assert done.exit_code == 0
    assert "drafts from 1 documents" in done.stdout
    checked = study("check", bank, "--json")
    assert checked.exit_code == 0
    told = json.loads(checked.stdout)
    assert told["problems"] == []
    assert told["questions"] > 5


def test_every_question_says_that_it_was_drafted_and_by_which_version(folder):
    bank = folder / "banks" / "carlow.yaml"
    study("generate", folder / "documents" / "carlow.md", "-o", bank)
    read = read_bank(bank.read_bytes(), bank.name).bank
    assert read is not None
    assert {(it.provenance.by, it.provenance.name) for it in read.questions} == {
        ("generator", "study")
    }
    assert all(it.provenance.version for it in read.questions)
    assert read.documents[0].file == "../documents/carlow.md"


def test_the_same_documents_give_the_same_bytes(folder):
    one, other = folder / "banks" / "one.yaml", folder / "banks" / "two.yaml"
    study("generate", folder / "documents", "-o", one)
    study("generate", folder / "documents", "-o", other)
    assert one.read_text().replace("id: one", "id: two") == other.read_text()


def test_counts_and_reasons_are_told_as_json(folder):
    bank = folder / "banks" / "carlow.yaml"
    command = ("generate", folder / "documents", "-o", bank, "--kinds", "cloze, single")
    told = json.loads(study(*command, "--most", 3, "--report", "--json").stdout)
    assert told["drafts"] == 3
    assert set(told["kinds"]) <= {"cloze", "single"}
    assert {"left_out", "rejected", "seed", "version", "words", "files"} <= told.keys()
    quote = told["report"][0]["quotes"][0]
    assert WORDS[quote["start"] : quote["end"]] == quote["quote"]


def test_a_report_shows_every_draft_with_its_passage(folder):
    bank = folder / "banks" / "carlow.yaml"
    printed = study("generate", folder / "documents", "-o", bank, "--report").stdout
    assert "    > In 1893 Henry Marsh sold the Harbour Company" in printed


def test_a_text_that_no_bank_can_cite_is_written_beside_it(folder):
    page = folder / "page.html"
    page.write_text(
        f"<html><head><title>Carlow</title></head><body><p>{WORDS}</p></body></html>", "utf-8"
    )
    bank = folder / "banks" / "drafts.yaml"
    done = study("generate", page, "-o", bank)
    assert done.exit_code == 0, done.output
    assert "banks/documents/page.md: the text that the bank cites." in done.stdout
    assert study("check", bank).exit_code == 0


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("carlow.txt", (), "a bank's file ends in .yaml"),
        ("My Bank.yaml", (), "Call it my-bank.yaml."),
        ("no/where.yaml", (), "there is no folder"),
        ("carlow.yaml", ("--kinds", "essay"), "“essay” is no kind that is drafted"),
        ("carlow.yaml", ("--most", "0"), "Ask for one draft at least"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_written(folder, name, more, said):
    done = study("generate", folder / "documents", "-o", folder / "banks" / name, *more)
    assert done.exit_code == 1
    assert said in done.stderr
    assert list((folder / "banks").iterdir()) == []


def test_a_file_that_is_there_is_only_replaced_when_told_to(folder):
    bank = folder / "banks" / "carlow.yaml"
    bank.write_text("mine")
    command = ("generate", folder / "documents", "-o", bank)
    assert "is there already" in study(*command).stderr
    assert bank.read_text() == "mine"
    assert study(*command, "--overwrite").exit_code == 0
    assert bank.read_text() != "mine"


def test_a_text_without_facts_gives_no_bank_but_a_reason(folder):
    put(folder / "documents", "carlow", "They had never been there, and nobody knew it at all.")
    done = study("generate", folder / "documents", "-o", folder / "banks" / "carlow.yaml")
    assert done.exit_code == 1
    assert "Nothing could be drafted: " in done.stderr
    assert list((folder / "banks").iterdir()) == []


def test_a_text_in_another_language_is_told_in_a_sentence(folder):
    put(folder / "documents", "carlow", WORDS, language="de")
    done = study("generate", folder / "documents", "-o", folder / "banks" / "carlow.yaml")
    assert "only English can be drafted from" in done.stderr


def test_what_is_missing_or_empty_is_named(folder):
    bank = folder / "banks" / "carlow.yaml"
    assert "nowhere.md" in study("generate", folder / "nowhere.md", "-o", bank).stderr
    assert "holds no documents" in study("generate", folder / "banks", "-o", bank).stderr


def test_two_documents_of_one_id_are_told_apart_by_their_files(folder):
    (folder / "more").mkdir()
    twin = put(folder / "more", "carlow", WORDS)
    done = study("generate", folder / "documents", twin, "-o", folder / "banks" / "carlow.yaml")
    assert "have the same id “carlow”" in done.stderr


def test_more_texts_keep_wrong_answers_wrong(folder):
    (folder / "more").mkdir()
    put(folder / "more", "other", WORDS.replace("Glasgow in 1921", "Glasgow in 1923"))
    bank = folder / "banks" / "carlow.yaml"
    command = ("generate", folder / "documents", "-o", bank, "--json")
    assert "answered alike" not in json.loads(study(*command).stdout)["rejected"]
    beside = json.loads(study(*command, "--overwrite", "--library", folder / "more").stdout)
    assert beside["rejected"]["answered alike"] >= 1


def test_stopping_it_leaves_no_file(folder):
    names = ("Mary Doyle", "John Reid", "Anna Rowe")
    put(
        folder / "documents",
        "book",
        "\n\n".join(
            f"In {1500 + n % 500} the engineer {names[n % 3]} sold {n} ships to Henry Marsh."
            for n in range(6_000)
        ),
    )
    bank = folder / "banks" / "book.yaml"
    command = [sys.executable, "-m", "study", "generate", folder / "documents", "-o", bank]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        time.sleep(4)
        running.send_signal(signal.SIGINT)
        running.wait(60)
    assert running.returncode != 0
    assert list((folder / "banks").iterdir()) == []
