"""Every page in every state: barriers, headings, width, sizes of what is pressed."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.browser.acting import DRAWN, stage
from tests.browser.conftest import Open
from tests.browser.pages import PLACES, Place
from tests.browser.serving import Site

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}
LARGE_TEXT = {"width": 640, "height": 900}
VIOLATIONS = """
async (rules) => {
  const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
  if (rules) options.runOnly = { type: "rule", values: rules };
  const { violations } = await axe.run(options);
  return violations.map(it => `${it.id}: ${it.nodes.map(node => node.target).join(", ")}`);
}
"""
# Of all rules only these depend on the colours.
COLOURS = ["color-contrast", "link-in-text-block"]
# What sticks out to the right, unless it scrolls within a box of its own.
TOO_WIDE = """
() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("body *")]
    .filter(it => it.getBoundingClientRect().right > room + 1 && !it.closest(".scroll, .unseen"))
    .map(it => `${it.tagName} ${it.className} ${Math.round(it.getBoundingClientRect().right)}`);
}
"""
# A link within a sentence is as high as its line; everything else takes a finger.
TOO_SMALL = """
least => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter(it => it.checkVisibility() && it.type !== "hidden" && !it.matches(".skip"))
  .map(it => it.matches("[type=radio], [type=checkbox]") ? it.closest("label") : it)
  .filter(it => {
    const words = it.parentElement.textContent.trim().length > it.textContent.trim().length;
    return !(it.matches("a") && getComputedStyle(it).display === "inline" && words);
  })
  .map(it => [it, it.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < least || height < least)
  .map(([it, { width, height }]) => `${it.outerHTML.slice(0, 90)} ${width} x ${height}`)
"""


@cache
def axe() -> str:
    """The program that looks for barriers."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def barriers(page: Page) -> dict[str, Any]:
    """What axe finds in this page, by how it is shown."""
    page.evaluate(axe())
    found = {"barriers, wide, light": page.evaluate(VIOLATIONS, None)}
    page.set_viewport_size(NARROW)
    found["barriers, narrow, light"] = page.evaluate(VIOLATIONS, None)
    page.emulate_media(color_scheme="dark")
    found["barriers, narrow, dark"] = page.evaluate(VIOLATIONS, COLOURS)
    page.set_viewport_size(WIDE)
    found["barriers, wide, dark"] = page.evaluate(VIOLATIONS, COLOURS)
    return found


def misfits(page: Page) -> dict[str, Any]:
    """What does not fit a narrow window or text of twice the size, and what is hard to hit."""
    found = {"small targets": page.evaluate(TOO_SMALL, 24)}
    page.set_viewport_size(NARROWEST)
    found["too wide for 320 px"] = page.evaluate(TOO_WIDE)
    page.set_viewport_size(LARGE_TEXT)
    twice = {"fontSizes": {"standard": 32, "fixed": 26}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", twice)
    page.evaluate(DRAWN)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "34px"
    found["too wide with large text"] = page.evaluate(TOO_WIDE)
    return found


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_serves_everybody(page_with: Open, site: Site, place: Place) -> None:
    page = page_with(viewport=WIDE, reduced_motion="reduce")
    place.open(page, site)
    expect(page).to_have_title(place.title)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_count(1)
    faults = {what: found for what, found in (barriers(page) | misfits(page)).items() if found}
    assert faults == {}, json.dumps(faults, indent=1)


@pytest.mark.parametrize("viewport", [NARROWEST, NARROW])
def test_ratings_are_large_enough_for_a_thumb(
    page_with: Open, site: Site, viewport: dict[str, int]
) -> None:
    page = page_with(viewport=viewport)
    page.goto(site.question("aid"))
    page.keyboard.press("Space")
    stage(page, "answered")
    boxes = [button.bounding_box() for button in page.locator(".rating").all()]
    assert len(boxes) == 4
    assert all(box and min(box["width"], box["height"]) >= 44 for box in boxes)


SEEN_FORCED = ("home, first visit", "answered, multiple", "document, cited", "progress")


@pytest.mark.parametrize(
    "place", [it for it in PLACES if it.name in SEEN_FORCED], ids=lambda place: place.name
)
def test_forced_colours_show_every_page(page_with: Open, site: Site, place: Place) -> None:
    page = page_with(forced_colors="active", reduced_motion="reduce")
    place.open(page, site)
    expect(page.locator("h1")).to_be_visible()
    page.evaluate(axe())
    assert page.evaluate(VIOLATIONS, ["color-contrast"]) == []


MOVING = """
[...document.querySelectorAll("*")].filter(it =>
  it.getAnimations().length || parseFloat(getComputedStyle(it).transitionDuration)).length
"""


def test_nothing_moves_for_whoever_asks_for_stillness(page_with: Open, site: Site) -> None:
    page = page_with(reduced_motion="reduce")
    page.goto(site.question("aid"))
    page.keyboard.press("Space")
    stage(page, "answered")
    assert page.evaluate(MOVING) == 0
