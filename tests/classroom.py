"""People with accounts, their browsers, their classes and what is assigned to them."""

import hashlib
import random
import secrets
from dataclasses import fields
from datetime import datetime
from typing import Any

from study.actions import assigning
from study.domain.assignments import CAUTIOUS, Mode, Rules
from study.domain.class_codes import new_code
from study.domain.selections import Selection
from study.storage import accounts, choosing, classes, sign_ins
from study.storage.assignments import Terms
from study.storage.database import Database
from tests.attempting import taken
from tests.builders import DAY, NOW
from tests.visiting import Visitor

__all__ = ["a_class", "a_person", "an_assignment", "signed_in", "taken"]


def a_person(
    database: Database, name: str, *, may_teach: bool = False, is_admin: bool = False
) -> int:
    """The id of a new learner with an account; nobody can sign in with its password."""
    with database.write() as db:
        who = accounts.add_learner(db, name, "UTC", NOW)
        rights = {"is_admin": is_admin, "may_teach": may_teach}
        accounts.add_account(db, who, name.casefold(), "none", NOW, **rights)
    return who


def signed_in(database: Database, who: int, now: datetime = NOW) -> Visitor:
    """Somebody's browser in a classroom, signed in."""
    visitor = Visitor(database, now, classroom=True)
    token = hashlib.sha256(f"{who} {now.isoformat()} {id(visitor)}".encode()).hexdigest()
    with database.write() as db:
        sign_ins.begin(db, who, token, "A browser", now)
    # As the server would set it: a new one takes its place.
    visitor.client.cookies.set("study", token, domain="127.0.0.1")
    return visitor


def a_class(database: Database, teacher: int, *learners: int, name: str = "7b") -> int:
    """The id of a new class of this teacher's with these learners in it."""
    with database.write() as db:
        class_id = classes.add_class(db, name, new_code(random.SystemRandom()), teacher, NOW)
        enrolled = {"role": classes.LEARNER, "state": classes.ACTIVE, "now": NOW}
        classes.enrol(db, class_id, learners, **enrolled)
    return class_id


def an_assignment(
    database: Database, class_id: int, teacher: int, *questions: str, **changes: Any
) -> int:
    """The id of an assignment, published, of these questions (bank/slug) or of all there are.

    It is a test, open since NOW and due in a week; rules and terms can be overridden.
    """
    usual = {"mode": Mode.TEST, "open_at": NOW, "due_at": NOW + 7 * DAY, "review": CAUTIOUS}
    names = {field.name for field in fields(Rules)}
    ruled: Any = usual | {name: it for name, it in changes.items() if name in names}
    said = {name: it for name, it in changes.items() if name not in names}
    is_published = said.pop("published", True)
    with database.write() as db:
        banks = tuple(dict.fromkeys(it.bank for it in choosing.choosable(db, teacher)))
        chosen = Selection(questions=questions) if questions else Selection(banks=banks)
        usual_terms = {"title": "Help from outside", "selection": chosen, "shuffle": False}
        terms = Terms(**(usual_terms | said), rules=Rules(**ruled))
        token = secrets.token_hex()
        added = assigning.draft(db, teacher, class_id, terms, NOW, seed=7, token=token)
        if is_published:
            assigning.publish(db, teacher, added, NOW)
    return added
