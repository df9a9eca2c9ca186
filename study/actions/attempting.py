"""Attempts: beginning, saving, flagging, checking and handing in; the server's clock decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from study.actions import marking
from study.domain import mastery
from study.domain.asking import Sent, read
from study.domain.assignments import (
    NOTHING_EXTRA,
    Allowance,
    Mode,
    Rules,
    all_closed_at,
    ends_at,
    granted,
    is_over,
    refusal,
)
from study.domain.attempting import is_told_at_once, looked, order_seed, said, whole
from study.domain.errors import Conflict, NotFound
from study.domain.grading import Mark, Verdict
from study.domain.mastery import Tried
from study.domain.selections import drawn
from study.storage import assigning, assignments, attempting, attempts, classes, people
from study.storage.assignments import Assignment
from study.storage.attempting import Place
from study.storage.attempts import Asked, Attempt
from study.storage.database import Transaction
from study.storage.tables import EPOCH

MILLISECOND = timedelta(milliseconds=1)
NOTHING_ASKED = "This has no questions yet: tell your teacher."
ARCHIVED = "This class is archived: nothing more is begun in it."
NO_QUESTION = "This attempt has no such question."
RIGHT = Mark(1.0, Verdict.RIGHT)
WRONG = Mark(0.0, Verdict.WRONG)


class Outcome(StrEnum):
    """What became of something that was sent for an attempt."""

    SAVED = "saved"
    OLDER = "older"
    HANDED_IN = "handed_in"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An assignment as it is for one learner, and when it has closed for all of them."""

    assignment: Assignment
    rules: Rules
    allowance: Allowance
    all_closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Which question of an attempt something is about: the first is 1; and when it was shown."""

    place: int
    shown_at: datetime


def milliseconds(at: datetime) -> int:
    """An instant as forms carry it."""
    return (at - EPOCH) // MILLISECOND


def instant(milliseconds_: int) -> datetime:
    """The instant that a form carries."""
    return EPOCH + milliseconds_ * MILLISECOND


def standing(db: Transaction, who: int, assignment_id: int) -> Standing:
    """An assignment with the rules granted to a learner of its class; raises NotFound."""
    return standing_of(db, who, assignments.assignment_as_learner(db, assignment_id, who))


def standing_of(db: Transaction, who: int, assignment: Assignment) -> Standing:
    """The same, of an assignment that the learner was already found to see."""
    everybody = assignments.allowances(db, assignment.id)
    mine = everybody.get(who, NOTHING_EXTRA)
    return Standing(
        assignment=assignment,
        rules=granted(assignment.rules, mine),
        allowance=mine,
        all_closed_at=all_closed_at(assignment.rules, tuple(everybody.values())),
    )


def begin(
    db: Transaction, who: int, assignment_id: int, now: datetime, *, token: str, seed: str
) -> Attempt:
    """The attempt begun from a page, or the one that is going on already.

    Raises Conflict when none may begin. The seed is never shown: it would tell the order.
    """
    people.begin_step(db, who)
    # Its teacher must not choose other questions between this look at them and the attempt.
    assigning.keep(db, assignment_id)
    it = standing(db, who, assignment_id)
    if it.assignment.mode is Mode.PRACTICE:
        raise NotFound(assignments.NO_SUCH)
    named = f"{assignment_id}.{token}"
    mine = attempts.attempts_of(db, who, assignment_id)
    for going_on in (found for found in mine if found.is_open):
        if not is_over(it.rules, going_on.started_at, now):
            return going_on
        _close(db, going_on, it.rules, now)
    if again := next((found for found in mine if found.token == named), None):
        return again
    if reason := refused(db, it, who, now, len(mine)):
        raise Conflict(reason)
    return _begin(db, it.assignment, who, len(mine) + 1, now, token=named, seed=seed)


def refused(db: Transaction, it: Standing, who: int, now: datetime, taken: int) -> str:
    """Why no further attempt may begin; "" when one may."""
    if classes.class_as_member(db, it.assignment.class_id, who).archived_at is not None:
        return ARCHIVED
    return refusal(it.rules, now, taken)


def _begin(
    db: Transaction,
    assignment: Assignment,
    who: int,
    number: int,
    now: datetime,
    *,
    token: str,
    seed: str,
) -> Attempt:
    asked = assignments.questions(db, assignment.id)
    draws = [it.draw for it in asked]
    order = drawn(draws, assignment.selection, assignment.seed, who, shuffle=assignment.shuffle)
    if not order:
        raise Conflict(NOTHING_ASKED)
    places = [
        Place(
            position=it.position, question_id=it.question_id, version=it.version, points=it.points
        )
        for it in (asked[place] for place in order)
    ]
    begun = Attempt(
        learner_id=who,
        assignment_id=assignment.id,
        number=number,
        state=attempts.OPEN,
        token=token,
        seed=seed,
        questions=tuple(it.position for it in places),
        started_at=now,
        handed_in_at=None,
        is_late=False,
        earned=None,
        possible=sum(it.points for it in places),
    )
    attempting.add_attempt(db, begun, places)
    return begun


def _close(db: Transaction, of: Attempt, rules: Rules, now: datetime) -> None:
    locked = attempting.lock(db, of.learner_id, of.assignment_id, of.number)
    if locked.is_open:
        marking.close(db, locked, rules, now)


def _opened(
    db: Transaction, who: int, assignment_id: int, number: int, now: datetime
) -> tuple[Standing, Attempt, Outcome]:
    """The attempt, locked, and whether it still takes something; one that is over is handed in."""
    it = standing(db, who, assignment_id)
    of = attempting.lock(db, who, assignment_id, number)
    if not of.is_open:
        return it, of, Outcome.HANDED_IN
    if not is_over(it.rules, of.started_at, now):
        return it, of, Outcome.SAVED
    marking.close(db, of, it.rules, now)
    return it, of, Outcome.OVER


def _position(of: Attempt, place: int) -> int:
    if not 1 <= place <= len(of.questions):
        raise NotFound(NO_QUESTION)
    return of.questions[place - 1]


def save(
    db: Transaction,
    who: int,
    assignment_id: int,
    number: int,
    at: Looked,
    sent: Sent | None,
    now: datetime,
    *,
    save: int | None = None,
    flag: bool | None = None,
) -> Outcome:
    """Keeps what was said to a question while the attempt is open, and whether it is flagged.

    `save` orders the savings of one page by when they were said; without one, it is now. A
    number from the future counts as now, so that no clock but the server's keeps others out.
    Raises BadInput for what no form of the question can send.
    """
    _, of, outcome = _opened(db, who, assignment_id, number, now)
    position = _position(of, at.place)
    if outcome is not Outcome.SAVED:
        return outcome
    if flag is not None:
        attempting.flag(db, of, position, is_flagged=flag)
    if sent is None:
        return outcome
    asked = attempts.asked_at(db, of, position)
    latest = milliseconds(now)
    is_newest = attempting.save(
        db,
        of,
        position,
        said(asked.question(), order_seed(of.seed, position), sent),
        now,
        save=latest if save is None else min(save, latest),
        taken_ms=_taken(asked, at, now),
    )
    return Outcome.SAVED if is_newest else Outcome.OLDER


def _taken(asked: Asked, at: Looked, now: datetime) -> int:
    return looked(at.shown_at, asked.answer.saved_at, now) // MILLISECOND


def check(
    db: Transaction,
    who: int,
    assignment_id: int,
    number: int,
    at: Looked,
    sent: Sent,
    now: datetime,
    *,
    tries: int,
) -> Outcome:
    """Marks an answer at once, where the assignment does so; it then stands.

    `tries` counts those before it, so that sending it twice is one try. In mastery the attempt
    is handed in when its goal is reached.
    """
    it, of, outcome = _opened(db, who, assignment_id, number, now)
    position = _position(of, at.place)
    if outcome is not Outcome.SAVED or not is_told_at_once(it.rules):
        return outcome
    asked = attempts.asked_at(db, of, position)
    if asked.answer.tries != tries or (tries and it.assignment.mode is not Mode.MASTERY):
        return Outcome.OLDER
    question = asked.question()
    given = read(*whole(question), order_seed(of.seed, position, tries), sent)
    mark = marking.marked(db, asked.bank_id, question, given, {})
    taken = _taken(asked, at, now)
    attempting.check(db, of, position, given, mark, now, tries=tries, taken_ms=taken)
    return _finish(db, it, of, now)


def rate(
    db: Transaction,
    who: int,
    assignment_id: int,
    number: int,
    place: int,
    now: datetime,
    *,
    knew: bool,
) -> Outcome:
    """Takes the learner's own word on an answer of mastery that no program can mark."""
    it, of, outcome = _opened(db, who, assignment_id, number, now)
    position = _position(of, place)
    if outcome is not Outcome.SAVED or it.assignment.mode is not Mode.MASTERY:
        return outcome
    answer = attempts.asked_at(db, of, position).answer
    if answer.verdict is not Verdict.UNMARKED:
        return Outcome.OLDER
    attempting.keep_marks(db, [(answer, RIGHT if knew else WRONG)])
    return _finish(db, it, of, now)


