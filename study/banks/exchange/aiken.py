"""The Aiken format, read: a question, its options by letter, and a line with the right letter."""

import re
from dataclasses import dataclass, field

from study.banks.brought import Sent
from study.banks.exchange.collecting import NO_KEY, Collector, Item
from study.banks.exchange.scanning import lines_of
from study.banks.reading import Reading

SHAPE = "Aiken"
_LONGEST_KEY = 200
# Of a file that is no Aiken at all, nobody wants to know every line.
_MOST_BROKEN = 2_000
_OPTION = re.compile(r"\s*([A-Za-z])[.)](?:\s+(.*)|\s*\Z)")
_ANSWER = re.compile(r"\s*ANSWERS?\s*:\s*(.*)", re.IGNORECASE)
_EXPLANATION = re.compile(r"\s*(?:EXPLANATION|FEEDBACK)\s*:\s*(.*)", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z](?:\s*(?:,|;|/|&|\band\b)\s*[A-Za-z])*\s*[.)]?\s*")


@dataclass(slots=True)
class _Open:
    """A question whose end has not been read yet."""

    line: int = 0
    text: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    last_line: int = 0
    has_gap: bool = False  # Whether an empty line follows its text.

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.options


def read_aiken(text: str, sent: Sent) -> Reading:
    """The questions of an Aiken file; a broken one is reported and blocks no other."""
    return _Reader(sent.name).read(text)


class _Reader:
    def __init__(self, name: str) -> None:
        self.collector = Collector(name, SHAPE)
        self.open = _Open()
        # The question just closed by its key: an explanation may follow.
        self.closed: Item | None = None

    def read(self, text: str) -> Reading:
        for number, (_, line) in enumerate(lines_of(text), start=1):
            self._line(line, number)
            if self.collector.is_full or len(self.collector.problems) > _MOST_BROKEN:
                break
        self._give_up()
        self._put_away()
        return self.collector.reading()

    def _line(self, line: str, number: int) -> None:
        answer, option = _ANSWER.fullmatch(line), _OPTION.fullmatch(line)
        explanation = _EXPLANATION.fullmatch(line)
        if not line.strip():
            self.open.has_gap = True
            if self.open.options:
                self._give_up()
        elif answer:
            self._answer(answer[1].strip(), number, answer.start(1) + 1)
        elif explanation and self.closed is not None:
            self.closed.fields["explanation"] = explanation[1].strip()
        elif option and self.open.text:
            self._option(option[1].upper(), (option[2] or "").strip(), number)
        else:
            self._words(line, number)

    def _words(self, line: str, number: int) -> None:
        """A line of a question's text, which ends the question before."""
        self._put_away()
        if self.open.options or (self.open.text and self.open.has_gap):
            self._give_up()
        self.open.has_gap = False
        self.open.line = self.open.line or number
        self.open.text.append(line.strip())

    def _option(self, letter: str, text: str, number: int) -> None:
        self._put_away()
        if any(letter == known for known, _ in self.open.options):
            message = f"The letter {letter} is given twice."
            self.collector.problem(number, 1, message, "Give each option its own letter.")
        if not text:
            self.collector.problem(number, 1, f"Option {letter} is empty.", "Write its text.")
        self.open.options.append((letter, text))
        self.open.last_line = number

    def _answer(self, written: str, number: int, column: int) -> None:
        self._put_away()
        asked, self.open = self.open, _Open()
        if asked.is_empty:
            message = "The answer belongs to no question."
            self.collector.problem(number, 1, message, "Write the question and its options first.")
            return
        if len(asked.options) < 2:
            message = f"The question has {_count(len(asked.options))} before its answer."
            fix = "Write two options or more, like “A. Paris”, each on a line of its own."
            self.collector.problem(asked.line, 1, message, fix)
            return
        letters = _letters(written)
        known = {letter for letter, _ in asked.options}
        if not letters or not letters <= known:
            message = f"“{written[:80]}” is none of the options {', '.join(sorted(known))}."
            self.collector.problem(number, column, message, "Write the letter of the right one.")
            return
        self._close(asked, letters)

    def _close(self, asked: _Open, letters: set[str]) -> None:
        is_sound = all(text for _, text in asked.options)
        if len({letter for letter, _ in asked.options}) < len(asked.options) or not is_sound:
            return  # Reported where the letter was given again, or the text is missing.
        self.closed = Item(_fields(asked, letters), asked.line)
        if len(letters) > 1:
            self.closed.guessed("Its key names several letters: all of them are asked for.")

    def _give_up(self) -> None:
        """The open question ends without a key."""
        asked, self.open = self.open, _Open()
        if asked.is_empty:
            return
        if len(asked.options) < 2:
            words = " ".join(asked.text)[:80]
            message = (
                f"“{words}” is no question: it has {_count(len(asked.options))} and no answer."
            )
            fix = "Write options like “A. Paris”, then a line like “ANSWER: A”."
            self.collector.problem(asked.line, 1, message, fix)
            return
        message = "The question has no line that begins with ANSWER, so it stays a draft."
        fix = "Write a line like “ANSWER: A” under its options."
        self.collector.problem(asked.last_line, 1, message, fix, severity="warning")
        self.collector.take(Item(_fields(asked, set()), asked.line, reasons=[NO_KEY]))

    def _put_away(self) -> None:
        if self.closed is not None:
            self.collector.take(self.closed)
        self.closed = None


def _letters(written: str) -> set[str]:
    if len(written) > _LONGEST_KEY or not _LETTERS.fullmatch(written):
        return set()
    return {it.upper() for it in re.split(r"[^A-Za-z]+|\band\b", written) if len(it) == 1}


def _count(options: int) -> str:
    return "no options" if options == 0 else "only one option"


def _fields(asked: _Open, letters: set[str]) -> dict[str, object]:
    return {
        "type": "multiple" if len(letters) > 1 else "single",
        "prompt": "\n".join(asked.text),
        "options": [
            {"text": text, **({"correct": "true"} if letter in letters else {})}
            for letter, text in asked.options
        ],
    }
