"""The review desk: drafts read one by one, accepted, mended or rejected, and how they fared."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from study.actions import reviewing, rules
from study.domain.errors import BadInput, Conflict
from study.storage import documents, drafted, drafts, owning, people
from study.storage.database import Transaction
from study.storage.drafts import WAITING, Draft
from study.web.access import Author, DraftWriter, claim_new, reader
from study.web.deps import Visit
from study.web.drafts import (
    Wanted,
    cost_words,
    desk_address,
    filters_of,
    listed,
    looked_at,
    next_of,
    progress_of,
    wanted_of,
)
from study.web.forms import MOST_TICKED, AcceptAllForm, ReviewForm, RuleForm, sent
from study.web.render import SettingsView, page, see_other
from study.web.words import KIND_NAMES

router = APIRouter()
Reviewed = Annotated[ReviewForm, Depends(sent(ReviewForm))]
AllOfThem = Annotated[AcceptAllForm, Depends(sent(AcceptAllForm, most=MOST_TICKED))]
Asked = Annotated[Wanted, Query()]


@router.get("/drafts", name="drafts")
def show_desk(here: Author, wanted: Asked) -> Response:
    """The draft that comes next, with its key, its passage, and what speaks for it."""
    return _desk(here, wanted)


def _desk(here: Visit, wanted: Wanted, *, error: str = "", status: int = 200) -> Response:
    with here.database.read() as db:
        learner = people.learner(db, here.who)
        waiting = drafted.waiting(db, reader(here.person))
        behind = _find(db, wanted.after)
        chosen = next_of(waiting, wanted, behind)
        titles = {it.source.slug: it.source.title for it in documents.documents(db)}
        draft = drafts.find_draft(db, chosen.id) if chosen else None
        batch = chosen.batch if chosen else behind.import_id if behind else None
        cards = reviewing.cards_of(db, here.who, batch)
        return page(
            here.pages,
            "drafts/desk.html" if draft else "drafts/empty.html",
            status=status,
            section="banks",
            settings_view=SettingsView(shortcuts=learner.shortcuts),
            it=looked_at(db, draft) if draft else None,
            wanted=wanted,
            left=sum(wanted.fits(it) for it in waiting),
            waiting=len(waiting),
            filters=filters_of(waiting, titles),
            progress=progress_of(db, batch),
            batch=batch,
            cost=cost_words(reviewing.cost_of(learner, cards), cards),
            cards=cards,
            decided=_decided(behind, here.who),
            last=_last(db, here.who),
            reasons=reviewing.REASONS,
            least_unread=reviewing.LEAST_UNREAD,
            error=error,
        )


def _find(db: Transaction, draft_id: int) -> Draft | None:
    """The draft that was looked at before, if it is still here."""
    return drafts.find_draft(db, draft_id) if draft_id else None


def _decided(behind: Draft | None, who: int) -> str:
    """What became of the draft that was looked at before, in words."""
    if behind is None or behind.state == WAITING:
        return ""
    if behind.decided_by != who:
        return "Somebody else has decided about that draft meanwhile."
    if behind.state == drafts.ACCEPTED:
        return "Accepted as mended." if behind.decision else "Accepted."
    return f"Rejected: {behind.decision.removeprefix('other: ') or 'discarded'}."


def _last(db: Transaction, who: int) -> Draft | None:
    """The draft whose decision can be taken back next."""
    found = drafted.last_decided(db, who)
    return _find(db, found) if found else None


# --- deciding ------------------------------------------------------------------------------


@router.post("/drafts/{draft}/accept", name="accept_draft")
def accept_draft(here: DraftWriter, draft: int, form: Reviewed) -> Response:
    """Makes the draft a question, and goes on to the next."""
    try:
        with here.database.write() as db:
            reviewing.accept(db, here.who, draft, here.now)
            claim_new(db, here)
    except Conflict:
        return see_other(desk_address(form.filters, after=draft))
    except BadInput as problem:
        wanted = wanted_of(form.filters).model_copy(update={"at": draft})
        return _desk(here, wanted, error=str(problem), status=422)
    return see_other(desk_address(form.filters, after=draft))


@router.post("/drafts/{draft}/reject", name="reject_draft")
def reject_draft(here: DraftWriter, draft: int, form: Reviewed) -> Response:
    """Puts the draft away for good, and goes on to the next."""
    try:
        with here.database.write() as db:
            reviewing.reject(db, here.who, draft, form.reason, here.now, words=form.words)
    except Conflict:
        return see_other(desk_address(form.filters, after=draft))
    except BadInput as problem:
        wanted = wanted_of(form.filters).model_copy(update={"at": draft})
        return _desk(here, wanted, error=str(problem), status=422)
    return see_other(desk_address(form.filters, after=draft))


@router.post("/drafts/undo", name="undo_draft")
def undo(here: Author, form: Reviewed) -> Response:
    """Takes the last decision back, and shows its draft again."""
    try:
        with here.database.write() as db:
            reviewing.undo(db, here.who, form.draft, here.now)
    except Conflict as conflict:
        return _desk(here, wanted_of(form.filters), error=str(conflict), status=409)
    return see_other(desk_address(form.filters, at=form.draft))


# --- accepting unread ----------------------------------------------------------------------


@router.get("/drafts/all", name="accept_all")
def show_all(here: Author, wanted: Asked) -> Response:
    """Which drafts would be accepted unread from a score on; nothing is done yet."""
    return _all(here, wanted)


def _all(here: Visit, wanted: Wanted, *, error: str = "", status: int = 200) -> Response:
    least = max(wanted.least, reviewing.LEAST_UNREAD)
    wanted = wanted.model_copy(update={"least": least})
    with here.database.read() as db:
        learner = people.learner(db, here.who)
        fitting = [it.id for it in drafted.waiting(db, reader(here.person)) if wanted.fits(it)]
        some = [*map(listed, drafts.by_ids(db, fitting[: reviewing.MOST_AT_ONCE]))]
        cost = reviewing.cost_of(learner, len(some))
    return page(
        here.pages,
        "drafts/all.html",
        status=status,
        section="banks",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        wanted=wanted,
        listed=some,
        fitting=len(fitting),
        cost=cost_words(cost, len(some)),
        least_unread=reviewing.LEAST_UNREAD,
        error=error,
    )


@router.post("/drafts/accept", name="accept_listed")
def accept_all(here: Author, form: AllOfThem) -> Response:
    """Accepts what was listed, as one batch, and goes to that."""
    ids = [int(it) for it in form.draft if it.isascii() and it.isdigit() and len(it) < 10]
    try:
        with here.database.write() as db:
            mine = owning.decidable_drafts(db, ids, reader(here.person))
            done = reviewing.accept_many(db, here.who, sorted(mine), form.least, here.now)
            claim_new(db, here)
    except BadInput as problem:
        return _all(here, wanted_of(form.filters), error=str(problem), status=422)
    if done.batch is None:
        message = "Nothing of this waits any longer, so nothing was accepted."
        return _all(here, wanted_of(form.filters), error=message)
    return see_other(f"/banks/imports/{done.batch}")


# --- how they fared ------------------------------------------------------------------------


@router.get("/drafts/statistics", name="draft_statistics")
def show_statistics(here: Author) -> Response:
    """How many drafts were accepted untouched, mended or rejected, by kind and by rule."""
    with here.database.read() as db:
        learner = people.learner(db, here.who)
        found = rules.statistics(db)
    return page(
        here.pages,
        "drafts/statistics.html",
        section="banks",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        found=found,
        kind_names=KIND_NAMES,
        fewest=rules.FEWEST,
        worst=rules.WORST,
    )


@router.post("/drafts/rules", name="resume_rule")
def resume_rule(here: Author, form: Annotated[RuleForm, Depends(sent(RuleForm))]) -> Response:
    """Takes a rule up again that was left out."""
    with here.database.write() as db:
        rules.resume(db, here.who, form.rule, here.now)
    return see_other("/drafts/statistics#rules")
