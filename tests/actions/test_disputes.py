"""Learners object to questions and marks; those who teach or wrote them decide."""

from datetime import timedelta

import pytest

from study.actions import disputes, practice, regrading, rekeying, shelving
from study.actions.sittings import Question
from study.domain.asking import Sent
from study.domain.assignments import AT_ONCE, CAUTIOUS, Mode, Phase
from study.domain.disputes import Kind, Stand, attempt_place, showing_place
from study.domain.errors import BadInput, NotFound
from study.domain.regrading import Way
from study.domain.rekeying import Accepts
from study.storage import audit, banks, notices, people
from study.storage import disputes as kept_disputes
from study.storage.database import Database
from tests.attempting import begun
from tests.builders import NOW, a_bank, execute, kept
from tests.classroom import a_class, a_person, an_assignment, taken
from tests.domain.builders import a_numeric, a_short, a_single

LATER = NOW + timedelta(hours=1)
NAMES = ("Ada", "Ben", "Cem")


class Room:
    """A class whose learners have typed another name of the city."""

    def __init__(self, database: Database, folder, **rules) -> None:
        with database.write() as db:
            people.ensure_local_learner(db, "UTC", NOW)
        kept(database, folder, a_bank(a_single(), a_short("Chongqing"), a_numeric()))
        self.database = database
        self.teacher = a_person(database, "Tess", may_teach=True)
        execute(database, "UPDATE bank SET owner_id = :who", who=self.teacher)
        self.learners = [a_person(database, name) for name in NAMES]
        self.class_id = a_class(database, self.teacher, *self.learners)
        self.assignment = an_assignment(database, self.class_id, self.teacher, **rules)

    def all_take_it(self, *cities: str) -> None:
        for who, city in zip(self.learners, cities or ("Yuzhou",) * 3, strict=True):
            taken(self.database, self.assignment, who, {"city": city, "capital": True})

    def question(self, slug: str = "city") -> int:
        with self.database.read() as db:
            return banks.question(db, banks.bank(db, "aid").id, slug).id

    def say(self, who: int, kind=Kind.WAS_RIGHT, slug="city", words="", place="", now=LATER):
        place = place or attempt_place(self.assignment, 1)
        with self.database.write() as db:
            return disputes.say(db, who, kind, self.question(slug), place, words, now)

    def groups(self, who: int | None = None) -> tuple[disputes.Disputed, ...]:
        with self.database.read() as db:
            return disputes.in_assignment(db, who or self.teacher, self.assignment)

    def decide(self, state=Stand.ACCEPTED, reply="", ids=(), who=None):
        ids = ids or [one.id for it in self.groups() for g in it.groups for one in g.disputes]
        with self.database.write() as db:
            who = who or self.teacher
            return disputes.decide(db, who, self.assignment, ids, state, reply, LATER)

    def told(self, who: int) -> list[str]:
        with self.database.read() as db:
            return [it.words for it in notices.unseen(db, who)]


@pytest.fixture
def room(database: Database, tmp_path) -> Room:
    return Room(database, tmp_path)


# --- saying ------------------------------------------------------------------------------------


def test_what_is_said_twice_is_kept_once(room: Room) -> None:
    room.all_take_it()
    ada = room.learners[0]
    assert [room.say(ada), room.say(ada, words="Again!")] == [True, False]
    assert room.say(ada, Kind.REPORT, words="The question is unclear.")
    assert [len(g.disputes) for it in room.groups() for g in it.groups] == [1, 1]


def test_a_report_says_what_is_wrong(room: Room) -> None:
    room.all_take_it()
    with pytest.raises(BadInput, match="what is wrong"):
        room.say(room.learners[0], Kind.REPORT, words="  ")


def test_who_has_all_points_was_right_already(room: Room) -> None:
    room.all_take_it()
    with pytest.raises(BadInput, match="all its points"):
        room.say(room.learners[0], slug="capital")
    assert room.say(room.learners[0], Kind.REPORT, slug="capital", words="Which war?")


