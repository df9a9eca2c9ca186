"""What a class answered, read whole; and who may read it."""

import json

import pytest

from study.actions.attempting import close_overdue
from study.actions.results import gather, over_time
from study.domain.answers import Chose, Joined, Revealed, Skipped, Typed, encode_given
from study.domain.errors import NotFound
from study.domain.results import Sign, Standing, Which, cells, summary
from study.storage import assignments, classes, results
from study.storage.assignments import assignment_as_teacher
from study.storage.database import Database
from tests.builders import DAY, NOW, a_bank, execute, kept, some_questions
from tests.classroom import a_class, a_person, an_assignment
from tests.taking import TakenTest, a_taken_test


@pytest.fixture
def taken(database: Database, tmp_path) -> TakenTest:
    kept(database, tmp_path, a_bank())
    return a_taken_test(database, learners=12, questions=8)


def test_everything_of_a_class_is_gathered(database: Database, taken: TakenTest) -> None:
    with database.read() as db:
        found = gather(db, taken.teacher, taken.assignment_id, NOW)
    rows = found.rows(Which.COUNTS)
    counted = summary(rows, 0.6)

    assert [row.name for row in rows] == sorted(row.name for row in rows)
    assert (counted.learners, counted.not_begun, counted.at_it, counted.ran_out) == (12, 2, 1, 1)
    assert (counted.handed_in, counted.late) == (8, 4)
    assert len(found.overdue()) == 1
    assert all(len(row.cells) == 8 for row in rows)


def test_the_marks_of_an_attempt_are_what_it_earned(database: Database, taken: TakenTest) -> None:
    with database.read() as db:
        found = results.tries(db, taken.assignment_id)
    done = [it for tries in found.values() for it in tries if not it.is_open]

    assert done
    for it in done:
        assert sum(cell.fraction or 0 for cell in cells((it,), it.asked)) == pytest.approx(
            it.earned
        )


def test_only_a_teacher_of_the_class_may_read_it(database: Database, taken: TakenTest) -> None:
    other = a_person(database, "Other", may_teach=True)
    admin = a_person(database, "Admin", is_admin=True)
    a_class(database, other, taken.learners[0])
    for who in (other, admin, taken.learners[0]):
        with database.read() as db, pytest.raises(NotFound):
            gather(db, who, taken.assignment_id, NOW)


def test_who_left_the_class_is_not_counted(database: Database, taken: TakenTest) -> None:
    gone = taken.learners[-1]
    execute(database, "UPDATE enrolment SET state = 'removed' WHERE learner_id = :who", who=gone)
    with database.read() as db:
        found = gather(db, taken.teacher, taken.assignment_id, NOW)

    assert gone not in [row.learner for row in found.rows(Which.ALL)]
    assert all(it.learner != gone for it in found.chosen(Which.ALL))


def test_extra_time_keeps_an_attempt_from_running_out(database: Database, taken: TakenTest) -> None:
    with database.read() as db:
        (late,) = gather(db, taken.teacher, taken.assignment_id, NOW).overdue()
    execute(
        database, "UPDATE enrolment SET extra_time = 0 WHERE learner_id = :who", who=late.learner
    )
    soon = late.started_at + DAY / 2
    with database.read() as db:
        found = gather(db, taken.teacher, taken.assignment_id, soon)
    row = next(row for row in found.rows(Which.COUNTS) if row.learner == late.learner)

    assert row.standing is Standing.AT_IT


def test_what_ran_out_of_time_is_marked_when_it_is_closed(
    database: Database, taken: TakenTest
) -> None:
    with database.write() as db:
        assignment = assignment_as_teacher(db, taken.assignment_id, taken.teacher)
        assert close_overdue(db, assignment, NOW) == 1
        assert close_overdue(db, assignment, NOW) == 0
    with database.read() as db:
        found = gather(db, taken.teacher, taken.assignment_id, NOW)
    signs = {cell.sign for row in found.rows(Which.COUNTS) for cell in row.cells}

    assert summary(found.rows(Which.COUNTS), 0.6).handed_in == 9
    assert Sign.WRONG in signs


@pytest.mark.parametrize(
    ("given", "is_blank"),
    [
        (None, True),
        (Skipped(), True),
        (Typed(("", " ")), True),
        (Joined((None, None)), True),
        (Typed(("", "x")), False),
        (Typed(("long " * 100,)), False),
        (Joined((None, 2)), False),
        (Chose((0,)), False),
        (Revealed(""), False),
    ],
)
def test_an_answer_that_says_nothing_is_blank(given, is_blank) -> None:
    said = "" if given is None else json.dumps(encode_given(given))

    assert results.is_blank(said[:200]) is is_blank


def test_what_is_said_is_read_by_question_and_of_handed_in_attempts_only(
    database: Database, taken: TakenTest
) -> None:
    with database.read() as db:
        said = results.said(db, taken.assignment_id)
        done = {
            (it.learner, it.number)
            for tries in results.tries(db, taken.assignment_id).values()
            for it in tries
            if not it.is_open
        }

    assert set(said) == set(range(1, 9))
    assert {(it.learner, it.number) for it in said[1]} == done


def test_every_place_that_a_question_rests_on_is_found(
    database: Database, taken: TakenTest
) -> None:
    with database.read() as db:
        found = results.resting(db, taken.assignment_id)
        cut = results.passages_of(db, {(it.document_id, it.document_version) for it in found})

    assert {it.position for it in found} == set(range(1, 9))
    assert all(
        it.passage in {p.number for p in cut[it.document_id, it.document_version]} for it in found
    )


def test_a_class_is_seen_over_time(database: Database, tmp_path) -> None:
    kept(database, tmp_path, a_bank(*some_questions(4)))
    first = a_taken_test(database, learners=10, questions=4, due_at=NOW - DAY)
    later = an_assignment(database, first.class_id, first.teacher, due_at=NOW + DAY)
    with database.read() as db:
        found = over_time(
            assignments.assignments_of(db, first.class_id),
            {it.learner_id for it in classes.members(db, first.class_id)},
            results.handed_in_of_class(db, first.class_id),
        )

    assert [it.assignment.id for it in found] == [first.assignment_id, later]
    assert [it.handed_in for it in found] == [6, 0]
    assert found[0].mean is not None
    assert found[1].mean_words == "n/a"


def test_an_assignment_of_nobody_and_of_nothing_is_gathered(database: Database) -> None:
    teacher = a_person(database, "Teacher", may_teach=True)
    draft = an_assignment(database, a_class(database, teacher), teacher, published=False)
    with database.read() as db:
        found = gather(db, teacher, draft, NOW)

    assert (found.rows(Which.COUNTS), found.questions, found.chosen(Which.ALL)) == ((), (), ())
