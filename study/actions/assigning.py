"""Assigning: a set is chosen, published to a class, and changed within what is still fair."""

from datetime import datetime
from typing import Any

from study.domain.assignments import Late, State, state
from study.domain.errors import BadInput, Conflict
from study.domain.selections import Choosable, chosen, group_of
from study.storage import assigning, audit, choosing, notices
from study.storage.assigning import Asked
from study.storage.assignments import (
    Assignment,
    AssignmentQuestion,
    Terms,
    allowances,
    assignment_as_teacher,
    questions,
)
from study.storage.begun import has_begun
from study.storage.choosing import Current
from study.storage.classes import Class, class_as_teacher
from study.storage.database import Transaction
from study.storage.withholding import withheld

NOTHING_ASKED = "It asks no question yet: choose a bank, a tag or a question."
OTHERS_SAVED = "Somebody else has saved this assignment in between. Nothing of yours was kept yet."
BEGUN = "Somebody has begun: the questions, the points and the mode can no longer change."
SHORTER = "Somebody has begun: the time limit can only be made longer."
# What decides which questions a learner gets and what they are worth.
_SET = ("selection", "points", "shuffle")
_DATES = ("open_at", "due_at", "close_at")
_NAMES = {
    "title": "the title",
    "instructions": "the instructions",
    "selection": "the questions",
    "points": "the points",
    "shuffle": "the order",
    "mode": "the mode",
    "open_at": "when it opens",
    "due_at": "when it is due",
    "close_at": "when it closes",
    "late": "what is late",
    "late_share": "what is late",
    "time_limit": "the time limit",
    "most_attempts": "the attempts",
    "counts": "which attempt counts",
    "pass_share": "the pass mark",
    "goal": "the goal",
    "review": "what is shown after it",
}


def draft(
    db: Transaction, who: int, class_id: int, terms: Terms, now: datetime, *, seed: int, token: str
) -> int:
    """The id of a new draft for a class of theirs; the same token gives the same one again."""
    check_open(class_as_teacher(db, class_id, who))
    made, is_new = assigning.add_assignment(db, who, class_id, terms, now, seed=seed, token=token)
    if is_new:
        choose(db, who, made, terms, now)
        _record(db, who, class_id, "draft", f"Drafted “{terms.title}”.", now)
    return made


def check_open(it: Class) -> None:
    """Raises Conflict when a class was archived."""
    if it.is_archived:
        raise Conflict(f"“{it.name}” is archived: what is assigned in it cannot be changed.")


def choosable(
    db: Transaction, who: int, now: datetime, assignment_id: int | None = None
) -> tuple[Choosable, ...]:
    """Every question a teacher may assign; not those that a test of their own holds back."""
    among = choosing.choosable(db, who, assignment_id)
    held_back = withheld(db, who, now)
    return tuple(it for it in among if it.id not in held_back) if held_back else among


def choose(db: Transaction, who: int, assignment_id: int, terms: Terms, now: datetime) -> int:
    """Fixes the questions that fit the terms now, and gives how many there are."""
    fitting = _fitting(db, who, assignment_id, terms, now)
    assigning.set_questions(
        db,
        assignment_id,
        [
            Asked(question_id=it.question_id, version=it.version, points=it.points, draw=it.draw)
            for it in fitting
        ],
    )
    return len(fitting)


def questions_of(
    db: Transaction, who: int, found: Assignment, now: datetime
) -> tuple[AssignmentQuestion, ...]:
    """What an assignment of theirs asks: as it was fixed, or what a draft would ask now."""
    if found.published_at is not None:
        return questions(db, found.id)
    return _fitting(db, who, found.id, found.terms, now)


def _fitting(
    db: Transaction, who: int, assignment_id: int, terms: Terms, now: datetime
) -> tuple[AssignmentQuestion, ...]:
    """The questions that fit the terms, as they read now."""
    fitting = chosen(terms.selection, choosable(db, who, now, assignment_id))
    current = choosing.current(db, [it.id for it in fitting])
    return tuple(
        _asked(terms, it, current[it.id], position) for position, it in enumerate(fitting, start=1)
    )


def _asked(terms: Terms, it: Choosable, current: Current, position: int) -> AssignmentQuestion:
    return AssignmentQuestion(
        position=position,
        question_id=it.id,
        version=current.version,
        points=terms.points.get(f"{it.bank}/{it.slug}", 1.0),
        draw=group_of(terms.selection, it),
        bank_slug=it.bank,
        slug=it.slug,
        language=current.language,
        kind=current.kind,
        content=current.content,
    )


def publish(db: Transaction, who: int, assignment_id: int, now: datetime) -> None:
    """Shows an assignment to its learners; its questions are fixed as they are now."""
    found = held(db, who, assignment_id)
    if found.published_at is not None:
        return
    if not choose(db, who, assignment_id, found.terms, now):
        raise BadInput(NOTHING_ASKED)
    assigning.set_published(db, assignment_id, now)
    _record(db, who, found.class_id, "publish", f"Published “{found.title}”.", now)


def held(db: Transaction, who: int, assignment_id: int) -> Assignment:
    """An assignment of a class of theirs that nobody else changes meanwhile; raises NotFound.

    Raises Conflict when the class was archived.
    """
    check_open(class_as_teacher(db, assignment_as_teacher(db, assignment_id, who).class_id, who))
    assigning.lock(db, assignment_id)
    return assignment_as_teacher(db, assignment_id, who)


