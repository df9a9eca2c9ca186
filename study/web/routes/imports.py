"""Bringing files in: they are read, what they would change is looked over, then decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from study.actions import bringing, importing, uploads
from study.actions.proposals import Proposal
from study.banks.archives import shown_name
from study.banks.brought import Sent
from study.banks.checking import Checked
from study.banks.problems import Problem
from study.domain.errors import BadInput, Conflict
from study.storage import people
from study.storage.database import Database, Transaction
from study.web import proposals
from study.web.access import Author, claim_new, refuse_foreign, refuse_foreign_texts
from study.web.deps import Visit
from study.web.excerpts import Excerpt, excerpts
from study.web.forms import MOST_TICKED, DecideForm, sent
from study.web.jobs import Job, Progress, Stage
from study.web.proposals import Choice
from study.web.render import SettingsView, load_anew, page, region, see_other, wants_fragment
from study.web.uploading import MOST_A_FILE, MOST_FILES, MOST_TOGETHER, Upload, upload
from study.web.words import KIND_NAMES

router = APIRouter()
# Eight at once, so that what is held in memory has an end whoever sends.
Uploading = Annotated[Upload, Depends(upload, max_concurrency=8)]
Deciding = Annotated[DecideForm, Depends(sent(DecideForm, most=MOST_TICKED))]
# The form counts what comes by itself, and answers with a page.
UNBOUNDED = 2**62
# Smaller ones are read while the page is asked for, past those that wait their turn.
SMALL = 200_000
SLOW = (b"%PDF", b"PK")
PATIENCE_SECONDS = 0.4
# What was pasted takes the ending that says what it is.
FORMATS = (
    ("", "Tell it by the text"),
    (".yaml", "A bank of Study (YAML)"),
    (".json", "A bank of Study (JSON)"),
    (".gift", "GIFT"),
    (".aiken", "Aiken"),
    (".xml", "Moodle XML"),
    (".csv", "A table (CSV)"),
    (".tsv", "A table (tabs between columns)"),
    (".md", "A document (Markdown)"),
    (".html", "A document (web page)"),
    (".text", "A document (plain text)"),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed beside the files."""

    text: str = ""
    format: str = ""
    name: str = ""


class Asked(BaseModel):
    """What of a proposal is asked for: all of it, or the rows of one state from there on."""

    show: str = ""
    start: int = Field(default=0, ge=0, le=1_000_000, alias="from")
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What reading an upload gave, with the lines that its problems are about."""

    checked: Checked
    lines: Mapping[Problem, Excerpt]


@router.get("/banks/import", name="import")
def show_form(here: Author) -> Response:
    """The form that takes files."""
    return _form(here, Typed(), here.nonce)


@router.post("/banks/import", name="bring_in", max_body_size=UNBOUNDED)
def bring_in(here: Author, came: Uploading) -> Response:
    """Keeps what was sent and goes on to what it would change."""
    names = {name: came.fields.get(name, "") for name in ("text", "format", "name")}
    typed, token = Typed(**names), came.fields.get("token", "")
    if came.refusal is not None:
        return _form(here, typed, token, came.refusal.sentence, came.refusal.status)
    files = (*came.files, *_pasted(typed))
    if not files:
        return _form(here, typed, token, "Choose a file, or paste the text of one.", 422)
    with here.database.write() as db:
        name = uploads.receive(db, here.who, files, here.now, _name_for(token or here.nonce, files))
    return see_other(f"/banks/import/{name}")


def _name_for(token: str, files: Sequence[Sent]) -> str:
    """The upload's secret name: the same when a form is sent twice, another with other files."""
    whole = sha256(token.encode())
    for sent_file in files:
        whole.update(sha256(sent_file.name.encode()).digest())
        whole.update(sha256(sent_file.data).digest())
    return whole.hexdigest()[:32]


def _pasted(typed: Typed) -> tuple[Sent, ...]:
    if not typed.text.strip():
        return ()
    ending = typed.format if typed.format in dict(FORMATS) else ""
    name = shown_name(typed.name.strip() or "pasted")
    return (
        Sent(name if not ending or name.endswith(ending) else name + ending, typed.text.encode()),
    )


def _form(here: Visit, typed: Typed, token: str, error: str = "", status: int = 200) -> Response:
    return _page(
        here,
        "imports/new.html",
        status=status,
        typed=typed,
        error=error,
        token=token or here.nonce,
        formats=FORMATS,
        most_a_file=MOST_A_FILE,
        most_together=MOST_TOGETHER,
        most_files=MOST_FILES,
    )


# --- reading, and what would change ------------------------------------------------------


@router.get("/banks/import/{upload}", name="upload")
def show_upload(here: Author, upload: str, asked: Annotated[Asked, Query()]) -> Response:
    """How far the reading is; and when it is done, what the files would change."""
    job = _reading(here, upload)
    if not job.is_over:
        return region(
            here.request,
            here.pages,
            fragment="imports/_progress.html",
            whole="imports/reading.html",
            section="banks",
            settings_view=_view(here),
            upload=upload,
            job=job,
        )
    if wants_fragment(here.request):
        return load_anew()
    if job.stage is not Stage.DONE:
        title = "The files could not be read" if job.error else "The reading was stopped"
        message = job.error or "Nothing was changed. The files are still here."
        return _stopped(here, upload, title, message)
    try:
        return _proposal(here, upload, job.result, asked)
    except BadInput as problem:
        return _stopped(here, upload, "This is not yours to change", str(problem), 409)


