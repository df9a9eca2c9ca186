"""Changing a key and marking anew by it, and marking single answers by hand."""

from dataclasses import dataclass
from datetime import datetime

from study.actions import assigning, batches, citing, disputes
from study.actions.batches import Changes
from study.actions.rekeying import Home, Plan, plan
from study.domain.disputes import Kind, Stand, attempt_place, key_words, name_of
from study.domain.errors import Conflict
from study.domain.questions import AnyQuestion, Numeric, Single
from study.domain.regrading import Becomes, Way
from study.domain.rekeying import (
    Accepts,
    Chooses,
    Forgives,
    KeyChange,
    Measures,
    Renews,
)
from study.storage import audit, banks, notices, regrading, versions
from study.storage import disputes as kept_disputes
from study.storage.banks import Edition
from study.storage.database import Transaction
from study.storage.regrading import NewMark, Total

CHANGED = (
    "Something was answered or marked since this page was made. Nothing was changed: "
    "look at what it does now, then decide."
)
COUNTS_NOW = "Your answer counts as right now."
_ALIKE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a key change did: the answers with another mark, and the learners who were told."""

    answers: int
    told: int


NOTHING_DONE = Done(answers=0, told=0)


def change_key(
    db: Transaction,
    who: int,
    assignment_id: int,
    question_id: int,
    change: KeyChange,
    way: Way,
    now: datetime,
    *,
    token: str,
) -> Done:
    """Changes what counts as right, and marks every answer of the assignment by it.

    `token` is that of the plan that was looked at: Conflict when something has changed since, or
    the class was archived. Doing the same again changes nothing.
    """
    assigning.held(db, who, assignment_id)
    regrading.hold(db, assignment_id)
    planned = plan(db, who, assignment_id, question_id, change, way, now)
    if planned.is_void:
        return NOTHING_DONE
    if planned.token != token:
        raise Conflict(CHANGED)
    version = _write_version(db, who, planned, now)
    regrading.ask(db, assignment_id, planned.asked.position, version=version, points=planned.points)
    regrading.keep_marks(
        db, assignment_id, [_new_mark(planned, it, version, who) for it in planned.outcomes]
    )
    _keep_totals(db, planned)
    told = _tell(db, planned, now)
    _accept_disputes(db, who, planned, now)
    _note(db, who, planned, now)
    changed = sum(it.is_changed for it in planned.outcomes)
    return Done(answers=changed, told=told)


def _write_version(db: Transaction, who: int, planned: Plan, now: datetime) -> int:
    """The version that is asked from then on, written to the bank or for the assignment alone."""
    if planned.home is Home.NOWHERE:
        return planned.version
    asked, kept = planned.asked, planned.kept
    if planned.home is Home.BANK:
        edition = citing.edition(db, planned.new, kept.position, old=kept)
        if edition is not None:
            bank = banks.bank(db, asked.bank_slug)
            source = f"{bank.slug}/{kept.slug}"
            change = Changes(bank_id=bank.id, changed=((kept, edition),))
            batches.write(db, who, "edit", source, [change], now)
            return kept.version + 1
    return versions.add_own_version(db, asked.question_id, _own_edition(db, planned), now)


def _own_edition(db: Transaction, planned: Plan) -> Edition:
    """The new words with the places that the asked version cites."""
    asked = planned.asked
    name = (asked.question_id, asked.version)
    anchors = versions.anchors(db, [name]).get(name, ())
    return citing.as_edition(planned.new, planned.kept.position, anchors)


def _new_mark(planned: Plan, it: Becomes, version: int, who: int) -> NewMark:
    answer = it.answer
    marked_by, comment = answer.marked_by, answer.comment
    if it.is_remarked and it.is_by_rule:
        marked_by, comment = who, _reason(planned)
    elif it.is_remarked and answer.is_by_hand:
        marked_by, comment = None, ""
    return NewMark(
        learner_id=answer.learner,
        number=answer.number,
        position=planned.asked.position,
        version=version if it.is_moved else answer.version,
        given=it.given,
        mark=it.mark,
        marked_by=marked_by,
        comment=comment,
    )


def _reason(planned: Plan) -> str:
    """Why a mark stands that the key alone does not give."""
    if isinstance(planned.change, Accepts):
        return f"“{planned.change.variant}” counts as right too."
    return "Everybody has this question right."


def _keep_totals(db: Transaction, planned: Plan) -> None:
    totals = [
        Total(learner_id=who, number=it.number, earned=it.earned, possible=it.possible)
        for who, several in planned.after.items()
        for it in several
    ]
    regrading.keep_totals(db, planned.gathered.assignment.id, totals)


def _tell(db: Transaction, planned: Plan, now: datetime) -> int:
    """Tells each learner whose mark is another one; how it changed, their review shows them."""
    assignment = planned.gathered.assignment
    changed = {
        (it.learner_id, it.number)
        for it in planned.lines
        if abs(it.becomes - it.was) > _ALIKE or it.share_was != it.share_becomes
    }
    words = f"A question of “{assignment.title}” was marked anew: your mark has changed."
    latest = dict(sorted(changed))
    for number in sorted(set(latest.values())):
        path = disputes.path_of(attempt_place(assignment.id, number))
        those = [learner for learner, last in latest.items() if last == number]
        notices.tell(db, those, words, path, now)
    return len(latest)


def _accept_disputes(db: Transaction, who: int, planned: Plan, now: datetime) -> None:
    """Accepts what learners said who were right, where their answer has all its points now."""
    assignment = planned.gathered.assignment
    full = {
        attempt_place(assignment.id, it.answer.number) + f"/{it.answer.learner}"
        for it in planned.outcomes
        if it.is_changed and it.now == 1
    }
    ids = [
        it.id
        for it in kept_disputes.of_assignment(db, assignment.id)
        if it.kind is Kind.WAS_RIGHT
        and it.question_id == planned.asked.question_id
        and f"{it.place}/{it.learner_id}" in full
    ]
    kept_disputes.decide(db, who, ids, Stand.ACCEPTED, COUNTS_NOW, now, assignment_id=assignment.id)


def _note(db: Transaction, who: int, planned: Plan, now: datetime) -> None:
    """One line in the audit, however many answers it was."""
    assignment = planned.gathered.assignment
    words = (
        f"“{name_of(planned.question)}” in “{assignment.title}”: {told_change(planned)} "
        f"{planned.raised} raised, {planned.lowered} lowered."
    )
    audit.record(db, who=who, class_id=assignment.class_id, act="key", words=words, now=now)


def told_change(planned: Plan) -> str:
    """What was changed, in a sentence."""
    change, new = planned.change, planned.new
    match change:
        case Accepts(variant=variant):
            return f"“{variant}” counts as right too."
        case Chooses() | Measures():
            return f"Right is now {_right(new)}."
        case Renews():
            return "Marked by what its bank says now."
        case Forgives():
            return "Everybody has it right."
    return f"It is worth {planned.points:g} points." if planned.points else "It is not counted."


def _right(new: AnyQuestion) -> str:
    """The new key in words: either of two right options, and how far a number may be off."""
    if isinstance(new, Single):
        return " or ".join(f"“{option.text}”" for option in new.options if option.correct)
    if isinstance(new, Numeric) and new.tolerance.amount:
        off = new.tolerance.amount
        shown = (
            f"{(off * 100).normalize():f} %" if new.tolerance.relative else f"{off.normalize():f}"
        )
        return f"“{key_words(new)}”, give or take {shown}"
    return f"“{key_words(new)}”"
