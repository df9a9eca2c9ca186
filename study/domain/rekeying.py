"""Changing what counts as right after answers were given: the changes, and answers carried over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from study.domain.answers import (
    Arranged,
    Chose,
    Given,
    Joined,
    Outcome,
    Typed,
    compare,
    right_items,
)
from study.domain.clozes import blanks
from study.domain.errors import BadInput
from study.domain.questions import (
    AnyQuestion,
    Cloze,
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

LONGEST_VARIANT = 200


@dataclass(frozen=True, slots=True)
class Accepts:
    """One more answer counts as right; in a text with blanks, in that blank."""

    variant: str
    blank: int = 0


@dataclass(frozen=True, slots=True)
class Chooses:
    """Other options are right, by their place in the bank; of true_false 0 is True."""

    options: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """Another number is right, or more of an error is forgiven."""

    answer: Decimal
    tolerance: Tolerance


@dataclass(frozen=True, slots=True)
class Renews:
    """The question is marked by what its bank says now."""


@dataclass(frozen=True, slots=True)
class Forgives:
    """Everybody who was asked has it right."""


@dataclass(frozen=True, slots=True)
class Weighs:
    """The question is worth so many points; 0 is not counted at all."""

    points: float


KeyChange: TypeAlias = Accepts | Chooses | Measures | Renews | Forgives | Weighs


def rekeyed(question: AnyQuestion, change: KeyChange) -> AnyQuestion:
    """The question with its changed key; itself where the change does not touch its words.

    Raises BadInput, with a sentence for the teacher, for a change that the question cannot have.
    """
    match question, change:
        case _, Renews() | Forgives() | Weighs():
            return question
        case Short(answers=answers), Accepts(variant=variant):
            return _with_variant(question, answers, _clean(variant))
        case Cloze(), Accepts(variant=variant):
            _clean(variant)
            return question
        case Numeric(), Measures(answer=answer, tolerance=tolerance):
            return replace(question, answer=answer, tolerance=tolerance)
        case TrueFalse(), Chooses(options=(0 | 1 as place,)):
            return _said_to_be(question, answer=place == 0)
        case TrueFalse(), Chooses():
            raise BadInput("A statement is true or false: choose one.")
        case Single() | Multiple(), Chooses(options=places):
            return replace(question, options=_marked(question.options, places))
    raise BadInput("This question’s key cannot be changed in this way.")


def _clean(variant: str) -> str:
    words = " ".join(variant.split())
    if not words:
        raise BadInput("Write the answer that counts as right too.")
    if len(words) > LONGEST_VARIANT:
        raise BadInput(f"This is too long: write at most {LONGEST_VARIANT} characters.")
    return words


def _with_variant(question: Short, answers: tuple[str, ...], variant: str) -> Short:
    return question if variant in answers else replace(question, answers=(*answers, variant))


def _said_to_be(question: TrueFalse, *, answer: bool) -> TrueFalse:
    """The statement as true or false; a correction goes with the error that it corrected."""
    return (
        question if question.answer == answer else replace(question, answer=answer, correction="")
    )


def _marked(options: Sequence[Option], places: Sequence[int]) -> tuple[Option, ...]:
    """The options with these as the right ones; why one was wrong is no longer said of it."""
    right = set(places)
    if not right or not right <= set(range(len(options))):
        raise BadInput("Choose at least one right option.")
    return tuple(
        option if option.correct == (place in right) else Option(option.text, place in right)
        for place, option in enumerate(options)
    )


def read_as(question: AnyQuestion, part: int, given: Given, change: KeyChange) -> Given:
    """The answer with an accepted variant in a blank read as that blank's own words.

    A text with blanks has one answer to each, so that a variant cannot stand in its key.
    """
    match question, given, change:
        case Cloze(text=text), Typed(texts), Accepts(variant=variant, blank=blank):
            keys = blanks(text, part)
            if blank < len(keys) == len(texts) and _is_variant(texts[blank], variant):
                return Typed((*texts[:blank], keys[blank], *texts[blank + 1 :]))
    return given


def _is_variant(typed: str, variant: str) -> bool:
    return compare(typed, (variant,)).outcome >= Outcome.CLOSE


def carried(given: Given, old: AnyQuestion, new: AnyQuestion) -> Given | None:
    """The answer to one version of a question as an answer to another; None where it is none.

    Options, items and pairs are known by their words: where they stand elsewhere now the answer
    goes with them. What was typed is an answer to any question of that kind.
    """
    if old.kind != new.kind:
        return None
    match given, old, new:
        case Chose(places), Single() | Multiple(), Single() | Multiple():
            return _chosen(places, _texts(old.options), _texts(new.options))
        case Arranged(items), Ordering(), Ordering():
            return _arranged(items, old.items, new.items)
        case Joined(rights), Matching(), Matching():
            return _joined(rights, old, new)
    return given


def _texts(options: Sequence[Option]) -> tuple[str, ...]:
    return tuple(option.text for option in options)


def _moved(old: Sequence[str], new: Sequence[str]) -> dict[int, int] | None:
    """Where each text stands now; None unless they are the same texts, each of them once."""
    if len(set(old)) < len(old) or sorted(old) != sorted(new):
        return {place: place for place in range(len(old))} if tuple(old) == tuple(new) else None
    return {place: list(new).index(text) for place, text in enumerate(old)}


def _chosen(places: Sequence[int], old: Sequence[str], new: Sequence[str]) -> Given | None:
    moved = _moved(old, new)
    if moved is None or not set(places) <= moved.keys():
        return None
    return Chose(tuple(sorted(moved[place] for place in places)))


def _arranged(items: Sequence[int], old: Sequence[str], new: Sequence[str]) -> Given | None:
    moved = _moved(old, new)
    if moved is None or not set(items) <= moved.keys():
        return None
    return Arranged(tuple(moved[place] for place in items))


def _joined(rights: Sequence[int | None], old: Matching, new: Matching) -> Given | None:
    lefts = _moved([left for left, _ in new.pairs], [left for left, _ in old.pairs])
    moved = _moved(right_items(old.pairs, old.extra), right_items(new.pairs, new.extra))
    if lefts is None or moved is None or len(rights) != len(old.pairs):
        return None
    said = [rights[lefts[place]] for place in range(len(new.pairs))]
    if not {right for right in said if right is not None} <= moved.keys():
        return None
    return Joined(tuple(None if right is None else moved[right] for right in said))
