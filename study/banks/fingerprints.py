"""Has a bank file changed since it was read? Told by hashes alone, without reading it again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from study.banks.files import Given, cited_file, contents, found_files
from study.domain.questions import DocumentRef


def file_sha256(file: Path) -> str:
    """The hash of a file's bytes."""
    data = contents(file)
    return hashlib.sha256(data if isinstance(data, bytes) else b"").hexdigest()


def fingerprint(bank: Given, documents: Iterable[DocumentRef]) -> str:
    """One hash over a bank file and the files of its documents, missing ones included.

    It does not depend on the folder that the file was found through.
    """
    alone = next(found_files([bank.path], []), bank)
    whole = hashlib.sha256(file_sha256(bank.path).encode())
    for ref in sorted(documents, key=lambda ref: ref.id):
        file = cited_file(ref.file, alone)
        digest = file_sha256(file) if isinstance(file, Path) else ""
        whole.update(f"{ref.id}:{digest}".encode())
    return whole.hexdigest()
