"""Exact words with their context, and where they stand in a text."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from study.domain.differing import WordDiff, word_diff
from study.domain.stretches import most_like

SHORTEST = 12
LONGEST = 600

# A quote of 2 * _BLOCK - 1 characters holds a whole block of the text wherever it begins.
_BLOCK = 6
_KEY = 16
_CROWDED = 2_000
_MANY_PLACES = 200


class State(StrEnum):
    """How surely a quote was found; only the first two are published."""

    EXACT = "exact"
    NORMALIZED = "normalized"
    AMBIGUOUS = "ambiguous"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document, with what stands before and after where that decides."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in Unicode code points; `end` is exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of looking for a quote; `span` is None unless it can be published."""

    state: State
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Closest:
    """The stretch of a text most like a quote; the difference leads from quote to text."""

    span: Span
    text: str
    difference: WordDiff


class _Places:
    """A text, and where in it a needle stands: every place, found without reading it again.

    A needle with a space in it is looked up by the characters behind its first space, among
    those behind every space of the text. Any other covers, if it is long enough, a whole one of
    the blocks the text is cut into: trying each alignment finds all its places. Either way
    "once" is proved.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _behind_spaces(self) -> dict[str, list[int]]:
        text = self.text
        places: dict[str, list[int]] = {}
        for space in re.finditer(" ", text):
            start = space.end()
            places.setdefault(text[start : start + _KEY], []).append(start)
        return places

    @cached_property
    def _blocks(self) -> dict[str, list[int]]:
        text = self.text
        places: dict[str, list[int]] = {}
        for start in range(0, len(text), _BLOCK):
            places.setdefault(text[start : start + _BLOCK], []).append(start)
        return places

    def find_all(self, needle: str) -> list[int]:
        """Every place of the needle, ascending; at most some thousands of them."""
        shift = needle.find(" ") + 1
        if shift and shift + _KEY <= len(needle):
            return self._verified(needle, shift, self._behind_spaces, _KEY)
        if len(needle) < 2 * _BLOCK - 1:
            return self._scan(needle)
        found: list[int] = []
        for shift in range(_BLOCK):
            found += self._verified(needle, shift, self._blocks, _BLOCK)
        return sorted(set(found))

    def _verified(
        self, needle: str, shift: int, places: dict[str, list[int]], size: int
    ) -> list[int]:
        candidates = places.get(needle[shift : shift + size])
        if candidates is None:
            return []
        if len(candidates) > _CROWDED:
            return self._scan(needle)
        text = self.text
        return [
            place - shift
            for place in candidates
            if place >= shift and text.startswith(needle, place - shift)
        ]

    def _scan(self, needle: str) -> list[int]:
        found: list[int] = []
        at = self.text.find(needle) if needle else -1
        while at >= 0 and len(found) < _MANY_PLACES:
            found.append(at)
            at = self.text.find(needle, at + 1)
        return found


class Index:
    """A document's text made ready for looking up many quotes; built once, filled as needed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.exact = _Places(text)

    @cached_property
    def folded(self) -> _Places:
        """The text with white space, quotes, dashes, ligatures and soft hyphens made alike."""
        return _Places(self._folding[0])

    @cached_property
    def _folding(self) -> tuple[str, list[int], list[int]]:
        return _fold_with_map(self.text)

    def original(self, start: int, end: int) -> Span:
        """The stretch of the original text behind a stretch of the folded one."""
        return Span(self._original(start), self._original(end - 1) + 1)

    def _original(self, offset: int) -> int:
        _, folded, original = self._folding
        behind = bisect_right(folded, offset) - 1
        return original[behind] + offset - folded[behind]


def index(text: str) -> Index:
    """The text made ready for `locate` and `closest`."""
    return Index(text)


def locate(quote: Quote, index: Index) -> Found:
    """Where the quote stands and how surely; its numbers and words must all be there whole."""
    state = State.EXACT
    spans = _exact_spans(quote.exact, index)
    if not spans:
        state = State.NORMALIZED
        spans = _folded_spans(quote.exact, index)
    if len(spans) > 1:
        spans = _between(quote, spans, index.text) or spans
    if not spans:
        return Found(State.MISSING)
    return Found(state, spans[0]) if len(spans) == 1 else Found(State.AMBIGUOUS)


def places(words: str, index: Index) -> tuple[Span, ...]:
    """Every place where these words stand: exactly, or else made alike."""
    return tuple(_exact_spans(words, index) or _folded_spans(words, index))


def _exact_spans(words: str, index: Index) -> list[Span]:
    text, length = index.text, len(words)
    return [
        Span(start, start + length)
        for start in index.exact.find_all(words)
        if not _cuts(text, start, start + length)
    ]


def _folded_spans(words: str, index: Index) -> list[Span]:
    """The places in the folded text; the other case of the first letter is tried last."""
    folded = fold(words).strip()
    for needle in (folded, _other_first_letter(folded)):
        text, length = index.folded.text, len(needle)
        starts = [
            start
            for start in index.folded.find_all(needle)
            if not _cuts(text, start, start + length)
        ]
        if starts:
            return [index.original(start, start + length) for start in starts]
    return []


