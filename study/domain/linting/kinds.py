"""What can be wrong with one kind of question only."""

import re
from collections.abc import Iterator
from decimal import Decimal

from study.domain import clozes
from study.domain.linting.findings import Flaw, shown
from study.domain.linting.reading import Asked
from study.domain.linting.wording import plain, words, years
from study.domain.questions import Cloze, Matching, Numeric, Ordering, Short

WIDEST_TOLERANCE = Decimal("0.25")
WIDEST_OF_A_YEAR = 5
LONGEST_TYPED = 6
_READABLE = Decimal(10) ** 15


def two_fillings(asked: Asked[Cloze]) -> Iterator[Flaw]:
    """A blank into which the reader can put something else that is true."""
    text = asked.question.text
    for number in clozes.numbers(text):
        other = _swapped(text, number) or _as_good(asked, text, number)
        if other:
            yield Flaw(
                f"{other} fits the blank c{number} as well, and would be marked wrong.",
                "Leave more of the sentence around the blank, give a hint, or blank another word.",
                ("text",),
            )
            return


def _swapped(text: str, number: int) -> str:
    """Two blanks of one card side by side, whose answers can be given in either order."""
    segments = clozes.back_segments(text, number)
    for one, between, other in zip(segments, segments[1:], segments[2:], strict=False):
        is_list = re.fullmatch(r"\s*(?:,|and|or|&|,\s*and)\s*", between.text, re.IGNORECASE)
        if one.blank and other.blank and not between.blank and is_list:
            return f"{shown(f'{other.text} … {one.text}')}, in that order,"
    return ""


def _as_good(asked: Asked[Cloze], text: str, number: int) -> str:
    """Another year or number of the quotes that the rest of the sentence does not rule out."""
    answers = clozes.blanks(text, number)
    if len(answers) != 1:
        return ""
    rest = "".join(
        f" {segment.hint} " if segment.blank else segment.text
        for segment in clozes.front_segments(text, number)
    )
    is_year = years(answers[0]) == [answers[0]]
    others = years(asked.quotes) if is_year else _counted_alike(asked.quotes, answers[0])
    shown_there = set(words(rest)) | set(words(answers[0]))
    return next((shown(it) for it in others if it.casefold() not in shown_there), "")


def _counted_alike(quotes: str, answer: str) -> list[str]:
    """The numbers that count the same thing in the quotes as the answer does."""
    if not re.fullmatch(r"\d[\d.,]*", answer):
        return []
    counted = re.search(rf"(?<![\d.,]){re.escape(answer)}\s+([^\W\d_]{{3,}})", quotes)
    if counted is None:
        return []
    pattern = rf"(?<![\d.,])(\d[\d.,]*)\s+{re.escape(counted[1])}\b"
    return [it for it in re.findall(pattern, quotes) if it != answer]


def wide_tolerance(asked: Asked[Numeric]) -> Iterator[Flaw]:
    """A tolerance that lets numbers through which nobody would call right."""
    question = asked.question
    tolerance = question.tolerance
    margin = tolerance.amount * (abs(question.answer) if tolerance.relative else 1)
    is_year = _is_year(question.answer) and "year" in {question.unit, *words(asked.prompt)}
    widest = WIDEST_OF_A_YEAR if is_year else WIDEST_TOLERANCE * abs(question.answer)
    if margin > widest and question.answer:
        low, high = (_written(question.answer + it) for it in (-margin, margin))
        yield Flaw(
            f"The tolerance lets everything from {low} to {high} through.",
            "Narrow it to what is still right, or leave it out.",
            ("tolerance",),
        )


def _written(number: Decimal) -> str:
    return f"{number.normalize():,f}" if abs(number) < _READABLE else f"{number:.3g}"


def _is_year(number: Decimal) -> bool:
    return number == number.to_integral_value() and 1000 <= number <= 2100


def long_typed_answer(asked: Asked[Short]) -> Iterator[Flaw]:
    """Nobody types a sentence word for word."""
    shortest = min(len(words(answer)) for answer in asked.question.answers)
    if shortest > LONGEST_TYPED:
        yield Flaw(
            f"The shortest accepted answer has {shortest} words: hardly anybody types just these.",
            "Ask for the few words that matter, or make it a `flashcard`, which is not typed.",
            ("answers",),
        )


_MARKED = re.compile(
    r"\s*(?:\d+[.)]|first(?:ly)?\b|second(?:ly)?\b|third(?:ly)?\b|then\b|next\b|finally\b|lastly\b|"
    r"afterwards?\b|subsequently\b|later\b)",
    re.IGNORECASE,
)


def order_given_away(asked: Asked[Ordering]) -> Iterator[Flaw]:
    """Items that print their own dates or numbers are sorted without being known."""
    question = asked.question
    dated = [n for n, item in enumerate(question.items) if years(item)]
    marked = [n for n, item in enumerate(question.items) if _MARKED.match(item)]
    differ = len({years(question.items[n])[0] for n in dated}) > 1
    if (len(dated) > 1 and differ) or len(marked) > 1:
        place = (dated if differ else marked)[0]
        yield Flaw(
            f"{shown(question.items[place])} and other items print what they are sorted by.",
            "Take the dates and the words for first and next out of the items.",
            ("items", place),
        )


_DIRECTION = re.compile(
    r"\b(?:first|last|earliest|latest|oldest|newest|youngest|largest|biggest|smallest|greatest|"
    r"highest|lowest|longest|shortest|most|least|fewest|order of time|chronological\w*|"
    r"alphabetical\w*|ascending|descending|nearest|farthest|from|beginning|starting|top|bottom|"
    r"(?:in|into) (?:the )?order of|date[sd]?)\b",
    re.IGNORECASE,
)


def order_without_direction(asked: Asked[Ordering]) -> Iterator[Flaw]:
    """Which end comes first has to be said, or half of those who know are wrong."""
    if not _DIRECTION.search(asked.prompt):
        yield Flaw(
            "The question does not say which end comes first.",
            "Say it: earliest first, the largest first.",
            ("prompt",),
        )


def matching_by_elimination(asked: Asked[Matching]) -> Iterator[Flaw]:
    """With as many answers as items, the last pair makes itself."""
    question = asked.question
    if question.extra:
        return
    rights = [plain(right) or right for _, right in question.pairs]
    if len(set(rights)) == len(rights):
        yield Flaw(
            "Every answer is used once, so that the last pair makes itself.",
            "Add an answer that fits nothing under `extra`, or let one fit twice.",
            ("pairs",),
        )
