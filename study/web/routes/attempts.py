"""Attempts: an assignment as its learner sees it, questions, handing in, and the review."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse, Response

from study.actions import attempt_pages, attempt_reviews, attempting, disputes, overviews
from study.actions.attempt_pages import Page
from study.actions.attempting import Looked, Outcome, Standing, milliseconds
from study.domain.assignments import Seen, is_over
from study.domain.errors import BadInput, NotFound
from study.storage import attempts, people
from study.storage.assignments import Assignment
from study.storage.attempts import Attempt
from study.storage.database import Transaction
from study.web import attempt_words as words
from study.web.access import Member
from study.web.attempt_forms import BeginForm, KnewForm, QuestionForm
from study.web.deps import Visit
from study.web.forms import sent
from study.web.render import page, see_other
from study.web.routes.practising import is_practised, practice_view

router = APIRouter()
SECTION = "classes"
OWN = "/assignments/{assignment_id}/attempts/{number}"
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Said = Annotated[QuestionForm, Depends(sent(QuestionForm))]


def overview(here: Visit, db: Transaction, assignment: Assignment) -> Response:
    """An assignment as its learner sees it, with the way into an attempt."""
    found = overviews.overview(db, here.who, assignment, here.now)
    if found.is_overdue:
        with here.database.write() as writing:
            attempting.close_overdue(writing, assignment, here.now)
        with here.database.read() as again:
            found = overviews.overview(again, here.who, assignment, here.now)
    zone = people.learner(db, here.who).zone
    return page(
        here.pages,
        "attempts/overview.html",
        section=SECTION,
        it=found,
        zone=zone,
        words=words,
        token=here.nonce,
        practice=practice_view(db, here, assignment) if is_practised(assignment) else None,
    )


@router.post("/assignments/{assignment_id}/attempts", name="begin_attempt")
def begin_attempt(
    here: Member, assignment_id: Number, form: Annotated[BeginForm, Depends(sent(BeginForm))]
) -> Response:
    """Begins an attempt, or goes on with the one that is begun."""
    with here.database.write() as db:
        begun = attempting.begin(
            db, here.who, assignment_id, here.now, token=form.token, seed=here.nonce
        )
    return see_other(_url(assignment_id, begun.number))


def _url(assignment_id: int, number: int, rest: str = "") -> str:
    return f"/assignments/{assignment_id}/attempts/{number}{rest}"


@router.get(OWN, name="attempt_page")
def attempt_page(
    here: Member,
    assignment_id: Number,
    number: Number,
    question: int | None = None,
    shown: str = "",
) -> Response:
    """A question of an attempt with the map of all; what was handed in is reviewed instead."""
    with here.database.read() as db:
        it, of = _found(db, here, assignment_id, number)
        if _is_going_on(it, of, here):
            found = attempt_pages.page(db, it, of, here.now, place=question, shown=bool(shown))
            return _show(db, here, found)
    return _closed(here, it, of)


def _found(
    db: Transaction, here: Visit, assignment_id: int, number: int
) -> tuple[Standing, Attempt]:
    it = attempting.standing(db, here.who, assignment_id)
    return it, attempts.attempt(db, here.who, assignment_id, number)


def _is_going_on(it: Standing, of: Attempt, here: Visit) -> bool:
    return of.is_open and not is_over(it.rules, of.started_at, here.now)


def _closed(here: Visit, it: Standing, of: Attempt) -> Response:
    """The way to the review; an attempt whose time is up is handed in on the way."""
    if of.is_open:
        with here.database.write() as db:
            attempting.close_overdue(db, it.assignment, here.now)
    return see_other(_url(of.assignment_id, of.number, "/review"))


def _show(
    db: Transaction,
    here: Visit,
    found: Page,
    *,
    form: QuestionForm | None = None,
    error: str = "",
) -> Response:
    of = found.attempt
    told = found.question.told if found.question else None
    may_say = told is not None and told.mark is not None
    name = (of.assignment_id, of.number)
    return page(
        here.pages,
        "attempts/page.html",
        status=422 if error else 200,
        section=SECTION,
        it=found,
        besides=disputes.beside_attempt(db, here.who, *name) if may_say else {},
        typed=form.sent() if form else (found.question.typed if found.question else None),
        error=error,
        zone=people.learner(db, here.who).zone,
        words=words,
        now_ms=milliseconds(here.now),
    )


@router.post(OWN + "/answers/{place}", name="save_answer")
def save_answer(
    here: Member, assignment_id: Number, number: Number, place: int, form: Said
) -> Response:
    """Keeps what was said to a question, and shows the one that is wanted next."""
    at = _looked(here, place, form)
    try:
        with here.database.write() as db:
            outcome = attempting.save(
                db,
                here.who,
                assignment_id,
                number,
                at,
                form.sent() if form.answered else None,
                here.now,
                save=form.order,
                flag=form.flagged,
            )
    except BadInput as problem:
        return _ask_again(here, assignment_id, number, place, form, error=str(problem))
    if form.quiet:
        return _state(here, assignment_id, number, outcome)
    return see_other(_onward(assignment_id, number, place, form.go, outcome))


def _looked(here: Visit, place: int, form: QuestionForm) -> Looked:
    """Which question it is, and when its page was shown, which was not after now."""
    shown = min(form.shown, milliseconds(here.now))
    return Looked(place=place, shown_at=attempting.instant(shown))


def _onward(assignment_id: int, number: int, place: int, go: str, outcome: Outcome) -> str:
    if outcome in {Outcome.OVER, Outcome.HANDED_IN}:
        return _url(assignment_id, number, "/review?late=1")
    if go == "hand-in":
        return _url(assignment_id, number, "/hand-in")
    wanted = int(go) if go.isascii() and go.isdigit() else place
    return _url(assignment_id, number, f"?question={wanted}")


def _ask_again(
    here: Visit,
    assignment_id: int,
    number: int,
    place: int,
    form: QuestionForm,
    *,
    error: str,
) -> Response:
    """The question with what was typed and what was wrong about it; nothing was kept."""
    if form.quiet:
        return JSONResponse({"outcome": "unfinished", "words": error}, status_code=422)
    with here.database.read() as db:
        it, of = _found(db, here, assignment_id, number)
        found = attempt_pages.page(db, it, of, here.now, place=place, shown=False)
        return _show(db, here, found, form=form, error=error)


def _state(here: Visit, assignment_id: int, number: int, outcome: Outcome) -> Response:
    """How an attempt stands, for the script of its page: what is left by the server's clock."""
    with here.database.read() as db:
        it, of = _found(db, here, assignment_id, number)
        zone = people.learner(db, here.who).zone
    time = attempt_pages.time_of(it, of, here.now)
    return JSONResponse(
        {
            "outcome": outcome.value,
            "is_open": _is_going_on(it, of, here),
            "at": words.clock(here.now, zone),
            "now": milliseconds(here.now),
            "left": None if time.left is None else time.left.total_seconds(),
            "ends": "" if time.ends_at is None else words.clock(time.ends_at, zone),
        }
    )


