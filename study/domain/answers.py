"""What a learner said, and how words, numbers and dates that were typed compare with the key."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import TypeAlias, TypeVar
from unicodedata import normalize

from study.domain.dates import Period, Relation, read_periods, relate
from study.domain.errors import BadInput
from study.domain.numbers import Quantity, fits, read_quantity
from study.domain.questions import Accept
from study.domain.spelling import (
    Words,
    distance,
    fold,
    is_initialled,
    is_same,
    readings,
    slips,
    surname,
)

LONGEST = 200
ANY_SPELLING = Accept()

_T = TypeVar("_T")
_BEGINS_WITH_DIGITS = re.compile(r"\W*\d")


@dataclass(frozen=True, slots=True)
class Revealed:
    """The learner saw the answer and rates himself; `text` holds his notes."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The learner did not know."""


@dataclass(frozen=True, slots=True)
class Chose:
    """Options by their place in the bank; of true_false 0 is True and 1 is False."""

    options: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, one text for each blank."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arranged:
    """Items by their place in the bank, in the order the learner gave them."""

    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """For each left-hand item the right-hand one, counted in `right_items`, or None."""

    rights: tuple[int | None, ...]


Given: TypeAlias = Revealed | Skipped | Chose | Typed | Arranged | Joined


def right_items(pairs: Sequence[tuple[str, str]], extra: Sequence[str]) -> tuple[str, ...]:
    """The right-hand items of a matching question, each text once, spare ones last."""
    return tuple(dict.fromkeys((*(right for _, right in pairs), *extra)))


def encode_given(given: Given) -> dict[str, object]:
    """The answer as a value that JSON can hold."""
    match given:
        case Revealed(text):
            return {"said": "revealed", "text": text}
        case Skipped():
            return {"said": "skipped"}
        case Chose(options):
            return {"said": "chose", "options": list(options)}
        case Typed(texts):
            return {"said": "typed", "texts": list(texts)}
        case Arranged(items):
            return {"said": "arranged", "items": list(items)}
        case Joined(rights):
            return {"said": "joined", "rights": list(rights)}


def decode_given(stored: Mapping[str, object]) -> Given:
    """The answer that `encode_given` made into a JSON value."""
    match stored:
        case {"said": "revealed", "text": str(text)}:
            return Revealed(text)
        case {"said": "skipped"}:
            return Skipped()
        case {"said": "chose", "options": list(options)}:
            return Chose(_all_of(options, int))
        case {"said": "typed", "texts": list(texts)}:
            return Typed(_all_of(texts, str))
        case {"said": "arranged", "items": list(items)}:
            return Arranged(_all_of(items, int))
        case {"said": "joined", "rights": list(rights)}:
            kept = _all_of([right for right in rights if right is not None], int)
            given = iter(kept)
            return Joined(tuple(right if right is None else next(given) for right in rights))
    msg = "This is no stored answer: its shape is not known."
    raise BadInput(msg)


def _all_of(values: Sequence[object], kind: type[_T]) -> tuple[_T, ...]:
    if any(isinstance(value, bool) or not isinstance(value, kind) for value in values):
        msg = "This is no stored answer: one of its values has the wrong type."
        raise BadInput(msg)
    return tuple(value for value in values if isinstance(value, kind))


class Outcome(IntEnum):
    """How a typed text compares with the key, from bad to good."""

    WRONG = 0
    VAGUE = 1
    CLOSE = 2
    RIGHT = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """The outcome with the accepted answer it was reached against; VAGUE may be too exact."""

    outcome: Outcome
    key: str = ""
    too_exact: bool = False


@dataclass(frozen=True, slots=True)
class _Key:
    text: str
    readings: tuple[Words, ...]
    periods: tuple[Period, ...]
    quantity: Quantity | None


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    readings: tuple[Words, ...]
    accept: Accept
    others: tuple[Words, ...]


