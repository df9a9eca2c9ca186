"""What tests ask for: databases of both kinds, a browser, and a clear word when one is missing."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from study.storage.database import Database
from study.storage.migrations import upgrade
from tests import chromium, postgres

# Not tests: `make bench` runs them.
collect_ignore = ["bench"]

NEEDED = {
    "browser": (chromium.find_chromium, chromium.MISSING),
    "postgres": (postgres.find_postgres, postgres.MISSING),
}
MARKED = {"browser": "browser", "postgres_server": "postgres"}
SKIPPED = frozenset(filter(None, os.environ.get("STUDY_TEST_SKIP", "").split(",")))
BEGINNING = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEMPLATE = "study_template"

settings.register_profile("study", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "study")


def pytest_sessionstart(session: pytest.Session) -> None:
    """A whole run must be able to run everything, or be told what to leave out."""
    unknown = SKIPPED - NEEDED.keys()
    if unknown:
        raise pytest.UsageError(f"STUDY_TEST_SKIP knows only {', '.join(NEEDED)}.")
    if session.config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    for name, (find, missing) in NEEDED.items():
        if name not in SKIPPED and find() is None:
            raise pytest.UsageError(f"{missing} To run without: STUDY_TEST_SKIP={name}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs the browser or PostgreSQL by its fixtures, and leaves out what is named."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        for fixture, name in MARKED.items():
            if fixture in fixtures:
                item.add_marker(name)
        # Only what whoever runs the tests names; nothing does so in continuous integration.
        for name in SKIPPED:
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=f"STUDY_TEST_SKIP names {name}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says once more what was not tested."""
    for name in sorted(SKIPPED):
        terminalreporter.write_line(f"Left out by STUDY_TEST_SKIP: every {name} test.", yellow=True)


@pytest.fixture(autouse=True)
def no_loop_of_a_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """A browser's session keeps its loop running in this thread: other tests must not see it."""
    running = asyncio._get_running_loop()
    if running is None or "browser" in request.fixturenames:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server that holds one migrated template."""
    programs = postgres.find_postgres()
    if programs is None:
        pytest.fail(postgres.MISSING)
    with postgres.running_server(programs) as server:
        server.run(f"CREATE DATABASE {TEMPLATE}")
        upgrade(server.url(TEMPLATE), now=BEGINNING)
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("template") / "study.db"
    upgrade(f"sqlite:///{file}", now=BEGINNING)
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated, empty SQLite file of the test's own."""
    file = tmp_path / "study.db"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """The address of a migrated, empty PostgreSQL database of the test's own."""
    with postgres_server.database(TEMPLATE) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database: each test runs once on either kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that nothing has been done to, once of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'study.db'}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated, empty database: each test runs once on either kind."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """A migrated, empty SQLite database, for what only SQLite has."""
    opened = Database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[Database]:
    """A migrated, empty PostgreSQL database, for what only PostgreSQL has."""
    opened = Database(postgres_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without windows; tests open a context of their own in it."""
    program = chromium.find_chromium()
    if program is None:
        pytest.fail(chromium.MISSING)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(chromium.FLAGS))
        yield opened
        opened.close()
