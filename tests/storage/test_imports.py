"""Batches as they are kept: what each touched, who wrote it, what took it back."""

import pytest
from sqlalchemy.exc import IntegrityError

from study.domain.errors import Conflict, NotFound
from study.storage import imports, people
from study.storage.database import Database
from study.storage.documents import Source
from study.storage.imports import Before, TouchedBank, TouchedDocument, TouchedQuestion
from tests.bringing import taken
from tests.builders import MINUTE, NOW, WHO, a_bank, execute

HEAD = {"title": "Old – 中", "authors": ["A"], "filed": {}}
BEFORE = Before(
    head=HEAD,
    head_after=HEAD | {"title": "New"},
    file=("abc", "def"),
    file_after=("", ""),
    places=((1, 5), (2, 6)),
    filed=((1, None), (2, 3)),
)
SOURCE = Source(
    slug="xinhua",
    title="An interview",
    author="",
    publisher="",
    published="",
    language="en",
    translation="",
    viewpoint="",
    note="",
    rights="",
)


@pytest.fixture
def number(database: Database) -> int:
    """The number of a batch in a database with one learner."""
    with database.write() as db:
        people.ensure_local_learner(db, "UTC", NOW)
        return imports.begin(db, WHO, "edit", "aid/city", NOW)


def begun(database: Database, who: int, **options: int) -> int:
    with database.write() as db, imports.first_come_first_served():
        return imports.begin(db, who, "rolled_back", "", NOW + MINUTE, **options)


def test_what_a_batch_touched_comes_out_as_it_went_in(database, number):
    some = [
        TouchedBank(bank_id=1, slug="aid", title="Aid", before=BEFORE),
        TouchedBank(bank_id=2, slug="new", title="New", before=None),
    ]
    question = TouchedQuestion(question_id=5, bank_id=1, slug="city", before=1, after=2)
    texts = [
        TouchedDocument(document_id=1, slug="xinhua", before=1, after=2, source=SOURCE),
        TouchedDocument(document_id=2, slug="new", before=None, after=1, source=None),
    ]
    with database.write() as db:
        for bank in some:
            imports.note_bank(db, number, bank)
        imports.note_questions(db, number, [question])
        for text in texts:
            imports.note_document(db, number, text)
        imports.finish(db, number, {"changed": 1})
    with database.read() as db:
        assert imports.banks_of(db, number) == tuple(some)
        assert imports.questions_of(db, number) == (question,)
        assert imports.documents_of(db, number) == tuple(texts)
        found = imports.batch(db, number)

    assert (found.banks, found.summary) == ((("aid", "Aid"), ("new", "New")), {"changed": 1})
    assert (found.who, found.kind, found.source, found.created_at) == (
        "You",
        "edit",
        "aid/city",
        NOW,
    )


def test_a_batch_is_taken_back_once(database, number):
    with database.write() as db:
        back = imports.begin(db, WHO, "rolled_back", "", NOW + MINUTE, undoes=number)
    with pytest.raises(Conflict, match="look again"):
        begun(database, WHO, undoes=number)

    with database.read() as db:
        assert imports.batch(db, number).undone_by == back
        assert imports.taken_back_by(db, number) == imports.batch(db, back)
        assert imports.taken_back_by(db, back) is None


def test_other_faults_of_a_statement_are_no_conflict(database, number):
    with pytest.raises(IntegrityError):
        begun(database, 99)


def test_a_batch_that_there_is_not_is_not_found(database):
    with database.read() as db, pytest.raises(NotFound):
        imports.batch(db, 1)


def test_a_batch_of_nobody_known_is_listed_too(database, tmp_path):
    number = taken(database, tmp_path, a_bank())
    execute(database, 'UPDATE "import" SET learner_id = NULL WHERE id = :id', id=number)
    with database.read() as db:
        assert imports.batch(db, number).who == ""
        assert [it.id for it in imports.batches(db)] == [number]
