"""Uploads as they are kept: byte for byte, each its owner's."""

import pytest

from study.domain.errors import NotFound
from study.storage import imports, people, uploads
from study.storage.database import Database
from study.storage.uploads import Upload
from tests.builders import DAY, NOW, WHO, count

FILES = (("b.yaml", b"\x00\xff"), ("a.md", b""), ("b.yaml", b"again"))


@pytest.fixture
def kept(database: Database) -> Database:
    """A database with one upload of three files."""
    with database.write() as db:
        people.ensure_local_learner(db, "UTC", NOW)
        uploads.add_upload(db, "secret", WHO, FILES, NOW)
    return database


def test_files_come_out_in_their_order_byte_for_byte(kept):
    with kept.read() as db:
        assert uploads.files(db, WHO, "secret") == FILES
        assert uploads.upload(db, WHO, "secret") == Upload("secret", WHO, None, NOW)


@pytest.mark.parametrize(("who", "name"), [(2, "secret"), (WHO, "Secret"), (WHO, "a\0b")])
def test_only_the_owner_finds_it_and_only_by_its_name(kept, who, name):
    with kept.read() as db:
        assert uploads.find_upload(db, who, name) is None
        with pytest.raises(NotFound):
            uploads.upload(db, who, name)
        with pytest.raises(NotFound):
            uploads.files(db, who, name)


def test_it_remembers_what_was_made_of_it(kept):
    with kept.write() as db:
        batch = imports.begin(db, WHO, "file", "", NOW)
        uploads.settle(db, "secret", batch)
        assert uploads.upload(db, WHO, "secret").import_id == batch


def test_what_is_old_goes_and_what_is_not_stays(kept):
    with kept.write() as db:
        uploads.add_upload(db, "newer", WHO, FILES, NOW + 3 * DAY)
        uploads.forget_uploads(db, NOW + DAY)
        assert uploads.find_upload(db, WHO, "secret") is None
        assert uploads.files(db, WHO, "newer") == FILES
    assert (count(kept, "upload"), count(kept, "upload_file")) == (1, 3)
