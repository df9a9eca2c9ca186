"""What every command begins with: the moment, the settings, a database that is up to date."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from study.domain.errors import StudyError

if TYPE_CHECKING:
    from study.settings import Settings
    from study.storage.database import Database

DatabaseUrl = Annotated[
    str | None, typer.Option(help="Where everything is remembered; STUDY_DATABASE_URL otherwise.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # With web/deps.py the only place that reads the clock.


def stop(message: str) -> NoReturn:
    typer.echo(f"study: {message}", err=True)
    raise typer.Exit(1)


def settings_of(database_url: str | None) -> "Settings":
    from study.settings import read_settings

    return read_settings(database_url=database_url)


def opened(settings: "Settings") -> "Database":
    """A database that is up to date: SQLite is upgraded here, PostgreSQL when told to."""
    from study.storage.database import Database
    from study.storage.migrations import pending, upgrade

    if settings.database_file is not None:
        upgrade(settings.database_url, backup_dir=settings.data_dir / "backups", now=now())
    elif pending(settings.database_url):
        raise StudyError("The database is not up to date: run `study migrate` once, then again.")
    return Database(settings.database_url)
