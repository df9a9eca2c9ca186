"""Records of a table of texts: cells between delimiters, quoted where they hold one."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

DELIMITERS = "\t,;|"
MOST_COLUMNS = 200
_SAMPLE = 200
_QUOTED = re.compile(r' *+"((?:[^"]++|"")*+)"')


@dataclass(frozen=True, slots=True)
class Record:
    """One record: where it begins, its cells, and the offset of a quote that is never closed."""

    offset: int
    cells: tuple[str, ...]
    unclosed: int = -1

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.strip() for cell in self.cells)


@lru_cache(maxsize=16)
def _bare(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf"[^{re.escape(delimiter)}\n]*+")


def records(text: str, delimiter: str, start: int = 0) -> Iterator[Record]:
    """The records of a text from an offset on; a broken quote counts as a character."""
    bare, at = _bare(delimiter), start
    while at < len(text):
        offset, cells, unclosed = at, [], -1
        while True:
            cell, at, is_open = _cell(text, at, bare, delimiter)
            unclosed = at if is_open and unclosed < 0 else unclosed
            cells.append(cell)
            if at >= len(text) or text[at] == "\n" or len(cells) > MOST_COLUMNS:
                break
            at += 1
        if len(cells) > MOST_COLUMNS:
            end = text.find("\n", at)
            at = end if end >= 0 else len(text)
        at += 1
        yield Record(offset, tuple(cells), unclosed)


def _cell(text: str, at: int, bare: re.Pattern[str], delimiter: str) -> tuple[str, int, bool]:
    """A cell, the offset of what ends it, and whether a quote in it is never closed."""
    quoted = _QUOTED.match(text, at)
    if quoted and text[quoted.end() : quoted.end() + 1] in ("", "\n", delimiter):
        return quoted[1].replace('""', '"'), quoted.end(), False
    found = bare.match(text, at)
    assert found is not None
    return found[0].strip(" "), found.end(), text[at : at + 1] == '"' and quoted is None


def delimiter_of(text: str, start: int = 0) -> tuple[str, float]:
    """The delimiter that makes the most even table of a text, and how even that is, to 1.0."""
    best = max(DELIMITERS, key=lambda it: _evenness(text, it, start))
    return best, _evenness(text, best, start)[0]


def _evenness(text: str, delimiter: str, start: int) -> tuple[float, int]:
    """The share of records with as many cells as most have, 0 where that is one; and how many."""
    sample = islice(records(text, delimiter, start), _SAMPLE)
    widths = Counter(len(it.cells) for it in sample if not it.is_empty)
    if not widths:
        return 0.0, 0
    ((width, count),) = widths.most_common(1)
    return (count / widths.total(), width) if width > 1 else (0.0, 1)
