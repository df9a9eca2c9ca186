"""The work behind `study export`: the file on standard output, what it cannot hold on the other."""

import base64
import json
import sys
from datetime import datetime

import typer

from study.actions.exporting import Exported, export
from study.storage.database import Database


def exported(
    database: Database, bank: str, format_name: str, now: datetime, *, address: str = ""
) -> Exported:
    """The bank in a format, as one moment has it; links in it lead to the address, if any."""
    with database.read() as db:
        return export(db, bank, format_name, now, address=address)


def print_exported(made: Exported) -> None:
    """Writes the file itself, byte for byte, and remarks where they do not mix with it."""
    for remark in made.remarks:
        typer.echo(f"{remark.item}: {remark.kind}: {remark.message}", err=True)
    sys.stdout.buffer.write(made.data)
    sys.stdout.buffer.flush()


def print_as_json(made: Exported, bank: str, format_name: str) -> None:
    """The file within JSON: as text, or in base64 where it is none."""
    if format_name in {"yaml", "json"}:
        told: dict[str, object] = {"bank": bank, format_name: made.data.decode()}
    else:
        remarks = [{"item": it.item, "kind": it.kind, "message": it.message} for it in made.remarks]
        told = {"bank": bank, "file": made.name, "remarks": remarks, **_content(made.data)}
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1))


def _content(data: bytes) -> dict[str, str]:
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}
