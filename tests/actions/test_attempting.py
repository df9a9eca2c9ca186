"""Attempts: begun once, saved, closed by the server's clock, marked once."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from study.actions import attempting
from study.actions.attempting import Looked, Outcome
from study.domain.asking import Sent
from study.domain.assignments import Late
from study.domain.errors import Conflict, NotFound
from study.domain.grading import Verdict
from study.storage import assignments, attempts
from study.storage.attempts import Attempt
from study.storage.database import Database
from tests.attempting import begun
from tests.builders import DAY, MINUTE, NOW, a_bank, count, execute, kept
from tests.classroom import a_class, a_person, an_assignment, taken
from tests.domain.builders import a_short, a_single, a_statement

FIRST = Looked(place=1, shown_at=NOW)


@dataclass
class Class:
    """A teacher, a learner, and a test on three questions."""

    database: Database
    teacher: int
    learner: int
    class_id: int

    def test(self, **rules: object) -> int:
        return an_assignment(self.database, self.class_id, self.teacher, **rules)

    def attempt(self, assignment: int, number: int = 1) -> Attempt:
        with self.database.read() as db:
            return attempts.attempt(db, self.learner, assignment, number)


@pytest.fixture
def the_class(database: Database, tmp_path: Path) -> Class:
    kept(database, tmp_path, a_bank(a_single(), a_short(), a_statement()))
    teacher, learner = a_person(database, "Teacher", may_teach=True), a_person(database, "Ada")
    return Class(database, teacher, learner, a_class(database, teacher, learner))


def test_an_attempt_is_marked_when_it_is_handed_in(the_class: Class) -> None:
    test = the_class.test()
    number = taken(the_class.database, test, the_class.learner, {"capital": True, "city": False})
    of = the_class.attempt(test, number)
    assert (of.state, of.earned, of.possible, of.is_late) == ("handed_in", 1.0, 3.0, False)
    with the_class.database.read() as db:
        verdicts = [it.verdict for it in attempts.answers(db, test)]
    assert verdicts == [Verdict.RIGHT, Verdict.WRONG, Verdict.SKIPPED]


def test_what_is_blank_is_blank_and_not_wrong(the_class: Class) -> None:
    test = the_class.test()
    taken(the_class.database, test, the_class.learner, {})
    with the_class.database.read() as db:
        found = attempts.answers(db, test)
    assert all(it.is_blank and it.fraction == 0 for it in found)
    assert {it.verdict for it in found} == {Verdict.SKIPPED}


def test_beginning_twice_gives_the_same_attempt(the_class: Class) -> None:
    test = the_class.test()
    numbers = {begun(the_class.database, test, the_class.learner, NOW + n * MINUTE) for n in (0, 1)}
    assert numbers == {1}
    assert count(the_class.database, "attempt_answer") == 3


def test_the_page_that_began_an_attempt_begins_no_second_one(the_class: Class) -> None:
    test = the_class.test()
    taken(the_class.database, test, the_class.learner, {})
    assert begun(the_class.database, test, the_class.learner) == 1
    assert begun(the_class.database, test, the_class.learner, NOW + DAY) == 2


def test_no_more_attempts_than_are_allowed(the_class: Class) -> None:
    test = the_class.test(most_attempts=1)
    taken(the_class.database, test, the_class.learner, {})
    with pytest.raises(Conflict, match="No attempt is left"):
        begun(the_class.database, test, the_class.learner, NOW + DAY)


def test_nothing_is_begun_before_it_opens_or_by_somebody_else(the_class: Class) -> None:
    test = the_class.test()
    with pytest.raises(Conflict, match="not open yet"):
        begun(the_class.database, test, the_class.learner, NOW - MINUTE)
    with pytest.raises(NotFound):
        begun(the_class.database, test, the_class.teacher)


def test_nothing_is_begun_in_an_archived_class(the_class: Class) -> None:
    test = the_class.test()
    execute(the_class.database, "UPDATE class SET archived_at = 1")
    with pytest.raises(Conflict, match="This class is archived"):
        begun(the_class.database, test, the_class.learner)


def test_handing_in_twice_is_handing_in_once(the_class: Class) -> None:
    test = the_class.test()
    number = begun(the_class.database, test, the_class.learner)
    handed = []
    for minute in (5, 6):
        with the_class.database.write() as db:
            at = NOW + minute * MINUTE
            handed.append(attempting.hand_in(db, the_class.learner, test, number, at))
    assert handed[0] == handed[1]
    assert handed[0].handed_in_at == NOW + 5 * MINUTE


def save(the_class: Class, test: int, text: str, after: timedelta, **order: int) -> Outcome:
    with the_class.database.write() as db:
        return attempting.save(
            db, the_class.learner, test, 1, FIRST, Sent(choice=(text,)), NOW + after, **order
        )


def test_an_answer_that_a_slow_network_delays_has_a_minute_of_grace(the_class: Class) -> None:
    test = the_class.test(time_limit=30 * MINUTE)
    begun(the_class.database, test, the_class.learner)
    assert save(the_class, test, "0", 30.9 * MINUTE) is Outcome.SAVED
    assert save(the_class, test, "1", 31.1 * MINUTE) is Outcome.OVER
    of = the_class.attempt(test)
    assert of.handed_in_at == NOW + 30 * MINUTE


def test_what_was_handed_in_is_not_changed_by_a_late_saving(the_class: Class) -> None:
    test = the_class.test()
    taken(the_class.database, test, the_class.learner, {"capital": True})
    assert save(the_class, test, "0", 12 * MINUTE) is Outcome.HANDED_IN
    assert the_class.attempt(test).earned == 1.0


def test_what_was_left_lying_is_handed_in_when_anybody_looks(the_class: Class) -> None:
    test = the_class.test(time_limit=30 * MINUTE)
    begun(the_class.database, test, the_class.learner)
    save(the_class, test, "0", 5 * MINUTE)
    closed = []
    for minutes in (30, 32, 33):
        with the_class.database.write() as db:
            found = assignments.assignment_as_teacher(db, test, the_class.teacher)
            closed.append(attempting.close_overdue(db, found, NOW + minutes * MINUTE))
    assert closed == [0, 1, 0]
    assert the_class.attempt(test).handed_in_at == NOW + 30 * MINUTE


def test_a_page_whose_time_is_up_is_believed_only_with_the_server(the_class: Class) -> None:
    test = the_class.test(time_limit=30 * MINUTE)
    begun(the_class.database, test, the_class.learner)
    states = []
    for minutes in (29, 30):
        with the_class.database.write() as db:
            at = NOW + minutes * MINUTE
            of = attempting.hand_in(db, the_class.learner, test, 1, at, is_time_up=True)
            states.append(of.state)
    assert states == ["open", "handed_in"]


def test_work_handed_in_after_it_was_due_is_late(the_class: Class) -> None:
    test = the_class.test(late=Late.ACCEPTED)
    number = taken(the_class.database, test, the_class.learner, {}, NOW + 8 * DAY)
    assert the_class.attempt(test, number).is_late


@pytest.mark.parametrize(("seconds", "is_late"), [(0, False), (60, False), (61, True)])
def test_handing_in_on_time_through_a_slow_network_is_not_late(
    the_class: Class, seconds: int, is_late: bool
) -> None:
    test = the_class.test(due_at=NOW + 10 * MINUTE)
    minutes = 10 + seconds / 60
    number = taken(the_class.database, test, the_class.learner, {}, minutes=minutes)
    assert the_class.attempt(test, number).is_late is is_late


def test_a_clock_that_is_ahead_keeps_no_later_answer_out(the_class: Class) -> None:
    test = the_class.test()
    begun(the_class.database, test, the_class.learner)
    tomorrow = attempting.milliseconds(NOW + DAY)
    assert save(the_class, test, "0", MINUTE, save=tomorrow) is Outcome.SAVED
    assert save(the_class, test, "1", 2 * MINUTE) is Outcome.SAVED
