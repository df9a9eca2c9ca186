"""axe on every page, light and dark, wide and narrow; and what axe does not look for."""

import json
from functools import cache
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.browser.acting import stage
from tests.browser.conftest import Open
from tests.browser.pages import PLACES, Place
from tests.browser.serving import Site

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
FOUND = """
async (rules) => {
  const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
  if (rules) options.runOnly = { type: "rule", values: rules };
  const { violations } = await axe.run(options);
  return violations.map(it => `${it.id}: ${it.nodes.map(node => node.target).join(", ")}`);
}
"""
# Of all rules only these depend on the colours.
COLOURS = ["color-contrast", "link-in-text-block"]


@cache
def axe() -> str:
    """The program that looks for barriers."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def barriers(page: Page) -> dict[str, list[str]]:
    """What axe finds in this page, by how it is shown."""
    found = {}
    page.evaluate(axe())
    for width, viewport in (("wide", WIDE), ("narrow", NARROW)):
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            rules = COLOURS if scheme == "dark" else None
            found[f"{width}, {scheme}"] = page.evaluate(FOUND, rules)
    return {how: what for how, what in found.items() if what}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_has_no_barriers(page_with: Open, site: Site, place: Place) -> None:
    page = page_with(viewport=WIDE, reduced_motion="reduce")
    place.open(page, site)
    assert json.dumps(barriers(page), indent=1) == "{}"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_has_one_heading_a_language_and_a_title_of_its_own(
    page: Page, site: Site, place: Place
) -> None:
    place.open(page, site)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.title().endswith(" · Study")
    assert page.title() != " · Study"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", [it for it in PLACES if it.name in {
    "home, cards waiting", "question, single", "answered, single", "document, cited", "progress"
}], ids=lambda place: place.name)
def test_forced_colours_keep_everything_visible(
    page_with: Open, site: Site, place: Place, scheme: str
) -> None:
    page = page_with(forced_colors="active", color_scheme=scheme, reduced_motion="reduce")
    place.open(page, site)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.evaluate(axe())
    assert page.evaluate(FOUND, ["color-contrast"]) == []


def test_nothing_moves_for_whoever_asks_for_stillness(page_with: Open, site: Site) -> None:
    page = page_with(reduced_motion="reduce")
    page.goto(site.question("aid"))
    page.keyboard.press("Space")
    stage(page, "answered")
    moving = "[...document.querySelectorAll('*')].filter(it => it.getAnimations().length).length"
    slow = "[...document.querySelectorAll('*')].filter(it => parseFloat(getComputedStyle(it).transitionDuration)).length"
    assert (page.evaluate(moving), page.evaluate(slow)) == (0, 0)
