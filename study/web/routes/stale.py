"""What the documents no longer say: citations that wait, and what can be done about each."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from study.actions import bulk, stale
from study.actions.bulk import Choice
from study.domain.errors import BadInput
from study.storage import owning, people
from study.storage.database import Transaction
from study.web.access import Author, reader
from study.web.deps import Visit
from study.web.forms import RequoteForm, RetireForm, sent
from study.web.render import SettingsView, page, see_other

router = APIRouter()
MOST_SHOWN = 100
DONE = {
    "taken": "The question quotes the new words now.",
    "retired": "The question is retired: nobody is asked it any more.",
    "nothing": "That citation waits no longer.",
}


@router.get("/banks/stale", name="stale")
def show_stale(
    here: Author, done: str = "", start: Annotated[int, Query(alias="from", ge=0, le=1_000_000)] = 0
) -> Response:
    """The citations whose words are no longer in their document, by document."""
    return _show(here, start=start, message=DONE.get(done, ""))


@router.post("/banks/stale/requote", name="requote")
def requote(here: Author, form: Annotated[RequoteForm, Depends(sent(RequoteForm))]) -> Response:
    """Lets a question quote the words that come closest in the current text."""
    try:
        with here.database.write() as db:
            _look_up(db, here, form.question)
            batch = stale.accept_closest(db, here.who, form.question, form.position, here.now)
    except BadInput as problem:
        return _show(here, form=form, message=str(problem))
    return see_other(f"/banks/stale?done={'taken' if batch else 'nothing'}")


@router.post("/banks/stale/retire", name="retire_stale")
def retire(here: Author, form: Annotated[RetireForm, Depends(sent(RetireForm))]) -> Response:
    """Takes a question whose words are gone out of practice."""
    choice = Choice(bank=form.bank, slugs=frozenset({form.question}), token=form.token)
    with here.database.write() as db:
        owning.writable_bank(db, form.bank, reader(here.person))
        bulk.retire(db, here.who, choice, here.now)
    return see_other("/banks/stale?done=retired")


def _look_up(db: Transaction, here: Visit, question_id: int) -> None:
    """Raises NotFound when the question is in a bank that is not theirs to change."""
    if not here.person.is_local:
        owning.writable_question(db, question_id, reader(here.person))


def _show(
    here: Visit, *, start: int = 0, message: str = "", form: RequoteForm | None = None
) -> Response:
    with here.database.read() as db:
        learner = people.learner(db, here.who)
        waiting = stale.stale(db, reader=reader(here.person))
    return page(
        here.pages,
        "imports/stale.html",
        status=422 if form else 200,
        section="banks",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        waiting=waiting[start : start + MOST_SHOWN],
        total=len(waiting),
        start=start,
        step=MOST_SHOWN,
        message=message,
        refused=(form.question, form.position) if form else None,
        nonce=here.nonce,
    )
