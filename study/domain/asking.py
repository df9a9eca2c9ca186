"""What the learner sees and sends: the front holds nothing of the key, the back explains it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from unicodedata import category

from study.domain.answers import (
    Arranged,
    Chose,
    Given,
    Joined,
    Revealed,
    Skipped,
    Typed,
    right_items,
)
from study.domain.clozes import Segment, back_segments, blanks, front_segments, numbers
from study.domain.errors import BadInput
from study.domain.grading import Mark
from study.domain.numbers import shown_number
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
    TrueFalse,
)

LONGEST_TYPED = 2_000
LONGEST_NOTES = 20_000
TRUTHS = ("True", "False")
DONT_KNOW = 'or press "I don\'t know"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """A question as asked; choices and items are in the order of this showing."""

    kind: str
    prompt: str = ""
    segments: tuple[Segment, ...] = ()
    choices: tuple[str, ...] = ()
    lefts: tuple[str, ...] = ()
    unit: str = ""
    self_rated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One option, item, pair or blank after the answer.

    Options: `chosen`, `correct` and their `feedback`. Items of an order and blanks of a
    text: the right one in `text`, the learner's in `given`. Pairs: the left-hand item in
    `text`, the learner's right-hand text in `given`, the right one in `feedback`.
    """

    text: str
    chosen: bool = False
    correct: bool = False
    feedback: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """A question after the answer: the right answer in words, and line by line."""

    kind: str
    prompt: str = ""
    answer: str = ""
    given: str = ""
    lines: tuple[Line, ...] = ()
    segments: tuple[Segment, ...] = ()
    points: tuple[str, ...] = ()
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form sent, as it came: nothing in it is to be believed.

    `choice` holds positions in the displayed order, `place` the place given to each
    displayed item ("1" is the first), `match` for each left-hand item the position of the
    displayed right-hand one or nothing, `text` what was typed into each field.
    """

    choice: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    skip: bool = False


def parts(question: AnyQuestion) -> tuple[int, ...]:
    """What is asked one at a time: a card each."""
    match question:
        case Flashcard(reverse=True):
            return (0, 1)
        case Cloze(text=text):
            return numbers(text)
    return (0,)


def front(question: AnyQuestion, part: int, seed: str) -> Front:
    """The question as it is shown before the answer; the same seed shows the same order."""
    shown = _shown(question)
    return Front(
        kind=question.kind,
        prompt=_prompt(question, part),
        segments=front_segments(question.text, part) if isinstance(question, Cloze) else (),
        choices=tuple(shown[place] for place in _order(question, seed)),
        lefts=tuple(left for left, _ in question.pairs) if isinstance(question, Matching) else (),
        unit=question.unit if isinstance(question, Numeric) else "",
        self_rated=isinstance(question, Flashcard | Comparison),
    )


def read(question: AnyQuestion, part: int, seed: str, sent: Sent) -> Given:
    """What the learner said with a form that showed `front(question, part, seed)`.

    Raises BadInput, with a sentence for the learner, for everything a form can hold that
    is no answer to this question.
    """
    if sent.skip:
        return Skipped()
    order = _order(question, seed)
    given: Given
    match question:
        case Single() | TrueFalse() | Multiple():
            given = _read_choice(order, sent.choice, several=isinstance(question, Multiple))
        case Short() | Numeric():
            given = _read_typed(sent.text, 1)
        case Cloze(text=text):
            given = _read_typed(sent.text, len(blanks(text, part)))
        case Ordering():
            given = _read_places(order, sent.place)
        case Matching(pairs=pairs):
            given = _read_matches(order, sent.match, len(pairs))
        case _:
            given = Revealed(_clean("\n".join(sent.text), LONGEST_NOTES).strip())
    return given


def resent(question: AnyQuestion, seed: str, given: Given) -> Sent:
    """The form that `read` would read as this answer: what was said stands in its fields again."""
    order = _order(question, seed)
    shown = {place: str(position) for position, place in enumerate(order)}
    match given:
        case Chose(options):
            return Sent(choice=tuple(shown[place] for place in options if place in shown))
        case Typed(texts):
            return Sent(text=texts)
        case Arranged(items) if sorted(items) == sorted(order):
            return Sent(place=tuple(str(items.index(place) + 1) for place in order))
        case Joined(rights):
            return Sent(match=tuple("" if it is None else shown.get(it, "") for it in rights))
        case Revealed(text):
            return Sent(text=(text,))
    return Sent()


def back(question: AnyQuestion, part: int, seed: str, given: Given, mark: Mark) -> Back:
    """The question as it is shown after the answer, in the order of the showing."""
    return Back(
        kind=question.kind,
        prompt=_prompt(question, part),
        answer=_answer(question, part),
        given=_said(question, given),
        lines=_lines(question, part, seed, given, mark),
        segments=back_segments(question.text, part) if isinstance(question, Cloze) else (),
        points=question.points if isinstance(question, Comparison) else (),
        correction=question.correction if isinstance(question, TrueFalse) else "",
    )


def _prompt(question: AnyQuestion, part: int) -> str:
    match question:
        case Cloze():
            return ""
        case Flashcard() if part == 1:
            return question.answer
    return question.prompt


def _shown(question: AnyQuestion) -> tuple[str, ...]:
    """What stands to be chosen, ordered or joined, as the bank has it."""
    match question:
        case Single(options=options) | Multiple(options=options):
            return tuple(option.text for option in options)
        case TrueFalse():
            return TRUTHS
        case Ordering(items=items):
            return items
        case Matching(pairs=pairs, extra=extra):
            return right_items(pairs, extra)
    return ()


def _order(question: AnyQuestion, seed: str) -> list[int]:
    """For each displayed position the place in the bank; it knows nothing of the key.

    The items of an ordering question never stand in the right order already.
    """
    shown = _shown(question)
    order = list(range(len(shown)))
    fixed = isinstance(question, Single | Multiple) and not question.shuffle
    if fixed or isinstance(question, TrueFalse):
        return order
    random.Random(seed).shuffle(order)  # noqa: S311 - an order to look at, not a secret
    if isinstance(question, Ordering) and len(set(shown)) > 1:
        while tuple(shown[place] for place in order) == shown:
            order = [*order[1:], order[0]]
    return order


def _read_choice(order: Sequence[int], sent: Sequence[str], *, several: bool) -> Chose:
    places = {str(position): place for position, place in enumerate(order)}
    if not sent:
        what = "at least one option" if several else "an option"
        raise BadInput(f"Choose {what} {DONT_KNOW}.")
    if len(set(sent)) > 1 and not several:
        raise BadInput("Choose one option only.")
    if any(value not in places for value in sent):
        raise BadInput("One of the chosen options is not on this page: choose again.")
    return Chose(tuple(sorted({places[value] for value in sent})))


def _read_typed(sent: Sequence[str], count: int) -> Typed:
    if len(sent) > count:
        raise BadInput("There are more answers than fields on this page: answer again.")
    texts = tuple(_clean(text, LONGEST_TYPED).strip() for text in sent)
    if not any(texts):
        raise BadInput(f"Type an answer {DONT_KNOW}.")
    return Typed((*texts, *[""] * (count - len(texts))))


def _read_places(order: Sequence[int], sent: Sequence[str]) -> Arranged:
    places = {str(place): place - 1 for place in range(1, len(order) + 1)}
    values = [value.strip() for value in sent]
    if len(values) != len(order) or any(value not in places for value in values):
        raise BadInput(f"Give every item a place from 1 to {len(order)} {DONT_KNOW}.")
    for value in places:
        if (often := values.count(value)) > 1:
            several = "Two" if often == 2 else often
            raise BadInput(f"{several} items have place {value}: give each its own place.")
    arranged = sorted(zip(values, order, strict=True), key=lambda pair: places[pair[0]])
    return Arranged(tuple(item for _, item in arranged))


def _read_matches(order: Sequence[int], sent: Sequence[str], count: int) -> Joined:
    places: dict[str, int | None] = {str(position): place for position, place in enumerate(order)}
    places[""] = None
    if len(sent) != count or any(value not in places for value in sent):
        raise BadInput("One of the chosen items is not on this page: choose again.")
    if not any(sent):
        raise BadInput(f"Choose a match for at least one item {DONT_KNOW}.")
    return Joined(tuple(places[value] for value in sent))


def _clean(text: str, longest: int) -> str:
    """The text without signs that no database or page can hold."""
    if len(text) > longest:
        raise BadInput(f"This is too long: write at most {longest:,} characters.")
    return "".join(sign for sign in text if sign in "\n\t" or category(sign) not in {"Cc", "Cs"})


def _answer(question: AnyQuestion, part: int) -> str:
    match question:
        case Flashcard():
            answer = question.prompt if part == 1 else question.answer
        case Comparison(answer=text) | Short(answers=(text, *_)):
            answer = text
        case Cloze(text=text):
            answer = "; ".join(blanks(text, part))
        case Single(options=options) | Multiple(options=options):
            answer = "; ".join(option.text for option in options if option.correct)
        case TrueFalse():
            answer = TRUTHS[0 if question.answer else 1]
        case Numeric():
            answer = shown_number(question.answer, question.unit)
        case Ordering(items=items):
            answer = " → ".join(items)
        case Matching(pairs=pairs):
            answer = "; ".join(f"{left} → {right}" for left, right in pairs)
        case _:
            answer = ""
    return answer


def _said(question: AnyQuestion, given: Given) -> str:
    shown = _shown(question)
    match given:
        case Revealed(text):
            return text
        case Typed(texts):
            return "; ".join(texts)
        case Chose(options):
            return "; ".join(_at(shown, place) for place in options)
        case Arranged(items):
            return " → ".join(_at(shown, place) for place in items)
    return ""


def _at(texts: Sequence[str], place: int | None) -> str:
    """The text at a place; nothing where an old answer names a place that is no more."""
    return texts[place] if place is not None and 0 <= place < len(texts) else ""


def _lines(
    question: AnyQuestion, part: int, seed: str, given: Given, mark: Mark
) -> tuple[Line, ...]:
    match question:
        case Single(options=options) | Multiple(options=options):
            return _option_lines(options, _order(question, seed), given)
        case TrueFalse(answer=answer):
            options = (Option(TRUTHS[0], correct=answer), Option(TRUTHS[1], correct=not answer))
            return _option_lines(options, (0, 1), given)
        case Ordering(items=items):
            order = given.items if isinstance(given, Arranged) else ()
            said = [_at(items, place) for place in order]
            return _lines_beside(items, said, mark)
        case Cloze(text=text):
            texts = given.texts if isinstance(given, Typed) else ()
            return _lines_beside(blanks(text, part), texts, mark)
        case Matching():
            return _pair_lines(question, given, mark)
    return ()


def _option_lines(
    options: Sequence[Option], order: Sequence[int], given: Given
) -> tuple[Line, ...]:
    chosen = given.options if isinstance(given, Chose) else ()
    return tuple(
        Line(
            text=options[place].text,
            chosen=place in chosen,
            correct=options[place].correct,
            feedback=options[place].feedback,
        )
        for place in order
    )


def _lines_beside(right: Sequence[str], said: Sequence[str], mark: Mark) -> tuple[Line, ...]:
    """The right text of each place beside what the learner had there."""
    rows = zip_longest(right, said[: len(right)], mark.parts[: len(right)])
    return tuple(
        Line(text=text, given=given or "", correct=bool(correct)) for text, given, correct in rows
    )


def _pair_lines(question: Matching, given: Given, mark: Mark) -> tuple[Line, ...]:
    rights = right_items(question.pairs, question.extra)
    joined = given.rights if isinstance(given, Joined) else ()
    said = [_at(rights, place) for place in joined]
    beside = _lines_beside([left for left, _ in question.pairs], said, mark)
    return tuple(
        replace(line, feedback=right)
        for line, (_, right) in zip(beside, question.pairs, strict=True)
    )
