"""What a test keeps from its learners elsewhere: from practice, searching and the texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from study.domain.assignments import (
    Phase,
    Rules,
    Seen,
    State,
    handed_in_at,
    is_over,
    phase,
    refusal,
    state,
)

# What a practice page, a search or a document's margin would tell.
TOLD = frozenset({Seen.KEY, Seen.FEEDBACK, Seen.PASSAGES})


@dataclass(frozen=True, slots=True)
class Taken:
    """A learner's attempt; `handed_in_at` is None while it was not handed in."""

    started_at: datetime
    handed_in_at: datetime | None = None


def is_withheld(
    rules: Rules, taken: Sequence[Taken], all_closed_at: datetime | None, now: datetime
) -> bool:
    """Whether a test's questions are to be kept from a learner, by rules granted to that learner.

    They are while it is announced, while an attempt can begin or is going on, and afterwards for
    as long as the review of any attempt would hide the key, the feedback or the passages. Who
    took no attempt waits like somebody who handed one in at the end.
    """
    if state(rules, now) is State.ANNOUNCED or not refusal(rules, now, len(taken)):
        return True
    ends = [_end(rules, each, now) for each in taken] or [rules.last_at]
    if None in ends:
        return True  # What is shown during an attempt is shown of what was answered in it.
    shown = [rules.review[phase(now, end, all_closed_at)] for end in ends]
    return not all(TOLD.issubset(each) for each in shown)


def _end(rules: Rules, each: Taken, now: datetime) -> datetime | None:
    """When the attempt ended, also one that was left lying; None while it goes on."""
    if each.handed_in_at is not None or not is_over(rules, each.started_at, now):
        return each.handed_in_at
    return handed_in_at(rules, each.started_at, now)


def released_at(rules: Rules, all_closed_at: datetime | None) -> datetime | None:
    """When the questions come back at the latest, as far as that is known by now; else None."""
    if rules.review[Phase.WHILE_OPEN] >= TOLD and rules.last_at is not None:
        return rules.last_at
    return all_closed_at if rules.review[Phase.AFTER_CLOSE] >= TOLD else None
