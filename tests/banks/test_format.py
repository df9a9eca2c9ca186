"""The format and the files that are derived from it agree."""

import re
import shutil
from pathlib import Path

import jsonschema
import pytest
import yaml

from study.banks.checking import check
from study.banks.explaining import TYPES
from study.banks.format import schema, schema_text
from study.domain.questions import KINDS
from tests.banks.builders import HEAD, OWN, bank, files, only_problem, question, read

ROOT = Path(__file__).parents[2]


def test_the_schema_file_is_made_from_the_format():
    stored = (ROOT / "questions/bank.schema.json").read_text(encoding="utf-8")
    assert stored == schema_text(), "write study.banks.format.schema_text() into the file"


def test_the_format_knows_every_kind_of_question():
    assert list(TYPES) == [kind.kind for kind in KINDS] == list(OWN)


def accepts(text: str) -> bool:
    return jsonschema.Draft202012Validator(schema()).is_valid(yaml.safe_load(text))


@pytest.mark.parametrize("kind", OWN)
def test_an_editor_accepts_what_is_read(kind):
    assert accepts(bank(question(kind, more="    difficulty: 2\n    tags: [a]\n")))


@pytest.mark.parametrize(
    ("old", "new"),
    [("prompt", "promt"), ("flashcard", "card"), ("id: q", "id: Q q"), ("quote: ", "quot: ")],
)
def test_an_editor_marks_what_is_refused(old, new):
    text = bank(question().replace(old, new))
    assert not accepts(text)
    assert read(text).problems


PAGE = (ROOT / "docs/bank-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """The examples of the description in a bank beside the real documents."""
    folder = tmp_path_factory.mktemp("library")
    shutil.copytree(ROOT / "questions/documents", folder / "documents")
    whole, *examples = EXAMPLES
    other = "  - {id: primorye-soviet-help, file: ../documents/primorye-soviet-help.md}\n"
    text = whole.replace("questions:\n", other + "questions:\n") + "".join(
        f"  {line}\n" for example in examples for line in example.splitlines()
    )
    return files(folder, {"banks/examples.yaml": text})


def test_every_example_in_the_description_is_sound(library):
    found = check([library])
    assert found.problems == ()
    assert set(found.types) == set(OWN)


def test_the_description_names_every_field():
    fields = {name for shape in TYPES.values() for name in shape.model_fields}
    assert {name for name in fields if f"`{name}`" not in PAGE and f"{name}:" not in PAGE} == set()


@pytest.mark.parametrize("slug", ["import", "imports", "new", "stale"])
def test_a_bank_cannot_have_the_address_of_another_page(slug):
    problem = only_problem(bank(question(), head=HEAD.replace("id: aid", f"id: {slug}")))

    assert problem.field == "id"
    assert problem.message == f"“{slug}” is the address of another page."
