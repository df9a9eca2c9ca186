"""The review log out of one instance and into another: the same log, cards and days."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from study.actions import practice, review_logs
from study.actions.review_logs import LogBrought
from study.actions.showing import read_showing
from study.banks.exchange.review_log import read_review_log, write_review_log
from study.banks.writing import write_bank
from study.domain.errors import Conflict
from study.domain.questions import Bank
from study.domain.scheduling import Rating
from study.storage import banks, people
from study.storage import review_logs as review_logs_kept
from study.storage.database import Database
from study.storage.migrations import upgrade
from tests.builders import (
    DAY,
    MINUTE,
    NOW,
    WHO,
    a_bank,
    brought_in,
    card_of,
    count,
    kept,
    rows,
    snapshot,
    some_questions,
    written,
)
from tests.domain.builders import a_cloze, a_flashcard
from tests.practising import asked, flagged, put_off, resumed, studied, suspended, undone

THREE_NUMBERS = "The {{c1::USSR}} sent {{c2::1,235}} aircraft to {{c3::China}}."


def questions():
    return (a_cloze(THREE_NUMBERS), a_flashcard(reverse=True), *some_questions(6))


def opened(folder: Path, *first: Bank) -> Database:
    """An instance on SQLite with the bank, or another one, and nothing studied."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'study.db'}"
    upgrade(url, now=NOW)
    database = Database(url)
    kept(database, folder, *(first or (a_bank(*questions()),)))
    return database


def use(database: Database) -> None:
    """Everything that a log tells is done by the learner."""
    studied(database, Rating.GOOD)
    studied(database, Rating.EASY, NOW + MINUTE)
    studied(database, Rating.AGAIN, NOW + 2 * MINUTE)
    undone(database, NOW + 2 * MINUTE)
    studied(database, Rating.HARD, NOW + 3 * MINUTE)
    for step, act in enumerate((put_off, suspended, suspended)):
        card = asked(database, NOW + 4 * MINUTE).card
        act(database, card.card_id, read_showing(card.showing)[0], NOW + 4 * MINUTE)
        if step == 1:
            resumed(database, card.card_id, NOW + 5 * MINUTE)
    flagged(database, card_of(database, "q-004"), 3, NOW + 6 * MINUTE)
    with database.write() as db:
        practice.add_new(db, WHO, 10, NOW)
    for days in (1, 2, 3, 9):
        for number in range(3):
            at = NOW + days * DAY + number * timedelta(minutes=7)
            studied(database, (Rating.AGAIN, Rating.GOOD, Rating.EASY)[(days + number) % 3], at)
    undone(database, NOW + 9 * DAY + 15 * MINUTE)


@pytest.fixture
def used(tmp_path: Path) -> Iterator[Database]:
    """An instance of its own in which a learner has done everything that a log tells."""
    database = opened(tmp_path / "used")
    use(database)
    yield database
    database.close()


@pytest.fixture
def elsewhere(database: Database, tmp_path: Path) -> Database:
    """An instance of either kind with the same bank and nothing studied."""
    kept(database, tmp_path, a_bank(*questions()))
    return database


def exported(database: Database) -> bytes:
    with database.read() as db:
        return write_review_log(review_logs.whole_log(db, WHO)).encode()


def brought(database: Database, data: bytes) -> LogBrought:
    with database.write() as db:
        return review_logs.bring_log(db, WHO, read_review_log(data))


def digest(database: Database) -> str:
    """A hash of everything a log has, the cards' own numbers apart."""
    with database.read() as db:
        return hashlib.sha256(repr(list(review_logs_kept.log(db, WHO))).encode()).hexdigest()


def test_a_log_makes_the_same_log_cards_and_days_elsewhere(used, elsewhere):
    data = exported(used)

    done = brought(elsewhere, data)

    assert (done.added, done.already, done.left_out) == (count(used, "review"), 0, {})
    assert digest(elsewhere) == digest(used)
    assert snapshot(elsewhere) == snapshot(used)
    assert hashlib.sha256(exported(elsewhere)).digest() == hashlib.sha256(data).digest()


def test_everything_goes_out_and_comes_into_an_empty_instance(database, tmp_path):
    here = opened(tmp_path / "here", a_bank(*some_questions(3), id="before"))
    kept(here, tmp_path / "here", a_bank(*questions()))
    use(here)
    files = written(tmp_path / "out", *(given_out(here, slug) for slug in ("aid", "before")))

    brought_in(database, files)
    brought(database, exported(here))

    for slug in ("aid", "before"):
        assert write_bank(given_out(database, slug)) == write_bank(given_out(here, slug))
    assert card_of(database, "sent", 1) != card_of(here, "sent", 1)
    assert digest(database) == digest(here)
    assert standing(database) == standing(here)
    assert exported(database) == exported(here)
    here.close()


