"""What differs between two texts, word by word, and what of it must not change unseen."""

import re
from collections.abc import Collection, Iterator, Sequence

from rapidfuzz.distance import Indel

# In runs of ("equal" | "delete" | "insert", words), from the old text to the new one.
WordDiff = tuple[tuple[str, str], ...]

# Scripts that put no spaces between words are compared character by character.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")
# Comparing takes a bit of memory for every pair of words: so many, and it is 12 MB.
_MOST_PAIRS = 100_000_000


def word_diff(old: str, new: str) -> WordDiff:
    """What leads from the old text to the new one, in runs of words that keep their spaces."""
    return tuple(_runs(_Words(old), _Words(new)))


def words_of(text: str) -> list[str]:
    """The words of a text; of scripts without spaces between them, the characters."""
    return _WORD.findall(text)


def spans_of_words(text: str) -> list[tuple[int, int]]:
    """Where each of the same begins and ends."""
    return [match.span() for match in _WORD.finditer(text)]


class _Words:
    """A text's words, and the stretches of text between any two of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans = spans_of_words(text)
        self.words = [text[start:end] for start, end in self._spans]

    def run(self, first: int, end: int) -> str:
        return self._text[self._spans[first][0] : self._spans[end - 1][1]]


def _runs(old: _Words, new: _Words) -> Iterator[tuple[str, str]]:
    gone = come = 0
    for at_old, at_new, size in _matching(old.words, new.words):
        if gone < at_old:
            yield "delete", old.run(gone, at_old)
        if come < at_new:
            yield "insert", new.run(come, at_new)
        gone, come = at_old + size, at_new + size
        if size:
            yield "equal", new.run(at_new, come)


def _matching(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Where both have the same words, and how many; the end of both closes the list."""
    if len(old) * len(new) <= _MOST_PAIRS:
        for block in Indel.opcodes(old, new).as_matching_blocks():
            yield block.a, block.b, block.size
        return
    yield len(old), len(new), 0


# --- what must not change unseen ---------------------------------------------------------

_NEGATING_WORDS = (
    "not no never none nor neither without cannot nobody nothing nowhere hardly "
    "nicht kein keine keinen keiner nie niemals ohne ne pas jamais sans sin nunca "
    "не нет ни без никогда 不 没 沒 無 无 非 未 勿 莫"
)
_NEGATIONS = frozenset(_NEGATING_WORDS.split())
_NEGATING = ("un", "non", "in", "im", "ir", "il", "dis", "anti")
_SENTENCE_END = re.compile(r"[.!?;:。！？；]\s*|\n\n")
_LEAD, _LEADING_WORDS = 60, 4
_EDGES = re.compile(r"^\W+|\W+$")


def sensitive_words(difference: WordDiff) -> tuple[str, ...]:
    """The numbers, negations and names among the words that came or went.

    A passage and its negation are nearly the same text: where one of these differs, somebody
    must look.
    """
    gone, come = (_changed(difference, kind) for kind in ("delete", "insert"))
    other = [{word.casefold() for word in words} for words in (come, gone)]
    found = [w for w in gone if _is_sensitive(w, other[0])]
    found += [w for w in come if _is_sensitive(w, other[1])]
    return tuple(dict.fromkeys(found))


def with_negations(text: str, start: int) -> int:
    """Where a stretch begins when the negations that lead up to it belong to it.

    Looked at are the last words of its sentence before it: "not" in "did not supply" turns the
    meaning of "supply".
    """
    lead = _SENTENCE_END.split(text[max(0, start - _LEAD) : start])[-1]
    first = start - len(lead)
    for begin, end in spans_of_words(lead)[-_LEADING_WORDS:]:
        if _is_negation(_EDGES.sub("", lead[begin:end])):
            return first + begin
    return start


def _is_negation(word: str) -> bool:
    folded = word.casefold()
    return folded in _NEGATIONS or folded.endswith(("n't", "n’t"))


def _changed(difference: WordDiff, wanted: str) -> list[str]:
    runs = (words for kind, words in difference if kind == wanted)
    return [_EDGES.sub("", word) for words in runs for word in words_of(words)]


def _is_sensitive(word: str, others: Collection[str]) -> bool:
    """Whether it must not come or go unseen, given the words on the other side."""
    folded = word.casefold()
    is_name = word[:1].isupper() and folded not in others
    return (
        is_name
        or any(character.isdigit() for character in word)
        or _is_negation(word)
        or any(folded.startswith(it) and folded.removeprefix(it) in others for it in _NEGATING)
    )
