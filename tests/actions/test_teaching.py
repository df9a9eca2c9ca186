"""Teachers and their classes: opened once, handed out, put away, and always with a teacher."""

from datetime import datetime
from random import Random

import pytest

from study.actions import enrolling, teaching
from study.domain.class_codes import ALPHABET, LENGTH
from study.domain.errors import BadInput, Conflict, NotFound
from study.storage import audit, classes, notices
from study.storage.classes import ACTIVE, LEARNER, REMOVED, TEACHER, WAITING, Class
from study.storage.database import Database
from tests.builders import DAY, MINUTE, NOW
from tests.classroom import a_class, a_person


def founded(database: Database, who: int, name: str = "7b", now: datetime = NOW) -> int:
    with database.write() as db:
        return teaching.found(db, who, name, now, Random(now.isoformat()))


def the_class(database: Database, class_id: int, who: int) -> Class:
    with database.read() as db:
        return classes.class_as_teacher(db, class_id, who)


def code_of(database: Database, class_id: int, who: int) -> str:
    return the_class(database, class_id, who).code or ""


def joined(database: Database, who: int, code: str, now: datetime = NOW) -> str:
    with database.write() as db:
        return enrolling.join(db, who, code, now).state


def state_of(database: Database, class_id: int, learner: int) -> tuple[str, str]:
    with database.read() as db:
        member = classes.member(db, class_id, learner)
    return member.role, member.state


def lines(database: Database, class_id: int) -> list[str]:
    with database.read() as db:
        return [entry.words for entry in audit.entries(db, class_id)]


def told(database: Database, who: int) -> list[str]:
    with database.read() as db:
        return [notice.words for notice in notices.unseen(db, who)]


def test_a_class_is_opened_with_a_code_for_a_fortnight(database):
    tess = a_person(database, "Tess", may_teach=True)

    kept = the_class(database, founded(database, tess, "  History   7b "), tess)

    assert (kept.name, kept.role) == ("History 7b", TEACHER)
    assert kept.code is not None
    assert len(kept.code) == LENGTH
    assert set(kept.code) <= set(ALPHABET)
    assert kept.code_expires_at == NOW + 14 * DAY


def test_a_form_sent_twice_opens_one_class_and_a_day_later_another(database):
    tess = a_person(database, "Tess", may_teach=True)

    first = founded(database, tess)

    assert founded(database, tess, now=NOW + MINUTE / 60) == first
    assert founded(database, tess, "7c", NOW) != first
    assert founded(database, tess, now=NOW + DAY) != first


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "7\u202eb"])
def test_a_class_needs_a_name_that_can_be_read(database, name):
    tess = a_person(database, "Tess", may_teach=True)
    with pytest.raises(BadInput, match="Write the name of the class"):
        founded(database, tess, name)


def test_a_new_code_kills_the_old_one_and_a_form_sent_twice_makes_one(database):
    tess, ada = a_person(database, "Tess", may_teach=True), a_person(database, "Ada")
    class_id = founded(database, tess)
    old = code_of(database, class_id, tess)

    for seed in (1, 2):
        with database.write() as db:
            teaching.new_class_code(db, tess, class_id, old, NOW, Random(seed))

    assert code_of(database, class_id, tess) != old
    with pytest.raises(NotFound) as refusal:
        joined(database, ada, old)
    assert str(refusal.value) == enrolling.NO_CODE
    assert joined(database, ada, code_of(database, class_id, tess)) == ACTIVE
    assert len([it for it in lines(database, class_id) if it.startswith("Made the new code")]) == 1


def test_unknown_regenerated_and_switched_off_codes_are_refused_in_the_same_words(database):
    tess, ada = a_person(database, "Tess", may_teach=True), a_person(database, "Ada")
    class_id = founded(database, tess)
    off = code_of(database, class_id, tess)
    with database.write() as db:
        teaching.switch_code_off(db, tess, class_id, NOW)

    for code in (off, "ZZZZZZZ", ""):
        with pytest.raises(NotFound) as refusal:
            joined(database, ada, code)
        assert str(refusal.value) == enrolling.NO_CODE


