"""`study person` and `study serve --classroom`: accounts from the terminal."""

import json
import re
import zipfile

import pytest

from study.cli.serving import told_in_a_classroom
from study.settings import Settings, read_settings
from study.storage.database import Database
from study.storage.migrations import upgrade
from study.storage.tables import EPOCH, MICROSECOND
from tests.builders import NOW, a_bank, count, kept, rows
from tests.cli.test_commands import study, told
from tests.visiting import Visitor

LINK = re.compile(r"http://127\.0\.0\.1:8000(/invitation/\S+)")


@pytest.fixture
def database(tmp_path, monkeypatch):
    """The database that the commands use."""
    monkeypatch.setenv("STUDY_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("STUDY_DATABASE_URL", raising=False)
    upgrade(f"sqlite:///{tmp_path / 'study.db'}", now=NOW)
    opened = Database(f"sqlite:///{tmp_path / 'study.db'}")
    yield opened
    opened.close()


def added(name="Ada Byron", login="ada", *options):
    return study("person", "add", name, "--login", login, *options)


def test_a_new_person_chooses_a_password_at_a_link_that_works_once(database):
    done = added("Ada Byron", "ada", "--role", "teacher")
    path = LINK.search(done.stdout)[1]
    visitor = Visitor(database, invited_at(database), classroom=True)
    page = visitor.get(path)
    assert "Ada Byron, who signs in as ada" in page.words
    home = visitor.send(page, path, password="a few words in a row")
    assert home.status == 200
    assert "Ada Byron" in home.one("header", class_="running-head").words
    assert Visitor(database, classroom=True, now=visitor.now).get(path).status == 404


def invited_at(database):
    """When the newest link was made: the commands read the real clock."""
    return EPOCH + rows(database, "SELECT max(created_at) FROM invitation")[0][0] * MICROSECOND


def test_people_are_listed_with_what_they_may_do(database):
    added()
    added("Bob", "bob", "--role", "admin")
    assert [(it["login"], it["roles"]) for it in told("person", "list")] == [
        ("ada", ["learner"]),
        ("bob", ["admin", "teacher"]),
    ]
    assert (
        "ada                  Ada Byron                      learner"
        in study("person", "list").stdout
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "Ada", "--login", "a b"), "A sign-in name has from 2 to 60 letters"),
        (("add", "Ada", "--login", "ada", "--role", "king"), "There is no role 'king'"),
        (("add", "Ada", "--login", "ada", "--local"), "Nothing was studied here"),
        (("reset", "nobody"), "Nobody signs in as 'nobody'"),
        (("erase", "nobody", "--yes"), "Nobody signs in as 'nobody'"),
    ],
)
def test_what_cannot_be_done_is_said(database, arguments, words):
    done = study("person", *arguments)
    assert done.exit_code == 1
    assert words in done.stderr


def test_a_sign_in_name_is_given_once_whatever_its_case(database):
    added()
    assert "Somebody signs in as 'ada' already" in added("Other", "ADA").stderr


def test_what_was_studied_alone_can_become_an_account(database, tmp_path):
    kept(database, tmp_path, a_bank())
    added("Ada Byron", "ada", "--local")
    assert rows(database, "SELECT learner_id FROM account") == [(1,)]
    assert rows(database, "SELECT name FROM learner") == [("Ada Byron",)]
    assert count(database, "card") > 0


def test_the_last_admin_stays(database):
    added("Bob", "bob", "--role", "admin")
    for act in (("disable", "bob"), ("erase", "bob", "--yes")):
        assert "Nobody else looks after the accounts" in study("person", *act).stderr


def test_an_account_is_shut_and_opened_again(database):
    added()
    study("person", "disable", "ada")
    assert told("person", "list")[0]["disabled"]
    study("person", "enable", "ada")
    assert not told("person", "list")[0]["disabled"]


def test_ones_own_data_are_written_into_an_archive_that_is_not_written_over(database, tmp_path):
    added()
    file = tmp_path / "ada.zip"
    assert study("person", "export", "ada", file).exit_code == 0
    with zipfile.ZipFile(file) as packed:
        account = json.loads(packed.read("account.json"))["account"]
    assert account[0]["login"] == "ada"
    assert "cannot be written" in study("person", "export", "ada", file).stderr


def test_erasing_asks_first(database):
    added()
    assert study("person", "erase", "ada").exit_code == 1
    assert count(database, "account") == 1
    assert study("person", "erase", "ada", "--yes").exit_code == 0
    assert count(database, "account") == 0


# Serving a class.


def a_classroom(tmp_path, **changes) -> Settings:
    return Settings(data_dir=tmp_path, database_url="sqlite://", classroom=True, **changes)


def test_the_first_start_prints_the_link_to_the_first_account(database, tmp_path):
    (line,) = told_in_a_classroom(a_classroom(tmp_path), database, "http://127.0.0.1:8000", NOW)
    path = LINK.search(line)[1]
    visitor = Visitor(database, classroom=True)
    page = visitor.get(path)
    home = visitor.send(page, path, name="Ada", login="ada", password="a few words in a row")
    assert "People" in home.one("header", class_="running-head").words
    assert told_in_a_classroom(a_classroom(tmp_path), database, "http://127.0.0.1:8000", NOW) == ()


def test_only_the_newest_link_to_the_first_account_works(database, tmp_path):
    links = [
        LINK.search(
            told_in_a_classroom(a_classroom(tmp_path), database, "http://127.0.0.1:8000", NOW)[0]
        )[1]
        for _ in range(2)
    ]
    visitor = Visitor(database, classroom=True)
    assert [visitor.get(path).status for path in links] == [404, 200]


def test_an_address_without_encryption_is_said(database, tmp_path):
    told_ = told_in_a_classroom(a_classroom(tmp_path), database, "http://192.0.2.7:8000", NOW)
    assert "not encrypted" in told_[-1]


def test_a_classroom_is_set_up_by_the_surroundings():
    found = read_settings(
        {
            "STUDY_CLASSROOM": "1",
            "STUDY_HOSTS": "a.example, b.example",
            "STUDY_BASE_URL": "https://a.example/",
        }
    )
    assert (found.classroom, found.hosts, found.base_url) == (
        True,
        ("a.example", "b.example"),
        "https://a.example",
    )
