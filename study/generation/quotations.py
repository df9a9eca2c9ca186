"""Which stretches of a text stand between quotation marks."""

import re
from dataclasses import dataclass

_DOUBLE = frozenset('"“”„«»')
_OPENS = frozenset("“„«")
_SINGLE = re.compile(
    r"(?:(?<=\s)|(?<=\A)|(?<=[(\[—–]))['‘](?=\w)(?P<said>[^'‘’]*(?:['’]\w[^'‘’]*)*[^\s'‘’])['’](?!\w)"
)
FEWEST_SINGLE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch with its marks; where the closing mark is lost, it runs to the text's end."""

    start: int
    end: int
    is_closed: bool = True

    def overlaps(self, start: int, end: int) -> bool:
        """Whether it shares a character with a stretch."""
        return self.start < end and start < self.end

    def within(self, start: int, end: int) -> "Quotation | None":
        """Its part in a stretch, counted from the stretch's beginning."""
        if not self.overlaps(start, end):
            return None
        closed = self.is_closed and self.start >= start and self.end <= end
        return Quotation(max(self.start, start) - start, min(self.end, end) - start, closed)


def quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of a paragraph, in order; a closing mark without an opening one is none."""
    found = _double(text)
    if found:
        return tuple(found)
    return tuple(
        Quotation(*match.span())
        for match in _SINGLE.finditer(text)
        if len(match["said"].split()) >= FEWEST_SINGLE_WORDS
    )


def _double(text: str) -> list[Quotation]:
    found: list[Quotation] = []
    opened = -1
    for at, sign in enumerate(text):
        if sign not in _DOUBLE:
            continue
        if opened < 0:
            if _may_open(text, at):
                opened = at
        elif sign in _OPENS or (sign == '"' and _looks_opening(text, at)):
            # The mark that should have closed the one before is lost.
            found.append(Quotation(opened, at, is_closed=False))
            opened = at
        else:
            found.append(Quotation(opened, at + 1))
            opened = -1
    if opened >= 0:
        found.append(Quotation(opened, len(text), is_closed=False))
    return found


def _may_open(text: str, at: int) -> bool:
    if text[at] in _OPENS:
        return True
    before, after = text[at - 1 : at] if at else " ", text[at + 1 : at + 2]
    return text[at] == '"' and not before.isalnum() and bool(after) and not after.isspace()


def _looks_opening(text: str, at: int) -> bool:
    return text[at - 1].isspace() and text[at + 1 : at + 2].isalnum()
