"""Answers counted: by option, by what was typed, by tag, and by the passage a question rests on."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from study.domain.answers import Arranged, Chose, Given, Joined, Revealed, Typed, right_items
from study.domain.asking import TRUTHS
from study.domain.grading import grade
from study.domain.item_analysis import ItemFigures, item_figures
from study.domain.questions import (
    AnyQuestion,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Short,
    Single,
    TrueFalse,
)
from study.domain.results import Answered, Try

# Fewer attempts than this make no thirds that would say anything.
FEWEST_FOR_THIRDS = 6
MOST_SAID = 8
LOWER_BOUNDS = (0.4, 0.55, 0.7, 0.85)


@dataclass(frozen=True, slots=True)
class Said:
    """What one attempt says to a question; `fraction` is None while it waits for its mark."""

    learner: int
    number: int
    given: Given
    fraction: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionCount:
    """How often an option was chosen; `top` and `bottom` are shares of those thirds, or None."""

    text: str
    is_key: bool
    count: int
    share: float
    top: float | None
    bottom: float | None


@dataclass(frozen=True, slots=True)
class SaidCount:
    """An answer in words, how many gave it, and what it earned; None while it has no mark."""

    text: str
    count: int
    fraction: float | None


@dataclass(frozen=True, slots=True)
class Thirds:
    """The attempts, by learner and number, with the highest and the lowest totals."""

    top: frozenset[tuple[int, int]] = frozenset()
    bottom: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Some answers: how many, to how many questions, and the mean share right of the marked."""

    share: float | None
    answers: int
    questions: int

    @property
    def step(self) -> int | None:
        """From 1, hardly understood, to 5, understood; None where nothing was answered."""
        return None if self.share is None else step(self.share)


def thirds(tries: Sequence[Try]) -> Thirds:
    """The best and the weakest third of the attempts; none where there are too few to say."""
    if len(tries) < FEWEST_FOR_THIRDS:
        return Thirds()
    ranked = sorted(tries, key=lambda it: (it.earned or 0.0) / (it.possible or 1.0), reverse=True)
    names = [(it.learner, it.number) for it in ranked]
    size = len(names) // 3
    return Thirds(frozenset(names[:size]), frozenset(names[-size:]))


def options_of(question: AnyQuestion) -> tuple[tuple[str, bool], ...]:
    """What could be chosen, each with whether it is right; nothing for other kinds."""
    match question:
        case Single(options=options) | Multiple(options=options):
            return tuple((option.text, option.correct) for option in options)
        case TrueFalse(answer=answer):
            return tuple(zip(TRUTHS, (answer, not answer), strict=True))
    return ()


def option_counts(
    question: AnyQuestion, said: Sequence[Said], by: Thirds
) -> tuple[OptionCount, ...]:
    """How often each option was chosen, by all, by the best and by the weakest third."""
    chose = [
        ((it.learner, it.number), set(it.given.options))
        for it in said
        if isinstance(it.given, Chose)
    ]
    return tuple(
        OptionCount(
            text=text,
            is_key=is_key,
            count=sum(place in options for _, options in chose),
            share=sum(place in options for _, options in chose) / len(chose) if chose else 0.0,
            top=_part(place, [options for name, options in chose if name in by.top]),
            bottom=_part(place, [options for name, options in chose if name in by.bottom]),
        )
        for place, (text, is_key) in enumerate(options_of(question))
    )


def _part(place: int, chose: Sequence[set[int]]) -> float | None:
    return sum(place in options for options in chose) / len(chose) if chose else None


def said_counts(question: AnyQuestion, said: Sequence[Said]) -> tuple[SaidCount, ...]:
    """What was typed, arranged or joined, the most frequent first; case and spaces aside."""
    groups: defaultdict[tuple[str, float | None], Counter[str]] = defaultdict(Counter)
    for it in said:
        words = " ".join(in_words(question, it.given).split())
        if words:
            groups[words.casefold(), it.fraction][words] += 1
    found = [
        SaidCount(spellings.most_common(1)[0][0], spellings.total(), fraction)
        for (_, fraction), spellings in groups.items()
    ]
    return tuple(sorted(found, key=lambda it: (-it.count, it.text.casefold())))


def in_words(question: AnyQuestion, given: Given) -> str:
    """An answer in words; "" where nothing was said."""
    match question, given:
        case _, Typed(texts):
            return "; ".join(texts) if any(texts) else ""
        case _, Revealed(text):
            return text
        case Ordering(items=items), Arranged(order):
            return " → ".join(_at(items, place) for place in order)
        case Matching(pairs=pairs, extra=extra), Joined(rights):
            right = right_items(pairs, extra)
            joined = zip(pairs, rights, strict=False)
            return "; ".join(f"{left} → {_at(right, place) or '…'}" for (left, _), place in joined)
        case _, Chose(options):
            texts = tuple(text for text, _ in options_of(question))
            return "; ".join(_at(texts, place) for place in options)
    return ""


