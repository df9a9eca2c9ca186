"""Banks and documents checked together."""

import hashlib
import json
from pathlib import Path

import pytest

from study.banks.checking import check, report
from study.domain.quoting import State
from tests.banks.builders import CITE, DOCUMENT, HEAD, PASSAGE, bank, files, question

CITED = "supplied China with 1,235 aircraft"
GOOD = bank(question("numeric"))


def checked(folder: Path, text: str = GOOD, **more: str):
    texts = {"documents/talks.md": DOCUMENT, "banks/aid.yaml": text}
    return check(
        [files(folder, texts | {name.replace("__", "/"): it for name, it in more.items()})]
    )


def only_problem(folder: Path, text: str):
    (problem,) = checked(folder, text).problems
    return problem


def test_a_quote_is_located_in_its_passage(tmp_path):
    found = checked(tmp_path)
    assert found.problems == ()
    (located,) = found.banks[0].citations["q"]
    start = PASSAGE.index(CITED)
    assert located.found.span is not None
    assert (located.found.state, located.found.span.start) == (State.EXACT, start)
    assert (located.document, located.passage) == ("talks", 1)


def test_a_checked_bank_knows_its_file_and_hash(tmp_path):
    (only,) = checked(tmp_path).banks
    assert only.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert only.file.endswith("banks/aid.yaml")


def test_a_missing_quote_is_named_with_the_closest_passage(tmp_path):
    problem = only_problem(tmp_path, GOOD.replace("1,235 aircraft'", "1,236 aircraft'"))
    assert (problem.line, problem.column, problem.severity) == (12, 34, "error")
    assert (problem.question, problem.field) == ("q", "cite[1].quote")
    expected = "Closest is passage 1: supplied China with [-1,236-] {+1,235+} aircraft"
    assert expected in problem.message


def test_a_missing_quote_without_any_likeness_says_so(tmp_path):
    problem = only_problem(tmp_path, GOOD.replace(CITED, "zzzz qqqq 1235 xxxx"))
    assert "Nothing in it is like it" in problem.message


def test_a_repeated_quote_asks_for_context(tmp_path):
    twice = DOCUMENT + f"\n{PASSAGE}\n"
    (problem,) = checked(tmp_path, **{"documents__talks.md": twice}).problems
    assert "more than once" in problem.message
    assert "`prefix`" in problem.fix


def test_a_key_outside_the_quotes_is_an_inference(tmp_path):
    problem = only_problem(tmp_path, GOOD.replace("answer: 1235", "answer: 2470"))
    assert (problem.severity, problem.field, problem.line) == ("warning", "answer", 10)
    assert "“2470” is not in the quotes: the key is an inference" in problem.message


def test_a_question_without_a_passage_stays_a_draft(tmp_path):
    problem = only_problem(tmp_path, bank(question(cite="")))
    assert problem.severity == "warning"
    assert "cites no passage" in problem.message


def test_a_bank_id_is_given_once(tmp_path):
    problems = checked(tmp_path, **{"generated__other.yaml": GOOD}).problems
    assert ["“aid” is also that of" in it.message for it in problems] == [True]


def test_a_document_id_is_given_once(tmp_path):
    (problem,) = checked(tmp_path, **{"more__documents__talks.md": DOCUMENT}).problems
    assert "“talks” is also the id of" in problem.message


def test_a_document_that_is_not_there_is_one_problem(tmp_path):
    text = bank(question(), question("cloze", name="other")).replace("talks.md", "speech.md")
    problem = only_problem(tmp_path, text)
    assert (problem.line, problem.field) == (5, "documents[1].file")
    assert "There is no file" in problem.message


def test_a_document_of_another_id_is_named(tmp_path):
    text = GOOD.replace("id: talks", "id: speech").replace("document: talks", "document: speech")
    assert "holds the document “talks”" in only_problem(tmp_path, text).message


def test_a_broken_document_is_reported_once_and_where_it_is_cited(tmp_path):
    problems = checked(tmp_path, **{"documents__talks.md": "no front matter"}).problems
    assert [Path(it.file).name for it in problems] == ["aid.yaml", "talks.md"]


