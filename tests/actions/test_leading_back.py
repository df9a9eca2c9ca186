"""Banks given out with their places: as an Anki package, and as Web Annotations."""

import json
import sqlite3
import zipfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from study.actions.exporting import export
from study.banks.brought import Sent
from study.banks.checking import check_sent
from study.banks.exchange.annotations import read_annotations
from study.storage.banks import exported
from study.storage.database import Database
from tests.builders import AIRCRAFT, NOW, a_bank, a_document, kept


@pytest.fixture
def bank(database: Database, tmp_path: Path) -> Database:
    kept(database, tmp_path, a_bank())
    return database


def given_out(database: Database, way: str, address: str = "") -> bytes:
    with database.read() as db:
        return export(db, "aid", way, NOW, address=address).data


def test_an_anki_package_leads_back_to_passages_and_comes_back_with_its_citations(bank):
    data = given_out(bank, "apkg", "https://study.example")

    checked = check_sent([Sent("aid.apkg", data)], {"xinhua": a_document()})

    with bank.read() as db:
        assert checked.banks[0].bank == exported(db, "aid")
    assert (checked.drafts, checked.banks[0].format) == ((), "Anki package")
    assert {problem.severity for problem in checked.problems} == {"warning"}
    with zipfile.ZipFile(BytesIO(data)) as archive, closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(archive.read("collection.anki2"))
        fields = db.execute("SELECT flds FROM notes").fetchone()[0]
    link = '<a href="https://study.example/documents/xinhua#p3">A. Author, An interview on the war'
    assert link in fields
    assert ", passage 3</a>" in fields


def test_annotations_select_the_words_of_the_documents(bank):
    data = given_out(bank, "annotations")

    found = list(read_annotations(data))

    assert len(found) == json.loads(data)["total"] == 11
    assert found[0][0].exact == AIRCRAFT
    assert all(a_document().text[at.start : at.end] == quote.exact for quote, at in found)