def _finish(db: Transaction, it: Standing, of: Attempt, now: datetime) -> Outcome:
    """Hands in an attempt at mastery whose goal is reached."""
    if it.assignment.mode is not Mode.MASTERY:
        return Outcome.SAVED
    if not mastery.progress(tried(attempts.asked(db, of)), it.rules.goal).is_reached:
        return Outcome.SAVED
    marking.close(db, of, it.rules, now)
    return Outcome.HANDED_IN


def tried(asked: tuple[Asked, ...]) -> tuple[Tried, ...]:
    """How each question of an attempt stands, in the order asked."""
    return tuple(
        Tried(
            position=it.answer.position,
            tries=it.answer.tries,
            is_right=it.answer.fraction == 1,
            at=it.answer.saved_at,
        )
        for it in asked
    )


def hand_in(
    db: Transaction,
    who: int,
    assignment_id: int,
    number: int,
    now: datetime,
    *,
    is_time_up: bool = False,
) -> Attempt:
    """The attempt, handed in and marked; handing in again changes nothing.

    A page that says time is up is believed only when it is by the server's clock and the dates
    as they are now: otherwise the attempt is given back open.
    """
    it, of, outcome = _opened(db, who, assignment_id, number, now)
    end = ends_at(it.rules, of.started_at)
    is_early = is_time_up and (end is None or now < end)
    if outcome is Outcome.SAVED and not is_early:
        marking.close(db, of, it.rules, now)
    return attempts.attempt(db, who, assignment_id, number)


def close_overdue(db: Transaction, assignment: Assignment, now: datetime) -> int:
    """Hands in what was left lying when time was up, and says how many that were."""
    going_on = attempts.open_attempts(db, assignment.id)
    if not going_on:
        return 0
    everybody = assignments.allowances(db, assignment.id)
    over = [of for of in going_on if is_left_lying(assignment, everybody, of, now)]
    for of in over:
        rules = granted(assignment.rules, everybody.get(of.learner_id, NOTHING_EXTRA))
        _close(db, of, rules, now)
    return len(over)


def is_left_lying(
    assignment: Assignment, everybody: Mapping[int, Allowance], of: Attempt, now: datetime
) -> bool:
    """Whether an attempt is open though its time is up, the network's grace included."""
    rules = granted(assignment.rules, everybody.get(of.learner_id, NOTHING_EXTRA))
    return of.is_open and is_over(rules, of.started_at, now)
