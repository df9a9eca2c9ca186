"""Has a bank file changed since it was read? Told by hashes alone, without reading it again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from study.domain.questions import DocumentRef


def file_sha256(file: Path) -> str:
    """The hash of a file's bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def fingerprint(file: Path, documents: Iterable[DocumentRef]) -> str:
    """One hash over a bank file and the files of its documents, missing ones included."""
    whole = hashlib.sha256(file.read_bytes())
    for ref in sorted(documents, key=lambda ref: ref.id):
        path = file.parent / ref.file
        content = path.read_bytes() if path.is_file() else b""
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()
