"""A cleaned text that knows where each of its characters stands in the untouched source."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A stretch of the source and what stands in its place in the cleaned text."""

    start: int
    end: int
    new: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A cleaned text; from `cleaned[i]` on it runs beside the source from `source[i]` on."""

    text: str
    cleaned: tuple[int, ...]
    source: tuple[int, ...]

    def origin(self, offset: int) -> int:
        """The offset in the source of a character of the cleaned text."""
        before = bisect_right(self.cleaned, offset) - 1
        return self.source[before] + offset - self.cleaned[before]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the source behind a stretch of the cleaned text, which is not empty."""
        return self.origin(start), self.origin(end - 1) + 1


def mapped(source: str, start: int, end: int, edits: Iterable[Edit]) -> Mapped:
    """A stretch of the source with its edits made; of two that overlap the first counts.

    What an edit puts in is no longer than what it takes out.
    """
    pieces: list[str] = []
    cleaned, origin = [0], [start]
    done, length = start, 0
    for edit in sorted(edits):
        if edit.start < done or edit.end > end:
            continue
        pieces += (source[done : edit.start], edit.new)
        length += edit.start - done
        if edit.new:
            cleaned.append(length)
            origin.append(edit.start)
        length += len(edit.new)
        done = edit.end
        cleaned.append(length)
        origin.append(done)
    pieces.append(source[done:end])
    return Mapped("".join(pieces), tuple(cleaned), tuple(origin))
