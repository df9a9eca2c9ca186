"""Whether a quote has more than one answer of the sort that is asked for."""

import re

from study.domain.dates import read_periods
from study.domain.linting.wording import plain
from study.domain.numbers import read_quantity
from study.domain.questions import Cloze, Numeric, Short, Single
from study.generation.grounded import Grounded

_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_FIGURE = re.compile(r"\b\d[\d.,]*\b")
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?: (?:of |the |de |von )*[A-Z][\w’'-]+)*")


def has_rival(it: Grounded) -> bool:
    """Whether its quotes have another date, figure or name that neither is the key nor is asked.

    Nothing but reading the quote tells then which of them is right.
    """
    if not isinstance(it.question, Short | Single | Numeric | Cloze) or not it.keys:
        return False
    key = it.keys[0]
    if read_periods(key):
        found = _YEAR.findall(it.quotes)
    elif read_quantity(key):
        found = [figure for figure in _FIGURE.findall(it.quotes) if not _YEAR.fullmatch(figure)]
    elif key[:1].isupper():
        found = _NAME.findall(it.quotes)
    else:
        return False
    known = f" {plain(' '.join(it.keys))} {plain(it.asked)} "
    return any(_is_new(text, known) for text in found)


def _is_new(text: str, known: str) -> bool:
    """Whether none of its words is in the key or the question."""
    return not any(f" {word} " in known for word in plain(text).split())
