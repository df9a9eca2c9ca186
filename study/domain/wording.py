"""The words of a question: those it shows when it asks, and those that would give it away."""

from collections.abc import Iterator

from study.domain.asking import front, parts
from study.domain.clozes import blanks
from study.domain.questions import (
    AnyQuestion,
    Cloze,
    Comparison,
    Flashcard,
    Multiple,
    Numeric,
    Short,
    Single,
    TrueFalse,
)


def asking_words(question: AnyQuestion) -> str:
    """What a learner reads before answering, line by line, with the question's tags."""
    return "\n".join((*_asked(question), *question.tags))


def telling_words(question: AnyQuestion) -> str:
    """What a learner reads only after answering: the key, the explanation, the quotes."""
    quotes = (citation.quote.exact for citation in question.citations)
    rest = (question.hint, question.explanation, *quotes)
    return "\n".join(text for text in (*_key(question), *rest) if text)


def _asked(question: AnyQuestion) -> Iterator[str]:
    for part in parts(question)[:1]:
        face = front(question, part, "")
        yield face.prompt
        yield "".join(segment.text for segment in face.segments if not segment.blank)
        yield from face.lefts
        yield from sorted(face.choices)


def _key(question: AnyQuestion) -> tuple[str, ...]:
    key: tuple[str, ...] = ()
    match question:
        case Flashcard(answer=answer):
            key = (answer,)
        case Cloze(text=text):
            key = tuple(word for part in parts(question) for word in blanks(text, part))
        case Single(options=options) | Multiple(options=options):
            key = tuple(option.feedback for option in options)
        case TrueFalse(correction=correction):
            key = (correction,)
        case Short(answers=answers):
            key = answers
        case Numeric(answer=number, unit=unit):
            key = (f"{number:f} {unit}",)
        case Comparison(points=points, answer=answer):
            key = (*points, answer)
    return key
