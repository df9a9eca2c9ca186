"""Lists of learners become a class: shown first, done once, and nobody's account is taken over."""

from datetime import datetime

import pytest

from study.actions import enrolling, rosters, teaching
from study.actions.rosters import Does
from study.domain.errors import Conflict, NotFound
from study.domain.rosters import read_roster
from study.storage import accounts, audit, classes, notices
from study.storage.classes import ACTIVE, REMOVED
from study.storage.database import Database
from tests.builders import MINUTE, NOW
from tests.classroom import a_class, a_person

LIST = "name,login,extra time\nAda Lovelace,ada,1.5\nCharles Babbage,charles,\nNo Login,,\n"


def proposed(database: Database, who: int, class_id: int, text: str = LIST) -> list[Does]:
    with database.read() as db:
        rows = rosters.propose(db, who, class_id, read_roster(text).lines)
    return [row.does for row in rows]


def taken(
    database: Database, who: int, class_id: int, text: str = LIST, now: datetime = NOW
) -> dict[Does, int]:
    with database.write() as db:
        done = rosters.carry_out(db, who, class_id, read_roster(text).lines, now)
    return {does: count for does, count in done.items() if count}


def slips(database: Database, who: int, class_id: int, seed: str = "a") -> tuple[rosters.Slip, ...]:
    with database.write() as db:
        tokens = [f"{seed}{number}" for number in range(20)]
        return rosters.slips(db, who, class_id, tokens, NOW)


def test_a_list_makes_accounts_once_and_leaves_out_what_is_wrong(database):
    tess = a_person(database, "Tess", may_teach=True)
    class_id = a_class(database, tess)

    assert proposed(database, tess, class_id) == [Does.MAKES, Does.MAKES, Does.IS_WRONG]
    assert taken(database, tess, class_id) == {Does.MAKES: 2, Does.IS_WRONG: 1}
    assert taken(database, tess, class_id) == {Does.NOTHING: 2, Does.IS_WRONG: 1}
    with database.read() as db:
        members = classes.members(db, class_id)
        lines = [it.words for it in audit.entries(db, class_id) if it.act == "roster"]
    assert [(it.name, it.login, it.extra_time) for it in members] == [
        ("Ada Lovelace", "ada", 1.5),
        ("Charles Babbage", "charles", 1.0),
    ]
    assert lines == ["Took in a list of learners. New accounts: Ada Lovelace, Charles Babbage."]


def test_who_has_an_account_is_enrolled_and_told_and_stays_who_they_are(database):
    tess, ada = a_person(database, "Tess", may_teach=True), a_person(database, "Ada")
    class_id = a_class(database, tess)
    text = "name,login\nSomebody Else,ADA\n"

    assert proposed(database, tess, class_id, text) == [Does.ENROLS]
    taken(database, tess, class_id, text)

    with database.read() as db:
        assert [it.name for it in classes.members(db, class_id)] == ["Ada"]
        assert [it.words for it in notices.unseen(db, ada)] == ["You are in the class 7b."]


def test_a_list_lets_in_who_waits_brings_back_who_was_removed_and_changes_times(database):
    tess = a_person(database, "Tess", may_teach=True)
    ada, ben, eve = (a_person(database, name) for name in ("Ada", "Ben", "Eve"))
    class_id = a_class(database, tess, ada, ben, eve)
    with database.write() as db:
        classes.change_member(db, class_id, {ada}, state="waiting")
        enrolling.remove(db, tess, class_id, ben, NOW)
    text = "name,login,extra time\nA,ada,\nB,ben,\nE,eve,2\nT,tess,2\n"

    assert proposed(database, tess, class_id, text) == [
        Does.LETS_IN,
        Does.BRINGS_BACK,
        Does.CHANGES,
        Does.NOTHING,
    ]
    taken(database, tess, class_id, text)

    with database.read() as db:
        assert [(it.name, it.extra_time) for it in classes.members(db, class_id)] == [
            ("Ada", 1.0),
            ("Ben", 1.0),
            ("Eve", 2.0),
        ]


def test_an_empty_time_leaves_the_time_that_somebody_has(database):
    tess, ada = a_person(database, "Tess", may_teach=True), a_person(database, "Ada")
    class_id = a_class(database, tess, ada)
    with database.write() as db:
        teaching.accommodate(db, tess, class_id, ada, 2.0, NOW)

    assert proposed(database, tess, class_id, "name,login,extra time\nAda,ada,\n") == [Does.NOTHING]


