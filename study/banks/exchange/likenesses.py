"""Questions of ours as the likest that other programs know, and what that changes."""

from dataclasses import dataclass
from decimal import Decimal

from study.banks.brought import Remark
from study.domain import clozes, questions
from study.domain.questions import AnyQuestion, Bank, Tolerance

BLANK = "_____"
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Essay:
    """A prompt with room for words, and what they are compared with."""

    prompt: str
    answer: str


Likeness = (
    Essay
    | questions.Single
    | questions.Multiple
    | questions.TrueFalse
    | questions.Short
    | questions.Numeric
    | questions.Matching
)

_NOTES = {
    "flashcard": "A card became an essay question; its answer stands in the feedback.",
    "comparison": "A comparison became an essay question; its points stand in the feedback.",
    "ordering": "An order became a matching of numbers with items.",
    "cloze": "A text with gaps became an essay question; the answers stand in the feedback.",
}


def likeness(question: AnyQuestion) -> Likeness:
    """The question, or what comes closest to it where other programs have no such type."""
    match question:
        case questions.Flashcard(prompt=prompt, answer=answer):
            return Essay(prompt, answer)
        case questions.Comparison(prompt=prompt, points=points, answer=answer):
            return Essay(prompt, "\n".join([answer, "", *[f"- {point}" for point in points]]))
        case questions.Cloze(text=text):
            segments = clozes.outermost(text)
            prompt = "".join([BLANK if it.blank else it.text for it in segments])
            return Essay(prompt, ", ".join([it.text for it in segments if it.blank]))
        case questions.Ordering(id=name, prompt=prompt, items=items):
            pairs = tuple((str(place), item) for place, item in enumerate(items, start=1))
            return questions.Matching(id=name, citations=(), prompt=prompt, pairs=pairs)
        case _:
            return question


def notes(bank: Bank, *, without: frozenset[str] = frozenset()) -> tuple[Remark, ...]:
    """What is only approximately in a file of another program; types `without` a note are kept."""
    found = []
    for question in bank.questions:
        message = "" if question.kind in without else _NOTES.get(question.kind, "")
        if isinstance(question, questions.Numeric) and question.tolerance.relative:
            message = "Its tolerance is no share there, but an amount."
        if message:
            found.append(Remark(item=question.id, kind="approximated", message=message))
    return tuple(found)


def margin(answer: Decimal, tolerance: Tolerance) -> Decimal:
    """How far a number may be off, as an amount; nothing is nothing, however it was written."""
    amount = abs(answer * tolerance.amount) if tolerance.relative else tolerance.amount
    return amount or Decimal(0)


def starred(answer: str) -> str:
    """An accepted answer where a star alone would stand for anything."""
    return answer.replace("*", r"\*")


def written_out(figure: Decimal) -> str:
    """A number as people write it, unless that takes more digits than anybody reads."""
    return f"{figure:f}" if abs(figure.adjusted()) < _LONGEST else str(figure)