def _other_first_letter(folded: str) -> str:
    first = re.match(r"[\W_]*([^\W\d_])", folded)
    swapped = first[1].swapcase() if first else ""
    if first is None or len(swapped) != 1:
        return ""
    return folded[: first.end() - 1] + swapped + folded[first.end() :]


def _between(quote: Quote, spans: Sequence[Span], text: str) -> list[Span]:
    """Those of the places that have the quote's prefix before and its suffix after them."""
    prefix, suffix = fold(quote.prefix).strip(), fold(quote.suffix).strip()
    if not prefix and not suffix:
        return []
    # White space folds to less: the windows are wide enough for a generous layout.
    before, after = 4 * len(prefix) + 40, 4 * len(suffix) + 40
    return [
        span
        for span in spans
        if fold(text[max(0, span.start - before) : span.start]).rstrip().endswith(prefix)
        and fold(text[span.end : span.end + after]).lstrip().startswith(suffix)
    ]


# --- what a quote's edges must not cut ---------------------------------------------------

# Scripts without spaces between words begin here; there a letter before the quote is no cut.
_UNSPACED = "\u0e00"
_NUMBER_BEFORE = re.compile(r"(?:\d[.,'’\u00a0\u2009\u202f]?|(?:^|[\s(\[])[-−])\Z")
_NUMBER_AFTER = re.compile(r"[.,'’\u00a0\u2009\u202f]?\d")
_NEGATION_BEFORE = re.compile(r"(?i)\b(?:non|un|anti)[-‐‑]\Z")
_NEGATION_AFTER = re.compile(r"['’]t\b")


def _cuts(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins or ends inside a number or a word.

    "235 aircraft" out of "1,235 aircraft" and "possible" out of "impossible" are verbatim
    and false, so such a place does not count.
    """
    before, after = text[max(0, start - 6) : start], text[end : end + 6]
    if "\u00ad" in before or "\u00ad" in after:
        before, after = before.replace("\u00ad", ""), after.replace("\u00ad", "")
    return _cuts_before(before, text[start]) or _cuts_after(text[end - 1], after)


def _cuts_before(before: str, first: str) -> bool:
    if first.isdigit():
        return _NUMBER_BEFORE.search(before) is not None
    if not before or before[-1].isspace() or not _is_spaced_letter(first):
        return False
    return _is_spaced_letter(before[-1]) or _NEGATION_BEFORE.search(before) is not None


def _cuts_after(last: str, after: str) -> bool:
    if last.isdigit():
        return _NUMBER_AFTER.match(after) is not None
    if not after or after[0].isspace() or not _is_spaced_letter(last):
        return False
    return _is_spaced_letter(after[0]) or (
        last in "nN" and _NEGATION_AFTER.match(after) is not None
    )


def begins_inside(text: str, start: int) -> bool:
    """Whether a quote from here on would begin inside a number or a word."""
    return _cuts_before(text[max(0, start - 7) : start].replace("\u00ad", ""), text[start])


def ends_inside(text: str, end: int) -> bool:
    """Whether a quote up to here would end inside a number or a word."""
    return _cuts_after(text[end - 1], text[end : end + 7].replace("\u00ad", ""))


def _is_spaced_letter(character: str) -> bool:
    return character.isalpha() and (character < _UNSPACED or "\u1e00" <= character < "\u2000")


# --- folding -----------------------------------------------------------------------------

# A lone ordinary space, by far the commonest, is no match: folding stays cheap.
_UNLIKE = re.compile(
    r" \s+|[^\S ]\s*|[\u00ad‘’‚‛‹›′`´ʼ＇“”„‟«»″＂‐‑‒–—―−\ufb00-\ufb06]",
)
_ALIKE = (
    dict.fromkeys("‘’‚‛‹›′`´ʼ＇", "'")
    | dict.fromkeys("“”„‟«»″＂", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
    | {"\u00ad": ""}
)


def fold(text: str) -> str:
    """The text with everything made alike that may differ in a `normalized` quote."""
    return _UNLIKE.sub(_alike, text)


def _alike(match: re.Match[str]) -> str:
    run = match[0]
    # The border of a paragraph is more than a space: no quote crosses it unnoticed.
    return _ALIKE[run] if run in _ALIKE else "\n" if run.count("\n") > 1 else " "


def _fold_with_map(text: str) -> tuple[str, list[int], list[int]]:
    """The folded text, and from where on its offsets differ from the original's by how much."""
    pieces: list[str] = []
    folded, original = [0], [0]
    done = length = 0
    for match in _UNLIKE.finditer(text):
        start, end = match.span()
        alike = _alike(match)
        pieces += (text[done:start], alike)
        length += start - done + len(alike)
        if len(alike) != end - start:
            # The letters of a ligature all come from its one character.
            inner = len(alike) - 1
            folded += range(length - inner, length)
            original += [start] * inner
            folded.append(length)
            original.append(end)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), folded, original


# --- explaining a quote that is missing --------------------------------------------------


def closest(quote: Quote, index: Index) -> Closest | None:
    """The stretch most like the quote and the difference in words; None if nothing is like it."""
    found = most_like(quote.exact, index.text)
    if found is None:
        return None
    stretch = index.text[found[0] : found[1]]
    return Closest(Span(*found), stretch, word_diff(quote.exact, stretch))
