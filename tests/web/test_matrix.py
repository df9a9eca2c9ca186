"""Every address and every role: who gets what, and no address without a row."""

import inspect
from pathlib import Path

import pytest

from study.storage.database import Database
from study.web import access
from study.web.app import ROUTERS
from study.web.deps import Anyone, Here
from tests.web.matrix import ROLES, Row, World, a_world
from tests.web.matrix_rows import ROWS

ADDRESSES = [
    (method, route.path)
    for router in ROUTERS
    for route in router.routes
    for method in sorted(route.methods - {"HEAD"})
]
# Whoever is signed out comes to these: to sign in, to join, to open a link, and for their looks.
OPEN = ("/sign-in", "/sign-out", "/join", "/invitation/", "/static/")


# The types of a route's first argument; static files ask nobody who they are.
PERMISSIONS = (
    *(Anyone, Here, access.Passing, access.Author, access.BankReader, access.KeyReader),
    *(access.BankWriter, access.DraftWriter, access.Member, access.Teacher, access.Admin),
)


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("matrix")
    (folder / "study.db").write_bytes(sqlite_template.read_bytes())
    return a_world(Database(f"sqlite:///{folder / 'study.db'}"), folder)


def test_no_address_is_without_a_row():
    assert sorted(ADDRESSES) == sorted((row.method, row.path) for row in ROWS)


def test_every_route_says_by_its_first_argument_who_it_is_for():
    for route in (route for router in ROUTERS for route in router.routes):
        arguments = inspect.signature(route.endpoint, eval_str=True).parameters.values()
        assert next(iter(arguments)).annotation in PERMISSIONS or route.name == "static", route.name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
def test_everybody_gets_what_is_theirs_and_nothing_else(world: World, row: Row):
    assert {role: world.status(row, role) for role in ROLES} == row.expected


def test_whoever_is_signed_out_is_led_to_the_sign_in_or_told_to_sign_in():
    shut = [row for row in ROWS if not row.path.startswith(OPEN) or row.path == "/join/{code}"]
    for row in shut:
        if (row.method, row.path) != ("GET", "/join/{code}"):
            assert row.expected["signed out"] == (303 if row.method == "GET" else 401), row


def test_what_is_about_a_class_or_an_assignment_is_for_its_own_people_alone():
    for row in ROWS:
        if row.path.startswith(("/classes/{", "/assignments/{")):
            found = row.expected
            others = {found["other learner"], found["other teacher"], found["admin"]}
            assert others == {404}, row


def test_every_address_has_somebody_who_gets_more_than_nothing():
    # Work under way is kept in memory, by whose it is: nobody here has any. A waiver needs its
    # finding, an answer its showing; those have tests of their own.
    absent = (
        "/drafts/runs/{run}",
        "/practice/answers/{showing}",
        "/practice/{card_id}/rate",
        "/banks/{slug}/waive",
    )
    for row in ROWS:
        if not row.path.startswith(absent):
            assert set(row.expected.values()) - {404, 401}, row
