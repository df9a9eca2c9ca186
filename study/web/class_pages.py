"""The page of a class: everything a teacher needs of it, and what a learner is told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.responses import Response

from study.actions.results import over_time
from study.domain.accommodations import FACTORS, NAMES, in_words
from study.domain.assignments import State, state
from study.domain.class_codes import shown
from study.domain.instants import local_text
from study.storage import assignments, audit, classes, disputes, my_work, people, results
from study.storage.assignments import Assignment
from study.storage.classes import ACTIVE, LEARNER, REMOVED, TEACHER, WAITING, Class, Member
from study.storage.database import Transaction
from study.storage.people import Learner
from study.storage.results import Handed
from study.web.attempt_words import when
from study.web.class_words import assigned, entrance, relative
from study.web.deps import Visit
from study.web.qr import qr
from study.web.render import SettingsView, page
from study.web.routes.people import base_address

LATEST = 40
DONE = {
    "name": "The class has its new name.",
    "archive": "The class is archived: it can be read, and nobody joins it.",
    "unarchive": "The class is out of the archive.",
    "code": "The class has a new code. The old one works no longer.",
    "off": "The code is switched off.",
    "entrance": "The code works as you said.",
    "approve": "They are in the class.",
    "decline": "They were not let in, and were told so.",
    "teacher": "The class has another teacher.",
    "remove": "They are no longer in the class. Their work is kept.",
    "back": "They are in the class again, with all their work.",
    "roster": "The list is taken in.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An assignment in a teacher's list; `handed_in` counts the learners who have."""

    id: int
    title: str
    state: str
    due: str
    relative: str
    handed_in: int
    is_draft: bool


def show(
    here: Visit,
    class_id: int,
    *,
    done: str = "",
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    """The page for whoever is in the class; raises NotFound for everybody else."""
    with here.database.read() as db:
        kept = classes.class_as_member(db, class_id, here.who)
        me = people.learner(db, here.who)
        is_teacher = kept.role == TEACHER
        context = _teachers(db, here, kept, me) if is_teacher else _learners(db, here, kept, me)
    form = _form(kept, me.zone) | dict(typed or {})
    return page(
        here.pages,
        "classes/teacher.html" if is_teacher else "classes/learner.html",
        status=422 if errors else 200,
        section="classes",
        settings_view=SettingsView(shortcuts=me.shortcuts),
        kept=kept,
        me=here.who,
        zone=me.zone,
        done=DONE.get(done, ""),
        form=form,
        errors=errors or {},
        **context,
    )


def _form(kept: Class, zone: ZoneInfo) -> dict[str, Any]:
    """What the forms of the page show before anything is typed."""
    return {
        "name": kept.name,
        "login": "",
        "lasts": "never" if kept.code_expires_at is None else "until",
        "until": local_text(kept.code_expires_at, zone),
        "approval": kept.needs_approval,
    }


def _teachers(db: Transaction, here: Visit, kept: Class, me: Learner) -> dict[str, Any]:
    everybody = classes.everybody(db, kept.id)
    handed_in = results.handed_in_of_class(db, kept.id)
    found = assignments.assignments_of(db, kept.id)
    learners = _among(everybody, ACTIVE, LEARNER)
    link = f"{base_address(here)}/join/{shown(kept.code)}" if kept.code else ""
    entries = audit.entries(db, kept.id, LATEST)
    return {
        "code": shown(kept.code) if kept.code else "",
        "link": link,
        "picture": qr(link, f"The link to join {kept.name}, for a camera") if link else "",
        "entrance": entrance(kept, me.zone, here.now),
        "learners": learners,
        "waiting": _among(everybody, WAITING),
        "removed": _among(everybody, REMOVED),
        "teachers": _among(everybody, ACTIVE, TEACHER),
        "times": NAMES,
        "given": [_given(it, handed_in, learners, me.zone, here.now) for it in found],
        "objections": disputes.open_counts(db, kept.id),
        "fared": over_time(found, {it.learner_id for it in learners}, handed_in),
        "entries": [(it, when(it.done_at, me.zone)) for it in entries],
    }


def _among(everybody: Sequence[Member], state_: str, role: str = "") -> list[Member]:
    return [it for it in everybody if it.state == state_ and (not role or it.role == role)]


_STATES = {
    State.ANNOUNCED: "Announced",
    State.OPEN: "Open",
    State.LATE: "Open for late work",
    State.CLOSED: "Closed",
}


def _given(
    it: Assignment,
    handed_in: Sequence[Handed],
    learners: Sequence[Member],
    zone: ZoneInfo,
    now: datetime,
) -> Given:
    here = {member.learner_id for member in learners}
    is_draft = it.published_at is None
    return Given(
        id=it.id,
        title=it.title,
        state="Draft" if is_draft else _STATES[state(it.rules, now)],
        due=when(it.rules.due_at, zone),
        relative=relative(it.rules.due_at, now),
        handed_in=len({each.learner for each in handed_in if each.assignment_id == it.id} & here),
        is_draft=is_draft,
    )


def _learners(db: Transaction, here: Visit, kept: Class, me: Learner) -> dict[str, Any]:
    started = my_work.going_on(db, here.who)
    standing = assignments.open_to(db, here.who, here.now)
    current = [it for it in standing if it.assignment.class_id == kept.id]
    todo = [assigned(it, started, me.zone, here.now) for it in current]
    open_ones = {it.id for it in todo}
    mine = my_work.handed_in(db, here.who, kept.id)
    past = [
        (it, when(it.rules.due_at, me.zone), it.id in mine)
        for it in assignments.assignments_of(db, kept.id)
        if it.published_at is not None and it.id not in open_ones
    ]
    member = classes.member(db, kept.id, here.who)
    return {
        "teachers": classes.teachers(db, kept.id),
        "todo": todo,
        "past": past,
        "told": in_words(member.extra_time) if member.extra_time != 1 else "",
    }


def choices() -> Sequence[tuple[float, str]]:
    """The times that can be chosen for a learner."""
    return [(factor, NAMES[factor]) for factor in FACTORS]
