"""Words to look for and where a text has them, in any script.

A text becomes tokens: runs of letters and digits, folded for case and accents; "1,235" is 1235.
Scripts that write no spaces are cut into single characters, and a run of them is a phrase.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LONGEST_QUERY = 200
MOST_TERMS = 12
_EXCERPT = 260
_LEAD = 80

# Han, kana, Thai, Lao, Khmer, Burmese: no spaces between words, so each character is a token.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Accents, Hebrew points, Arabic vowel signs: part of a word, and not looked for.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
)
_TOKEN = re.compile(
    rf"[{_UNSPACED}]"
    rf"|\d{{1,3}}(?:[,\u00a0\u202f'’]\d{{3}})+(?!\d)"
    rf"|(?:(?![{_UNSPACED}])[\w{_MARKS}\u0900-\u0dff])+"
)
_GROUPING = re.compile(r"(?<=\d)[,\u00a0\u202f'’](?=\d)")
_ACCENTS = re.compile(f"[{_MARKS}_]")
_PHRASE = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')


class Token(NamedTuple):
    """A folded word and the stretch of the text it stands for."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must follow each other; `is_prefix` lets the last of them go on."""

    words: tuple[str, ...]
    is_prefix: bool = False


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text with their places in it."""
    for found in _TOKEN.finditer(text):
        word = folded(found[0])
        if word:
            yield Token(word, found.start(), found.end())


def folded(word: str) -> str:
    """A word without case, accents and the marks that group its digits."""
    if word.isascii():
        return _GROUPING.sub("", word).replace("_", "").lower()
    spread = unicodedata.normalize("NFKD", _GROUPING.sub("", word).casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", spread))


def words(text: str) -> str:
    """The tokens of a text with spaces between them: what an index keeps."""
    return " ".join([token.word for token in tokens(text)])


def terms(query: str) -> tuple[Term, ...]:
    """What is looked for: every word, the last one as a beginning; quotation marks make phrases."""
    text = query[:LONGEST_QUERY]
    found: list[Term] = []
    at = 0
    for phrase in _PHRASE.finditer(text):
        found += _loose(text[at : phrase.start()])
        found += _phrase(phrase[1])
        at = phrase.end()
    rest = _loose(text[at:])
    if rest and not text.endswith((" ", "\u3000")) and len(rest[-1].words[-1]) > 1:
        rest[-1] = Term(rest[-1].words, is_prefix=True)
    return tuple(found + rest)[:MOST_TERMS]


def _phrase(text: str) -> list[Term]:
    found = tuple(token.word for token in tokens(text))
    return [Term(found)] if found else []


def _loose(text: str) -> list[Term]:
    """Words one by one; characters that touch, of scripts without spaces, as one phrase."""
    found: list[Term] = []
    before: Token | None = None
    for token in tokens(text):
        if before and before.end == token.start:
            found[-1] = Term((*found[-1].words, token.word))
        else:
            found.append(Term((token.word,)))
        before = token
    return found


def excerpt(
    text: str, looked_for: Sequence[Term], *, longest: int = _EXCERPT
) -> tuple[tuple[str, bool], ...]:
    """The text around its first hit, in pieces of which those found are marked; … where it is cut.

    Without a hit the text's beginning.
    """
    hits = list(_hits(text, looked_for))
    first = hits[0][0] if hits else 0
    start = 0 if len(text) <= longest else _word_start(text, max(0, first - _LEAD))
    end = len(text) if start + longest >= len(text) else _word_end(text, start + longest)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for begin, stop in hits:
        if begin < at or stop > end:
            continue
        pieces += [(text[at:begin], False), (text[begin:stop], True)]
        at = stop
    pieces += [(text[at:end], False), (" …" if end < len(text) else "", False)]
    return tuple(piece for piece in pieces if piece[0])


def _hits(text: str, looked_for: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """The stretches of the text that a term is found in, in order."""
    found = list(tokens(text))
    for n, token in enumerate(found):
        longest = max((_length(found, n, term) for term in looked_for), default=0)
        if longest:
            yield token.start, found[n + longest - 1].end


def _length(found: Sequence[Token], at: int, term: Term) -> int:
    """How many tokens from here on are the term; 0 where it is not."""
    here = [token.word for token in found[at : at + len(term.words)]]
    if len(here) < len(term.words):
        return 0
    *firsts, last = term.words
    is_last = here[-1].startswith(last) if term.is_prefix else here[-1] == last
    return len(here) if here[:-1] == firsts and is_last else 0


def _word_start(text: str, at: int) -> int:
    space = text.rfind(" ", 0, at)
    return space + 1 if space >= 0 and at - space < _LEAD else at


def _word_end(text: str, at: int) -> int:
    space = text.find(" ", at)
    return space if 0 <= space < at + _LEAD else at
