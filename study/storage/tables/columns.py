"""Types of columns that are the same on every database, and the names of constraints."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Select, Text
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel

# Rows leave storage only inside frozen dataclasses, which say what the columns are.
AnySelect = Select[*tuple[Any, ...]]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# PostgreSQL's bounds for a vector of words.
MOST_POSITIONS = 16_000
LONGEST_WORD = 400
# What a migration makes by hand: SQLite's index of words with its own tables, PostgreSQL's.
SEARCH_INDEX = "search_index"

# Batch migrations can only drop what has a name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def is_ours(name: str | None, _kind: str = "", _parents: object = None) -> bool:
    """Whether a table or index is described here, and not made by hand for searching."""
    return SEARCH_INDEX not in (name or "")


# How a database is compared with what is described here.
COMPARED = {"compare_server_default": True, "include_name": is_ours}


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as microseconds: the same on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Tokens(TypeDecorator[str]):
    """Words with spaces between them; PostgreSQL keeps them as a vector it can look words up in.

    The vector is written out, so that no parser of the database has a say in what a word is.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        # Looked up by name: importing that dialect would cost every start a tenth of a second.
        vector: type[TypeEngine[Any]] = getattr(dialect, "ischema_names", {}).get("tsvector", Text)
        return dialect.type_descriptor(vector())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        words = value.split()[:MOST_POSITIONS]
        return " ".join(f"'{word[:LONGEST_WORD]}':{at}" for at, word in enumerate(words, start=1))
