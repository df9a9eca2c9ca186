"""What files of other formats become, for tests that say it in a line."""

from collections.abc import Sequence

from study.banks.brought import Remark, Sent
from study.banks.converting import read_any_document
from study.banks.documents import DocumentFile, read_document, write_document
from study.banks.problems import Problem


def document(name: str, data: bytes | str, **known: str) -> tuple[DocumentFile, list[Remark]]:
    """The document of a file, which must be sound: as a file of ours it reads back the same."""
    sent = Sent(name, data if isinstance(data, bytes) else data.encode())
    found, problems, remarks = read_any_document(sent, known=known)
    assert problems == ()
    assert found is not None
    assert read_document(write_document(found).encode(), f"{found.id}.md") == (found, ())
    return found, list(remarks)


def problem(name: str, data: bytes | str, **known: str) -> Problem:
    """What is wrong with a file that gives no document."""
    sent = Sent(name, data if isinstance(data, bytes) else data.encode())
    found, problems, _ = read_any_document(sent, known=known)
    assert found is None
    assert problems[0].file == name
    return problems[0]


def said(remarks: Sequence[Remark], words: str) -> Remark:
    """The one remark with these words."""
    (remark,) = [it for it in remarks if words in it.message]
    return remark
