"""Grades of a class as they count, and its questions as they are printed."""

from datetime import timedelta

import pytest

from study.actions import gradebook, sheets
from study.domain.assignments import Counts, Late, Mode
from study.domain.errors import NotFound
from study.domain.gradebooks import Column, Gradebook
from study.domain.selections import Selection
from study.storage.database import Database
from tests.attempting import begun
from tests.builders import DAY, NOW, a_bank, kept, some_questions
from tests.classroom import a_class, a_person, an_assignment, taken
from tests.domain.builders import a_numeric, a_short, a_single

RIGHT, WRONG = True, False


@pytest.fixture
def school(database: Database, tmp_path) -> tuple[Database, int, list[int], int]:
    """A database, a teacher, two learners and their class."""
    kept(
        database,
        tmp_path,
        a_bank(a_single(), a_short(), a_numeric(), *some_questions(4, tags=("x",))),
    )
    teacher = a_person(database, "Tess", may_teach=True)
    learners = [a_person(database, "Ada"), a_person(database, "Ben")]
    return database, teacher, learners, a_class(database, teacher, *learners)


THREE = ("aid/capital", "aid/city", "aid/count")


def column(database: Database, teacher: int, assignment: int) -> Column:
    with database.read() as db:
        return gradebook.of_assignment(db, teacher, assignment)[1].columns[0]


def book(database: Database, teacher: int, class_id: int) -> Gradebook:
    with database.read() as db:
        return gradebook.of_class(db, teacher, class_id)


def test_who_has_not_handed_in_has_no_grade_and_who_knew_nothing_has_none_of_it(school) -> None:
    database, teacher, (ada, ben), class_id = school
    assignment = an_assignment(database, class_id, teacher, *THREE)
    begun(database, assignment, ada)
    grades = column(database, teacher, assignment).grades
    assert [(it.share, it.points, it.state) for it in grades.values()] == [
        (None, None, "at it"),
        (None, None, "not begun"),
    ]
    taken(database, assignment, ben, [WRONG, WRONG])
    grade = column(database, teacher, assignment).grades[ben]
    assert (grade.share, grade.points, grade.state) == (0, 0, "handed in")
    assert grade.handed_in_at == NOW + timedelta(minutes=10)


def test_the_attempt_that_counts_is_the_grade(school) -> None:
    database, teacher, (ada, _), class_id = school
    assignment = an_assignment(database, class_id, teacher, *THREE, counts=Counts.AVERAGE)
    taken(database, assignment, ada, [RIGHT, WRONG, WRONG])
    taken(database, assignment, ada, [RIGHT, RIGHT, RIGHT], NOW + DAY)
    found = column(database, teacher, assignment)
    assert (found.grades[ada].share, found.grades[ada].points) == (pytest.approx(2 / 3), 2)
    assert found.possible == 3


def test_what_is_late_counts_for_less(school) -> None:
    database, teacher, (ada, _), class_id = school
    assignment = an_assignment(
        database, class_id, teacher, *THREE, late=Late.REDUCED, late_share=0.5
    )
    taken(database, assignment, ada, [RIGHT, RIGHT, RIGHT], NOW + 8 * DAY)
    grade = column(database, teacher, assignment).grades[ada]
    assert (grade.share, grade.points, grade.is_late) == (0.5, 1.5, True)


def test_points_are_those_of_what_each_is_given(school) -> None:
    database, teacher, (ada, _), class_id = school
    drawn = Selection(banks=("aid",), tags=("x",), draw={"x": 2})
    assignment = an_assignment(database, class_id, teacher, selection=drawn)
    taken(database, assignment, ada, [RIGHT] * 4)
    found = column(database, teacher, assignment)
    assert (found.possible, found.grades[ada].points) == (2, 2)


def test_a_class_has_its_assignments_in_the_order_they_are_due(school) -> None:
    database, teacher, _, class_id = school
    later = an_assignment(database, class_id, teacher, *THREE, due_at=NOW + 9 * DAY)
    sooner = an_assignment(database, class_id, teacher, *THREE)
    an_assignment(database, class_id, teacher, *THREE, mode=Mode.PRACTICE)
    an_assignment(database, class_id, teacher, *THREE, published=False)
    found = book(database, teacher, class_id)
    assert [it.id for it in found.columns] == [sooner, later]
    assert (found.section, [it.name for it in found.pupils]) == ("7b", ["Ada", "Ben"])


def test_nobody_else_gets_it(school) -> None:
    database, _, (ada, _), class_id = school
    for who in (ada, a_person(database, "Otto", may_teach=True)):
        with pytest.raises(NotFound):
            book(database, who, class_id)


def test_an_empty_class_has_an_empty_book(database: Database) -> None:
    teacher = a_person(database, "Tess", may_teach=True)
    found = book(database, teacher, a_class(database, teacher))
    assert (found.pupils, found.columns) == ((), ())


def test_a_learner_is_printed_what_is_drawn_for_them(school) -> None:
    database, teacher, (ada, _), class_id = school
    drawn = Selection(banks=("aid",), draw={"x": 2})
    assignment = an_assignment(database, class_id, teacher, selection=drawn)
    with database.read() as db:
        anybody = sheets.sheets(db, teacher, assignment, "", NOW, key=True)
        each = sheets.sheets(db, teacher, assignment, "all", NOW, key=False)
        hers = sheets.sheets(db, teacher, assignment, str(ada), NOW, key=True)
    assert [len(it.questions) for it in anybody.sheets] == [7]
    assert [(it.learner, len(it.questions)) for it in each.sheets] == [("Ada", 5), ("Ben", 5)]
    assert [it.paper for it in hers.sheets[0].questions] == [
        it.paper for it in each.sheets[0].questions
    ]
    assert all(it.key and it.sources for it in hers.sheets[0].questions)
    assert not any(it.key or it.sources for it in each.sheets[0].questions)


def test_a_draft_can_be_printed(school) -> None:
    database, teacher, _, class_id = school
    assignment = an_assignment(database, class_id, teacher, *THREE, published=False)
    with database.read() as db:
        found = sheets.sheets(db, teacher, assignment, "", NOW, key=True)
    assert [len(it.questions) for it in found.sheets] == [3]
