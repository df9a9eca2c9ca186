"""What tests of pages ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from study.storage.database import Database
from tests.builders import a_bank, kept
from tests.visiting import Visitor


@pytest.fixture
def visitor(sqlite_database: Database, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor of a server that holds one bank with a question of each kind."""
    kept(sqlite_database, tmp_path, a_bank())
    somebody = Visitor(sqlite_database)
    with somebody.client:
        yield somebody
