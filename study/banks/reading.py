"""A bank file into a bank: every good question, and every problem with its place."""

import gc
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from pydantic import ValidationError
from yaml import YAMLError

from study.banks.brought import Incomplete, Remark
from study.banks.encoding import MOST_BYTES, decode
from study.banks.explaining import Complaint, complaints, did_you_mean, field_path
from study.banks.fields import LONGEST_NAME
from study.banks.format import FORMAT, QUESTION, Head
from study.banks.problems import MOST_PROBLEMS, Problem, Severity, capped
from study.banks.syntax import rescue
from study.banks.yaml_events import (
    Extent,
    Flaw,
    Loaded,
    Path,
    Place,
    Plain,
    Progress,
    RefusedError,
    SecondDocumentError,
    load,
    load_all,
    walk,
)
from study.domain.questions import AnyQuestion, Bank, Defaults

__all__ = [
    "MOST_QUESTIONS",
    "Problem",
    "Reading",
    "Source",
    "loaded_from",
    "read_bank",
    "read_loaded",
    "with_remark",
]

MOST_QUESTIONS = 20_000
_TOP = Place(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text, and where each of its questions stands; for placing later problems."""

    text: str = ""
    extents: Mapping[str, Extent] = field(default_factory=dict)

    def place(self, question: str, path: Path) -> tuple[int, int]:
        """Line and column of a question's field, or of what should hold it; from 1."""
        place = placed(self.text, self.extents.get(question), {path})[path][1]
        return place.line + 1, place.column + 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: the bank of its good questions, or None where its head is wrong.

    `drafts` are questions without a key, `remarks` what a conversion from another shape did;
    `can_cite` says whether the file's format has a place for citations.
    """

    bank: Bank | None
    problems: tuple[Problem, ...] = ()
    positions: Mapping[str, int] = field(default_factory=dict)
    source: Source = Source()
    drafts: tuple[Incomplete, ...] = ()
    remarks: tuple[Remark, ...] = ()
    format: str = "bank file"
    can_cite: bool = True


def read_bank(
    data: bytes, name: str, *, limit: int = MOST_BYTES, progress: Progress | None = None
) -> Reading:
    """The bank in a file and everything wrong with it; one bad question blocks no other."""
    text = decode(data, name, limit=limit)
    if isinstance(text, Problem):
        return Reading(None, (text,))
    with collector_paused():
        try:
            loaded = loaded_from(text, progress)
        except SecondDocumentError as second:
            loaded = Loaded(flaws=[second.flaw])
        return read_loaded(loaded, text, name)


def loaded_from(text: str, progress: Progress | None = None, *, several: bool = False) -> Loaded:
    """What a YAML text holds; of a broken one, what can be rescued and why.

    Raises SecondDocumentError where it holds several documents, unless told to expect them:
    then the value is the list of theirs.
    """
    try:
        return load_all(text) if several else load(text, progress=progress)
    except SecondDocumentError:
        raise
    except RefusedError as refused:
        return Loaded(flaws=[refused.flaw])
    except YAMLError as error:
        return rescue(text, error)


def read_loaded(loaded: Loaded, text: str, name: str, shape: str = "bank file") -> Reading:
    """The bank in what was loaded from a text, and everything wrong with it."""
    return _Reader(text, name, shape).read(loaded)


def with_remark(reading: Reading, remark: Remark) -> Reading:
    """The reading with something more to say about its file, if there is anything in it."""
    return replace(reading, remarks=(remark, *reading.remarks)) if reading.bank else reading


@contextmanager
def collector_paused() -> Iterator[None]:
    """Nothing built while reading is cyclic, so looking for cycles would only cost time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def placed(text: str, extent: Extent | None, wanted: set[Path]) -> dict[Path, tuple[Place, Place]]:
    """Where the names and values of these paths begin; of an absent one, what should hold it."""
    found: dict[Path, tuple[Place, Place]] = {}
    around = {path[:length] for path in wanted for length in range(len(path) + 1)}
    with suppress(YAMLError):  # A broken file is placed as far as it can be read.
        for path, name, value in walk(text, extent):
            if path in around:
                found[path] = (name, value)
                if len(found) == len(around):
                    break
    start = extent.start if extent else _TOP
    found.setdefault((), (start, start))
    for path in wanted:
        nearest = next(path[:n] for n in range(len(path), -1, -1) if path[:n] in found)
        found[path] = found[nearest]
    return found


class _Reader:
    """One file while it is read."""

    def __init__(self, text: str, name: str, shape: str) -> None:
        self.text = text
        self.name = name
        self.shape = shape
        self.problems: list[Problem] = []
        self.extents: dict[str, Extent] = {}
        self.head_is_flawed = False

    def read(self, loaded: Loaded) -> Reading:
        fields = loaded.value
        if not isinstance(fields, dict) or not fields.keys() & {"format", "questions"}:
            return self._no_bank(loaded)
        items = self._listed(fields.pop("questions", None), loaded.flaws)
        head = self._head(fields)
        questions = self._questions(items, head, loaded)
        bank = head.domain(questions) if head and not self.head_is_flawed else None
        positions = {name: extent.start.line + 1 for name, extent in self.extents.items()}
        source = Source(self.text, self.extents)
        return Reading(bank, capped(self.problems), positions, source, format=self.shape)

    def _no_bank(self, loaded: Loaded) -> Reading:
        message = f"This is no bank: a bank begins with `format: {FORMAT}`."
        if loaded.value in ("", [], {}):
            message = f"The file is empty: a bank begins with `format: {FORMAT}`."
            for flaw in loaded.flaws:
                self._flaw(flaw)
        if not self.problems:
            self._add(_TOP, message, "docs/bank-format.md shows one.")
        return Reading(None, capped(self.problems))

    def _listed(self, items: Plain, flaws: list[Flaw]) -> list[Plain]:
        """The questions as a list, whatever stands in the file."""
        message, fix = "", "Write `questions:` and under it one `- ` for each question."
        if items is None:
            message = "`questions` is missing."
        elif not isinstance(items, list) and items != "":
            message = "`questions` must be a list."
        elif not items and not flaws:
            self._at(("questions",), "The bank has no questions.", fix, severity="warning")
        elif len(items) > MOST_QUESTIONS:
            message = f"The bank has {len(items):,} questions; at most {MOST_QUESTIONS:,} are read."
            fix = "Split it into several banks."
        if message:
            self._at(("questions",), message, fix)
        return items if isinstance(items, list) and not message else []

    def _head(self, fields: dict[str, Plain]) -> Head | None:
        try:
            head = Head.model_validate(fields)
        except ValidationError as error:
            self._complain(complaints(error, Head), None)
            return None
        names = [entry.id for entry in head.documents]
        twice = [n for n, name in enumerate(names) if name in names[:n]]
        self._complain(
            [
                Complaint(("documents", n, "id"), f"“{names[n]}” is listed twice.", "Remove one.")
                for n in twice
            ],
            None,
        )
        return head

    # --- questions -----------------------------------------------------------------------

    def _questions(
        self, items: list[Plain], head: Head | None, loaded: Loaded
    ) -> list[AnyQuestion]:
        """The good questions; flaws in the YAML are laid at the door of theirs."""
        flawed = self._lay_flaws(items, loaded)
        self._refuse_strays(items, loaded.extents)
        defaults = head.filled() if head else Defaults()
        documents = {entry.id for entry in head.documents} if head else None
        validate = QUESTION.validator.validate_python
        good: list[AnyQuestion] = []
        for number, extent in loaded.extents.items():
            if number in flawed or number >= len(items):
                continue
            try:
                question = validate(items[number]).domain(defaults)
            except ValidationError as error:
                name = items[number].get("id", "")
                self._complain(complaints(error), extent, name if isinstance(name, str) else "")
                continue
            if question.id in self.extents:
                self._repeated(question.id, extent)
            elif documents is None or self._cites_known(question, documents, extent):
                self.extents[question.id] = extent
                good.append(question)
        return good

    def _lay_flaws(self, items: list[Plain], loaded: Loaded) -> set[int]:
        """Report every flaw; gives the numbers of the questions that have a serious one."""
        numbers = list(loaded.extents)
        starts = [extent.start.offset for extent in loaded.extents.values()]
        flawed: set[int] = set()
        for flaw in loaded.flaws:
            before = bisect_right(starts, flaw.place.offset) - 1
            if before < 0 or flaw.place.offset >= loaded.extents[numbers[before]].end:
                self._flaw(flaw)
                self.head_is_flawed |= flaw.severity == "error" and not flaw.is_of_a_question
                continue
            number = numbers[before]
            name = items[number].get("id", "") if number < len(items) else ""
            self._flaw(replace(flaw, question=name if isinstance(name, str) else ""))
            if flaw.severity == "error":
                flawed.add(number)
        return flawed

    def _refuse_strays(self, items: list[Plain], extents: Collection[int]) -> None:
        fix = "Write `- id: …` and under it the other fields."
        strays = [
            Complaint(("questions", number), "A question must be a group of fields.", fix)
            for number in range(len(items))
            if number not in extents
        ]
        self._complain(strays[: MOST_PROBLEMS + 1], None)

    def _repeated(self, question: str, extent: Extent) -> None:
        first = self.extents[question].start.line + 1
        message = f"Two questions have the id “{question}”: in line {first} and here."
        complaint = Complaint(("id",), message, "Give this one an id of its own.")
        self._complain([complaint], extent, question)

    def _cites_known(self, question: AnyQuestion, documents: set[str], extent: Extent) -> bool:
        unknown = [
            Complaint(("cite", number, "document"), *_unknown_document(cited.document, documents))
            for number, cited in enumerate(question.citations)
            if cited.document not in documents
        ]
        self._complain(unknown, extent, question.id)
        return not unknown

    # --- problems ------------------------------------------------------------------------

    def _complain(self, found: list[Complaint], extent: Extent | None, question: str = "") -> None:
        """Report refused fields; places are looked up for as many as will be shown."""
        if not found:
            return
        is_shown = len(self.problems) <= MOST_PROBLEMS
        places = placed(self.text, extent, {it.path for it in found}) if is_shown else {}
        top = extent.start if extent else _TOP
        for path, message, fix, is_name in found:
            name, value = places.get(path, (top, top))
            where = field_path(path)
            self._add(name if is_name else value, message, fix, question=question, field=where)

    def _at(self, path: Path, message: str, fix: str, *, severity: Severity = "error") -> None:
        """Report something in the head, or about the list of questions."""
        place = placed(self.text, None, {path})[path][1]
        self._add(place, message, fix, field=field_path(path), severity=severity)

    def _flaw(self, flaw: Flaw) -> None:
        question = flaw.question
        self._add(flaw.place, flaw.sentence(), flaw.fix, question=question, severity=flaw.severity)

    def _add(
        self,
        place: Place,
        message: str,
        fix: str = "",
        *,
        question: str = "",
        field: str = "",
        severity: Severity = "error",
    ) -> None:
        self.problems.append(
            Problem(
                file=self.name,
                line=place.line + 1,
                column=place.column + 1,
                question=question[:LONGEST_NAME],
                field=field,
                severity=severity,
                message=message,
                fix=fix,
            )
        )


def _unknown_document(name: str, known: set[str]) -> tuple[str, str]:
    if not name:
        fix = "Write `document: …`, or name one under `defaults`."
        return "The citation names no document, and the bank has no default.", fix
    meant = did_you_mean(name, known)
    fix = f"Did you mean “{meant}”?" if meant else "Add it there, with its file."
    return f"“{name}” is not listed under `documents`.", fix