def test_a_slip_is_made_for_each_who_has_no_password_yet(database):
    tess = a_person(database, "Tess", may_teach=True)
    class_id = a_class(database, tess)
    taken(database, tess, class_id)
    eve = "name,login\nEve,eve\n"
    a_person(database, "Eve")
    taken(database, tess, class_id, eve, NOW + MINUTE)

    made = slips(database, tess, class_id)

    assert [(it.name, it.login, it.path) for it in made] == [
        ("Ada Lovelace", "ada", "/invitation/a0"),
        ("Charles Babbage", "charles", "/invitation/a1"),
    ]


def test_nobody_gets_a_link_for_an_account_that_was_made_elsewhere(database):
    tess, tom = (a_person(database, name, may_teach=True) for name in ("Tess", "Tom"))
    first = a_class(database, tess)
    taken(database, tess, first)
    second = a_class(database, tom, name="Tom's")
    taken(database, tom, second, now=NOW + MINUTE)
    with database.read() as db:
        ada = classes.members(db, second)[0].learner_id

    assert slips(database, tom, second) == ()
    with database.write() as db, pytest.raises(Conflict, match="not made in a class of yours"):
        rosters.password_link(db, tom, second, ada, "token", NOW)
    with database.write() as db:
        assert rosters.password_link(db, tess, first, ada, "token", NOW) == "/invitation/token"


def test_nobody_gets_a_link_for_a_teachers_account(database):
    tess, tom = (a_person(database, name, may_teach=True) for name in ("Tess", "Tom"))
    class_id = a_class(database, tess)
    taken(database, tess, class_id, "name,login\nT,tom\n")

    with database.write() as db, pytest.raises(Conflict):
        rosters.password_link(db, tess, class_id, tom, "token", NOW)


def test_whoever_got_rights_meanwhile_keeps_no_slip_from_the_others(database):
    tess = a_person(database, "Tess", may_teach=True)
    class_id, other = a_class(database, tess), a_class(database, tess, name="8a")
    taken(database, tess, class_id)
    with database.write() as db:
        ada, charles = (it.learner_id for it in classes.members(db, class_id))
        enrolling.add_teacher(db, tess, other, "ada", NOW)
        accounts.set_rights(db, charles, is_admin=False, may_teach=True)
    taken(database, tess, class_id, "name,login\nEve,eve\n")

    assert [it.name for it in slips(database, tess, class_id)] == ["Eve"]
    with database.write() as db, pytest.raises(Conflict, match="rights of its own"):
        rosters.password_link(db, tess, class_id, ada, "token", NOW)


def test_a_link_is_for_learners_of_the_class_by_its_teacher(database):
    tess, tom = (a_person(database, name, may_teach=True) for name in ("Tess", "Tom"))
    class_id = a_class(database, tess)
    taken(database, tess, class_id)
    with database.write() as db:
        ada = classes.members(db, class_id)[0].learner_id
        with pytest.raises(NotFound):
            rosters.password_link(db, tom, class_id, ada, "token", NOW)
        with pytest.raises(NotFound):
            rosters.slips(db, tom, class_id, ["token"], NOW)
        enrolling.remove(db, tess, class_id, ada, NOW)
        with pytest.raises(Conflict):
            rosters.password_link(db, tess, class_id, ada, "token", NOW)
        assert classes.member(db, class_id, ada).state == REMOVED


def test_an_archived_class_takes_no_list(database):
    tess = a_person(database, "Tess", may_teach=True)
    class_id = a_class(database, tess)
    with database.write() as db:
        teaching.archive(db, tess, class_id, NOW)
    with pytest.raises(Conflict, match="archived"):
        taken(database, tess, class_id)
    with pytest.raises(Conflict, match="archived"):
        slips(database, tess, class_id)


def test_a_new_account_has_the_e_mail_and_the_teachers_zone(database):
    tess = a_person(database, "Tess", may_teach=True)
    class_id = a_class(database, tess)
    taken(database, tess, class_id, "name,login,email\nAda,ada,ada@x.test\n")

    with database.read() as db:
        account = accounts.account_by_login(db, "ada")
        assert account is not None
        assert classes.member(db, class_id, account.learner_id).state == ACTIVE
    assert (account.email, account.time_zone) == ("ada@x.test", "UTC")
