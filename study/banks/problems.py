"""What is wrong with a file, said to the person who wrote it."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend: where it is, what it is, and a proposal where one is known.

    Lines and columns begin at 1; `field` is a path like `options[2].text`.
    """

    file: str
    line: int = 1
    column: int = 1
    question: str = ""
    field: str = ""
    severity: Severity = "error"
    message: str
    fix: str = ""


MOST_PROBLEMS = 1_000


def capped(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems by line; of more than a thousand the rest are only counted."""
    ordered = sorted(problems, key=lambda problem: (problem.line, problem.column))
    surplus = len(ordered) - MOST_PROBLEMS
    if surplus <= 0:
        return tuple(ordered)
    last = ordered[MOST_PROBLEMS - 1]
    rest = Problem(file=last.file, line=last.line, message=f"… and {surplus:,} more.")
    return (*ordered[:MOST_PROBLEMS], rest)
