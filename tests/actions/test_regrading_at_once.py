"""A key is changed by two at once, or while somebody hands in."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from study.actions import attempting
from study.domain.answers import Typed
from study.domain.errors import Conflict
from study.domain.rekeying import Accepts
from study.storage import attempting as writing
from study.storage.database import Database
from tests.attempting import begun
from tests.classroom import taken
from tests.regrading import LATER, Room, a_room, both_take_it


@pytest.fixture
def room(database: Database, tmp_path) -> Room:
    return a_room(database, tmp_path)


def test_two_who_change_the_key_at_once_change_it_once(room: Room) -> None:
    both_take_it(room)
    token = room.plan("city", Accepts("Yuzhou")).token
    with ThreadPoolExecutor(4) as pool:
        same = [pool.submit(room.change, "city", Accepts("Yuzhou"), token=token) for _ in range(4)]
        done = [it.result() for it in same]

    assert sorted(it.answers for it in done) == [0, 0, 0, 1]
    assert (room.version("city"), len(room.noted()), len(room.told(room.ada))) == (2, 1, 1)


def test_what_is_handed_in_while_the_key_changes_is_marked_by_it(room: Room) -> None:
    taken(room.database, room.assignment, room.ada, {"city": "Yuzhou"})
    begun(room.database, room.assignment, room.ben)
    position = room.answer(room.ben, "city").position
    with room.database.write() as db:
        of = room.attempt(room.ben)
        writing.save(db, of, position, Typed(("Yuzhou",)), LATER, save=1)
    token = room.plan("city", Accepts("Yuzhou")).token
    with ThreadPoolExecutor(2) as pool:
        handing = pool.submit(hand_in, room)
        changing = pool.submit(room.change, "city", Accepts("Yuzhou"), token=token)
        handing.result()
        try:
            changing.result()
        except Conflict:
            # It was handed in just before: that is looked at first.
            room.change("city", Accepts("Yuzhou"))
    answer = room.answer(room.ben, "city")
    assert (answer.fraction, answer.version, room.attempt(room.ben).earned) == (1, 2, 1)


def hand_in(room: Room) -> None:
    with room.database.write() as db:
        attempting.hand_in(db, room.ben, room.assignment, 1, LATER)
