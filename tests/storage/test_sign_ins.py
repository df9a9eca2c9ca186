"""Browsers that are signed in, asked of either database."""

from study.storage import sign_ins
from study.storage.database import Database
from tests.builders import DAY, MINUTE, NOW, execute
from tests.classroom import a_person


def begun(database: Database, who: int, token: str) -> None:
    with database.write() as db:
        sign_ins.begin(db, who, token, f"Browser {token}", NOW)


def known(database: Database, token: str, now=NOW) -> int | None:
    with database.read() as db:
        found = sign_ins.look_up(db, token, now)
    return found.learner_id if found else None


def test_a_browser_is_known_by_its_word_for_thirty_days(database):
    who = a_person(database, "Ada")
    begun(database, who, "word")
    assert known(database, "word", NOW + 30 * DAY - MINUTE) == who
    assert known(database, "word", NOW + 30 * DAY) is None
    assert known(database, "another") is None


def test_being_seen_makes_it_thirty_days_again(database):
    who = a_person(database, "Ada")
    begun(database, who, "word")
    with database.write() as db:
        sign_ins.seen(db, "word", NOW + 20 * DAY)
    assert known(database, "word", NOW + 49 * DAY) == who


def test_browsers_are_listed_and_ended_by_their_owner_alone(database):
    ada, bob = a_person(database, "Ada"), a_person(database, "Bob")
    for who, token in ((ada, "one"), (ada, "two"), (bob, "three")):
        begun(database, who, token)
    with database.write() as db:
        sign_ins.seen(db, "two", NOW + MINUTE)
        listed = sign_ins.browsers(db, ada, NOW)
        assert [it.device for it in listed] == ["Browser two", "Browser one"]
        sign_ins.end(db, bob, listed[0].id)
        sign_ins.end(db, ada, listed[1].id)
    assert [known(database, it) for it in ("one", "two", "three")] == [None, ada, bob]
    with database.write() as db:
        sign_ins.end_all(db, ada)
    assert known(database, "two") is None


def test_who_is_disabled_or_expired_is_nobody_and_what_is_expired_goes(database):
    who = a_person(database, "Ada")
    begun(database, who, "word")
    execute(database, "UPDATE account SET disabled_at = 1")
    assert known(database, "word") is None
    with database.write() as db:
        sign_ins.forget_expired(db, NOW + 30 * DAY)
        assert sign_ins.browsers(db, who, NOW) == ()
