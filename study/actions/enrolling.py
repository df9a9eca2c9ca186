"""How people come into a class, wait for it, and leave it."""

from collections.abc import Collection
from datetime import datetime

from study.actions.teaching import held, writable
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.naming import folded
from study.storage import accounts, audit, classes, notices
from study.storage.classes import ACTIVE, LEARNER, REMOVED, TEACHER, WAITING, Class, Member
from study.storage.database import Transaction

NO_CODE = (
    "No class has this code. Look at it once more; if it is right, ask your teacher for the "
    "code of today."
)
LAST_TEACHER = "A class needs a teacher: add another one first."


def class_to_join(db: Transaction, code: str) -> Class:
    """The class of a code; raises NotFound with the same sentence whatever is wrong."""
    found = classes.class_of_code(db, code) if code else None
    if found is None or found.is_archived:
        raise NotFound(NO_CODE)
    return found


def join(db: Transaction, who: int, code: str, now: datetime) -> Member:
    """What somebody is in the class of a code now: in it, or waiting for a teacher's word.

    They wait where the code has expired or every one is looked at, and when they were in the
    class before. Who is in it or teaches it stays what they are. Raises NotFound.
    """
    wanted = class_to_join(db, code)
    classes.hold(db, wanted.id)
    # It may have been changed by whoever held it before.
    wanted = class_to_join(db, code)
    known = classes.find_member(db, wanted.id, who)
    if known is not None and known.state != REMOVED:
        return known
    state = ACTIVE if known is None and wanted.is_open(now) else WAITING
    classes.enrol(db, wanted.id, {who}, role=LEARNER, state=state, now=now)
    classes.change_member(db, wanted.id, {who}, role=LEARNER, state=state)
    did = "joined by the code" if state == ACTIVE else "asks to be let in"
    _record(db, who, wanted.id, "join", f"{audit.person(who)} {did}.", now)
    return classes.member(db, wanted.id, who)


def approve(
    db: Transaction, who: int, class_id: int, learners: Collection[int], now: datetime
) -> None:
    """Lets those of these people in who wait, and tells them."""
    kept = writable(db, class_id, who)
    waiting = _those(db, class_id, learners, WAITING)
    classes.change_member(db, class_id, waiting, state=ACTIVE)
    _each(db, who, class_id, "approve", "Let {} in.", waiting, now)
    notices.tell(db, waiting, f"You are in the class {kept.name}.", f"/classes/{class_id}", now)


def decline(
    db: Transaction, who: int, class_id: int, learners: Collection[int], now: datetime
) -> None:
    """Does not let those of these people in who wait, and tells them."""
    kept = held(db, class_id, who)
    waiting = _those(db, class_id, learners, WAITING)
    classes.change_member(db, class_id, waiting, state=REMOVED)
    _each(db, who, class_id, "decline", "Did not let {} in.", waiting, now)
    words = f"You were not let into the class {kept.name}. If that is wrong, ask its teacher."
    notices.tell(db, waiting, words, "", now)


def waiting_in(db: Transaction, class_id: int, who: int) -> frozenset[int]:
    """Everybody who waits, for one of the class's teachers; raises NotFound."""
    classes.class_as_teacher(db, class_id, who)
    everybody = classes.everybody(db, class_id)
    return frozenset(it.learner_id for it in everybody if it.state == WAITING)


def remove(db: Transaction, who: int, class_id: int, learner_id: int, now: datetime) -> None:
    """Takes somebody out of a class; their work is kept, and they see nothing of it any more.

    Raises Conflict for the last teacher.
    """
    kept = held(db, class_id, who)
    member = classes.member(db, class_id, learner_id)
    if member.state != ACTIVE:
        return
    if member.role == TEACHER:
        _keep_a_teacher(db, class_id)
    classes.change_member(db, class_id, {learner_id}, state=REMOVED)
    words = "Removed {} from the class."
    _each(db, who, class_id, "remove", words, {learner_id}, now)
    if learner_id != who:
        notices.tell(db, {learner_id}, f"You are no longer in the class {kept.name}.", "", now)


def _keep_a_teacher(db: Transaction, class_id: int) -> None:
    if len(classes.teachers(db, class_id)) == 1:
        raise Conflict(LAST_TEACHER)


def bring_back(db: Transaction, who: int, class_id: int, learner_id: int, now: datetime) -> None:
    """Takes somebody who was removed into the class again as a learner, with all their work."""
    kept = writable(db, class_id, who)
    back = _those(db, class_id, {learner_id}, REMOVED)
    classes.change_member(db, class_id, back, role=LEARNER, state=ACTIVE)
    _each(db, who, class_id, "bring back", "Took {} into the class again.", back, now)
    words = f"You are in the class {kept.name} again."
    notices.tell(db, back, words, f"/classes/{class_id}", now)


def leave(db: Transaction, who: int, class_id: int, now: datetime) -> None:
    """Takes oneself out of a class; raises NotFound, and Conflict for the last teacher."""
    classes.class_as_member(db, class_id, who)
    classes.hold(db, class_id)
    if classes.class_as_member(db, class_id, who).role == TEACHER:
        _keep_a_teacher(db, class_id)
    classes.change_member(db, class_id, {who}, state=REMOVED)
    _record(db, who, class_id, "leave", f"{audit.person(who)} left the class.", now)


def add_teacher(db: Transaction, who: int, class_id: int, login: str, now: datetime) -> None:
    """Makes the person who signs in by this name a teacher of the class, and tells them.

    Raises BadInput when there is no such person.
    """
    kept = writable(db, class_id, who)
    account = accounts.account_by_login(db, folded(login))
    if account is None or account.disabled_at is not None:
        raise BadInput("Nobody signs in by this name. Ask them for the name they sign in by.")
    learner_id = account.learner_id
    known = classes.find_member(db, class_id, learner_id)
    if known is not None and known.role == TEACHER and known.is_active:
        return
    classes.enrol(db, class_id, {learner_id}, role=TEACHER, state=ACTIVE, now=now)
    classes.change_member(db, class_id, {learner_id}, role=TEACHER, state=ACTIVE)
    _each(db, who, class_id, "teacher", "Made {} a teacher of the class.", {learner_id}, now)
    words = f"You teach the class {kept.name} now."
    notices.tell(db, {learner_id}, words, f"/classes/{class_id}", now)


def _those(db: Transaction, class_id: int, learners: Collection[int], state: str) -> frozenset[int]:
    """Those of the learners who are in this state in the class."""
    wanted = frozenset(learners)
    everybody = classes.everybody(db, class_id)
    return frozenset(it.learner_id for it in everybody if it.state == state) & wanted


def _each(
    db: Transaction,
    who: int,
    class_id: int,
    act: str,
    words: str,
    learners: Collection[int],
    now: datetime,
) -> None:
    for learner_id in sorted(learners):
        _record(db, who, class_id, act, words.format(audit.person(learner_id)), now)


def _record(db: Transaction, who: int, class_id: int, act: str, words: str, now: datetime) -> None:
    audit.record(db, who=who, class_id=class_id, act=act, words=words, now=now)
