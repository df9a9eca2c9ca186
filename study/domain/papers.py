"""Questions on paper: as they are asked there, and what the key page says of them."""

import string
from collections.abc import Sequence
from dataclasses import dataclass

from study.domain.answers import Arranged, Skipped
from study.domain.asking import Front, Sent, back, front, read
from study.domain.attempting import whole
from study.domain.grading import SKIPPED
from study.domain.questions import (
    AnyQuestion,
    Comparison,
    Matching,
    Multiple,
    Ordering,
    Single,
    TrueFalse,
)

LETTERS = string.ascii_lowercase


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettered:
    """Something that can be chosen or joined, with its letter."""

    letter: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """A question as it is printed; it holds nothing of the key."""

    front: Front
    choices: tuple[Lettered, ...]


def letter(place: int) -> str:
    """a for 0, b for 1, and aa after z."""
    before, rest = divmod(place, len(LETTERS))
    return (LETTERS[before - 1] if before else "") + LETTERS[rest]


def on_paper(question: AnyQuestion, seed: str) -> OnPaper:
    """The question as it is printed; the same seed prints the same order."""
    asked = front(*whole(question), seed)
    lettered = (Lettered(letter=letter(n), text=text) for n, text in enumerate(asked.choices))
    return OnPaper(front=asked, choices=tuple(lettered))


def key_on_paper(question: AnyQuestion, seed: str) -> tuple[str, ...]:
    """What the key page says, line by line: letters and numbers as they were printed."""
    asked, part = whole(question)
    choices = front(asked, part, seed).choices
    more: tuple[str, ...] = ()
    match question:
        case Single(options=options) | Multiple(options=options):
            right = {option.text for option in options if option.correct}
            return tuple(f"{letter(n)}) {text}" for n, text in enumerate(choices) if text in right)
        case Ordering(items=items):
            return (" → ".join(items), _numbers(question, seed, choices))
        case Matching(pairs=pairs):
            return tuple(
                f"{n}{letter(choices.index(right))}: {left} – {right}"
                for n, (left, right) in enumerate(pairs, start=1)
            )
        case TrueFalse(correction=correction):
            more = (correction,) if correction else ()
        case Comparison(points=points):
            more = points
    return (back(asked, part, seed, Skipped(), SKIPPED).answer, *more)


def _numbers(question: Ordering, seed: str, choices: Sequence[str]) -> str:
    """The numbers to be written beside the items, from the top down."""
    as_shown = tuple(str(n) for n in range(1, len(choices) + 1))
    shown = read(question, 0, seed, Sent(place=as_shown))
    places = shown.items if isinstance(shown, Arranged) else ()
    return "From the top: " + ", ".join(str(place + 1) for place in places)
