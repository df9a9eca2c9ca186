"""A real server in a thread, with a clock that a test moves and a database it begins anew with."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from study.cli.serving import listen, publish_shipped
from study.settings import Settings
from study.storage.database import SQLITE, Database
from study.web.app import create_app
from study.web.jobs import Jobs
from tests.browser.banks import ten_types
from tests.builders import NOW, count, kept, rows


@dataclass
class Clock:
    """What the server takes for the present instant."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Site:
    """A running server: its address, its clock, its database and how that was at first."""

    url: str
    database: Database
    clock: Clock
    file: Path
    pristine: Path
    jobs: Jobs

    def begin_again(self) -> None:
        """Sets everything back to the state before the first request."""
        self.clock.now = NOW
        copy(self.pristine, self.file)

    def card(self, slug: str) -> int:
        """The first card of the question with that id."""
        found = "SELECT min(card_id) FROM card JOIN question ON question.id = question_id"
        return int(rows(self.database, f"{found} WHERE slug = :slug", slug=slug)[0][0])

    def question(self, slug: str) -> str:
        """The address of practice with that question in hand."""
        return f"/practice?card={self.card(slug)}"

    def count(self, table: str) -> int:
        return count(self.database, table)


def copy(source: Path, target: Path) -> None:
    """Overwrites one database with another; programs that have it open see the new content."""
    with closing(SQLITE.connect(source)) as here, closing(SQLITE.connect(target)) as there:
        here.backup(there)


@contextmanager
def running(
    folder: Path, template: Path, *, shipped: bool = False, classroom: bool = False
) -> Iterator[Site]:
    """A site with one question of each type, or with the banks that are shipped."""
    file, pristine, clock = folder / "study.db", folder / "pristine.db", Clock()
    copy(template, file)
    database = Database(f"sqlite:///{file}")
    settings = Settings(data_dir=folder, database_url=f"sqlite:///{file}", classroom=classroom)
    if shipped:
        publish_shipped(database, settings, clock())
    else:
        kept(database, folder / "files", ten_types())
    copy(file, pristine)
    application = create_app(settings, database, clock=clock)
    with serving(settings, database, clock, application) as url:
        yield Site(url, database, clock, file, pristine, application.state.jobs)


@contextmanager
def serving(
    settings: Settings, database: Database, clock: Clock, application: FastAPI | None = None
) -> Iterator[str]:
    """The address of the application, on a port that was free."""
    listener = listen(settings.host, 0)
    application = application or create_app(settings, database, clock=clock)
    config = uvicorn.Config(application, access_log=False, log_level="warning", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://{settings.host}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
