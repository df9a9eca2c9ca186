"""Practising an assignment until its day: its cards, and how far a learner has come."""

from dataclasses import dataclass
from datetime import date, datetime

from study.actions import scopes
from study.actions.scopes import Aim
from study.domain import recall
from study.domain.asking import parts
from study.domain.assignments import State, state
from study.domain.cards import PARTS_PER_QUESTION, question_and_part
from study.domain.deadlines import Deadline, new_today
from study.domain.queueing import allowance
from study.domain.recall import Recall
from study.storage import people, practising
from study.storage import recall as kept
from study.storage.assignments import Assignment
from study.storage.database import Transaction
from study.storage.people import Learner
from study.storage.practising import Dealt, Unstudied
from study.storage.shelves import NewCard
from study.storage.withholding import NOTHING_WITHHELD


@dataclass(frozen=True, slots=True, kw_only=True)
class HowFar:
    """How far a learner has come with an assignment that is practised.

    `on_day` is what recall is predicted, or was predicted, for the day; `reviews` and `new` are
    what is still to come today; `waiting` are questions that a test holds back meanwhile.
    """

    deadline: Deadline
    days_left: int
    now: Recall
    on_day: Recall
    reviews: int
    new: int
    waiting: int
    is_open: bool

    @property
    def is_past(self) -> bool:
        """Whether the day is over."""
        return self.days_left < 0

    @property
    def is_reached(self) -> bool:
        """Whether everything was begun and the goal can be expected to be met."""
        chance = self.on_day.chance
        return self.on_day.begun == self.on_day.total and (chance or 0) >= self.deadline.goal


def missing(db: Transaction, who: int, assignment_id: int, now: datetime) -> tuple[Dealt, ...]:
    """The cards that a learner lacks to practise an assignment; raises NotFound.

    They are of the questions given to this learner, and of no others of their banks.
    """
    aim = scopes.aim(db, people.learner(db, who), assignment_id, now)
    have = {question_and_part(it.card_id)[0] for it in practising.studied(db, who, aim.questions)}
    wanted = [it for it in aim.questions if it not in have]
    places = {identity: place for place, identity in enumerate(aim.questions)}
    return tuple(
        Dealt(bank_id=it.bank_id, card=card)
        for it in practising.askable(db, wanted)
        for card in _cards(it, places[it.question_id] * PARTS_PER_QUESTION)
    )


def _cards(it: Unstudied, place: int) -> list[NewCard]:
    """The cards of a question, in the order of its parts."""
    some = parts(it.question())
    return [NewCard(it.question_id, part, len(some) - 1, place + part) for part in some]


def _first_day(aim: Aim, learner: Learner, today: date, without: frozenset[int]) -> int:
    """How many questions the first day would hold for somebody who has no cards yet."""
    waiting = sum(it not in without for it in aim.questions)
    if today > aim.deadline.on:
        return min(waiting, learner.new_a_day)
    return new_today(waiting, 0, today, aim.deadline)


def how_far(
    db: Transaction,
    who: int,
    assignment: Assignment,
    now: datetime,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> HowFar:
    """How far a learner is with an assignment of theirs that is practised."""
    learner = people.learner(db, who)
    moment = learner.moment(now)
    aim = scopes.aim_of(db, learner, assignment)
    today, on = moment.today, aim.deadline.on
    held = kept.held(db, assignment.id, (who,))
    at_day = kept.held_on(db, assignment.id, {who: on}) if today > on else held
    line = scopes.line_of(db, scopes.towards(aim, learner, today, without), aim, moment)
    reviews, new = allowance(line.tally, line.waiting)
    return HowFar(
        deadline=aim.deadline,
        days_left=(on - today).days,
        now=recall.recall_of(who, aim.questions, recall.by_question(held, {who: today})),
        on_day=recall.recall_of(who, aim.questions, recall.by_question(at_day, {who: on})),
        reviews=reviews + len(line.learning) + len(line.ahead) + line.later,
        new=new if held else _first_day(aim, learner, today, without),
        waiting=sum(it in without for it in aim.questions),
        is_open=state(aim.rules, now) is not State.ANNOUNCED,
    )
