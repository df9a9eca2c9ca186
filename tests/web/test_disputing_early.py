"""Objections while an attempt goes on, where answers are checked at once."""

from pathlib import Path

from study.domain.assignments import AT_ONCE, Mode
from study.storage.database import Database
from tests.domain.builders import a_short
from tests.web.test_disputing import a_room


def test_who_is_stuck_at_a_wrong_key_can_say_so(sqlite_database: Database, tmp_path: Path) -> None:
    room = a_room(
        sqlite_database, tmp_path, a_short("Chongqing"), mode=Mode.MASTERY, review=AT_ONCE
    )
    ada = room.of(room.ada)
    begun = ada.send(ada.get(room.path("")), "/attempts")
    checked = ada.send(begun, "/checks/1", text="Yuzhou")
    again = ada.send(checked, "/disputes/new", words="Its old name.")

    assert "You said that your answer was right: “Its old name.”" in again.words
    assert "1 learner waits for your word." in room.tess.get(room.path("/disputes")).words


def test_nothing_is_offered_where_the_mark_is_hidden(
    sqlite_database: Database, tmp_path: Path
) -> None:
    room = a_room(sqlite_database, tmp_path, a_short("Chongqing"))
    ada = room.of(room.ada)
    begun = ada.send(ada.get(room.path("")), "/attempts")
    assert not begun.all("form", action="/disputes/new")
