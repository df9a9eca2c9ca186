"""Questions of another format on their way into a bank: checked, named, and reported on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from study.banks.brought import Fields, Incomplete, Remark
from study.banks.exchange.naming import Called, bank_id, bank_title, question_ids
from study.banks.exchange.passages import without_passages
from study.banks.exchange.remainder import RemainderError, head_of, restored
from study.banks.explaining import complaints, field_path
from study.banks.fields import LONGEST_TEXT
from study.banks.format import FORMAT, QUESTION, Head
from study.banks.problems import MOST_PROBLEMS, Problem, Severity, capped
from study.banks.reading import MOST_QUESTIONS, Reading
from study.banks.yaml_events import CONTROL
from study.domain.questions import AnyQuestion, Bank, Defaults

Kind = Literal["guessed", "approximated", "dropped"]
WHOLE_FILE = "the whole file"
_LONGEST_TITLE = 500
NO_KEY = "It has no key: nothing says which answer is right."


@dataclass(slots=True)
class Item:
    """One question as another format says it: our fields, and what was done to get them.

    `name` is what the file calls it; with `reasons` it becomes a draft. `remainder` is what an
    earlier export of ours wrote beside it.
    """

    fields: dict[str, Any]
    line: int = 1
    name: str = ""
    reasons: list[str] = field(default_factory=list)
    notes: list[tuple[Kind, str]] = field(default_factory=list)
    remainder: str = ""

    def explain(self, explanation: str) -> None:
        """Take in what is said afterwards; the passages that an export of ours added are known."""
        own = without_passages(explanation) if self.remainder else explanation
        if own:
            self.fields["explanation"] = own

    def guessed(self, message: str) -> None:
        """Note something that the file does not say and that was decided for it."""
        self._note("guessed", message)

    def approximated(self, message: str) -> None:
        """Note something that is not quite the same here."""
        self._note("approximated", message)

    def dropped(self, message: str) -> None:
        """Note something that has no place here."""
        self._note("dropped", message)

    def _note(self, kind: Kind, message: str) -> None:
        if (kind, message) not in self.notes:
            self.notes.append((kind, message))


class Collector:
    """What has been read of one file of another format so far."""

    def __init__(self, name: str, shape: str) -> None:
        self.name = name
        self.shape = shape
        self.title = ""
        self.description = ""
        self.authors: list[str] = []
        self.head: Head | None = None
        self.questions: list[AnyQuestion] = []
        self.positions: dict[str, int] = {}
        self.drafts: list[Incomplete] = []
        self.problems: list[Problem] = []
        self.remarks: list[Remark] = []
        self.said: set[tuple[str, Kind, str]] = set()
        self.taken: list[tuple[Item, Fields]] = []
        self.counted = 0

    # --- what is said --------------------------------------------------------------------

    def problem(
        self,
        line: int,
        column: int,
        message: str,
        fix: str = "",
        *,
        severity: Severity = "error",
        question: str = "",
        where: str = "",
    ) -> None:
        """Report something to mend; far beyond a thousand there is no point."""
        if len(self.problems) <= 2 * MOST_PROBLEMS:
            self.problems.append(
                Problem(
                    file=self.name,
                    line=line,
                    column=column,
                    question=question,
                    field=where,
                    severity=severity,
                    message=_shown(message),
                    fix=fix,
                )
            )

    def remark(self, kind: Kind, message: str, *, item: str = WHOLE_FILE, line: int = 1) -> None:
        """Say what the conversion did: once of each item, and once of the whole file."""
        if (item, kind, message) in self.said or len(self.remarks) > MOST_PROBLEMS:
            return
        self.said.add((item, kind, message))
        if len(self.remarks) == MOST_PROBLEMS:
            item, line, kind = WHOLE_FILE, 1, "dropped"
            message = f"Only the first {MOST_PROBLEMS:,} remarks are kept."
        item, message = _shown(item), _shown(message)
        self.remarks.append(Remark(item=item, line=line, kind=kind, message=message))

    # --- what is taken in ----------------------------------------------------------------

    @property
    def is_full(self) -> bool:
        """Whether there is no point in reading on."""
        return self.counted > MOST_QUESTIONS

    def take_head(self, text: str, line: int) -> None:
        """Take over what an export of ours said about the bank as a whole."""
        try:
            self.head = Head.model_validate({"format": FORMAT, **head_of(text)})
        except (RemainderError, ValidationError):
            message = "What an earlier export wrote about the bank cannot be read; it is left out."
            self.problem(line, 1, message, severity="warning")

    def take(self, item: Item) -> None:
        """Take in a question: it will be in the bank, among the drafts, or a problem."""
        self.counted += 1
        if self.counted > MOST_QUESTIONS:
            if self.counted == MOST_QUESTIONS + 1:
                message = f"Only the first {MOST_QUESTIONS:,} questions are read."
                self.problem(item.line, 1, message, "Split it into several files.")
            return
        self.taken.append((item, self._completed(item)))

    def _settle(self) -> None:
        """Name what was taken in, which takes all of it, and put each where it belongs."""
        names = question_ids([_called(item, fields) for item, fields in self.taken])
        for name, (item, fields) in zip(names, self.taken, strict=True):
            self._place(name, item, fields)
        self.taken.clear()

    def _place(self, name: str, item: Item, fields: Fields) -> None:
        refused = list(_refusals(fields))
        for message, fix in refused:
            self.problem(item.line, 1, message, fix, question=name)
        if refused:
            return
        for kind, message in item.notes:
            self.remark(kind, message, item=name, line=item.line)
        if item.reasons:
            self._keep_as_draft(item, name, fields)
        else:
            self._ask(item, name, fields)

    def _completed(self, item: Item) -> dict[str, Any]:
        """The item's fields with what an export wrote beside them."""
        if not item.remainder:
            return item.fields
        try:
            fields, is_changed = restored(item.fields, item.remainder)
        except RemainderError:
            item.guessed("What an earlier export wrote beside it cannot be read; it is left out.")
            return item.fields
        if is_changed:
            item.guessed("It was changed since it was exported; its words are those of this file.")
        else:
            # Everything is known as it was: nothing was guessed, and nothing is missing.
            item.notes.clear()
            item.reasons.clear()
        return fields

    def _ask(self, item: Item, name: str, fields: Fields) -> None:
        try:
            question = QUESTION.validate_python({**fields, "id": name})
        except ValidationError as error:
            for path, message, fix, _ in complaints(error)[:10]:
                where = field_path(path)
                self.problem(item.line, 1, message, fix, question=name, where=where)
            return
        self.questions.append(question.domain(self.head.filled() if self.head else Defaults()))
        self.positions[name] = item.line

    def _keep_as_draft(self, item: Item, name: str, fields: Fields) -> None:
        kind = str(fields.get("type", ""))
        whole = _of_right_shape({"tags": [], **fields, "id": name})
        reasons = tuple(dict.fromkeys(item.reasons))
        self.drafts.append(
            Incomplete(id=name, kind=kind, fields=whole, reasons=reasons, line=item.line)
        )
        self.positions[name] = item.line

    # --- what comes of it ----------------------------------------------------------------

    def reading(self) -> Reading:
        """The bank of everything taken in; None where there was nothing."""
        self._settle()
        bank = None
        if self.questions or self.drafts or self.head:
            bank = self._bank()
        elif not self.problems:
            self.problem(1, 1, f"No question was found in this file ({self.shape}).")
        return Reading(
            bank,
            capped(self.problems),
            self.positions,
            drafts=tuple(self.drafts),
            remarks=tuple(sorted(self.remarks, key=lambda it: it.line)),
            format=self.shape,
            can_cite=False,
        )

    def _bank(self) -> Bank:
        if self.head is not None:
            return self.head.domain(self.questions)
        message = (
            "The bank's id and title are made from the file's name where it says none, the ids of "
            "questions from their words; the language is taken as en."
        )
        self.remarks.insert(0, Remark(item=WHOLE_FILE, kind="guessed", message=message))
        return Bank(
            id=bank_id(self.name),
            title=_shown(self.title)[:_LONGEST_TITLE] or bank_title(self.name),
            description=_shown(self.description)[:LONGEST_TEXT],
            authors=tuple([_shown(author)[:_LONGEST_TITLE] for author in self.authors]),
            questions=tuple(self.questions),
        )


