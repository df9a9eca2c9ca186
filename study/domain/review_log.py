"""A learner's whole review log as it travels: cards are named by bank, question and part."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import NamedTuple

from study.domain.cards import CardState, Counted, counted
from study.domain.scheduling import Phase, Rating

KINDS = ("rated", "buried", "suspended", "resumed", "flagged", "undone")


class Name(NamedTuple):
    """Which card: numbers differ from one instance to the next, names do not."""

    bank: str
    question: str
    part: int

    def __str__(self) -> str:
        return f"{self.bank}/{self.question}/{self.part}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One step in the life of a card; `version` is the card's before it.

    `undoes` is the sequence of the step it takes back, `siblings` are parts of the same
    question, and `line` is where the row stands in a file.
    """

    sequence: int
    name: Name
    version: int
    kind: str
    done_at: datetime
    day_on: date
    before: CardState
    after: CardState
    showing: str | None = None
    rating: Rating | None = None
    suggested: Rating | None = None
    undoes: int | None = None
    siblings: tuple[int, ...] = ()
    taken_ms: int = 0
    algorithm: str
    parameters: str
    line: int = field(default=0, compare=False)

    def beside(self) -> tuple[Name, ...]:
        """The cards that were put off with this step."""
        return tuple(self.name._replace(part=part) for part in self.siblings)


@dataclass(frozen=True, slots=True)
class Log:
    """All rows in their order, and how many more new cards each day was given."""

    rows: tuple[LogRow, ...]
    extra_new: Mapping[date, int] = field(default_factory=dict)


def flaw(rows: Sequence[LogRow]) -> tuple[LogRow, str] | None:
    """The first row that cannot follow from those before it, with a sentence that says why."""
    seen: dict[int, LogRow] = {}
    last: dict[Name, LogRow] = {}
    undone: set[int] = set()
    for row in rows:
        sentence = _misplaced(row, last.get(row.name), next(reversed(seen), 0)) or _wrong_undo(
            row, seen, undone
        )
        if sentence:
            return row, sentence
        if row.undoes is not None:
            undone.add(row.undoes)
        seen[row.sequence] = last[row.name] = row
    return None


def _misplaced(row: LogRow, before: LogRow | None, sequence: int) -> str:
    rules = [
        (row.sequence <= sequence, f"its sequence {row.sequence} does not come after {sequence}"),
        (
            (row.rating is None) is (row.kind == "rated"),
            "a row has a rating if it is one of kind rated, and only then",
        ),
        (
            (row.undoes is None) is (row.kind == "undone"),
            "a row names what it undoes if it is one of kind undone, and only then",
        ),
    ]
    if before is not None:
        rules += [
            (
                row.version <= before.version,
                f"the card's version {row.version} does not come after {before.version}",
            ),
            (
                row.before.memory != before.after.memory,
                f"the card's memory is not the one it had after line {before.line}",
            ),
        ]
    return next((sentence for is_broken, sentence in rules if is_broken), "")


def _wrong_undo(row: LogRow, seen: Mapping[int, LogRow], undone: set[int]) -> str:
    if row.undoes is None:
        return ""
    taken_back = seen.get(row.undoes)
    if taken_back is None or taken_back.name != row.name:
        return f"it undoes {row.undoes}, which is no step of this card before it"
    if row.undoes in undone:
        return f"it undoes {row.undoes}, which was undone before"
    return "" if row.after == taken_back.before else "what it leads to is not what was undone"


_ALIKE = tuple(
    it.name for it in fields(LogRow) if it.name not in {"sequence", "undoes", "line", "name"}
)


def is_same_step(one: LogRow, other: LogRow) -> bool:
    """Whether two logs tell the same step of a card; their numbers may differ."""
    return all(getattr(one, name) == getattr(other, name) for name in _ALIKE)


@dataclass(slots=True)
class Consequences:
    """What rows lead to: each card's state, what the days counted, what each bank has begun."""

    states: dict[Name, CardState] = field(default_factory=dict)
    days: dict[date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    begun: Counter[str] = field(default_factory=Counter)


def consequences(
    rows: Iterable[LogRow], states: Mapping[Name, CardState], undone: Mapping[int, LogRow]
) -> Consequences:
    """What comes of these rows, for cards in these states.

    `undone` has the steps that the rows take back and that are not among them.
    """
    told = Consequences(dict(states))
    known = dict(undone)
    for row in rows:
        known[row.sequence] = row
        told.states[row.name] = row.after
        counting, sign = (row, 1) if row.undoes is None else (known[row.undoes], -1)
        for name in counting.beside():
            if name in told.states:
                buried_on = counting.day_on if sign == 1 else None
                told.states[name] = replace(told.states[name], buried_on=buried_on)
        if counting.rating is not None:
            _count(told, counting, counting.rating, sign)
    return told


def _count(told: Consequences, row: LogRow, rating: Rating, sign: int) -> None:
    added = counted(row.before.memory, rating, row.day_on)
    day = told.days[row.day_on]
    for name in Counted.__dataclass_fields__:
        day[name] += sign * getattr(added, name)
    day["taken_ms"] += sign * row.taken_ms
    if row.before.memory.phase is Phase.NEW:
        told.begun[row.name.bank] += sign
