"""Marking single answers by hand: what no key can say, or what a teacher sees otherwise."""

from datetime import datetime

from study.actions import assigning, disputes, marking, results
from study.actions.results import Gathered
from study.domain.disputes import attempt_place, name_of
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.grading import Mark, Verdict
from study.domain.regrading import earned
from study.storage import audit, banks, notices, regrading
from study.storage.database import Transaction
from study.storage.regrading import Answered, NewMark, Total

LONGEST_COMMENT = 2_000


def mark_by_hand(
    db: Transaction,
    who: int,
    assignment_id: int,
    learner: int,
    number: int,
    position: int,
    share: float | None,
    comment: str,
    now: datetime,
) -> bool:
    """Gives one answer this share of its points, with a word on it; False when it has them.

    Without a share it is marked by the key again. Raises NotFound, BadInput, and Conflict while
    the attempt is open.
    """
    assigning.held(db, who, assignment_id)
    comment = _comment(comment, share)
    regrading.hold(db, assignment_id)
    gathered = results.gather(db, who, assignment_id, now)
    found = [
        it
        for it in regrading.answers_to(db, assignment_id, position)
        if (it.answer.learner_id, it.answer.number) == (learner, number)
    ]
    gathered.member(learner)
    if not found:
        raise NotFound("There is no such answer.")
    answered = found[0]
    if answered.answer.verdict is None:
        raise Conflict("This attempt is not handed in yet: it can be marked when it is.")
    mark = by_hand(share) if share is not None else _by_key(db, gathered, answered)
    hand = who if share is not None else None
    before = answered.answer
    if (before.mark(), before.comment) == (mark, comment) and (before.marked_by is None) == (
        hand is None
    ):
        return False
    _keep_one(db, gathered, answered, mark, hand, comment)
    _tell_one(db, who, gathered, answered, mark, now)
    return True


def _comment(comment: str, share: float | None) -> str:
    comment = comment.strip()
    if share is not None and not 0 <= share <= 1:
        raise BadInput("Give it between none and all of its points.")
    if len(comment) > LONGEST_COMMENT:
        raise BadInput(f"This is too long: write at most {LONGEST_COMMENT:,} characters.")
    return comment


def by_hand(share: float) -> Mark:
    """The mark of an answer that a teacher gave this share of its points."""
    if share in (0, 1):
        return Mark(float(share), Verdict.RIGHT if share else Verdict.WRONG)
    return Mark(share, Verdict.PARTIAL)


def _by_key(db: Transaction, gathered: Gathered, answered: Answered) -> Mark:
    at = answered.answer.position
    asked = next(it for it in gathered.questions if it.position == at)
    bank = banks.bank(db, asked.bank_slug)
    return marking.marked(db, bank.id, answered.question(), answered.answer.given(), {})


def _keep_one(
    db: Transaction,
    gathered: Gathered,
    answered: Answered,
    mark: Mark,
    hand: int | None,
    comment: str,
) -> None:
    """Keeps a mark, and what its attempt has earned with it."""
    answer = answered.answer
    kept = NewMark(
        learner_id=answer.learner_id,
        number=answer.number,
        position=answer.position,
        version=answer.version,
        given=answer.given(),
        mark=mark,
        marked_by=hand,
        comment=comment,
    )
    regrading.keep_marks(db, gathered.assignment.id, [kept])
    of = next(it for it in gathered.of(answer.learner_id) if it.number == answer.number)
    fractions = {at: it.fraction for at, it in of.answers.items()}
    total = earned({**fractions, answer.position: mark.fraction}, gathered.points)
    if of.earned is not None:
        new = Total(learner_id=of.learner, number=of.number, earned=total, possible=of.possible)
        regrading.keep_totals(db, gathered.assignment.id, [new])


def _tell_one(
    db: Transaction, who: int, gathered: Gathered, answered: Answered, mark: Mark, now: datetime
) -> None:
    """Notes a mark by hand in the audit, and tells its learner."""
    assignment, answer = gathered.assignment, answered.answer
    name = gathered.member(answer.learner_id).name
    was, becomes = (it.fraction if it else None for it in (answer.mark(), mark))
    words = (
        f"Marked {name}’s answer to “{name_of(answered.question())}” in “{assignment.title}”: "
        f"{_percent(was)} before, {_percent(becomes)} now."
    )
    audit.record(db, who=who, class_id=assignment.class_id, act="mark", words=words, now=now)
    told = f"Your teacher marked an answer of yours in “{assignment.title}”."
    path = disputes.path_of(attempt_place(assignment.id, answer.number))
    notices.tell(db, [answer.learner_id], told, path, now)


def _percent(fraction: float | None) -> str:
    return "no mark" if fraction is None else f"{fraction:.0%}"
