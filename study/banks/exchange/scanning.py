"""A text while it is read from left to right, and where its characters stand."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property


class Lines:
    """Offsets into lines and columns, both from 1."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> "array[int]":
        starts, at = array("Q", [0]), self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text, each with the offset it begins at; one after the other, not at once."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield start, text[start:end]
        start = end + 1
    yield start, text[start:]
