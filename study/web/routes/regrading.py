"""Changing a key with everything it does shown before, and marking an answer by hand."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from study.actions import marking_by_hand, regrading, rekeying
from study.actions.rekeying import Home, Plan
from study.domain.attempting import whole
from study.domain.disputes import key_words
from study.domain.errors import BadInput, Conflict
from study.domain.results import percent
from study.storage.assignments import AssignmentQuestion
from study.storage.database import Transaction
from study.web.access import Member
from study.web.deps import Visit
from study.web.dispute_forms import KeyForm, MarkForm
from study.web.forms import sent
from study.web.key_changes import (
    HOMES,
    acts,
    as_it_is,
    blanks_of,
    change_of,
    options,
    share_of,
    way_of,
)
from study.web.render import page, see_other
from study.web.words import prompt_of

router = APIRouter()
KEY = "/assignments/{assignment_id}/questions/{question_id}/key"


@router.get(KEY, name="key_change")
def show_key_change(
    here: Member,
    assignment_id: int,
    question_id: int,
    form: Annotated[KeyForm, Query()],
    done: int | None = None,
) -> Response:
    """The key of a question with the form that changes it, and what the change would do."""
    return _show(here, assignment_id, question_id, form, done=done)


def _show(
    here: Visit,
    assignment_id: int,
    question_id: int,
    form: KeyForm,
    *,
    done: int | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    planned: Plan | None = None
    with here.database.read() as db:
        gathered, asked = rekeying.asked_question(
            db, here.who, assignment_id, question_id, here.now
        )
        question = asked.question()
        if form.act:
            try:
                planned = _planned(db, here, assignment_id, asked, form)
            except BadInput as error:
                problem, status = str(error), 422
        is_newer = rekeying.has_newer(db, asked)
    return page(
        here.pages,
        "disputes/key.html",
        status=status,
        section="classes",
        assignment=gathered.assignment,
        asked=asked,
        question=question,
        prompt=prompt_of(*whole(question)),
        key=key_words(question),
        own_act=acts(question),
        options=options(question),
        blanks=blanks_of(question),
        is_newer=is_newer,
        form=form if form.act else as_it_is(question),
        planned=planned,
        told=regrading.told_change(planned) if planned else "",
        home="" if planned is None or planned.home is Home.NOWHERE else HOMES[planned.home],
        percent=percent,
        problem=problem,
        done=done,
    )


def _planned(
    db: Transaction, here: Visit, assignment_id: int, asked: AssignmentQuestion, form: KeyForm
) -> Plan:
    change = change_of(form, asked.question())
    return rekeying.plan(
        db, here.who, assignment_id, asked.question_id, change, way_of(form), here.now
    )


@router.post(KEY, name="change_key")
def change_key(
    here: Member,
    assignment_id: int,
    question_id: int,
    form: Annotated[KeyForm, Depends(sent(KeyForm))],
) -> Response:
    """Changes the key and marks every answer by it, if it still does what was shown."""
    try:
        with here.database.write() as db:
            _, asked = rekeying.asked_question(db, here.who, assignment_id, question_id, here.now)
            done = regrading.change_key(
                db,
                here.who,
                assignment_id,
                question_id,
                change_of(form, asked.question()),
                way_of(form),
                here.now,
                token=form.token,
            )
    except Conflict as conflict:
        return _show(here, assignment_id, question_id, form, problem=str(conflict), status=409)
    except BadInput as problem:
        return _show(here, assignment_id, question_id, form, problem=str(problem), status=422)
    return see_other(
        f"/assignments/{assignment_id}/questions/{question_id}/key?done={done.answers}"
    )


@router.post("/assignments/{assignment_id}/marks", name="mark_by_hand")
def mark_by_hand(
    here: Member, assignment_id: int, form: Annotated[MarkForm, Depends(sent(MarkForm))]
) -> Response:
    """Gives one answer its share of the points by hand, with a comment."""
    back = f"/assignments/{assignment_id}/results/learners/{form.learner}"
    back += f"?attempt={form.number}#a{form.position}"
    try:
        with here.database.write() as db:
            marking_by_hand.mark_by_hand(
                db,
                here.who,
                assignment_id,
                form.learner,
                form.number,
                form.position,
                share_of(form.share),
                form.comment,
                here.now,
            )
    except BadInput as problem:
        return page(
            here.pages,
            "disputes/mark.html",
            status=422,
            section="classes",
            assignment_id=assignment_id,
            form=form,
            back=back,
            error=str(problem),
        )
    return see_other(back)
