"""A server with the ten types of question, one with the shipped banks, and watched pages."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.acting import NOTE_SWAPS
from tests.browser.serving import Site, running
from tests.browser.watching import watched

PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def _ten_types(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("ten"), sqlite_template) as site:
        yield site


@pytest.fixture(scope="session")
def _shipped(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("shipped"), sqlite_template, shipped=True) as site:
        yield site


@pytest.fixture
def site(_ten_types: Site) -> Site:
    """A server with one question of each type, none of them seen yet."""
    _ten_types.begin_again()
    return _ten_types


@pytest.fixture
def shipped(_shipped: Site) -> Site:
    """A server with the banks that come with the program, none of them begun."""
    _shipped.begin_again()
    return _shipped


@contextmanager
def visit(browser: Browser, url: str, **options: Any) -> Iterator[BrowserContext]:
    """A context of a browser that must not complain or call elsewhere while it is open."""
    context = browser.new_context(base_url=url, **options)
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(NOTE_SWAPS)
    watch = watched(context, url)
    yield context
    context.close()
    assert watch.complaints == []
    assert watch.strangers == []


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A visitor with scripts."""
    with visit(browser, site.url) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab of a visitor with scripts."""
    return context.new_page()


@pytest.fixture
def plain_page(browser: Browser, site: Site) -> Iterator[Page]:
    """A tab of a visitor without scripts."""
    with visit(browser, site.url, java_script_enabled=False) as opened:
        yield opened.new_page()


@pytest.fixture
def page_with(browser: Browser, site: Site) -> Iterator[Open]:
    """Opens a tab of a visitor with other options of the browser."""
    with ExitStack() as visits:

        def open_page(**options: Any) -> Page:
            return visits.enter_context(visit(browser, site.url, **options)).new_page()

        yield open_page
