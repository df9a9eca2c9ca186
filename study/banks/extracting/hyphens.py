"""Words divided at the ends of lines: made whole where that is certain, else left as printed."""

import importlib
import importlib.util
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from study.banks.extracting.blocks import Fate, Notes

HYPHENS = "-\u2010\u00ad\ufffe"
UNSURE = Fate(
    "approximated",
    "A hyphen at the end of a line was kept, because nothing shows whether it belongs to the word",
    "{n} hyphens at the ends of lines were kept, because nothing shows whether they belong to the"
    " words",
)

_LONGEST_WORD = 100
_UNSPACED_DASH = re.compile(r"\S[—–]")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010’'][^\W\d_]+)*")
_LAST = re.compile(rf"([^\W\d_]+(?:[-\u2010’'][^\W\d_]+)*)[{HYPHENS}]$")
_FIRST = re.compile(r"[^\W\d_]+")


class Hyphens:
    """Knows a text's own words, and those of its language where a word list is installed."""

    def __init__(self, lines: Iterable[str], language: str, notes: Notes) -> None:
        self.words = Counter(word for line in lines for word in _whole(line))
        self.language = language
        self.notes = notes

    def joined(self, lines: Sequence[str], place: int | None = None) -> str:
        """Lines in one: with spaces between them, or with a divided word made whole."""
        parts = list(lines[:1])
        for left, right in pairwise(lines):
            if left[-1:] in HYPHENS and left:
                parts[-1] = parts[-1][:-1]
                parts += [self._between(left, right, place), right]
            else:
                parts += ["" if _UNSPACED_DASH.fullmatch(left[-2:]) else " ", right]
        return "".join(parts)

    def _between(self, left: str, right: str, place: int | None) -> str:
        """What stands between two lines, the first of which ends with a hyphen."""
        if left[-1] == "\u00ad":
            return ""
        last, first = _LAST.search(left[-_LONGEST_WORD:]), _FIRST.match(right)
        if last is None or first is None:
            # A dash keeps its space; "1937-" and "1945" stand together.
            return f"{left[-1]} " if left[-2:-1] in {"", " "} else "-"
        is_one_word = self._is_one(last[1], first[0][:_LONGEST_WORD])
        if is_one_word is None:
            self.notes.add(UNSURE, place, f"{last[1]}-{first[0]}")
        return "" if is_one_word else "-"

    def _is_one(self, left: str, right: str) -> bool | None:
        """Whether the two halves are one word; None where nothing tells."""
        if right[0].isupper() and not left.isupper():
            return False  # "Russian-Chinese".
        one, two = (left + right).casefold(), f"{left}-{right}".casefold().replace("\u2010", "-")
        if self.words[one] != self.words[two]:
            return self.words[one] > self.words[two]
        known = word_list(self.language)
        tail = left.rpartition("-")[2].casefold()
        if tail + right.casefold() in known:
            return True
        if tail in known and right.casefold() in known:
            return False
        return None


def _whole(line: str) -> Iterable[str]:
    """The words of a line, without one that its end divides."""
    ending = line.rstrip()
    is_divided = ending[-1:] in HYPHENS and ending
    found = [word.casefold().replace("\u2010", "-") for word in _WORD.findall(line)]
    return found[:-1] if is_divided else found


@lru_cache(maxsize=4)
def word_list(language: str) -> Container[str]:
    """The words of a language, where the word lists for drafting are installed; else none."""
    if importlib.util.find_spec("spellchecker") is None:
        return frozenset()
    library = importlib.import_module("spellchecker")
    code = language.partition("-")[0].lower()
    if code not in library.SpellChecker.languages():
        return frozenset()
    words: Container[str] = library.SpellChecker(language=code)
    return words
