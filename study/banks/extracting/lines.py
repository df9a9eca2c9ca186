"""Lines of plain text into paragraphs, whether each is a paragraph or every one was wrapped."""

import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import quantiles

from study.banks.extracting.blocks import Fate, Notes
from study.banks.extracting.hyphens import HYPHENS, Hyphens

REJOINED = Fate(
    "approximated",
    "A paragraph that was divided was put together again",
    "{n} paragraphs that were divided were put together again",
)
_LEAST_DIVIDED = 60
_LONGEST_WRAPPED = 120
_SHORT = 0.6
_ENDS = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[-*•–—]|\(?\d{1,3}[.)]|[a-zA-Z][.)])\s+\S")


def blocks_of(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines between empty ones."""
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line.rstrip())
        elif block:
            yield block
            block = []
    if block:
        yield block


def wrapped_width(lines: Sequence[str]) -> int:
    """The width at which the text was wrapped, or 0 where its lines are paragraphs or verses.

    Wrapped lines are nearly all nearly as long as the longest; the last of a paragraph is not.
    """
    inner = [len(line) for block in blocks_of(lines) for line in block[:-1]]
    if len(inner) < 2:
        return 0
    width = int(quantiles(inner, n=20)[-1])
    full = sum(length >= _SHORT * width for length in inner)
    return width if width <= _LONGEST_WRAPPED and width >= 30 and full >= 0.8 * len(inner) else 0


def paragraphs(lines: Sequence[str], hyphens: Hyphens) -> Iterator[str]:
    """The paragraphs of a plain text."""
    width = wrapped_width(lines)
    blocks = list(blocks_of(lines))
    for block in blocks:
        if width:
            yield from _unwrapped(block, width, hyphens)
        elif len(blocks) > 1 and max(map(len, block)) <= _LONGEST_WRAPPED:
            yield "\n".join(line.strip() for line in block)  # Verses, addresses, lists.
        else:
            yield from (line.strip() for line in block)


def _unwrapped(block: Sequence[str], width: int, hyphens: Hyphens) -> Iterator[str]:
    group: list[str] = []
    before = ""
    for line in block:
        if group and _begins(line, before, width):
            yield hyphens.joined(group)
            group = []
        group.append(line.strip())
        before = line
    yield hyphens.joined(group)


def _begins(line: str, before: str, width: int) -> bool:
    """Whether a line begins a paragraph of its own."""
    if before[-1] in HYPHENS:
        return False
    is_indented = line[0].isspace() and not before[0].isspace()
    is_item = bool(_ITEM.match(line.strip())) and bool(_ENDS.search(before))
    ended = len(before) < _SHORT * width and bool(_ENDS.search(before))
    return is_indented or is_item or ended


def rejoined(found: Iterable[str], notes: Notes) -> Iterator[str]:
    """The paragraphs, those that a page's end divided in one piece again."""
    pieces: list[str] = []
    number = 1
    for paragraph in found:
        if pieces and not _goes_on(pieces[-1], paragraph):
            yield " ".join(pieces)
            pieces = []
            number += 1
        elif pieces:
            notes.add(REJOINED, number, paragraph)
        pieces.append(paragraph)
    if pieces:
        yield " ".join(pieces)


def _goes_on(before: str, paragraph: str) -> bool:
    is_cut = len(before) >= _LEAST_DIVIDED and (before[-1].isalpha() or before[-1] == ",")
    return is_cut and paragraph[0].islower() and "\n" not in before and "\n" not in paragraph
