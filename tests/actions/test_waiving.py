"""Setting findings aside: a version with the reason, in the file when the bank is exported."""

from pathlib import Path

import pytest

from study.actions import batches, waiving
from study.actions.linting import linted
from study.actions.waiving import Unreasoned
from study.banks.reading import read_bank
from study.banks.writing import write_bank
from study.domain.errors import NotFound
from study.storage import banks
from study.storage.banks import exported
from study.storage.database import Database
from tests.builders import NOW, WHO, a_bank, card_ids, kept, rows
from tests.domain.builders import a_flashcard, a_single, options

WHY = "A coin has two sides."
TWO = a_single(
    id="coin", prompt="On which side, he says, did it fall?", options=options("*Heads", "Tails")
)


@pytest.fixture
def aid(database: Database, tmp_path: Path) -> Database:
    """A database with a bank in which one question has only two options."""
    kept(database, tmp_path, a_bank(TWO, a_flashcard(prompt="Who sent aircraft, he says?")))
    return database


def waived(database: Database, question: str = "coin", reason: str = WHY) -> bool:
    with database.write() as db:
        return waiving.set_aside(db, WHO, "aid", question, "too-few-options", reason, NOW)


def checks(database: Database) -> list[tuple[str, str]]:
    with database.read() as db:
        findings = linted(db, banks.bank(db, "aid")).findings
    return [(it.question, it.check) for it in findings]


def file_of(database: Database) -> str:
    with database.read() as db:
        return write_bank(exported(db, "aid"))


def test_a_finding_is_gone_once_it_is_set_aside(aid):
    assert checks(aid) == [("coin", "too-few-options")]
    assert waived(aid)
    assert checks(aid) == []


def test_a_waiver_is_a_new_version_of_the_question_in_a_batch_of_its_own(aid):
    cards = card_ids(aid)
    waived(aid)

    batch = rows(aid, 'SELECT kind, source, learner_id FROM "import" ORDER BY id DESC')[0]
    assert tuple(batch) == ("edit", "aid/coin", WHO)
    assert rows(aid, "SELECT version FROM question WHERE slug = 'coin'")[0][0] == 2
    assert card_ids(aid) == cards


def test_the_reason_goes_into_the_file_and_reads_back(aid):
    waived(aid, reason=f"  {WHY}\n ")
    text = file_of(aid)

    assert f"waive:\n      too-few-options: {WHY}" in text
    bank = read_bank(text.encode(), "aid.yaml").bank
    assert bank.questions[0].waive == (("too-few-options", WHY),)


def test_the_whole_bank_can_waive_a_check(aid):
    assert waived(aid, question="")
    assert checks(aid) == []
    assert f"waive:\n  too-few-options: {WHY}\n" in file_of(aid)


def test_the_same_waiver_again_changes_nothing(aid):
    assert (waived(aid), waived(aid)) == (True, False)
    assert (waived(aid, question=""), waived(aid, question="")) == (True, False)
    assert len(rows(aid, 'SELECT id FROM "import"')) == 3


def test_another_reason_takes_the_place_of_the_first(aid):
    waived(aid)
    assert waived(aid, reason="Coins are like that.")
    assert file_of(aid).count("too-few-options") == 1


def test_a_waiver_taken_back_lets_the_finding_be_heard_again(aid):
    before = file_of(aid)
    waived(aid)
    waived(aid, question="")
    with aid.write() as db:
        assert waiving.take_up_again(db, WHO, "aid", "coin", "too-few-options", NOW)
        assert waiving.take_up_again(db, WHO, "aid", "", "too-few-options", NOW)
        assert not waiving.take_up_again(db, WHO, "aid", "", "too-few-options", NOW)

    assert file_of(aid) == before
    assert checks(aid) == [("coin", "too-few-options")]


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 1_001])
def test_a_waiver_needs_a_reason_and_not_a_book(aid, reason):
    with pytest.raises(Unreasoned):
        waived(aid, reason=reason)
    assert checks(aid) == [("coin", "too-few-options")]


@pytest.mark.parametrize(
    ("bank", "question", "check"),
    [
        ("nowhere", "coin", "too-few-options"),
        ("aid", "nowhere", "too-few-options"),
        ("aid", "coin", "no-such-check"),
        ("aid", "co\0in", "too-few-options"),
    ],
)
def test_what_is_not_there_cannot_be_waived(aid, bank, question, check):
    with pytest.raises(NotFound), aid.write() as db:
        waiving.set_aside(db, WHO, bank, question, check, WHY, NOW)


def test_retired_questions_are_not_looked_at(aid):
    with aid.write() as db:
        found = banks.bank(db, "aid")
        two = banks.question(db, found.id, "coin")
        batches.write(
            db, WHO, "edit", "aid", [batches.Changes(bank_id=found.id, retired=(two,))], NOW
        )
    assert checks(aid) == []
