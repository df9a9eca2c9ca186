"""Who stands where, which attempt is looked at, and what an answer is called."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.assignments import CAUTIOUS, Counts, Mode, Rules
from study.domain.results import (
    Answered,
    Sign,
    Standing,
    Try,
    Which,
    cells,
    chosen,
    help_needed,
    overdue,
    percent,
    rows_of,
    spread,
    standing,
    summary,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
RIGHT, HALF, WRONG = Answered(1.0, False), Answered(0.5, False), Answered(0.0, False)
BLANK, UNMARKED = Answered(0.0, True), Answered(None, False)


def some_rules(**changes: Any) -> Rules:
    usual: dict[str, Any] = {
        "mode": Mode.TEST,
        "open_at": NOW - DAY,
        "due_at": NOW + DAY,
        "time_limit": HOUR,
        "pass_share": 0.6,
        "review": CAUTIOUS,
    }
    return Rules(**(usual | changes))


def a_try(*answers: Answered, number: int = 1, **changes: Any) -> Try:
    asked = tuple(range(1, len(answers) + 1))
    usual: dict[str, Any] = {
        "learner": 1,
        "number": number,
        "started_at": NOW - HOUR,
        "handed_in_at": NOW,
        "is_late": False,
        "earned": sum(it.fraction or 0.0 for it in answers),
        "possible": float(len(answers)),
        "asked": asked,
        "answers": dict(zip(asked, answers, strict=True)),
    }
    return Try(**(usual | changes))


def signs(*tries: Try) -> list[Sign]:
    return [cell.sign for cell in cells(tries, range(1, 6))]


def test_every_answer_has_a_sign_of_its_own() -> None:
    assert signs(a_try(RIGHT, HALF, WRONG, BLANK, UNMARKED)) == [
        Sign.RIGHT,
        Sign.PARTLY,
        Sign.WRONG,
        Sign.BLANK,
        Sign.UNMARKED,
    ]


def test_what_follows_the_last_answer_in_the_order_of_the_attempt_was_not_reached() -> None:
    backwards = a_try(BLANK, BLANK, RIGHT, BLANK, RIGHT, asked=(5, 4, 3, 2, 1))

    assert signs(backwards) == [
        Sign.NOT_REACHED,
        Sign.NOT_REACHED,
        Sign.RIGHT,
        Sign.BLANK,
        Sign.RIGHT,
    ]


def test_a_question_that_chance_did_not_give_was_not_asked() -> None:
    assert signs(a_try(RIGHT, RIGHT))[2:] == [Sign.NOT_ASKED] * 3
    assert signs() == [Sign.NOT_ASKED] * 5


def test_where_the_average_counts_a_cell_is_the_mean_of_its_attempts() -> None:
    first, second = a_try(RIGHT, WRONG, RIGHT), a_try(WRONG, WRONG, RIGHT, number=2)
    rules = some_rules(counts=Counts.AVERAGE)
    found = cells(chosen((first, second), Which.COUNTS, rules), (1, 2, 3))

    assert [(it.sign, it.fraction) for it in found] == [
        (Sign.PARTLY, 0.5),
        (Sign.WRONG, 0.0),
        (Sign.RIGHT, 1.0),
    ]


@pytest.mark.parametrize(
    ("which", "numbers"),
    [
        (Which.COUNTS, [2]),
        (Which.FIRST, [1]),
        (Which.LAST, [3]),
        (Which.HIGHEST, [2]),
        (Which.ALL, [1, 2, 3]),
    ],
)
def test_which_attempts_are_looked_at(which: Which, numbers: list[int]) -> None:
    tries = (
        a_try(WRONG, RIGHT),
        a_try(RIGHT, RIGHT, number=2),
        a_try(WRONG, WRONG, number=3),
        a_try(RIGHT, RIGHT, number=4, handed_in_at=None, earned=None),
    )

    assert [it.number for it in chosen(tries, which, some_rules())] == numbers


def test_a_learner_has_not_begun_is_at_it_ran_out_of_time_or_handed_in() -> None:
    going_on = a_try(RIGHT, handed_in_at=None, earned=None, started_at=NOW - HOUR / 2)
    left = a_try(RIGHT, handed_in_at=None, earned=None, started_at=NOW - 2 * HOUR)
    rules = some_rules()

    assert standing((), rules, NOW) is Standing.NOT_BEGUN
    assert standing((going_on,), rules, NOW) is Standing.AT_IT
    assert standing((left,), rules, NOW) is Standing.RAN_OUT
    assert standing((a_try(RIGHT), left), rules, NOW) is Standing.HANDED_IN
    assert overdue((a_try(RIGHT), left, going_on), rules, NOW) == (left,)


def test_the_class_is_summed_up_by_what_counts() -> None:
    rules = some_rules()
    learners = {
        "A": (a_try(RIGHT, RIGHT),),
        "B": (a_try(RIGHT, WRONG, is_late=True),),
        "C": (),
    }
    rows = [
        row
        for name, tries in learners.items()
        for row in rows_of(1, name, tries, (1, 2), rules=rules, which=Which.COUNTS, now=NOW)
    ]
    found = summary(rows, rules.pass_share)

    assert (found.learners, found.not_begun, found.handed_in, found.late) == (3, 1, 2, 1)
    assert (found.passed, found.mean, found.median) == (1, 0.75, 0.75)


def test_a_class_of_nobody_has_no_mean() -> None:
    found = summary([], 0.5)

    assert (found.learners, found.mean, found.median) == (0, None, None)


def test_all_attempts_are_a_row_each() -> None:
    tries = (a_try(WRONG), a_try(RIGHT, number=2))
    rows = rows_of(1, "A", tries, (1,), rules=some_rules(), which=Which.ALL, now=NOW)

    assert [(row.number, row.share) for row in rows] == [(1, 0.0), (2, 1.0)]


def reasons(tries: tuple[Try, ...], **changes: Any) -> str:
    rules = some_rules(**changes)
    positions = tries[-1].asked if tries else (1,)
    row = rows_of(1, "A", tries, positions, rules=rules, which=Which.COUNTS, now=NOW)[0]
    return " ".join(help_needed(tries, row, rules, NOW))


def test_who_may_need_help_is_said_with_the_reason() -> None:
    left = a_try(RIGHT, handed_in_at=None, earned=None, started_at=NOW - 2 * HOUR)
    poor = tuple(a_try(RIGHT, WRONG, WRONG, number=n) for n in (1, 2, 3))

    assert reasons((a_try(RIGHT),)) == ""
    assert reasons(poor[:1]) == "Below the pass mark: 33 %."
    assert reasons(poor) == "Below the pass mark: 33 %. 3 attempts, and not there yet."
    assert reasons((a_try(RIGHT, RIGHT, RIGHT, BLANK, BLANK),)) == "2 of 5 unanswered."
    assert reasons((left,)) == "The time ran out before it was handed in."
    assert reasons((), due_at=NOW + 5 * HOUR) == "Has not begun, and it is due in 5 hours."
    assert reasons((), due_at=NOW - HOUR) == "Has not begun, and it was due."
    assert reasons((), due_at=NOW + 5 * DAY) == ""
    assert reasons((), open_at=NOW + HOUR, due_at=NOW + 2 * HOUR) == ""


def test_in_mastery_it_is_the_goal_and_the_tries_at_a_question() -> None:
    hard = Answered(0.0, False, tries=4)
    said = reasons((a_try(RIGHT, hard),), mode=Mode.MASTERY, goal=0.9)

    assert said == "Below the goal: 50 %. 4 tries at one question."


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert [percent(it) for it in (1.0, 0.994, 0.005, 0.0, None)] == [
        "100 %",
        "99 %",
        "0 %",
        "0 %",
        "n/a",
    ]


@given(st.lists(st.floats(0, 1)))
def test_every_share_falls_into_one_tenth(shares: list[float]) -> None:
    assert sum(spread(shares)) == len(shares)


@given(st.lists(st.sampled_from([RIGHT, HALF, WRONG, BLANK, UNMARKED]), max_size=8))
def test_every_question_has_one_cell(answers: list[Answered]) -> None:
    it = a_try(*answers)

    assert len(cells((it,), it.asked)) == len(answers)
    assert len(cells((it, it), it.asked)) == len(answers)
