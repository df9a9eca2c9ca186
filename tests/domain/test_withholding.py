"""When a test's questions are kept from a learner, and when they come back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.assignments import AT_ONCE, CAUTIOUS, EVERYTHING, Mode, Phase, Rules, Seen
from study.domain.withholding import Taken, is_withheld, released_at

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CLOSES = NOW + DAY
LAST = NOW + 2 * DAY
TAKEN = (Taken(NOW, NOW + HOUR),)


def rules(**changes) -> Rules:
    usual = {"mode": Mode.TEST, "open_at": NOW, "due_at": NOW + HOUR, "close_at": CLOSES}
    return Rules(**(usual | {"review": CAUTIOUS, "most_attempts": 1} | changes))


def once_over() -> Rules:
    return rules(review={**AT_ONCE, Phase.DURING: frozenset()})


@pytest.mark.parametrize("at", [-DAY, timedelta(0), HOUR, DAY - MINUTE])
def test_a_test_that_is_announced_or_open_keeps_its_questions_back(at: timedelta) -> None:
    assert is_withheld(rules(), (), LAST, NOW + at)


def test_it_keeps_them_until_the_last_of_the_class_is_through() -> None:
    assert is_withheld(rules(), TAKEN, LAST, CLOSES + MINUTE)
    assert is_withheld(rules(), (), LAST, CLOSES + MINUTE)
    assert not is_withheld(rules(), TAKEN, LAST, LAST)
    assert not is_withheld(rules(), (), LAST, LAST)


def test_where_the_review_shows_all_at_once_they_come_back_with_the_last_attempt() -> None:
    assert is_withheld(once_over(), (), LAST, NOW + HOUR)
    assert not is_withheld(once_over(), TAKEN, LAST, NOW + HOUR)


def test_an_attempt_that_is_left_is_a_reason_to_keep_them_whatever_the_review_shows() -> None:
    assert is_withheld(rules(review=AT_ONCE, most_attempts=2), TAKEN, LAST, NOW + 2 * HOUR)
    assert not is_withheld(rules(review=AT_ONCE, most_attempts=2), TAKEN, LAST, CLOSES)


def test_an_attempt_that_goes_on_keeps_them() -> None:
    going_on = (Taken(NOW + 2 * HOUR),)
    assert is_withheld(rules(review=AT_ONCE), going_on, LAST, NOW + 3 * HOUR)


def test_an_attempt_that_was_left_lying_counts_as_handed_in() -> None:
    limited = rules(
        time_limit=HOUR,
        review={**CAUTIOUS, Phase.RIGHT_AFTER: EVERYTHING, Phase.WHILE_OPEN: EVERYTHING},
    )
    assert is_withheld(limited, (Taken(NOW),), LAST, NOW + HOUR)
    assert not is_withheld(limited, (Taken(NOW),), LAST, NOW + 2 * HOUR)


@pytest.mark.parametrize("hidden", [Seen.KEY, Seen.FEEDBACK, Seen.PASSAGES])
def test_what_a_review_never_shows_is_found_nowhere_else_either(hidden: Seen) -> None:
    never = rules(review=dict.fromkeys(Phase, EVERYTHING - {hidden}))
    assert is_withheld(never, TAKEN, LAST, LAST + 365 * DAY)
    assert released_at(never, LAST) is None


def test_of_several_attempts_each_must_be_open_to_review() -> None:
    two_minutes = rules(review={**CAUTIOUS, Phase.RIGHT_AFTER: EVERYTHING}, most_attempts=2)
    both = (*TAKEN, Taken(NOW + 2 * HOUR, NOW + 3 * HOUR))
    assert is_withheld(two_minutes, both, LAST, NOW + 3 * HOUR + MINUTE)
    assert not is_withheld(two_minutes, both[1:], LAST, CLOSES + DAY)


def test_the_day_they_come_back_is_told_where_it_is_known() -> None:
    assert released_at(rules(), LAST) == LAST
    assert released_at(once_over(), LAST) == CLOSES
    assert released_at(rules(close_at=None), None) is None


@given(minutes=st.integers(-3_000, 6_000), taken=st.booleans())
def test_nothing_is_withheld_once_the_told_day_has_come(minutes: int, taken: bool) -> None:
    now = NOW + minutes * MINUTE
    attempts = TAKEN if taken and now >= NOW + HOUR else ()
    until = released_at(rules(), LAST)
    assert until is not None
    assert is_withheld(rules(), attempts, LAST, now) == (now < until)
