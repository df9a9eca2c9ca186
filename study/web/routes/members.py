"""Who is in a class: let in, made a teacher, given more time, taken out and taken back."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import enrolling, rosters, teaching
from study.domain.assignments import counted, share
from study.domain.errors import BadInput
from study.storage import assignments, classes, people, results
from study.storage.assignments import Assignment
from study.storage.database import Transaction
from study.storage.results import Handed
from study.web import class_pages
from study.web.access import Member
from study.web.attempt_words import percent, when
from study.web.class_forms import MemberForm, TeacherForm, WaitingForm
from study.web.deps import Visit
from study.web.forms import sent
from study.web.render import SettingsView, page, see_other
from study.web.routes.classes import Number
from study.web.routes.people import base_address
from study.web.signing import new_token

router = APIRouter()
Waiting = Annotated[WaitingForm, Depends(sent(WaitingForm))]
Adding = Annotated[TeacherForm, Depends(sent(TeacherForm))]
Acting = Annotated[MemberForm, Depends(sent(MemberForm))]
CANNOT = "This cannot be done to a learner."


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a learner made of an assignment: how often, how well, and whether in time."""

    id: int
    title: str
    due: str
    attempts: int
    mark: str
    is_late: bool


@router.post("/classes/{class_id}/waiting", name="decide_waiting")
def decide_waiting(here: Member, class_id: Number, form: Waiting) -> Response:
    """Lets those who were ticked in, or not; or all."""
    act = form.act.removesuffix("-all")
    with here.database.write() as db:
        waiting = enrolling.waiting_in(db, class_id, here.who)
        ticked = {int(it) for it in form.learner if it.isdecimal() and len(it) < 11}
        those = waiting if form.act.endswith("-all") else waiting & ticked
        match act:
            case "approve":
                enrolling.approve(db, here.who, class_id, those, here.now)
            case "decline":
                enrolling.decline(db, here.who, class_id, those, here.now)
            case _:
                raise BadInput("Let them in, or do not.")
    return see_other(f"/classes/{class_id}?done={act if those else ''}")


@router.post("/classes/{class_id}/teachers", name="add_teacher")
def add_teacher(here: Member, class_id: Number, form: Adding) -> Response:
    """Gives the class another teacher."""
    try:
        with here.database.write() as db:
            enrolling.add_teacher(db, here.who, class_id, form.login, here.now)
    except BadInput as problem:
        errors = {"login": str(problem)}
        return class_pages.show(here, class_id, typed=form.model_dump(), errors=errors)
    return see_other(f"/classes/{class_id}?done=teacher")


@router.get("/classes/{class_id}/learners/{learner_id}", name="learner_page")
def show_learner(here: Member, class_id: Number, learner_id: Number, done: str = "") -> Response:
    """One learner of the class: their time, their work, their way in."""
    return _show(here, class_id, learner_id, is_saved=done == "time")


@router.post("/classes/{class_id}/learners/{learner_id}", name="change_learner")
def change_learner(here: Member, class_id: Number, learner_id: Number, form: Acting) -> Response:
    """Gives them more time or a link for a new password, takes them out or back."""
    with here.database.write() as db:
        who, now = here.who, here.now
        match form.act:
            case "time":
                teaching.accommodate(db, who, class_id, learner_id, form.time, now)
            case "remove":
                enrolling.remove(db, who, class_id, learner_id, now)
            case "back":
                enrolling.bring_back(db, who, class_id, learner_id, now)
            case "password":
                path = rosters.password_link(db, who, class_id, learner_id, new_token(), now)
            case _:
                raise BadInput(CANNOT)
    if form.act == "password":
        return _show(here, class_id, learner_id, link=f"{base_address(here)}{path}")
    if form.act == "time":
        return see_other(f"/classes/{class_id}/learners/{learner_id}?done=time")
    # Who takes themselves out does not see the class any more.
    gone = form.act == "remove" and learner_id == here.who
    return see_other("/classes" if gone else f"/classes/{class_id}?done={form.act}")


def _show(
    here: Visit, class_id: int, learner_id: int, *, link: str = "", is_saved: bool = False
) -> Response:
    with here.database.read() as db:
        kept = classes.class_as_teacher(db, class_id, here.who)
        member = classes.member(db, class_id, learner_id)
        me = people.learner(db, here.who)
        work = _work(db, class_id, learner_id, me.zone)
        may_reset = learner_id in classes.began_with(db, here.who, class_id)
    return page(
        here.pages,
        "classes/member.html",
        section="classes",
        settings_view=SettingsView(shortcuts=me.shortcuts),
        kept=kept,
        member=member,
        joined=_day(member.joined_at, me.zone),
        work=work,
        may_reset=may_reset,
        times=class_pages.choices(),
        link=link,
        is_saved=is_saved,
    )


def _day(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local.day} {local:%B %Y}"


def _work(db: Transaction, class_id: int, learner_id: int, zone: ZoneInfo) -> list[Work]:
    handed: dict[int, list[Handed]] = defaultdict(list)
    for it in results.handed_in_of_class(db, class_id):
        if it.learner == learner_id:
            handed[it.assignment_id].append(it)
    return [
        _of_one(it, handed[it.id], zone)
        for it in assignments.assignments_of(db, class_id)
        if it.published_at is not None
    ]


def _of_one(it: Assignment, tries: list[Handed], zone: ZoneInfo) -> Work:
    shares = [
        share(each.earned, each.possible, late=each.is_late, rules=it.rules) for each in tries
    ]
    worth = counted(shares, it.rules.counts)
    return Work(
        id=it.id,
        title=it.title,
        due=when(it.rules.due_at, zone),
        attempts=len(tries),
        mark="" if worth is None else percent(worth),
        is_late=any(each.is_late for each in tries),
    )
