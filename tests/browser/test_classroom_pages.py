"""Every page of a classroom: barriers, headings, width, sizes of what is pressed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.acting import DRAWN
from tests.browser.classroom_pages import PLACES, Place, School, a_school, let_in
from tests.browser.conftest import visit
from tests.browser.test_pages import WIDE, barriers, misfits


@pytest.fixture(scope="module")
def school(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with a_school(tmp_path_factory.mktemp("school"), sqlite_template) as opened:
        yield opened


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_of_a_classroom_serves_everybody(
    browser: Browser, school: School, place: Place
) -> None:
    with visit(browser, school.site.url, viewport=WIDE, reduced_motion="reduce") as opened:
        let_in(opened, school, place.who)
        page = opened.new_page()
        answer = page.goto(place.path(school))
        assert answer is not None
        assert answer.status == 200
        page.evaluate(DRAWN)
        expect(page).to_have_title(place.title)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("h1")).to_have_count(1)
        faults = {what: found for what, found in (barriers(page) | misfits(page)).items() if found}
        assert faults == {}, json.dumps(faults, indent=1)
