"""What an answer is worth: one small function for each kind of question."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from study.domain.answers import (
    Arranged,
    Chose,
    Compared,
    Given,
    Joined,
    Outcome,
    Revealed,
    Skipped,
    Typed,
    compare,
    right_items,
)
from study.domain.clozes import blanks
from study.domain.numbers import fits, key_quantity, read_quantity, shown_number
from study.domain.questions import (
    AnyQuestion,
    Cloze,
    Comparison,
    Flashcard,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    Short,
    Single,
    Tolerance,
    TrueFalse,
)
from study.domain.scheduling import Rating


class Verdict(StrEnum):
    """What grading decided, in one word; VAGUE is less or more exact than the source."""

    RIGHT = "right"
    CLOSE = "close"
    VAGUE = "vague"
    PARTIAL = "partial"
    WRONG = "wrong"
    SKIPPED = "skipped"
    UNMARKED = "unmarked"


class Confidence(StrEnum):
    """How sure the learner said he was when he chose."""

    SURE = "sure"
    UNSURE = "unsure"
    GUESSING = "guessing"


@dataclass(frozen=True, slots=True)
class Mark:
    """The share of the marks earned (None: the learner rates himself), part by part.

    `parts` says of each blank, item or left-hand item whether it is right; `remark` is a
    sentence for the learner, or empty.
    """

    fraction: float | None
    verdict: Verdict
    parts: tuple[bool, ...] = ()
    remark: str = ""


UNMARKED = Mark(None, Verdict.UNMARKED)
SKIPPED = Mark(0.0, Verdict.SKIPPED)
MISFIT = Mark(0.0, Verdict.WRONG, remark="This answer was given to another form of the question.")

_WORTH = {Outcome.RIGHT: 1.0, Outcome.CLOSE: 1.0, Outcome.VAGUE: 0.5, Outcome.WRONG: 0.0}
_VERDICTS = {
    Outcome.RIGHT: Verdict.RIGHT,
    Outcome.CLOSE: Verdict.CLOSE,
    Outcome.VAGUE: Verdict.VAGUE,
    Outcome.WRONG: Verdict.WRONG,
}
_CHOICE_KINDS = frozenset({Single.kind, Multiple.kind, TrueFalse.kind})


def grade(
    question: AnyQuestion, part: int, given: Given, *, known_others: Sequence[str] = ()
) -> Mark:
    """The mark for an answer to one part of a question.

    `known_others` are names that are other answers than the key (Iraq beside Iran): what
    is as near to one of them as to the key is no slip of spelling. Flashcards and
    comparisons are never marked; an answer that was skipped or only revealed earns nothing.
    """
    if isinstance(question, Flashcard | Comparison):
        return UNMARKED
    if isinstance(given, Skipped | Revealed):
        return SKIPPED
    return _grade(question, part, given, known_others)


def _grade(question: AnyQuestion, part: int, given: Given, known_others: Sequence[str]) -> Mark:
    mark = MISFIT
    match question, given:
        case Single() | TrueFalse(), Chose(options):
            mark = _grade_single(_correct(question), options)
        case Multiple(), Chose(options):
            mark = _grade_multiple(question.options, options)
        case Short(answers=answers, accept=accept), Typed((text,)):
            mark = _mark_of(compare(text, answers, accept, known_others=known_others))
        case Numeric(), Typed((text,)):
            mark = _grade_numeric(question, text)
        case Cloze(), Typed(texts):
            mark = _grade_cloze(blanks(question.text, part), texts, known_others)
        case Ordering(items=items), Arranged(order):
            mark = _grade_ordering(items, order)
        case Matching(), Joined(rights):
            mark = _grade_matching(question, rights)
    return mark


def suggested_rating(
    mark: Mark, *, kind: str, hinted: bool = False, confidence: Confidence | None = None
) -> Rating | None:
    """The rating an answer suggests for scheduling; None where the learner rates himself.

    Less than half is AGAIN, less than all is HARD (so is VAGUE, worth a half), all is GOOD;
    EASY is the learner's alone to say. A hint makes the best of it HARD. On a choice, so
    does being unsure; a guess is AGAIN, for luck is no memory.
    """
    if mark.fraction is None:
        return None
    guessed = kind in _CHOICE_KINDS and confidence is Confidence.GUESSING
    if mark.fraction < 0.5 or guessed:
        return Rating.AGAIN
    unsure = kind in _CHOICE_KINDS and confidence is Confidence.UNSURE
    return Rating.HARD if mark.fraction < 1 or hinted or unsure else Rating.GOOD


def _correct(question: Single | TrueFalse) -> set[int]:
    if isinstance(question, TrueFalse):
        return {0 if question.answer else 1}
    return _right_places(question.options)


def _right_places(options: Sequence[Option]) -> set[int]:
    return {place for place, option in enumerate(options) if option.correct}


def _grade_single(correct: set[int], chosen: Sequence[int]) -> Mark:
    is_right = len(chosen) == 1 and chosen[0] in correct
    return Mark(1.0, Verdict.RIGHT) if is_right else Mark(0.0, Verdict.WRONG)


def _grade_multiple(options: Sequence[Option], chosen: Sequence[int]) -> Mark:
    """Right choices less wrong ones, over all right ones; never below 0.

    Choosing every option earns nothing where one of them is wrong.
    """
    correct, picked = _right_places(options), set(chosen)
    if picked == correct:
        return Mark(1.0, Verdict.RIGHT)
    hits = len(picked & correct)
    remark = f"{hits} of {len(correct)} right options chosen, and {len(picked - correct)} wrong."
    if not hits or len(picked) >= len(options):
        return Mark(0.0, Verdict.WRONG, remark=remark)
    return _partial((hits - len(picked - correct)) / len(correct), remark=remark)


def _grade_numeric(question: Numeric, text: str) -> Mark:
    said = read_quantity(text)
    shown = shown_number(question.answer, question.unit)
    if said is None:
        return Mark(0.0, Verdict.WRONG, (False,), "This could not be read as one number.")
    if fits(said, key_quantity(question.answer, question.unit, Tolerance())):
        return Mark(1.0, Verdict.RIGHT, (True,))
    if fits(said, key_quantity(question.answer, question.unit, question.tolerance)):
        return Mark(1.0, Verdict.RIGHT, (True,), f"Near enough: the source says {shown}.")
    return Mark(0.0, Verdict.WRONG, (False,))


def _grade_cloze(keys: Sequence[str], texts: Sequence[str], known_others: Sequence[str]) -> Mark:
    """The mean over the blanks; a blank is right as a short answer to it would be."""
    if not keys or len(keys) != len(texts):
        return MISFIT
    compared = [
        compare(text, (key,), known_others=known_others)
        for key, text in zip(keys, texts, strict=True)
    ]
    marks = [_mark_of(one) for one in compared]
    remark = " ".join(mark.remark for mark in marks if mark.remark)
    if len(marks) == 1:
        return marks[0]
    parts = tuple(one.outcome >= Outcome.CLOSE for one in compared)
    worth = sum(_WORTH[one.outcome] for one in compared) / len(compared)
    if all(parts):
        return Mark(1.0, _VERDICTS[min(one.outcome for one in compared)], parts, remark)
    return _partial(worth, parts, f"{sum(parts)} of {len(parts)} blanks are right. {remark}")


def _mark_of(compared: Compared) -> Mark:
    """A half for what is VAGUE: less exact than the source, or more exact than it can be."""
    outcome = compared.outcome
    parts = (outcome >= Outcome.CLOSE,)
    return Mark(_WORTH[outcome], _VERDICTS[outcome], parts, _remark(compared))


def _remark(compared: Compared) -> str:
    if compared.outcome is Outcome.CLOSE:
        return f'Accepted: the spelling in the source is "{compared.key}".'
    if compared.outcome is Outcome.VAGUE and compared.too_exact:
        return f"More exact than the source, which says {compared.key}: half the marks."
    if compared.outcome is Outcome.VAGUE:
        return f"Less exact than the source, which says {compared.key}: half the marks."
    return ""


def _grade_ordering(items: Sequence[str], order: Sequence[int]) -> Mark:
    """Kendall's tau of the given order, and 0 where that is negative.

    Of all pairs, those in the right order less those in the wrong one, over all: 1 only for
    the right order, 0 for the reverse and, on average, for chance; one swap of neighbours
    among n items costs 4 / (n (n - 1)). Items with the same text may change places.
    """
    if sorted(order) != list(range(len(items))):
        return MISFIT
    texts = [items[place] for place in order]
    parts = tuple(given == right for given, right in zip(texts, items, strict=True))
    if all(parts):
        return Mark(1.0, Verdict.RIGHT, parts)
    places = {text: iter([n for n, item in enumerate(items) if item == text]) for text in items}
    ranks = [next(places[text]) for text in texts]
    pairs = list(combinations(ranks, 2))
    swapped = sum(former > latter for former, latter in pairs)
    return _partial(1 - 2 * swapped / len(pairs), parts, _share(parts, "in their place"))


def _grade_matching(question: Matching, rights: Sequence[int | None]) -> Mark:
    """The share of left-hand items that are joined to their right-hand text."""
    texts = right_items(question.pairs, question.extra)
    if len(rights) != len(question.pairs) or not question.pairs:
        return MISFIT
    parts = tuple(
        right is not None and 0 <= right < len(texts) and texts[right] == wanted
        for right, (_, wanted) in zip(rights, question.pairs, strict=True)
    )
    if all(parts):
        return Mark(1.0, Verdict.RIGHT, parts)
    return _partial(sum(parts) / len(parts), parts, _share(parts, "joined rightly"))


def _share(parts: Sequence[bool], done: str) -> str:
    return f"{sum(parts)} of {len(parts)} are {done}."


def _partial(fraction: float, parts: tuple[bool, ...] = (), remark: str = "") -> Mark:
    if fraction <= 0:
        return Mark(0.0, Verdict.WRONG, parts, remark.strip())
    return Mark(fraction, Verdict.PARTIAL, parts, remark.strip())
