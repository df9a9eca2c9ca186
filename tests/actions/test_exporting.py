"""Banks given out: to another instance and back again, and never when they would not come back."""

from pathlib import Path

import pytest

from study.actions import exporting
from study.actions.exporting import WAYS, Exported, Way, export
from study.actions.importing import decide
from study.actions.proposals import Decision
from study.banks.brought import Sent
from study.banks.checking import check_sent
from study.banks.documents import write_document
from study.banks.exchange.gift_writing import write_gift
from study.banks.exchange.written import Written
from study.domain.errors import BadInput, NotFound, StudyError
from study.storage.database import Database
from study.storage.people import ensure_local_learner
from tests.builders import NOW, a_bank, a_document, kept

READ_BACK = ["yaml", "json", "gift", "moodle-xml", "csv"]


@pytest.fixture
def bank(database: Database, tmp_path: Path) -> Database:
    kept(database, tmp_path, a_bank())
    return database


def given_out(database: Database, way: str) -> Exported:
    with database.read() as db:
        return export(db, "aid", way, NOW)


@pytest.mark.parametrize("way", READ_BACK)
def test_what_is_given_out_is_the_same_bank_in_another_instance(
    way, sqlite_database, postgres_database, tmp_path
):
    kept(sqlite_database, tmp_path, a_bank())
    files = [
        Sent("brought", given_out(sqlite_database, way).data),
        Sent("documents/xinhua.md", write_document(a_document()).encode()),
    ]
    checked = check_sent(files, {})
    assert [it for it in checked.problems if it.severity == "error"] == []
    assert checked.drafts == ()

    with postgres_database.write() as db:
        decide(db, checked, ensure_local_learner(db, "UTC", NOW), Decision(), NOW)

    for again in READ_BACK:
        there, here = (given_out(it, again).data for it in (postgres_database, sqlite_database))
        assert there == here


def test_the_file_is_called_after_the_bank_and_says_what_it_is(bank):
    found = {way: given_out(bank, way) for way in READ_BACK}
    assert {way: (it.name, it.media_type.split(";")[0]) for way, it in found.items()} == {
        "yaml": ("aid.yaml", "application/yaml"),
        "json": ("aid.json", "application/json"),
        "gift": ("aid.gift", "text/plain"),
        "moodle-xml": ("aid.xml", "application/xml"),
        "csv": ("aid.csv", "text/csv"),
    }


def test_the_source_of_a_quote_is_named_as_its_document_is(bank):
    assert "— A. Author, An interview on the war" in given_out(bank, "gift").data.decode()


def test_what_a_format_does_not_hold_is_said(bank):
    assert given_out(bank, "yaml").remarks == ()
    said = {it.item: it.message for it in given_out(bank, "gift").remarks}
    assert "cite" in said["the whole file"]
    assert any("became an essay" in message for message in said.values())


def test_a_format_nobody_knows_is_refused_with_those_there_are(bank):
    with pytest.raises(BadInput, match="There is no format “pdf”: choose yaml, json, gift"):
        given_out(bank, "pdf")


def test_a_bank_that_is_not_there_is_not_found(database):
    with pytest.raises(NotFound):
        given_out(database, "gift")


def test_what_does_not_read_back_is_not_given_out(bank, monkeypatch):
    def forgetful(whole, sources):
        return Written(write_gift(whole, sources).data.replace(b"aircraft", b"ships"))

    way = Way(
        title="GIFT",
        ending="gift",
        media_type="text/plain",
        write=exporting.read_back("gift", forgetful),
    )
    monkeypatch.setattr(exporting, "WAYS", {**WAYS, "gift": way})
    with pytest.raises(StudyError, match=r"does not read back to the same bank \(question “"):
        given_out(bank, "gift")
