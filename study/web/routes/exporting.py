"""A bank as a file to take away: to put under version control, or into another program."""

from fastapi import APIRouter
from fastapi.responses import Response

from study.actions.exporting import WAYS, export
from study.domain.errors import NotFound
from study.storage import banks, people
from study.web.access import KeyReader
from study.web.render import SettingsView, page

router = APIRouter()
EXPORTS = tuple((name, way.title) for name, way in WAYS.items())


@router.get("/banks/{slug}/export", name="export_bank")
def export_bank(here: KeyReader, slug: str, format: str = "yaml") -> Response:  # noqa: A002  # The address says it so.
    """The bank's file in one of the formats, named after the bank."""
    with here.database.read() as db:
        given = export(db, slug, format, here.now)
    headers = {"Content-Disposition": f'attachment; filename="{given.name}"'}
    return Response(given.data, media_type=given.media_type, headers=headers)


@router.get("/banks/{slug}/exports", name="exports")
def show_exports(here: KeyReader, slug: str, format: str = "") -> Response:  # noqa: A002  # The address says it so.
    """Every format, and what one of them would hold of this bank only approximately."""
    if format and format not in WAYS:
        raise NotFound("Banks are not given out in this format.")
    with here.database.read() as db:
        bank = banks.bank(db, slug)
        remarks = export(db, slug, format, here.now).remarks if format else ()
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    return page(
        here.pages,
        "editing/exports.html",
        section="banks",
        settings_view=view,
        bank=bank,
        exports=EXPORTS,
        chosen=format,
        remarks=remarks,
    )
