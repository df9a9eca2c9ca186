"""Settings: how much a day, how well to remember, whose clock, which aids."""

from dataclasses import replace
from functools import lru_cache
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from study.domain.days import zone_named
from study.domain.errors import BadInput
from study.storage import people
from study.storage.people import Learner
from study.web.deps import Here, Visit
from study.web.forms import SettingsForm, sent
from study.web.render import SettingsView, page, see_other

router = APIRouter()
# The least and the most of each number, in the words of the form.
BOUNDS = {
    "new_a_day": (0, 9999),
    "reviews_a_day": (0, 9999),
    "desired_retention": (70, 97),
    "maximum_interval": (1, 36_500),
    "rollover_hour": (0, 23),
}


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Every time zone's name."""
    return tuple(sorted(available_timezones()))


@router.get("/settings", name="settings")
def show_settings(here: Here, saved: str = "") -> Response:
    """The form as it stands."""
    with here.database.read() as db:
        learner = people.learner(db, here.who)
    return _show(here, learner, as_typed(learner), {}, saved=bool(saved))


@router.post("/settings", name="save_settings")
def save_settings(
    here: Here, form: Annotated[SettingsForm, Depends(sent(SettingsForm))]
) -> Response:
    """Keeps the settings; with any mistake nothing is kept and each is shown at its field."""
    with here.database.write() as db:
        learner = people.learner(db, here.who)
        changed, errors = read(form, learner)
        if not errors:
            people.save_learner(db, changed)
    if errors:
        return _show(here, learner, form, errors, status=422)
    return see_other("/settings?saved=1")


def as_typed(learner: Learner) -> SettingsForm:
    """A learner's settings as the form shows them."""
    return SettingsForm(
        time_zone=learner.zone.key,
        new_a_day=str(learner.new_a_day),
        reviews_a_day=str(learner.reviews_a_day),
        desired_retention=str(round(learner.desired_retention * 100)),
        maximum_interval=str(learner.maximum_interval),
        rollover_hour=str(learner.rollover_hour),
        shortcuts="true" if learner.shortcuts else "",
        ask_confidence="true" if learner.ask_confidence else "",
    )


def read(form: SettingsForm, learner: Learner) -> tuple[Learner, dict[str, str]]:
    """The learner with the form's settings, and a sentence for each field that is wrong."""
    numbers: dict[str, int] = {}
    errors: dict[str, str] = {}
    for name, (least, most) in BOUNDS.items():
        text = getattr(form, name).strip()
        if text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most:
            numbers[name] = int(text)
        else:
            errors[name] = f"Give a whole number from {least} to {most:,}."
    zone = learner.zone
    try:
        zone = zone_named(form.time_zone.strip())
    except BadInput as problem:
        errors["time_zone"] = str(problem)
    if errors:
        return learner, errors
    retention = numbers.pop("desired_retention") / 100
    changed = replace(
        learner,
        zone=zone,
        desired_retention=retention,
        shortcuts=bool(form.shortcuts),
        ask_confidence=bool(form.ask_confidence),
        new_a_day=numbers["new_a_day"],
        reviews_a_day=numbers["reviews_a_day"],
        maximum_interval=numbers["maximum_interval"],
        rollover_hour=numbers["rollover_hour"],
    )
    return changed, {}


def _show(
    here: Visit,
    learner: Learner,
    form: SettingsForm,
    errors: dict[str, str],
    *,
    status: int = 200,
    saved: bool = False,
) -> Response:
    return page(
        here.pages,
        "settings.html",
        status=status,
        section="settings",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        form=form,
        errors=errors,
        zones=zones(),
        saved=saved,
    )
