"""A list of learners made a class: what each line would do, and the doing of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from study.actions.accounts import register, reset_link
from study.actions.passwords import NONE_YET
from study.actions.teaching import accommodate, writable
from study.domain.errors import Conflict
from study.domain.rosters import RosterLine
from study.storage import accounts, audit, classes, notices
from study.storage.classes import ACTIVE, LEARNER, TEACHER, Member
from study.storage.database import Transaction


class Does(StrEnum):
    """What a line of a list does."""

    NOTHING = "nothing"
    MAKES = "makes"
    ENROLS = "enrols"
    LETS_IN = "lets in"
    BRINGS_BACK = "brings back"
    CHANGES = "changes"
    IS_WRONG = "is wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """A line with what it does; `known_as` is the name of whoever signs in by that name already."""

    line: RosterLine
    does: Does
    known_as: str = ""
    learner_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What one learner is handed: their name, how they sign in, and where they begin."""

    name: str
    login: str
    path: str


def propose(
    db: Transaction, who: int, class_id: int, lines: Sequence[RosterLine]
) -> tuple[RosterRow, ...]:
    """What each line of a list would do to a class; raises NotFound for whom it is not theirs."""
    classes.class_as_teacher(db, class_id, who)
    known = classes.known_by(db, {it.login for it in lines if not it.problems})
    here = {it.learner_id: it for it in classes.everybody(db, class_id)}
    return tuple(_row(line, known.get(line.login), here) for line in lines)


def _row(line: RosterLine, known: tuple[int, str] | None, here: Mapping[int, Member]) -> RosterRow:
    if line.problems:
        return RosterRow(line=line, does=Does.IS_WRONG)
    if known is None:
        return RosterRow(line=line, does=Does.MAKES)
    learner_id, name = known
    does = _does(line, here.get(learner_id))
    return RosterRow(line=line, does=does, known_as=name, learner_id=learner_id)


def _does(line: RosterLine, member: Member | None) -> Does:
    if member is None:
        return Does.ENROLS
    if not member.is_active:
        return Does.LETS_IN if member.state == classes.WAITING else Does.BRINGS_BACK
    is_same = line.extra_time in {None, member.extra_time}
    return Does.NOTHING if is_same or member.role == TEACHER else Does.CHANGES


def carry_out(
    db: Transaction, who: int, class_id: int, lines: Sequence[RosterLine], now: datetime
) -> Mapping[Does, int]:
    """Does what the lines say, and how often it did what; a second time it does nothing."""
    kept = writable(db, class_id, who)
    zone = accounts.account(db, who).time_zone
    did: dict[Does, list[int]] = {does: [] for does in Does}
    wrong = 0
    for row in propose(db, who, class_id, lines):
        if row.does is Does.IS_WRONG:
            wrong += 1
        else:
            did[row.does].append(_carry_out(db, who, class_id, row, zone, now))
    came = {learner_id for does in _COMING for learner_id in did[does]}
    notices.tell(db, came, f"You are in the class {kept.name}.", f"/classes/{class_id}", now)
    if said := "; ".join(_said(_DID[does], did[does]) for does in _DID if did[does]):
        words = f"Took in a list of learners. {said}."
        audit.record(db, who=who, class_id=class_id, act="roster", words=words, now=now)
    return {does: len(those) for does, those in did.items()} | {Does.IS_WRONG: wrong}


def _said(what: str, learners: Sequence[int]) -> str:
    return f"{what}: {', '.join(audit.person(it) for it in learners)}"


_COMING = frozenset((Does.ENROLS, Does.LETS_IN, Does.BRINGS_BACK))
_DID = {
    Does.MAKES: "New accounts",
    Does.ENROLS: "Enrolled",
    Does.LETS_IN: "Let in",
    Does.BRINGS_BACK: "Taken in again",
    Does.CHANGES: "Another time",
}


def _carry_out(
    db: Transaction, who: int, class_id: int, row: RosterRow, zone: str, now: datetime
) -> int:
    """The learner's number of a line, when what it says is done."""
    if row.does is Does.NOTHING and row.learner_id:
        return row.learner_id
    line = row.line
    learner_id = row.learner_id or register(
        db, line.name, line.login, NONE_YET, now, time_zone=zone, email=line.email
    )
    classes.enrol(db, class_id, {learner_id}, role=LEARNER, state=ACTIVE, now=now)
    if row.does in {Does.LETS_IN, Does.BRINGS_BACK}:
        classes.change_member(db, class_id, {learner_id}, role=LEARNER, state=ACTIVE)
    if line.extra_time is not None:
        accommodate(db, who, class_id, learner_id, line.extra_time, now)
    return learner_id


def without_password(db: Transaction, who: int, class_id: int) -> tuple[Member, ...]:
    """The active learners who have never chosen a password, and get theirs from this teacher."""
    classes.class_as_teacher(db, class_id, who)
    waiting = classes.began_with(db, who, class_id, password=NONE_YET)
    here = classes.members(db, class_id)
    return tuple(it for it in here if it.learner_id in waiting)


def slips(
    db: Transaction, who: int, class_id: int, tokens: Sequence[str], now: datetime
) -> tuple[Slip, ...]:
    """A slip for each learner without a password, whose earlier links die.

    Raises NotFound, and Conflict in an archived class.
    """
    writable(db, class_id, who)
    learners = without_password(db, who, class_id)
    return tuple(
        Slip(name=it.name, login=it.login, path=reset_link(db, who, it.learner_id, token, now))
        for it, token in zip(learners, tokens, strict=False)
    )


def password_link(
    db: Transaction, who: int, class_id: int, learner_id: int, token: str, now: datetime
) -> str:
    """The path at which a learner of the class chooses a new password; raises Conflict.

    Only for accounts that were made in a class of this teacher's: who merely takes somebody
    into a class must not be able to take their account over.
    """
    classes.class_as_teacher(db, class_id, who)
    classes.member(db, class_id, learner_id)
    if learner_id not in classes.began_with(db, who, class_id):
        raise Conflict(
            "This account was not made in a class of yours, or it has rights of its own. An admin "
            "can make a link for it."
        )
    path = reset_link(db, who, learner_id, token, now)
    words = f"Made a link for a new password of {audit.person(learner_id)}."
    audit.record(db, who=who, class_id=class_id, act="reset", words=words, now=now)
    return path
