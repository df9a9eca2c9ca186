import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from study.banks.reading import read_bank
from study.cli import app
from study.domain.questions import Bank
from study.endpoint import Endpoint
from tests.generation.lying_server import KEY, MODEL, lying
from tests.generation.voyage import BAD, GOOD, VOYAGE

DOCUMENT = f"---\nid: voyage\ntitle: {VOYAGE.title}\npublished: '2001'\n---\n\n{VOYAGE.text}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "voyage.md").write_text(DOCUMENT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, at: Endpoint | None = None) -> Result:
    names = {"STUDY_LLM_BASE_URL": at.base_url, "STUDY_LLM_MODEL": MODEL} if at else {}
    env = {**names, "STUDY_LLM_KEY": KEY}
    return CliRunner().invoke(app, ["generate", "voyage.md", *words], env=env)


def bank(folder: Path) -> Bank:
    found = read_bank((folder / "bank.yaml").read_bytes(), "bank.yaml").bank
    assert found is not None
    return found


def test_a_model_writes_a_bank(folder: Path) -> None:
    with lying() as (at, _):
        done = run("--model", "write", "-o", "bank.yaml", at=at)
    assert done.exit_code == 0, done.output
    assert "liar-1 was asked 3 times: 3,000 tokens were read and 600 written." in done.output
    written = bank(folder).questions
    assert len(written) == len(GOOD)
    assert {(it.provenance.by, it.provenance.name) for it in written} == {("model", MODEL)}
    assert KEY not in done.output + (folder / "bank.yaml").read_text(encoding="utf-8")


def test_a_model_is_asked_only_for_the_kinds_that_are_wanted(folder: Path) -> None:
    with lying() as (at, liar):
        run("--model", "write", "--kinds", "short,ordering", "-o", "bank.yaml", at=at)
    assert '"enum":["short"]' in liar.asked[0]["messages"][0]["content"]
    assert '"enum":["single"]' not in liar.asked[0]["messages"][0]["content"]
    assert {it.kind for it in bank(folder).questions} == {"short"}
    with lying() as (at, liar):
        done = run("--model", "write", "--kinds", "ordering", "-o", "other.yaml", at=at)
    assert "A model is asked for single, multiple" in done.output
    assert not liar.asked


def test_a_model_checks_what_the_generator_drafted(folder: Path) -> None:
    run("-o", "alone.yaml")
    alone = read_bank((folder / "alone.yaml").read_bytes(), "alone.yaml").bank
    assert alone is not None
    wrong = [{"answers": ["something else"], "stands_alone": True}] * 8
    with lying(answers=wrong) as (at, _):
        done = run("--model", "check", "-o", "bank.yaml", at=at)
    assert "verifier answers otherwise" in done.output
    assert len(alone.questions) > 0
    assert not (folder / "bank.yaml").exists() or len(bank(folder).questions) < len(alone.questions)


@pytest.mark.parametrize("how", ["check", "write"])
def test_without_a_model_it_is_said_how_to_set_one_up(folder: Path, how: str) -> None:
    done = run("--model", how, "-o", "bank.yaml")
    assert (done.exit_code, "No model is set up." in done.output) == (1, True)
    assert not (folder / "bank.yaml").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--model", "guess", "-o", "bank.yaml"], "--model guess is not known"),
        (["--model", "write", "--from-pack", "a.json", "-o", "bank.yaml"], "leave out --model"),
        (["--from-pack", "nowhere.json", "-o", "bank.yaml"], "nowhere.json cannot be read"),
        (["--pack", "pack.pdf"], "end it in .json or .md"),
        (["--pack", "nowhere/pack.md"], "cannot be written"),
        ([], "Say with -o which bank file to write"),
    ],
)
def test_what_cannot_be_done_is_told(folder: Path, words: list[str], sentence: str) -> None:
    done = run(*words)
    assert (done.exit_code, sentence in done.output) == (1, True), done.output
    assert [it.name for it in folder.iterdir()] == ["voyage.md"]


@pytest.mark.parametrize(("name", "start"), [("pack.json", "{"), ("pack.MD", "<!-- Give this")])
def test_a_pack_is_written_in_the_form_that_its_name_asks_for(
    folder: Path, name: str, start: str
) -> None:
    done = run("--pack", name)
    assert (folder / name).read_text(encoding="utf-8").startswith(start)
    assert f"{name}: 140 words of passages" in done.output
    assert "Passages left out: 1 instructions to a model." in done.output


def test_a_pack_is_told_to_programs(folder: Path) -> None:
    told = json.loads(run("--pack", "pack.json", "--json").output)
    assert (told["words"], told["files"]) == (140, ["pack.json"])


def test_an_answer_to_a_pack_becomes_a_bank_and_the_rest_is_told(folder: Path) -> None:
    items = [*GOOD, BAD["who does what, turned round"][0]]
    text = f"\ufeffSure!\n```json\n{json.dumps({'questions': items})}\n```"
    (folder / "answer.txt").write_text(text, encoding="utf-8")
    done = run("--from-pack", "answer.txt", "-o", "bank.yaml")
    assert done.exit_code == 0, done.output
    assert len(bank(folder).questions) == len(GOOD)
    assert "10. “Who defeated Ferdinand Magellan" in done.output
    assert "It turns round who does what to whom." in done.output
    assert "Drafted and dropped: 1 roles agree." in done.output


def test_an_answer_that_proves_nothing_writes_nothing_and_says_why(folder: Path) -> None:
    bad = json.dumps(BAD["who does what, turned round"])
    (folder / "answer.json").write_text(bad, encoding="utf-8")
    done = run("--from-pack", "answer.json", "-o", "bank.yaml")
    assert done.exit_code == 1
    assert "No draft is left: 3 roles agree." in done.output
    assert "2. “On 27 April 1521" in done.output
    assert not (folder / "bank.yaml").exists()
