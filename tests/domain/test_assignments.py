"""Dates, limits, phases and which attempt counts: all judged by the instant that is given."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.assignments import (
    AT_ONCE,
    CAUTIOUS,
    EVERYTHING,
    Allowance,
    Counts,
    Late,
    Mode,
    Phase,
    Rules,
    Seen,
    State,
    all_closed_at,
    counted,
    ends_at,
    granted,
    handed_in_at,
    is_late,
    is_over,
    phase,
    refusal,
    share,
    state,
    warnings,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def rules(**changes) -> Rules:
    usual = {"mode": Mode.TEST, "open_at": NOW, "due_at": NOW + DAY, "close_at": NOW + 2 * DAY}
    return Rules(**(usual | {"review": CAUTIOUS} | changes))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (-MINUTE, State.ANNOUNCED),
        (timedelta(0), State.OPEN),
        (DAY - MINUTE, State.OPEN),
        (DAY, State.LATE),
        (2 * DAY - MINUTE, State.LATE),
        (2 * DAY, State.CLOSED),
    ],
)
def test_an_assignment_opens_is_due_and_closes(at: timedelta, expected: State) -> None:
    assert state(rules(), NOW + at) is expected


def test_where_late_work_is_refused_it_closes_when_it_is_due() -> None:
    assert state(rules(late=Late.REFUSED), NOW + DAY) is State.CLOSED


def test_without_a_closing_time_it_stays_open() -> None:
    assert state(rules(close_at=None), NOW + 900 * DAY) is State.LATE


@pytest.mark.parametrize(
    ("at", "attempts", "words"),
    [
        (-MINUTE, 0, "This is not open yet."),
        (HOUR, 0, ""),
        (HOUR, 2, "No attempt is left."),
        (3 * DAY, 0, "This is closed."),
    ],
)
def test_it_is_said_why_no_attempt_may_begin(at: timedelta, attempts: int, words: str) -> None:
    assert refusal(rules(most_attempts=2), NOW + at, attempts) == words


def test_an_hour_and_a_half_in_a_test_of_an_hour_that_closes_in_seventy_minutes() -> None:
    test = rules(time_limit=HOUR, due_at=NOW + 70 * MINUTE, close_at=NOW + 70 * MINUTE)
    more = granted(test, Allowance(extra_time=1.5))

    assert ends_at(test, NOW) == NOW + HOUR
    assert ends_at(more, NOW) == NOW + 90 * MINUTE


def test_who_begins_late_has_the_time_that_is_left() -> None:
    test = rules(time_limit=HOUR, due_at=NOW + 70 * MINUTE, close_at=NOW + 70 * MINUTE)

    assert ends_at(test, NOW + 40 * MINUTE) == NOW + 70 * MINUTE


def test_a_limit_that_is_lifted_ends_at_the_moved_closing_time() -> None:
    free = granted(rules(time_limit=HOUR), Allowance(extra_time=0))

    assert free.time_limit is None
    assert ends_at(free, NOW) == NOW + 2 * DAY + HOUR


def test_extra_time_changes_nothing_where_there_is_no_limit() -> None:
    assert granted(rules(), Allowance(extra_time=2)) == rules()


def test_an_extension_moves_due_and_closing_time_and_never_back() -> None:
    later = granted(rules(), Allowance(due_at=NOW + 3 * DAY))
    earlier = granted(rules(), Allowance(due_at=NOW, close_at=NOW))

    assert (later.due_at, later.close_at) == (NOW + 3 * DAY, NOW + 3 * DAY)
    assert earlier == rules()


def test_another_attempt_can_be_granted_and_no_limit_stays_none() -> None:
    assert granted(rules(most_attempts=1), Allowance(more_attempts=1)).most_attempts == 2
    assert granted(rules(most_attempts=0), Allowance(more_attempts=1)).most_attempts == 0


@pytest.mark.parametrize(
    ("late_by", "over"), [(-1, False), (0, False), (59, False), (60, False), (61, True)]
)
def test_a_slow_network_has_its_grace(late_by: int, over: bool) -> None:
    test, started = rules(time_limit=HOUR), NOW
    arrived = NOW + HOUR + timedelta(seconds=late_by)

    assert is_over(test, started, arrived) is over
    assert handed_in_at(test, started, arrived) == min(arrived, NOW + HOUR)


@pytest.mark.parametrize(("by", "late"), [(-1, False), (0, False), (1, True)])
def test_late_is_after_the_due_time_to_the_second(by: int, late: bool) -> None:
    assert is_late(rules(), NOW + DAY + timedelta(seconds=by)) is late


@pytest.mark.parametrize(
    ("at", "handed_in", "expected"),
    [
        (HOUR, None, Phase.DURING),
        (HOUR + MINUTE, HOUR, Phase.RIGHT_AFTER),
        (HOUR + 2 * MINUTE, HOUR, Phase.WHILE_OPEN),
        (2 * DAY, HOUR, Phase.AFTER_CLOSE),
    ],
)
def test_a_review_has_its_phases(
    at: timedelta, handed_in: timedelta | None, expected: Phase
) -> None:
    handed = None if handed_in is None else NOW + handed_in

    assert phase(NOW + at, handed, NOW + 2 * DAY) is expected


def test_the_key_waits_for_the_last_who_may_still_work() -> None:
    given_more = Allowance(close_at=NOW + 5 * DAY)

    assert all_closed_at(rules(), [given_more]) == NOW + 5 * DAY
    assert all_closed_at(rules(close_at=None), []) is None


@pytest.mark.parametrize(
    ("counts", "expected"),
    [(Counts.HIGHEST, 0.9), (Counts.AVERAGE, 0.6), (Counts.FIRST, 0.3), (Counts.LAST, 0.6)],
)
def test_which_attempt_counts(counts: Counts, expected: float) -> None:
    assert counted([0.3, 0.9, 0.6], counts) == pytest.approx(expected)
    assert counted([], counts) is None


def test_late_work_is_worth_less_only_where_the_rules_say_so() -> None:
    reduced = rules(late=Late.REDUCED, late_share=0.8)

    assert share(8, 10, late=True, rules=reduced) == pytest.approx(0.64)
    assert share(8, 10, late=False, rules=reduced) == pytest.approx(0.8)
    assert share(8, 10, late=True, rules=rules()) == pytest.approx(0.8)
    assert share(0, 0, late=False, rules=rules()) == 0


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"close_at": None}, "never closes"),
        ({"review": AT_ONCE}, "others may still be working"),
        ({"review": AT_ONCE, "most_attempts": 2}, "between two attempts"),
        ({"review": CAUTIOUS | {Phase.RIGHT_AFTER: EVERYTHING}}, "two minutes only"),
        ({"time_limit": 3 * DAY}, "longer than"),
        ({"late": Late.REDUCED, "close_at": NOW + DAY}, "nothing can be late"),
    ],
)
def test_a_teacher_is_warned_of_what_was_hardly_meant(changes: dict, part: str) -> None:
    assert any(part in sentence for sentence in warnings(rules(**changes)))


def test_a_cautious_test_with_one_attempt_warns_of_nothing() -> None:
    assert warnings(rules(most_attempts=1)) == ()
    assert CAUTIOUS[Phase.DURING] == frozenset()
    assert Seen.KEY not in CAUTIOUS[Phase.WHILE_OPEN]


EXTRA = st.sampled_from([0.0, 1.0, 1.25, 1.5, 2.0])
LIMITS = st.one_of(st.none(), st.integers(1, 300).map(lambda n: n * MINUTE))


@given(EXTRA, LIMITS, st.integers(0, 3000), st.sampled_from(list(Late)))
def test_an_allowance_never_takes_time_away(
    extra: float, limit: timedelta | None, started: int, late: Late
) -> None:
    usual = rules(time_limit=limit, late=late)
    more = granted(usual, Allowance(extra_time=extra))
    start = NOW + started * MINUTE

    before, after = ends_at(usual, start), ends_at(more, start)
    assert before is not None
    assert after is None or after >= before
