"""Tells Alembic where the database is and what the tables should look like."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, False_
from sqlmodel import AutoString, SQLModel

from study.settings import read_settings
from study.storage import tables
from study.storage.migrations import migration_engine, revisions


def render_item(kind: str, item: object, _autogen: object) -> str | Literal[False]:
    """Plain types in migrations: a migration must not change when the program does."""
    if kind == "type" and isinstance(item, tables.Instant):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, tables.Tokens):
        return 'sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")'
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "server_default" and isinstance(getattr(item, "arg", None), False_):
        return "sa.false()"  # SQLite's spelling, 0, is no truth value on PostgreSQL.
    return False


def number_revision(_context: object, _revision: object, directives: list[Any]) -> None:
    """Counts revisions: the program finds the newest by its file's name."""
    for script in directives:
        script.rev_id = f"{len(revisions()) + 1:04}"


def run(connection: Connection) -> None:
    """Runs what was asked for inside the connection's transaction."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        process_revision_directives=number_revision,
        **tables.COMPARED,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with migration_engine(read_settings().database_url).begin() as connection:
        run(connection)
