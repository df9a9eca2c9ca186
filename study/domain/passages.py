"""A document's text, cut into numbered passages with offsets."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from study.domain.errors import BadInput
from study.domain.quoting import Span

_BLOCK = re.compile(r"\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
# Begins only where the spaces do, so that a million of them in a line are looked at once.
_TRAILING = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
_HEADING = re.compile(r"## +(?=\S)")
_LABEL = re.compile(r"\[([^\[\]\n]{1,80} (?:asks|answers))\]\s*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or a heading; offsets count code points of the document's text.

    Numbers begin at 1 and are the address `/documents/ID#pN`. For a heading, `start`
    stands after the `## `, so that `text == document[start:end]` always holds.
    """

    number: int
    start: int
    end: int
    text: str
    is_heading: bool = False


def normalise_text(raw: str) -> str:
    """The text as it is stored and hashed: tidy line ends and blank lines, words untouched."""
    unix = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    without_trailing = _TRAILING.sub("", unix)
    return re.sub(r"\n{3,}", "\n\n", without_trailing).strip("\n")


def split(text: str) -> tuple[Passage, ...]:
    """The passages of a normalised text, in order, numbered from 1."""
    stretches = (stretch for block in _BLOCK.finditer(text) for stretch in _stretches(text, block))
    return tuple(
        Passage(number, start, end, text[start:end], is_heading)
        for number, (start, end, is_heading) in enumerate(stretches, start=1)
    )


def _stretches(text: str, block: re.Match[str]) -> Iterator[tuple[int, int, bool]]:
    """A block's heading lines, each by itself, and the paragraphs between them."""
    start, end = block.span()
    while start < end:
        heading = _HEADING.match(text, start, end)
        if heading:
            line_end = _find(text, "\n", start, end)
            yield heading.end(), line_end, True
            start = line_end + 1
        else:
            line_end = _find(text, "\n## ", start, end)
            yield start, line_end, False
            start = line_end + 1


def _find(text: str, what: str, start: int, end: int) -> int:
    found = text.find(what, start, end)
    return end if found < 0 else found


def passage_at(passages: Sequence[Passage], offset: int) -> Passage:
    """The passage an offset falls into; between two passages, the one that follows."""
    if not passages:
        raise BadInput("The document has no text, so nothing in it can be cited.")
    before = max(bisect_right(passages, offset, key=attrgetter("start")) - 1, 0)
    falls_behind = offset >= passages[before].end and before + 1 < len(passages)
    return passages[before + 1 if falls_behind else before]


def label(passage_text: str) -> tuple[str, str]:
    """Who asks or answers, and what is said; without an editorial label, "" and the whole."""
    found = _LABEL.match(passage_text)
    return (found[1], passage_text[found.end() :]) if found else ("", passage_text)


def marked(passage: Passage, spans: Iterable[Span]) -> tuple[str, tuple[tuple[str, bool], ...]]:
    """The editorial label of a passage, and its words in pieces that are marked or not.

    Spans count code points of the document; what lies outside the passage is cut off, and
    marks that touch or overlap become one.
    """
    speaker, words = label(passage.text)
    first = passage.end - len(words)
    pieces: list[tuple[str, bool]] = []
    at = 0
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        start = min(max(span.start - first, at), len(words))
        end = min(span.end - first, len(words))
        if end <= start:
            continue
        pieces += [(words[at:start], False), (words[start:end], True)]
        at = end
    pieces.append((words[at:], False))
    return speaker, tuple(piece for piece in pieces if piece[0])