@router.get(OWN + "/time", name="attempt_time")
def attempt_time(here: Member, assignment_id: Number, number: Number) -> Response:
    """What is left of an attempt's time, by the server's clock and the dates as they are now."""
    return _state(here, assignment_id, number, Outcome.SAVED)


@router.post(OWN + "/checks/{place}", name="check_answer")
def check_answer(
    here: Member, assignment_id: Number, number: Number, place: int, form: Said
) -> Response:
    """Marks an answer at once and shows what may be told of it."""
    at = _looked(here, place, form)
    try:
        with here.database.write() as db:
            attempting.check(
                db,
                here.who,
                assignment_id,
                number,
                at,
                form.sent(),
                here.now,
                tries=form.tries,
            )
    except BadInput as problem:
        return _ask_again(here, assignment_id, number, place, form, error=str(problem))
    return see_other(_url(assignment_id, number, f"?question={place}&shown=1"))


@router.post(OWN + "/knew/{place}", name="rate_answer")
def rate_answer(
    here: Member,
    assignment_id: Number,
    number: Number,
    place: int,
    form: Annotated[KnewForm, Depends(sent(KnewForm))],
) -> Response:
    """Takes the learner's own word on an answer that no program can mark."""
    knew = form.knew == "yes"
    with here.database.write() as db:
        attempting.rate(db, here.who, assignment_id, number, place, here.now, knew=knew)
    return see_other(_url(assignment_id, number))


@router.get(OWN + "/hand-in", name="confirm_hand_in")
def confirm_hand_in(here: Member, assignment_id: Number, number: Number) -> Response:
    """What is still blank or flagged, before an attempt is handed in."""
    with here.database.read() as db:
        it, of = _found(db, here, assignment_id, number)
        if _is_going_on(it, of, here):
            found = attempt_pages.page(db, it, of, here.now, place=None, shown=False)
            zone = people.learner(db, here.who).zone
            return page(
                here.pages,
                "attempts/hand_in.html",
                section=SECTION,
                it=found,
                zone=zone,
                words=words,
            )
    return _closed(here, it, of)


@router.post(OWN + "/hand-in", name="hand_in")
def hand_in(here: Member, assignment_id: Number, number: Number, up: str = "") -> Response:
    """Hands an attempt in and marks it; `up` is the page's clock, which may be wrong."""
    with here.database.write() as db:
        of = attempting.hand_in(db, here.who, assignment_id, number, here.now, is_time_up=bool(up))
    return see_other(_url(assignment_id, number, "" if of.is_open else "/review"))


@router.get(OWN + "/review", name="review_attempt")
def review_attempt(here: Member, assignment_id: Number, number: Number, late: str = "") -> Response:
    """An attempt that was handed in, with what may be seen of it now."""
    with here.database.read() as db:
        name = (assignment_id, number)
        it, of = _found(db, here, *name)
        if of.is_open and not is_over(it.rules, of.started_at, here.now):
            raise NotFound("This attempt is still going on: it is reviewed once it is handed in.")
        if not of.is_open:
            found = attempt_reviews.review(db, it, of, here.now)
            may_say = Seen.MARKS in found.seen
            besides = disputes.beside_attempt(db, here.who, *name) if may_say else {}
            return page(
                here.pages,
                "attempts/review.html",
                section=SECTION,
                standing=it,
                it=found,
                zone=people.learner(db, here.who).zone,
                words=words,
                besides=besides,
                came_late=bool(late),
            )
    return _closed(here, it, of)
