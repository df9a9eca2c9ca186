"""New banks, what a bank says of itself, and its file to take away."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import founding
from study.actions.editing import Taken
from study.banks.explaining import Complaint
from study.domain.errors import Conflict
from study.storage import banks, people
from study.storage.banks import KeptBank
from study.web.access import Author, BankWriter, claim_new
from study.web.deps import Visit
from study.web.editing_errors import sentence
from study.web.editing_forms import cleaned, tags_of
from study.web.forms import HeadForm, sent
from study.web.render import SettingsView, page, see_other

router = APIRouter()
Form = Annotated[HeadForm, Depends(sent(HeadForm))]


@router.get("/banks/new", name="new_bank")
def show_new(here: Author) -> Response:
    """The form of a bank that is not there yet."""
    return _show(here, HeadForm())


@router.post("/banks/new", name="found_bank")
def found_bank(here: Author, form: Form) -> Response:
    """Makes the bank, or shows what is wrong with it."""
    bank = founding.head(_fields(form))
    if isinstance(bank, tuple):
        return _show(here, form, _errors(bank), status=422)
    try:
        with here.database.write() as db:
            founding.found(db, here.who, bank, here.now)
            claim_new(db, here)
    except (Taken, Conflict) as problem:
        return _show(here, form, {"slug": str(problem)}, status=422)
    return see_other(f"/banks/{bank.id}")


@router.get("/banks/{slug}/edit", name="edit_bank")
def show_edit(here: BankWriter, slug: str) -> Response:
    """The form with what a bank says of itself."""
    with here.database.read() as db:
        kept = banks.bank(db, slug)
    form = HeadForm(
        slug=kept.slug,
        title=kept.title,
        description=kept.description,
        language=kept.language,
        license=kept.license,
        authors="\n".join(kept.authors),
        tags=", ".join(kept.defaults.tags),
        token=founding.token_of(kept),
    )
    return _show(here, form, kept=kept)


@router.post("/banks/{slug}/edit", name="revise_bank")
def revise_bank(here: BankWriter, slug: str, form: Form) -> Response:
    """Keeps what the bank says of itself, or shows what is wrong with it."""
    with here.database.read() as db:
        kept = banks.bank(db, slug)
    bank = founding.head({**_fields(form), "id": kept.slug})
    if isinstance(bank, tuple):
        return _show(here, form, _errors(bank), kept=kept, status=422)
    try:
        with here.database.write() as db:
            founding.revise(db, here.who, kept.slug, bank, here.now, token=form.token)
    except Conflict as conflict:
        again = form.model_copy(update={"token": founding.token_of(kept)})
        return _show(here, again, {"": str(conflict)}, kept=kept, status=409)
    return see_other(f"/banks/{kept.slug}")


def _fields(form: HeadForm) -> dict[str, object]:
    texts = {
        name: cleaned(getattr(form, name)).strip()
        for name in ("title", "description", "language", "license")
    }
    authors = [line.strip() for line in cleaned(form.authors).split("\n") if line.strip()]
    tags = {"tags": tags_of(cleaned(form.tags))}
    return {"id": form.slug.strip(), **texts, "authors": authors, "defaults": tags}


def _errors(found: tuple[Complaint, ...]) -> dict[str, str]:
    names = {"id": "slug", "defaults": "tags"}
    errors: dict[str, str] = {}
    for complaint in found:
        name = str(complaint.path[0]) if complaint.path else ""
        errors.setdefault(names.get(name, name), sentence(complaint))
    return errors


def _show(
    here: Visit,
    form: HeadForm,
    errors: Mapping[str, str] | None = None,
    *,
    kept: KeptBank | None = None,
    status: int = 200,
) -> Response:
    with here.database.read() as db:
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    return page(
        here.pages,
        "editing/bank.html",
        status=status,
        section="banks",
        settings_view=view,
        form=form.model_dump(),
        errors=errors or {},
        bank=kept,
    )