def compare(
    typed: str,
    answers: Sequence[str],
    accept: Accept = ANY_SPELLING,
    *,
    known_others: Sequence[str] = (),
) -> Compared:
    """The best comparison of what was typed with the accepted answers.

    Where both are dates or both are numbers, that decides (`dates.relate`, `numbers.fits`).
    Words are compared after `spelling.fold`; a slip of spelling is CLOSE unless another
    known entity (`known_others`) is as near to what was typed as the key is.
    """
    text = " ".join(typed.split())
    first = Compared(Outcome.WRONG, answers[0] if answers else "")
    if not answers or not text or len(text) > LONGEST + 4 * max(map(len, answers)):
        return first
    others = _others(known_others, answers, accept)
    said = _Said(text, readings(text, accept), accept, others)
    best = first
    for answer in answers:
        best = max(best, _compare(said, _key(answer, accept)), key=lambda found: found.outcome)
        if best.outcome is Outcome.RIGHT:
            break
    return best


@lru_cache(maxsize=8192)
def _key(answer: str, accept: Accept) -> _Key:
    """The key as it is compared; remembered, because every learner meets the same keys."""
    text = " ".join(answer.split())
    name = surname(text)
    words = (*readings(text, accept), *(readings(name, accept) if name else ()))
    return _Key(text, words, read_periods(text), _quantity_of_key(text))


def _others(known: Sequence[str], answers: Sequence[str], accept: Accept) -> tuple[Words, ...]:
    accepted = {fold(answer, accept) for answer in answers} if known else set()
    return tuple(words for other in known if (words := fold(other, accept)) not in accepted)


def _compare(said: _Said, key: _Key) -> Compared:
    if _is_same(said, key):
        return Compared(Outcome.RIGHT, key.text)
    if key.periods and (periods := read_periods(said.text)):
        return _compare_dates(periods, key)
    if key.quantity and (quantity := read_quantity(said.text)):
        return Compared(_compare_quantities(quantity, key.quantity), key.text)
    if _is_initialled(said, key):
        return Compared(Outcome.RIGHT, key.text)
    return Compared(Outcome.CLOSE if _is_slip(said, key) else Outcome.WRONG, key.text)


def _is_same(said: _Said, key: _Key) -> bool:
    if not all(key.readings):
        return normalize("NFKC", said.text) == normalize("NFKC", key.text)
    return any(
        is_same(mine, theirs, ordered=said.accept.order)
        for mine in said.readings
        for theirs in key.readings
    )


def _compare_dates(said: Sequence[Period], key: _Key) -> Compared:
    relation, misspelt = relate(said, key.periods)
    if relation is Relation.SAME:
        return Compared(Outcome.CLOSE if misspelt else Outcome.RIGHT, key.text)
    if relation is Relation.DIFFERENT:
        return Compared(Outcome.WRONG, key.text)
    return Compared(Outcome.VAGUE, key.text, too_exact=relation is Relation.MORE_EXACT)


def _quantity_of_key(key: str) -> Quantity | None:
    """The number in a key, unless it is a name (Three Kingdoms, Apollo 11) or a code (007)."""
    quantity = read_quantity(key)
    if quantity is None or (key[0] == "0" and key.isdigit() and len(key) > 1):
        return None
    named = any(word.capitalize() in key for word in quantity.words)
    return None if named and not _BEGINS_WITH_DIGITS.match(key) else quantity


def _compare_quantities(said: Quantity, key: Quantity) -> Outcome:
    if not fits(said, key):
        return Outcome.WRONG
    odd = set(said.words).difference(key.words) if key.words else ()
    near = all(any(slips((word,), (other,), ordered=True) for other in key.words) for word in odd)
    return Outcome.WRONG if not near else Outcome.CLOSE if odd else Outcome.RIGHT


def _is_initialled(said: _Said, key: _Key) -> bool:
    if not all(word[:1].isupper() for word in key.text.split()):
        return False
    return any(is_initialled(mine, theirs) for mine in said.readings for theirs in key.readings)


def _is_slip(said: _Said, key: _Key) -> bool:
    """Whether it is the key misspelt: not another entity, and not a breach of what is strict."""
    accept = said.accept
    if not accept.typos:
        return False
    strict = accept.case or accept.accents
    if strict and fold(said.text, ANY_SPELLING) == fold(key.text, ANY_SPELLING):
        return False
    for mine in said.readings:
        for theirs in key.readings:
            if slips(mine, theirs, ordered=accept.order) is not None:
                nearest = distance(mine, theirs)
                return all(distance(mine, other) > nearest for other in said.others)
    return False
