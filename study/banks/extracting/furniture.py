"""What stands on pages beside their text: running heads, feet and page numbers."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from study.banks.extracting.blocks import Fate, Notes

RUNNING = Fate(
    "dropped",
    "A line that recurs at the edges of pages was left out",
    "{n} lines that recur at the edges of pages were left out",
)
PAGE_NUMBERS = Fate("dropped", "A page number was left out", "{n} page numbers were left out")

_DEPTH = 3
_LEAST = 3
_LONGEST = 200
_NUMBER = re.compile(
    r"\W{0,9}(?:page|seite|pagina|página|strona|стр|p|s)?\W{0,3}(\d{1,4})"
    r"(?:\s{0,3}(?:/|of|von|de|sur)\s{0,3}\d{1,4})?\W{0,9}",
    re.IGNORECASE,
)
_AT_AN_END = re.compile(r"^(\d{1,4})\s+\D|\D\s+(\d{1,4})$")
_LETTERS = re.compile(r"[^\W\d_]{2}")

# For each page its lines, from its upper edge down.
Pages = Sequence[Sequence[str]]


def edges(page: Sequence[str]) -> dict[int, str]:
    """The lines near the upper and lower edge of a page, by their numbers; long ones are text."""
    last = len(page)
    near = [*range(min(_DEPTH, last)), *range(max(last - _DEPTH, 0), last)]
    lines = {number: " ".join(page[number].split()) for number in near}
    return {number: line for number, line in lines.items() if 0 < len(line) <= _LONGEST}


def furniture(pages: Pages, notes: Notes) -> list[set[int]]:
    """For each page the numbers of the lines that are no part of the text."""
    near = [edges(page) for page in pages]
    counting = _counting(near)
    recurring = _recurring(near) | {line for line, _ in counting}
    offsets = _offsets(near) | {offset for _, offset in counting}
    found = [
        {at for at, line in lines.items() if _is_beside(line, page, recurring, offsets)}
        for page, lines in enumerate(near, start=1)
    ]
    # A text of which nothing would be left is no furniture.
    if all(len(gone) == len(page) for gone, page in zip(found, pages, strict=True)):
        return [set() for _ in pages]
    for number, (page, gone) in enumerate(zip(pages, found, strict=True), start=1):
        for at in sorted(gone):
            is_number = bool(_page_numbers(page[at]))
            notes.add(PAGE_NUMBERS if is_number else RUNNING, number, "" if is_number else page[at])
    return found


def _is_beside(line: str, page: int, recurring: set[str], offsets: set[int]) -> bool:
    is_number = any(value - page in offsets for value in _page_numbers(line))
    return is_number or _masked(line) in recurring


def _recurring(near: Sequence[Mapping[int, str]]) -> set[str]:
    """The lines, digits masked, that half of all, of the left or of the right pages have."""
    pages = [{_masked(line) for line in lines.values()} for lines in near]
    found: set[str] = set()
    for part in (pages, pages[::2], pages[1::2]):
        counts = Counter(line for page in part for line in page)
        found |= {it for it, n in counts.items() if n >= _LEAST and 2 * n >= len(part)}
    if len(pages) == 2:
        found |= pages[0] & pages[1]
    return {line for line in found if _LETTERS.search(line)}


def _counting(near: Sequence[Mapping[int, str]]) -> set[tuple[str, int]]:
    """The lines with a number that keeps step with the pages, like "Chapter 4: Aid 9"."""
    counts = Counter(
        (_masked(line), int(number) - page)
        for page, lines in enumerate(near, start=1)
        for line in lines.values()
        for number in {it for found in _AT_AN_END.findall(line) for it in found if it}
    )
    return {it for it, n in counts.items() if n >= _LEAST and _LETTERS.search(it[0])}


def _offsets(near: Sequence[Mapping[int, str]]) -> set[int]:
    """By how much the printed numbers differ from the count of pages, where they keep step."""
    counts = Counter(
        offset
        for page, lines in enumerate(near, start=1)
        for offset in {number - page for it in lines.values() for number in _page_numbers(it)}
    )
    least = min(2, len(near))
    return {offset for offset, n in counts.items() if n >= least and 3 * n >= len(near)}


def _page_numbers(line: str) -> list[int]:
    """The number of a line that is nothing but a page number."""
    found = _NUMBER.fullmatch(line.strip())
    return [int(found[1])] if found else []


def _masked(line: str) -> str:
    return " ".join(re.sub(r"\d+", "0", line).casefold().split())
