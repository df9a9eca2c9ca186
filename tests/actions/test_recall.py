"""What a class is expected to remember: by learner and tag, for teachers, in a few statements."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from study.actions import aims
from study.actions.recall import ClassRecall, class_recall
from study.domain.assignments import AT_ONCE, Mode
from study.domain.errors import NotFound
from study.domain.recall import Held, Recall, by_question, of_all, recall_of
from study.domain.scheduling import Memory, Phase, Plan, retrievability
from study.storage import practising
from study.storage.database import Database
from tests.builders import DAY, NOW, a_bank, execute, kept, some_questions
from tests.classroom import a_class, a_person, an_assignment

TODAY = NOW.date()


class Room:
    """A class with questions of two tags and of none, that some have studied."""

    def __init__(self, database: Database, learners: int = 3) -> None:
        self.database = database
        self.teacher = a_person(database, "Teacher", may_teach=True)
        self.learners = [a_person(database, f"Learner {n}") for n in range(learners)]
        self.class_id = a_class(database, self.teacher, *self.learners)
        usual = {"mode": Mode.PRACTICE, "due_at": NOW + 10 * DAY, "review": AT_ONCE}
        self.assignment = an_assignment(database, self.class_id, self.teacher, **usual)

    def studied(self, who: int, slugs: str, stability: float, last_on: date = TODAY) -> None:
        """Somebody's cards of the questions that are called like this, as they are held."""
        with self.database.write() as db:
            practising.deal(db, who, aims.missing(db, who, self.assignment, NOW), NOW)
        execute(
            self.database,
            "UPDATE card SET stability = :s, difficulty = 5, phase = 'review', queue = 2, reps = 1,"
            " last_on = :day, due_on = :day, interval = 1 WHERE learner_id = :who AND question_id"
            " IN (SELECT id FROM question WHERE slug LIKE :slugs)",
            s=stability,
            day=last_on.isoformat(),
            who=who,
            slugs=slugs,
        )

    def recall(self, who: int | None = None, now=NOW) -> ClassRecall:
        with self.database.read() as db:
            return class_recall(db, who or self.teacher, self.assignment, now)


@pytest.fixture
def library(database: Database, tmp_path: Path) -> Database:
    questions = (
        *some_questions(4, tags=("war",)),
        *(it for n in range(2) for it in named(f"peace-{n}", ("peace",))),
        *named("bare", ()),
    )
    kept(database, tmp_path, a_bank(*questions))
    return database


def named(slug: str, tags: tuple[str, ...]):
    return some_questions(1, id=slug, tags=tags, prompt=f"What is {slug}?")


@pytest.fixture
def room(library: Database) -> Room:
    return Room(library)


def chance(stability: float, days: int) -> float:
    memory = Memory(Phase.REVIEW, stability=stability, last_on=TODAY - days * DAY)
    known = retrievability(memory, TODAY, Plan())
    assert known is not None
    return known


def test_recall_is_told_by_learner_and_tag_with_what_was_never_seen_left_out(room):
    room.studied(room.learners[0], "q-00%", 5.0, TODAY - 5 * DAY)
    found = room.recall()
    assert found.tags == ("war", "peace", "")
    first, *others = found.rows
    assert first.name == "Learner 0"
    assert first.tags[0] == Recall(pytest.approx(0.9), 4, 4)
    assert first.tags[1:] == (Recall(None, 0, 2), Recall(None, 0, 1))
    assert (first.all.begun, first.all.total) == (4, 7)
    assert all(row.all == Recall(None, 0, 7) for row in others)
    assert found.all.today == Recall(pytest.approx(0.9), 4, 21)


def test_on_the_day_less_is_remembered_than_today(room):
    room.studied(room.learners[0], "%", 20.0)
    found = room.recall()
    assert found.rows[0].all.chance == pytest.approx(1.0)
    assert found.rows[0].all_on_day.chance == pytest.approx(chance(20.0, 10))
    assert found.on == TODAY + 10 * DAY
    assert not found.is_past


def test_once_the_day_has_passed_later_studying_does_not_change_what_was_to_be_expected(room):
    room.studied(room.learners[0], "%", 20.0)
    execute(
        room.database,
        "UPDATE card SET last_on = :day WHERE learner_id = :who",
        day=(TODAY + 12 * DAY).isoformat(),
        who=room.learners[0],
    )
    found = room.recall(now=NOW + 13 * DAY)
    assert found.is_past
    assert found.rows[0].all.begun == 7
    assert found.rows[0].all_on_day == Recall(None, 0, 7)


def test_only_its_teachers_are_told(room):
    other = a_person(room.database, "Other", may_teach=True)
    admin = a_person(room.database, "Admin", is_admin=True)
    for who in (room.learners[0], other, admin):
        with pytest.raises(NotFound):
            room.recall(who)


def test_a_class_that_nobody_has_joined_is_no_error(library):
    found = Room(library, learners=0).recall()
    assert (found.rows, found.all.today) == ((), Recall(None, 0, 0))


def test_who_was_removed_is_not_shown(room):
    execute(
        room.database,
        "UPDATE enrolment SET state = 'removed' WHERE learner_id = :who",
        who=room.learners[0],
    )
    assert len(room.recall().rows) == 2


def statements(room: Room, now) -> int:
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(room.database.engine, "before_cursor_execute", note)
    room.recall(now=now)
    event.remove(room.database.engine, "before_cursor_execute", note)
    return sum(it.lstrip().startswith("SELECT") for it in asked)


def test_it_takes_as_many_statements_for_many_learners_as_for_few(library):
    few, many = Room(library, learners=2), Room(library, learners=30)
    for room in (few, many):
        for who in room.learners:
            room.studied(who, "q-00%", 9.0)
            room.studied(who, "bare", 9.0, TODAY + 11 * DAY)
    late = NOW + timedelta(days=12)
    assert statements(few, NOW) == statements(many, NOW) == 6
    assert statements(few, late) == statements(many, late) == 8


# The figures.


def test_a_question_of_several_cards_counts_once():
    held = [Held(1, 7, 5.0, TODAY - 5 * DAY), Held(1, 7, 5.0, TODAY), Held(1, 8, None, None)]
    chances = by_question(held, {1: TODAY})
    assert chances == {(1, 7): pytest.approx(0.95)}
    assert recall_of(1, [7, 8], chances) == Recall(pytest.approx(0.95), 1, 2)


def test_of_a_class_each_question_of_each_learner_counts_the_same():
    parts = [Recall(0.9, 3, 4), Recall(0.5, 1, 4), Recall(None, 0, 4)]
    assert of_all(parts) == Recall(pytest.approx(0.8), 4, 12)
    assert of_all([]) == Recall(None, 0, 0)
