"""Pictures of a class: what is drawn of results, as numbers and paths for the templates.

Every sign has a shape of its own, so that nothing is told by colour alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from study.domain.results import Cell, Row, Sign, Summary, has_passed, spread

# A cell of the grid, and the strip above it, in tenths of the letters' size.
WIDE, HIGH, HEAD = 12, 17, 44
STRIP = 28
SIGN_NAMES = {
    Sign.RIGHT: "right",
    Sign.PARTLY: "partly right",
    Sign.WRONG: "wrong",
    Sign.BLANK: "left blank",
    Sign.UNMARKED: "not marked yet",
    Sign.NOT_REACHED: "not reached",
    Sign.NOT_ASKED: "not asked",
}
STEP_NAMES = {
    1: "hardly understood",
    2: "shaky",
    3: "half understood",
    4: "mostly understood",
    5: "understood",
}
STEP_RANGES = {
    1: "below 40 %",
    2: "40 to 54 %",
    3: "55 to 69 %",
    4: "70 to 84 %",
    5: "85 % and more",
}
_BOX = "h10v15h-10z"
# By class of the drawing: for each sign, where its stroke begins in a cell, and how it goes on.
_SHAPES: dict[Sign, tuple[tuple[str, int, int, str], ...]] = {
    Sign.RIGHT: (("is-right", 1, 1, _BOX), ("tick", 3, 9, "l2 3 4-6")),
    Sign.PARTLY: (("is-partly-box", 1, 1, _BOX), ("is-partly", 1, 16, "v-15h10z")),
    Sign.WRONG: (("is-wrong", 1, 1, _BOX), ("cross", 3, 5, "l6 7m0-7l-6 7")),
    Sign.BLANK: (("outline", 1, 1, _BOX),),
    Sign.UNMARKED: (("outline", 1, 1, _BOX), ("dot", 5, 7, "h2v3h-2z")),
    Sign.NOT_REACHED: (("dash", 4, 8, "h4"),),
    Sign.NOT_ASKED: (),
}
# What is filled is drawn before what lies on it.
_LAYERS = (
    "is-right",
    "is-partly-box",
    "is-partly",
    "is-wrong",
    "outline",
    "tick",
    "cross",
    "dot",
    "dash",
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """All strokes of one kind in a picture: its class, and the path."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole: where it starts and how wide it is in per cent, and how high of 8."""

    name: str
    words: str
    count: int
    start: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bin:
    """A bar of the marks' picture: from and below which per cent, and how many reached enough."""

    start: int
    end: int
    count: int
    passed: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A question in the picture of the analysis, in the drawing's units."""

    number: int
    x: float
    y: float
    is_odd: bool


def signs(rows: Sequence[Sequence[Cell]], *, top: int = 0) -> tuple[Drawn, ...]:
    """The signs of these rows of cells, below each other: one path for each kind of stroke."""
    strokes: dict[str, list[str]] = {name: [] for name in _LAYERS}
    shapes = {
        of: [(strokes[n].append, x, y, go) for n, x, y, go in parts]
        for of, parts in _SHAPES.items()
    }
    for line, cells in enumerate(rows):
        above = top + line * HIGH
        for place, cell in enumerate(cells):
            for add, x, y, go in shapes[cell.sign]:
                add(f"M{place * WIDE + x} {above + y}{go}")
    return tuple(Drawn(name, "".join(parts)) for name, parts in strokes.items() if parts)


def legend() -> tuple[tuple[str, tuple[Drawn, ...]], ...]:
    """Each sign by itself with its name; who was not asked has none."""
    return tuple((name, sign(of)) for of, name in SIGN_NAMES.items() if _SHAPES[of])


def sign(of: Sign) -> tuple[Drawn, ...]:
    """One sign by itself."""
    return signs([[Cell(of)]])


def columns(shares: Sequence[float | None]) -> str:
    """The strip above the grid: how high each question's share right reaches, as one path."""
    return "".join(
        f"M{place * WIDE + 1} {STRIP}v-{max(STRIP * share, 1):.1f}h10V{STRIP}z"
        for place, share in enumerate(shares)
        if share is not None
    )


def standing_parts(counted: Summary) -> tuple[Part, ...]:
    """The class in one bar: who has handed in in time, late, is at it, has not begun."""
    named = (
        ("in-time", "handed in in time", counted.handed_in - counted.late, 8.0),
        ("late", "handed in late", counted.late, 6.5),
        ("at-it", "at it now", counted.at_it, 5.0),
        ("ran-out", "ran out of time", counted.ran_out, 3.5),
        ("not-begun", "not begun", counted.not_begun, 2.0),
    )
    parts, start = [], 0.0
    for name, words, count, height in named:
        width = 100 * count / (counted.learners or 1)
        if count:
            parts.append(Part(name, words, count, start, width, height))
        start += width
    return tuple(parts)


def bins(rows: Iterable[Row], least: float) -> tuple[Bin, ...]:
    """How many of the class reached each tenth of the marks, and how many of them enough."""
    shares = [row.share for row in rows if row.share is not None]
    counts, passed = spread(shares), spread([it for it in shares if has_passed(it, least)])
    size = 100 // len(counts)
    return tuple(
        Bin(n * size, (n + 1) * size, count, enough)
        for n, (count, enough) in enumerate(zip(counts, passed, strict=True))
    )


def dots(figures: Iterable[tuple[int, float | None, float | None]]) -> tuple[Dot, ...]:
    """Questions by facility, left to right, and by discrimination, upwards from -50 to 100."""
    return tuple(
        Dot(number, 900 * facility, 3 * (100 - max(told_apart, -50)), told_apart < 0)
        for number, facility, told_apart in figures
        if facility is not None and told_apart is not None
    )


def cell_words(cell: Cell) -> str:
    """A cell of the grid's table: the share earned, or why there is none."""
    match cell.sign:
        case Sign.RIGHT:
            return "1"
        case Sign.PARTLY:
            return f"{cell.fraction:.2f}".rstrip("0")
        case Sign.WRONG:
            return "0"
        case Sign.BLANK:
            return "blank"
        case Sign.UNMARKED:
            return "unmarked"
    return "–"


def words_of(cells: Sequence[Cell]) -> list[str]:
    """A row of the grid's table."""
    return [cell_words(cell) for cell in cells]


def clock(seconds: float) -> str:
    """A time as a teacher reads it: 48 s, 12 min, 1 h 05."""
    if seconds < 90:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02}"


def figure(value: float | None, digits: int = 1) -> str:
    """A figure, or n/a where there is nothing to divide by; never minus nothing."""
    if value is None:
        return "n/a"
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text.replace("-", "−")
