"""Practising an assignment until its day, with the pages of ordinary practice."""

from fastapi import APIRouter
from fastapi.responses import Response

from study.actions import aims, practice
from study.actions.aims import HowFar
from study.actions.scopes import name_of
from study.domain.assignments import Mode
from study.storage import practising
from study.storage.assignments import Assignment
from study.storage.database import Transaction
from study.web.access import Member
from study.web.deps import Visit
from study.web.routes.practice import show
from study.web.withholding import withheld

router = APIRouter()


@router.get("/assignments/{assignment_id}/practice", name="practise_assignment")
def practise_assignment(here: Member, assignment_id: int, card: int | None = None) -> Response:
    """The next question of an assignment; its cards are given out when it is first opened."""
    with here.database.read() as db:
        lacking = aims.missing(db, here.who, assignment_id, here.now)
    if lacking:
        with here.database.write() as db:
            practising.deal(db, here.who, lacking, here.now)
    with here.database.read() as db:
        sitting = practice.sit(
            db,
            here.who,
            name_of(assignment_id),
            here.now,
            here.nonce,
            card_id=card,
            without=withheld(here, db),
        )
    return show(here, sitting)


def is_practised(assignment: Assignment) -> bool:
    """Whether an assignment is for remembering until its day, without attempts."""
    return assignment.mode is Mode.PRACTICE


def practice_view(db: Transaction, here: Visit, assignment: Assignment) -> HowFar:
    """How far the learner is with an assignment, for `attempts/_practice.html`."""
    return aims.how_far(db, here.who, assignment, here.now, withheld(here, db))
