"""Handing an assignment on: to another class of one's own, or by a link to another teacher's."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from study.actions import assigning
from study.domain.assignments import Rules
from study.domain.errors import NotFound
from study.storage import assigning as kept
from study.storage import assignments, audit, people
from study.storage.assigning import Asked
from study.storage.assignments import Assignment, AssignmentQuestion, Terms
from study.storage.classes import class_as_teacher
from study.storage.database import Transaction
from study.storage.withholding import withheld


@dataclass(frozen=True, slots=True)
class Shared:
    """What a link carries: the assignment and what it asks."""

    assignment: Assignment
    questions: tuple[AssignmentQuestion, ...]


def duplicate(
    db: Transaction,
    who: int,
    assignment_id: int,
    class_id: int,
    now: datetime,
    *,
    is_moved: bool,
    seed: int,
    token: str,
) -> int:
    """The id of a draft of the same for another class of theirs; the same token gives the same.

    Its dates are kept, or moved so that it opens today.
    """
    found = assignments.assignment_as_teacher(db, assignment_id, who)
    zone = people.learner(db, who).zone
    rules = moved(found.rules, now, zone) if is_moved else found.rules
    terms = replace(found.terms, rules=rules)
    return _copy(db, who, found, class_id, terms, now, seed=seed, token=token)


def moved(rules: Rules, now: datetime, zone: ZoneInfo) -> Rules:
    """The rules so many days later that it opens today; the times of day stay."""
    days = now.astimezone(zone).date() - rules.open_at.astimezone(zone).date()

    def later(at: datetime) -> datetime:
        local = at.astimezone(zone).replace(tzinfo=None) + days
        return local.replace(tzinfo=zone).astimezone(UTC)

    close_at = None if rules.close_at is None else later(rules.close_at)
    return replace(
        rules, open_at=later(rules.open_at), due_at=later(rules.due_at), close_at=close_at
    )


def _copy(
    db: Transaction,
    who: int,
    found: Assignment,
    class_id: int,
    terms: Terms,
    now: datetime,
    *,
    seed: int,
    token: str,
) -> int:
    assigning.check_open(class_as_teacher(db, class_id, who))
    made, is_new = kept.add_assignment(db, who, class_id, terms, now, seed=seed, token=token)
    if is_new:
        # Questions of banks that only the other teacher reads come along: they can be asked
        # through this assignment, and through no other.
        asked = assigning.questions_of(db, found.created_by, found, now)
        kept.set_questions(db, made, [_asked(it) for it in asked])
        words = f"Copied “{found.title}” from “{found.class_name}”."
        audit.record(db, who=who, class_id=class_id, act="assignment copy", words=words, now=now)
    return made


def _asked(it: AssignmentQuestion) -> Asked:
    return Asked(question_id=it.question_id, version=it.version, points=it.points, draw=it.draw)


def share(db: Transaction, who: int, assignment_id: int, now: datetime, *, code: str) -> None:
    """Makes the link that carries an assignment; one that is there already stays."""
    found = assigning.held(db, who, assignment_id)
    if found.share_code is None:
        kept.set_share_code(db, assignment_id, code)
        _record(db, who, found, f"Made a link that carries “{found.title}”.", now)


def end_link(db: Transaction, who: int, assignment_id: int, now: datetime) -> None:
    """Ends the link that carries an assignment; copies made of it stay."""
    found = assigning.held(db, who, assignment_id)
    if found.share_code is not None:
        kept.set_share_code(db, assignment_id, None)
        _record(db, who, found, f"Ended the link that carries “{found.title}”.", now)


def _record(db: Transaction, who: int, found: Assignment, words: str, now: datetime) -> None:
    audit.record(db, who=who, class_id=found.class_id, act="assignment share", words=words, now=now)


def shared(db: Transaction, who: int, code: str, now: datetime) -> Shared:
    """What a link carries, for anybody who teaches; raises NotFound for everybody else.

    Nobody sees by it what a test of their own holds back from them.
    """
    found = assignments.shared(db, code, who)
    asked = assigning.questions_of(db, found.created_by, found, now)
    if withheld(db, who, now) & {it.question_id for it in asked}:
        raise NotFound(assignments.NO_SUCH)
    return Shared(found, asked)


def copy_shared(
    db: Transaction,
    who: int,
    code: str,
    class_id: int,
    now: datetime,
    *,
    seed: int,
    token: str,
) -> int:
    """The id of a draft of what a link carries, for a class of theirs, opening today."""
    found = shared(db, who, code, now).assignment
    zone = people.learner(db, who).zone
    terms = replace(found.terms, rules=moved(found.rules, now, zone))
    return _copy(db, who, found, class_id, terms, now, seed=seed, token=token)
