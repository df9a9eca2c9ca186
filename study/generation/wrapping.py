"""Lines broken by a printer made whole again: hard wraps, and words divided at a line's end."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from statistics import median

from study.generation.boilerplate import is_bullet, is_table_row
from study.generation.mapping import Edit

NARROWEST = 28

_ENDS = re.compile(r"[.!?:;…][\"”’»)\]]*\s*\Z")
_DIVIDED = re.compile(
    r"([^\W\d_]+)(?:([-‐\u00ad\ufffe])[ \t]*\n[ \t]*|([\u00ad\ufffe]))([^\W\d_]+)"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether lines are one paragraph set in a column, and not items of their own."""
    if len(lines) < 2 or any(is_bullet(line) or is_table_row(line) for line in lines[1:]):
        return False
    inner = lines[:-1]
    is_wide = median([len(line) for line in inner]) >= NARROWEST
    open_ended = sum(1 for line in inner if not _ENDS.search(line))
    goes_on = sum(1 for line in lines[1:] if not line.lstrip()[:1].isupper())
    return is_wide and 2 * open_ended >= len(inner) and 5 * goes_on >= 2 * (len(lines) - 1)


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text in small letters, for telling divided words from hyphened ones."""
    return frozenset([word.casefold() for word in _WORD.findall(text)])


def joined_words(text: str, start: int, end: int, known: frozenset[str]) -> Iterator[Edit]:
    """What mends the words that are divided at a line's end."""
    at = start
    while found := _DIVIDED.search(text, at, end):
        first, hyphen, soft, second = found.groups()
        mark = found.end(1)
        keeps = hyphen in {"-", "‐"} and _is_hyphened(first, second, known)
        if soft or not keeps:
            yield Edit(mark, found.start(4))
        else:
            yield Edit(mark + 1, found.start(4))
        at = found.start(4)


def _is_hyphened(first: str, second: str, known: frozenset[str]) -> bool:
    """Whether the hyphen belongs to the word: by the text's own words, then by a word list."""
    if second[0].isupper():
        return True
    one, other = first.casefold(), second.casefold()
    if one + other in known:
        return False
    if f"{one}-{other}" in known:
        return True
    return not _is_word(one + other) and _is_word(one) and _is_word(other)


def _is_word(word: str) -> bool:
    return word in _word_list()


@lru_cache(maxsize=1)
def _word_list() -> frozenset[str]:
    """English words; none where the library is missing: divided words are then joined."""
    if find_spec("spellchecker") is None:
        return frozenset()
    checker = import_module("spellchecker").SpellChecker(language="en")
    return frozenset(checker.word_frequency.words())
