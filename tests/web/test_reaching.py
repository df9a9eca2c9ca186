"""By which names, and through what, a classroom may be reached."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from study.settings import Settings
from study.web.app import access_of, create_app
from tests.builders import NOW
from tests.visiting import Visitor, page_of


def asked(database, headers: dict[str, str], **changes):
    """What comes of looking at the sign-in page of a classroom with these settings."""
    settings = Settings(data_dir=Path(), database_url="sqlite://", classroom=True, **changes)
    app = create_app(settings, database, clock=lambda: NOW)
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        return page_of(client.get("/sign-in", headers=headers))


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8000", 200),
        ("192.0.2.7:8000", 200),
        ("[2001:db8::1]:8000", 200),
        ("school.example", 403),
        ("192.0.2.7.evil.example", 403),
        ("", 403),
        ("user@192.0.2.7", 403),
    ],
)
def test_a_server_that_listens_everywhere_knows_itself_by_addresses_but_no_foreign_name(
    sqlite_database, host, status
):
    page = asked(sqlite_database, {"host": host}, host="0.0.0.0")
    assert page.status == status
    assert host == "" or status == 200 or host not in page.text


def test_a_name_is_known_when_it_was_given(sqlite_database):
    given = {"host": "0.0.0.0", "hosts": ("School.Example",)}
    assert asked(sqlite_database, {"host": "school.example:8000"}, **given).status == 200


def test_one_address_is_no_other(sqlite_database):
    assert asked(sqlite_database, {"host": "192.0.2.8"}, host="192.0.2.7").status == 403
    assert asked(sqlite_database, {"host": "192.0.2.7"}, host="192.0.2.7").status == 200


def test_a_proxy_is_let_in_only_when_it_was_told_of(sqlite_database):
    headers = {"host": "study.example", "x-forwarded-for": "192.0.2.9"}
    refused = asked(sqlite_database, {**headers, "host": "127.0.0.1"})
    assert (refused.status, "STUDY_BASE_URL" in refused.text) == (403, True)
    let_in = asked(sqlite_database, headers, base_url="https://study.example")
    assert (let_in.status, let_in.headers["strict-transport-security"]) == (200, "max-age=31536000")


def test_an_address_without_tls_stands_behind_no_proxy():
    settings = Settings(
        data_dir=Path(), database_url="", classroom=True, base_url="http://a.example"
    )
    assert not access_of(settings).is_proxied


def test_behind_a_proxy_wrong_tries_are_counted_by_what_it_says_last(sqlite_database):
    visitor = Visitor(sqlite_database, classroom=True, base_url="https://127.0.0.1")
    for number in range(31):
        fields = {"login": f"nobody{number}", "password": "x"}
        page = visitor.post("/sign-in", fields, {"x-forwarded-for": f"6.6.6.{number}, 192.0.2.9"})
    assert page.status == 429
    other = {"x-forwarded-for": "192.0.2.9, 192.0.2.10"}
    assert visitor.post("/sign-in", {"login": "x", "password": "x"}, other).status == 422


def test_a_write_from_another_site_is_refused_in_a_classroom_too(sqlite_database):
    visitor = Visitor(sqlite_database, classroom=True)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "http://127.0.0.1:9000"}):
        assert visitor.post("/sign-in", {"login": "x", "password": "y"}, headers).status == 403
