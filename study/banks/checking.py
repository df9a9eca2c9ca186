"""Problems across files: missing documents, quotes that cannot be located, ids given twice."""

import hashlib
import posixpath
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from study.banks.brought import Incomplete, Remark, Sent
from study.banks.converting import read_any_document
from study.banks.documents import DocumentFile, read_document
from study.banks.files import Given, cited_file, contents, found_files, shown_path
from study.banks.locating import BankCheck, CitedText, Located, cited_text
from study.banks.problems import Problem
from study.banks.reading import Reading, Source, collector_paused
from study.banks.recognising import is_document, read_any
from study.domain.questions import Bank, DocumentRef
from study.domain.quoting import State

__all__ = ["Checked", "CheckedBank", "Located", "Progress", "check", "check_sent", "report"]

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class CheckedBank:
    """A bank, its file and the file's hash, and every question's citations located.

    `given` is None for a file that was sent rather than read from a folder. `drafts` are the
    questions that cannot be asked: those of the bank that cite nothing or whose quote is
    nowhere, and those that are not in the bank because they have no key.
    """

    bank: Bank
    given: Given | None
    file: str
    sha256: str
    citations: Mapping[str, tuple[Located, ...]]
    drafts: tuple[Incomplete, ...] = ()
    remarks: tuple[Remark, ...] = ()
    format: str = "bank file"
    positions: Mapping[str, int] = field(default_factory=dict)
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was found in the files: banks, documents and problems.

    `document_files` and `document_remarks` say by a document's id which file it came in, and
    what turning that into text did to it.
    """

    banks: tuple[CheckedBank, ...] = ()
    documents: tuple[DocumentFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    states: Mapping[State, int] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    document_files: Mapping[str, str] = field(default_factory=dict)
    document_remarks: Mapping[str, tuple[Remark, ...]] = field(default_factory=dict)

    @property
    def drafts(self) -> tuple[Incomplete, ...]:
        """What cannot be asked yet, in all of the banks."""
        return tuple(draft for bank in self.banks for draft in bank.drafts)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What the conversions of all of the banks did."""
        return tuple(remark for bank in self.banks for remark in bank.remarks)


def check(paths: Sequence[Path], *, progress: Progress | None = None) -> Checked:
    """Read and check bank files, document files, or folders of them.

    `progress` is told what is being done, how much of it is done, and how much there is.
    """
    checker = _FolderChecker(progress or _unwatched)
    with collector_paused():
        for file in list(found_files(paths, checker.problems)):
            checker.take(file)
    return checker.checked()


def check_sent(
    files: Sequence[Sent],
    library: Mapping[str, DocumentFile],
    *,
    progress: Progress | None = None,
) -> Checked:
    """Read and check files that were sent, which may be banks and documents in any order.

    A document that a bank cites is looked for among the files, by its path and then by its id,
    and then by its id in the library.
    """
    checker = _SentChecker(library, progress or _unwatched)
    with collector_paused():
        for sent in sorted(files, key=is_document, reverse=True):
            checker.take(sent)
    return checker.checked()


def _unwatched(_what: str, _done: int, _total: int) -> None:
    """For callers who do not watch."""


def report(checked: Checked) -> dict[str, Any]:
    """The outcome as plain values, for `study check --json`."""
    return {
        "documents": len(checked.documents),
        "banks": len(checked.banks),
        "questions": sum(len(it.bank.questions) for it in checked.banks),
        "types": list(checked.types),
        "citations": {state.value: checked.states.get(state, 0) for state in State},
        "problems": [asdict(problem) for problem in checked.problems],
        "drafts": [
            {"file": it.file, "id": draft.id, "line": draft.line, "reasons": list(draft.reasons)}
            for it in checked.banks
            for draft in it.drafts
        ],
        "remarks": [
            {"file": it.file, **asdict(remark)} for it in checked.banks for remark in it.remarks
        ],
    }


