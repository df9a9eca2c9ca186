"""What a question said before comes back as one more version."""

from dataclasses import replace
from datetime import timedelta

import pytest

from study.actions import editing, restoring
from study.domain.errors import Conflict, NotFound
from study.storage import banks, history
from study.storage.database import Database
from tests.builders import AIRCRAFT, NOW, TEXT, WHO, a_bank, a_document, brought_in, kept, written
from tests.domain.builders import a_short

LATER = NOW + timedelta(days=1)


@pytest.fixture
def database(database: Database, tmp_path) -> Database:
    """A question with a second version."""
    kept(database, tmp_path, a_bank(a_short("Chongqing", id="city")))
    edited(database, 1, hint="On the Yangtze.")
    return database


def current(database: Database) -> banks.KeptQuestion:
    with database.read() as db:
        return banks.question(db, banks.bank(db, "aid").id, "city")


def edited(database: Database, version: int, **changes: object) -> None:
    with database.write() as db:
        kept_question = banks.question(db, banks.bank(db, "aid").id, "city")
        question = replace(kept_question.question(), **changes)
        editing.change(db, WHO, "aid", "city", question, NOW, version=version)


def restored(database: Database, number: int, version: int) -> bool:
    with database.write() as db:
        return restoring.restore(db, WHO, "aid", "city", number, LATER, version=version)


def test_an_older_version_comes_back_once(database: Database) -> None:
    assert [restored(database, 1, 2), restored(database, 1, 2)] == [True, False]
    with database.read() as db:
        newest, edit, first = history.versions(db, current(database).id)
    assert (newest.number, newest.act, newest.written_at) == (3, "restored", LATER)
    assert newest.question() == first.question() != edit.question()


def test_a_question_that_has_its_files_words_again_counts_as_unedited(database: Database) -> None:
    assert current(database).file_version == 1
    restored(database, 1, 2)
    assert current(database).file_version == 3


def test_restoring_what_was_not_looked_at_is_a_conflict(database: Database) -> None:
    edited(database, 2, hint="On two rivers.")
    with pytest.raises(Conflict):
        restored(database, 1, 2)


def test_there_is_no_version_that_never_was(database: Database) -> None:
    with pytest.raises(NotFound, match="no version 9"):
        restored(database, 9, 2)


def test_words_whose_proof_is_gone_do_not_come_back(database: Database, tmp_path) -> None:
    newer = a_document(TEXT.replace(AIRCRAFT, "gave China many aircraft"))
    words = "The wartime capital was Chongqing"
    edited(database, 2, citations=(replace_quote(current(database), words),))
    brought_in(database, written(tmp_path / "newer", documents=[newer]))
    with pytest.raises(editing.Unproved):
        restored(database, 1, 3)


def replace_quote(question: banks.KeptQuestion, words: str):
    (citation,) = question.question().citations
    return replace(citation, quote=replace(citation.quote, exact=words))
