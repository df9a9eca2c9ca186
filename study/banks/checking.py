"""Problems across files: missing documents, quotes that cannot be located, ids given twice."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from study.banks.deriving import underivable
from study.banks.documents import DocumentFile, read_document
from study.banks.explaining import field_path
from study.banks.files import Given, cited_file, contents, found_files, shown_path
from study.banks.problems import MOST_PROBLEMS, Problem
from study.banks.reading import Reading, collector_paused, read_bank
from study.banks.yaml_events import Path as FieldPath
from study.domain.passages import Passage, passage_at, split
from study.domain.questions import AnyQuestion, Bank, Citation
from study.domain.quoting import Found, Index, Quote, State, closest, index, locate

# Looking for the closest passage takes milliseconds, which a file full of errors must not add up.
_MOST_COMPARED = 100
_MISSING = Found(State.MISSING)
_TOLD_EVERY = 500
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Located:
    """A citation's outcome: where in which document its quote stands, in which passage."""

    document: str
    quote: Quote
    found: Found
    passage: int | None = None


@dataclass(frozen=True, slots=True)
class CheckedBank:
    """A bank, its file and the file's hash, and every question's citations located."""

    bank: Bank
    given: Given
    file: str
    sha256: str
    citations: Mapping[str, tuple[Located, ...]]


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was found in the files: banks, documents and problems."""

    banks: tuple[CheckedBank, ...] = ()
    documents: tuple[DocumentFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    states: Mapping[State, int] = field(default_factory=dict)
    types: tuple[str, ...] = ()


def check(paths: Sequence[Path], *, progress: Progress | None = None) -> Checked:
    """Read and check bank files, document files, or folders of them.

    `progress` is told what is being done, how much of it is done, and how much there is.
    """
    checker = _Checker(progress or _unwatched)
    with collector_paused():
        for file in list(found_files(paths, checker.problems)):
            checker.take(file)
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
    }


@dataclass(frozen=True, slots=True)
class _Text:
    """A document ready for looking up quotes."""

    file: DocumentFile
    index: Index
    passages: tuple[Passage, ...]


class _Checker:
    """What has been read so far, while one file after the other is taken in."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.problems: list[Problem] = []
        self.banks: list[CheckedBank] = []
        self.bank_files: dict[str, str] = {}
        self.texts: dict[Path, _Text | None] = {}
        self.document_files: dict[str, str] = {}
        self.states: Counter[State] = Counter()

    def take(self, given: Given) -> None:
        """Read one file and check it against those before it."""
        if given.path.suffix == ".md":
            self._text(given.path)
            return
        name = shown_path(given.path)
        data = contents(given.path)
        if isinstance(data, Problem):
            self.problems.append(data)
            return
        reading = read_bank(data, name, progress=partial(self.progress, f"Reading {name}"))
        self.problems += reading.problems
        if reading.bank is None:
            return
        bank_id = reading.bank.id
        if bank_id in self.bank_files:
            message = f"The bank id “{bank_id}” is also that of {self.bank_files[bank_id]}."
            fix = "Give one of the two banks another id."
            self.problems.append(Problem(file=name, field="id", message=message, fix=fix))
        self.bank_files.setdefault(bank_id, name)
        texts = self._cited_texts(reading.bank, reading, given, name)
        checked = _BankCheck(reading, reading.bank, texts, name, self.problems)
        citations = checked.citations(partial(self.progress, f"Checking {name}"))
        self.states.update(it.found.state for located in citations.values() for it in located)
        digest = hashlib.sha256(data).hexdigest()
        self.banks.append(CheckedBank(reading.bank, given, name, digest, citations))

    def checked(self) -> Checked:
        """Everything that was found, problems by file and line."""
        kinds = {question.kind for it in self.banks for question in it.bank.questions}
        return Checked(
            tuple(self.banks),
            tuple(text.file for text in self.texts.values() if text),
            tuple(sorted(self.problems, key=lambda it: (it.file, it.line, it.column))),
            dict(self.states),
            tuple(sorted(kinds)),
        )

    def _text(self, path: Path) -> _Text | None:
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
        self.texts[resolved] = None
        if document is None:
            return None
        if document.id in self.document_files:
            message = f"“{document.id}” is also the id of {self.document_files[document.id]}."
            fix = "Give one of the two documents another id and file name."
            self.problems.append(Problem(file=name, field="id", message=message, fix=fix))
        self.document_files.setdefault(document.id, name)
        text = _Text(document, index(document.text), split(document.text))
        self.texts[resolved] = text
        return text

    def _cited_texts(
        self, bank: Bank, reading: Reading, given: Given, name: str
    ) -> dict[str, _Text]:
        texts: dict[str, _Text] = {}
        for number, entry in enumerate(bank.documents):
            found = cited_file(entry.file, given)
            text = self._text(found) if isinstance(found, Path) else None
            if isinstance(found, str):
                message, fix = found, "Give a path relative to the bank, like ../documents/ID.md."
            elif text is None:
                message, fix = f"“{entry.file}” cannot be used as a document.", "Mend that file."
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


