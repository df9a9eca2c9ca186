"""What is said of classes and of what is assigned in them: days, states, times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from study.domain.assignments import Mode, State, ends_at, refusal
from study.storage.assignments import OpenAssignment
from study.storage.classes import Class
from study.web.attempt_words import left_words, span, when

DAY = SOON = timedelta(days=1)
# From here on nobody counts hours.
LONG = 2 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """An assignment in a learner's list: what it is, when it is due, and how far they are.

    What `is_over` may still be open, but nothing has to be done about it any more.
    """

    id: int
    title: str
    class_name: str
    due: str
    relative: str
    state: str
    is_urgent: bool
    is_done: bool
    is_announced: bool
    is_over: bool


def relative(at: datetime, now: datetime) -> str:
    """How far an instant is away: in 3 days, in 5 hours 20 minutes, 2 hours ago."""
    length = abs(at - now)
    away = f"{round(length / DAY)} days" if length >= LONG else span(length)
    return f"in {away}" if at > now else f"{away} ago"


def assigned(
    it: OpenAssignment, started: Mapping[int, datetime], zone: ZoneInfo, now: datetime
) -> Assigned:
    """What a learner's list says of an assignment."""
    is_announced = it.state is State.ANNOUNCED
    at = it.rules.open_at if is_announced else it.rules.due_at
    verb = "Opens" if is_announced else "Was due" if it.state is State.LATE else "Due"
    is_done = bool(it.attempts) and not it.is_begun
    is_over = it.state is State.LATE and (is_done or it.assignment.mode is Mode.PRACTICE)
    return Assigned(
        id=it.assignment.id,
        title=it.assignment.title,
        class_name=it.assignment.class_name,
        due=f"{verb} {when(at, zone)}",
        relative=relative(at, now),
        state=_state(it, started.get(it.assignment.id), now),
        is_urgent=not (is_announced or is_done or is_over) and at - now < SOON,
        is_done=is_done,
        is_announced=is_announced,
        is_over=is_over,
    )


def _state(it: OpenAssignment, started_at: datetime | None, now: datetime) -> str:
    if it.state is State.ANNOUNCED:
        return "Not open yet"
    if it.assignment.mode is Mode.PRACTICE:
        return "Its day is past" if it.state is State.LATE else "Practise until then"
    if started_at is not None:
        end = ends_at(it.rules, started_at)
        left = "" if end is None else f": {left_words(max(end - now, timedelta(0))).lower()}"
        return f"Going on{left}"
    if not it.attempts:
        return "Not begun"
    again = "" if refusal(it.rules, now, it.attempts) else ", can be tried again"
    times = "" if it.attempts == 1 else f" {it.attempts} times"
    return f"Handed in{times}{again}"


def entrance(it: Class, zone: ZoneInfo, now: datetime) -> str:
    """What a class's code does now, in a sentence."""
    until = it.code_expires_at
    if it.code is None:
        return "The code is switched off: nobody joins by it."
    if it.needs_approval:
        return "Whoever has the code asks to join, and one of the teachers lets them in."
    if until is None:
        return "Whoever has the code joins at once."
    if until <= now:
        return f"The code has expired, {when(until, zone)}. Whoever uses it now waits for you."
    return f"Whoever has the code joins at once, until {when(until, zone)}."