class _Checker(ABC):
    """What has been read so far, while one file after the other is taken in."""

    advice: ClassVar[str]

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.problems: list[Problem] = []
        self.banks: list[CheckedBank] = []
        self.bank_files: dict[str, str] = {}
        self.documents: list[DocumentFile] = []
        self.document_files: dict[str, str] = {}
        self.document_remarks: dict[str, tuple[Remark, ...]] = {}
        self.states: Counter[State] = Counter()

    @abstractmethod
    def cited(self, entry: DocumentRef, name: str, given: Given | None) -> CitedText | str:
        """The text of a document that the bank of this file lists, or why there is none."""

    def take_bank(self, sent: Sent, given: Given | None) -> None:
        """Read one bank and check it against what was taken in before."""
        name = sent.name
        reading = read_any(sent, progress=partial(self.progress, f"Reading {name}"))
        self.problems += reading.problems
        bank = reading.bank
        if bank is None:
            return
        if bank.id in self.bank_files:
            message = f"The bank id “{bank.id}” is also that of {self.bank_files[bank.id]}."
            fix = "Give one of the two banks another id."
            self.problems.append(Problem(file=name, field="id", message=message, fix=fix))
        self.bank_files.setdefault(bank.id, name)
        texts = self._cited_texts(bank, reading, given, name)
        checking = BankCheck(reading, bank, texts, name, self.problems)
        citations = checking.citations(partial(self.progress, f"Checking {name}"))
        self.states.update(it.found.state for located in citations.values() for it in located)
        self.banks.append(
            CheckedBank(
                bank,
                given,
                name,
                hashlib.sha256(sent.data).hexdigest(),
                citations,
                drafts=(*checking.drafts, *reading.drafts),
                remarks=reading.remarks,
                format=reading.format,
                positions=reading.positions,
                source=reading.source,
            )
        )

    def keep(self, document: DocumentFile, name: str, remarks: tuple[Remark, ...]) -> CitedText:
        """Take in a document; another one with its id is reported."""
        if document.id in self.document_files:
            message = f"“{document.id}” is also the id of {self.document_files[document.id]}."
            fix = "Give one of the two documents another id and file name."
            self.problems.append(Problem(file=name, field="id", message=message, fix=fix))
        self.document_files.setdefault(document.id, name)
        self.document_remarks.setdefault(document.id, remarks)
        self.documents.append(document)
        return cited_text(document)

    def checked(self) -> Checked:
        """Everything that was found, problems by file and line."""
        kinds = {question.kind for it in self.banks for question in it.bank.questions}
        return Checked(
            tuple(self.banks),
            tuple(self.documents),
            tuple(sorted(self.problems, key=lambda it: (it.file, it.line, it.column))),
            dict(self.states),
            tuple(sorted(kinds)),
            self.document_files,
            self.document_remarks,
        )

    def _cited_texts(
        self, bank: Bank, reading: Reading, given: Given | None, name: str
    ) -> dict[str, CitedText]:
        texts: dict[str, CitedText] = {}
        for number, entry in enumerate(bank.documents):
            text = self.cited(entry, name, given)
            if isinstance(text, str):
                message, fix = text, self.advice
            elif text.file.id != entry.id:
                message = f"“{entry.file}” holds the document “{text.file.id}”, not “{entry.id}”."
                fix = f"Write `id: {text.file.id}` here."
            else:
                texts[entry.id] = text
                continue
            line, column = reading.source.place("", ("documents", number, "file"))
            where = f"documents[{number + 1}].file"
            self.problems.append(
                Problem(file=name, line=line, column=column, field=where, message=message, fix=fix)
            )
        return texts


class _FolderChecker(_Checker):
    """Files on this computer: a document is where the bank's own path leads to."""

    advice = "Give a path relative to the bank, like ../documents/ID.md."

    def __init__(self, progress: Progress) -> None:
        super().__init__(progress)
        self.texts: dict[Path, CitedText | None] = {}

    def take(self, given: Given) -> None:
        if given.path.suffix == ".md":
            self._text(given.path)
            return
        name = shown_path(given.path)
        data = contents(given.path)
        if isinstance(data, Problem):
            self.problems.append(data)
            return
        sent = Sent(name, data)
        if is_document(sent):
            self._foreign_document(sent)
        else:
            self.take_bank(sent, given)

    def _foreign_document(self, sent: Sent) -> None:
        document, problems, remarks = read_any_document(sent, progress=self.progress)
        self.problems += problems
        if document is not None:
            self.keep(document, sent.name, remarks)

    def cited(self, entry: DocumentRef, _name: str, given: Given | None) -> CitedText | str:
        found = cited_file(entry.file, given) if given else f"There is no file “{entry.file}”."
        text = self._text(found) if isinstance(found, Path) else found
        return text or f"“{entry.file}” cannot be used as a document: mend that file."

    def _text(self, path: Path) -> CitedText | None:
        """The document in a file, read once; what is wrong with it is reported once."""
        resolved = path.resolve()
        if resolved in self.texts:
            return self.texts[resolved]
        name = shown_path(path)
        data = contents(path)
        document, problems = (
            (None, (data,)) if isinstance(data, Problem) else read_document(data, name)
        )
        self.problems += problems
        self.texts[resolved] = self.keep(document, name, ()) if document else None
        return self.texts[resolved]


class _SentChecker(_Checker):
    """Files that were sent: their names are no paths, and the library has the other documents."""

    advice = "Send the document together with the bank."

    def __init__(self, library: Mapping[str, DocumentFile], progress: Progress) -> None:
        super().__init__(progress)
        self.library = library
        self.by_name: dict[str, CitedText] = {}
        self.by_id: dict[str, CitedText] = {}

    def take(self, sent: Sent) -> None:
        if is_document(sent):
            self._take_document(sent)
        else:
            self.take_bank(sent, None)

    def cited(self, entry: DocumentRef, name: str, _given: Given | None) -> CitedText | str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), entry.file))
        text = self.by_name.get(path) or self.by_id.get(entry.id)
        if text is None and entry.id in self.library:
            text = self.by_id[entry.id] = cited_text(self.library[entry.id])
        return text or f"The document “{entry.id}” was not sent, and the library has none like it."

    def _take_document(self, sent: Sent) -> None:
        document, problems, remarks = read_any_document(sent, progress=self.progress)
        self.problems += problems
        if document is None:
            return
        text = self.keep(document, sent.name, remarks)
        self.by_name[posixpath.normpath(sent.name)] = text
        self.by_id.setdefault(document.id, text)
