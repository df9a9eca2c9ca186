"""Handing assignments on: to another class, and by a link to other teachers."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import sharing
from study.actions.sharing import Shared
from study.actions.trying_out import draw
from study.domain.asking import parts
from study.storage.assignments import AssignmentQuestion
from study.storage.classes import my_classes
from study.web.access import Member
from study.web.assignment_words import MODES
from study.web.forms import CopyForm, sent
from study.web.render import page, see_other
from study.web.routes.assigning import LARGEST_SEED
from study.web.words import KIND_NAMES, prompt_of

router = APIRouter()
Copied = Annotated[CopyForm, Depends(sent(CopyForm))]


@router.post("/assignments/{assignment_id}/duplicate", name="duplicate_assignment")
def duplicate_assignment(here: Member, assignment_id: int, form: Copied) -> Response:
    """Makes a draft of the same for another class, and goes on to it."""
    with here.database.write() as db:
        made = sharing.duplicate(
            db,
            here.who,
            assignment_id,
            form.into,
            here.now,
            is_moved=form.dates == "moved",
            seed=secrets.randbelow(LARGEST_SEED),
            token=form.token,
        )
    return see_other(f"/assignments/{made}/edit")


@router.get("/shared/{share_code}", name="shared_assignment")
def shared_assignment(here: Member, share_code: str) -> Response:
    """What a link carries: the title, and the questions without their keys."""
    with here.database.read() as db:
        found = sharing.shared(db, here.who, share_code, here.now)
        classes = [
            it for it in my_classes(db, here.who) if it.role == "teacher" and not it.archived_at
        ]
    return page(
        here.pages,
        "assignments/shared.html",
        section="classes",
        it=found.assignment,
        mode=MODES[found.assignment.mode],
        lines=_lines(found),
        each=len(draw(found.assignment, found.questions, 0)),
        classes=classes,
        token=here.nonce,
    )


def _lines(found: Shared) -> list[tuple[AssignmentQuestion, str, str]]:
    """Each question with its prompt and the name of its kind."""
    return [
        (it, prompt_of(question, parts(question)[0]), KIND_NAMES[it.kind])
        for it in found.questions
        for question in (it.question(),)
    ]


@router.post("/shared/{share_code}/copy", name="copy_shared")
def copy_shared(here: Member, share_code: str, form: Copied) -> Response:
    """Makes a draft of what a link carries for a class of one's own, and goes on to it."""
    with here.database.write() as db:
        made = sharing.copy_shared(
            db,
            here.who,
            share_code,
            form.into,
            here.now,
            seed=secrets.randbelow(LARGEST_SEED),
            token=form.token,
        )
    return see_other(f"/assignments/{made}/edit")
