"""A key is changed: what it does is seen before, done once, told to everybody it touches."""

from decimal import Decimal

import pytest

from study.actions import rekeying
from study.actions.regrading import NOTHING_DONE
from study.domain.assignments import Counts
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.questions import Tolerance
from study.domain.regrading import Way
from study.domain.rekeying import Accepts, Chooses, Forgives, Measures, Renews, Weighs
from study.storage import banks, history
from study.storage.database import Database
from tests.attempting import begun
from tests.builders import a_bank, kept
from tests.classroom import a_person, taken
from tests.domain.builders import a_cloze, a_numeric, a_short, a_single
from tests.regrading import LATER, Room, a_room, both_take_it


@pytest.fixture
def room(database: Database, tmp_path) -> Room:
    return a_room(database, tmp_path)


# --- what is seen before -----------------------------------------------------------------------


def test_who_gains_what_is_seen_before_anything_is_written(room: Room) -> None:
    both_take_it(room)
    planned = room.plan("city", Accepts("Yuzhou"))

    assert [(it.learner, it.said, it.was, it.becomes) for it in planned.lines] == [
        ("Ada", "Yuzhou", 0, 1)
    ]
    line = planned.lines[0]
    assert (line.share_was, line.share_becomes) == (0, 0.25)
    assert (planned.raised, planned.lowered, planned.home) == (1, 0, rekeying.Home.BANK)
    assert room.fraction(room.ada, "city") == 0
    assert room.version("city") == 1


def test_a_pass_that_is_gained_is_named(room: Room) -> None:
    taken(room.database, room.assignment, room.ada, {"capital": True, "city": "Yuzhou"})
    planned = room.plan("city", Accepts("Yuzhou"))
    assert (planned.gained, planned.lost) == (("Ada",), ())


def test_a_pass_that_is_lost_is_named(room: Room) -> None:
    both_take_it(room)
    planned = room.plan("capital", Chooses((2,)))
    assert (planned.gained, planned.lost) == ((), ("Ben",))


def test_nobody_else_sees_it(room: Room) -> None:
    other = a_person(room.database, "Otto", may_teach=True)
    for who in (other, room.ada):
        with pytest.raises(NotFound):
            room.plan("city", Accepts("Yuzhou"), who=who)
        with pytest.raises(NotFound):
            room.change("city", Accepts("Yuzhou"), who=who, token="x")


def test_a_question_that_is_not_asked_is_not_found(room: Room) -> None:
    with pytest.raises(NotFound, match="asks no such question"):
        room.plan("events", Forgives())


def test_a_draft_has_no_keys_of_its_own(database: Database, tmp_path) -> None:
    room = a_room(database, tmp_path, published=False)
    with pytest.raises(NotFound, match="is a draft"):
        room.plan("city", Forgives())


# --- what is done ------------------------------------------------------------------------------


def test_a_variant_counts_for_everybody_who_typed_it(room: Room) -> None:
    both_take_it(room)
    room.change("city", Accepts("Yuzhou"))

    assert (room.fraction(room.ada, "city"), room.fraction(room.ben, "city")) == (1, 1)
    assert (room.attempt(room.ada).earned, room.attempt(room.ben).earned) == (1, 2)
    assert room.version("city") == 2
    with room.database.read() as db:
        bank = banks.bank(db, "aid")
        assert banks.question(db, bank.id, "city").question().answers == ("Chongqing", "Yuzhou")


def test_the_learner_is_told_and_one_line_is_noted(room: Room) -> None:
    both_take_it(room)
    room.change("city", Accepts("Yuzhou"))

    assert room.told(room.ada) == [
        "A question of “Help from outside” was marked anew: your mark has changed."
    ]
    assert room.told(room.ben) == []
    assert room.noted() == [
        "“Which city?” in “Help from outside”: “Yuzhou” counts as right too. 1 raised, 0 lowered."
    ]


def test_doing_it_twice_does_it_once(room: Room) -> None:
    both_take_it(room)
    token = room.plan("city", Accepts("Yuzhou")).token
    first = room.change("city", Accepts("Yuzhou"), token=token)
    again = room.change("city", Accepts("Yuzhou"), token=token)

    assert (first.answers, again) == (1, NOTHING_DONE)
    assert (room.version("city"), len(room.noted()), len(room.told(room.ada))) == (2, 1, 1)


def test_what_was_handed_in_meanwhile_is_looked_at_first(room: Room) -> None:
    taken(room.database, room.assignment, room.ada, {"city": "Yuzhou"})
    token = room.plan("city", Accepts("Yuzhou")).token
    taken(room.database, room.assignment, room.ben, {"city": "Yuzhou"})

    with pytest.raises(Conflict, match="Nothing was changed"):
        room.change("city", Accepts("Yuzhou"), token=token)
    assert room.fraction(room.ada, "city") == 0


def test_a_wrong_key_takes_points_where_marks_may_fall(room: Room) -> None:
    both_take_it(room)
    room.change("capital", Chooses((2,)))
    assert (room.fraction(room.ada, "capital"), room.fraction(room.ben, "capital")) == (1, 0)


def test_marks_are_only_raised_where_that_is_asked(room: Room) -> None:
    both_take_it(room)
    room.change("capital", Chooses((2,)), Way(only_raise=True))
    assert (room.fraction(room.ada, "capital"), room.fraction(room.ben, "capital")) == (1, 1)
    assert room.change("capital", Chooses((2,)), Way(only_raise=True)) == NOTHING_DONE


