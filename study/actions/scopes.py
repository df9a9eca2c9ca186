"""What a sitting goes over: everything, one bank, or an assignment practised until its day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from study.domain.assignments import Mode, Rules, State, granted, state
from study.domain.days import Moment
from study.domain.deadlines import Deadline, Line, lined_up, retention
from study.domain.errors import NotFound
from study.domain.selections import drawn
from study.storage import banks, people, practising
from study.storage.assignments import Assignment, allowance, assignment_as_learner
from study.storage.database import Transaction
from study.storage.people import Learner
from study.storage.withholding import NOTHING_WITHHELD

SIGN = "@"  # No bank is called so.
NOT_PRACTISED = "This assignment is not practised."
NOT_OPEN = "This assignment is not open yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """An assignment as one learner practises it: their questions in their order, their day."""

    assignment: Assignment
    rules: Rules
    questions: tuple[int, ...]
    deadline: Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a sitting goes over; `name` is as its forms carry it, "" for everything.

    Questions in `without` are not asked. `learner` is whose sitting it is, with what is wanted
    of them there.
    """

    name: str
    title: str = ""
    learner: Learner
    bank_id: int | None = None
    aim: Aim | None = None
    without: frozenset[int] = NOTHING_WITHHELD


def name_of(assignment_id: int) -> str:
    """The name of the scope that an assignment is."""
    return f"{SIGN}{assignment_id}"


def assignment_of(name: str) -> int | None:
    """The assignment that a scope is, or None for a bank or everything."""
    number = name.removeprefix(SIGN)
    is_one = name != number and number.isascii() and number.isdigit() and len(number) < 10
    return int(number) if is_one else None


def scope(
    db: Transaction,
    learner: Learner,
    name: str,
    now: datetime,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> Scope:
    """What a name stands for; raises NotFound for what is not there or not the learner's."""
    assignment_id = assignment_of(name)
    if assignment_id is not None:
        found = aim(db, learner, assignment_id, now)
        return towards(found, learner, learner.moment(now).today, without)
    if not name:
        return Scope(name=name, learner=learner, without=without)
    bank = banks.bank(db, name)
    return Scope(name=name, title=bank.title, learner=learner, bank_id=bank.id, without=without)


def towards(
    aim: Aim, learner: Learner, today: date, without: frozenset[int] = NOTHING_WITHHELD
) -> Scope:
    """The scope that an assignment is; until its day more may be wanted than the learner wants."""
    wanted = retention(learner.desired_retention, aim.deadline, today)
    return Scope(
        name=name_of(aim.assignment.id),
        title=aim.assignment.title,
        learner=replace(learner, desired_retention=wanted),
        aim=aim,
        without=without,
    )


def aim(db: Transaction, learner: Learner, assignment_id: int, now: datetime) -> Aim:
    """The assignment as the learner practises it; raises NotFound where there is nothing to."""
    found = aim_of(db, learner, assignment_as_learner(db, assignment_id, learner.id))
    if state(found.rules, now) is State.ANNOUNCED:
        raise NotFound(NOT_OPEN)
    return found


def aim_of(db: Transaction, learner: Learner, assignment: Assignment) -> Aim:
    """An assignment of the learner's with their questions and their day, open or not."""
    if assignment.mode is not Mode.PRACTICE:
        raise NotFound(NOT_PRACTISED)
    rules = granted(assignment.rules, allowance(db, assignment.id, learner.id))
    return Aim(
        assignment=assignment,
        rules=rules,
        questions=questions_of(assignment, practising.given(db, assignment.id), learner.id),
        deadline=Deadline(learner.moment(rules.due_at).today, rules.goal),
    )


def questions_of(
    assignment: Assignment, given: Sequence[practising.Given], who: int
) -> tuple[int, ...]:
    """The questions that one learner is given, in the order they are begun in."""
    groups = [it.draw for it in given]
    places = drawn(groups, assignment.selection, assignment.seed, who, shuffle=assignment.shuffle)
    return tuple(given[place].question_id for place in places)


def line_of(db: Transaction, scope: Scope, aim: Aim, moment: Moment, extra_new: int = 0) -> Line:
    """How the cards of a practised assignment wait."""
    wanted = [it for it in aim.questions if it not in scope.without]
    cards = practising.studied(db, scope.learner.id, wanted)
    return lined_up(
        cards,
        moment,
        moment.now + people.LEARN_AHEAD,
        aim.deadline,
        scope.learner.plan(),
        begun_today=practising.begun_on(db, scope.learner.id, cards, moment.today),
        own_pace=scope.learner.new_a_day,
        extra_new=extra_new,
    )
