"""Memories kept and shown: states that cannot be, JSON, the words on the buttons."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.days import moment
from study.domain.errors import BadInput
from study.domain.scheduling import (
    NEW_MEMORY,
    Memory,
    Phase,
    Plan,
    Rating,
    decode,
    delay_words,
    encode,
    outlook,
    replay,
    validate,
)

NOON = moment(datetime(2026, 10, 1, 12, tzinfo=UTC), ZoneInfo("UTC"))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def learning(**changes: object) -> Memory:
    """A new card just answered Again."""
    return replace(replay([(Rating.AGAIN, NOON, 0)], Plan(fuzz=False)), **changes)


def reviewed(**changes: object) -> Memory:
    """A card in review that is due today."""
    memory = Memory(Phase.REVIEW, 0, 10.0, 5.0, None, NOON.today, NOON.today - 10 * DAY, 10, reps=3)
    return replace(memory, **changes)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (-MINUTE, "now"),
        (59 * timedelta(seconds=1), "<1 min"),
        (MINUTE, "1 min"),
        (5.5 * MINUTE, "6 min"),
        (10 * MINUTE, "10 min"),
        (59.7 * MINUTE, "1 h"),
        (2 * HOUR, "2 h"),
        (2.5 * HOUR, "2.5 h"),
    ],
)
def test_times_within_the_day_in_words(wait, words):
    assert delay_words(learning(due_at=NOON.now + wait), NOON) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-3, "now"),
        (0, "now"),
        (1, "1 day"),
        (8, "8 days"),
        (29, "29 days"),
        (30, "1 month"),
        (64, "2.1 months"),
        (364, "12 months"),
        (365, "1 year"),
        (475, "1.3 years"),
        (730, "2 years"),
    ],
)
def test_days_in_words(days, words):
    assert delay_words(reviewed(due_on=NOON.today + days * DAY), NOON) == words


def test_the_words_on_the_four_buttons_of_a_new_card():
    ways = outlook(NEW_MEMORY, NOON, Plan(fuzz=False), seed=0)

    assert [delay_words(way, NOON) for way in ways] == ["1 min", "6 min", "10 min", "8 days"]
    assert delay_words(NEW_MEMORY, NOON) == "now"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(Rating),
            st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
            st.integers(0, 2**64 - 1),
        ),
        max_size=8,
    )
)
def test_every_memory_is_sound_and_survives_json_unchanged(history):
    events = [(rating, moment(now, ZoneInfo("UTC")), seed) for rating, now, seed in history]

    memory = replay(events, Plan())

    validate(memory)
    assert decode(json.loads(json.dumps(encode(memory)))) == memory


@pytest.mark.parametrize(
    "changes",
    [
        {"stability": None},
        {"stability": float("nan")},
        {"stability": 0.0},
        {"difficulty": 11.0},
        {"last_on": None},
        {"due_on": None},
        {"due_at": NOON.now},
        {"due_at": NOON.now, "due_on": None, "interval": 0},
        {"interval": 0},
        {"reps": 0},
        {"lapses": 3},
        {"step": 1},
        {"phase": Phase.NEW},
        {"phase": Phase.RELEARNING},
        {"phase": Phase.LEARNING, "due_on": None, "interval": 0, "due_at": datetime(2026, 1, 1)},  # noqa: DTZ001
    ],
)
def test_a_memory_that_cannot_be_is_refused(changes):
    validate(reviewed())

    with pytest.raises(BadInput, match="not a state"):
        validate(reviewed(**changes))


@pytest.mark.parametrize(
    "changes",
    [{"phase": "asleep"}, {"due_on": "soon"}, {"reps": "3"}, {"colour": "red"}, {"last_on": 5}],
)
def test_stored_values_that_are_no_memory_are_refused(changes):
    with pytest.raises(BadInput, match="cannot be read"):
        decode({**encode(reviewed()), **changes})
