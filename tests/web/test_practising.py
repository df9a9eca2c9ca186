"""Practising an assignment in the browser, how far one has come, and what a class remembers."""

from pathlib import Path

import pytest

from study.domain.assignments import AT_ONCE, Mode
from study.domain.selections import Selection
from study.storage.database import Database
from tests.builders import DAY, NOW, a_bank, execute, kept, some_questions
from tests.classroom import a_class, a_person, an_assignment, signed_in
from tests.visiting import HTMX, Page, Visitor


class Room:
    """A class with something to practise until a day."""

    def __init__(self, database: Database, **changes) -> None:
        self.database = database
        self.teacher = a_person(database, "Teacher", may_teach=True)
        self.ada = a_person(database, "Ada")
        self.class_id = a_class(database, self.teacher, self.ada)
        usual = {"mode": Mode.PRACTICE, "due_at": NOW + 5 * DAY, "review": AT_ONCE}
        self.assignment = an_assignment(
            database, self.class_id, self.teacher, title="The war", **usual | changes
        )
        self.page = f"/assignments/{self.assignment}"
        self.practice = f"{self.page}/practice"


@pytest.fixture
def library(sqlite_database: Database, tmp_path: Path) -> Database:
    kept(sqlite_database, tmp_path, a_bank(*some_questions(10, tags=("war",))))
    return sqlite_database


@pytest.fixture
def room(library: Database) -> Room:
    return Room(library)


@pytest.fixture
def ada(room: Room) -> Visitor:
    return signed_in(room.database, room.ada)


def all_done(visitor: Visitor, path: str) -> Page:
    """What stands at the end of the day's work, each card known at once."""
    page = visitor.get(path)
    while page.all("form", class_="question"):
        page = visitor.send(visitor.send(page, "/answer", skip="1"), "/rate", rating="4")
    return page


def test_without_scripts_each_step_leads_on_within_the_assignment(room, ada):
    asked = ada.get(room.practice)
    assert asked.one("a", href=room.page).words == "The war"
    form = asked.form("/answer")
    sent = ada.post(form["action"], asked.filled(form) | {"skip": "1"})
    answer = ada.get(sent.headers["location"])
    assert sent.status == 303
    form = answer.form("/rate")
    rated = ada.post(form["action"], answer.filled(form) | {"rating": "4"})
    assert (rated.status, rated.headers["location"]) == (303, room.practice)
    assert "1 left today" in ada.get(room.practice).words


def test_with_htmx_the_address_stays_that_of_the_assignment(room, ada):
    answer = ada.swap(ada.get(room.practice), "/answer", skip="1")
    rated = ada.swap(answer, "/rate", rating="4")
    assert rated.headers["hx-push-url"] == room.practice
    undone = ada.swap(rated, "/undo")
    assert undone.headers["hx-push-url"] == room.practice
    assert "2 left today" in undone.words


def test_at_the_end_of_the_day_more_can_be_asked_for(room, ada):
    done = all_done(ada, room.practice)
    assert "Done for today" in done.words
    more = ada.send(done, "/more")
    assert "8 left today" in more.words


def test_the_page_of_the_assignment_says_how_far_one_is(room, ada):
    before = ada.get(room.page)
    assert "Today 2 new." in before.words
    assert "0 of 10 questions" in before.words
    assert "You have not begun. 5 days are left." in before.words
    all_done(ada, room.practice)
    after = ada.get(room.page)
    assert "2 of 10 questions" in after.words
    assert "Done for today." in after.words
    assert "goal 90" in after.words


def test_when_the_day_has_passed_it_says_how_it_stood(room, ada):
    all_done(ada, room.practice)
    late = signed_in(room.database, room.ada, NOW + 8 * DAY).get(room.page)
    assert "How it stood on the day" in late.words
    assert "When 29 November 2026 came, you could be expected to remember" in late.words


def test_of_questions_that_a_test_holds_back_it_says_that_they_wait(room, ada):
    an_assignment(room.database, room.class_id, room.teacher, "aid/q-001")
    assert "One of its questions waits until a test" in ada.get(room.page).words
    an_assignment(room.database, room.class_id, room.teacher)
    page = ada.get(room.page)
    assert "Its questions wait until a test of your class is over." in page.words
    assert "Done for today" not in page.words
    assert "questions a day" not in page.words


def test_before_it_opens_there_is_nothing_to_practise(library):
    room = Room(library, open_at=NOW + DAY)
    visitor = signed_in(library, room.ada)
    assert visitor.get(room.practice).status == 404
    assert "Practise" not in [it.words for it in visitor.get(room.page).all("a")]


def test_its_teacher_sees_what_is_remembered_drawn_and_as_a_table(room, ada):
    all_done(ada, room.practice)
    page = signed_in(room.database, room.teacher).get(f"{room.page}/results/recall")
    assert page.one("svg", role="img")
    cells = [it.words for it in page.all("td")]
    assert len(cells) == 3
    assert all("(2 of 10)" in it for it in cells)
    assert "war" in [it.words for it in page.all("th")]


def test_of_a_test_s_questions_recall_is_told_too_without_a_goal(room, ada):
    all_done(ada, room.practice)
    test = an_assignment(room.database, room.class_id, room.teacher, mode=Mode.TEST)
    page = signed_in(room.database, room.teacher).get(f"/assignments/{test}/results/recall")
    assert "on the day, 90 % or more" in page.words
    assert "the goal" not in page.words


def test_before_anybody_has_studied_nothing_is_predicted(room):
    page = signed_in(room.database, room.teacher).get(f"{room.page}/results/recall")
    assert page.status == 200
    assert "nothing to predict from" in page.words


def test_without_accounts_there_are_no_assignments(room):
    alone = Visitor(room.database)
    for path in (room.practice, f"{room.page}/results/recall", "/practice?bank=@1"):
        assert alone.get(path).status == 404


# Banks that are studied by assignment only.


@pytest.fixture
def held(library: Database) -> Room:
    """Two questions are assigned of a bank that its teacher keeps to the class."""
    names = ("q-003", "q-004")
    chosen = Selection(questions=tuple(f"aid/{name}" for name in names))
    room = Room(library, selection=chosen)
    owned = "UPDATE bank SET is_held = true, owner_id = :teacher"
    execute(library, owned, teacher=room.teacher)
    return room


def test_of_a_bank_that_is_held_back_the_shelf_has_what_was_assigned(held):
    visitor = signed_in(held.database, held.ada)
    assert visitor.get("/banks/aid").status == 404
    visitor.get(held.practice)
    page = visitor.get("/banks/aid")
    assert [it["id"] for it in page.all("li") if it["id"]] == ["q-q-003", "q-q-004"]
    assert "2 new" in page.words
    assert visitor.get("/practice?bank=aid").status == 200


def test_a_bank_that_is_not_theirs_is_not_even_named_to_a_learner(held):
    bea = signed_in(held.database, a_person(held.database, "Bea"))
    for path in ("/practice?bank=aid", "/practice?bank=nothing"):
        page = bea.get(path)
        assert page.status == 404
        assert "Help from outside" not in page.words
    assert bea.post("/practice/more", {"bank": "aid", "amount": "5"}, HTMX).status == 404
