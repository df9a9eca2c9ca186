"""`study check --lint`: what it prints, for people and for programs, and how it ends."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from study.cli import app
from study.domain.linting import NAMES
from study.domain.linting.checks import QUESTION_CHECKS
from tests.builders import a_bank, written
from tests.domain.builders import a_short, a_single, options

ROOT = Path(__file__).parents[2]
BAD = ROOT / "tests" / "data" / "lint" / "bad-bank.yaml"


def linted(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["check", "--lint", *map(str, arguments)])


@pytest.fixture(scope="module")
def findings() -> list[dict]:
    """What the lint says about the bad bank."""
    return json.loads(linted(BAD, "--json").stdout)["findings"]


def test_the_shipped_banks_pass_their_own_lint():
    done = linted(ROOT / "questions")

    assert done.exit_code == 0
    assert "0 problems;" in done.stdout
    assert done.stdout.endswith("Could be better: none.\n")


def test_in_the_bad_bank_every_check_finds_something_exactly_once(findings):
    assert Counter(it["check"] for it in findings) == dict.fromkeys(NAMES, 1)


def test_beside_each_bad_question_stands_the_check_that_finds_it(findings):
    lines = BAD.read_text().splitlines()
    said = {
        line.split("id: ")[1].split()[0]: line.split("# ")[1]
        for line in lines
        if line.startswith("  - id: ") and "#" in line
    }
    found = {it["question"]: it["check"] for it in findings if it["question"]}

    assert found == said
    assert len(NAMES) == len(said) + 3


def test_findings_are_placed_at_the_field_they_are_about(findings):
    lines = BAD.read_text().splitlines()
    places = {it["check"]: lines[it["line"] - 1][it["column"] - 1 :] for it in findings}

    assert places["longest-option"].startswith('"In the Black Forest, in the south-west')
    assert places["wide-tolerance"] == "50%"
    assert places["key-in-hint"] == "It was in 1991 or later."
    assert places["order-given-away"].startswith("A canal is opened in 1984")
    assert places["no-explanation"].startswith("id: builders-of-the-dam")
    assert places["waived-for-nothing"].startswith("a flashcard has no options")
    assert places["option-length-bias"].startswith("- id: source")


def test_people_get_place_check_and_question_and_then_what_to_do():
    done = linted(BAD)

    assert done.exit_code == 1
    assert (
        "bad-bank.yaml:326:16: wide-tolerance: length-of-the-danube tolerance: The tolerance lets "
        "everything from 1,425 to 4,275 through.\n    Narrow it to what is still right"
    ) in done.stderr
    assert "Could be better: 1 option-length-bias, 1 key-position-skew" in done.stdout


def test_programs_get_everything_and_nothing_about_it_unless_asked(findings):
    keys = ["check", "column", "field", "file", "fix", "line", "message", "question", "related"]

    assert sorted(findings[0]) == keys
    plain = json.loads(CliRunner().invoke(app, ["check", str(BAD), "--json"]).stdout)
    assert "findings" not in plain


def test_of_very_many_findings_two_hundred_are_shown(tmp_path):
    weak = [
        a_single(
            id=f"q{n}", prompt=f"Which city, he says, {n}?", options=options("*Berlin", "Rome")
        )
        for n in range(250)
    ]
    done = linted(written(tmp_path, a_bank(*weak)))

    assert "and 52 more" in done.stderr
    assert "250 too-few-options" in done.stdout


def test_a_waiver_in_the_file_keeps_its_reason_and_silences_the_finding(tmp_path):
    reason = "The city is named in the next passage."
    waived = a_short(prompt="Which city, he says?", waive=(("key-not-in-quote", reason),))
    folder = written(tmp_path, a_bank(waived))

    assert linted(folder).exit_code == 0
    assert "0 problems;" in linted(folder).stdout
    assert f"key-not-in-quote: {reason}" in (folder / "banks" / "aid.yaml").read_text()


def test_without_its_document_a_bank_is_looked_at_too(tmp_path):
    shutil.copy(BAD, tmp_path)
    done = linted(tmp_path, "--json")

    found = {it["check"] for it in json.loads(done.stdout)["findings"]}
    assert set(NAMES) - found == {"no-attribution"}


def test_the_manual_explains_every_check_and_no_other():
    manual = (ROOT / "docs" / "lint.md").read_text()
    headings = [line[5:-1] for line in manual.splitlines() if line.startswith("### `")]

    assert sorted(headings) == sorted(NAMES)


def test_the_manual_says_which_checks_know_english_words():
    manual = (ROOT / "docs" / "lint.md").read_text()
    parts = {part.split("`")[1]: part for part in manual.split("### ")[1:]}
    english = {check.name for check in QUESTION_CHECKS if check.is_english}

    assert {name for name, part in parts.items() if "*English.*" in part} == english
