"""Signing in and out: who is who, for how long, and how often one may be wrong."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from study.actions import accounts
from study.actions.passwords import hashed
from study.storage import sign_ins
from study.storage.database import Database
from study.web.hashing import Turn
from tests.builders import NOW, execute, rows
from tests.classroom import a_person, signed_in
from tests.visiting import HTMX, Visitor

PASSWORD = "a few words in a row"
HASH = hashed(PASSWORD)


def registered(database: Database, name: str = "Ada", **rights: bool) -> int:
    """Somebody who can sign in with the password of these tests."""
    with database.write() as db:
        return accounts.register(db, name, name, HASH, NOW, **rights)


@pytest.fixture
def stranger(sqlite_database: Database) -> Visitor:
    return Visitor(sqlite_database, classroom=True)


def enter(visitor: Visitor, login: str = "Ada", password: str = PASSWORD, **fields: str):
    return visitor.post("/sign-in", {"login": login, "password": password, **fields})


def test_a_page_leads_to_the_sign_in_and_back(stranger):
    registered(stranger.database)
    asked = stranger.get("/banks?x=1")
    assert (asked.status, asked.headers["location"]) == (303, "/sign-in?next=%2Fbanks%3Fx%3D1")
    form = stranger.get(asked.headers["location"])
    back = stranger.post(
        "/sign-in", form.filled(form.form("/sign-in")) | {"login": " ADA ", "password": PASSWORD}
    )
    assert (back.status, back.headers["location"]) == (303, "/banks?x=1")
    assert stranger.get("/banks?x=1").status == 200


@pytest.mark.parametrize(
    "next_",
    [
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https://evil.example",
        "/a\r\nb",
        "",
    ],
)
def test_the_way_on_never_leads_elsewhere(stranger, next_):
    registered(stranger.database)
    assert enter(stranger, next=next_).headers["location"] == "/"


def test_a_write_of_somebody_signed_out_says_so_and_links_to_the_sign_in(stranger):
    page = stranger.post("/settings", {"new_a_day": "1"})
    assert page.status == 401
    assert page.one("p", id="reason").words == "You are not signed in here, or no longer."
    assert page.one("a", id="way")["href"] == "/sign-in"


def test_a_region_is_not_replaced_by_the_sign_in(stranger):
    assert stranger.get("/practice", HTMX).status == 401


def test_the_cookie_is_new_each_time_and_only_its_hash_is_kept(stranger):
    registered(stranger.database)
    first = enter(stranger).headers["set-cookie"]
    token = stranger.client.cookies["study"]
    said = set(first.split("; ")[1:])
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= said
    assert "Secure" not in said
    kept = rows(stranger.database, "SELECT token_sha256, device FROM sign_in")
    assert [row[0] for row in kept] == [sign_ins.fingerprint(token)]
    assert token not in str(kept)
    enter(stranger)
    assert stranger.client.cookies["study"] != token
    assert len(rows(stranger.database, "SELECT 1 FROM sign_in")) == 1


def test_behind_tls_the_cookie_is_sealed_and_browsers_come_back_by_tls_only(sqlite_database):
    visitor = Visitor(sqlite_database, classroom=True, base_url="https://study.example.org")
    registered(sqlite_database)
    page = enter(visitor)
    assert page.headers["set-cookie"].startswith("__Host-study=")
    assert "Secure" in page.headers["set-cookie"]
    assert page.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("login", "password"), [("Ada", "wrong word"), ("Bob", PASSWORD), ("Ada", "x" * 900)]
)
def test_what_is_wrong_is_not_said(stranger, login, password):
    registered(stranger.database)
    page = enter(stranger, login, password)
    assert page.status == 422
    assert (
        page.one("p", id="problem").words
        == "This sign-in name and password do not belong together."
    )
    assert page.one("input", id="login")["value"] == login
    assert page.one("input", id="password")["value"] == ""


def test_an_account_without_a_password_yet_lets_nobody_in(stranger):
    a_person(stranger.database, "Ada")
    assert enter(stranger, "ada", "none").status == 422


def test_after_ten_wrong_passwords_one_waits(stranger):
    registered(stranger.database)
    for _ in range(10):
        assert enter(stranger, password="wrong word").status == 422
    page = enter(stranger)
    assert (page.status, page.headers["retry-after"]) == (429, "300")
    assert "Wait 5 minutes" in page.one("p", id="reason").words


def test_somebody_else_is_not_locked_out_by_ten_wrong_passwords(stranger):
    registered(stranger.database)
    for _ in range(10):
        enter(stranger, "Bob", "wrong word")
    assert enter(stranger).status == 303


def test_signing_out_ends_it_on_the_server(stranger):
    registered(stranger.database)
    enter(stranger)
    token = stranger.client.cookies["study"]
    page = stranger.post("/sign-out", {})
    assert (page.headers["location"], page.headers["clear-site-data"]) == ("/sign-in", '"cache"')
    stranger.client.cookies.set("study", token)
    assert stranger.get("/banks").status == 303


def test_who_is_disabled_is_signed_out_with_the_next_request(sqlite_database):
    who = a_person(sqlite_database, "Ada")
    visitor = signed_in(sqlite_database, who)
    assert visitor.get("/").status == 200
    execute(sqlite_database, "UPDATE account SET disabled_at = 1")
    assert visitor.get("/").status == 303


def test_a_browser_stays_signed_in_for_thirty_days_after_it_was_last_seen(sqlite_database):
    visitor = signed_in(sqlite_database, a_person(sqlite_database, "Ada"))
    for _ in range(3):
        visitor.now += timedelta(days=29)
        assert visitor.get("/").status == 200
    visitor.now += timedelta(days=30)
    assert visitor.get("/").status == 303


def test_looking_at_pages_writes_nothing_for_some_minutes(sqlite_database):
    visitor = signed_in(sqlite_database, a_person(sqlite_database, "Ada"))
    seen = "SELECT seen_at FROM sign_in"
    before = rows(sqlite_database, seen)
    visitor.now += timedelta(minutes=4)
    visitor.get("/")
    assert rows(sqlite_database, seen) == before
    visitor.now += timedelta(minutes=1)
    visitor.get("/")
    assert rows(sqlite_database, seen) != before


def test_without_accounts_there_is_no_sign_in(sqlite_database):
    visitor = Visitor(sqlite_database)
    assert [visitor.get(path).status for path in ("/sign-in", "/account", "/people")] == [404] * 3


def test_two_hash_at_once_and_the_others_wait_their_turn():
    app, lock, running, most = FastAPI(), threading.Lock(), [0], [0]

    @app.get("/")
    def slow(_turn: Turn) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.05)
        with lock:
            running[0] -= 1

    with TestClient(app) as client, ThreadPoolExecutor(8) as pool:
        assert {it.status_code for it in pool.map(client.get, ["/"] * 8)} == {200}
    assert most == [2]
