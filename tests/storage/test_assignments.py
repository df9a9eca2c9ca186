"""Assignments as they are kept: whose they are, when they stand open, what everybody is granted."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from study.domain.assignments import (
    AT_ONCE,
    Allowance,
    Counts,
    Late,
    Mode,
    Phase,
    Rules,
    Seen,
    State,
)
from study.domain.errors import NotFound
from study.domain.selections import Selection
from study.storage import assigning, assignments
from study.storage.assignments import Terms
from study.storage.tables import ClassRow, EnrolmentRow
from tests.builders import DAY, NOW, a_bank, kept
from tests.classroom import a_person, an_assignment


@pytest.fixture
def people_(database, tmp_path):
    """A teacher, two learners, a stranger and their class."""
    kept(database, tmp_path, a_bank())
    teacher, ann, ben, other = (
        a_person(database, name, may_teach=name in {"T", "O"}) for name in ("T", "Ann", "Ben", "O")
    )
    with database.write() as db:
        made = {"name": "History", "created_by": teacher, "created_at": NOW}
        class_id = db.execute(insert(ClassRow).returning(ClassRow.id), made).scalar_one()
        for who, role, extra in (
            (teacher, "teacher", 1),
            (ben, "learner", 1.5),
            (ann, "learner", 1),
        ):
            row = {"class_id": class_id, "learner_id": who, "role": role, "state": "active"}
            db.execute(insert(EnrolmentRow), row | {"extra_time": extra, "joined_at": NOW})
    return {"class": class_id, "teacher": teacher, "ann": ann, "ben": ben, "other": other}


def test_terms_come_out_as_they_were_put_in(database, people_):
    rules = Rules(
        mode=Mode.MASTERY,
        open_at=NOW,
        due_at=NOW + DAY,
        close_at=NOW + 2 * DAY,
        late=Late.REDUCED,
        late_share=0.8,
        time_limit=timedelta(minutes=20),
        most_attempts=3,
        counts=Counts.LAST,
        pass_share=0.6,
        goal=0.7,
        review={**AT_ONCE, Phase.DURING: frozenset({Seen.MARKS})},
    )
    selection = Selection(
        banks=("aid",), tags=("é",), kinds=("short",), difficulties=(1, 2), draw={"é": 2}, most=4
    )
    terms = Terms(
        title="Ω", instructions="Read.", selection=selection, points={"aid/a": 2.5}, rules=rules
    )
    with database.write() as db:
        who, class_id = people_["teacher"], people_["class"]
        made, _ = assigning.add_assignment(db, who, class_id, terms, NOW, seed=3, token="t")
        found = assignments.assignment_as_teacher(db, made, who)
    assert found.terms == terms
    assert (found.class_name, found.seed, found.version) == ("History", 3, 1)


def test_the_same_token_makes_one_assignment(database, people_):
    with database.write() as db:
        who, class_id = people_["teacher"], people_["class"]
        terms = Terms(
            title="A", rules=Rules(mode=Mode.TEST, open_at=NOW, due_at=NOW, review=AT_ONCE)
        )
        add = [
            assigning.add_assignment(db, who, class_id, terms, NOW, seed=1, token="t")
            for _ in range(2)
        ]
    assert [is_new for _, is_new in add] == [True, False]
    assert add[0][0] == add[1][0]


def test_it_is_its_classs_only_and_a_draft_its_teachers_only(database, people_):
    draft = an_assignment(database, people_["class"], people_["teacher"], published=False)
    out = an_assignment(database, people_["class"], people_["teacher"])
    with database.read() as db:
        assert assignments.assignment_as_teacher(db, draft, people_["teacher"]).id == draft
        assert assignments.assignment_as_learner(db, out, people_["ann"]).id == out
        for read, which, who in (
            (assignments.assignment_as_teacher, out, "ann"),
            (assignments.assignment_as_teacher, out, "other"),
            (assignments.assignment_as_learner, out, "other"),
            (assignments.assignment_as_learner, out, "teacher"),
            (assignments.assignment_as_learner, draft, "ann"),
        ):
            with pytest.raises(NotFound, match="no such assignment"):
                read(db, which, people_[who])


def test_its_questions_stay_as_they_were_when_it_was_published(database, people_, tmp_path):
    made = an_assignment(database, people_["class"], people_["teacher"])
    with database.read() as db:
        asked = assignments.questions(db, made)
    assert [it.position for it in asked] == list(range(1, len(asked) + 1))
    assert {it.bank_slug for it in asked} == {"aid"}
    assert [it.question().id for it in asked] == [it.slug for it in asked]
    kept(database, tmp_path, a_bank(title="Other"), now=NOW + DAY)
    with database.read() as db:
        assert assignments.questions(db, made) == asked


def test_every_learner_is_granted_the_extra_time_of_the_class_and_their_extension(
    database, people_
):
    made = an_assignment(database, people_["class"], people_["teacher"])
    more = Allowance(due_at=NOW + 9 * DAY, more_attempts=1)
    with database.write() as db:
        assigning.set_extension(db, people_["teacher"], made, people_["ann"], more, NOW)
        assert list(assignments.allowances(db, made).items()) == [
            (people_["ann"], more),
            (people_["ben"], Allowance(extra_time=1.5)),
        ]
        assert assigning.drop_extension(db, made, people_["ann"])
        assert not assigning.drop_extension(db, made, people_["ann"])
        assert assignments.allowance(db, made, people_["ann"]) == Allowance()


def test_a_learner_sees_what_is_not_closed_for_them_the_first_due_first(database, people_):
    who, class_id = people_["teacher"], people_["class"]
    later = an_assignment(database, class_id, who, due_at=NOW + 2 * DAY)
    soon = an_assignment(database, class_id, who, due_at=NOW + DAY)
    an_assignment(database, class_id, who, published=False)
    an_assignment(database, class_id, who, due_at=NOW - DAY, late=Late.REFUSED)
    coming = an_assignment(database, class_id, who, open_at=NOW + DAY, due_at=NOW + 3 * DAY)
    with database.read() as db:
        found = assignments.open_to(db, people_["ann"], NOW)
        assert assignments.open_to(db, people_["other"], NOW) == ()
    assert [(it.assignment.id, it.state) for it in found] == [
        (soon, State.OPEN),
        (later, State.OPEN),
        (coming, State.ANNOUNCED),
    ]
    assert (found[0].attempts, found[0].is_begun) == (0, False)
