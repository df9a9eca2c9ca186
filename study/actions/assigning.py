"""Assigning: a set is chosen, published to a class, and changed within what is still fair."""

from datetime import datetime

from study.domain.errors import BadInput
from study.domain.selections import Choosable, chosen, group_of
from study.storage import assigning, audit, choosing
from study.storage.assigning import Asked
from study.storage.assignments import Terms, assignment_as_teacher
from study.storage.classes import class_as_teacher
from study.storage.database import Transaction

NOTHING_ASKED = "This assigns no question: choose a bank, a tag or a question."


def draft(
    db: Transaction, who: int, class_id: int, terms: Terms, now: datetime, *, seed: int, token: str
) -> int:
    """The id of a new draft for a class of theirs; the same token gives the same one again."""
    class_as_teacher(db, class_id, who)
    made, is_new = assigning.add_assignment(db, who, class_id, terms, now, seed=seed, token=token)
    if is_new:
        choose(db, who, made, terms)
        audit.record(
            db, who=who, class_id=class_id, act="draft", words=f"Drafted “{terms.title}”.", now=now
        )
    return made


def publish(db: Transaction, who: int, assignment_id: int, now: datetime) -> None:
    """Shows an assignment to its learners; its questions are fixed as they are now."""
    found = assignment_as_teacher(db, assignment_id, who)
    assigning.lock(db, assignment_id)
    if assignment_as_teacher(db, assignment_id, who).published_at is not None:
        return
    if not choose(db, who, assignment_id, found.terms):
        raise BadInput(NOTHING_ASKED)
    assigning.set_published(db, assignment_id, now)
    words = f"Published “{found.title}”."
    audit.record(db, who=who, class_id=found.class_id, act="publish", words=words, now=now)


def choose(db: Transaction, who: int, assignment_id: int, terms: Terms) -> int:
    """Fixes the questions that fit the terms now, and gives how many there are."""
    fitting = chosen(terms.selection, choosing.choosable(db, who, assignment_id))
    versions = choosing.versions(db, [it.id for it in fitting])
    asked = [_asked(terms, it, versions[it.id]) for it in fitting]
    assigning.set_questions(db, assignment_id, asked)
    return len(asked)


def _asked(terms: Terms, it: Choosable, version: int) -> Asked:
    return Asked(
        question_id=it.id,
        version=version,
        points=terms.points.get(f"{it.bank}/{it.slug}", 1.0),
        draw=group_of(terms.selection, it),
    )
