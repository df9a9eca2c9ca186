"""An assignment: how it stands, what its teacher does with it, and how it looks to a learner."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import assigning, extending, sharing
from study.actions.trying_out import draw
from study.domain.assignments import State, state, warnings
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.instants import local_text, typed_instant
from study.storage import people
from study.storage.assignments import (
    Assignment,
    assignment_as_learner,
    assignment_as_teacher,
)
from study.storage.begun import has_begun, progress
from study.storage.classes import my_classes
from study.storage.database import Transaction
from study.web.access import Member
from study.web.assignment_words import MODES, STATES, facts
from study.web.deps import Visit
from study.web.forms import ReopenForm, sent
from study.web.render import page, see_other
from study.web.routes import attempts
from study.web.routes.people import base_address
from study.web.timelines import timeline

router = APIRouter()
WEEK = timedelta(days=7)


@router.get("/assignments/{assignment_id}", name="assignment_page")
def assignment_page(here: Member, assignment_id: int) -> Response:
    """How it stands: for its teacher with the class, for its learner with the way into it."""
    with here.database.read() as db:
        try:
            found = assignment_as_teacher(db, assignment_id, here.who)
        except NotFound:
            found = assignment_as_learner(db, assignment_id, here.who)
            return attempts.overview(here, db, found)
        return _page(here, db, found)


def _page(
    here: Visit, db: Transaction, found: Assignment, *, problem: str = "", status: int = 200
) -> Response:
    zone = people.learner(db, here.who).zone
    asked = assigning.questions_of(db, here.who, found, here.now)
    others = [it for it in my_classes(db, here.who) if it.role == "teacher" and not it.archived_at]
    stands = None if found.published_at is None else state(found.rules, here.now)
    return page(
        here.pages,
        "assignments/show.html",
        status=status,
        section="classes",
        it=found,
        stands=stands,
        stands_words="Draft" if stands is None else STATES[stands],
        is_closed=stands is State.CLOSED,
        mode=MODES[found.mode],
        facts=facts(found.rules, zone),
        zone=zone,
        line=timeline(found.rules, here.now, zone),
        asked=asked,
        each=len(draw(found, asked, 0)),
        warned=warnings(found.rules),
        progress=progress(db, found),
        is_begun=has_begun(db, found),
        extended=sum(it.is_extended for it in extending.granted_to(db, found)),
        classes=others,
        until=local_text(here.now + WEEK, zone),
        token=here.nonce,
        problem=problem,
        share_url=_share_url(here, found),
    )


def _share_url(here: Visit, found: Assignment) -> str:
    """The whole address of the link that carries it; "" while there is none."""
    return f"{base_address(here)}/shared/{found.share_code}" if found.share_code else ""


@router.post("/assignments/{assignment_id}/publish", name="publish_assignment")
def publish_assignment(here: Member, assignment_id: int) -> Response:
    """Shows it to its learners."""
    return _done(
        here, assignment_id, lambda db: assigning.publish(db, here.who, assignment_id, here.now)
    )


def _done(here: Visit, assignment_id: int, act: Callable[[Transaction], None]) -> Response:
    """The page again after an act; one that cannot be done says why on it."""
    try:
        with here.database.write() as db:
            act(db)
    except (BadInput, Conflict) as problem:
        status = 409 if isinstance(problem, Conflict) else 422
        with here.database.read() as db:
            found = assignment_as_teacher(db, assignment_id, here.who)
            return _page(here, db, found, problem=str(problem), status=status)
    return see_other(f"/assignments/{assignment_id}")


@router.post("/assignments/{assignment_id}/withdraw", name="withdraw_assignment")
def withdraw_assignment(here: Member, assignment_id: int) -> Response:
    """Makes what nobody has begun a draft again."""
    return _done(
        here, assignment_id, lambda db: assigning.withdraw(db, here.who, assignment_id, here.now)
    )


@router.post("/assignments/{assignment_id}/close", name="close_assignment")
def close_assignment(here: Member, assignment_id: int) -> Response:
    """Takes nothing more from now on."""
    return _done(
        here, assignment_id, lambda db: assigning.close(db, here.who, assignment_id, here.now)
    )


@router.post("/assignments/{assignment_id}/reopen", name="reopen_assignment")
def reopen_assignment(
    here: Member, assignment_id: int, form: Annotated[ReopenForm, Depends(sent(ReopenForm))]
) -> Response:
    """Takes work again until a day and a time."""

    def reopen(db: Transaction) -> None:
        until = typed_instant(form.until, people.learner(db, here.who).zone)
        if until is None:
            raise BadInput("Say until when it is open again.")
        assigning.reopen(db, here.who, assignment_id, until, here.now)

    return _done(here, assignment_id, reopen)


@router.post("/assignments/{assignment_id}/delete", name="delete_assignment")
def delete_assignment(here: Member, assignment_id: int) -> Response:
    """Deletes what nobody has begun."""
    try:
        with here.database.write() as db:
            gone = assigning.remove(db, here.who, assignment_id, here.now)
    except Conflict as problem:
        with here.database.read() as db:
            found = assignment_as_teacher(db, assignment_id, here.who)
            return _page(here, db, found, problem=str(problem), status=409)
    return see_other(f"/classes/{gone.class_id}")


@router.post("/assignments/{assignment_id}/share", name="share_assignment")
def share_assignment(here: Member, assignment_id: int) -> Response:
    """Makes the link that carries it."""
    return _done(
        here,
        assignment_id,
        lambda db: sharing.share(db, here.who, assignment_id, here.now, code=here.nonce),
    )


@router.post("/assignments/{assignment_id}/end-link", name="end_share_link")
def end_share_link(here: Member, assignment_id: int) -> Response:
    """Ends the link that carries it."""
    return _done(
        here, assignment_id, lambda db: sharing.end_link(db, here.who, assignment_id, here.now)
    )
