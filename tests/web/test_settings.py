"""Settings: what was typed is kept when it can be, and shown again when it cannot."""

import pytest

from study.storage import people
from study.storage.people import Learner
from tests.builders import WHO
from tests.visiting import Visitor


def learner(visitor: Visitor) -> Learner:
    with visitor.database.read() as db:
        return people.learner(db, WHO)


def saved(visitor: Visitor, **fields: str):
    return visitor.send(visitor.get("/settings"), "/settings", **fields)


def test_settings_are_kept_and_the_page_says_so(visitor):
    page = saved(
        visitor,
        new_a_day="7",
        reviews_a_day="70",
        desired_retention="85",
        maximum_interval="365",
        time_zone="Europe/Berlin",
        rollover_hour="5",
    )
    now = learner(visitor)

    assert "Your settings are saved" in page.words
    assert (now.new_a_day, now.reviews_a_day, now.maximum_interval) == (7, 70, 365)
    assert (now.desired_retention, now.zone.key, now.rollover_hour) == (0.85, "Europe/Berlin", 5)


def test_the_form_as_it_stands_changes_nothing(visitor):
    before = learner(visitor)
    saved(visitor)

    assert learner(visitor) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("new_a_day", "-1"),
        ("new_a_day", "many"),
        ("new_a_day", "10000"),
        ("reviews_a_day", ""),
        ("reviews_a_day", "１２"),
        ("desired_retention", "69"),
        ("desired_retention", "98"),
        ("desired_retention", "0.9"),
        ("maximum_interval", "0"),
        ("maximum_interval", "36501"),
        ("rollover_hour", "24"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "/etc/localtime"),
        ("time_zone", "a\x00b"),
    ],
)
def test_a_mistake_is_shown_at_its_field_and_nothing_is_kept(visitor, field, value):
    before = learner(visitor)
    page = saved(visitor, **{"new_a_day": "9"} | {field: value})

    assert page.status == 422
    assert page.one("input", id=field)["value"] == value
    assert page.one("input", id=field)["aria-invalid"] == "true"
    assert page.one("p", id=f"{field}-error").words
    assert learner(visitor) == before


def test_shortcuts_can_be_switched_off_on_every_page(visitor):
    form = visitor.get("/settings")
    fields = form.filled(form.form("/settings"))
    fields.pop("shortcuts")
    visitor.post("/settings", fields)

    for path in ("/", "/practice", "/banks", "/banks/aid", "/documents", "/documents/xinhua"):
        assert visitor.get(path).one("body")["data-shortcuts"] == "off", path
    for path in ("/progress", "/settings"):
        assert visitor.get(path).one("body")["data-shortcuts"] == "off", path


def test_asking_how_sure_one_is_changes_what_is_suggested(visitor):
    saved(visitor, ask_confidence="true")
    question = visitor.get("/practice")
    while not question.all("input", name="choice", type="radio"):
        question = visitor.send(question, "/suspend")
    assert question.all("input", name="confidence", value="guessing")
    values = [it["value"] for it in question.all("input", name="choice")]
    suggested = set()
    for value in values:
        again = visitor.get(f"/practice?card={question.form('/answer')['action'].split('/')[2]}")
        answered = visitor.send(again, "/answer", choice=value, confidence="guessing")
        suggested.add(answered.one("button", class_="rating suggested")["value"])

    assert suggested == {"1"}


def test_too_long_a_field_is_refused_as_a_whole(visitor):
    assert saved(visitor, time_zone="x" * 101).status == 422


def test_a_field_that_nobody_asked_for_is_ignored(visitor):
    saved(visitor, role="admin", id="2", name="Somebody", sequence="99")

    assert (learner(visitor).id, learner(visitor).name) == (1, "You")
