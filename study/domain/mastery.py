"""Mastery: all of a set is asked, and what was wrong comes back until enough of it is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

# So many other questions stand between two tries at one, where there are as many.
BETWEEN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How a question stands: how often it was tried, whether rightly, and when last."""

    position: int
    tries: int
    is_right: bool
    at: datetime


def next_question(questions: Sequence[Tried]) -> int | None:
    """The position asked next, of questions in the order asked; None when all are right.

    A wrong one comes back after three others; until then new ones are asked. Near the end,
    when nothing else is left, the one that was tried longest ago comes.
    """
    wrong = sorted((it for it in questions if it.tries and not it.is_right), key=lambda it: it.at)
    rested = [it for it in wrong if _others_since(questions, it) >= BETWEEN]
    new = [it for it in questions if not it.tries]
    return next((it.position for it in (*rested, *new, *wrong)), None)


def _others_since(questions: Sequence[Tried], wrong: Tried) -> int:
    return sum(it.tries > 0 and it.at > wrong.at for it in questions)


def right_share(questions: Sequence[Tried]) -> float:
    """The share that is right by now, whatever it took."""
    return _share([it.is_right for it in questions])


def first_share(questions: Sequence[Tried]) -> float:
    """The share that was right at the first try."""
    return _share([it.is_right and it.tries == 1 for it in questions])


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def has_reached(questions: Sequence[Tried], goal: float) -> bool:
    """Whether the share that is right has reached the goal."""
    return bool(questions) and right_share(questions) >= goal
