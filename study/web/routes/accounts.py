"""One's own account: how one signs in, where one is signed in, and one's own data."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.actions import accounts, erasing, own_data
from study.actions.passwords import hashed, matches, weakness
from study.domain.days import zone_named
from study.domain.errors import BadInput
from study.storage import accounts as account_storage
from study.storage import people, sign_ins
from study.storage.accounts import Account
from study.web.access import Member
from study.web.account_forms import AccountForm, BrowserForm, EraseForm, PasswordForm
from study.web.deps import Visit
from study.web.forms import sent
from study.web.hashing import Turn
from study.web.render import SettingsView, page, see_other
from study.web.routes.settings import zones
from study.web.signing import sign_in, this_browser, with_cookie
from study.web.throttling import missed, throttled

router = APIRouter()
NOT_IT = "This is not your password."
DONE = {
    "account": "Your account is saved.",
    "password": "Your password is changed. Everywhere else you are signed out.",
    "browser": "That browser is signed out.",
}
Saving = Annotated[AccountForm, Depends(sent(AccountForm))]
Changing = Annotated[PasswordForm, Depends(sent(PasswordForm))]
Ending = Annotated[BrowserForm, Depends(sent(BrowserForm))]
Erasing = Annotated[EraseForm, Depends(sent(EraseForm))]


@router.get("/account", name="account")
def show_account(here: Member, done: str = "") -> Response:
    """Everything about one's account."""
    return _show(here, done=done)


@router.post("/account", name="save_account")
def save_account(here: Member, form: Saving) -> Response:
    """Keeps names, e-mail address and time zone, or shows what is wrong with them."""
    errors = dict(accounts.own_complaints(form.name, form.login, form.email))
    try:
        zone = zone_named(form.time_zone)
    except BadInput as problem:
        errors["time_zone"] = str(problem)
    if not errors:
        try:
            with here.database.write() as db:
                accounts.describe(db, here.who, form.name, form.login, form.email)
                people.save_learner(db, replace(people.learner(db, here.who), zone=zone))
        except accounts.LoginTaken as taken:
            errors["login"] = str(taken)
    if errors:
        return _show(here, form=form, errors=errors)
    return see_other("/account?done=account")


@router.post("/account/password", name="change_password")
def change_password(here: Member, form: Changing, _turn: Turn) -> Response:
    """Keeps a new password; every other browser is signed out, this one gets a new word."""
    mine = _mine(here)
    if not _is_mine(here, mine, form.old):
        return _show(here, errors={"old": NOT_IT})
    weak = weakness(form.new, mine.name, mine.login)
    if weak:
        return _show(here, errors={"new": weak})
    password = hashed(form.new)
    with here.database.write() as db:
        accounts.change_password(db, here.who, password, here.now)
        token = sign_in(db, here, here.who)
    return with_cookie(see_other("/account?done=password"), here, token)


@router.post("/account/browsers", name="end_browser")
def end_browser(here: Member, form: Ending) -> Response:
    """Signs one browser out, or all of them, this one too."""
    with here.database.write() as db:
        if form.browser:
            sign_ins.end(db, here.who, form.browser)
        else:
            sign_ins.end_all(db, here.who)
    if form.browser and form.browser != this_browser(here):
        return see_other("/account?done=browser")
    return with_cookie(see_other("/sign-in"), here, "")


@router.get("/account/export", name="export_account")
def export_account(here: Member) -> Response:
    """All that is kept of oneself, as an archive of JSON and CSV files."""
    with here.database.read() as db:
        data = own_data.archive(db, here.who, here.now)
    headers = {"Content-Disposition": 'attachment; filename="study-my-data.zip"'}
    return Response(data, media_type="application/zip", headers=headers)


@router.post("/account/erase", name="erase_account")
def erase_account(here: Member, form: Erasing, _turn: Turn) -> Response:
    """Erases the account with everything that is private; the password makes sure of it."""
    if not _is_mine(here, _mine(here), form.password):
        return _show(here, errors={"erase": NOT_IT})
    with here.database.write() as db:
        erasing.erase(db, here.who, here.who, here.now)
    return with_cookie(see_other("/sign-in"), here, "")


def _mine(here: Visit) -> Account:
    with here.database.read() as db:
        return account_storage.account(db, here.who)


def _is_mine(here: Visit, mine: Account, password: str) -> bool:
    """Whether it is one's own password; being wrong too often has to wait."""
    throttled(here, "password", str(here.who))
    if matches(password, mine.password):
        return True
    missed(here, "password", str(here.who))
    return False


def _show(
    here: Visit,
    *,
    form: AccountForm | None = None,
    errors: Mapping[str, str] | None = None,
    done: str = "",
) -> Response:
    with here.database.read() as db:
        mine = account_storage.account(db, here.who)
        learner = people.learner(db, here.who)
        browsers = sign_ins.browsers(db, here.who, here.now)
    fields = {"name": mine.name, "login": mine.login, "email": mine.email}
    return page(
        here.pages,
        "accounts/account.html",
        status=422 if errors else 200,
        section="account",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        form=form.model_dump() if form else {**fields, "time_zone": mine.time_zone},
        errors=errors or {},
        done=DONE.get(done, ""),
        browsers=browsers,
        this_browser=this_browser(here),
        zones=zones(),
        zone=learner.zone,
    )
