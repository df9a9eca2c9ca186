"""From words that somebody pointed at in a text to a quote that is found again there."""

import re
from collections.abc import Iterator
from itertools import product
from unicodedata import category

from study.domain.passages import Passage
from study.domain.quoting import Index, Quote, Span, begins_inside, ends_inside, locate

# Eight words on either side tell almost every two places apart.
MOST_WORDS = 8
_MARKS = {"Mn", "Me", "Mc"}
# They belong to the sign before them: the joiner, variation selectors, shades of skin.
_JOINER = "\u200d"
_JOINED = re.compile("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
# A sign within a word or a number: neither "-aggression" nor ",235" is a word of the text.
_WITHIN = re.compile(r"[^\W\d_][-‐‑][^\W\d_]|\d[.,'’\u00a0\u2009\u202f]\d")
_LETTERS = re.compile(r"\S+")


def selected(text: str, passage: Passage, start: int, end: int) -> Span:
    """The stretch that was meant: whole words within the passage, without the space around them.

    The offsets are code points of the document's text. A stretch that begins inside a number, a
    word or a sign made of several characters is widened; one that reaches beyond the passage
    is cut off at its border. Where nothing was selected the span is empty.
    """
    start, end = max(start, passage.start), min(end, passage.end)
    words = text[start:end] if start < end else ""
    if not words.strip():
        return Span(start, start)
    start, end = end - len(words.lstrip()), start + len(words.rstrip())
    while start > passage.start and _is_inside(text, start, first=True):
        start -= 1
    while end < passage.end and _is_inside(text, end, first=False):
        end += 1
    return Span(start, end)


def _is_inside(text: str, at: int, *, first: bool) -> bool:
    """Whether a border here would cut a word, a number, or one sign of several characters."""
    if _is_one_sign(text, at):
        return True
    if first:
        return begins_inside(text, at) or _WITHIN.match(text, at - 1) is not None
    return ends_inside(text, at) or (at > 1 and _WITHIN.match(text, at - 2) is not None)


def _is_one_sign(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if category(after) in _MARKS or _JOINED.match(after) or before == _JOINER:
        return True
    if not (_FLAG.match(before) and _FLAG.match(after)):
        return False
    letters = re.search("[\U0001f1e6-\U0001f1ff]+$", text[max(0, at - 64) : at])
    return letters is not None and len(letters[0]) % 2 == 1


def quoted(span: Span, passage: Passage, index: Index) -> Quote:
    """The words of a span as a quote that is found at that place and no other.

    A prefix or suffix is added only where the words stand more than once, and no more of it
    than decides. Words that nothing tells apart come back bare.
    """
    exact = index.text[span.start : span.end]
    bare = Quote(exact)
    if locate(bare, index).span is not None:
        return bare
    before = index.text[passage.start : span.start]
    after = index.text[span.end : passage.end]
    for prefix, suffix in _contexts(before, after):
        quote = Quote(exact, prefix, suffix)
        if locate(quote, index).span == span:
            return quote
    return bare


def _contexts(before: str, after: str) -> Iterator[tuple[str, str]]:
    """What stands around, ever more of it: before, or after, then on both sides."""
    first = [before[found.start() :] for found in [*_LETTERS.finditer(before)][-MOST_WORDS:]][::-1]
    last = [after[: found.end()] for found in [*_LETTERS.finditer(after)][:MOST_WORDS]]
    yield from ((prefix, "") for prefix in first)
    yield from (("", suffix) for suffix in last)
    yield from product(first, last)