def _called(item: Item, fields: Fields) -> Called:
    asked = str(fields.get("prompt") or fields.get("text") or "")
    wanted = str(fields.get("id", "") or item.name) or asked
    whole = json.dumps(fields, sort_keys=True, ensure_ascii=False, default=str)
    return Called(wanted, asked, whole)


def _shown(text: str) -> str:
    """The text without what neither a page nor a database can hold."""
    return CONTROL.sub("\ufffd", text)


def _of_right_shape(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a draft without those that are a list, say, where ours are a text."""
    try:
        QUESTION.validate_python(fields)
    except ValidationError as error:
        wrong = {it["loc"][1] for it in error.errors(include_url=False) if _is_misshapen(it)}
        return {name: value for name, value in fields.items() if name not in wrong}
    return fields


def _is_misshapen(error: ErrorDetails) -> bool:
    return len(error["loc"]) > 1 and (
        error["type"].endswith("_type") or error["type"] == "extra_forbidden"
    )


def _refusals(fields: Fields) -> Iterator[tuple[str, str]]:
    """What makes an item unfit even for a draft."""
    for text in _texts(fields):
        bad = CONTROL.search(text)
        if bad:
            yield f"The text holds the control character U+{ord(bad[0]):04X}.", "Remove it."
        if len(text) > LONGEST_TEXT:
            message = f"A text has {len(text):,} characters; at most {LONGEST_TEXT:,} are allowed."
            yield message, "Shorten it."


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
