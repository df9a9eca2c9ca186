"""Lists of learners: taken in after a look, handed out as slips, taken away as a table."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from markupsafe import Markup

from study.actions import rosters
from study.actions.rosters import Does, RosterRow, Slip
from study.domain import sheets
from study.domain.accommodations import NAMES
from study.domain.rosters import MOST_LEARNERS, Roster, decoded, read_roster
from study.storage import classes, people
from study.web.access import Member
from study.web.class_forms import RosterForm
from study.web.deps import Visit
from study.web.forms import sent
from study.web.qr import qr
from study.web.render import SettingsView, page, see_other
from study.web.routes.classes import Number
from study.web.routes.people import base_address
from study.web.signing import new_token
from study.web.uploading import Upload, upload

router = APIRouter()
Uploading = Annotated[Upload, Depends(upload, max_concurrency=8)]
Taking = Annotated[RosterForm, Depends(sent(RosterForm))]
# The form counts what comes by itself, and answers with a page.
UNBOUNDED = 2**62
DOES = {
    Does.MAKES: "A new account",
    Does.ENROLS: "Has an account, joins the class",
    Does.LETS_IN: "Waits, is let in",
    Does.BRINGS_BACK: "Was removed, comes back",
    Does.CHANGES: "Is in the class, gets this time",
    Does.NOTHING: "Is in the class, nothing changes",
    Does.IS_WRONG: "Left out",
}


@router.get("/classes/{class_id}/roster", name="roster")
def show_roster(here: Member, class_id: Number) -> Response:
    """The form that takes a list of learners."""
    return _form(here, class_id)


@router.post("/classes/{class_id}/roster", name="read_roster", max_body_size=UNBOUNDED)
def read(here: Member, class_id: Number, came: Uploading) -> Response:
    """What the list would do, line by line; nothing is written."""
    if came.refusal is not None:
        return _form(here, class_id, "", came.refusal.sentence, came.refusal.status)
    text = came.fields.get("text", "")
    if came.files:
        text = decoded(came.files[0].data)
    roster = read_roster(text)
    if roster.problem:
        return _form(here, class_id, text, roster.problem, 422)
    return _preview(here, class_id, text, roster)


def _form(
    here: Visit, class_id: int, text: str = "", problem: str = "", status: int = 200
) -> Response:
    with here.database.read() as db:
        kept = classes.class_as_teacher(db, class_id, here.who)
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    return page(
        here.pages,
        "classes/roster.html",
        status=status,
        section="classes",
        settings_view=view,
        kept=kept,
        text=text,
        problem=problem,
        most=MOST_LEARNERS,
    )


def _preview(here: Visit, class_id: int, text: str, roster: Roster) -> Response:
    with here.database.read() as db:
        kept = classes.class_as_teacher(db, class_id, here.who)
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
        rows = rosters.propose(db, here.who, class_id, roster.lines)
    return page(
        here.pages,
        "classes/preview.html",
        section="classes",
        settings_view=view,
        kept=kept,
        text=text,
        rows=rows,
        has_headings=roster.has_headings,
        counts=_counts(rows),
        emails=any(row.line.email for row in rows),
        changes=sum(row.does not in {Does.NOTHING, Does.IS_WRONG} for row in rows),
        wrong=sum(row.does is Does.IS_WRONG for row in rows),
        does=DOES,
        times=NAMES,
    )


def _counts(rows: tuple[RosterRow, ...]) -> list[tuple[str, int]]:
    counted = Counter(row.does for row in rows)
    return [(words, counted[does]) for does, words in DOES.items() if counted[does]]


@router.post("/classes/{class_id}/roster/take", name="take_roster")
def take(here: Member, class_id: Number, form: Taking) -> Response:
    """Makes the accounts and enrols everybody whose line is right."""
    roster = read_roster(form.text)
    if roster.problem:
        return _form(here, class_id, form.text, roster.problem, 422)
    with here.database.write() as db:
        done = rosters.carry_out(db, here.who, class_id, roster.lines, here.now)
    to = "/slips" if done[Does.MAKES] else "?done=roster"
    return see_other(f"/classes/{class_id}{to}")


@router.get("/classes/{class_id}/slips", name="slips")
def show_slips(here: Member, class_id: Number) -> Response:
    """Who has no password yet, and the button that makes their slips."""
    with here.database.read() as db:
        kept = classes.class_as_teacher(db, class_id, here.who)
        waiting = rosters.without_password(db, here.who, class_id)
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    return _slips(here, kept, waiting, view, ())


@router.post("/classes/{class_id}/slips", name="make_slips")
def make_slips(here: Member, class_id: Number) -> Response:
    """A page of slips to be printed and cut; their links are shown this once.

    Sent again it makes new ones, and the old links die.
    """
    with here.database.write() as db:
        kept = classes.class_as_teacher(db, class_id, here.who)
        waiting = rosters.without_password(db, here.who, class_id)
        tokens = [new_token() for _ in waiting]
        slips = rosters.slips(db, here.who, class_id, tokens, here.now)
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    return _slips(here, kept, waiting, view, slips)


def _slips(
    here: Visit,
    kept: classes.Class,
    waiting: Sequence[classes.Member],
    view: SettingsView,
    slips: Sequence[Slip],
) -> Response:
    return page(
        here.pages,
        "classes/slips.html",
        section="classes",
        settings_view=view,
        kept=kept,
        waiting=waiting,
        slips=[_slip(here, it) for it in slips],
    )


def _slip(here: Visit, slip: Slip) -> tuple[Slip, str, Markup]:
    link = f"{base_address(here)}{slip.path}"
    return slip, link, qr(link, f"The link for {slip.name}, for a camera")


@router.get("/classes/{class_id}/roster.csv", name="roster_csv")
def roster_csv(here: Member, class_id: Number) -> Response:
    """The learners of the class as a table that can be sent in again."""
    with here.database.read() as db:
        classes.class_as_teacher(db, class_id, here.who)
        members = classes.members(db, class_id)
    rows = [
        ("name", "login", "extra time"),
        *((it.name, it.login, f"{it.extra_time:g}" if it.extra_time else "none") for it in members),
    ]
    return Response(
        sheets.rows_to_csv(rows, bom=True),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="class-{class_id}-learners.csv"'},
    )
