"""The rules of an assignment in words for its teacher."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from study.domain.assignments import (
    AT_ONCE,
    CAUTIOUS,
    Counts,
    Late,
    Mode,
    Phase,
    Rules,
    Seen,
    State,
)
from study.web.assignment_forms import percent_of
from study.web.attempt_words import span, when

MODES = {Mode.PRACTICE: "Practice", Mode.MASTERY: "Mastery", Mode.TEST: "Test"}
STATES = {
    State.ANNOUNCED: "Not open yet",
    State.OPEN: "Open",
    State.LATE: "Due, late work is taken",
    State.CLOSED: "Closed",
}
COUNTS = {
    Counts.HIGHEST: "the best",
    Counts.AVERAGE: "the average",
    Counts.FIRST: "the first",
    Counts.LAST: "the last",
}
_PHASES = {
    Phase.DURING: "during an attempt",
    Phase.RIGHT_AFTER: "for two minutes after it",
    Phase.WHILE_OPEN: "later, while it is open",
    Phase.AFTER_CLOSE: "after it has closed",
}
_SEEN = {
    Seen.ANSWERS: "their answers",
    Seen.MARKS: "marks",
    Seen.FEEDBACK: "feedback",
    Seen.KEY: "the key",
    Seen.PASSAGES: "passages",
}


def facts(rules: Rules, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    """What its rules say, a name and a value each."""
    dates = (
        ("Opens", when(rules.open_at, zone)),
        ("Due", when(rules.due_at, zone)),
        ("Closes", "never" if rules.close_at is None else when(rules.close_at, zone)),
    )
    if rules.mode is Mode.PRACTICE:
        return (*dates, ("Goal", f"{percent_of(rules.goal)} % remembered on the day it is due"))
    limit = "none" if rules.time_limit is None else span(rules.time_limit)
    return (
        *dates,
        ("Late work", late_words(rules)),
        ("Time limit", limit),
        ("Attempts", str(rules.most_attempts or "as many as they like")),
        ("Counts", COUNTS[rules.counts]) if rules.most_attempts != 1 else ("", ""),
        ("Goal", f"{percent_of(rules.goal)} % right") if rules.mode is Mode.MASTERY else ("", ""),
        ("Pass mark", f"{percent_of(rules.pass_share)} %"),
        ("Learners see", review_words(rules.review)),
    )


def late_words(rules: Rules) -> str:
    """What becomes of late work."""
    if rules.late is Late.REFUSED:
        return "not taken"
    if rules.late is Late.ACCEPTED:
        return "taken, and marked as late"
    return f"taken, and worth {percent_of(rules.late_share)} %"


def review_words(review: Mapping[Phase, frozenset[Seen]]) -> str:
    """What is shown when."""
    if review == AT_ONCE:
        return "everything at once"
    if review == CAUTIOUS:
        return "answers and marks at once, the key after closing"
    said = [
        f"{_PHASES[at]} {', '.join(_SEEN[it] for it in Seen if it in review[at])}"
        for at in Phase
        if review[at]
    ]
    return "; ".join(said) or "nothing"
