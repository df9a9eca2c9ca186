"""What somebody was told, and has seen now."""

from fastapi import APIRouter
from fastapi.responses import Response

from study.storage import notices
from study.web.access import Member
from study.web.render import see_other
from study.web.routes.classes import Number

router = APIRouter()


@router.post("/notices/{notice_id}/seen", name="notice_seen")
def notice_seen(here: Member, notice_id: Number) -> Response:
    """Takes a notice off the home page."""
    with here.database.write() as db:
        notices.seen(db, here.who, notice_id, here.now)
    return see_other("/")