@pytest.mark.parametrize("name", ["banks/aid.yaml", "documents/talks.md"])
def test_a_single_file_can_be_checked(tmp_path, name):
    checked(tmp_path)
    found = check([tmp_path / name])
    assert found.problems == ()
    assert len(found.documents) == 1


def test_a_file_named_twice_is_read_once(tmp_path):
    checked(tmp_path)
    found = check([tmp_path, tmp_path / "banks/aid.yaml"])
    assert len(found.banks) == 1
    assert found.problems == ()


def test_a_path_that_is_not_there_is_a_problem(tmp_path):
    (problem,) = check([tmp_path / "nothing.yaml"]).problems
    assert "no such file" in problem.message


def test_what_is_done_and_how_far_it_is_is_told(tmp_path):
    told = []
    checked(tmp_path)
    check([tmp_path], progress=lambda *now: told.append(now))
    assert [what.split()[0] for what, _, _ in told] == ["Reading", "Checking"]
    assert all(0 < done <= total for _, done, total in told)


def test_the_report_is_plain_and_names_no_machine(tmp_path, monkeypatch):
    bad = GOOD.replace("1,235 aircraft'", "1,236 aircraft'")
    checked(tmp_path, bad)
    monkeypatch.chdir(tmp_path)
    made = json.loads(json.dumps(report(check([tmp_path]))))
    (problem,) = made.pop("problems")
    assert made == {
        "documents": 1,
        "banks": 1,
        "questions": 1,
        "types": ["numeric"],
        "citations": {"exact": 0, "normalized": 0, "ambiguous": 0, "missing": 1},
        "drafts": [
            {
                "file": "banks/aid.yaml",
                "id": "q",
                "line": 7,
                "reasons": ["The quote “supplied China with 1,236 aircraft” is not in “talks”."],
            }
        ],
        "remarks": [],
    }
    assert problem["file"] == "banks/aid.yaml"
    assert list(problem) == REPORTED


def test_many_missing_quotes_cost_no_more_than_their_number(tmp_path):
    wrong = CITE.replace("1,235 aircraft", "1,236 aircraft")
    asked = [question(name=f"q-{n}", cite=wrong) for n in range(1_200)]
    found = checked(tmp_path, bank(*asked))
    assert len(found.problems) == 1_200
    assert sum("Closest is" in it.message for it in found.problems) == 100


def test_everything_in_the_library_is_sound():
    found = check([Path(__file__).parents[2] / "questions"])
    assert [it for it in found.problems if it.severity == "error"] == []
    assert found.states.get(State.AMBIGUOUS, 0) + found.states.get(State.MISSING, 0) == 0


REPORTED = ["file", "line", "column", "question", "field", "severity", "message", "fix"]
OUTSIDE = [
    "../../etc/passwd",
    "../../secret.md",
    "/etc/passwd",
    "/secret.md",
    "~/secret.md",
    "file:///secret.md",
    "https://example.org/secret.md",
    "\\\\host\\share\\secret.md",
    "C:\\secret.md",
    "C:/secret.md",
    "../../library-old/secret.md",
    "../documents/../../secret.md",
    "../documents/way-out.md",
    "../way-out/secret.md",
    "../documents",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_bank_reads_outside_its_folders(tmp_path, name):
    secret = DOCUMENT.replace("talks", "secret")
    files(tmp_path, {"secret.md": secret, "library-old/secret.md": secret})
    head = HEAD.replace("file: ../documents/talks.md", f"file: '{name}'")
    library = files(tmp_path / "library", {"banks/aid.yaml": bank(question(), head=head)})
    (library / "documents").mkdir()
    (library / "documents/way-out.md").symlink_to(tmp_path / "secret.md")
    (library / "way-out").symlink_to(tmp_path / "library-old")
    for paths in ([library], [library / "banks/aid.yaml"]):
        found = check(paths)
        assert found.documents == ()
        assert any(it.field == "documents[1].file" for it in found.problems)


def test_a_link_out_of_the_folder_is_not_read_as_a_bank(tmp_path):
    files(tmp_path, {"outside/aid.yaml": GOOD})
    (tmp_path / "library").mkdir()
    (tmp_path / "library/aid.yaml").symlink_to(tmp_path / "outside/aid.yaml")
    found = check([tmp_path / "library"])
    assert found.banks == ()
    assert "leads out" in found.problems[0].message
