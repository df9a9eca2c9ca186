"""What stands on the home page of somebody who is in a class, and on their page of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from study.actions import teaching
from study.domain.assignments import Mode
from study.storage.database import Database
from tests.attempting import begun, taken
from tests.builders import DAY, MINUTE, NOW, a_bank, kept
from tests.classroom import a_class, a_person, an_assignment, signed_in
from tests.visiting import Page, Visitor

HOUR = 60 * MINUTE


@pytest.fixture
def room(database: Database, tmp_path: Path) -> tuple[int, int, int]:
    """A teacher, a learner, and their class; there is a bank to assign from."""
    kept(database, tmp_path, a_bank())
    tess, ada = a_person(database, "Tess", may_teach=True), a_person(database, "Ada")
    return tess, ada, a_class(database, tess, ada)


def rows(page: Page) -> list[str]:
    """What a learner's list says, an assignment a line."""
    (listed,) = page.all("ul", class_="contents assigned")[:1] or [None]
    if listed is None:
        return []
    return [it.words for it in page.within(listed) if it.tag == "li"]


def test_an_assignment_stands_at_home_with_its_day_and_how_far_one_is(database, room):
    tess, ada, class_id = room
    given = an_assignment(database, class_id, tess, due_at=NOW + 3 * DAY)
    visitor = signed_in(database, ada)

    page = visitor.get("/")
    assert page.one("h1").words == "1 assignment to do"
    assert rows(page) == [
        "Help from outside Not begun Due Friday 27 November 2026, 12:00 (in 3 days) · 7b"
    ]
    begun(database, given, ada)
    assert "Going on" in rows(visitor.get("/"))[0]


def test_what_was_handed_in_is_not_to_do_any_more(database, room):
    tess, ada, class_id = room
    given = an_assignment(database, class_id, tess, most_attempts=1)
    taken(database, given, ada, {})
    visitor = signed_in(database, ada, NOW + HOUR)

    page = visitor.get("/")
    assert page.one("h1").words == "Everything is handed in"
    assert "Handed in" in rows(page)[0]
    assert "tried again" not in rows(page)[0]


def test_the_time_left_of_an_attempt_is_told_with_the_learners_own_time(database, room):
    tess, ada, class_id = room
    limit = timedelta(minutes=30)
    given = an_assignment(database, class_id, tess, time_limit=limit)
    with database.write() as db:
        teaching.accommodate(db, tess, class_id, ada, 2.0, NOW)
    begun(database, given, ada)

    page = signed_in(database, ada, NOW + 20 * MINUTE).get("/")
    assert "Going on: 40 minutes left" in rows(page)[0]


def test_what_is_only_announced_is_not_to_do(database, room):
    tess, ada, class_id = room
    an_assignment(database, class_id, tess, open_at=NOW + DAY)

    page = signed_in(database, ada).get("/")
    assert page.one("h1").words == "Nothing is open yet"
    assert "Not open yet Opens Wednesday 25 November 2026, 12:00" in rows(page)[0]


def test_late_work_and_practice_say_what_they_are(database, room):
    tess, ada, class_id = room
    an_assignment(database, class_id, tess, title="Late", due_at=NOW + HOUR)
    practice = {"mode": Mode.PRACTICE, "due_at": NOW + 9 * DAY}
    an_assignment(database, class_id, tess, title="Daily", **practice)

    late, daily = rows(signed_in(database, ada, NOW + 3 * HOUR).get("/"))
    assert "Late Not begun Was due Tuesday 24 November 2026, 13:00 (2 hours ago)" in late
    assert "Daily Practise until then" in daily


def test_what_is_past_and_done_is_no_longer_at_home(database, room):
    tess, ada, class_id = room
    given = an_assignment(database, class_id, tess, title="Done", due_at=NOW + HOUR)
    practice = {"mode": Mode.PRACTICE, "due_at": NOW + HOUR}
    an_assignment(database, class_id, tess, title="Daily", **practice)
    taken(database, given, ada, {})
    visitor = signed_in(database, ada, NOW + DAY)

    assert rows(visitor.get("/")) == []
    assert "Its day is past" in " ".join(rows(visitor.get(f"/classes/{class_id}")))


