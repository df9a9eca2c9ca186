"""What teachers do with a class: open it, name it, hand out its code, put it away."""

from datetime import datetime, timedelta
from random import Random

from study.domain.accommodations import in_words, is_factor, phrase
from study.domain.class_codes import new_code, shown
from study.domain.errors import BadInput, Conflict
from study.domain.naming import MOST_NAME, person_name
from study.storage import audit, classes, notices
from study.storage.classes import Class
from study.storage.database import Transaction

TWICE = timedelta(minutes=1)
CODE_LASTS = timedelta(days=14)
ARCHIVED = "This class is archived and can only be read. Take it out of the archive first."


def found(db: Transaction, who: int, name: str, now: datetime, chance: Random) -> int:
    """The id of a new class; its code lets people in for a fortnight.

    The same name from the same person within a minute is the same class: a form sent twice.
    Raises BadInput for what is no name.
    """
    kept = _name(name)
    known = classes.founded_since(db, kept, who, now - TWICE)
    if known is not None:
        return known
    class_id = classes.add_class(db, kept, _free_code(db, chance), who, now)
    classes.change_class(db, class_id, code_expires_at=now + CODE_LASTS)
    _record(db, who, class_id, "open", f"Opened the class {kept}.", now)
    return class_id


def _name(name: str) -> str:
    kept = person_name(name)
    if not kept:
        raise BadInput(f"Write the name of the class, in at most {MOST_NAME} characters.")
    return kept


def _free_code(db: Transaction, chance: Random) -> str:
    while classes.class_of_code(db, code := new_code(chance)) is not None:
        pass
    return code


def rename(db: Transaction, who: int, class_id: int, name: str, now: datetime) -> None:
    """Gives a class another name; raises BadInput for what is none."""
    kept = writable(db, class_id, who)
    new = _name(name)
    if new != kept.name:
        classes.change_class(db, class_id, name=new)
        _record(db, who, class_id, "rename", f"Renamed the class from {kept.name} to {new}.", now)


def archive(db: Transaction, who: int, class_id: int, now: datetime) -> None:
    """Puts a class away: it can be read, nobody joins, its learners have it no longer at home."""
    kept = held(db, class_id, who)
    if not kept.is_archived:
        classes.change_class(db, class_id, archived_at=now)
        _record(db, who, class_id, "archive", "Archived the class.", now)


def unarchive(db: Transaction, who: int, class_id: int, now: datetime) -> None:
    """Takes a class out of the archive."""
    kept = held(db, class_id, who)
    if kept.is_archived:
        classes.change_class(db, class_id, archived_at=None)
        _record(db, who, class_id, "unarchive", "Took the class out of the archive.", now)


def new_class_code(
    db: Transaction, who: int, class_id: int, old: str, now: datetime, chance: Random
) -> None:
    """Another code, for a fortnight; the old one is dead at once.

    `old` is the code that was shown: a form sent twice makes one new code.
    """
    kept = writable(db, class_id, who)
    if (kept.code or "") != old:
        return
    code = _free_code(db, chance)
    classes.change_class(db, class_id, code=code, code_expires_at=now + CODE_LASTS)
    _record(db, who, class_id, "code", f"Made the new code {shown(code)}.", now)


def switch_code_off(db: Transaction, who: int, class_id: int, now: datetime) -> None:
    """Takes the code away: nobody joins by it."""
    kept = writable(db, class_id, who)
    if kept.code is not None:
        classes.change_class(db, class_id, code=None, code_expires_at=None)
        _record(db, who, class_id, "code", "Switched the code off.", now)


def set_entrance(
    db: Transaction,
    who: int,
    class_id: int,
    now: datetime,
    *,
    expires_at: datetime | None,
    needs_approval: bool,
) -> None:
    """Until when the code lets people straight in, and whether a teacher lets each of them in."""
    kept = writable(db, class_id, who)
    if (expires_at, needs_approval) == (kept.code_expires_at, kept.needs_approval):
        return
    classes.change_class(db, class_id, code_expires_at=expires_at, needs_approval=needs_approval)
    until = "always" if expires_at is None else f"until {expires_at:%Y-%m-%d %H:%M} UTC"
    lets = "asks a teacher" if needs_approval else "lets people straight in"
    _record(db, who, class_id, "code", f"The code works {until} and {lets}.", now)


def accommodate(
    db: Transaction, who: int, class_id: int, learner_id: int, extra_time: float, now: datetime
) -> None:
    """How much time a learner has, for every time limit in this class; they are told."""
    writable(db, class_id, who)
    member = classes.member(db, class_id, learner_id)
    if not is_factor(extra_time):
        raise BadInput("Choose one of the times in the list.")
    if member.extra_time == extra_time:
        return
    classes.change_member(db, class_id, {learner_id}, extra_time=extra_time)
    words = f"Gave {audit.person(learner_id)} {phrase(extra_time)}."
    _record(db, who, class_id, "accommodation", words, now)
    if member.is_active:
        kept = classes.class_as_teacher(db, class_id, who)
        told = f"In {kept.name}: {in_words(extra_time)}"
        notices.tell(db, {learner_id}, told, f"/classes/{class_id}", now)


def held(db: Transaction, class_id: int, who: int) -> Class:
    """The class of a teacher's, while others who would change it wait; raises NotFound."""
    classes.class_as_teacher(db, class_id, who)
    classes.hold(db, class_id)
    return classes.class_as_teacher(db, class_id, who)


def writable(db: Transaction, class_id: int, who: int) -> Class:
    """The same for a class that is not archived; raises Conflict when it is."""
    kept = held(db, class_id, who)
    if kept.is_archived:
        raise Conflict(ARCHIVED)
    return kept


def _record(db: Transaction, who: int, class_id: int, act: str, words: str, now: datetime) -> None:
    audit.record(db, who=who, class_id=class_id, act=act, words=words, now=now)
