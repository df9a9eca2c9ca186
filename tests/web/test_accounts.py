"""One's own account, and everybody's for whoever looks after them."""

import io
import re
import zipfile

import pytest

from study.actions import accounts
from study.actions.passwords import hashed
from study.storage.database import Database
from study.storage.sign_ins import fingerprint
from tests.builders import NOW, count, rows
from tests.classroom import a_person, signed_in
from tests.visiting import Page, Visitor

PASSWORD = "a few words in a row"
HASH = hashed(PASSWORD)
OTHER = "some more words"


def registered(database: Database, name: str = "Ada", **rights: bool) -> int:
    with database.write() as db:
        return accounts.register(db, name, name, HASH, NOW, **rights)


@pytest.fixture
def ada(sqlite_database: Database) -> Visitor:
    return signed_in(sqlite_database, registered(sqlite_database))


@pytest.fixture
def admin(sqlite_database: Database) -> Visitor:
    return signed_in(sqlite_database, registered(sqlite_database, "Adam", is_admin=True))


def error_of(page: Page, field: str) -> str:
    return page.one("p", id=f"{field}-error").words


# One's own.


def test_name_sign_in_name_and_zone_are_changed(ada):
    fields = {
        "name": "Ada  Byron",
        "login": "BYRON",
        "email": "a@b.example",
        "time_zone": "Asia/Tokyo",
    }
    page = ada.send(ada.get("/account"), "/account", **fields)
    assert "Your account is saved." in page.words
    assert [page.one("input", id=name)["value"] for name in fields] == [
        "Ada Byron",
        "byron",
        "a@b.example",
        "Asia/Tokyo",
    ]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Write your name"),
        ("login", "a b", "A sign-in name has"),
        ("login", "BOB", "Somebody signs in as 'bob' already"),
        ("email", "nobody", "no e-mail address"),
        ("time_zone", "Mars/Olympus", "Mars/Olympus"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(ada, field, value, words):
    registered(ada.database, "Bob")
    page = ada.send(ada.get("/account"), "/account", **{field: value})
    assert page.status == 422
    assert words in error_of(page, field)
    assert page.one("input", id=field)["value"] == value
    assert rows(ada.database, "SELECT login FROM account ORDER BY login") == [("ada",), ("bob",)]


def test_a_new_password_needs_the_old_one_and_signs_out_elsewhere(ada):
    elsewhere = signed_in(ada.database, rows(ada.database, "SELECT learner_id FROM account")[0][0])
    page = ada.get("/account")
    assert error_of(ada.send(page, "/password", old="wrong", new=OTHER), "old") == (
        "This is not your password."
    )
    assert "at least 8" in error_of(ada.send(page, "/password", old=PASSWORD, new="short"), "new")
    before = ada.client.cookies["study"]
    assert "Your password is changed." in ada.send(page, "/password", old=PASSWORD, new=OTHER).words
    assert ada.client.cookies["study"] != before
    assert elsewhere.get("/account").status == 303
    stranger = Visitor(ada.database, classroom=True)
    assert stranger.post("/sign-in", {"login": "ada", "password": OTHER}).status == 303


def test_guessing_the_old_password_has_to_wait(ada):
    for _ in range(10):
        ada.post("/account/password", {"old": "wrong", "new": OTHER})
    assert ada.post("/account/password", {"old": PASSWORD, "new": OTHER}).status == 429


def test_one_browser_is_signed_out_from_another(ada):
    who = rows(ada.database, "SELECT learner_id FROM account")[0][0]
    phone = signed_in(ada.database, who)
    page = ada.get("/account")
    assert "this browser" in page.words
    ids = {field["value"] for field in page.all("input", name="browser")}
    (other,) = [it for it in ids if it != _own(ada)]
    assert ada.post("/account/browsers", {"browser": other}).headers["location"].endswith("browser")
    assert (phone.get("/").status, ada.get("/").status) == (303, 200)


def _own(visitor: Visitor) -> str:
    return fingerprint(visitor.client.cookies["study"])


def test_somebody_else_s_browser_stays_signed_in(ada):
    bob = signed_in(ada.database, registered(ada.database, "Bob"))
    ada.post("/account/browsers", {"browser": _own(bob)})
    assert bob.get("/").status == 200


def test_signing_out_everywhere_is_this_browser_too(ada):
    page = ada.post("/account/browsers", {})
    assert (page.headers["location"], ada.get("/").status) == ("/sign-in", 303)


def test_ones_own_data_are_taken_away(ada):
    answer = ada.client.get("/account/export")
    assert "attachment" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert "reviews.csv" in packed.namelist()


def test_an_account_is_erased_by_its_owner_with_the_password(ada):
    page = ada.get("/account")
    wrong = ada.send(page, "/erase", password="wrong")
    assert error_of(wrong, "erase") == "This is not your password."
    assert count(ada.database, "account") == 1
    assert ada.post("/account/erase", {"password": PASSWORD}).headers["location"] == "/sign-in"
    assert count(ada.database, "account") == 0
    assert ada.get("/").status == 303


def test_rights_sent_along_are_not_taken(ada):
    ada.post("/account", {"name": "Ada", "login": "ada", "time_zone": "UTC", "is_admin": "true"})
    assert rows(ada.database, "SELECT is_admin FROM account") == [(0,)]


# Everybody's.


def link_in(page: Page) -> str:
    found = re.fullmatch(
        r"http://127\.0\.0\.1:8000(/invitation/\S+)", page.one("input", id="link")["value"]
    )
    assert found is not None
    return found[1]


def test_a_teacher_is_invited_by_a_link_that_works_once(admin):
    page = admin.send(admin.get("/people"), "/people/invite")
    path = link_in(page)
    teacher = Visitor(admin.database, classroom=True)
    form = teacher.get(path)
    home = teacher.send(form, path, name="Tess", login="tess", password=PASSWORD)
    assert home.status == 200
    assert teacher.get("/classes/new").status == 200
    assert teacher.get("/people").status == 404
    assert teacher.get(path).status == 404


def test_the_form_of_a_link_says_what_is_wrong_and_keeps_what_was_typed(admin):
    path = link_in(admin.send(admin.get("/people"), "/people/invite"))
    stranger = Visitor(admin.database, classroom=True)
    page = stranger.send(stranger.get(path), path, name="Tess", login="adam", password=PASSWORD)
    assert page.status == 422
    assert "already" in error_of(page, "login")
    assert page.one("input", id="name")["value"] == "Tess"


def test_a_link_for_a_password_gives_the_account_back(admin):
    who = registered(admin.database)
    path = link_in(admin.send(admin.get("/people"), f"/people/{who}", act="reset"))
    ada = Visitor(admin.database, classroom=True)
    assert ada.send(ada.get(path), path, password=OTHER).status == 200
    assert ada.get("/account").one("input", id="login")["value"] == "ada"


def test_rights_are_given_and_taken(admin):
    who = registered(admin.database)
    page = admin.get("/people")
    assert (
        "The account of Ada is saved." in admin.send(page, f"/people/{who}", may_teach="true").words
    )
    assert signed_in(admin.database, who).get("/classes/new").status == 200
    admin.post(f"/people/{who}", {"act": "rights"})
    assert signed_in(admin.database, who).get("/classes/new").status == 404


def test_an_account_is_shut_and_opened_again(admin):
    who = registered(admin.database)
    ada = signed_in(admin.database, who)
    admin.post(f"/people/{who}", {"act": "disable"})
    assert ada.get("/").status == 303
    assert (
        Visitor(admin.database, classroom=True)
        .post("/sign-in", {"login": "ada", "password": PASSWORD})
        .status
        == 422
    )
    admin.post(f"/people/{who}", {"act": "enable"})
    assert signed_in(admin.database, who).get("/").status == 200


def test_the_last_admin_stays_one(admin):
    me = rows(admin.database, "SELECT learner_id FROM account")[0][0]
    page = admin.post(f"/people/{me}", {"act": "rights", "may_teach": "true"})
    assert (page.status, "Nobody else looks after" in page.words) == (409, True)


# Around every page.


def test_what_stands_at_the_top_is_what_somebody_can_go_to(sqlite_database):
    def top(visitor: Visitor) -> list[str]:
        page = visitor.get("/account" if visitor.client.cookies else "/sign-in")
        head = page.one("header", class_="running-head")
        return [it.words for it in page.within(head) if it.tag == "a"][
            1 : -1 if visitor.client.cookies else None
        ]

    places = ["Practice", "Banks", "Documents", "Progress", "Classes"]
    learner = signed_in(sqlite_database, a_person(sqlite_database, "Lena"))
    admin = signed_in(sqlite_database, a_person(sqlite_database, "Adam", is_admin=True))
    assert top(learner) == [*places, "Your account: Lena"]
    assert top(admin) == [*places, "People", "Your account: Adam"]
    assert top(Visitor(sqlite_database, classroom=True)) == ["Sign in"]


def test_an_error_s_page_is_somebody_s_too(ada):
    for path in ("/banks/nowhere", "/nowhere"):
        page = ada.get(path)
        assert page.status == 404
        assert "Ada" in page.one("header", class_="running-head").words
    stranger = Visitor(ada.database, classroom=True).get("/nowhere")
    assert "Practice" not in stranger.one("header", class_="running-head").words