def given_out(database: Database, slug: str) -> Bank:
    with database.read() as db:
        return banks.exported(db, slug)


def standing(database: Database) -> tuple[object, ...]:
    """Every card's state by its name, and the days' counters."""
    with database.read() as db:
        places = review_logs_kept.places(db, WHO, ("aid", "before"))
        return {name: place.state for name, place in places.items()}, snapshot(database).days


def test_the_log_that_was_told_has_every_kind_of_step(used):
    kinds = {row[0] for row in rows(used, "SELECT DISTINCT kind FROM review")}

    assert kinds == {"rated", "buried", "suspended", "resumed", "flagged", "undone"}
    assert rows(used, "SELECT 1 FROM review WHERE siblings <> ''")


def test_a_log_that_was_brought_twice_changes_nothing(used, elsewhere):
    data = exported(used)
    brought(elsewhere, data)
    before = snapshot(elsewhere)

    done = brought(elsewhere, data)

    assert (done.added, done.already) == (0, count(used, "review"))
    assert snapshot(elsewhere) == before
    assert exported(elsewhere) == data


def test_what_was_studied_since_is_added_to_what_was_brought_before(used, elsewhere):
    brought(elsewhere, exported(used))
    studied(used, Rating.GOOD, NOW + 20 * DAY)
    undone(used, NOW + 20 * DAY)
    studied(used, Rating.EASY, NOW + 20 * DAY + MINUTE)

    done = brought(elsewhere, exported(used))

    assert done.added == 3
    assert snapshot(elsewhere) == snapshot(used)


def test_a_step_brought_before_can_be_taken_back_by_a_later_log(used, elsewhere):
    studied(used, Rating.GOOD, NOW + 20 * DAY)
    brought(elsewhere, exported(used))
    undone(used, NOW + 20 * DAY + MINUTE)

    brought(elsewhere, exported(used))

    assert snapshot(elsewhere) == snapshot(used)


def test_an_older_log_takes_nothing_away(used, elsewhere):
    older = exported(used)
    studied(used, Rating.GOOD, NOW + 20 * DAY)
    brought(elsewhere, exported(used))
    before = snapshot(elsewhere)

    assert brought(elsewhere, older).added == 0
    assert snapshot(elsewhere) == before


def test_study_goes_on_where_a_log_has_led(used, elsewhere):
    brought(elsewhere, exported(used))
    for database in (used, elsewhere):
        undone(database, NOW + 9 * DAY + 16 * MINUTE)

    assert snapshot(elsewhere) == snapshot(used)


def test_other_reviews_of_the_same_card_are_never_overwritten(used, elsewhere):
    studied(elsewhere, Rating.AGAIN, NOW + DAY)
    before = snapshot(elsewhere)

    with pytest.raises(Conflict, match=r"Line 2: the card aid/\S+ has other reviews here"):
        brought(elsewhere, exported(used))
    assert snapshot(elsewhere) == before


def test_a_log_from_either_kind_of_database_makes_the_same_elsewhere(elsewhere, tmp_path):
    use(elsewhere)
    third = opened(tmp_path / "third")

    brought(third, exported(elsewhere))

    assert (digest(third), snapshot(third)) == (digest(elsewhere), snapshot(elsewhere))
    third.close()


def test_cards_with_reviews_of_their_own_keep_them_beside_a_log(elsewhere, tmp_path):
    other = opened(tmp_path / "other")
    flagged(other, card_of(other, "q-001"), 2)
    data = exported(other)
    other.close()
    flagged(elsewhere, card_of(elsewhere, "q-002"), 1, NOW + DAY)

    assert brought(elsewhere, data).added == 1
    flagged(elsewhere, card_of(elsewhere, "q-003"), 1, NOW + DAY)
    numbers = [row[0] for row in rows(elsewhere, "SELECT sequence FROM review ORDER BY sequence")]
    assert numbers == [1, 2, 3]


def test_rows_of_questions_that_are_not_here_are_left_out_and_counted(used, database):
    with database.write() as db:
        people.ensure_local_learner(db, "UTC", NOW)

    done = brought(database, exported(used))

    assert done.added == 0
    assert sum(done.left_out.values()) == count(used, "review")


def test_taking_a_log_out_changes_nothing(used):
    before = snapshot(used)

    assert exported(used) == exported(used)
    assert snapshot(used) == before
