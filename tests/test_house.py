"""The house itself: what lies where, how long files are, and what never goes into them."""

import ast
import re
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import alembic
import grimp
import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("study", "templates", "tests", "alembic", "questions", "docs", ".ci")
MADE = {"__pycache__", "vendor", "_data"}
CODE = {".py", ".html", ".css", ".js"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
# In parts, so that this file does not hold what it looks for.
FORBIDDEN = (
    *(f"/{folder}/" for folder in ("wor" + "k", "roo" + "t", "far" + "m")),
    "bash" + "_jobs",
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry" + ".npmjs",
    "deb" + ".debian",
)


def files(*rooms: str) -> Iterator[Path]:
    """Every file of these rooms that somebody wrote."""
    for room in rooms:
        for file in (ROOT / room).rglob("*"):
            if file.is_file() and not MADE.intersection(file.parts):
                yield file


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_text(file: Path) -> bool:
    return b"\0" not in file.read_bytes()


def test_alembic_is_the_library_and_not_our_folder() -> None:
    assert "site-packages" in alembic.__file__
    assert not (ROOT / "alembic" / "__init__.py").exists()


def test_the_lock_names_no_host() -> None:
    assert "://" not in (ROOT / "constraints.lock").read_text()


def test_the_lock_pins_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    lines = (ROOT / "constraints.lock").read_text().splitlines()
    pinned = {line.partition("==")[0] for line in lines}

    assert {re.split(r"[^\w.-]", it, maxsplit=1)[0].lower() for it in wanted} <= pinned


def test_no_file_holds_a_path_of_some_machine_or_a_package_host() -> None:
    written = [*files(*ROOMS), *(file for file in ROOT.iterdir() if file.is_file())]
    texts = {name(file): file.read_text(encoding="utf-8") for file in written if is_text(file)}

    assert len(texts) > 50
    assert [(it, word) for it, text in texts.items() for word in FORBIDDEN if word in text] == []


def test_no_file_is_too_long() -> None:
    lengths = {
        name(file): file.read_bytes().count(b"\n")
        for file in files("study", "templates", "tests")
        if file.suffix in CODE
    }

    assert {it: length for it, length in lengths.items() if length > LONGEST_FILE} == {}


def functions(file: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield f"{name(file)}:{node.name}", node.end_lineno - node.lineno + 1


def test_no_function_is_too_long() -> None:
    lengths = [it for file in files("study") if file.suffix == ".py" for it in functions(file)]

    assert [it for it in lengths if it[1] > LONGEST_FUNCTION] == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = grimp.build_graph("study", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}

    assert "study.domain.questions" in list(TopologicalSorter(imports).static_order())


@pytest.mark.parametrize("script", ["run", "setup", "check", "migration"])
def test_scripts_can_be_started(script: str) -> None:
    assert (ROOT / ".ci" / script).stat().st_mode & 0o100
