"""What is practised: the last answers of each learner are what its results count."""

from collections.abc import Iterator

import pytest

from study.domain.assignments import AT_ONCE, Mode
from study.storage import practised
from study.storage.database import Database
from tests.builders import DAY, NOW, a_bank, kept, some_questions
from tests.classroom import a_class, a_person, an_assignment, signed_in
from tests.domain.builders import a_flashcard
from tests.visiting import Page, Visitor


class Room:
    """A class with two questions to practise, of which one learner has answered both."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.teacher = a_person(database, "Teacher", may_teach=True)
        self.ada, self.bea = a_person(database, "Ada"), a_person(database, "Bea")
        class_id = a_class(database, self.teacher, self.ada, self.bea)
        usual = {"mode": Mode.PRACTICE, "due_at": NOW + DAY, "review": AT_ONCE}
        self.assignment = an_assignment(database, class_id, self.teacher, **usual)

    def practises(self, who: int, **fields: str) -> None:
        """Answers every card that is due, and rates each as easy."""
        visitor = signed_in(self.database, who)
        page = visitor.get(f"/assignments/{self.assignment}/practice")
        while page.all("form", class_="question"):
            answered = visitor.send(page, "/answer", **fields)
            page = visitor.send(answered, "/rate", rating="4")

    def found(self, since=NOW) -> list[tuple[int, float | None]]:
        """By learner what each last answer earned."""
        learners = {self.ada, self.bea}
        with self.database.read() as db:
            last = practised.practised(db, self.assignment, learners, since)
        return [(it.learner, it.fraction) for it in last]


@pytest.fixture
def room(database: Database, tmp_path) -> Room:
    kept(database, tmp_path, a_bank(a_flashcard(tags=("war",)), *some_questions(1, tags=("war",))))
    return Room(database)


@pytest.fixture
def teacher(room: Room) -> Iterator[Visitor]:
    visitor = signed_in(room.database, room.teacher)
    with visitor.client:
        yield visitor


def opened(visitor: Visitor, room: Room, path: str) -> Page:
    page = visitor.get(f"/assignments/{room.assignment}/results{path}")
    assert page.status == 200, path
    return page


def test_a_rating_stands_for_the_mark_of_what_learners_rate_themselves(room: Room) -> None:
    room.practises(room.ada, skip="1")

    assert sorted(room.found(), key=str) == [(room.ada, 0.0), (room.ada, 1.0)]


def test_what_was_answered_before_it_opened_is_not_counted(room: Room) -> None:
    room.practises(room.ada, skip="1")

    assert room.found(since=NOW + DAY) == []


def test_the_pages_of_results_count_the_last_answers(room: Room, teacher: Visitor) -> None:
    assert "Nobody has practised yet" in opened(teacher, room, "/questions").words
    room.practises(room.ada, skip="1")
    tag = opened(teacher, room, "/tags")
    note = opened(teacher, room, "/passages/xinhua").one("div", class_="tint-note")
    questions = opened(teacher, room, "/questions").words

    assert "Counted is what each learner answered last in practice" in questions
    assert "50 %" in tag.words
    assert note.words.startswith("50 % right")
    assert "2 questions, 2 answers" in note.words


def test_a_learners_page_has_their_last_answers_and_no_marks_by_hand(
    room: Room, teacher: Visitor
) -> None:
    room.practises(room.ada, skip="1")
    ada = opened(teacher, room, f"/learners/{room.ada}")
    bea = opened(teacher, room, f"/learners/{room.bea}")

    assert "2 of 2 questions practised since it was opened; 50 % of the last answers right." in (
        ada.words
    )
    assert not ada.all("form", class_="mark-by-hand")
    assert "0 of 2 questions practised since it was opened." in bea.words
