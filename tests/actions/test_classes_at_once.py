"""Thirty people in the same second: nobody is enrolled twice, no class loses its last teacher."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

from study.actions import enrolling, teaching
from study.domain.errors import Conflict
from study.storage import audit, classes
from study.storage.database import Database
from tests.builders import NOW
from tests.classroom import a_class, a_person


def at_once(work: Sequence[Callable[[], object]]) -> list[object]:
    with ThreadPoolExecutor(8) as threads:
        return [it.result() for it in [threads.submit(each) for each in work]]


def test_a_class_that_is_opened_eight_times_at_once_is_one(database):
    tess = a_person(database, "Tess", may_teach=True)

    def found(seed: int) -> int:
        with database.write() as db:
            return teaching.found(db, tess, "7b", NOW, Random(seed))

    assert len(set(at_once([lambda n=n: found(n) for n in range(8)]))) == 1


def test_thirty_who_join_twice_each_at_once_are_thirty(database):
    tess = a_person(database, "Tess", may_teach=True)
    learners = [a_person(database, f"Learner {number:02}") for number in range(30)]
    class_id = a_class(database, tess)
    code = code_of(database, class_id, tess)

    def join(who: int) -> str:
        with database.write() as db:
            return enrolling.join(db, who, code, NOW).state

    assert set(at_once([lambda who=who: join(who) for who in learners * 2])) == {"active"}
    with database.read() as db:
        assert len(classes.members(db, class_id)) == 30
        assert len([it for it in audit.entries(db, class_id) if it.act == "join"]) == 30


def code_of(database: Database, class_id: int, who: int) -> str:
    with database.read() as db:
        return classes.class_as_teacher(db, class_id, who).code or ""


def test_two_teachers_who_leave_at_once_leave_one(database):
    tess, tom = (a_person(database, name, may_teach=True) for name in ("Tess", "Tom"))
    class_id = a_class(database, tess)
    with database.write() as db:
        enrolling.add_teacher(db, tess, class_id, "tom", NOW)

    def leave(who: int) -> str:
        try:
            with database.write() as db:
                enrolling.leave(db, who, class_id, NOW)
        except Conflict:
            return "stayed"
        return "left"

    assert sorted(map(str, at_once([lambda who=who: leave(who) for who in (tess, tom)]))) == [
        "left",
        "stayed",
    ]
    with database.read() as db:
        assert len(classes.teachers(db, class_id)) == 1


def test_a_new_code_that_is_asked_for_twice_at_once_is_made_once(database):
    tess = a_person(database, "Tess", may_teach=True)
    class_id = a_class(database, tess)
    old = code_of(database, class_id, tess)

    def make(seed: int) -> None:
        with database.write() as db:
            teaching.new_class_code(db, tess, class_id, old, NOW, Random(seed))

    at_once([lambda n=n: make(n) for n in range(6)])

    with database.read() as db:
        assert len([it for it in audit.entries(db, class_id) if it.act == "code"]) == 1
