"""Texts with deletions in Anki's syntax, `{{c1::answer::hint}}`, nesting included."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import TypeAlias

from study.domain.errors import BadInput

DEEPEST = 20
HIGHEST = 500

_TOKEN = re.compile(r"\{\{c([0-9]+)::|::|\{|\}")


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a cloze text; on the front a blank has no text, only its hint."""

    text: str
    blank: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Deletion:
    number: int
    parts: "tuple[_Part, ...]"
    hint: str


_Part: TypeAlias = str | _Deletion


@dataclass(slots=True)
class _Opened:
    """A deletion whose end has not been read yet; number 0 is the text itself."""

    number: int = 0
    parts: list[_Part] = field(default_factory=list)
    hint: list[str] | None = None
    braces: int = 0


def numbers(text: str) -> tuple[int, ...]:
    """The numbers of the deletions in ascending order: one card each."""
    return tuple(sorted({deletion.number for deletion in _all(_parts(text))}))


def blanks(text: str, number: int) -> tuple[str, ...]:
    """The answers to one card's blanks, in the order of the text."""
    return tuple(segment.text for segment in _segments(text, number) if segment.blank)


def front_segments(text: str, number: int) -> tuple[Segment, ...]:
    """The text with one card's blanks emptied and every other deletion shown."""
    return tuple(
        Segment("", blank=True, hint=segment.hint) if segment.blank else segment
        for segment in _segments(text, number)
    )


def back_segments(text: str, number: int) -> tuple[Segment, ...]:
    """The text with one card's blanks filled in and marked as blanks."""
    return tuple(_segments(text, number))


def full(text: str) -> str:
    """The text with every answer in its place."""
    return "".join(_texts(_parts(text)))


def outermost(text: str) -> tuple[Segment, ...]:
    """The text with every deletion that stands in no other as a blank with its answer."""
    return tuple(
        Segment(part)
        if isinstance(part, str)
        else Segment("".join(_texts(part.parts)).strip(), blank=True, hint=part.hint)
        for part in _parts(text)
    )


def at_once(text: str) -> str:
    """The same text with all its deletions asked together: each outermost one has number 1."""
    return "".join(
        f"{{{{c1::{it.text}{f'::{it.hint}' if it.hint else ''}}}}}" if it.blank else it.text
        for it in outermost(text)
    )


def emptied(text: str, blank: str) -> str:
    """The text with this in the place of every deletion."""
    return "".join([part if isinstance(part, str) else blank for part in _parts(text)])


def rewritten(text: str, outside: Callable[[str], str], inside: Callable[[str], str]) -> str:
    """The text with its words changed, those of deletions and hints by `inside`; marks stay."""
    return _rewritten(_parts(text), outside, inside)


def _rewritten(
    parts: Iterable[_Part], write: Callable[[str], str], inside: Callable[[str], str]
) -> str:
    out, words = "", ""
    for part in parts:
        if isinstance(part, str):
            words += part
            continue
        hint = f"::{inside(part.hint)}" if part.hint else ""
        inner = _rewritten(part.parts, inside, inside)
        out += f"{write(words)}{{{{c{part.number}::{inner}{hint}}}}}"
        words = ""
    return out + write(words)


def _segments(text: str, number: int) -> Iterator[Segment]:
    runs = _cut(_parts(text), number)
    for blank, group in groupby(runs, key=lambda segment: segment.blank):
        if blank:
            yield from group
        else:
            yield Segment("".join(segment.text for segment in group))


def _cut(parts: Iterable[_Part], number: int) -> Iterator[Segment]:
    for part in parts:
        if isinstance(part, str):
            yield Segment(part)
        elif part.number == number:
            yield Segment("".join(_texts(part.parts)).strip(), blank=True, hint=part.hint)
        else:
            yield from _cut(part.parts, number)


def _texts(parts: Iterable[_Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        else:
            yield from _texts(part.parts)


def _all(parts: Iterable[_Part]) -> Iterator[_Deletion]:
    for part in parts:
        if isinstance(part, _Deletion):
            yield part
            yield from _all(part.parts)


@lru_cache(maxsize=1_024)
def _parts(text: str) -> tuple[_Part, ...]:
    """The parts of a text; one text is asked for several times, number by number."""
    return tuple(_parse(text))


def _parse(text: str) -> list[_Part]:
    """Read the text once from left to right; braces of the text itself are counted.

    Counting them lets `{{c1::\\frac{a}{b}}}` end where its author meant it to.
    """
    stack = [_Opened()]
    position = 0
    while token := _TOKEN.search(text, position):
        _write(stack[-1], text[position : token.start()])
        position = token.end()
        if token[1]:
            stack.append(_open(token[1], stack))
        elif token[0] == "}" and not stack[-1].braces and text.startswith("}", position):
            position += 1
            _close(stack)
        else:
            _read_mark(stack, token[0])
    _write(stack[-1], text[position:])
    if len(stack) > 1:
        msg = f'The deletion "{{{{c{stack[-1].number}::" is never closed: end it with "}}}}".'
        raise BadInput(msg)
    return stack[0].parts


def _read_mark(stack: list[_Opened], mark: str) -> None:
    top = stack[-1]
    if mark == "::" and len(stack) > 1 and top.hint is None:
        top.hint = []
        return
    if mark == "{":
        top.braces += 1
    elif mark == "}" and top.braces:
        top.braces -= 1
    _write(top, mark)


def _write(opened: _Opened, text: str) -> None:
    if opened.hint is not None:
        opened.hint.append(text)
    elif text:
        opened.parts.append(text)


def _open(digits: str, stack: list[_Opened]) -> _Opened:
    if len(digits) > len(str(HIGHEST)) or not 1 <= int(digits) <= HIGHEST:
        msg = f"A deletion has a number that cannot be used: c1 to c{HIGHEST} can."
        raise BadInput(msg)
    if len(stack) > DEEPEST:
        msg = f"Deletions stand inside one another more than {DEEPEST} deep: close some."
        raise BadInput(msg)
    if stack[-1].hint is not None:
        msg = f"The hint of deletion c{stack[-1].number} holds another deletion: write it out."
        raise BadInput(msg)
    return _Opened(int(digits))


def _close(stack: list[_Opened]) -> None:
    if len(stack) == 1:
        msg = 'There is a "}}" without a "{{c1::" before it.'
        raise BadInput(msg)
    done = stack.pop()
    if not any(isinstance(part, _Deletion) or part.strip() for part in done.parts):
        msg = f'The deletion c{done.number} is empty: write the answer after "::".'
        raise BadInput(msg)
    hint = "".join(done.hint or ()).strip()
    stack[-1].parts.append(_Deletion(done.number, tuple(done.parts), hint))
