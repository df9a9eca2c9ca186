"""Writing an assignment: a new one for a class, and one that is there."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import assigning
from study.domain.errors import BadInput, Conflict
from study.storage.assignments import Assignment, Terms, assignment_as_teacher
from study.web.access import Member
from study.web.assignment_desk import Desk, Shown, desk_for, desk_of, show, show_set
from study.web.assignment_forms import AssignmentForm, differences, new_form, read, typed_of
from study.web.deps import Visit
from study.web.forms import sent
from study.web.render import see_other

router = APIRouter()
MOST_SENT = 5_000
LARGEST_SEED = 2**31 - 1
Sent = Annotated[AssignmentForm, Depends(sent(AssignmentForm, most=MOST_SENT))]


@router.get("/classes/{class_id}/assignments/new", name="new_assignment")
def new_assignment(here: Member, class_id: int, bank: str = "") -> Response:
    """An empty form: practice from now on for a week."""
    with here.database.read() as db:
        desk = desk_for(db, here.who, class_id)
    assigning.check_open(desk.of_class)
    form = new_form(here.now, desk.zone, token=here.nonce, bank=bank)
    return show(here, desk, Shown(form=form))


@router.post("/classes/{class_id}/assignments/new", name="add_assignment")
def add_assignment(here: Member, class_id: int, form: Sent) -> Response:
    """Keeps a new assignment as a draft or publishes it; or shows what it would ask."""
    with here.database.read() as db:
        desk = desk_for(db, here.who, class_id)
    if form.act == "show":
        return show_set(here, desk, form)
    terms, errors = read(form, desk.zone)
    if terms is None:
        return show(here, desk, Shown(form=form, errors=errors, status=422))
    try:
        made = _add(here, class_id, terms, form)
    except BadInput as problem:
        return show(here, desk, Shown(form=form, problem=str(problem), status=422))
    return see_other(f"/assignments/{made}")


def _add(here: Visit, class_id: int, terms: Terms, form: AssignmentForm) -> int:
    token = form.token or here.nonce
    with here.database.write() as db:
        made = assigning.draft(db, here.who, class_id, terms, here.now, seed=_seed(), token=token)
        if form.act == "publish":
            assigning.publish(db, here.who, made, here.now)
    return made


def _seed() -> int:
    return secrets.randbelow(LARGEST_SEED)


@router.get("/assignments/{assignment_id}/edit", name="edit_assignment")
def edit_assignment(here: Member, assignment_id: int) -> Response:
    """The form with an assignment as it is."""
    found, desk = _found(here, assignment_id)
    form = typed_of(found.terms, desk.zone, version=found.version)
    return show(here, desk, Shown(form=form))


def _found(here: Visit, assignment_id: int) -> tuple[Assignment, Desk]:
    with here.database.read() as db:
        found = assignment_as_teacher(db, assignment_id, here.who)
        return found, desk_of(db, here.who, found)


@router.post("/assignments/{assignment_id}/edit", name="save_assignment")
def save_assignment(here: Member, assignment_id: int, form: Sent) -> Response:
    """Keeps an assignment's other terms, or gives the form back with what is wrong."""
    found, desk = _found(here, assignment_id)
    if desk.is_begun:
        form = _with_set_of(found, desk, form)
    if form.act == "show":
        return show_set(here, desk, form)
    terms, errors = read(form, desk.zone, found.terms)
    if terms is None:
        return show(here, desk, Shown(form=form, errors=errors, status=422))
    try:
        _save(here, assignment_id, terms, form)
    except Conflict as conflict:
        return _conflict(here, assignment_id, form, str(conflict))
    except BadInput as problem:
        return show(here, desk, Shown(form=form, problem=str(problem), status=422))
    return see_other(f"/assignments/{assignment_id}")


def _with_set_of(found: Assignment, desk: Desk, form: AssignmentForm) -> AssignmentForm:
    """The form with the questions that are asked: once somebody has begun it has no other."""
    kept = typed_of(found.terms, desk.zone, version=found.version)
    same = ("mode", "bank", "tag", "kind", "difficulty", "single", "listed", "worth")
    more = ("drawable", "draw", "most", "shuffle")
    return form.model_copy(update={name: getattr(kept, name) for name in same + more})


def _save(here: Visit, assignment_id: int, terms: Terms, form: AssignmentForm) -> None:
    seed = _seed() if form.anew else None
    with here.database.write() as db:
        assigning.save(
            db, here.who, assignment_id, terms, here.now, version=form.version, seed=seed
        )
        if form.act == "publish":
            assigning.publish(db, here.who, assignment_id, here.now)


def _conflict(here: Visit, assignment_id: int, form: AssignmentForm, words: str) -> Response:
    """The form as typed, beside what somebody else has saved; saving again keeps what is typed."""
    found, desk = _found(here, assignment_id)
    theirs = typed_of(found.terms, desk.zone, version=found.version)
    mine = form.model_copy(update={"version": found.version})
    shown = Shown(form=mine, problem=words, theirs=differences(theirs, mine), status=409)
    return show(here, desk, shown)
