"""What a question says is so, and whether its figures and its falsehood hold."""

import re
from collections.abc import Iterator

from study.domain import clozes
from study.domain.deriving import missing_figure
from study.domain.questions import (
    AnyQuestion,
    Cloze,
    Flashcard,
    Multiple,
    Numeric,
    Short,
    Single,
    TrueFalse,
)
from study.generation.grounded import Grounded
from study.generation.library import content

# Words that only say who says so.
_ATTRIBUTES = content("according says said told quoted writes wrote states stated recalls")
# One number by itself: of "October 22, 1942" both, for one of them proves nothing of the other.
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def claims(question: AnyQuestion) -> Iterator[tuple[str, str]]:
    """What a question says is so: its text, and the key that answers its question word."""
    match question:
        case TrueFalse(answer=True, prompt=prompt):
            yield prompt, ""
        case TrueFalse(correction=correction):
            yield correction, ""
        case Cloze(text=text):
            yield clozes.full(text), ""
        case Numeric(prompt=prompt):
            yield prompt, ""
        case Short(prompt=prompt, answers=answers):
            yield prompt, answers[0]
        case Single(prompt=prompt, options=options) | Multiple(prompt=prompt, options=options):
            yield from [(prompt, option.text) for option in options if option.correct]
        case Flashcard(prompt=prompt, answer=answer):
            yield prompt, answer
            yield answer, ""


def has_its_figures(it: Grounded) -> bool:
    """Whether every number of what a question says is so stands in its quotes by itself."""
    told = [text for claim in claims(it.question) for text in claim]
    bare = [it.without_sources(text) for text in told]
    return not any(
        missing_figure(it.quotes, number[0]) for text in bare for number in _NUMBER.finditer(text)
    )


def is_false_as_it_says(it: Grounded) -> bool:
    """Whether a statement that is to be false differs from its correction and its quotes."""
    question = it.question
    if not isinstance(question, TrueFalse) or question.answer:
        return True
    stated, correct = it.without_sources(question.prompt), question.correction
    new = content(stated) - content(correct) - it.quoted - _ATTRIBUTES
    return bool(new) or any(
        missing_figure(it.quotes, number[0]) for number in _NUMBER.finditer(stated)
    )
