"""What a page costs and where it calls: bytes, hosts, complaints, and things that jump."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.acting import DRAWN, stage
from tests.browser.conftest import visit
from tests.browser.serving import Site

MOST_BYTES = 60_000
SHIFTS = """
new Promise(done => {
  const seen = [];
  new PerformanceObserver(list => seen.push(...list.getEntries()))
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(
    seen.filter(it => !it.hadRecentInput).map(it => it.value))));
})
"""
ADDRESSES = (
    "/",
    "/practice",
    "/banks",
    "/banks/xinhua-putin-2025",
    "/documents",
    "/documents/soviet-japanese-talks",
    "/progress",
    "/settings",
    "/nowhere",
)


@pytest.fixture
def reader(browser: Browser, shipped: Site) -> Iterator[Page]:
    """A tab on the shipped banks; what it complains of or calls elsewhere fails the test."""
    with visit(browser, shipped.url) as context:
        yield context.new_page()


def bytes_received(page: Page) -> list[float]:
    """A list that grows with every reply, headers and all."""
    sizes: list[float] = []

    def note(event: dict[str, Any]) -> None:
        sizes.append(event["encodedDataLength"])

    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", note)
    return sizes


def test_a_first_visit_is_light(reader: Page) -> None:
    sizes = bytes_received(reader)
    reader.goto("/", wait_until="networkidle")
    assert len(sizes) >= 5
    assert sum(sizes) <= MOST_BYTES


def test_the_second_page_costs_only_itself(reader: Page) -> None:
    reader.goto("/", wait_until="networkidle")
    sizes = bytes_received(reader)
    reader.goto("/banks", wait_until="networkidle")
    assert sum(size > 0 for size in sizes) == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_calls_nobody_and_complains_of_nothing(reader: Page, address: str) -> None:
    reader.goto(address, wait_until="networkidle")
    assert reader.locator("h1").count() == 1


@pytest.mark.parametrize("address", ["/", "/practice"])
def test_nothing_jumps_while_a_page_is_loaded(reader: Page, address: str) -> None:
    reader.goto(address, wait_until="load")
    reader.evaluate(DRAWN)
    assert sum(reader.evaluate(SHIFTS)) <= 0.01


def test_nothing_jumps_when_an_ordering_question_is_loaded(page: Page, site: Site) -> None:
    page.goto(site.question("events"))
    stage(page, "question")
    assert sum(page.evaluate(SHIFTS)) <= 0.01
