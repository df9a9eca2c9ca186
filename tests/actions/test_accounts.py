"""Accounts: made once, changed by those who may, erased without a trace of the person."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from study.actions import accounts, erasing, own_data
from study.actions.accounts import LoginTaken
from study.actions.passwords import NOBODYS, NONE_YET, hashed, matches, weakness
from study.domain.errors import BadInput, Conflict, NotFound
from study.storage import accounts as kept_accounts
from study.storage import audit, people, sign_ins
from study.storage.database import Database
from study.storage.people import LOCAL_LEARNER
from study.storage.private_data import LEFT
from tests.builders import DAY, NOW, WHO, a_bank, count, execute, kept, rows, some_questions
from tests.classroom import a_class, a_person, an_assignment, taken

HASH = NONE_YET


def registered(database: Database, name: str = "Ada", login: str = "ada", **rights: bool) -> int:
    with database.write() as db:
        return accounts.register(db, name, login, HASH, NOW, **rights)


def invited(database: Database, kind: str, token: str = "token") -> None:
    with database.write() as db:
        if kind == "first":
            accounts.first_link(db, token, NOW)
        else:
            accounts.teacher_link(db, None, token, NOW)


def accepted(database: Database, token: str = "token", login: str = "ada", **options: bool) -> int:
    with database.write() as db:
        return accounts.accept(db, token, "Ada", login, HASH, NOW, time_zone="UTC", **options)


# Names and passwords.


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "at least 8"),
        ("x" * 201, "at most 200"),
        ("Ada Byron", "must not be the name"),
        ("ＡＤＡ ＢＹＲＯＮ", "must not be the name"),
        ("aaaaaaaaa", "over and over"),
        ("correct horse", ""),
        ("пароль из слов", ""),
    ],
)
def test_a_password_is_long_enough_and_not_the_name(password, words):
    found = weakness(password, "ada byron")
    assert words in found
    assert bool(words) == bool(found)


def test_a_password_is_known_again_exactly_as_it_was_typed():
    kept_hash = hashed("Größe  ünd Maß")
    assert matches("Größe  ünd Maß", kept_hash)
    assert not matches("Größe ünd Maß", kept_hash)


def test_nobody_has_the_password_of_nobody():
    assert not matches("password", None)
    assert not matches("none", NONE_YET)
    # As long as the hashes of everybody else take.
    assert NOBODYS.split("$")[:4] == hashed("a password").split("$")[:4]


def test_a_sign_in_name_is_the_same_in_every_case_and_width(database):
    registered(database, login="Ada.Byron")
    for again in ("ada.byron", " ADA.BYRON ", "ａｄａ.byron"):
        with pytest.raises(LoginTaken, match="already"):
            registered(database, "Other", again)
    assert count(database, "account") == 1


@pytest.mark.parametrize("login", ["", "a", "a b", "a\tb", "x" * 61, "<b>", "a\u202eb"])
def test_what_cannot_be_a_sign_in_name_is_refused(database, login):
    with pytest.raises(BadInput, match="A sign-in name has"):
        registered(database, login=login)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\u202eb", "a\0b"])
def test_what_cannot_be_a_name_is_refused(database, name):
    with pytest.raises(BadInput, match="Write a name"):
        registered(database, name=name)


def test_the_local_learner_s_number_is_never_given_to_somebody_else(database):
    assert registered(database) != LOCAL_LEARNER
    with database.write() as db:
        people.ensure_local_learner(db, "UTC", NOW)
    assert registered(database, "Bob", "bob") != LOCAL_LEARNER


def test_two_who_take_a_name_at_once_get_it_once(database):
    def attempt(_number: int) -> bool:
        try:
            registered(database)
        except LoginTaken:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(attempt, range(4)))
    assert sorted(won) == [False, False, False, True]
    assert count(database, "learner") == 1


# Links.


def test_the_first_account_may_do_everything_and_is_the_only_first(database):
    invited(database, "first")
    who = accepted(database)
    with database.read() as db:
        found = kept_accounts.account(db, who)
    assert (found.is_admin, found.may_teach) == (True, True)
    with pytest.raises(Conflict, match="There are accounts already"):
        invited(database, "first")


def test_the_first_account_can_take_over_what_was_studied(database, tmp_path):
    kept(database, tmp_path, a_bank())
    invited(database, "first")
    assert accepted(database, takes_over=True) == WHO
    assert rows(database, "SELECT name FROM learner") == [("Ada",)]


def test_the_first_account_can_begin_empty(database, tmp_path):
    kept(database, tmp_path, a_bank())
    invited(database, "first")
    who = accepted(database)
    assert rows(database, "SELECT count(*) FROM card WHERE learner_id = :who", who=who) == [(0,)]


def test_a_teacher_takes_nothing_over(database, tmp_path):
    kept(database, tmp_path, a_bank())
    invited(database, "teacher")
    assert accepted(database, takes_over=True) != WHO


def test_a_link_works_once_and_not_for_ever(database):
    invited(database, "teacher")
    accepted(database)
    with pytest.raises(NotFound, match="does not work"):
        accepted(database, login="bob")
    invited(database, "teacher", "other")
    with database.read() as db:
        assert accounts.find_invitation(db, "other", NOW + 13 * DAY)
        assert accounts.find_invitation(db, "other", NOW + 14 * DAY) is None


def test_a_link_whose_form_was_wrong_still_works(database):
    registered(database)
    invited(database, "teacher")
    with pytest.raises(LoginTaken):
        accepted(database)
    assert accepted(database, login="bob")


def test_a_new_password_signs_out_wherever_the_old_one_was_used(database):
    who = registered(database)
    with database.write() as db:
        sign_ins.begin(db, who, "cookie", "A browser", NOW)
        accounts.reset_link(db, None, who, "token", NOW)
    with database.write() as db:
        assert accounts.choose_password(db, "token", HASH, NOW) == who
        assert sign_ins.look_up(db, "cookie", NOW) is None
    with pytest.raises(NotFound), database.write() as db:
        accounts.choose_password(db, "token", HASH, NOW)


def test_only_the_newest_link_for_a_password_works(database):
    who = registered(database)
    with database.write() as db:
        for token in ("one", "two"):
            accounts.reset_link(db, None, who, token, NOW)
        assert accounts.find_invitation(db, "one", NOW) is None
        assert accounts.find_invitation(db, "two", NOW)


def test_a_teacher_gets_no_link_for_somebody_with_rights(database):
    teacher = a_person(database, "Tess", may_teach=True)
    others = (
        a_person(database, "Uma", may_teach=True),
        a_person(database, "Adam", is_admin=True),
        a_person(database, "Cora"),
    )
    a_class(database, others[2])
    with database.write() as db:
        for person in others:
            with pytest.raises(Conflict, match="only an admin"):
                accounts.reset_link(db, teacher, person, "token", NOW)
        accounts.reset_link(db, teacher, a_learner(db), "token", NOW)


def a_learner(db) -> int:
    return accounts.register(db, "Lena", "lena", HASH, NOW)


# Rights.


def test_somebody_always_looks_after_the_accounts(database):
    only = a_person(database, "Adam", is_admin=True)
    shut = a_person(database, "Eve", is_admin=True)
    with database.write() as db:
        accounts.disable(db, only, shut, NOW)
        for act in (
            lambda: accounts.disable(db, only, only, NOW),
            lambda: accounts.set_rights(db, only, only, NOW, is_admin=False, may_teach=True),
            lambda: erasing.erase(db, only, only, NOW),
        ):
            with pytest.raises(Conflict, match="Nobody else"):
                act()


def test_who_is_disabled_is_signed_out(database):
    who = registered(database)
    with database.write() as db:
        sign_ins.begin(db, who, "cookie", "A browser", NOW)
        accounts.disable(db, None, who, NOW)
        assert sign_ins.look_up(db, "cookie", NOW) is None


# One's own data.


def test_ones_own_data_hold_what_was_said_and_no_secret_and_no_mark_of_a_test(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(2)))
    teacher, learner = a_person(database, "Tess", may_teach=True), a_person(database, "Lena")
    test = an_assignment(database, a_class(database, teacher, learner), teacher)
    taken(database, test, learner, [True, False])
    execute(database, "UPDATE account SET password = 'a-hash'")
    with database.write() as db:
        sign_ins.begin(db, learner, "cookie", "Firefox on Linux", NOW)
        data = own_data.archive(db, learner, NOW)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        files = {name: packed.read(name).decode() for name in packed.namelist()}
    assert json.loads(files["account.json"])["account"][0]["login"] == "lena"
    assert [it["question"] for it in json.loads(files["attempt_answers.json"])] == [
        "q-000",
        "q-001",
    ]
    whole = "".join(files.values())
    assert "Firefox on Linux" in whole
    for secret in ("a-hash", sign_ins.fingerprint("cookie"), "fraction", "verdict", "earned"):
        assert secret not in whole.replace(files["reviews.csv"], "")


def test_erasing_leaves_nothing_of_the_person_and_all_of_the_others(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(2)))
    teacher, ada, bob = (a_person(database, name) for name in ("Tess", "Ada Byron", "Bob"))
    klass = a_class(database, teacher, ada, bob)
    test = an_assignment(database, klass, teacher)
    for learner in (ada, bob):
        taken(database, test, learner, [True, False])
    with database.write() as db:
        words = "Ada Byron was given more time, Ada Byronova not."
        audit.record(db, who=teacher, class_id=klass, act="extend", words=words, now=NOW)
        erasing.erase(db, ada, ada, NOW)
    for table in ("account", "enrolment", "attempt", "attempt_answer", "card"):
        left = rows(database, f"SELECT count(*) FROM {table} WHERE learner_id = :who", who=ada)
        assert left == [(0,)], table
    assert rows(database, "SELECT name FROM learner WHERE id = :who", who=ada) == [(LEFT,)]
    assert rows(database, "SELECT words FROM audit WHERE act = 'extend'") == [
        ("somebody who left was given more time, Ada Byronova not.",)
    ]
    assert rows(database, "SELECT learner_id FROM attempt") == [(bob,)]


def test_an_erased_teacher_s_banks_stay_hidden_and_their_class_lets_nobody_in(database, tmp_path):
    kept(database, tmp_path, a_bank())
    teacher = a_person(database, "Tess", may_teach=True)
    execute(database, "UPDATE bank SET owner_id = :who, is_held = true", who=teacher)
    a_class(database, teacher)
    with database.write() as db:
        erasing.erase(db, None, teacher, NOW)
    assert rows(database, "SELECT owner_id, is_held FROM bank") == [(None, True)]
    assert rows(database, "SELECT count(*) FROM class WHERE archived_at IS NULL") == [(0,)]
