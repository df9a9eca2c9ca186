"""Drafting from documents: what is wanted, how far it is, and what came of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from study.actions import dispatching, drafting, rules
from study.actions.drafting import Kept, Order
from study.domain.errors import BadInput, NotFound
from study.endpoint import Endpoint
from study.storage import documents, owning, people
from study.web.access import Author, reader, refuse_foreign
from study.web.deps import Visit
from study.web.forms import MOST_TICKED, DraftingForm, sent
from study.web.jobs import Job, Progress, Stage
from study.web.render import SettingsView, load_anew, page, region, see_other, wants_fragment
from study.web.words import KIND_NAMES

router = APIRouter()
Sent = Annotated[DraftingForm, Depends(sent(DraftingForm, most=MOST_TICKED))]
PATIENCE_SECONDS = 0.4
MISSING = (
    "Drafting reads English with a library that is not installed here: install study[generate], "
    "for instance with pip install 'study[generate]', and start Study again."
)
# What the program says it is doing, for readers.
DOING = {
    "Reading": "Reading",
    "Finding facts": "Looking for facts that can be asked for",
    "Finding speakers": "Looking for who said what",
    "Finding abbreviations": "Looking for abbreviations",
    "Drafting": "Drafting, and testing each draft",
}


class Chosen(BaseModel):
    """Which document the form begins with, and whether only its bare passages are meant."""

    document: str = Field(default="", max_length=200)
    bare: str = Field(default="", max_length=10)


@router.get("/drafts/new", name="new_drafts")
def show_form(here: Author, chosen: Annotated[Chosen, Query()]) -> Response:
    """The form that says what is to be drafted, and from which documents."""
    order = Order(
        documents=(chosen.document,) if chosen.document else (), is_bare=bool(chosen.bare)
    )
    return _form(here, order, here.nonce)


def _form(here: Visit, order: Order, token: str, error: str = "", status: int = 200) -> Response:
    with here.database.read() as db:
        learner = people.learner(db, here.who)
        sizes = documents.extents(db)
        library = [(it.source, sizes.get(it.id)) for it in documents.documents(db)]
        shelves = [(it.slug, it.title) for it in owning.writable_banks(db, reader(here.person))]
        out = tuple(rules.left_out(db))
    return page(
        here.pages,
        "drafts/new.html",
        status=status,
        section="documents",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        order=order,
        token=token,
        error=error,
        library=library,
        banks=shelves,
        kinds=[(kind, KIND_NAMES[kind]) for kind in drafting.KINDS],
        most=drafting.MOST,
        left_out=out,
        missing="" if dispatching.can_draft() else MISSING,
        llm=_endpoint(here),
    )


@router.post("/drafts/new", name="begin_drafting")
def begin(here: Author, form: Sent) -> Response:
    """Begins to draft, beside the requests, and goes on to how far it is."""
    order, endpoint = _order(form), _endpoint(here)
    try:
        with here.database.read() as db:
            drafting.check(db, order, endpoint)
            targets = [drafting.target(it, order.bank) for it in order.documents]
            refuse_foreign(db, here, targets, "choose one of your banks")
    except BadInput as problem:
        return _form(here, order, form.token, str(problem), 422)
    if not dispatching.can_draft():
        return _form(here, order, form.token, MISSING, 422)
    database, who, now = here.database, here.who, here.now

    def work(progress: Progress) -> Kept:
        with database.read() as db:
            placed = drafting.placed(db, order, endpoint)
        answer = dispatching.drafted(placed, progress)
        with database.write() as db:
            return drafting.keep(db, who, order, answer, now)

    here.jobs.start(who, _key(form.token), work)
    return see_other(f"/drafts/runs/{form.token}")


def _endpoint(here: Visit) -> Endpoint | None:
    """The model that was named in the settings of the program, if one was."""
    found: Endpoint | None = here.request.app.state.llm
    return found


def _key(run: str) -> str:
    return f"drafting {run}"


def _order(form: DraftingForm) -> Order:
    most = form.most.strip()
    is_number = most.isascii() and most.isdigit() and len(most) < 6
    return Order(
        documents=tuple(dict.fromkeys(form.document)),
        kinds=tuple(kind for kind in drafting.KINDS if kind in form.kind),
        most=int(most) if is_number else 0,
        bank=form.bank,
        is_bare=bool(form.bare),
        model=form.model,
    )


@router.get("/drafts/runs/{run}", name="drafting")
def show_run(here: Author, run: str) -> Response:
    """How far the drafting is; and when it is done, what came of it."""
    job = here.jobs.find(here.who, _key(run), wait=PATIENCE_SECONDS)
    if job is None:
        raise NotFound("This drafting is over. What came of it waits under “Drafts to read”.")
    with here.database.read() as db:
        view = SettingsView(shortcuts=people.learner(db, here.who).shortcuts)
    if not job.is_over:
        return region(
            here.request,
            here.pages,
            fragment="drafts/_progress.html",
            whole="drafts/running.html",
            section="documents",
            settings_view=view,
            run=run,
            job=job,
            doing=DOING.get(job.what, job.what),
        )
    if wants_fragment(here.request):
        return load_anew()
    return _outcome(here, job, view)


def _outcome(here: Visit, job: Job, view: SettingsView) -> Response:
    is_done = job.stage is Stage.DONE
    return page(
        here.pages,
        "drafts/outcome.html" if is_done else "drafts/stopped.html",
        section="documents",
        settings_view=view,
        kept=job.result,
        error=job.error,
        kind_names=KIND_NAMES,
    )


@router.post("/drafts/runs/{run}/cancel", name="cancel_drafting")
def cancel(here: Author, run: str) -> Response:
    """Stops the drafting; nothing of it is kept."""
    here.jobs.cancel(here.who, _key(run))
    here.jobs.find(here.who, _key(run), wait=PATIENCE_SECONDS)
    return see_other(f"/drafts/runs/{run}")
