"""Plain text: of any encoding, its lines wrapped or not, with page breaks or without."""

import re
from dataclasses import replace

from study.banks.extracting.blocks import (
    Block,
    Extracted,
    Facts,
    Fate,
    Notes,
    clean,
    finished,
    guess,
    lines_of,
    one_line,
)
from study.banks.extracting.decoding import decoded
from study.banks.extracting.furniture import furniture
from study.banks.extracting.hyphens import Hyphens
from study.banks.extracting.languages import language_of
from study.banks.extracting.lines import paragraphs, rejoined, wrapped_width

WRAPPED = Fate(
    "approximated",
    "The lines were wrapped; they were joined to a paragraph",
    "The lines were wrapped at the same width; they were joined to {n} paragraphs",
)
_LONGEST_FIRST_LINE = 120
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_ENDS = re.compile(r"[.!?:;,]$")


def extract(data: bytes) -> Extracted:
    """The paragraphs of a text file."""
    text, remarks = decoded(data)
    notes = Notes()
    lines = _without_furniture(text, notes)
    language = language_of(text)
    hyphens = Hyphens(lines, language, notes)
    found = rejoined(paragraphs(lines, hyphens), notes)
    blocks = tuple(Block(words) for it in found if (words := lines_of(it)))
    if wrapped_width(lines):
        notes.add(WRAPPED, count=len(blocks))
    return _named(finished(blocks, notes, Facts(), remarks))


def _without_furniture(text: str, notes: Notes) -> list[str]:
    """The lines of all pages, without what recurs at their edges."""
    pages = [_EMPTY_LINES.sub("\n\n", clean(page)).split("\n") for page in text.split("\f")]
    if len(pages) == 1:
        return pages[0]
    filled = [[number for number, line in enumerate(page) if line.strip()] for page in pages]
    texts = [[page[n] for n in numbers] for page, numbers in zip(pages, filled, strict=True)]
    dropped = furniture(texts, notes)
    return [
        line
        for page, numbers, gone in zip(pages, filled, dropped, strict=True)
        for line in [*_kept(page, {numbers[n] for n in gone}), ""]
    ]


def _kept(page: list[str], gone: set[int]) -> list[str]:
    return [line for number, line in enumerate(page) if number not in gone]


def _named(found: Extracted) -> Extracted:
    """The same, called by its first line where that looks like a heading over more."""
    first = one_line(found.blocks[0].text) if len(found.blocks) > 1 else ""
    if not first or len(first) > _LONGEST_FIRST_LINE or _ENDS.search(first):
        return found
    remark = guess("title", "The title is the first line, which also stays in the text.")
    facts = replace(found.facts, title=first)
    return replace(found, facts=facts, remarks=(remark, *found.remarks))
