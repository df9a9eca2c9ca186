"""A bank with its margin: what could be better, and setting a finding aside with a reason."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import waiving
from study.actions.waiving import Unreasoned
from study.domain.asking import parts
from study.domain.errors import NotFound
from study.storage import banks, people
from study.storage.banks import KeptBank
from study.storage.database import Transaction
from study.web.access import BankWriter, KeyReader
from study.web.deps import Visit
from study.web.forms import WaiveForm, sent
from study.web.linting import Note, note_of
from study.web.render import SettingsView, page, see_other
from study.web.routes.banks import bank_page
from study.web.words import prompt_of

router = APIRouter()


@router.get("/banks/{slug}/lint", name="lint")
def show_lint(here: KeyReader, slug: str) -> Response:
    """The bank's page with its margin: what could be better, beside each question."""
    return bank_page(here, slug, with_margin=True)


@router.get("/banks/{slug}/waive", name="waive")
def show_waive(here: BankWriter, slug: str, check: str = "", question: str = "") -> Response:
    """The form that sets a finding aside."""
    form = WaiveForm(check=check, question=question)
    with here.database.read() as db:
        return _show(here, db, slug, form)


@router.post("/banks/{slug}/waive", name="set_aside")
def set_aside(
    here: BankWriter, slug: str, form: Annotated[WaiveForm, Depends(sent(WaiveForm))]
) -> Response:
    """Sets a finding aside with the reason; without one the form comes back."""
    try:
        with here.database.write() as db:
            waiving.set_aside(db, here.who, slug, form.question, form.check, form.reason, here.now)
    except Unreasoned as problem:
        with here.database.read() as db:
            return _show(here, db, slug, form, error=str(problem))
    return _back(slug, form.question)


@router.post("/banks/{slug}/waive/back", name="take_up_again")
def take_up_again(
    here: BankWriter, slug: str, form: Annotated[WaiveForm, Depends(sent(WaiveForm))]
) -> Response:
    """Takes a waiver back: the finding stands in the margin again."""
    with here.database.write() as db:
        waiving.take_up_again(db, here.who, slug, form.question, form.check, here.now)
    return _back(slug, form.question)


def _back(slug: str, question: str) -> Response:
    return see_other(f"/banks/{slug}/lint#{f'q-{question}' if question else 'margin-title'}")


def _show(here: Visit, db: Transaction, slug: str, form: WaiveForm, *, error: str = "") -> Response:
    bank = banks.bank(db, slug)
    notes = _notes(here, db, bank, form)
    if not notes and not error:
        raise NotFound("This finding is no longer there: it was mended or set aside.")
    prompt = ""
    if form.question:
        asked = banks.question(db, bank.id, form.question).question()
        prompt = prompt_of(asked, parts(asked)[0])
    learner = people.learner(db, here.who)
    return page(
        here.pages,
        "banks/waive.html",
        status=422 if error else 200,
        section="banks",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        bank=bank,
        prompt=prompt,
        notes=notes,
        form=form,
        errors={"reason": error} if error else {},
    )


def _notes(here: Visit, db: Transaction, bank: KeptBank, form: WaiveForm) -> tuple[Note, ...]:
    """What the waiver would silence: of the whole bank each finding once, however often."""
    found = [it for it in here.lints.of(db, bank).findings if it.check == form.check]
    if form.question or any(it.question == "" for it in found):
        return tuple(note_of(it) for it in found if it.question == form.question)
    count = len(found)
    return tuple(
        replace(note_of(it), message=f"This concerns {count:,} questions of the bank.")
        for it in found[:1]
    )
