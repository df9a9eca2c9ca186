"""An assignment as a sheet of paper, with and without its key."""

from fastapi import APIRouter
from fastapi.responses import Response

from study.actions.sheets import EVERYBODY, sheets
from study.web.access import Member
from study.web.render import page

router = APIRouter()


@router.get("/assignments/{assignment_id}/sheet", name="sheet")
def show_sheet(here: Member, assignment_id: int, key: bool = False, learner: str = "") -> Response:  # noqa: FBT001, FBT002  # The address says it so.
    """The questions to be printed: for anybody, for one learner, or one sheet for each."""
    with here.database.read() as db:
        found = sheets(db, here.who, assignment_id, learner, here.now, key=key)
    return page(
        here.pages,
        "sheets/sheet.html",
        assignment=found.assignment,
        members=found.members,
        sheets=found.sheets,
        has_key=key,
        learner=learner,
        everybody=EVERYBODY,
    )