class _BankCheck:
    """One bank's citations against the texts they come from."""

    def __init__(
        self,
        reading: Reading,
        bank: Bank,
        texts: Mapping[str, _Text],
        name: str,
        problems: list[Problem],
    ) -> None:
        self.reading = reading
        self.bank = bank
        self.texts = texts
        self.name = name
        self.problems = problems
        self.compared = 0

    def citations(self, progress: Callable[[int, int], None]) -> dict[str, tuple[Located, ...]]:
        """Every question's citations, located; what cannot be is reported."""
        located = {}
        for done, question in enumerate(self.bank.questions, start=1):
            located[question.id] = self._question(question)
            if done % _TOLD_EVERY == 0 or done == len(self.bank.questions):
                progress(done, len(self.bank.questions))
        return located

    def _question(self, question: AnyQuestion) -> tuple[Located, ...]:
        located = tuple([self._locate(citation) for citation in question.citations])
        for number, it in enumerate(located):
            if it.passage is None and it.document in self.texts:
                self._report_quote(question.id, number, it)
        if not located:
            message = "The question cites no passage, so it stays a draft."
            self._report(question.id, (), message, "Add `cite:` with a quote.", is_warning=True)
            return located
        is_proved = all(it.passage is not None for it in located)
        lacking = underivable(question) if is_proved else ""
        if lacking:
            own = {"numeric": "answer", "short": "answers"}.get(question.kind, "text")
            message = f"“{lacking[:80]}” is not in the quotes: the key is an inference from them."
            fix = "Cite the passage that says it, or explain the step."
            self._report(question.id, (own,), message, fix, is_warning=True)
        return located

    def _locate(self, citation: Citation) -> Located:
        text = self.texts.get(citation.document)
        if text is None:
            return Located(citation.document, citation.quote, _MISSING)
        found = locate(citation.quote, text.index)
        if found.span is None:
            return Located(citation.document, citation.quote, found)
        passage = passage_at(text.passages, found.span.start)
        return Located(citation.document, citation.quote, found, passage.number)

    def _report_quote(self, question: str, number: int, located: Located) -> None:
        document = located.document
        if located.found.state is State.AMBIGUOUS:
            message = f"The quote stands more than once in “{document}”."
            fix = "Add a `prefix` or `suffix`: the words just before or after it."
        else:
            message = f"The quote is not in “{document}”."
            fix = "Copy the words exactly as the document has them."
            if self.compared < _MOST_COMPARED:
                self.compared += 1
                message += self._closest(located)
        self._report(question, ("cite", number, "quote"), message, fix)

    def _closest(self, located: Located) -> str:
        text = self.texts[located.document]
        near = closest(located.quote, text.index)
        if near is None:
            return " Nothing in it is like it."
        passage = passage_at(text.passages, near.span.start).number
        marks = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
        words = " ".join(marks[kind].format(run) for kind, run in near.difference)
        return f" Closest is passage {passage}: {words}"

    def _report(
        self, question: str, path: FieldPath, message: str, fix: str, *, is_warning: bool = False
    ) -> None:
        line, column = self.reading.positions[question], 1
        if len(self.problems) < MOST_PROBLEMS:
            line, column = self.reading.source.place(question, path)
        problem = Problem(
            file=self.name,
            line=line,
            column=column,
            question=question,
            field=field_path(path),
            message=message,
            fix=fix,
        )
        self.problems.append(replace(problem, severity="warning") if is_warning else problem)
