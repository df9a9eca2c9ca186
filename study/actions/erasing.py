"""Erasing somebody: what is private is gone for good, what others need has no name on it."""

from datetime import datetime

from study.actions.accounts import keep_an_admin
from study.storage import accounts, audit, private_data
from study.storage.database import Transaction


def erase(db: Transaction, who: int | None, learner_id: int, now: datetime) -> None:
    """Erases an account; raises NotFound, and Conflict when nobody would look after the others.

    Answers, reviews, attempts and enrolments go. Banks they wrote become everybody's, as hidden
    from learners as they were; what was marked or decided by them stays, by nobody known.
    """
    found = accounts.account(db, learner_id)
    keep_an_admin(db, found)
    private_data.erase(db, learner_id, found.name, now)
    by = None if who == learner_id else who
    audit.record(db, who=by, class_id=None, act="erase", words="Erased an account.", now=now)