def _at(texts: Sequence[str], place: int | None) -> str:
    return texts[place] if place is not None and 0 <= place < len(texts) else ""


def guess(question: AnyQuestion) -> float | None:
    """What guessing earns on average; None where that depends on too much."""
    match question:
        case Single() | Multiple() | TrueFalse():
            marks = [
                grade(question, 0, Chose((place,))).fraction
                for place in range(len(options_of(question)))
            ]
            return fmean(mark or 0.0 for mark in marks) if marks else None
        case Matching(pairs=pairs, extra=extra):
            return 1 / len(right_items(pairs, extra))
        case Short() | Numeric():
            return 0.0
    return 0.0 if question.kind == "cloze" else None


def by_question(tries: Sequence[Try]) -> Mapping[int, tuple[float | None, ...]]:
    """What each question earned in each attempt that asked it; 0 where nothing was said."""
    marks: defaultdict[int, list[float | None]] = defaultdict(list)
    for it in tries:
        for position in it.asked:
            marks[position].append(_mark(it.answers.get(position)))
    return {position: tuple(row) for position, row in marks.items()}


def _mark(answer: Answered | None) -> float | None:
    """What an answer earned; a blank one may have been given something by hand."""
    if answer is None:
        return 0.0
    return answer.fraction or 0.0 if answer.is_blank else answer.fraction


def tally(positions: Iterable[int], marks: Mapping[int, Sequence[float | None]]) -> Tally:
    """The answers to these questions together."""
    asked = {position: marks[position] for position in positions if marks.get(position)}
    known = [mark for row in asked.values() for mark in row if mark is not None]
    return Tally(
        share=fmean(known) if known else None,
        answers=sum(map(len, asked.values())),
        questions=len(asked),
    )


def step(share: float) -> int:
    """In which of five steps a share right falls, by the whole hundredths that are shown."""
    return 1 + sum(round(share, 2) >= bound for bound in LOWER_BOUNDS)


@dataclass(frozen=True, slots=True)
class Analysed:
    """A question's figures, over how many attempts; `unmarked` answers keep it from having any."""

    figures: ItemFigures | None
    attempts: int
    unmarked: int


def analysed(
    tries: Sequence[Try], points: Mapping[int, float], guesses: Mapping[int, float | None]
) -> Mapping[int, Analysed]:
    """The figures of each question; one with answers that wait for a mark is left out.

    Where chance gave learners different questions, each is compared with the rest of what its
    own learners were asked, and has no weight: there is no one test it could weigh in.
    """
    marks = by_question(tries)
    waiting = {position: row.count(None) for position, row in marks.items()}
    used = [position for position in points if not waiting.get(position)]
    if is_one_test(tries):
        matrix = matrix_of(tries, used, points)
        found = item_figures(matrix, [points[p] for p in used], [guesses[p] for p in used])
        figures = dict(zip(used, found, strict=True))
    else:
        totals = [sum(_points(it, p, points) for p in used) for it in tries]
        both = list(zip(tries, totals, strict=True))
        figures = {p: _alone(p, both, points[p], guesses[p]) for p in used}
    return {p: Analysed(figures.get(p), len(marks.get(p, ())), waiting.get(p, 0)) for p in points}


def is_one_test(tries: Sequence[Try]) -> bool:
    """Whether all attempts asked the same questions."""
    return len({frozenset(it.asked) for it in tries}) <= 1


def matrix_of(
    tries: Sequence[Try], positions: Sequence[int], points: Mapping[int, float]
) -> list[list[float]]:
    """The points of each attempt for each of these questions."""
    return [[_points(it, p, points) for p in positions] for it in tries]


def _points(it: Try, position: int, points: Mapping[int, float]) -> float:
    answer = it.answers.get(position)
    return (answer.fraction or 0.0) * points[position] if answer else 0.0


def _alone(
    position: int, tries: Sequence[tuple[Try, float]], most: float, by_chance: float | None
) -> ItemFigures:
    """A question beside the rest of what its own learners were asked, taken as one other."""
    own = [(it.answers.get(position), total) for it, total in tries if position in it.asked]
    marks = [((answer.fraction or 0.0) * most if answer else 0.0, total) for answer, total in own]
    rows = [[mark, total - mark] for mark, total in marks]
    return replace(item_figures(rows, [most, 1.0], [by_chance, None])[0], weight=None)
