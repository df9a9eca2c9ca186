"""Practice: a question, its answer with the passage, a rating, the next question."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import practice, shelving
from study.actions.scopes import assignment_of
from study.actions.sittings import Sitting
from study.domain.errors import BadInput, Conflict
from study.domain.grading import Confidence
from study.domain.scheduling import Rating
from study.web.deps import Here, Visit
from study.web.disputing import beside_answer
from study.web.forms import AnswerForm, FlagForm, MoreForm, RateForm, ShowingForm, UndoForm, sent
from study.web.render import SettingsView, region, see_other, wants_fragment
from study.web.withholding import asked_of

router = APIRouter()
Answering = Annotated[AnswerForm, Depends(sent(AnswerForm))]
Rating_ = Annotated[RateForm, Depends(sent(RateForm))]
Showing = Annotated[ShowingForm, Depends(sent(ShowingForm))]


def _url(bank: str, **params: object) -> str:
    """The address of a sitting over everything, a bank or an assignment."""
    assignment_id = assignment_of(bank)
    scope = {} if assignment_id is not None else {"bank": bank}
    query = "&".join(f"{key}={value}" for key, value in {**scope, **params}.items() if value)
    path = "/practice" if assignment_id is None else f"/assignments/{assignment_id}/practice"
    return f"{path}?{query}" if query else path


def show(here: Visit, sitting: Sitting, *, status: int = 200, push: str = "") -> Response:
    """A sitting, as a page or as the region that is swapped."""
    return region(
        here.request,
        here.pages,
        fragment="practice/_sitting.html",
        whole="practice/page.html",
        status=status,
        push=push,
        section="practice",
        settings_view=SettingsView(shortcuts=sitting.shortcuts),
        sitting=sitting,
        beside=beside_answer(here, sitting),
    )


def _next(
    here: Visit, bank: str, *, card_id: int | None = None, message: str = "", status: int = 200
) -> Response:
    """What comes next; a plain browser is sent to look at it."""
    if status == 200 and not wants_fragment(here.request):
        return see_other(_url(bank, card=card_id))
    with here.database.read() as db:
        sitting = practice.sit(
            db,
            here.who,
            bank,
            here.now,
            here.nonce,
            card_id=card_id,
            message=message,
            without=asked_of(here, db, bank),
        )
    return show(here, sitting, status=status, push=_url(bank))


@router.get("/practice", name="practice")
def show_practice(here: Here, bank: str = "", card: int | None = None) -> Response:
    """The next question of a bank, or of all."""
    with here.database.read() as db:
        sitting = practice.sit(
            db, here.who, bank, here.now, here.nonce, card_id=card, without=asked_of(here, db, bank)
        )
    return show(here, sitting)


@router.post("/practice/{card_id}/answer", name="answer")
def answer(here: Here, card_id: int, form: Answering) -> Response:
    """Grades and keeps an answer, and shows it with its passages."""
    try:
        with here.database.write() as db:
            shown = practice.answer(
                db,
                here.who,
                card_id,
                form.showing,
                form.bank,
                form.sent(),
                here.now,
                hinted=bool(form.hinted),
                confidence=_confidence(form.confidence),
                without=asked_of(here, db, form.bank),
            )
    except Conflict as conflict:
        return _next(here, form.bank, message=str(conflict), status=409)
    except BadInput as problem:
        hinted = bool(form.hinted)
        return _ask_again(here, card_id, form, error=str(problem), hinted=hinted, status=422)
    url = _answer_url(form)
    return show(here, shown, push=url) if wants_fragment(here.request) else see_other(url)


def _answer_url(form: ShowingForm) -> str:
    url = f"/practice/answers/{form.showing}"
    return f"{url}?bank={form.bank}" if form.bank else url


def _confidence(text: str) -> Confidence | None:
    return Confidence(text) if text in set(Confidence) else None


def _ask_again(
    here: Visit, card_id: int, form: AnswerForm, *, error: str = "", hinted: bool, status: int
) -> Response:
    with here.database.read() as db:
        sitting = practice.show_again(
            db,
            here.who,
            card_id,
            form.showing,
            form.bank,
            form.sent(),
            here.now,
            error=error,
            hinted=hinted,
            without=asked_of(here, db, form.bank),
        )
    return show(here, sitting, status=status)


@router.post("/practice/{card_id}/hint", name="hint")
def hint(here: Here, card_id: int, form: Answering) -> Response:
    """The same question with its hint; what was typed stays."""
    try:
        return _ask_again(here, card_id, form, hinted=True, status=200)
    except Conflict as conflict:
        return _next(here, form.bank, message=str(conflict), status=409)


@router.get("/practice/answers/{showing}", name="answered")
def answered(here: Here, showing: str, bank: str = "") -> Response:
    """An answer that was given, as often as it is looked at."""
    with here.database.read() as db:
        shown = practice.show_answer(
            db, here.who, showing, bank, here.now, asked_of(here, db, bank)
        )
    return show(here, shown)


@router.post("/practice/{card_id}/rate", name="rate")
def rate(here: Here, card_id: int, form: Rating_) -> Response:
    """Schedules the card and shows the next one."""
    rating = Rating(form.rating)
    try:
        with here.database.write() as db:
            sitting = practice.rate(
                db,
                here.who,
                card_id,
                form.showing,
                form.bank,
                rating,
                here.now,
                here.nonce,
                asked_of(here, db, form.bank),
            )
    except Conflict as conflict:
        return _next(here, form.bank, message=str(conflict), status=409)
    if not wants_fragment(here.request):
        return see_other(_url(form.bank))
    return show(here, sitting, push=_url(form.bank))


@router.post("/practice/{card_id}/bury", name="bury")
def bury(here: Here, card_id: int, form: Showing) -> Response:
    """Puts the card off until tomorrow."""
    with here.database.write() as db:
        shelving.bury(db, here.who, card_id, here.now, version=practice.version_of(form.showing))
    return _next(here, form.bank, message="Put off until tomorrow.")


@router.post("/practice/{card_id}/suspend", name="suspend")
def suspend(here: Here, card_id: int, form: Showing) -> Response:
    """Takes the card out of practice until it is resumed."""
    with here.database.write() as db:
        shelving.suspend(db, here.who, card_id, here.now, version=practice.version_of(form.showing))
    return _next(here, form.bank, message="Suspended. Its bank’s page brings it back.")


@router.post("/practice/{card_id}/flag", name="flag")
def flag(here: Here, card_id: int, form: Annotated[FlagForm, Depends(sent(FlagForm))]) -> Response:
    """Marks the card with a colour, and shows it again: its answer, if it was answered."""
    with here.database.write() as db:
        practice.version_of(form.showing)
        shelving.flag(db, here.who, card_id, form.flag, here.now)
        shown = practice.answer_in_hand(
            db, here.who, form.showing, form.bank, here.now, asked_of(here, db, form.bank)
        )
    if shown is None:
        return _next(here, form.bank, card_id=card_id, message="Flag changed.")
    url = _answer_url(form)
    return show(here, shown, push=url) if wants_fragment(here.request) else see_other(url)


@router.post("/practice/undo", name="undo")
def undo(here: Here, form: Annotated[UndoForm, Depends(sent(UndoForm))]) -> Response:
    """Takes the latest step back and shows its card again."""
    try:
        with here.database.write() as db:
            card_id, message = practice.undo(db, here.who, here.now, meant=form.step)
    except Conflict as conflict:
        return _next(here, form.bank, message=str(conflict), status=409)
    return _next(here, form.bank, card_id=card_id, message=message)


@router.post("/practice/more", name="more")
def more(here: Here, form: Annotated[MoreForm, Depends(sent(MoreForm))]) -> Response:
    """Lets more new cards be begun today."""
    with here.database.write() as db:
        practice.add_new(db, here.who, form.amount, here.now)
    return _next(here, form.bank)
