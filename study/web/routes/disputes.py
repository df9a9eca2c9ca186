"""Disputes: a learner's word on a question or a mark, and what is decided about it."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import disputes
from study.actions.disputes import Disputed
from study.domain.disputes import Kind, Stand
from study.domain.errors import BadInput, NotFound
from study.storage import disputes as kept
from study.storage import people
from study.storage.assignments import Assignment, assignment_as_teacher
from study.web.access import NOWHERE, Member
from study.web.attempt_words import when
from study.web.deps import Visit
from study.web.dispute_forms import DecideDisputesForm, SayForm
from study.web.forms import sent
from study.web.key_changes import key_address
from study.web.render import page, see_other

router = APIRouter()
Saying = Annotated[SayForm, Depends(sent(SayForm))]
Deciding = Annotated[DecideDisputesForm, Depends(sent(DecideDisputesForm))]


@router.post("/disputes/new", name="say_dispute")
def say_dispute(here: Member, form: Saying) -> Response:
    """Passes on what a learner says of a question, and shows their answer again."""
    try:
        with here.database.write() as db:
            disputes.say(db, here.who, form.kind, form.question, form.place, form.words, here.now)
    except BadInput as problem:
        return page(
            here.pages,
            "disputes/say.html",
            status=422,
            section="classes",
            form=form,
            error=str(problem),
            back=_back(form),
        )
    return see_other(_back(form))


def _back(form: SayForm) -> str:
    """The answer again: in practice, in a review, or in an attempt that goes on."""
    path = disputes.path_of(form.place)
    if form.place.startswith("showing/"):
        path += f"?{urlencode({'bank': form.bank})}" if form.bank else ""
    else:
        path += f"?question={form.at}&shown=1" if form.at else "/review"
    return f"{path}#said-{form.question}"


@router.get("/assignments/{assignment_id}/disputes", name="disputes")
def show_disputes(here: Member, assignment_id: int) -> Response:
    """What learners said about an assignment, by question and by what they had answered."""
    return _show(here, assignment_id)


def _show(
    here: Visit, assignment_id: int, *, problem: str = "", reply: str = "", status: int = 200
) -> Response:
    with here.database.read() as db:
        found = assignment_as_teacher(db, assignment_id, here.who)
        disputed = disputes.in_assignment(db, here.who, assignment_id)
        zone = people.learner(db, here.who).zone
    return _listed(here, disputed, found, zone=zone, problem=problem, reply=reply, status=status)


def _listed(
    here: Visit,
    disputed: tuple[Disputed, ...],
    assignment: Assignment | None,
    *,
    status: int,
    **context: object,
) -> Response:
    return page(
        here.pages,
        "disputes/index.html",
        status=status,
        section="classes" if assignment else "banks",
        assignment=assignment,
        disputed=disputed,
        waiting=sum(it.open for it in disputed),
        when=when,
        key_address=key_address,
        kinds=Kind,
        stands=Stand,
        **context,
    )


@router.post("/assignments/{assignment_id}/disputes", name="decide_disputes")
def decide_disputes(here: Member, assignment_id: int, form: Deciding) -> Response:
    """Accepts or declines what was ticked; an answer that was right leads on to the key."""
    try:
        with here.database.write() as db:
            disputes.decide(db, here.who, assignment_id, form.ids, form.state, form.reply, here.now)
            right = [
                it
                for it in kept.of_assignment(db, assignment_id)
                if it.id in form.ids and it.kind is Kind.WAS_RIGHT
            ]
    except BadInput as problem:
        return _show(here, assignment_id, problem=str(problem), reply=form.reply, status=422)
    if form.state is not Stand.ACCEPTED or not right:
        return see_other(f"/assignments/{assignment_id}/disputes")
    first = right[0]
    return see_other(key_address(assignment_id, first.question_id, first.question(), first.given))


@router.get("/disputes", name="author_disputes")
def show_author_disputes(here: Member) -> Response:
    """What was said in practice of the banks that somebody may write."""
    return _show_authors(here)


def _show_authors(
    here: Visit, *, problem: str = "", reply: str = "", status: int = 200
) -> Response:
    if not here.person.may_author:
        raise NotFound(NOWHERE)
    with here.database.read() as db:
        disputed = disputes.for_author(db, here.who)
        zone = people.learner(db, here.who).zone
    return _listed(here, disputed, None, zone=zone, problem=problem, reply=reply, status=status)


@router.post("/disputes", name="decide_author_disputes")
def decide_author_disputes(here: Member, form: Deciding) -> Response:
    """Accepts or declines what was said in practice."""
    if not here.person.may_author:
        raise NotFound(NOWHERE)
    try:
        with here.database.write() as db:
            disputes.decide_as_author(db, here.who, form.ids, form.state, form.reply, here.now)
    except BadInput as problem:
        return _show_authors(here, problem=str(problem), reply=form.reply, status=422)
    return see_other("/disputes")
