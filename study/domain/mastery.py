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


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it has come; shares are from 0 to 1, `first_share` that of the first tries."""

    right: int
    tried: int
    count: int
    share: float
    first_share: float
    goal: float

    @property
    def is_reached(self) -> bool:
        """Whether enough is right."""
        return self.count > 0 and self.share >= self.goal


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


def progress(questions: Sequence[Tried], goal: float) -> Progress:
    """How far these questions have come towards a goal."""
    right = [it for it in questions if it.is_right]
    count = len(questions)
    return Progress(
        right=len(right),
        tried=sum(it.tries > 0 for it in questions),
        count=count,
        share=len(right) / count if count else 0.0,
        first_share=sum(it.tries == 1 for it in right) / count if count else 0.0,
        goal=goal,
    )
