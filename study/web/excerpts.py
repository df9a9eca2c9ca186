"""The line a problem is about, as its file has it, with the place that is meant."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from study.banks.brought import Sent
from study.banks.encoding import decode
from study.banks.problems import Problem

# What is seen of a long line, on either side of the place that is meant.
MOST_BEFORE = 60
MOST_AFTER = 60
_LOOKED_AT = 1_000
_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line in three pieces, the one that is meant in the middle; cut where it is long."""

    before: str
    at: str
    after: str


def excerpts(files: Sequence[Sent], problems: Iterable[Problem]) -> Mapping[Problem, Excerpt]:
    """Each problem's line; those whose file has no such line are left out."""
    found = tuple(problems)
    wanted = {problem.file for problem in found}
    lines = {sent.name: _lines(sent) for sent in files if sent.name in wanted}
    quoted = ((problem, _excerpt(lines.get(problem.file, ()), problem)) for problem in found)
    return {problem: it for problem, it in quoted if it is not None}


def _excerpt(lines: Sequence[str], problem: Problem) -> Excerpt | None:
    if not 0 < problem.line <= len(lines):
        return None
    line, place = lines[problem.line - 1], max(0, problem.column - 1)
    before, after = line[:place], line[place + 1 :]
    return Excerpt(
        before=visible("…" + before[-MOST_BEFORE:] if len(before) > MOST_BEFORE else before),
        at=visible(line[place : place + 1]),
        after=visible(after[:MOST_AFTER] + "…" if len(after) > MOST_AFTER else after),
    )


def visible(text: str) -> str:
    """The text with a mark in place of what would not be seen, or would turn the line around."""
    return _CONTROLS.sub(_mark, text)


def _mark(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else f"⟨U+{code:04X}⟩"


def _lines(sent: Sent) -> Sequence[str]:
    """The lines as editors count them; none of what is no text at all."""
    text = decode(sent.data, sent.name)
    if isinstance(text, Problem):
        # One character that cannot be read is no reason to hide its line.
        if b"\0" in sent.data[:_LOOKED_AT]:
            return ()
        text = sent.data.decode("utf-8", "replace")
    return _LINE_END.split(text)