def test_nothing_is_said_of_what_was_left_blank(room: Room) -> None:
    room.all_take_it()
    with pytest.raises(NotFound):
        room.say(room.learners[0], Kind.REPORT, slug="count", words="Hm.")


def test_nothing_is_said_before_the_mark_is_seen(database: Database, tmp_path) -> None:
    hidden = {**CAUTIOUS, Phase.RIGHT_AFTER: frozenset(), Phase.WHILE_OPEN: frozenset()}
    room = Room(database, tmp_path, review=hidden)
    room.all_take_it()
    with pytest.raises(BadInput, match="once you may see the mark"):
        room.say(room.learners[0])


def test_nothing_is_said_of_an_attempt_that_goes_on(room: Room) -> None:
    begun(room.database, room.assignment, room.learners[0])
    with pytest.raises(NotFound):
        room.say(room.learners[0])


@pytest.mark.parametrize(
    "place", ["", "attempt/1", "attempt/x/1", "attempt/99/1", "showing/x", "\0"]
)
def test_an_answer_of_nobody_is_not_found(room: Room, place: str) -> None:
    room.all_take_it()
    with pytest.raises(NotFound):
        room.say(room.learners[0], place=place or "nowhere")


def test_nobody_speaks_for_another(room: Room) -> None:
    taken(room.database, room.assignment, room.learners[0], {"city": "Yuzhou"})
    for who in (room.learners[1], room.teacher, a_person(room.database, "Eve")):
        with pytest.raises(NotFound):
            room.say(who)


def test_what_may_be_said_stands_beside_each_answer(room: Room) -> None:
    room.all_take_it()
    ada = room.learners[0]
    room.say(ada)
    with room.database.read() as db:
        found = disputes.beside_attempt(db, ada, room.assignment, 1)
    by_question = {it.question_id: it for it in found.values()}
    assert by_question[room.question("city")].kinds == (Kind.REPORT,)
    assert [it.kind for it in by_question[room.question("city")].said] == [Kind.WAS_RIGHT]
    assert by_question[room.question("capital")].kinds == (Kind.REPORT,)
    assert room.question("count") not in by_question


# --- deciding ----------------------------------------------------------------------------------


def test_those_who_typed_the_same_are_one_group(room: Room) -> None:
    room.all_take_it("Yuzhou", " yuzhou ", "Wuhan")
    for who in room.learners:
        room.say(who)
    groups = room.groups()[0].groups
    assert [[it.learner for it in group.disputes] for group in groups] == [["Ada", "Ben"], ["Cem"]]
    assert (groups[0].said, groups[0].key, room.groups()[0].open) == ("Yuzhou", "Chongqing", 3)


def test_everybody_of_a_group_is_told_the_reply(room: Room) -> None:
    room.all_take_it()
    for who in room.learners:
        room.say(who)
    assert room.decide(Stand.DECLINED, "Its old name.") == 3
    assert room.told(room.learners[0]) == [
        "Declined: what you said of “Which city?”. Its old name."
    ]
    assert room.decide(Stand.ACCEPTED) == 0
    with room.database.read() as db:
        lines = [it.words for it in audit.entries(db, room.class_id) if it.act == "dispute"]
    assert lines == ["Declined 3 objections in “Help from outside”."]


def test_one_of_a_group_is_decided_alone(room: Room) -> None:
    room.all_take_it()
    for who in room.learners:
        room.say(who)
    first = room.groups()[0].groups[0].disputes[0]
    assert room.decide(Stand.DECLINED, "No.", ids=[first.id]) == 1
    assert room.groups()[0].open == 2


def test_nobody_else_sees_or_decides(room: Room) -> None:
    room.all_take_it()
    room.say(room.learners[0])
    ids = [room.groups()[0].groups[0].disputes[0].id]
    for who in (room.learners[0], a_person(room.database, "Otto", may_teach=True)):
        with pytest.raises(NotFound):
            room.groups(who)
        with pytest.raises(NotFound):
            room.decide(ids=ids, who=who)


