"""Single answers are marked by hand, and stay so until that is taken back."""

import pytest

from study.actions.regrading import NOTHING_DONE
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.regrading import Way
from study.domain.rekeying import Accepts
from study.storage.database import Database
from tests.attempting import begun
from tests.builders import execute
from tests.classroom import a_person
from tests.regrading import Room, a_room, both_take_it


@pytest.fixture
def room(database: Database, tmp_path) -> Room:
    return a_room(database, tmp_path)


def test_an_answer_is_marked_by_hand(room: Room) -> None:
    both_take_it(room)
    assert room.mark(room.ada, "city", 0.5, " Nearly. ")
    answer = room.answer(room.ada, "city")
    assert (answer.fraction, answer.marked_by, answer.comment) == (0.5, room.teacher, "Nearly.")
    assert room.attempt(room.ada).earned == 0.5
    assert room.told(room.ada) == ["Your teacher marked an answer of yours in “Help from outside”."]
    assert room.noted() == [
        "Marked Ada’s answer to “Which city?” in “Help from outside”: 0% before, 50% now."
    ]


def test_the_same_mark_again_changes_nothing(room: Room) -> None:
    both_take_it(room)
    assert [room.mark(room.ada, "city", 1, "Yes."), room.mark(room.ada, "city", 1, "Yes.")] == [
        True,
        False,
    ]
    assert (len(room.noted()), len(room.told(room.ada))) == (1, 1)


def test_a_mark_by_hand_stays_when_the_key_changes(room: Room) -> None:
    both_take_it(room)
    room.mark(room.ada, "city", 0.5, "Nearly.")
    assert room.plan("city", Accepts("Yuzhou")).by_hand == 1
    room.change("city", Accepts("Yuzhou"))
    assert room.fraction(room.ada, "city") == 0.5


def test_a_mark_by_hand_falls_to_the_key_where_that_is_ticked(room: Room) -> None:
    both_take_it(room)
    room.mark(room.ada, "city", 0.5, "Nearly.")
    room.change("city", Accepts("Yuzhou"), Way(by_hand_too=True))
    answer = room.answer(room.ada, "city")
    assert (answer.fraction, answer.marked_by, answer.comment) == (1, None, "")
    assert room.change("city", Accepts("Yuzhou"), Way(by_hand_too=True)) == NOTHING_DONE


def test_a_mark_by_hand_is_given_back_to_the_key(room: Room) -> None:
    both_take_it(room)
    room.mark(room.ada, "city", 1, "Yes.")
    room.mark(room.ada, "city", None)
    assert (room.fraction(room.ada, "city"), room.answer(room.ada, "city").marked_by) == (0, None)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_more_than_all_or_less_than_nothing_is_no_mark(room: Room, share: float) -> None:
    both_take_it(room)
    with pytest.raises(BadInput, match="between none and all"):
        room.mark(room.ada, "city", share)


def test_nobody_else_marks(room: Room) -> None:
    both_take_it(room)
    for who in (a_person(room.database, "Otto", may_teach=True), room.ada):
        with pytest.raises(NotFound):
            room.mark(room.ada, "city", 1, who=who)


def test_what_is_not_handed_in_is_not_marked(room: Room) -> None:
    begun(room.database, room.assignment, room.ada)
    with pytest.raises(Conflict, match="not handed in yet"):
        room.mark(room.ada, "city", 1)


def test_nothing_is_marked_in_a_class_that_was_archived(room: Room) -> None:
    both_take_it(room)
    token = room.plan("city", Accepts("Yuzhou")).token
    execute(room.database, "UPDATE class SET archived_at = 1")
    with pytest.raises(Conflict, match="is archived"):
        room.mark(room.ada, "city", 1)
    with pytest.raises(Conflict, match="is archived"):
        room.change("city", Accepts("Yuzhou"), token=token)
