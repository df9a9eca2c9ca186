"""Classes, lines of audit, and notices: kept, found by the right people, and nobody else."""

from datetime import datetime

import pytest
from sqlalchemy import insert

from study.domain.errors import NotFound
from study.storage import audit, classes, notices
from study.storage.classes import ACTIVE, LEARNER, REMOVED, TEACHER, WAITING
from study.storage.database import Database
from study.storage.tables import AccountRow, LearnerRow
from tests.builders import DAY, MINUTE, NOW

CODE = "ABC2345"


def people(database: Database, *names: str) -> list[int]:
    """Somebody for each name, with an account."""
    with database.write() as db:
        return [_somebody(db, number, name, NOW) for number, name in enumerate(names, start=11)]


def _somebody(db, number: int, name: str, now: datetime) -> int:
    db.execute(insert(LearnerRow).values(id=number, name=name, time_zone="UTC", created_at=now))
    account = {"learner_id": number, "login": name.casefold(), "password": "-"}
    db.execute(insert(AccountRow).values(**account, created_at=now, password_at=now))
    return number


def opened(database: Database, who: int, *learners: int, **options: str) -> int:
    """A class of somebody's with these learners."""
    with database.write() as db:
        class_id = classes.add_class(
            db, options.get("name", "7b"), options.get("code", CODE), who, NOW
        )
        classes.enrol(db, class_id, learners, role=LEARNER, state=ACTIVE, now=NOW)
    return class_id


def test_a_class_is_found_by_those_who_teach_it_and_by_those_who_are_in_it(database):
    teacher, learner, stranger = people(database, "Tess", "Ada", "Eve")
    class_id = opened(database, teacher, learner)

    with database.read() as db:
        found = classes.class_as_teacher(db, class_id, teacher)
        assert (found.name, found.code, found.role, found.created_at) == ("7b", CODE, TEACHER, NOW)
        assert classes.class_as_member(db, class_id, learner).role == LEARNER
        for who in (learner, stranger):
            with pytest.raises(NotFound):
                classes.class_as_teacher(db, class_id, who)
        with pytest.raises(NotFound):
            classes.class_as_member(db, class_id, stranger)


@pytest.mark.parametrize("state", [WAITING, REMOVED])
def test_who_waits_or_was_removed_does_not_find_the_class(database, state):
    teacher, learner = people(database, "Tess", "Ada")
    class_id = opened(database, teacher, learner)
    with database.write() as db:
        classes.change_member(db, class_id, {learner}, state=state)

    with database.read() as db:
        with pytest.raises(NotFound):
            classes.class_as_member(db, class_id, learner)
        assert classes.members(db, class_id) == ()
        assert classes.member(db, class_id, learner).state == state


def test_members_are_the_active_learners_by_name(database):
    teacher, zoe, ada, ben = people(database, "Tess", "zoë", "Ada", "Ben")
    class_id = opened(database, teacher, zoe, ada)
    with database.write() as db:
        classes.enrol(db, class_id, {ben}, role=LEARNER, state=WAITING, now=NOW)

    with database.read() as db:
        assert [it.name for it in classes.members(db, class_id)] == ["Ada", "zoë"]
        assert [it.name for it in classes.teachers(db, class_id)] == ["Tess"]
        assert [it.name for it in classes.everybody(db, class_id)] == ["Ada", "Ben", "Tess", "zoë"]


def test_enrolling_somebody_again_changes_nothing(database):
    teacher, learner = people(database, "Tess", "Ada")
    class_id = opened(database, teacher, learner)
    with database.write() as db:
        classes.change_member(db, class_id, {learner}, extra_time=1.5)
        classes.enrol(db, class_id, {teacher, learner}, role=LEARNER, state=WAITING, now=NOW + DAY)

    with database.read() as db:
        assert classes.member(db, class_id, teacher).role == TEACHER
        ada = classes.member(db, class_id, learner)
    assert (ada.state, ada.extra_time, ada.joined_at) == (ACTIVE, 1.5, NOW)


def test_a_list_of_classes_says_what_somebody_is_in_each_and_how_many_learn_there(database):
    tess, ada, ben = people(database, "Tess", "Ada", "Ben")
    opened(database, tess, ada, ben, name="Zoology", code="CCC2345")
    second = opened(database, ada, ben, name="Art", code="DDD2345")
    with database.write() as db:
        classes.change_member(db, second, {ben}, state=WAITING)

    with database.read() as db:
        mine = classes.my_classes(db, ada)
        bens = classes.my_classes(db, ben)
        assert classes.my_classes(db, tess)[0].learners == 2
    assert [(it.name, it.role, it.learners, it.waiting) for it in mine] == [
        ("Art", TEACHER, 0, 1),
        ("Zoology", LEARNER, 2, 0),
    ]
    assert [it.state for it in bens] == [WAITING, ACTIVE]


def test_a_code_finds_its_class_until_it_is_another(database):
    (teacher,) = people(database, "Tess")
    class_id = opened(database, teacher)
    with database.write() as db:
        assert classes.class_of_code(db, CODE).id == class_id
        classes.change_class(db, class_id, code="ZZZ2345")
        assert classes.class_of_code(db, CODE) is None
        assert classes.class_of_code(db, "ZZZ2345").id == class_id


def test_a_code_lets_people_in_until_it_expires_is_locked_or_the_class_is_archived(database):
    (teacher,) = people(database, "Tess")
    class_id = opened(database, teacher)

    def is_open(**changes: object) -> bool:
        with database.write() as db:
            usual = {"code_expires_at": None, "needs_approval": False, "archived_at": None}
            classes.change_class(db, class_id, **(usual | changes))
            return classes.class_as_teacher(db, class_id, teacher).is_open(NOW)

    assert is_open()
    assert is_open(code_expires_at=NOW + MINUTE)
    assert not is_open(code_expires_at=NOW)
    assert not is_open(needs_approval=True)
    assert not is_open(archived_at=NOW)


def test_the_audit_gives_the_latest_first_with_who_it_was(database):
    (teacher,) = people(database, "Tess")
    class_id = opened(database, teacher)
    other = opened(database, teacher, code="DDD2345")
    with database.write() as db:
        for who, act, at in ((teacher, "one", NOW), (None, "two", NOW + MINUTE)):
            audit.record(db, who=who, class_id=class_id, act=act, words=f"{act}.", now=at)
        audit.record(db, who=teacher, class_id=other, act="three", words="", now=NOW)

    with database.read() as db:
        entries = audit.entries(db, class_id)
        assert audit.entries(db, class_id, 1) == entries[:1]
    assert [(it.who, it.act, it.words) for it in entries] == [
        ("", "two", "two."),
        ("Tess", "one", "one."),
    ]


def test_a_notice_stands_until_it_was_seen_by_the_one_it_is_for(database):
    ada, ben = people(database, "Ada", "Ben")
    with database.write() as db:
        notices.tell(db, {ada, ben}, "A key was corrected.", "/assignments/1", NOW)
        notices.tell(db, (), "Nobody hears this.", "", NOW)
        (mine,) = notices.unseen(db, ada)
        notices.seen(db, ben, mine.id, NOW)
        assert notices.unseen(db, ada) == (mine,)
        notices.seen(db, ada, mine.id, NOW)
        notices.seen(db, ada, mine.id, NOW + DAY)

    with database.read() as db:
        assert notices.unseen(db, ada) == ()
        assert [it.words for it in notices.unseen(db, ben)] == ["A key was corrected."]
    assert (mine.words, mine.path, mine.created_at) == (
        "A key was corrected.",
        "/assignments/1",
        NOW,
    )