def test_what_another_assignment_was_told_is_not_decided_here(room: Room) -> None:
    room.all_take_it()
    room.say(room.learners[0])
    ids = [room.groups()[0].groups[0].disputes[0].id]
    other = an_assignment(room.database, room.class_id, room.teacher)
    with room.database.write() as db:
        done = disputes.decide(db, room.teacher, other, ids, Stand.ACCEPTED, "", LATER)
    assert done == 0


def test_a_key_change_settles_who_was_right(room: Room) -> None:
    room.all_take_it("Yuzhou", "Yuzhou", "Wuhan")
    for who in room.learners:
        room.say(who)
    change, question = Accepts("Yuzhou"), room.question()
    with room.database.write() as db:
        planned = rekeying.plan(db, room.teacher, room.assignment, question, change, Way(), LATER)
        regrading.change_key(
            db,
            room.teacher,
            room.assignment,
            question,
            change,
            Way(),
            LATER,
            token=planned.token,
        )
    states = {one.learner: one.state for g in room.groups()[0].groups for one in g.disputes}
    assert states == {"Ada": Stand.ACCEPTED, "Ben": Stand.ACCEPTED, "Cem": Stand.OPEN}


def test_a_class_knows_what_waits(room: Room) -> None:
    room.all_take_it()
    room.say(room.learners[0])
    room.say(room.learners[1])
    with room.database.read() as db:
        assert kept_disputes.open_counts(db, room.class_id) == {room.assignment: 2}
    room.decide(Stand.DECLINED)
    with room.database.read() as db:
        assert kept_disputes.open_counts(db, room.class_id) == {}


# --- in practice -------------------------------------------------------------------------------


def practised(room: Room, who: int, slug: str = "city") -> str:
    """The place of a wrong answer in practice."""
    card = room.question(slug) * 1000
    with room.database.write() as db:
        shelving.take_up(db, who, banks.bank(db, "aid"), NOW)
        seen = practice.sit(db, who, "aid", NOW, "nonce", card_id=card)
        assert isinstance(seen, Question)
        sent = Sent(text=("Yuzhou",))
        practice.answer(db, who, card, seen.card.showing, "aid", sent, NOW)
    return showing_place(seen.card.showing)


def test_what_is_said_in_practice_goes_to_the_class_that_is_asked_it(database, tmp_path) -> None:
    room = Room(database, tmp_path, mode=Mode.MASTERY, review=AT_ONCE)
    ada = room.learners[0]
    assert room.say(ada, place=practised(room, ada))
    assert [it.learner for it in room.groups()[0].groups[0].disputes] == ["Ada"]


def test_what_is_said_in_practice_goes_to_the_author_where_no_class_is_asked_it(room: Room) -> None:
    eve = a_person(room.database, "Eve")
    assert room.say(eve, place=practised(room, eve))
    other = a_person(room.database, "Otto", may_teach=True)
    with room.database.write() as db:
        found = disputes.for_author(db, room.teacher)
        assert disputes.for_author(db, other) == disputes.for_author(db, eve) == ()
        ids = [it.id for it in found[0].groups[0].disputes]
        assert disputes.decide_as_author(db, other, ids, Stand.DECLINED, "", LATER) == 0
        assert disputes.decide_as_author(db, room.teacher, ids, Stand.ACCEPTED, "So it is.", LATER)
    assert room.groups() == ()
    assert room.told(eve) == ["Accepted: what you said of “Which city?”. So it is."]


def test_nothing_is_said_in_practice_of_what_a_test_holds_back(room: Room) -> None:
    ada = room.learners[0]
    place = practised(room, ada)
    with pytest.raises(BadInput, match="once you may see the mark"):
        room.say(ada, place=place)


def test_another_question_was_not_answered_there(room: Room) -> None:
    eve = a_person(room.database, "Eve")
    place = practised(room, eve)
    with pytest.raises(NotFound):
        room.say(eve, slug="capital", place=place)
