"""A bank as a file to take away: to put under version control, or into another program."""

from fastapi import APIRouter
from fastapi.responses import Response

from study.banks.writing import write_bank
from study.domain.errors import NotFound
from study.storage import banks
from study.web.deps import Here

router = APIRouter()
EXPORTS = (("yaml", "YAML, for version control"),)


@router.get("/banks/{slug}/export", name="export_bank")
def export_bank(here: Here, slug: str, format: str = "yaml") -> Response:  # noqa: A002  # The address says it so.
    """The bank's file in one of the formats, named after the bank."""
    if format not in dict(EXPORTS):
        raise NotFound("Banks are not given out in this format.")
    with here.database.read() as db:
        bank = banks.exported(db, slug)
    headers = {"Content-Disposition": f'attachment; filename="{bank.id}.yaml"'}
    return Response(write_bank(bank), media_type="application/yaml", headers=headers)
