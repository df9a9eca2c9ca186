"""The order of savings: a late one never undoes a newer one, whatever the network does."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.actions import attempting
from study.actions.attempting import Looked, Outcome, milliseconds
from study.domain.answers import Typed
from study.domain.asking import Sent
from study.storage import attempts
from study.storage.database import Database
from tests.attempting import begun
from tests.builders import MINUTE, NOW, a_bank, execute, kept
from tests.classroom import a_class, a_person, an_assignment
from tests.domain.builders import a_short

SAID = NOW + MINUTE
ARRIVED = NOW + 2 * MINUTE


@pytest.fixture
def attempt(database: Database, tmp_path: Path) -> tuple[Database, int, int]:
    """A database with an attempt that is going on, its learner and its assignment."""
    kept(database, tmp_path, a_bank(a_short()))
    teacher, learner = a_person(database, "Teacher", may_teach=True), a_person(database, "Ada")
    test = an_assignment(database, a_class(database, teacher, learner), teacher)
    begun(database, test, learner)
    return database, learner, test


def save(
    attempt: tuple[Database, int, int], text: str, order: int | None, seconds: float = 0
) -> Outcome:
    database, learner, test = attempt
    arrived = ARRIVED + seconds * MINUTE / 60
    with database.write() as db:
        return attempting.save(
            db,
            learner,
            test,
            1,
            Looked(place=1, shown_at=NOW),
            Sent(text=(text,)),
            arrived,
            save=order,
        )


def said(attempt: tuple[Database, int, int]) -> str:
    database, learner, test = attempt
    with database.read() as db:
        (answer,) = attempts.answers_of(db, learner, test, 1)
    given_ = answer.given()
    return given_.texts[0] if isinstance(given_, Typed) else ""


@given(st.permutations(range(5)), st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_order_savings_arrive_in_the_last_one_said_stays(
    attempt: tuple[Database, int, int], arrivals: list[int], data: st.DataObject
) -> None:
    execute(attempt[0], "UPDATE attempt_answer SET given = '', save = 0")
    repeated = data.draw(st.lists(st.sampled_from(arrivals), max_size=3))
    newest = -1
    for number in (*arrivals, *repeated):
        outcome = save(attempt, f"answer {number}", milliseconds(SAID) + number)
        assert outcome is (Outcome.SAVED if number >= newest else Outcome.OLDER)
        newest = max(newest, number)
        assert said(attempt) == f"answer {newest}"


def test_a_plain_form_is_as_new_as_its_arrival(attempt: tuple[Database, int, int]) -> None:
    save(attempt, "by script", milliseconds(SAID))
    save(attempt, "by the old page", None, 1)
    assert said(attempt) == "by the old page"


def test_of_two_tabs_the_one_that_was_typed_in_last_stays(
    attempt: tuple[Database, int, int],
) -> None:
    save(attempt, "typed later, in the second tab", milliseconds(SAID) + 500, 1)
    save(attempt, "typed before, in the first tab", milliseconds(SAID), 2)
    assert said(attempt) == "typed later, in the second tab"


@pytest.mark.parametrize("ahead", [1, 60_000, 10**15])
def test_a_page_whose_clock_is_ahead_keeps_nobody_out(
    attempt: tuple[Database, int, int], ahead: int
) -> None:
    save(attempt, "from the future", milliseconds(ARRIVED) + ahead)
    save(attempt, "newer", milliseconds(ARRIVED) + 10, 1)
    assert said(attempt) == "newer"


def test_a_page_whose_clock_is_behind_is_in_order_with_itself(
    attempt: tuple[Database, int, int],
) -> None:
    for number in (5, 6, 7):
        assert save(attempt, f"answer {number}", number) is Outcome.SAVED
    assert said(attempt) == "answer 7"


def test_time_spent_is_counted_once_whatever_is_repeated(
    attempt: tuple[Database, int, int],
) -> None:
    for seconds in (0, 0, 30):
        save(attempt, "again", None, seconds)
    database, learner, test = attempt
    with database.read() as db:
        (answer,) = attempts.answers_of(db, learner, test, 1)
    assert answer.taken_ms == 150_000
