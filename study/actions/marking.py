"""Marking: what the answers of an attempt are worth, and handing it in."""

from collections.abc import Iterable
from datetime import datetime

from study.domain.answers import Given
from study.domain.assignments import GRACE, Rules, handed_in_at, is_late
from study.domain.attempting import whole
from study.domain.grading import SKIPPED, Mark, Verdict, grade
from study.domain.questions import AnyQuestion
from study.storage import attempting, attempts, banks
from study.storage.attempts import Asked, Attempt
from study.storage.database import Transaction

# What the short answers of each bank accept, read once for each that is needed.
Others = dict[int, tuple[str, ...]]


def mark_of(question: AnyQuestion, given: Given | None, known_others: tuple[str, ...] = ()) -> Mark:
    """What an answer of an attempt is worth; a blank one nothing, and it is not called wrong.

    A cloze has all its blanks filled in at once, as an attempt asks it.
    """
    if given is None:
        return SKIPPED
    return grade(*whole(question), given, known_others=known_others)


def marked(
    db: Transaction, bank_id: int, question: AnyQuestion, given: Given | None, others: Others
) -> Mark:
    """The same; a slip of spelling is forgiven unless it spells another answer of the bank."""
    mark = mark_of(question, given)
    if mark.verdict is not Verdict.CLOSE:
        return mark
    if bank_id not in others:
        others[bank_id] = banks.typed_answers(db, bank_id)
    return mark_of(question, given, others[bank_id])


def earned(worth: Iterable[tuple[float, float | None]]) -> float:
    """What the answers have earned together, of points and fraction each.

    What waits to be marked by hand has earned nothing yet.
    """
    return sum(points * (fraction or 0.0) for points, fraction in worth)


def close(db: Transaction, of: Attempt, rules: Rules, now: datetime) -> None:
    """Hands in an open attempt that the caller has locked, with a mark to every answer.

    What was checked before stands. What arrives after the end, or within the network's grace
    after it was due, counts as handed in at that instant.
    """
    asked = attempts.asked(db, of)
    others: Others = {}
    marks = {it.answer.position: _mark(db, it, others) for it in asked}
    attempting.keep_marks(db, [(it.answer, marks[it.answer.position]) for it in asked])
    at = handed_in_at(rules, of.started_at, now)
    if rules.due_at < at <= rules.due_at + GRACE and of.started_at <= rules.due_at:
        at = rules.due_at
    worth = earned((it.points, marks[it.answer.position].fraction) for it in asked)
    attempting.hand_in(db, of, at, is_late=is_late(rules, at), earned=worth)


def _mark(db: Transaction, it: Asked, others: Others) -> Mark:
    return it.answer.mark() or marked(db, it.bank_id, it.question(), it.answer.given(), others)
