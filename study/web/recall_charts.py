"""The picture of what a class remembers: learners and tags, as paths for the template."""

from collections.abc import Sequence
from dataclasses import dataclass

from study.domain.recall import Recall

# A cell and the heads above it, in tenths of the letters' size.
WIDE, HIGH, HEAD = 34, 17, 74
_BOX_WIDE, _BOX_HIGH, _LEAST = 30, 13, 2.5
MOST_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Drawn:
    """All strokes of one kind: the class, and the path."""

    name: str
    path: str


def grid(rows: Sequence[Sequence[Recall]], goal: float) -> tuple[Drawn, ...]:
    """A box for each cell: how far it is filled is the chance, how high is how much was begun."""
    strokes: dict[str, list[str]] = {"not-seen": [], "rest": [], "short": [], "reached": []}
    for line, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            x, y = place * WIDE + 2, HEAD + line * HIGH + 2
            if cell.total:
                name, path = _cell(cell, x, y, goal)
                strokes[name].append(path)
                if cell.is_studied:
                    strokes["rest"].append(_box(x, y, _BOX_WIDE, _BOX_HIGH))
    return tuple(Drawn(name, "".join(some)) for name, some in strokes.items() if some)


def _cell(cell: Recall, x: int, y: int, goal: float) -> tuple[str, str]:
    if cell.chance is None:
        return "not-seen", _box(x, y, _BOX_WIDE, _BOX_HIGH)
    high = max(_BOX_HIGH * cell.begun / cell.total, _LEAST)
    wide = _BOX_WIDE * cell.chance
    return "reached" if cell.chance >= goal else "short", _box(x, y + _BOX_HIGH - high, wide, high)


def _box(x: float, y: float, wide: float, high: float) -> str:
    return f"M{x:g} {y:.4g}h{wide:.3g}v{high:.3g}h-{wide:.3g}z"


def goals(columns: int, lines: int, goal: float) -> str:
    """The line of the goal through each column."""
    return "".join(
        f"M{place * WIDE + 2 + _BOX_WIDE * goal:.4g} {HEAD}v{lines * HIGH}"
        for place in range(columns)
    )


def head(words: str) -> str:
    """A column's name as it fits above it; the table has it whole."""
    return words if len(words) <= MOST_LETTERS else f"{words[: MOST_LETTERS - 1]}…"
