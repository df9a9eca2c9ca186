"""Extensions: one learner gets more time for an assignment, or another try."""

from dataclasses import dataclass
from datetime import datetime

from study.actions.assigning import held
from study.domain.assignments import NOTHING_EXTRA, Allowance, Rules, granted
from study.domain.errors import BadInput, NotFound
from study.storage import assigning, assignments, audit, notices
from study.storage.assignments import Assignment
from study.storage.classes import members
from study.storage.database import Transaction

NO_LEARNER = "There is no such learner in this class."
NOTHING_MORE = "Grant a later time or at least one more attempt."
MOST_MORE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """A learner with what they are granted, and the rules as they are for them."""

    learner: int
    name: str
    allowance: Allowance
    rules: Rules

    @property
    def is_extended(self) -> bool:
        """Whether this assignment was extended for them."""
        it = self.allowance
        return bool(it.due_at or it.close_at or it.more_attempts)


def granted_to(db: Transaction, found: Assignment) -> tuple[Granted, ...]:
    """Every learner of the class, by name, with the rules as they are for them."""
    allowed = assignments.allowances(db, found.id)
    return tuple(
        Granted(
            learner=it.learner_id,
            name=it.name,
            allowance=allowed.get(it.learner_id, NOTHING_EXTRA),
            rules=granted(found.rules, allowed.get(it.learner_id, NOTHING_EXTRA)),
        )
        for it in members(db, found.class_id)
    )


def extend(
    db: Transaction, who: int, assignment_id: int, learner: int, more: Allowance, now: datetime
) -> None:
    """Grants a learner more and tells them; what was granted before is replaced."""
    found = held(db, who, assignment_id)
    before = _member(db, found, learner)
    if more == NOTHING_EXTRA:
        raise BadInput(NOTHING_MORE)
    _check_later(found, more)
    if (before.due_at, before.close_at, before.more_attempts) == _parts(more):
        return
    assigning.set_extension(db, who, assignment_id, learner, more, now)
    _record(db, who, found, f"Extended “{found.title}” for {audit.person(learner)}.", now)
    _tell(db, found, learner, f"“{found.title}” was extended for you.", now)


def _parts(more: Allowance) -> tuple[datetime | None, datetime | None, int]:
    return more.due_at, more.close_at, more.more_attempts


def _member(db: Transaction, found: Assignment, learner: int) -> Allowance:
    allowed = assignments.allowances(db, found.id)
    if learner not in allowed:
        raise NotFound(NO_LEARNER)
    return allowed[learner]


def _check_later(found: Assignment, more: Allowance) -> None:
    if more.due_at is not None and more.due_at < found.rules.due_at:
        raise BadInput("An extension cannot be due earlier than it is for everybody.")
    closes = found.rules.close_at
    if more.close_at is not None and closes is not None and more.close_at < closes:
        raise BadInput("An extension cannot close earlier than it does for everybody.")


def take_back(db: Transaction, who: int, assignment_id: int, learner: int, now: datetime) -> None:
    """Ends a learner's extension and tells them; without one nothing happens."""
    found = held(db, who, assignment_id)
    _member(db, found, learner)
    if assigning.drop_extension(db, assignment_id, learner):
        of = audit.person(learner)
        _record(db, who, found, f"Took back the extension of “{found.title}” for {of}.", now)
        words = f"Your extension of “{found.title}” was taken back."
        _tell(db, found, learner, words, now)


def _record(db: Transaction, who: int, found: Assignment, words: str, now: datetime) -> None:
    act = "assignment extension"
    audit.record(db, who=who, class_id=found.class_id, act=act, words=words, now=now)


def _tell(db: Transaction, found: Assignment, learner: int, words: str, now: datetime) -> None:
    if found.published_at is not None:
        notices.tell(db, {learner}, words, f"/assignments/{found.id}", now)