def test_two_right_options_are_the_assignments_own(room: Room) -> None:
    both_take_it(room)
    planned = room.plan("capital", Chooses((1, 2)))
    room.change("capital", Chooses((1, 2)))

    assert planned.home is rekeying.Home.UNSAYABLE
    assert (room.fraction(room.ada, "capital"), room.fraction(room.ben, "capital")) == (1, 1)
    assert room.version("capital") == -1
    with room.database.read() as db:
        question = banks.question(db, banks.bank(db, "aid").id, "capital")
        assert [it.number for it in history.versions(db, question.id)] == [1]


def test_a_key_is_changed_again_and_again(room: Room) -> None:
    both_take_it(room)
    room.change("capital", Chooses((1, 2)))
    room.change("capital", Chooses((1, 3)))
    assert room.version("capital") == -2
    assert (room.fraction(room.ada, "capital"), room.fraction(room.ben, "capital")) == (0, 1)


def test_who_may_not_write_the_bank_changes_the_assignment_alone(database, tmp_path) -> None:
    room = a_room(database, tmp_path, owns=False)
    both_take_it(room)
    planned = room.plan("city", Accepts("Yuzhou"))
    room.change("city", Accepts("Yuzhou"))

    assert planned.home is rekeying.Home.NOT_YOURS
    assert (room.fraction(room.ada, "city"), room.version("city")) == (1, -1)
    with database.read() as db:
        assert banks.question(db, banks.bank(db, "aid").id, "city").version == 1
    taken(database, room.assignment, room.ben, {"city": "Yuzhou"}, LATER)
    assert room.fraction(room.ben, "city", 2) == 1


def test_a_number_is_forgiven_more(room: Room) -> None:
    both_take_it(room)
    room.change("count", Measures(Decimal(1235), Tolerance(Decimal("0.05"), relative=True)))
    assert room.fraction(room.ada, "count") == 1
    assert "Right is now “1,235 aircraft”, give or take 5 %." in room.noted()[0]


def test_a_variant_in_a_blank_is_marked_by_rule(room: Room) -> None:
    both_take_it(room)
    room.change("sent", Accepts("many"))
    answer = room.answer(room.ada, "sent")
    assert (answer.fraction, answer.marked_by, answer.comment) == (
        1,
        room.teacher,
        "“many” counts as right too.",
    )
    assert room.change("sent", Accepts("many")) == NOTHING_DONE


def test_everybody_has_it_right_who_was_asked(room: Room) -> None:
    both_take_it(room)
    room.change("count", Forgives())
    assert (room.fraction(room.ada, "count"), room.fraction(room.ben, "count")) == (1, 1)
    assert room.attempt(room.ben).earned == 3
    assert room.change("count", Forgives()) == NOTHING_DONE


def test_a_question_is_not_counted_and_counted_again(room: Room) -> None:
    both_take_it(room)
    room.change("city", Weighs(0))
    assert (room.attempt(room.ben).earned, room.attempt(room.ben).possible) == (1, 3)
    assert (room.attempt(room.ada).earned, room.attempt(room.ada).possible) == (0, 3)
    room.change("city", Weighs(2))
    assert (room.attempt(room.ben).earned, room.attempt(room.ben).possible) == (3, 5)


@pytest.mark.parametrize("points", [-1, 1_001, float("nan")])
def test_points_are_within_reason(room: Room, points: float) -> None:
    with pytest.raises(BadInput):
        room.plan("city", Weighs(points))


def test_an_attempt_that_goes_on_is_marked_by_the_new_key(room: Room) -> None:
    begun(room.database, room.assignment, room.ada)
    room.change("city", Accepts("Yuzhou"))
    taken(room.database, room.assignment, room.ada, {"city": "Yuzhou"})
    assert (room.fraction(room.ada, "city"), room.answer(room.ada, "city").version) == (1, 2)


def test_what_the_bank_says_now_can_be_taken_over(room: Room, tmp_path) -> None:
    both_take_it(room)
    better = a_single("*Wuhan", "Chongqing", "Nanjing", "Xi'an")
    kept(room.database, tmp_path, a_bank(better, a_short("Chongqing"), a_numeric(), a_cloze()))
    planned = room.plan("capital", Renews())
    room.change("capital", Renews())

    assert [(it.learner, it.becomes) for it in planned.lines] == [("Ada", 1), ("Ben", 0)]
    assert (room.fraction(room.ada, "capital"), room.fraction(room.ben, "capital")) == (1, 0)
    assert room.answer(room.ada, "capital").given().options == (0,)


def test_an_answer_to_other_options_stays_as_it_was(room: Room, tmp_path) -> None:
    both_take_it(room)
    other = a_single("*Lanzhou", "Chongqing")
    kept(room.database, tmp_path, a_bank(other, a_short("Chongqing"), a_numeric(), a_cloze()))
    planned = room.plan("capital", Renews())
    room.change("capital", Renews())

    assert (planned.unfit, planned.lines) == (2, ())
    assert room.answer(room.ben, "capital").version == 1
    assert room.change("capital", Renews()) == NOTHING_DONE


def test_the_attempt_that_counts_decides_what_is_gained(database, tmp_path) -> None:
    room = a_room(database, tmp_path, counts=Counts.LAST)
    taken(database, room.assignment, room.ada, {"city": "Yuzhou"})
    taken(database, room.assignment, room.ada, {"city": True}, LATER)
    line = room.plan("city", Accepts("Yuzhou")).lines[0]
    assert (line.number, line.was, line.becomes) == (1, 0, 1)
    assert (line.share_was, line.share_becomes) == (0.25, 0.25)
