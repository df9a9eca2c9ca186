"""Addresses, numbers and dates as pages show them, and what htmx is given."""

from datetime import date

import pytest
from jinja2 import UndefinedError

from study.settings import data_folder
from study.web.render import (
    address,
    asset,
    day,
    icon,
    make_pages,
    number,
    plural,
    short_day,
    static_version,
)
from tests.visiting import HTMX

PATHS = {"bank": "/banks/{slug}", "practice": "/practice"}


def test_an_address_is_made_of_its_route_s_path_and_a_query():
    assert address(PATHS, "bank", slug="aid") == "/banks/aid"
    assert address(PATHS, "practice", bank="aid", card=7) == "/practice?bank=aid&card=7"
    assert address(PATHS, "practice", bank="", card=None) == "/practice"


def test_an_address_quotes_whatever_it_is_given():
    assert address(PATHS, "bank", slug="../x?y#z/é") == "/banks/..%2Fx%3Fy%23z%2F%C3%A9"
    assert address(PATHS, "practice", bank='a&b="') == "/practice?bank=a%26b%3D%22"


def test_an_unknown_route_is_an_error():
    with pytest.raises(KeyError):
        address(PATHS, "nowhere")


def test_numbers_and_dates_are_words():
    assert (number(1235), number(0)) == ("1,235", "0")
    assert (day(date(2026, 11, 4)), short_day(date(2026, 11, 4))) == ("4 November 2026", "4 Nov")
    assert [plural(count, "card", "cards") for count in (0, 1, 2)] == ["cards", "card", "cards"]


def test_a_static_file_s_address_holds_the_hash_of_them_all():
    assert asset("study.css") == f"/static/{static_version()}/study.css"
    assert len(static_version()) == 12


def test_a_drawing_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in icon("flag")


def test_a_name_that_a_page_does_not_know_is_an_error():
    pages = make_pages(data_folder("templates"), [])
    with pytest.raises(UndefinedError):
        pages.environment.from_string("{{ nothing }}").render()


def test_what_is_shown_is_escaped():
    pages = make_pages(data_folder("templates"), [])
    text = pages.environment.from_string("{{ it }}").render(it="<b>\"'&")

    assert text == "&lt;b&gt;&#34;&#39;&amp;"


def test_a_fragment_is_the_same_region_that_the_page_holds(visitor):
    question = visitor.get("/practice")
    showing = question.one("input", name="showing")["value"]
    region = visitor.get("/practice", HTMX)
    fresh = region.one("input", name="showing")["value"]

    same = region.text.replace(fresh, showing).strip()
    assert same.splitlines()[0] in question.text
    assert [it.tag for it in region.elements if not it.parents] == ["section"]


def test_every_form_of_practice_works_with_and_without_scripts(visitor):
    answered = visitor.send(visitor.get("/practice"), "/answer", skip="1")
    for page in (visitor.get("/practice"), answered):
        for form in page.within(page.one("section", id="sitting")):
            if form.tag == "form":
                assert form["method"] == "post"
                assert form["action"] == form["hx-post"]
                assert form["hx-target"] == "#sitting"
                assert form["hx-swap"] == "outerHTML"
                assert any(it.tag == "button" for it in page.within(form))


def test_a_write_by_htmx_says_which_address_to_show(visitor):
    question = visitor.get("/practice?bank=aid")
    answered = visitor.swap(question, "/answer", skip="1")
    showing = question.one("input", name="showing")["value"]

    assert answered.headers["hx-push-url"] == f"/practice/answers/{showing}?bank=aid"
    assert "hx-push-url" not in visitor.get("/practice").headers
