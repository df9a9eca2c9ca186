"""The versions of a question: who wrote them when, what changed, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import editing, restoring
from study.actions.editing import field_changes
from study.actions.proposals import FieldChange
from study.domain.asking import parts
from study.storage import banks, history, people
from study.storage.history import Version
from study.web.access import BankWriter, KeyReader
from study.web.forms import RestoreForm, sent
from study.web.render import SettingsView, page, see_other
from study.web.words import KIND_NAMES, prompt_of

router = APIRouter()
ACTS = {
    "file": "from a file",
    "shipped": "with the program",
    "edit": "written here",
    "bulk": "by a change of many",
    "restored": "restored",
    "drafted": "from a draft",
    "rolled_back": "by taking an import back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One version as its line says it, and what it changed in the one before."""

    number: int
    who: str
    act: str
    batch_id: int | None
    written_at: datetime
    kind_name: str
    changes: tuple[FieldChange, ...]
    is_first: bool
    touches_key: bool


@router.get("/banks/{slug}/questions/{question}/versions", name="versions")
def show_versions(here: KeyReader, slug: str, question: str, problem: str = "") -> Response:
    """Every version of a question, the newest first, with what each changed."""
    with here.database.read() as db:
        bank = banks.bank(db, slug)
        kept = banks.question(db, bank.id, question)
        found = history.versions(db, kept.id)
        learner = people.learner(db, here.who)
    asked = kept.question()
    return page(
        here.pages,
        "editing/versions.html",
        section="banks",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        bank=bank,
        question=kept,
        prompt=prompt_of(asked, parts(asked)[0]),
        versions=told(found),
        zone=learner.zone,
        is_refused=bool(problem),
    )


def told(found: Sequence[Version]) -> tuple[Told, ...]:
    """The versions with what each changed; they are given, and stay, the newest first."""
    return tuple(_told(newer, older) for newer, older in zip_longest(found, found[1:]))


def _told(version: Version, before: Version | None) -> Told:
    return Told(
        number=version.number,
        who="" if version.act == "shipped" else version.who,
        act=ACTS.get(version.act, version.act),
        batch_id=version.batch_id,
        written_at=version.written_at,
        kind_name=KIND_NAMES[version.kind],
        changes=field_changes(before.question(), version.question()) if before else (),
        is_first=before is None,
        touches_key=before is not None and before.key_sha256 != version.key_sha256,
    )


@router.post("/banks/{slug}/questions/{question}/versions", name="restore_version")
def restore_version(
    here: BankWriter,
    slug: str,
    question: str,
    form: Annotated[RestoreForm, Depends(sent(RestoreForm))],
) -> Response:
    """Lets the question say again what an earlier version said."""
    url = f"/banks/{slug}/questions/{question}/versions"
    try:
        with here.database.write() as db:
            restoring.restore(
                db, here.who, slug, question, form.number, here.now, version=form.version
            )
    except editing.Unproved:
        return see_other(f"{url}?problem=quote")
    return see_other(url)
