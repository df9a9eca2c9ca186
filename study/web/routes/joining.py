"""Joining a class by its code: with the account one has, or with a new one."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import accounts, enrolling
from study.actions.accounts import LoginTaken
from study.actions.passwords import hashed
from study.domain.class_codes import typed
from study.domain.errors import NotFound
from study.storage import classes
from study.storage.classes import ACTIVE, Class, Member
from study.web.access import Member as SignedIn
from study.web.access import Passing
from study.web.class_forms import CodeForm, NewcomerForm
from study.web.deps import Visit
from study.web.forms import sent
from study.web.hashing import Turn
from study.web.render import page, see_other
from study.web.signing import sign_in, with_cookie
from study.web.throttling import missed, throttled

router = APIRouter()
Typing = Annotated[CodeForm, Depends(sent(CodeForm))]
Coming = Annotated[NewcomerForm, Depends(sent(NewcomerForm))]
SHOWN = 20


@router.get("/join", name="join_by_code")
def show_code_form(here: Passing) -> Response:
    """The form for a code."""
    return _ask(here, "")


@router.post("/join", name="find_class")
def find_class(here: Passing, form: Typing) -> Response:
    """Goes on to the class of the code that was typed, or says that there is none."""
    try:
        _class(here, form.code)
    except NotFound as problem:
        return _ask(here, form.code[:SHOWN], str(problem))
    return see_other(f"/join/{typed(form.code)}")


def _ask(here: Visit, code: str, problem: str = "") -> Response:
    return page(
        here.pages,
        "classes/join.html",
        status=422 if problem else 200,
        section="classes",
        code=code,
        problem=problem,
    )


@router.get("/join/{code}", name="join")
def show_join(here: Passing, code: str) -> Response:
    """The class behind a code: a button for who is signed in, a form for everybody else."""
    try:
        wanted = _class(here, code)
    except NotFound as problem:
        return _ask(here, code[:SHOWN], str(problem))
    if _is_in(here, wanted):
        return see_other(f"/classes/{wanted.id}")
    return _offer(here, wanted, NewcomerForm())


def _class(here: Visit, code: str) -> Class:
    """The class of a code, whatever its case and dashes; wrong tries are counted."""
    throttled(here, "join")
    try:
        with here.database.read() as db:
            return enrolling.class_to_join(db, typed(code))
    except NotFound:
        missed(here, "join")
        raise


def _is_in(here: Visit, wanted: Class) -> bool:
    with here.database.read() as db:
        known = classes.find_member(db, wanted.id, here.who)
    return known is not None and known.is_active


def _offer(
    here: Visit, wanted: Class, form: NewcomerForm, errors: Mapping[str, str] | None = None
) -> Response:
    with here.database.read() as db:
        teachers = classes.teachers(db, wanted.id)
        known = classes.find_member(db, wanted.id, here.who)
    return page(
        here.pages,
        "classes/joining.html",
        status=422 if errors else 200,
        section="classes",
        wanted=wanted,
        teachers=teachers,
        waits=known is not None and known.state == classes.WAITING,
        is_straight=wanted.is_open(here.now) and known is None,
        is_known=bool(here.who),
        form=form.model_dump(exclude={"password"}),
        errors=errors or {},
    )


@router.post("/join/{code}", name="join_class")
def join_class(here: SignedIn, code: str) -> Response:
    """Joins, or asks to be let in; twice does no harm."""
    wanted = _class(here, code)
    with here.database.write() as db:
        joined = enrolling.join(db, here.who, wanted.code or "", here.now)
    return see_other(_after(joined, wanted))


@router.post("/join/{code}/new", name="join_anew")
def join_anew(here: Passing, code: str, form: Coming, _turn: Turn) -> Response:
    """Makes an account and joins by it, or shows what is wrong."""
    wanted = _class(here, code)
    if here.who:
        return see_other(f"/join/{wanted.code}")
    errors = accounts.complaints(form.name, form.login, form.password)
    if errors:
        return _offer(here, wanted, form, errors)
    password = hashed(form.password)
    zone = here.request.app.state.time_zone
    try:
        with here.database.write() as db:
            who = accounts.register(db, form.name, form.login, password, here.now, time_zone=zone)
            joined = enrolling.join(db, who, wanted.code or "", here.now)
            token = sign_in(db, here, who)
    except LoginTaken as taken:
        return _offer(here, wanted, form, {"login": str(taken)})
    return with_cookie(see_other(_after(joined, wanted)), here, token)


def _after(joined: Member, wanted: Class) -> str:
    return f"/classes/{wanted.id}" if joined.state == ACTIVE else "/classes"
