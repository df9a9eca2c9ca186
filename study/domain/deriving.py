"""Whether a key can be derived from the quotes that are cited for it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from text_to_num import alpha2digit

from study.domain import clozes
from study.domain.questions import AnyQuestion, Cloze, Numeric, Short
from study.domain.quoting import fold

_WORDS = re.compile(r"\w+(?:[.,]\d+)*")
_SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1_000),
    "million": Decimal(1_000_000),
    "billion": Decimal(1_000_000_000),
    "trillion": Decimal(1_000_000_000_000),
}
_PLAIN = re.compile(r"[0-9]{1,40}(?:\.[0-9]{1,40})?")
_FIGURES = re.compile(
    r"(\d(?:[\d.,'\u00a0\u2009\u202f ]*\d)?)"
    r"(?:[- ](hundred|thousand|million|billion|trillion)\b)?",
    re.IGNORECASE,
)


def underivable(question: AnyQuestion) -> str:
    """The part of the key that no quote shows, or "" where all of it can be derived.

    Only keys that are numbers or words are looked for: of numeric, short and cloze questions.
    """
    quotes = " \n ".join([citation.quote.exact for citation in question.citations])
    match question:
        case Numeric(answer=answer):
            return "" if _shows_number(quotes, answer) else f"{answer:f}"
        case Short(answers=answers):
            return "" if any(_shows_words(quotes, answer) for answer in answers) else answers[0]
        case Cloze(text=text):
            return next((it for it in _blanks(text) if not _shows_words(quotes, it)), "")
        case _:
            return ""


def missing_figure(quotes: str, key: str) -> str:
    """The first figure of a key that the quotes do not show in any way of writing it, or ""."""
    for found in _FIGURES.finditer(key):
        if not any(_shows_number(quotes, value) for value in _values(found)):
            return found[0]
    return ""


def _blanks(text: str) -> Iterator[str]:
    for number in clozes.numbers(text):
        yield from clozes.blanks(text, number)


def _shows_words(quotes: str, words: str) -> bool:
    if words in quotes:
        return True
    wanted = set(_WORDS.findall(fold(words).casefold()))
    return bool(wanted) and wanted <= set(_WORDS.findall(fold(quotes).casefold()))


def _shows_number(quotes: str, number: Decimal) -> bool:
    wanted = abs(number)
    return any(wanted == figure for figure in _figures(quotes)) or any(
        wanted == figure for figure in _figures(_spelled(quotes))
    )


@lru_cache(maxsize=256)
def _spelled(quotes: str) -> str:
    """The quotes with English number words in figures."""
    return str(alpha2digit(quotes, "en"))


def _figures(text: str) -> Iterator[Decimal]:
    """Every number in the text, in each way its commas, points and size word can be read."""
    for found in _FIGURES.finditer(text):
        yield from _values(found)


def _values(found: re.Match[str]) -> Iterator[Decimal]:
    for reading in _readings(found[1]):
        if not _PLAIN.fullmatch(reading):
            continue
        yield Decimal(reading)
        if found[2]:  # Of "47 million dollars" both 47 and 47,000,000 are the number.
            yield Decimal(reading) * _SCALES[found[2].lower()]


def _readings(written: str) -> Iterator[str]:
    bare = re.sub(r"['\u00a0\u2009\u202f ]", "", written)
    yield bare.replace(",", "")
    yield bare.replace(".", "").replace(",", ".")
    # "in 1941 200 planes" are two numbers, "1 235" may be one.
    yield from written.replace(",", "").split()
