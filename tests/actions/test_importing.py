"""Files brought in: told by their hash, all or nothing, and out again the same."""

from pathlib import Path

import pytest

from study.banks.writing import write_bank
from study.domain.errors import BadInput, Conflict
from study.storage import banks
from study.storage.database import Database
from tests.builders import (
    MINUTE,
    NOW,
    TEXT,
    a_bank,
    a_document,
    brought_in,
    count,
    kept,
    rows,
    some_questions,
    written,
)

TABLES = ("bank", "question", "question_version", "citation", "document", "card", "import")


def counts(database: Database) -> list[int]:
    return [count(database, table) for table in TABLES]


def file_of(folder: Path) -> Path:
    return folder / "banks" / "aid.yaml"


def test_the_same_files_twice_change_nothing(database, tmp_path):
    first = kept(database, tmp_path, a_bank())
    before = counts(database)
    again = brought_in(database, tmp_path, NOW + MINUTE)

    assert (len(first.new), first.unchanged) == (10, 0)
    assert (again.new, again.changed, again.unchanged) == ([], [], 10)
    assert counts(database) == before


def test_an_unchanged_file_is_told_by_its_hash_without_being_read(database, tmp_path):
    kept(database, tmp_path, a_bank())
    # Read again, it would show its warnings again.
    assert brought_in(database, tmp_path, NOW + MINUTE).problems == ()
    assert rows(database, 'SELECT count(*) FROM "import"') == [(1,)]


def test_a_comment_in_the_file_changes_no_question(database, tmp_path):
    kept(database, tmp_path, a_bank())
    file_of(tmp_path).write_text(file_of(tmp_path).read_text() + "# The end.\n")
    outcome = brought_in(database, tmp_path)

    assert (outcome.changed, outcome.unchanged) == ([], 10)
    assert count(database, "question_version") == 10


def test_questions_in_another_order_are_moved_and_not_changed(database, tmp_path):
    questions = some_questions(3)
    kept(database, tmp_path, a_bank(*questions))
    outcome = kept(database, tmp_path, a_bank(*reversed(questions)))

    assert outcome.unchanged == 3
    assert [row[0] for row in rows(database, "SELECT slug FROM question ORDER BY position")] == [
        "q-002",
        "q-001",
        "q-000",
    ]


def test_a_bad_question_blocks_no_other(database, tmp_path):
    written(tmp_path, a_bank(*some_questions(3)))
    file = file_of(tmp_path)
    file.write_text(file.read_text().replace("q-001\n    type: short", "q-001\n    type: shorter"))
    outcome = brought_in(database, tmp_path)

    assert outcome.new == ["aid/q-000", "aid/q-002"]
    assert outcome.problems


def test_strict_writes_nothing_when_anything_is_wrong(database, tmp_path):
    written(tmp_path, a_bank(*some_questions(3)))
    file = file_of(tmp_path)
    file.write_text(file.read_text().replace("type: short", "type: shorter", 1))
    outcome = brought_in(database, tmp_path, strict=True)

    assert len(outcome.new) == 2
    assert counts(database) == [0] * len(TABLES)


def test_a_dry_run_says_what_would_be_and_writes_nothing(database, tmp_path):
    written(tmp_path, a_bank())
    outcome = brought_in(database, tmp_path, dry_run=True)

    assert len(outcome.new) == 10
    assert counts(database) == [0] * len(TABLES)


def test_a_dry_run_over_changed_files_names_the_changes(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(3)))
    before = counts(database)
    changed = some_questions(2, prompt="Which city was it?")
    written(tmp_path, a_bank(*changed), documents=[a_document(TEXT + "\nMore.\n")])
    outcome = brought_in(database, tmp_path, dry_run=True)

    assert (outcome.changed, outcome.missing) == (["aid/q-000", "aid/q-001"], ["aid/q-002"])
    assert counts(database) == before


def test_a_path_to_nothing_is_refused(database, tmp_path):
    with pytest.raises(BadInput, match="no such file"):
        brought_in(database, tmp_path / "nowhere")


def test_of_two_files_with_one_bank_the_first_counts_and_the_second_is_reported(database, tmp_path):
    written(tmp_path, a_bank(*some_questions(2)))
    text = write_bank(a_bank(*some_questions(5)))
    (tmp_path / "banks" / "other.yaml").write_text(text)
    outcome = brought_in(database, tmp_path)

    assert len(outcome.new) == 2
    assert [p.message for p in outcome.problems if "also that of" in p.message]


def test_one_import_is_one_batch_with_a_summary(database, tmp_path):
    kept(database, tmp_path, a_bank(id="one"), a_bank(id="two"))

    assert rows(database, 'SELECT summary FROM "import"') == [('{"new":20,"documents":1}',)]


def test_an_import_that_fails_half_way_leaves_nothing(database, tmp_path):
    written(tmp_path, a_bank(id="one"), a_bank(id="two"))
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE UNIQUE INDEX only_one ON bank (license)")

    with pytest.raises(Conflict):
        brought_in(database, tmp_path)
    assert counts(database) == [0] * len(TABLES)


def test_what_is_exported_is_what_came_in(database, tmp_path):
    kept(database, tmp_path, a_bank(), a_bank(*some_questions(4), id="short"))
    for bank in ("aid", "short"):
        assert exported(database, bank) == (tmp_path / f"banks/{bank}.yaml").read_text()


def exported(database: Database, bank: str) -> str:
    with database.read() as db:
        return write_bank(banks.exported(db, bank))