def _reading(here: Visit, upload: str) -> Job:
    """The reading of an upload: under way, over, or begun now, after a restart too."""
    key = f"import {upload}"
    job = here.jobs.find(here.who, key, wait=PATIENCE_SECONDS)
    if job is not None:
        return job
    with here.database.read() as db:
        files = uploads.files_of(db, here.who, upload)

    def work(progress: Progress) -> Read:
        return _read(here.database, files, progress)

    if _is_quick(files):
        return here.jobs.run(here.who, key, work)
    here.jobs.start(here.who, key, work)
    return here.jobs.find(here.who, key, wait=PATIENCE_SECONDS) or Job(owner=here.who, key=key)


def _is_quick(files: Sequence[Sent]) -> bool:
    """Whether reading takes no time worth telling; a small archive or PDF may still take some."""
    is_text = not any(it.data.startswith(SLOW) for it in files)
    return is_text and sum(len(it.data) for it in files) <= SMALL


def _read(database: Database, files: Sequence[Sent], progress: Progress) -> Read:
    whole, problems = bringing.opened(files)
    with database.read() as db:
        checked = bringing.checked_files(db, whole, problems, progress)
    return Read(checked, excerpts(whole, checked.problems))


def _proposal(here: Visit, upload: str, read: Read, asked: Asked) -> Response:
    """What the files would change, compared with what is kept now."""
    with here.database.read() as db:
        after = bringing.decided_on(db, here.who, upload)
        proposal = _proposed(db, here, read.checked)
    show = asked.show if asked.show in set(proposals.LISTED) else ""
    start = asked.start if show else 0
    return _page(
        here,
        "imports/proposal.html",
        title=_title(proposal),
        proposal=proposal,
        banks=proposals.shown(proposal, show, start),
        rest=proposals.rest(proposal, show, start),
        totals=proposals.totals(proposal),
        problems=_told(proposal.problems, read.lines),
        can_decide=not proposal.changes_nothing,
        upload=upload,
        show=show,
        start=start,
        step=proposals.MOST_SHOWN,
        after=after,
        nothing=bool(asked.nothing),
        kind_names=KIND_NAMES,
    )


def _proposed(db: Transaction, here: Visit, checked: Checked) -> Proposal:
    """What would change; raises BadInput when some of it is somebody else's, before it is told."""
    refuse_foreign(db, here, [it.bank.id for it in checked.banks])
    proposal = importing.propose(db, checked, here.who)
    changed = [it.slug for it in proposal.documents if it.is_changed and not it.is_new]
    refuse_foreign_texts(db, here, changed)
    return proposal


def _told(
    problems: Sequence[Problem], lines: Mapping[Problem, Excerpt]
) -> list[tuple[Problem, Excerpt | None]]:
    """The problems with their lines, what is wrong before what is only worth a look."""
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    return [(problem, lines.get(problem)) for problem in ordered]


def _title(proposal: Proposal) -> str:
    if not proposal.changes_nothing:
        return "What would change"
    return "Nothing to change" if proposal.banks or proposal.documents else "Nothing to bring in"


@router.post("/banks/import/{upload}/decide", name="decide")
def decide(here: Author, upload: str, form: Deciding) -> Response:
    """Does what was decided, as one batch, and goes on to it."""
    if form.take == "nothing":
        return see_other("/banks")
    with here.database.read() as db:
        known = bringing.decided_on(db, here.who, upload)
    if known not in {None, form.known}:
        return see_other(f"/banks/imports/{known}")
    job = _reading(here, upload)
    if job.stage is not Stage.DONE:
        return see_other(f"/banks/import/{upload}")
    try:
        batch = _carried_out(here, upload, job.result.checked, form)
    except Conflict as conflict:
        return _stopped(here, upload, "Somebody was quicker", str(conflict), 409)
    except BadInput as problem:
        return _stopped(here, upload, "This does not fit together", str(problem), 422)
    outcome = f"imports/{batch}" if batch else f"import/{upload}?nothing=1"
    return see_other(f"/banks/{outcome}")


def _carried_out(here: Visit, upload: str, checked: Checked, form: DecideForm) -> int | None:
    """The batch of the decision; what was read is let go with it."""
    with here.database.read() as db:
        decision = proposals.decision(_proposed(db, here, checked), _choice(form))
    with here.database.write() as db:
        batch = bringing.decide_once(
            db, here.who, upload, checked, decision, here.now, after=form.known
        )
        claim_new(db, here)
    if batch is not None:
        here.jobs.forget(here.who, f"import {upload}")
    return batch


def _choice(form: DecideForm) -> Choice:
    return Choice(
        token=form.token,
        everything=form.take == "everything",
        rows=frozenset(form.row),
        documents=frozenset(form.document),
        rest=frozenset(form.rest),
        show=form.show,
        start=form.start,
    )


@router.post("/banks/import/{upload}/cancel", name="cancel_reading")
def cancel_reading(here: Author, upload: str) -> Response:
    """Stops the reading at its next step."""
    here.jobs.cancel(here.who, f"import {upload}")
    here.jobs.find(here.who, f"import {upload}", wait=PATIENCE_SECONDS)
    return see_other(f"/banks/import/{upload}")


@router.post("/banks/import/{upload}/again", name="read_again")
def read_again(here: Author, upload: str) -> Response:
    """Reads the files once more, against what the library holds now."""
    here.jobs.forget(here.who, f"import {upload}")
    return see_other(f"/banks/import/{upload}")


def _stopped(here: Visit, upload: str, title: str, message: str, status: int = 200) -> Response:
    return _page(
        here, "imports/stopped.html", status=status, upload=upload, title=title, message=message
    )


def _view(here: Visit) -> SettingsView:
    with here.database.read() as db:
        return SettingsView(shortcuts=people.learner(db, here.who).shortcuts)


def _page(here: Visit, template: str, *, status: int = 200, **context: object) -> Response:
    return page(
        here.pages, template, status=status, section="banks", settings_view=_view(here), **context
    )
