"""Many questions of a bank at once: chosen by filters and ticks, and changed as one batch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from study.actions import bulk, moving, replacing
from study.actions.bulk import Choice, Done
from study.actions.replacing import PLACES, Wanted
from study.domain.errors import BadInput, Conflict
from study.storage import banks, people
from study.storage.database import Transaction
from study.web.access import BankWriter, refuse_foreign
from study.web.deps import Visit
from study.web.editing_forms import cleaned, number, tags_of
from study.web.forms import MOST_TICKED, ManageForm, sent
from study.web.managing import A_PAGE, chosen, managed
from study.web.render import SettingsView, page, see_other

router = APIRouter()
Form = Annotated[ManageForm, Depends(sent(ManageForm, most=MOST_TICKED))]
Filters = Annotated[ManageForm, Query()]
FILTERS = ("tag", "kind", "words", "level", "state")
MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Told:
    """What the last act did, for the top of the page."""

    batch_id: int
    count: int


@router.get("/banks/{slug}/manage", name="manage")
def show_manage(
    here: BankWriter, slug: str, form: Filters, done: int | None = None, count: int = 0
) -> Response:
    """The questions that match, to be ticked, and what can be done with them."""
    told = None if done is None else Told(done, count)
    return _show(here, slug, form, told=told)


@router.post("/banks/{slug}/manage", name="act")
def act(here: BankWriter, slug: str, form: Form) -> Response:
    """Does one act with the questions that were chosen; replacing is shown before it is done."""
    with here.database.read() as db:
        bank = banks.bank(db, slug)
        slugs = chosen(banks.questions(db, bank.id), form)
    choice = Choice(bank=slug, slugs=slugs, token=form.token)
    try:
        if form.act == "replace":
            return _preview(here, choice, form)
        with here.database.write() as db:
            refuse_foreign(db, here, [form.target])
            done = _done(db, here, choice, form)
    except (BadInput, Conflict) as problem:
        status = 409 if isinstance(problem, Conflict) else 422
        return _show(here, slug, form, error=str(problem), status=status)
    query = urlencode({**_filters(form), "done": done.batch_id, "count": done.count})
    return see_other(f"/banks/{bank.slug}/manage?{query}")


def _done(db: Transaction, here: Visit, choice: Choice, form: ManageForm) -> Done:
    who, now, tags = here.who, here.now, tags_of(cleaned(form.tags))
    acts: Mapping[str, Callable[[], Done]] = {
        "tag": lambda: bulk.tag(db, who, choice, tags, now),
        "untag": lambda: bulk.untag(db, who, choice, tags, now),
        "weigh": lambda: bulk.weigh(db, who, choice, number(form.difficulty), now),
        "retire": lambda: bulk.retire(db, who, choice, now),
        "resume": lambda: bulk.resume(db, who, choice, now),
        "reorder": lambda: bulk.reorder(db, who, choice, number(form.place), now),
        "move": lambda: moving.move(db, who, choice, form.target, now),
        "apply": lambda: replacing.apply(db, who, choice, wanted(form), _ticks(form), now),
    }
    if form.act not in acts:
        raise BadInput("Choose what shall become of the questions.")
    return acts[form.act]()


def _ticks(form: ManageForm) -> dict[str, int]:
    """The questions ticked in a preview, each with the version that was shown."""
    pairs = [it.partition("|") for it in form.ticked]
    return {slug: number(version) for slug, _, version in pairs}


def wanted(form: ManageForm) -> Wanted:
    """What is looked for where, and what is written instead."""
    return Wanted(
        find=cleaned(form.find),
        write=cleaned(form.write),
        places=frozenset(form.places) & PLACES.keys(),
        whole_words=bool(form.whole_words),
        match_case=bool(form.match_case),
    )


def _preview(here: Visit, choice: Choice, form: ManageForm) -> Response:
    with here.database.read() as db:
        found, total = replacing.preview(db, choice, wanted(form), most=MOST_SHOWN)
        bank = banks.bank(db, choice.bank)
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    return page(
        here.pages,
        "editing/replacing.html",
        section="banks",
        settings_view=view,
        bank=bank,
        form=form,
        filters=_filters(form),
        replacements=found,
        total=total,
        token=here.nonce,
    )


def _filters(form: ManageForm) -> dict[str, str]:
    """The filters that are set, as they stand in the page's address."""
    said = {name: str(getattr(form, name)) for name in FILTERS}
    return {
        name: text for name, text in said.items() if text and (name, text) != ("state", "asked")
    }


def _show(
    here: Visit,
    slug: str,
    form: ManageForm,
    *,
    error: str = "",
    told: Told | None = None,
    status: int = 200,
) -> Response:
    with here.database.read() as db:
        bank = banks.bank(db, slug)
        shown = managed(banks.questions(db, bank.id), form, form.start)
        others = tuple((it.slug, it.title) for it in banks.banks(db) if it.id != bank.id)
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    return page(
        here.pages,
        "editing/manage.html",
        status=status,
        section="banks",
        settings_view=view,
        bank=bank,
        form=form,
        filters=_filters(form),
        managed=shown,
        others=others,
        a_page=A_PAGE,
        error=error,
        told=told,
        token=here.nonce,
    )
