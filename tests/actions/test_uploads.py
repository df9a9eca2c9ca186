"""Files brought to be looked at: one's own, kept for a week, decided about once."""

import pytest

from study.actions import uploads
from study.banks.brought import Sent
from study.banks.checking import Checked, check_sent
from study.banks.documents import write_document
from study.banks.writing import write_bank
from study.domain.errors import BadInput, NotFound
from study.storage import people
from study.storage import uploads as upload_storage
from study.storage.database import Database
from tests.bringing import decided, proposed, taken
from tests.builders import DAY, NOW, TEXT, WHO, a_bank, a_document, count, execute
from tests.domain.builders import a_short

BANK = Sent("banks/aid.yaml", write_bank(a_bank(a_short())).encode())
DOCUMENT = Sent("documents/xinhua.md", write_document(a_document()).encode())
OTHER = 7


def received(
    database: Database, *files: Sent, now=NOW, token: str = "secret", who: int = WHO
) -> str:
    with database.write() as db:
        people.ensure_local_learner(db, "UTC", NOW)
        return uploads.receive(db, who, files or (BANK, DOCUMENT), now, token)


def files_of(database: Database, name: str, who: int = WHO) -> tuple[Sent, ...]:
    with database.read() as db:
        return uploads.files_of(db, who, name)


def read(database: Database, *files: Sent) -> Checked:
    with database.read() as db:
        return check_sent(files, uploads.library(db))


def test_files_come_out_as_they_went_in(database):
    odd = Sent("../../é\n.yaml", bytes(range(256)))
    name = received(database, BANK, odd)

    assert files_of(database, name) == (BANK, odd)


def test_a_form_sent_twice_is_one_upload(database):
    assert received(database) == received(database)
    assert (count(database, "upload"), count(database, "upload_file")) == (1, 2)


def test_nobody_sees_what_somebody_else_brought(database):
    name = received(database)

    with pytest.raises(NotFound):
        files_of(database, name, who=OTHER)
    with database.read() as db, pytest.raises(NotFound):
        upload_storage.upload(db, OTHER, name)


@pytest.mark.parametrize("name", ["", "unknown", "a\0b", "x" * 5000, "' OR 1=1 --"])
def test_an_upload_that_there_is_not_is_not_found(database, name):
    with pytest.raises(NotFound, match="kept for a week"):
        files_of(database, name)


@pytest.mark.parametrize("token", ["", "a\0b", "x" * 5000])
def test_a_form_without_a_proper_secret_is_refused(database, token):
    with pytest.raises(BadInput, match="open the page again"):
        received(database, token=token)


def test_a_form_without_files_is_refused(database):
    with database.write() as db, pytest.raises(BadInput, match="Choose a file"):
        uploads.receive(db, WHO, (), NOW, "secret")


def test_what_lay_undecided_for_a_week_goes_when_something_new_comes(database):
    old = received(database)
    recent = received(database, token="recent", now=NOW + 5 * DAY)
    received(database, token="new", now=NOW + 8 * DAY)

    with pytest.raises(NotFound):
        files_of(database, old)
    assert files_of(database, recent) == (BANK, DOCUMENT)


def test_of_what_was_decided_only_the_bytes_go(database):
    name = received(database)
    batch = decided(database, read(database, BANK, DOCUMENT))
    with database.write() as db:
        upload_storage.settle(db, name, batch)
    received(database, token="new", now=NOW + 8 * DAY)

    with database.read() as db:
        assert upload_storage.upload(db, WHO, name).import_id == batch
    assert count(database, "upload_file") == 2


def test_sent_files_are_taken_like_files_of_a_folder(database):
    checked = read(database, BANK, DOCUMENT)
    assert len(proposed(database, checked).banks[0].rows) == 1
    decided(database, checked)

    assert (count(database, "question"), count(database, "citation")) == (1, 1)
    assert proposed(database, read(database, BANK, DOCUMENT)).changes_nothing


def test_a_bank_sent_alone_cites_the_documents_of_the_library(database, tmp_path):
    taken(database, tmp_path, documents=[a_document()])
    decided(database, read(database, BANK))

    assert (count(database, "question"), count(database, "document")) == (1, 1)


def test_words_of_the_library_are_looked_up_where_they_stand_when_it_is_decided(database, tmp_path):
    taken(database, tmp_path, documents=[a_document()])
    checked = read(database, BANK)
    grown = a_document(TEXT.replace("## On", "A new beginning.\n\n## On"))
    taken(database, tmp_path / "b", documents=[grown])
    decided(database, checked)

    with database.read() as db:
        passage = db.exec_driver_sql("SELECT document_version, passage FROM citation").one()
    assert tuple(passage) == (2, 4)


def test_the_library_reads_a_text_when_it_is_asked_for(database, tmp_path):
    taken(database, tmp_path, documents=[a_document(), a_document("More words.", id="other")])
    with database.read() as db:
        library = uploads.library(db)
        assert set(library) == {"xinhua", "other"}
        assert (len(library), "xinhua" in library, "nothing" in library) == (2, True, False)
        assert library["xinhua"] == a_document()
        with pytest.raises(KeyError):
            library["nothing"]


def test_an_upload_belongs_to_somebody(database):
    received(database)
    execute(database, "DELETE FROM upload_file")
    with database.read() as db, pytest.raises(NotFound):
        uploads.files_of(db, WHO, "secret")