@pytest.mark.parametrize(
    ("expires_at", "needs_approval"), [(NOW - MINUTE, False), (None, True), (NOW + DAY, True)]
)
def test_an_old_or_locked_code_leads_to_a_teacher(database, expires_at, needs_approval):
    tess, ada = a_person(database, "Tess", may_teach=True), a_person(database, "Ada")
    class_id = founded(database, tess)
    entrance = {"expires_at": expires_at, "needs_approval": needs_approval}
    with database.write() as db:
        teaching.set_entrance(db, tess, class_id, NOW, **entrance)

    assert joined(database, ada, code_of(database, class_id, tess)) == WAITING
    with database.write() as db:
        assert enrolling.waiting_in(db, class_id, tess) == {ada}
        enrolling.approve(db, tess, class_id, {ada}, NOW)
        enrolling.approve(db, tess, class_id, {ada}, NOW)
    assert state_of(database, class_id, ada) == (LEARNER, ACTIVE)
    assert told(database, ada) == ["You are in the class 7b."]


def test_joining_twice_is_one_enrolment_and_one_line(database):
    tess, ada = a_person(database, "Tess", may_teach=True), a_person(database, "Ada")
    class_id = founded(database, tess)
    code = code_of(database, class_id, tess)

    assert [joined(database, ada, code), joined(database, ada, code)] == [ACTIVE, ACTIVE]
    assert lines(database, class_id) == ["Ada joined by the code.", "Opened the class 7b."]


def test_a_teacher_who_follows_the_code_stays_a_teacher(database):
    tess = a_person(database, "Tess", may_teach=True)
    class_id = founded(database, tess)

    joined(database, tess, code_of(database, class_id, tess))

    assert state_of(database, class_id, tess) == (TEACHER, ACTIVE)


def test_who_was_removed_waits_and_finds_everything_as_it_was(database):
    tess, ada = a_person(database, "Tess", may_teach=True), a_person(database, "Ada")
    class_id = founded(database, tess)
    code = code_of(database, class_id, tess)
    joined(database, ada, code)
    with database.write() as db:
        teaching.accommodate(db, tess, class_id, ada, 1.5, NOW)
        enrolling.remove(db, tess, class_id, ada, NOW)
        enrolling.remove(db, tess, class_id, ada, NOW)

    assert joined(database, ada, code) == WAITING
    with database.write() as db:
        enrolling.approve(db, tess, class_id, {ada}, NOW)
        assert classes.member(db, class_id, ada).extra_time == 1.5
    assert told(database, ada).count("You are no longer in the class 7b.") == 1


def test_who_was_declined_is_told_and_can_be_brought_back(database):
    tess, ada = a_person(database, "Tess", may_teach=True), a_person(database, "Ada")
    class_id = founded(database, tess)
    with database.write() as db:
        teaching.set_entrance(db, tess, class_id, NOW, expires_at=None, needs_approval=True)
    joined(database, ada, code_of(database, class_id, tess))

    with database.write() as db:
        enrolling.decline(db, tess, class_id, {ada, tess}, NOW)
    assert state_of(database, class_id, ada) == (LEARNER, REMOVED)
    assert state_of(database, class_id, tess) == (TEACHER, ACTIVE)
    assert told(database, ada)[0].startswith("You were not let into the class 7b.")

    with database.write() as db:
        enrolling.bring_back(db, tess, class_id, ada, NOW)
    assert state_of(database, class_id, ada) == (LEARNER, ACTIVE)


def test_a_class_keeps_one_teacher(database):
    tess, tom = (a_person(database, name, may_teach=True) for name in ("Tess", "Tom"))
    class_id = founded(database, tess)
    with database.write() as db, pytest.raises(Conflict, match="A class needs a teacher"):
        enrolling.leave(db, tess, class_id, NOW)

    with database.write() as db:
        enrolling.add_teacher(db, tess, class_id, " TOM ", NOW)
        enrolling.add_teacher(db, tess, class_id, "tom", NOW)
        enrolling.remove(db, tom, class_id, tess, NOW)
    assert state_of(database, class_id, tess) == (TEACHER, REMOVED)
    assert told(database, tom) == ["You teach the class 7b now."]
    with database.write() as db, pytest.raises(Conflict, match="A class needs a teacher"):
        enrolling.remove(db, tom, class_id, tom, NOW)


