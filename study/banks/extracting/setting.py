"""Lines as they are set on pages, put together to paragraphs and headings."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from study.banks.extracting.blocks import Block, Fate, Notes, one_line
from study.banks.extracting.hyphens import HYPHENS, Hyphens

HEADINGS = Fate(
    "guessed",
    "A line in larger letters became a heading",
    "{n} lines in larger letters became headings",
)
PARAGRAPHS = Fate(
    "approximated",
    "The lines of the pages became a paragraph, told by distances and indents",
    "The lines of the pages became {n} paragraphs, told by distances and indents",
)
_LARGER = 1.12
_LONGEST_HEADING = 160
# In steps from line to line, or heights of a line: what is further apart is no paragraph any more.
_APART = 1.3
_INDENT = 0.6
_COLUMNS_APART = 6
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_BULLET = re.compile(r"[•▪‣●○■◦]\s*\S")
_ITEM = re.compile(r"[·–—*-]\s+\S|\(?\d{1,2}[.)]\s+\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page, with its place in points from the lower left corner."""

    page: int
    text: str
    left: float
    right: float
    base: float
    height: float


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual in a text: the height of lines, their distance, where each column ends."""

    height: float
    step: float
    ends: Mapping[Line, float]

    def is_large(self, line: Line) -> bool:
        """Whether a line is set in larger letters than the text."""
        return line.height > _LARGER * self.height

    def room(self, line: Line) -> float:
        """How much of the column a line leaves free."""
        return self.ends[line] - line.right


def blocks_of(pages: Sequence[Sequence[Line]], hyphens: Hyphens, notes: Notes) -> list[Block]:
    """The paragraphs and headings of all pages."""
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    usual = _measure(lines, pages)
    blocks = []
    for group in _groups(lines, usual):
        block = _block(group, usual, hyphens)
        if block.is_heading:
            notes.add(HEADINGS, group[0].page, block.text)
        blocks.append(block)
    notes.add(PARAGRAPHS, count=sum(not block.is_heading for block in blocks))
    return blocks


def _measure(lines: Sequence[Line], pages: Sequence[Sequence[Line]]) -> _Measure:
    """The measure that most words keep to."""
    height = median([line.height for line in lines for _ in line.text.split()])
    steps = [
        upper.base - lower.base
        for upper, lower in pairwise(lines)
        if upper.page == lower.page and 0.5 * height < upper.base - lower.base < 3 * height
    ]
    ends = {line: end for page in pages for line, end in _column_ends(page, height)}
    return _Measure(height, median(steps) if steps else height, ends)


def _column_ends(page: Sequence[Line], height: float) -> Iterator[tuple[Line, float]]:
    """For each line of a page the right end of its column; columns begin far from each other."""
    column: list[Line] = []
    for line in sorted(page, key=lambda line: line.left):
        if column and line.left - column[-1].left > _COLUMNS_APART * height:
            yield from _with_end(column)
            column = []
        column.append(line)
    yield from _with_end(column)


def _with_end(column: Sequence[Line]) -> Iterator[tuple[Line, float]]:
    rights = sorted(line.right for line in column)
    for line in column:
        yield line, rights[int(0.95 * (len(rights) - 1))]


def _groups(lines: Sequence[Line], usual: _Measure) -> Iterator[list[Line]]:
    """The lines of each paragraph."""
    group = [lines[0]]
    for line in lines[1:]:
        if _goes_on(group, line, usual):
            group.append(line)
        else:
            yield group
            group = [line]
    yield group


def _goes_on(group: Sequence[Line], line: Line, usual: _Measure) -> bool:
    """Whether a line belongs to the paragraph before it."""
    before = group[-1]
    if _differ(before, line, usual) or _BULLET.match(line.text):
        return False
    if _same_line(before, line) or before.text[-1] in HYPHENS:
        return True
    if before.page != line.page or line.base > before.base:
        return _crosses(before, line, usual)
    is_apart = before.base - line.base > _APART * max(usual.step, 0.95 * line.height)
    if is_apart or _is_indented(group, line, usual):
        return False
    if usual.is_large(line):
        return True
    return not _is_last(before, line, usual)


def _differ(before: Line, line: Line, usual: _Measure) -> bool:
    """Whether one of two lines is a heading, or they are different ones."""
    if usual.is_large(before) != usual.is_large(line):
        return True
    return usual.is_large(line) and abs(before.height - line.height) > 0.12 * usual.height


def _same_line(before: Line, line: Line) -> bool:
    is_level = abs(before.base - line.base) < 0.4 * line.height
    return before.page == line.page and is_level and line.left >= before.right - line.height


def _crosses(before: Line, line: Line, usual: _Measure) -> bool:
    """Whether a sentence goes on in the next column or on the next page."""
    if usual.is_large(line) or _ENDS.search(before.text):
        return False
    return line.text[0].islower() or not _would_fit(before, line, usual)


def _is_indented(group: Sequence[Line], line: Line, usual: _Measure) -> bool:
    """Whether a line begins further right than the one before, as first lines do."""
    is_further = line.left - group[-1].left > _INDENT * usual.height
    return is_further and (len(group) > 1 or bool(_ENDS.search(group[-1].text)))


def _is_last(before: Line, line: Line, usual: _Measure) -> bool:
    """Whether a paragraph ends before a line: its first word would have had room."""
    if _ENDS.search(before.text):
        return bool(_ITEM.match(line.text)) or _would_fit(before, line, usual)
    is_half_empty = usual.room(before) > 0.5 * (usual.ends[before] - before.left)
    return is_half_empty and not line.text[0].islower()


def _would_fit(before: Line, line: Line, usual: _Measure) -> bool:
    letter = (line.right - line.left) / max(len(line.text), 1)
    first = len(line.text.split(" ", 1)[0])
    return usual.room(before) > 1.1 * letter * (first + 1)


def _block(group: Sequence[Line], usual: _Measure, hyphens: Hyphens) -> Block:
    text = hyphens.joined([line.text for line in group], group[0].page)
    is_heading = (
        all(map(usual.is_large, group)) and len(text) <= _LONGEST_HEADING and not text.endswith(".")
    )
    return Block(one_line(text), is_heading)
