"""Which files are new or changed since they were published: told by their hashes alone."""

from collections.abc import Sequence
from pathlib import Path

from study.banks.files import Given, found_files
from study.banks.fingerprints import file_sha256, fingerprint
from study.banks.problems import Problem
from study.domain.errors import BadInput
from study.storage import banks
from study.storage.banks import KeptBank
from study.storage.database import Transaction


def fresh_files(db: Transaction, paths: Sequence[Path]) -> tuple[tuple[Path, ...], int]:
    """The files that were not published as they are, and how many questions are in the others.

    Telling this costs a hash of each file, so that bringing in the same again is quick.
    Raises BadInput for a path that leads to nothing.
    """
    problems: list[Problem] = []
    fresh, unchanged = [], 0
    for given in found_files(paths, problems):
        kept = unchanged_file(db, given)
        if kept is None:
            fresh.append(given.path)
        else:
            unchanged += kept.questions
    if problems:
        raise BadInput(" ".join(f"{problem.file}: {problem.message}" for problem in problems))
    return tuple(fresh), unchanged


def unchanged_file(db: Transaction, file: Given) -> KeptBank | None:
    """The bank of this file when neither it nor its documents changed since they were published."""
    kept = banks.bank_of_file(db, file_sha256(file.path))
    if kept is None or fingerprint(file, kept.documents) != kept.fingerprint:
        return None
    return kept
