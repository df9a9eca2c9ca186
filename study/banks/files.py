"""Which files are read, and where a bank may look for the documents it cites."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from study.banks.encoding import MOST_BYTES
from study.banks.problems import Problem

_FOREIGN = re.compile(r"[a-zA-Z][\w+.-]*:|[/\\~]|.*\\", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Given:
    """A file to read, and the folder its documents must stay in."""

    path: Path
    root: Path


def found_files(paths: Sequence[Path], problems: list[Problem]) -> Iterator[Given]:
    """The document files, then the bank files, that were named or lie in folders that were."""
    files = {
        given.path.resolve(): given for path in paths for given in _files(Path(path), problems)
    }
    yield from sorted(files.values(), key=lambda given: (given.path.suffix != ".md", given.path))


def _files(path: Path, problems: list[Problem]) -> Iterator[Given]:
    if path.is_dir():
        yield from _files_in(path, problems)
    elif path.is_file():
        yield Given(path, root_of(path))
    else:
        message = "There is no such file or folder." if not path.exists() else "This is no file."
        problems.append(Problem(file=shown_path(path), message=message, fix="Check the name."))


def root_of(path: Path) -> Path:
    """The folder above the bank's own, unless that is the whole disk."""
    folder = path.parent.resolve()
    return folder if folder.parent == Path(folder.anchor) else folder.parent


def _files_in(folder: Path, problems: list[Problem]) -> Iterator[Given]:
    root = folder.resolve()
    patterns = ("*.yaml", "*.yml", "documents/*.md")
    for path in sorted({path for pattern in patterns for path in folder.rglob(pattern)}):
        if not path.is_file():
            continue
        if path.resolve().is_relative_to(root):
            yield Given(path, root)
            continue
        message = "This is a link that leads out of the folder."
        fix = "Put the file itself here."
        problems.append(Problem(file=shown_path(path), message=message, fix=fix))


def cited_file(name: str, bank: Given) -> Path | str:
    """The document file a bank names, or the sentence that says why it is not read."""
    outside = f"“{name[:80]}” leads out of the bank's folders."
    if _FOREIGN.match(name) or not name.endswith(".md"):
        return f"“{name[:80]}” is no relative path to a document file (.md)."
    path = Path(os.path.normpath(bank.path.parent / name))
    if not path.resolve().is_relative_to(bank.root):
        return outside
    return path if path.is_file() else f"There is no file “{name[:80]}”."


def contents(path: Path) -> bytes | Problem:
    """The bytes of a file, one more than may be read at most; or why it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        return Problem(file=shown_path(path), message=message, fix="Check its permissions.")


def shown_path(path: Path) -> str:
    """The path as reports name it: relative to the current folder."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # Another drive of Windows has no relative path.
        return path.name
