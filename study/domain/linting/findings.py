"""What a check says: what is weak about a question or a bank, where, and what to do about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

# The way to a field as the bank file has it: names, and places counted from 0.
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that could be better; `question` is "" where it concerns the bank as a whole.

    `check` is the name by which it can be waived, `related` the other question of a pair.
    """

    check: str
    question: str = ""
    path: Path = ()
    message: str
    fix: str
    related: str = ""


class Flaw(NamedTuple):
    """A finding of which it is not yet said what check found it, and in which question."""

    message: str
    fix: str
    path: Path = ()
    related: str = ""


def found(check: str, question: str, flaws: Iterable[Flaw]) -> Iterator[Finding]:
    """The findings of one check."""
    for message, fix, path, related in flaws:
        yield Finding(
            check=check, question=question, path=path, message=message, fix=fix, related=related
        )


def shown(text: str) -> str:
    """A text as a message quotes it: on one line, and short."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= 60 else f"“{line[:57].rstrip()}…”"
