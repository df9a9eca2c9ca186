"""Which questions a test keeps from whom, and what else leaves them out."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from study.domain.assignments import AT_ONCE, Mode, Phase
from study.domain.searching import terms
from study.storage import documents, lines, progress, searching, shelves
from study.storage.database import Database
from study.storage.lines import Pick
from study.storage.people import learner
from study.storage.withholding import held, withheld
from tests.builders import DAY, NOW, WHO, a_bank, execute, kept, rows, some_questions
from tests.classroom import a_class, a_person, an_assignment, taken

HOUR = timedelta(hours=1)
ONCE = {**AT_ONCE, Phase.DURING: frozenset()}


class House:
    """A class with a bank, a teacher and two learners."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.teacher = a_person(database, "Teacher", may_teach=True)
        self.ada = a_person(database, "Ada")
        self.bea = a_person(database, "Bea")
        self.class_id = a_class(database, self.teacher, self.ada, self.bea)

    def test(self, *slugs: str, **changes) -> int:
        names = [f"aid/{slug}" for slug in slugs or ("q-000", "q-001")]
        return an_assignment(self.database, self.class_id, self.teacher, *names, **changes)

    def withheld(self, who: int, now=NOW) -> set[str]:
        with self.database.read() as db:
            found = withheld(db, who, now)
        slugs = {row[0]: row[1] for row in rows(self.database, "SELECT id, slug FROM question")}
        return {slugs[it] for it in found}


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    kept(database, tmp_path, a_bank(*some_questions(4)))
    return House(database)


def test_a_test_keeps_its_questions_from_its_learners_and_from_nobody_else(house):
    house.test()
    outsider = a_person(house.database, "Outsider")
    assert house.withheld(house.ada) == {"q-000", "q-001"}
    assert house.withheld(house.teacher) == set()
    assert house.withheld(outsider) == set()


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.MASTERY])
def test_what_is_practised_or_mastered_is_not_kept_from_anybody(house, mode):
    house.test(mode=mode)
    assert house.withheld(house.ada) == set()


def test_a_draft_keeps_nothing(house):
    house.test(published=False)
    assert house.withheld(house.ada) == set()


def test_who_waits_or_was_removed_is_not_in_the_class(house):
    house.test()
    execute(
        house.database,
        "UPDATE enrolment SET state = 'waiting' WHERE learner_id = :who",
        who=house.ada,
    )
    assert house.withheld(house.ada) == set()
    assert house.withheld(house.bea) == {"q-000", "q-001"}


def test_a_class_that_is_archived_keeps_nothing_any_longer(house):
    house.test()
    execute(house.database, "UPDATE class SET archived_at = 0")
    assert house.withheld(house.ada) == set()


def test_an_announced_test_keeps_them_too_and_a_closed_one_gives_them_back(house):
    house.test(open_at=NOW + DAY, due_at=NOW + 2 * DAY, close_at=NOW + 2 * DAY)
    assert house.withheld(house.ada, NOW) == {"q-000", "q-001"}
    assert house.withheld(house.ada, NOW + 3 * DAY) == set()


def test_they_stay_away_from_all_until_the_last_has_closed(house):
    test = house.test(due_at=NOW + DAY, close_at=NOW + DAY)
    execute(
        house.database,
        "INSERT INTO extension (assignment_id, learner_id, due_at, close_at, more_attempts,"
        " made_by, made_at) SELECT id, :bea, due_at + 86400000000, close_at + 86400000000, 0,"
        " created_by, created_at FROM assignment WHERE id = :test",
        bea=house.bea,
        test=test,
    )
    later = NOW + DAY + HOUR
    assert (
        house.withheld(house.ada, later) == house.withheld(house.bea, later) == {"q-000", "q-001"}
    )
    assert house.withheld(house.ada, NOW + 2 * DAY) == set()
    with house.database.read() as db:
        assert [it.until for it in held(db, house.ada, later)] == [NOW + 2 * DAY]


def test_they_come_back_with_the_last_attempt_where_the_review_shows_all(house):
    test = house.test(review=ONCE, most_attempts=1)
    taken(house.database, test, house.ada, {})
    assert house.withheld(house.ada, NOW + HOUR) == set()
    assert house.withheld(house.bea, NOW + HOUR) == {"q-000", "q-001"}


def test_of_two_tests_the_one_that_is_not_over_counts(house):
    house.test("q-000", due_at=NOW + DAY, close_at=NOW + DAY)
    house.test("q-000", "q-002")
    assert house.withheld(house.ada) == {"q-000", "q-002"}
    assert house.withheld(house.ada, NOW + 2 * DAY) == {"q-000", "q-002"}


def test_nobody_is_kept_from_their_own_bank(house):
    house.test()
    execute(house.database, "UPDATE bank SET owner_id = :who", who=house.ada)
    assert house.withheld(house.ada) == set()
    assert house.withheld(house.bea) == {"q-000", "q-001"}


def test_it_takes_one_statement_without_a_test_and_three_with_many(house):
    statements: list[str] = []

    def asked(who: int) -> int:
        statements.clear()
        house.withheld(who)
        return sum("assignment" in it or "attempt" in it for it in statements)

    event.listen(
        house.database.engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_: statements.append(statement),
    )
    assert asked(house.ada) == 1
    for slug in ("q-000", "q-001", "q-002"):
        house.test(slug)
    assert asked(house.ada) == 3
    assert asked(house.teacher) == 1


# What leaves them out.


@pytest.fixture
def away(house: House) -> frozenset[int]:
    """The first two questions, as the local learner would be kept from them."""
    found = rows(house.database, "SELECT id FROM question WHERE slug IN ('q-000', 'q-001')")
    return frozenset(row[0] for row in found)


def test_lines_pass_them_over(house, away):
    with house.database.read() as db:
        moment = learner(db, WHO).moment(NOW)
        first = lines.next_card(db, WHO, Pick.NEW, moment, NOW, None, away)
        counted, _, _ = lines.waiting(
            db, WHO, moment, NOW, None, away, most_reviews=99, most_new=99
        )
        left = shelves.new_left(db, WHO, None, moment.today, 99, away)
        due = shelves.banks_due(
            db, WHO, moment.today, moment.next_day_at, away, most_reviews=99, most_new=99
        )
    assert first is not None
    assert first.question_id not in away
    assert counted.new == left == due[0].new == 2


def test_searching_neither_finds_nor_counts_them(house, away):
    with house.database.write() as db:
        searching.catch_up(db)
        found, total = searching.find_questions(db, terms("city"), without=away)
    assert total == 2
    assert {it.slug for it in found} == {"q-002", "q-003"}


def test_a_text_does_not_say_that_they_are_about_it(house, away):
    with house.database.read() as db:
        text = documents.document(db, "xinhua")
        cited = progress.cited_in(db, WHO, text.id, text.version, away)
        extent = documents.extents(db, away)[text.id]
        bank = rows(house.database, "SELECT id FROM bank")[0][0]
        counted = progress.questions_by_document(db, bank, away)
    assert {it.question_id for it in cited}.isdisjoint(away)
    assert extent.questions == counted[text.id] == 2
