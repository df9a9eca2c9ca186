"""Extensions of an assignment: who has more time or another try, and until when."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import extending
from study.domain.assignments import Allowance
from study.domain.errors import BadInput
from study.domain.instants import typed_instant
from study.storage import people
from study.storage.assignments import assignment_as_teacher
from study.storage.classes import LARGEST
from study.web.access import Member
from study.web.attempt_words import span, when
from study.web.deps import Visit
from study.web.forms import ExtendForm, sent
from study.web.render import page, see_other

router = APIRouter()


@router.get("/assignments/{assignment_id}/extensions", name="extensions")
def show_extensions(here: Member, assignment_id: int, learner: int = 0) -> Response:
    """Everybody's dates as they are with extra time and extensions, and the form for one more."""
    return _show(here, assignment_id, ExtendForm(learner=min(max(learner, 0), LARGEST)))


def _show(
    here: Visit, assignment_id: int, form: ExtendForm, *, problem: str = "", status: int = 200
) -> Response:
    with here.database.read() as db:
        found = assignment_as_teacher(db, assignment_id, here.who)
        zone = people.learner(db, here.who).zone
        granted = extending.granted_to(db, found)
    return page(
        here.pages,
        "assignments/extensions.html",
        status=status,
        section="classes",
        it=found,
        granted=granted,
        zone=zone,
        when=when,
        span=span,
        form=form,
        problem=problem,
    )


@router.post("/assignments/{assignment_id}/extensions", name="extend")
def extend(
    here: Member, assignment_id: int, form: Annotated[ExtendForm, Depends(sent(ExtendForm))]
) -> Response:
    """Grants one learner more."""
    try:
        with here.database.write() as db:
            assignment_as_teacher(db, assignment_id, here.who)
            zone = people.learner(db, here.who).zone
            more = Allowance(
                due_at=typed_instant(form.due_at, zone),
                close_at=typed_instant(form.close_at, zone),
                more_attempts=_more(form.more),
            )
            extending.extend(db, here.who, assignment_id, form.learner, more, here.now)
    except BadInput as problem:
        return _show(here, assignment_id, form, problem=str(problem), status=422)
    return see_other(f"/assignments/{assignment_id}/extensions")


def _more(text: str) -> int:
    said = text.strip() or "0"
    if said.isascii() and said.isdigit() and len(said) < 4 and int(said) <= extending.MOST_MORE:
        return int(said)
    raise BadInput(f"More attempts: give a whole number up to {extending.MOST_MORE}.")


@router.post("/assignments/{assignment_id}/extensions/{learner}/remove", name="end_extension")
def end_extension(here: Member, assignment_id: int, learner: int) -> Response:
    """Takes an extension back."""
    with here.database.write() as db:
        extending.take_back(db, here.who, assignment_id, learner, here.now)
    return see_other(f"/assignments/{assignment_id}/extensions")