def test_a_closed_assignment_goes_from_home_and_stays_in_the_class(database, room):
    tess, ada, class_id = room
    dates = {"due_at": NOW + HOUR, "close_at": NOW + 2 * HOUR}
    given = an_assignment(database, class_id, tess, **dates)
    taken(database, given, ada, {})
    visitor = signed_in(database, ada, NOW + DAY)

    assert rows(visitor.get("/")) == []
    page = visitor.get(f"/classes/{class_id}")
    assert "Nothing is open at the moment." in page.words
    assert "Handed in · was due Tuesday 24 November 2026, 13:00" in page.words


def test_drafts_and_other_classes_are_not_told(database, room):
    tess, ada, class_id = room
    other = a_class(database, tess, name="8a")
    an_assignment(database, class_id, tess, title="A draft", published=False)
    an_assignment(database, other, tess, title="Of others")
    visitor = signed_in(database, ada)

    for path in ("/", f"/classes/{class_id}"):
        words = visitor.get(path).words
        assert "A draft" not in words
        assert "Of others" not in words


def test_an_archived_class_is_no_longer_at_home(database, room):
    tess, ada, class_id = room
    an_assignment(database, class_id, tess)
    with database.write() as db:
        teaching.archive(db, tess, class_id, NOW)
    visitor = signed_in(database, ada)

    assert rows(visitor.get("/")) == []
    assert "This class is over." in visitor.get(f"/classes/{class_id}").words


def test_times_are_those_of_the_learners_clock(database, room):
    tess, ada, class_id = room
    an_assignment(database, class_id, tess, due_at=NOW + DAY)
    visitor = signed_in(database, ada)
    account = {"name": "Ada", "login": "ada", "email": "", "time_zone": "Asia/Tokyo"}
    visitor.post("/account", account)

    assert "Due Wednesday 25 November 2026, 21:00" in rows(visitor.get("/"))[0]


def test_a_teacher_sees_how_many_handed_in_and_each_learners_marks(database, room):
    tess, ada, class_id = room
    given = an_assignment(database, class_id, tess)
    an_assignment(database, class_id, tess, title="A draft", published=False)
    taken(database, given, ada, {"capital": True})
    teacher = signed_in(database, tess, NOW + HOUR)

    page = teacher.get(f"/classes/{class_id}")
    assert "Help from outside 1 of 1 handed in" in page.words
    assert "Draft · due" in page.words
    page = teacher.get(f"/classes/{class_id}/learners/{ada}")
    cells = [it.words for it in page.all("td")]
    assert cells[1] == "1"
    assert cells[2].endswith("%")


def statements(visitor: Visitor, path: str) -> int:
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(visitor.database.engine, "before_cursor_execute", counted)
    try:
        assert visitor.get(path).status == 200
    finally:
        event.remove(visitor.database.engine, "before_cursor_execute", counted)
    return count


def test_the_home_page_costs_the_same_however_much_is_assigned(database, room):
    tess, ada, class_id = room
    visitor = signed_in(database, ada)
    paths = ("/", f"/classes/{class_id}")
    an_assignment(database, class_id, tess, title="Week 0")
    before = [statements(visitor, path) for path in paths]
    for number in range(1, 6):
        an_assignment(database, class_id, tess, title=f"Week {number}")

    assert [statements(visitor, path) for path in paths] == before


def test_without_accounts_the_home_page_asks_nothing_of_classes(database, room):
    local = Visitor(database)
    asked: list[str] = []

    def noted(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", noted)
    try:
        page = local.get("/")
    finally:
        event.remove(database.engine, "before_cursor_execute", noted)
    assert room
    assert "Your classes" not in page.words
    assert not [it for it in asked if "enrolment" in it or "notice" in it or "assignment" in it]
