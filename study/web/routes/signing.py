"""Signing in and out, and the links that work once."""

import logging
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import accounts
from study.actions.accounts import LoginTaken
from study.actions.passwords import hashed, weakness
from study.domain.naming import folded
from study.storage import accounts as account_storage
from study.storage.invitations import Invitation
from study.web.access import Passing, own_path
from study.web.account_forms import InvitationForm, SignInForm
from study.web.deps import Visit
from study.web.forms import sent
from study.web.hashing import Turn
from study.web.render import page, see_other
from study.web.signing import sign_in, sign_out, with_cookie
from study.web.throttling import address, missed, throttled

router = APIRouter()
log = logging.getLogger("study")
WRONG = "This sign-in name and password do not belong together."
Form = Annotated[SignInForm, Depends(sent(SignInForm))]
Accepting = Annotated[InvitationForm, Depends(sent(InvitationForm))]


@router.get("/sign-in", name="sign_in")
def show_sign_in(here: Passing, next: str = "/") -> Response:  # noqa: A002  # The address says it so.
    """The form; who is signed in already goes on at once."""
    if here.who:
        return see_other(own_path(next))
    return _show(here, SignInForm(next=own_path(next)))


@router.post("/sign-in", name="enter")
def enter(here: Passing, form: Form, _turn: Turn) -> Response:
    """Signs the browser in, or says that something is wrong, and not what."""
    login = folded(form.login)
    throttled(here, "sign-in", login)
    with here.database.read() as db:
        found = account_storage.account_by_login(db, login)
    if not accounts.is_theirs(found, form.password) or found is None:
        missed(here, "sign-in", login)
        log.info("sign-in refused: %r", address(here))
        return _show(here, form, WRONG, status=422)
    with here.database.write() as db:
        token = sign_in(db, here, found.learner_id)
    log.info("signed in: %s", found.learner_id)
    return with_cookie(see_other(own_path(form.next)), here, token)


def _show(here: Visit, form: SignInForm, problem: str = "", *, status: int = 200) -> Response:
    return page(
        here.pages,
        "accounts/sign_in.html",
        status=status,
        section="sign-in",
        login=form.login,
        next=own_path(form.next),
        problem=problem,
    )


@router.post("/sign-out", name="sign_out")
def leave(here: Passing) -> Response:
    """Signs this browser out; twice does no harm."""
    with here.database.write() as db:
        sign_out(db, here)
    return with_cookie(see_other("/sign-in"), here, "")


@router.get("/invitation/{token}", name="invitation")
def show_invitation(here: Passing, token: str) -> Response:
    """What a link offers: an account, or a new password."""
    return _offer(here, token, InvitationForm())


@router.post("/invitation/{token}", name="accept_invitation")
def accept(here: Passing, token: str, form: Accepting, _turn: Turn) -> Response:
    """Takes the offer and signs the browser in, or shows what is wrong."""
    found = _invitation(here, token)
    errors = _complaints(here, found, form)
    if errors:
        return _offer(here, token, form, errors)
    password = hashed(form.password)
    try:
        with here.database.write() as db:
            if found.kind == "reset":
                who = accounts.choose_password(db, token, password, here.now)
            else:
                who = accounts.accept(
                    db,
                    token,
                    form.name,
                    form.login,
                    password,
                    here.now,
                    time_zone=here.request.app.state.time_zone,
                    takes_over=bool(form.past),
                )
            word = sign_in(db, here, who)
    except LoginTaken as taken:
        return _offer(here, token, form, {"login": str(taken)})
    return with_cookie(see_other("/"), here, word)


def _invitation(here: Visit, token: str) -> Invitation:
    throttled(here, "invitation")
    with here.database.read() as db:
        found = accounts.find_invitation(db, token, here.now)
    if found is None:
        missed(here, "invitation")
        raise accounts.no_link()
    return found


def _complaints(here: Visit, found: Invitation, form: InvitationForm) -> Mapping[str, str]:
    if found.kind != "reset" or found.learner_id is None:
        return accounts.complaints(form.name, form.login, form.password)
    with here.database.read() as db:
        whose = account_storage.account(db, found.learner_id)
    words = weakness(form.password, whose.name, whose.login)
    return {"password": words} if words else {}


def _offer(
    here: Visit, token: str, form: InvitationForm, errors: Mapping[str, str] | None = None
) -> Response:
    found = _invitation(here, token)
    with here.database.read() as db:
        whose = account_storage.account(db, found.learner_id) if found.learner_id else None
        has_past = found.kind == "first" and accounts.has_left_something(db)
    return page(
        here.pages,
        "accounts/invitation.html",
        status=422 if errors else 200,
        section="sign-in",
        kind=found.kind,
        token=token,
        whose=whose,
        has_past=has_past,
        form=form.model_dump(exclude={"password"}) | {"password": ""},
        errors=errors or {},
    )
