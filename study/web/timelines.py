"""The dates of an assignment on a drawn line: where each stands, and what is said there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from study.domain.assignments import Late, Rules

# Marks that stand nearer than this share of the line are named together.
NEAR = 13.0
MARGIN = 4.0
LEFT, RIGHT = 22.0, 78.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the line, in per cent of its length, with what happens there."""

    at: float
    words: str

    @property
    def anchor(self) -> str:
        """Which end of the words stands at the place, so that they stay on the drawing."""
        return "start" if self.at < LEFT else "end" if self.at > RIGHT else "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What is drawn: the stretches in which work counts and is late, the marks, and now."""

    on_time: tuple[float, float]
    late: tuple[float, float] | None
    marks: tuple[Mark, ...]
    now: Mark
    title: str


def timeline(rules: Rules, now: datetime, zone: ZoneInfo) -> Timeline:
    """The line of an assignment's dates."""
    is_taken_late = rules.late is not Late.REFUSED
    end = rules.close_at or max(rules.due_at, now) + timedelta(days=2)
    first, last = min(rules.open_at, now), max(end, rules.due_at, now)

    def place(at: datetime) -> float:
        share = (at - first) / max(last - first, timedelta(minutes=1))
        return round(MARGIN + share * (100 - 2 * MARGIN), 2)

    days = [(rules.open_at, "opens"), (rules.due_at, "due")]
    if rules.close_at is not None:
        days.append((rules.close_at, "closes"))
    marks = [Mark(place(at), f"{word} {_short(at, zone)}") for at, word in days]
    return Timeline(
        on_time=(place(rules.open_at), place(rules.due_at)),
        late=(place(rules.due_at), place(end)) if is_taken_late and end > rules.due_at else None,
        marks=_apart(marks),
        now=Mark(place(now), "now"),
        title=", ".join(f"{word} {_short(at, zone)}" for at, word in days),
    )


def _short(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local.day} {local:%b}"


def _apart(marks: list[Mark]) -> tuple[Mark, ...]:
    """The marks, those that would write over each other as one."""
    apart: list[Mark] = []
    for mark in marks:
        if apart and mark.at - apart[-1].at < NEAR:
            apart[-1] = Mark(apart[-1].at, f"{apart[-1].words}, {mark.words}")
        else:
            apart.append(mark)
    return tuple(apart)
