"""Practising an assignment until its day: its cards, its sittings, and how far one has come."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count as counting
from pathlib import Path

import pytest

from study.actions import aims, practice, shelving
from study.actions.scopes import name_of
from study.actions.sittings import Finished, Question
from study.domain.asking import Sent
from study.domain.assignments import AT_ONCE, Mode
from study.domain.errors import NotFound
from study.domain.scheduling import Rating
from study.domain.selections import Selection
from study.storage import banks, people, practising, shelves
from study.storage.assignments import assignment_as_learner
from study.storage.database import Database
from tests.builders import DAY, MINUTE, NOW, a_bank, kept, rows, some_questions
from tests.classroom import a_class, a_person, an_assignment
from tests.domain.builders import a_cloze

NONCES = counting()


class Room:
    """A class with a bank of thirty questions and an assignment to practise some of them."""

    def __init__(self, database: Database, **changes) -> None:
        self.database = database
        self.teacher = a_person(database, "Teacher", may_teach=True)
        self.ada, self.bea = a_person(database, "Ada"), a_person(database, "Bea")
        self.class_id = a_class(database, self.teacher, self.ada, self.bea)
        usual = {"mode": Mode.PRACTICE, "due_at": NOW + 10 * DAY, "review": AT_ONCE, "goal": 0.9}
        names = [f"aid/q-{n:03}" for n in range(20)] if "selection" not in changes else []
        self.assignment = an_assignment(
            database, self.class_id, self.teacher, *names, **usual | changes
        )
        self.scope = name_of(self.assignment)

    def given(self, who: int, now: datetime = NOW) -> int:
        """Gives out the cards that are lacking, and says how many."""
        with self.database.write() as db:
            lacking = aims.missing(db, who, self.assignment, now)
            practising.deal(db, who, lacking, now)
        return len(lacking)

    def sit(self, who: int, now: datetime = NOW, **options) -> Question | Finished:
        with self.database.read() as db:
            nonce = f"nonce-{next(NONCES)}"
            return practice.sit(db, who, self.scope, now, nonce, **options)

    def study(self, who: int, now: datetime = NOW, rating: Rating = Rating.GOOD) -> int:
        """Answers and rates the card whose turn it is; gives its number."""
        asked = self.sit(who, now)
        assert isinstance(asked, Question)
        card, showing = asked.card.card_id, asked.card.showing
        with self.database.write() as db:
            practice.answer(db, who, card, showing, self.scope, Sent(skip=True), now)
            practice.rate(db, who, card, showing, self.scope, rating, now, "nonce")
        return card

    def day_s_work(self, who: int, now: datetime, rating: Rating = Rating.EASY) -> list[int]:
        """The cards of a whole day, each known at once."""
        done = []
        while isinstance(self.sit(who, now), Question):
            done.append(self.study(who, now, rating))
        return done

    def how_far(self, who: int, now: datetime = NOW) -> aims.HowFar:
        with self.database.read() as db:
            found = assignment_as_learner(db, self.assignment, who)
            return aims.how_far(db, who, found, now)

    def cards(self, who: int) -> int:
        query = "SELECT count(*) FROM card WHERE learner_id = :who"
        return int(rows(self.database, query, who=who)[0][0])


@pytest.fixture
def library(database: Database, tmp_path: Path) -> Database:
    kept(database, tmp_path, a_bank(*some_questions(30)))
    return database


@pytest.fixture
def room(library: Database) -> Room:
    return Room(library)


# Cards.


def test_a_learner_gets_cards_of_the_assigned_questions_and_no_others_once(room):
    assert room.given(room.ada) == 20
    assert room.given(room.ada) == 0
    assert (room.cards(room.ada), room.cards(room.bea)) == (20, 0)
    assert rows(room.database, "SELECT * FROM shelf WHERE learner_id = :who", who=room.ada) == []


def test_two_windows_that_open_it_at_once_give_the_cards_once(room):
    with room.database.read() as db:
        lacking = aims.missing(db, room.ada, room.assignment, NOW)

    def deal(_: int) -> None:
        with room.database.write() as db:
            practising.deal(db, room.ada, lacking, NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(deal, range(4)))
    assert room.cards(room.ada) == 20


def test_of_what_is_drawn_each_learner_gets_cards_of_their_own(library):
    room = Room(library, selection=Selection(banks=("aid",), most=5))
    assert room.given(room.ada) == room.given(room.bea) == 5
    query = "SELECT question_id FROM card WHERE learner_id = :who ORDER BY question_id"
    own, other = (rows(library, query, who=who) for who in (room.ada, room.bea))
    assert own != other


def test_a_question_with_several_parts_gives_a_card_for_each(database, tmp_path):
    cloze = a_cloze(text="{{c1::Chongqing}} was bombed for {{c2::years}}.", id="parts")
    kept(database, tmp_path, a_bank(cloze, *some_questions(2)))
    room = Room(database, selection=Selection(questions=("aid/parts",)))
    assert room.given(room.ada) == 2


def test_a_bank_that_is_taken_up_later_counts_what_was_given_before(room):
    room.given(room.ada)
    room.study(room.ada)
    with room.database.write() as db:
        shelving.take_up(db, room.ada, banks.bank(db, "aid"), NOW)
        learner = people.learner(db, room.ada)
        moment = learner.moment(NOW)
        due = shelves.banks_due(
            db, room.ada, moment.today, moment.next_day_at, most_reviews=9, most_new=99
        )
    assert [(it.cards, it.seen) for it in due] == [(30, 1)]


def test_a_bank_on_the_shelf_keeps_its_cards_and_its_progress(room):
    with room.database.write() as db:
        shelving.take_up(db, room.ada, banks.bank(db, "aid"), NOW)
    assert room.given(room.ada) == 0
    assert isinstance(room.sit(room.ada), Question)


# Who may, and when.


def test_only_a_learner_of_the_class_practises_it(room):
    outsider = a_person(room.database, "Outsider")
    for who in (outsider, room.teacher):
        with pytest.raises(NotFound):
            room.given(who)
        with pytest.raises(NotFound):
            room.sit(who)


@pytest.mark.parametrize("scope", ["@", "@0", "@x", "@-1", "@²", "@99999999999", "@@1"])
def test_a_name_that_is_no_assignment_is_not_found(room, scope):
    with room.database.read() as db, pytest.raises(NotFound):
        practice.sit(db, room.ada, scope, NOW, "nonce")


@pytest.mark.parametrize("mode", [Mode.TEST, Mode.MASTERY])
def test_what_is_taken_in_attempts_is_not_practised(library, mode):
    room = Room(library, mode=mode)
    with pytest.raises(NotFound):
        room.given(room.ada)


def test_it_is_not_practised_before_it_opens(library):
    room = Room(library, open_at=NOW + DAY)
    with pytest.raises(NotFound):
        room.sit(room.ada)
    assert not room.how_far(room.ada).is_open
    assert room.given(room.ada, NOW + DAY) == 20


# Sittings.


def test_a_sitting_asks_what_is_assigned_at_the_pace_that_the_days_left_need(room):
    room.given(room.ada)
    assigned = {
        row[0] for row in rows(room.database, "SELECT question_id FROM assignment_question")
    }
    first = room.day_s_work(room.ada, NOW)
    assert len(first) == 2
    assert {card // 1000 for card in first} <= assigned
    later = room.day_s_work(room.ada, NOW + 8 * DAY)
    assert len(set(later) - set(first)) == 9


def test_more_can_be_begun_on_request(room):
    room.given(room.ada)
    room.day_s_work(room.ada, NOW)
    done = room.sit(room.ada)
    assert isinstance(done, Finished)
    assert done.more_new == 10
    with room.database.write() as db:
        practice.add_new(db, room.ada, 10, NOW)
    assert len(room.day_s_work(room.ada, NOW)) == 10


def test_ordinary_practice_asks_the_same_cards(room):
    room.given(room.ada)
    with room.database.read() as db:
        asked = practice.sit(db, room.ada, "", NOW, "nonce")
    assert isinstance(asked, Question)


def test_what_a_test_holds_back_is_not_asked(room):
    room.given(room.ada)
    held = [row[0] for row in rows(room.database, "SELECT id FROM question WHERE slug < 'q-019'")]
    asked = room.sit(room.ada, without=frozenset(held))
    assert isinstance(asked, Question)
    assert asked.card.card_id // 1000 not in held
    assert asked.left.new == 1


def test_a_step_is_taken_back_as_in_ordinary_practice(room):
    room.given(room.ada)
    before = room.sit(room.ada)
    card = room.study(room.ada)
    with room.database.write() as db:
        undone, _ = practice.undo(db, room.ada, NOW)
    after = room.sit(room.ada, card_id=undone)
    assert isinstance(before, Question)
    assert isinstance(after, Question)
    assert card == undone == after.card.card_id
    assert before.left == after.left


def test_cards_put_off_or_suspended_are_passed_over(room):
    room.given(room.ada)
    for act in (shelving.bury, shelving.suspend):
        asked = room.sit(room.ada)
        assert isinstance(asked, Question)
        with room.database.write() as db:
            act(db, room.ada, asked.card.card_id, NOW, version=0)
        following = room.sit(room.ada)
        assert isinstance(following, Question)
        assert following.card.card_id != asked.card.card_id


def test_a_rating_sent_twice_counts_once(room):
    room.given(room.ada)
    asked = room.sit(room.ada)
    assert isinstance(asked, Question)
    card, showing = asked.card.card_id, asked.card.showing
    for _ in range(2):
        with room.database.write() as db:
            practice.answer(db, room.ada, card, showing, room.scope, Sent(skip=True), NOW)
            practice.rate(db, room.ada, card, showing, room.scope, Rating.GOOD, NOW, "nonce")
    query = "SELECT count(*) FROM review WHERE learner_id = :who"
    assert rows(room.database, query, who=room.ada)[0][0] == 1


def test_a_higher_goal_brings_cards_back_sooner_there(library):
    high, low = Room(library, goal=0.97), Room(library, goal=0.7, title="Low")
    delays = []
    for room in (high, low):
        room.given(room.ada)
        asked = room.sit(room.ada)
        assert isinstance(asked, Question)
        with library.write() as db:
            shown = practice.answer(
                db, room.ada, asked.card.card_id, asked.card.showing, room.scope,
                Sent(skip=True), NOW,
            )  # fmt: skip
        delays.append(int(shown.buttons[3].delay.split()[0]))
    assert delays[0] < delays[1]


# How far one has come.


def test_before_it_is_begun_it_says_what_a_day_brings(room):
    found = room.how_far(room.ada)
    assert (found.on_day.begun, found.on_day.total, found.on_day.chance) == (0, 20, None)
    assert (found.days_left, found.new, found.is_reached) == (10, 2, False)


def test_before_it_is_begun_what_a_test_holds_back_is_not_counted(room):
    asked = rows(room.database, "SELECT id FROM question WHERE slug < 'q-010'")
    held_back = frozenset(row[0] for row in asked)
    with room.database.read() as db:
        found = assignment_as_learner(db, room.assignment, room.ada)
        counted = [
            aims.how_far(db, room.ada, found, NOW + day * DAY, held_back).new for day in (0, 20)
        ]
    assert counted == [1, 10]


def test_it_says_what_is_remembered_now_and_would_be_on_the_day(room):
    room.given(room.ada)
    room.day_s_work(room.ada, NOW, Rating.EASY)
    found = room.how_far(room.ada, NOW + DAY)
    assert found.now.begun == found.on_day.begun == 2
    assert found.now.chance is not None
    assert found.on_day.chance is not None
    assert 0.5 < found.on_day.chance < found.now.chance < 1


def test_who_does_each_day_s_work_reaches_the_goal(room):
    room.given(room.ada)
    for day in range(10):
        now = NOW + day * DAY
        while isinstance(room.sit(room.ada, now), Question):
            room.study(room.ada, now, Rating.GOOD)
            now += 11 * MINUTE
    found = room.how_far(room.ada, NOW + 10 * DAY)
    assert found.is_reached
    assert found.on_day.begun == 20


def test_when_the_day_has_passed_it_says_what_was_to_be_expected_on_it(room):
    room.given(room.ada)
    room.day_s_work(room.ada, NOW, Rating.EASY)
    on_the_day = room.how_far(room.ada, NOW + 10 * DAY)
    late = NOW + 15 * DAY
    room.day_s_work(room.ada, late)
    after = room.how_far(room.ada, late)
    assert after.is_past
    assert on_the_day.on_day == after.on_day
    assert after.now.begun > after.on_day.begun == 2
