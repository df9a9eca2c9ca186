"""Everybody's accounts, for whoever looks after them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from study.actions import accounts
from study.domain.errors import BadInput, Conflict
from study.storage import accounts as account_storage
from study.storage import people
from study.web.access import Admin
from study.web.account_forms import PersonForm
from study.web.deps import Visit
from study.web.forms import sent
from study.web.render import SettingsView, page, see_other
from study.web.signing import new_token

router = APIRouter()
Form = Annotated[PersonForm, Depends(sent(PersonForm))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/people", name="people")
def show_people(here: Admin, done: str = "") -> Response:
    """Everybody who has an account, and what they may do."""
    return _show(here, done=done)


@router.post("/people/invite", name="invite_teacher")
def invite_teacher(here: Admin) -> Response:
    """A link by which one teacher makes an account; it is shown once."""
    with here.database.write() as db:
        path = accounts.teacher_link(db, here.who, new_token(), here.now)
    return _show(here, link=path, whose="")


@router.post("/people/{person}", name="change_person")
def change_person(here: Admin, person: Number, form: Form) -> Response:
    """Somebody's rights, a link for a new password, or their account shut or opened again."""
    try:
        with here.database.write() as db:
            name = account_storage.account(db, person).name
            match form.act:
                case "rights":
                    rights = {"is_admin": bool(form.is_admin), "may_teach": bool(form.may_teach)}
                    accounts.set_rights(db, here.who, person, here.now, **rights)
                case "disable":
                    accounts.disable(db, here.who, person, here.now)
                case "enable":
                    accounts.enable(db, here.who, person, here.now)
                case "reset":
                    path = accounts.reset_link(db, here.who, person, new_token(), here.now)
                case _:
                    raise BadInput("This cannot be done to an account.")
    except Conflict as problem:
        return _show(here, problem=str(problem))
    if form.act == "reset":
        return _show(here, link=path, whose=name)
    return see_other(f"/people?done={person}")


def _show(
    here: Visit, *, done: str = "", link: str = "", whose: str = "", problem: str = ""
) -> Response:
    with here.database.read() as db:
        everybody = account_storage.accounts(db)
        learner = people.learner(db, here.who)
    return page(
        here.pages,
        "people/index.html",
        status=409 if problem else 200,
        section="people",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        everybody=everybody,
        me=here.who,
        zone=learner.zone,
        done=next((it.name for it in everybody if str(it.learner_id) == done), ""),
        link=f"{base_address(here)}{link}" if link else "",
        whose=whose,
        problem=problem,
    )


def base_address(here: Visit) -> str:
    """The address that people open, for links to be handed on; the guard knows the host."""
    configured: str = here.request.app.state.base_url
    return configured or f"http://{here.request.headers['host']}"
