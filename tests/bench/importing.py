"""Cited questions from a file into the database: read, checked, located, published."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from study.banks.writing import write_bank
from study.domain.questions import Bank, DocumentRef
from study.settings import data_folder
from tests.bench import anki
from tests.bench.made_questions import made_questions
from tests.bench.measuring import python_module, spread
from tests.bench.report import Options, Row, limit_row, missing, ratio_row
from tests.bench.seeding import texts

MEGABYTE = 1_000_000
# The format's limit is 20,000 questions and 16 MiB to a file.
A_FILE = 10_000


def measure(options: Options) -> Iterator[Row]:
    """Rows for one file, the same again, ten files, and Anki's import of as many notes."""
    count = 1_000 if options.small else A_FILE
    repeats = 1 if options.small else 3
    files = _written(options.folder, count, 1 if options.small else 10)
    with_anki = anki.is_there(options)
    first, again, theirs = [], [], []
    for turn in range(repeats):
        database = options.folder / f"{turn}.db"
        first.append(_bring_in(database, files[:1], new=count))
        again.append(_bring_in(database, files[:1], new=0))
        if with_anki:
            folder = options.folder / f"anki{turn}"
            folder.mkdir()
            theirs.append(anki.job("importing", folder, count))
    yield from _rows(count, first, again)
    yield from _against_anki(first, again, theirs)
    if not options.small:
        yield from _in_proportion(options, files, first)


def _written(folder: Path, count: int, files: int) -> list[Path]:
    """Bank files beside copies of the documents they cite."""
    shutil.copytree(data_folder("questions") / "documents", folder / "documents")
    (folder / "banks").mkdir()
    some, source, paths = texts(), made_questions(texts(), 7), []
    documents = tuple(DocumentRef(text.slug, f"../documents/{text.slug}.md") for text in some)
    for number in range(files):
        questions = tuple(made.question for made in islice(source, count))
        bank = Bank(
            id=f"bench-{number}", title="Measured", documents=documents, questions=questions
        )
        path = folder / "banks" / f"bench-{number}.yaml"
        path.write_text(write_bank(bank), encoding="utf-8")
        paths.append(path)
    return paths


def _bring_in(database: Path, files: Sequence[Path], *, new: int) -> dict[str, Any]:
    command = python_module("tests.bench.import_job", database, *files)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["new"] == new, found
    return found


def _of(found: Sequence[dict[str, Any]], name: str) -> list[float]:
    return [one[name] for one in found]


def _rows(
    count: int, first: Sequence[dict[str, Any]], again: Sequence[dict[str, Any]]
) -> Iterator[Row]:
    for what, found in ((f"{count:,} cited questions", first), ("the same again", again)):
        cpu = spread(_of(found, "cpu"), scale=1)
        elapsed = spread(_of(found, "elapsed"), scale=1)
        yield Row(f"{what}: elapsed and CPU, s", f"{elapsed}, {cpu}")
    peak = max(_of(first, "peak")) / MEGABYTE
    started = max(_of(first, "started")) / MEGABYTE
    shown = f"{peak:.0f} (started with {started:.0f})"
    yield limit_row(f"{count:,} cited questions: peak memory", peak, 250, "MB", shown)


def _against_anki(
    first: Sequence[dict[str, Any]],
    again: Sequence[dict[str, Any]],
    theirs: Sequence[dict[str, Any]],
) -> Iterator[Row]:
    rows = (
        ("import, of Anki's CSV import", first, "import", 4),
        ("unchanged again, of Anki's", again, "again", 2),
    )
    for what, ours, name, goal in rows:
        if not theirs:
            yield missing(what, anki.why_not())
            continue
        seconds = _of(theirs, name)
        yield Row(f"  Anki: {name}, s", spread(seconds, scale=1))
        yield ratio_row(what, _of(ours, "elapsed"), seconds, goal)


def _in_proportion(
    options: Options, files: Sequence[Path], first: Sequence[dict[str, Any]]
) -> Iterator[Row]:
    count = A_FILE * len(files)
    found = _bring_in(options.folder / "all.db", files, new=count)
    shown = f"{found['elapsed']:.1f} s, CPU {found['cpu']:.1f} s, {found['peak'] / MEGABYTE:.0f} MB"
    yield Row(f"{count:,} questions in {len(files)} files", shown)
    each = [found["cpu"] / len(files)]
    yield ratio_row("  CPU a question, of one file's", each, _of(first, "cpu"), 1.2)
