"""Classes: one's own, a new one, and the page of each, for who teaches it and who learns in it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from study.actions import enrolling, teaching
from study.domain.errors import BadInput
from study.domain.instants import typed_instant
from study.storage import classes, people
from study.storage.classes import LARGEST, TEACHER
from study.web import class_pages
from study.web.access import Member, Teacher
from study.web.class_forms import ActForm, ClassForm, EntranceForm
from study.web.deps import Visit
from study.web.forms import sent
from study.web.render import SettingsView, page, see_other

router = APIRouter()
Number = Annotated[int, Path(ge=1, le=LARGEST)]
Naming = Annotated[ClassForm, Depends(sent(ClassForm))]
Acting = Annotated[ActForm, Depends(sent(ActForm))]
Opening = Annotated[EntranceForm, Depends(sent(EntranceForm))]


@router.get("/classes", name="classes")
def show_classes(here: Member) -> Response:
    """The classes that somebody teaches, learns or waits in."""
    with here.database.read() as db:
        mine = classes.my_classes(db, here.who)
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    current = [it for it in mine if it.archived_at is None]
    return page(
        here.pages,
        "classes/index.html",
        section="classes",
        settings_view=view,
        teaching=[it for it in current if it.role == TEACHER],
        learning=[it for it in current if it.role != TEACHER and it.state == classes.ACTIVE],
        waiting=[it for it in current if it.state == classes.WAITING],
        archived=[it for it in mine if it.archived_at is not None],
        may_teach=here.person.may_teach,
    )


@router.get("/classes/new", name="new_class")
def show_new_class(here: Teacher) -> Response:
    """The form of a class that is not there yet."""
    return _new(here, ClassForm())


@router.post("/classes/new", name="found_class")
def found_class(here: Teacher, form: Naming) -> Response:
    """Opens the class, or shows what is wrong with its name."""
    try:
        with here.database.write() as db:
            class_id = teaching.found(db, here.who, form.name, here.now, SystemRandom())
    except BadInput as problem:
        return _new(here, form, str(problem))
    return see_other(f"/classes/{class_id}")


def _new(here: Visit, form: ClassForm, problem: str = "") -> Response:
    with here.database.read() as db:
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    return page(
        here.pages,
        "classes/new.html",
        status=422 if problem else 200,
        section="classes",
        settings_view=view,
        form=form.model_dump(),
        errors={"name": problem} if problem else {},
    )


@router.get("/classes/{class_id}", name="class_page")
def class_page(here: Member, class_id: Number, done: str = "") -> Response:
    """The class as its teachers or its learners see it."""
    return class_pages.show(here, class_id, done=done)


@router.post("/classes/{class_id}/name", name="rename_class")
def rename_class(here: Member, class_id: Number, form: Naming) -> Response:
    """Gives the class another name."""
    try:
        with here.database.write() as db:
            teaching.rename(db, here.who, class_id, form.name, here.now)
    except BadInput as problem:
        return class_pages.show(
            here, class_id, typed=form.model_dump(), errors={"name": str(problem)}
        )
    return see_other(f"/classes/{class_id}?done=name")


@router.post("/classes/{class_id}", name="change_class")
def change_class(here: Member, class_id: Number, form: Acting) -> Response:
    """Archives the class, takes it back, makes another code, or switches the code off."""
    with here.database.write() as db:
        match form.act:
            case "archive":
                teaching.archive(db, here.who, class_id, here.now)
            case "unarchive":
                teaching.unarchive(db, here.who, class_id, here.now)
            case "code":
                chance = SystemRandom()
                teaching.new_class_code(db, here.who, class_id, form.code, here.now, chance)
            case "off":
                teaching.switch_code_off(db, here.who, class_id, here.now)
            case _:
                raise BadInput("This cannot be done to a class.")
    return see_other(f"/classes/{class_id}?done={form.act}")


@router.post("/classes/{class_id}/entrance", name="set_entrance")
def set_entrance(here: Member, class_id: Number, form: Opening) -> Response:
    """Until when the code works, and whether everybody is looked at first."""
    try:
        with here.database.write() as db:
            kept = classes.class_as_teacher(db, class_id, here.who)
            zone = people.learner(db, here.who).zone
            teaching.set_entrance(
                db,
                here.who,
                class_id,
                here.now,
                expires_at=_until(form, zone, here.now, kept.code_expires_at),
                needs_approval=bool(form.approval),
            )
    except BadInput as problem:
        errors = {"until": str(problem)}
        return class_pages.show(here, class_id, typed=form.model_dump(), errors=errors)
    return see_other(f"/classes/{class_id}?done=entrance")


_LASTS: Mapping[str, timedelta] = {"day": timedelta(days=1), "fortnight": teaching.CODE_LASTS}


def _until(
    form: EntranceForm, zone: ZoneInfo, now: datetime, kept: datetime | None
) -> datetime | None:
    if form.lasts == "never":
        return None
    if form.lasts in _LASTS:
        return now + _LASTS[form.lasts]
    until = typed_instant(form.until, zone, kept)
    if until is None:
        raise BadInput("Write the day and the time, or choose one of the others.")
    return until


@router.post("/classes/{class_id}/leave", name="leave_class")
def leave_class(here: Member, class_id: Number) -> Response:
    """Takes oneself out of the class."""
    with here.database.write() as db:
        enrolling.leave(db, here.who, class_id, here.now)
    return see_other("/classes")
