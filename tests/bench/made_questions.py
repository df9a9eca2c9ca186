"""Made-up questions of all ten kinds, each with words of a real document as its citation."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from study.domain.passages import Passage
from study.domain.questions import (
    AnyQuestion,
    Citation,
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
from study.domain.quoting import Quote

WORDS_CITED = 12
LONG_ENOUGH = 30
NUMBER = re.compile(r"(?<![\d,.])[1-9]\d{1,3}(?![\d,.]*\d)")


@dataclass(frozen=True, slots=True)
class Text:
    """A document's own words, for questions to cite."""

    slug: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where some cited words stand."""

    document: str
    passage: int
    start: int
    exact: str


@dataclass(frozen=True, slots=True)
class Made:
    """A question and the places it cites."""

    question: AnyQuestion
    places: tuple[Place, ...]


def made_questions(texts: Sequence[Text], seed: int) -> Iterator[Made]:
    """Questions without end, their kinds in turn; the same seed gives the same ones."""
    rng = random.Random(seed)
    passages = [
        (text, passage)
        for text in texts
        for passage in text.passages
        if not passage.is_heading and len(passage.text.split()) >= LONG_ENOUGH
    ]
    number = 0
    while True:
        make = _KINDS[number % len(_KINDS)]
        places = [_place(*rng.choice(passages), rng)]
        while make is _numeric and not NUMBER.search(places[0].exact):
            places = [_place(*rng.choice(passages), rng)]
        if make is _comparison:
            places.append(_place(*rng.choice(passages), rng))
        yield Made(_question(number, places, rng), tuple(places))
        number += 1


def _place(text: Text, passage: Passage, rng: random.Random) -> Place:
    """Some words in a row out of the middle of a passage, which stand nowhere else in the text."""
    words = passage.text.split(" ")
    first = rng.randrange(4, len(words) - WORDS_CITED - 4)
    exact = " ".join(words[first : first + WORDS_CITED])
    if sum(other.text.count(exact) for other in text.passages) > 1:
        return _place(text, passage, rng)
    start = passage.start + len(" ".join(words[:first])) + 1
    return Place(text.slug, passage.number, start, exact)


def _question(number: int, places: Sequence[Place], rng: random.Random) -> AnyQuestion:
    common: dict[str, Any] = {
        "id": f"made-{number}",
        "citations": tuple(Citation(place.document, Quote(place.exact)) for place in places),
        "explanation": f"The passage says so in these words, as number {number} has it.",
        "hint": "Look at the middle of the passage." if number % 3 == 0 else "",
        "tags": (f"topic-{number % 40}",),
        "difficulty": 1 + number % 5,
    }
    some = [_plain(word) for word in places[0].exact.split()]
    prompt = f"In the text of question {number}: what stands near “{some[0]} {some[1]}”?"
    return _KINDS[number % len(_KINDS)](common, prompt, some, rng)


def _plain(word: str) -> str:
    return "".join(sign for sign in word if sign.isalnum()) or "word"


def _options(some: Sequence[str], correct: int) -> tuple[Option, ...]:
    feedback = ("The passage has it.", "Another passage has it.", "", "")
    texts = [f"{place}. {some[place]} {some[place + 4]}" for place in range(4)]
    return tuple(Option(text, place < correct, feedback[place]) for place, text in enumerate(texts))


def _flashcard(common: Any, prompt: str, some: Sequence[str], rng: random.Random) -> Flashcard:
    answer = " ".join([common["id"], *some[2:6]])
    return Flashcard(**common, prompt=prompt, answer=answer, reverse=rng.random() < 0.5)


def _cloze(common: Any, prompt: str, some: Sequence[str], _rng: random.Random) -> Cloze:
    text = f"{prompt} {{{{c1::{some[2]}}}}} and then {{{{c2::{some[3]}::a word}}}}."
    return Cloze(**common, text=text)


def _single(common: Any, prompt: str, some: Sequence[str], _rng: random.Random) -> Single:
    return Single(**common, prompt=prompt, options=_options(some, 1))


def _multiple(common: Any, prompt: str, some: Sequence[str], _rng: random.Random) -> Multiple:
    return Multiple(**common, prompt=prompt, options=_options(some, 2))


def _true_false(common: Any, prompt: str, some: Sequence[str], rng: random.Random) -> TrueFalse:
    statement = f"{prompt.removesuffix('?')}: it is {some[2]}."
    return TrueFalse(
        **common, prompt=statement, answer=rng.random() < 0.5, correction=f"It is {some[3]}."
    )


def _short(common: Any, prompt: str, some: Sequence[str], _rng: random.Random) -> Short:
    return Short(**common, prompt=prompt, answers=(f"{some[2]} {some[3]}", some[2]))


def _numeric(common: Any, prompt: str, _some: Sequence[str], _rng: random.Random) -> Numeric:
    found = NUMBER.search(common["citations"][0].quote.exact)
    assert found is not None
    return Numeric(**common, prompt=prompt, answer=Decimal(found[0]))


def _ordering(common: Any, prompt: str, some: Sequence[str], _rng: random.Random) -> Ordering:
    items = tuple(f"{some[place]} ({place + 1})" for place in range(4))
    return Ordering(**common, prompt=prompt, items=items)


def _matching(common: Any, prompt: str, some: Sequence[str], _rng: random.Random) -> Matching:
    pairs = tuple((f"{some[n]} ({n})", f"{some[n + 4]} [{n}]") for n in range(4))
    return Matching(**common, prompt=prompt, pairs=pairs, extra=("none of these",))


def _comparison(common: Any, prompt: str, some: Sequence[str], _rng: random.Random) -> Comparison:
    points = (f"One says {some[2]}.", f"The other says {some[3]}.")
    return Comparison(**common, prompt=prompt, points=points, answer=" ".join(points))


_KINDS = (
    _flashcard,
    _single,
    _cloze,
    _true_false,
    _short,
    _multiple,
    _numeric,
    _ordering,
    _matching,
    _comparison,
)