def test_a_teacher_is_added_by_a_name_that_somebody_signs_in_by(database):
    tess = a_person(database, "Tess", may_teach=True)
    class_id = founded(database, tess)
    with database.write() as db, pytest.raises(BadInput, match="Nobody signs in by this name"):
        enrolling.add_teacher(db, tess, class_id, "tom", NOW)


def test_an_archived_class_can_be_read_and_not_changed_or_joined(database):
    tess, ada = a_person(database, "Tess", may_teach=True), a_person(database, "Ada")
    class_id = founded(database, tess)
    code = code_of(database, class_id, tess)
    with database.write() as db:
        teaching.archive(db, tess, class_id, NOW)
        teaching.archive(db, tess, class_id, NOW)

    with pytest.raises(NotFound, match="No class has this code"):
        joined(database, ada, code)
    with database.write() as db:
        with pytest.raises(Conflict, match="archived"):
            teaching.rename(db, tess, class_id, "8b", NOW)
        teaching.unarchive(db, tess, class_id, NOW)
        teaching.rename(db, tess, class_id, "8b", NOW)
    assert the_class(database, class_id, tess).name == "8b"
    assert lines(database, class_id)[:3] == [
        "Renamed the class from 7b to 8b.",
        "Took the class out of the archive.",
        "Archived the class.",
    ]


def test_extra_time_is_set_once_told_and_written_down(database):
    tess, ada = a_person(database, "Tess", may_teach=True), a_person(database, "Ada")
    class_id = a_class(database, tess, ada)
    for _ in range(2):
        with database.write() as db:
            teaching.accommodate(db, tess, class_id, ada, 1.5, NOW)

    assert told(database, ada) == ["In 7b: You have one and a half times the time."]
    assert lines(database, class_id) == ["Gave Ada one and a half times the time."]
    with database.write() as db, pytest.raises(BadInput):
        teaching.accommodate(db, tess, class_id, ada, 3.0, NOW)


CHANGES = (
    lambda db, who, class_id, _: teaching.rename(db, who, class_id, "x", NOW),
    lambda db, who, class_id, _: teaching.archive(db, who, class_id, NOW),
    lambda db, who, class_id, _: teaching.unarchive(db, who, class_id, NOW),
    lambda db, who, class_id, _: teaching.switch_code_off(db, who, class_id, NOW),
    lambda db, who, class_id, ada: teaching.accommodate(db, who, class_id, ada, 2.0, NOW),
    lambda db, who, class_id, ada: enrolling.remove(db, who, class_id, ada, NOW),
    lambda db, who, class_id, ada: enrolling.approve(db, who, class_id, {ada}, NOW),
    lambda db, who, class_id, ada: enrolling.decline(db, who, class_id, {ada}, NOW),
    lambda db, who, class_id, ada: enrolling.bring_back(db, who, class_id, ada, NOW),
    lambda db, who, class_id, _: enrolling.add_teacher(db, who, class_id, "tom", NOW),
)


def test_another_teacher_and_a_learner_can_change_nothing(database):
    tess, tom = (a_person(database, name, may_teach=True) for name in ("Tess", "Tom"))
    ada = a_person(database, "Ada")
    class_id = a_class(database, tess, ada)

    for who in (tom, ada):
        for change in CHANGES:
            with database.write() as db, pytest.raises(NotFound):
                change(db, who, class_id, ada)


def test_a_line_names_people_as_they_are_called_today_and_nobody_else(database):
    tess, ada, eve = (a_person(database, name) for name in ("Tess", "Ada", "Eve"))
    class_id = a_class(database, tess, ada)
    with database.write() as db:
        words = f"{audit.person(ada)} and {audit.person(eve)}."
        audit.record(db, who=tess, class_id=class_id, act="x", words=words, now=NOW)

    assert lines(database, class_id) == ["Ada and somebody."]