def save(
    db: Transaction,
    who: int,
    assignment_id: int,
    terms: Terms,
    now: datetime,
    *,
    version: int,
    seed: int | None = None,
) -> None:
    """Keeps other terms; with a seed everybody's questions are drawn anew.

    Raises Conflict when it was saved by somebody else since that version, and BadInput for
    what can no longer change since somebody has begun. What is the same already is not saved.
    """
    found = held(db, who, assignment_id)
    names = changed(found.terms, terms)
    if not names and seed is None:
        return
    if found.version != version:
        raise Conflict(OTHERS_SAVED)
    if has_begun(db, found):
        _check_fair(found, terms, names, seed)
    assigning.save_assignment(
        db, assignment_id, terms, version=version, seed=found.seed if seed is None else seed
    )
    if found.published_at is None or {*names} & {"selection", "points"}:
        asked = choose(db, who, assignment_id, terms, now)
        if found.published_at is not None and not asked:
            raise BadInput(NOTHING_ASKED)
    _tell(db, who, found, terms, names, now)


def changed(before: Terms, after: Terms) -> tuple[str, ...]:
    """The names of what differs."""
    one, other = _parts(before), _parts(after)
    return tuple(name for name in _NAMES if one[name] != other[name])


def _parts(terms: Terms) -> dict[str, Any]:
    rules = {name: getattr(terms.rules, name) for name in _NAMES if hasattr(terms.rules, name)}
    return rules | {name: getattr(terms, name) for name in ("title", "instructions", *_SET)}


def _check_fair(before: Assignment, after: Terms, names: tuple[str, ...], seed: int | None) -> None:
    if seed is not None or {*names} & {*_SET, "mode"}:
        raise BadInput(BEGUN)
    limit, was = after.rules.time_limit, before.rules.time_limit
    if limit is not None and (was is None or limit < was):
        raise BadInput(SHORTER)


def _tell(
    db: Transaction,
    who: int,
    found: Assignment,
    terms: Terms,
    names: tuple[str, ...],
    now: datetime,
) -> None:
    """The line in the audit, and to learners a notice when the dates of what they see change."""
    said = ", ".join(dict.fromkeys(_NAMES[name] for name in names)) or "whose questions are whose"
    _record(db, who, found.class_id, "change", f"Changed “{terms.title}”: {said}.", now)
    if found.published_at is not None and {*names} & {*_DATES, "late"}:
        tell_class(db, found, f"The dates of “{terms.title}” have changed.", now)


def tell_class(db: Transaction, found: Assignment, words: str, now: datetime) -> None:
    """A notice with a link to the assignment for every learner of its class."""
    learners = allowances(db, found.id).keys()
    notices.tell(db, learners, words, f"/assignments/{found.id}", now)


def withdraw(db: Transaction, who: int, assignment_id: int, now: datetime) -> None:
    """Makes what nobody has begun a draft again; raises Conflict once somebody has."""
    found = held(db, who, assignment_id)
    if found.published_at is None:
        return
    _check_untouched(db, found, "withdrawn")
    assigning.set_published(db, assignment_id, None)
    _record(db, who, found.class_id, "withdraw", f"Withdrew “{found.title}”.", now)


def remove(db: Transaction, who: int, assignment_id: int, now: datetime) -> Assignment:
    """Deletes what nobody has begun, and gives what it was; raises Conflict once somebody has."""
    found = held(db, who, assignment_id)
    _check_untouched(db, found, "deleted")
    assigning.delete_assignment(db, assignment_id)
    _record(db, who, found.class_id, "delete", f"Deleted “{found.title}”.", now)
    return found


def _check_untouched(db: Transaction, found: Assignment, act: str) -> None:
    if has_begun(db, found):
        raise Conflict(
            f"Somebody has begun “{found.title}”, so it cannot be {act}. It can be closed."
        )


def close(db: Transaction, who: int, assignment_id: int, now: datetime) -> None:
    """Takes nothing more from now on; what is closed already stays as it is."""
    found = held(db, who, assignment_id)
    rules = found.rules
    if found.published_at is None or state(rules, now) is State.CLOSED:
        return
    ends = {"close_at": now, "due_at": min(rules.due_at, now), "open_at": min(rules.open_at, now)}
    assigning.set_dates(db, assignment_id, **ends)
    _record(db, who, found.class_id, "close", f"Closed “{found.title}”.", now)
    tell_class(db, found, f"“{found.title}” was closed.", now)


def reopen(db: Transaction, who: int, assignment_id: int, until: datetime, now: datetime) -> None:
    """Takes work again until that instant; raises BadInput when it has passed."""
    found = held(db, who, assignment_id)
    if found.published_at is None or state(found.rules, now) is not State.CLOSED:
        return
    if until <= now:
        raise BadInput("That has passed already: choose a time to come.")
    rules = found.rules
    # What was closed in its time is on time again; what was late by then stays late.
    was_due = rules.late is not Late.REFUSED and rules.due_at != rules.close_at
    due_at = rules.due_at if was_due else until
    assigning.set_dates(db, assignment_id, open_at=rules.open_at, due_at=due_at, close_at=until)
    _record(db, who, found.class_id, "reopen", f"Opened “{found.title}” again.", now)
    tell_class(db, found, f"“{found.title}” is open again.", now)


def _record(db: Transaction, who: int, class_id: int, act: str, words: str, now: datetime) -> None:
    audit.record(db, who=who, class_id=class_id, act=f"assignment {act}", words=words, now=now)
