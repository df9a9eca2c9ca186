"""The table at the end: what was measured, its goal, and whether it was reached."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run is asked for."""

    now: datetime
    folder: Path
    small: bool = False
    anki: bool = True

    @property
    def cards(self) -> int:
        """The size of the large database."""
        return 1_000 if self.small else 100_000

    @property
    def repeats(self) -> int:
        """How often cheap things are measured."""
        return 2 if self.small else 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a figure, and where there is one its goal and whether it was reached."""

    what: str
    figure: str
    goal: str = ""
    reached: bool | None = None


def ratio_row(
    what: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    goal: float,
    *,
    at_least: bool = False,
) -> Row:
    """The median as a multiple of a peer's; beside it the best of both, which a busy machine
    disturbs least."""
    ratio, best = median(ours) / median(theirs), max if at_least else min
    reached = ratio >= goal if at_least else ratio <= goal
    figure = f"{ratio:.2f} x (best runs {best(ours) / best(theirs):.2f} x)"
    return Row(what, figure, f"{'≥' if at_least else '≤'} {goal:g} x", reached)


def limit_row(what: str, value: float, goal: float, unit: str, shown: str = "") -> Row:
    """A figure under a limit of its own."""
    figure = f"{shown or f'{value:.3g}'} {unit}"
    return Row(what, figure, f"≤ {goal:g} {unit}", value <= goal)


def missing(what: str, why: str) -> Row:
    """A figure that could not be measured, and why."""
    return Row(what, f"not measured: {why}")


def table(rows: Sequence[tuple[str, Row]]) -> str:
    """The rows under their benchmarks' names."""
    cells = [(name, row.what, row.figure, row.goal, _word(row)) for name, row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    return "\n".join(
        "  ".join(
            [*(part.ljust(width) for part, width in zip(line[:4], widths, strict=True)), line[4]]
        ).rstrip()
        for line in cells
    )


def _word(row: Row) -> str:
    return {None: "", True: "reached", False: "SHORT"}[row.reached]


def as_json(rows: Sequence[tuple[str, Row]], machine: dict[str, Any]) -> dict[str, Any]:
    """The same for programs."""
    return {"machine": machine, "rows": [{"benchmark": name, **asdict(row)} for name, row in rows]}
