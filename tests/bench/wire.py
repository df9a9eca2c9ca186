"""A first visit in a real browser: bytes over the wire, foreign hosts, and what moves."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.bench.measuring import serving_study
from tests.bench.report import Options, Row, limit_row, missing

SIZES = ((1280, 800), (390, 844))
SHIFTS = (
    "window.shifted = 0; new PerformanceObserver(list => { for (const entry of list.getEntries()) "
    "window.shifted += entry.value; }).observe({type: 'layout-shift', buffered: true});"
)
SETTLED = 700


@dataclass
class Visit:
    """What one page made the browser fetch."""

    total: float = 0
    requests: int = 0
    foreign: list[str] = field(default_factory=list)
    shift: float = 0

    def finished(self, event: dict[str, Any]) -> None:
        """Adds a file as it was on the wire, headers included."""
        self.total += event["encodedDataLength"]
        self.requests += 1

    def sent(self, event: dict[str, Any]) -> None:
        """Remembers a request that leaves this computer."""
        url = urlsplit(event["request"]["url"])
        if url.scheme not in {"data", "blob"} and url.hostname != "127.0.0.1":
            self.foreign.append(url.geturl())


def measure(options: Options) -> Iterator[Row]:
    """Rows for the first visit of the home page and of practice, at two widths."""
    program = chromium.find_chromium()
    if program is None:
        yield missing("first visit", chromium.MISSING)
        return
    with contextlib.ExitStack() as stack:
        server = serving_study(stack, options.folder / "study.db")
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=program, args=list(chromium.FLAGS))
        for path in ("/", "/practice"):
            visits = [
                _visit(browser, f"http://127.0.0.1:{server.port}{path}", size) for size in SIZES
            ]
            yield from _rows(path, visits)
        browser.close()


def _visit(browser: Browser, url: str, size: tuple[int, int]) -> Visit:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page, visit = context.new_page(), Visit()
    wire = context.new_cdp_session(page)
    wire.on("Network.loadingFinished", visit.finished)
    wire.on("Network.requestWillBeSent", visit.sent)
    wire.send("Network.enable")
    page.add_init_script(SHIFTS)
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(SETTLED)
    visit.shift = page.evaluate("window.shifted")
    context.close()
    return visit


def _rows(path: str, visits: list[Visit]) -> Iterator[Row]:
    most = max(visits, key=lambda visit: visit.total)
    shown = f"{most.total / 1000:.1f} KB in {most.requests} requests"
    yield Row(
        f"first visit of {path}", shown, "≤ 60 KB", most.total <= 60_000 and most.requests > 0
    )
    foreign = sum(len(visit.foreign) for visit in visits)
    yield limit_row(f"requests of {path} to other hosts", foreign, 0, "")
    shifts = ", ".join(f"{visit.shift:.4f}" for visit in visits)
    widths = " and ".join(str(width) for width, _ in SIZES)
    yield limit_row(
        f"layout shift of {path} at {widths} px", max(v.shift for v in visits), 0, "", shifts
    )
