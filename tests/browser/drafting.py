"""A document to draft from in a browser, and how to get to every page of drafting."""

import time

from playwright.sync_api import Page, expect

from study.banks.documents import DocumentFile
from study.web.jobs import Cancelled, Progress
from tests.browser.acting import DRAWN
from tests.browser.serving import Site
from tests.builders import WHO, a_document, brought_in, rows, written
from tests.drafting import a_draft, accepted, kept, many, rejected

CANAL = """\
## The canals of the county

In March 1761, James Brindley opened the Bridgewater Canal between Worsley and Manchester.

The Duke of Bridgewater paid £168,000 for the canal. In 1776, Hugh Henshall completed the \
extension of the Bridgewater Canal to Runcorn.

In 1767, Matthew Fletcher built the Fletcher Canal at Clifton. John Nightingale surveyed the \
Manchester, Bolton and Bury Canal in 1792.

In 1894, Queen Victoria opened the Manchester Ship Canal at Mode Wheel Locks. Edward Leader \
Williams designed the Barton Swing Aqueduct in 1893.

The Rochdale Canal was opened in December 1804. In 1804, the Rochdale Canal crossed the Pennines \
with 92 locks.

The Ashton Canal was completed in 1796. In 1948, the Transport Act nationalised 2,000 miles of \
canals in Great Britain.
"""


def canal() -> DocumentFile:
    """A short text with many facts in it."""
    return a_document(
        CANAL,
        id="canals",
        title="The canals of the county",
        author="",
        publisher="",
        published="1950",
        viewpoint="",
    )


def with_canal(site: Site) -> None:
    """Puts the document into the site's library."""
    folder = site.file.parent / "canals"
    brought_in(site.database, written(folder, documents=[canal()]))


# --- how to get there --------------------------------------------------------------------


def ordering(page: Page, _site: Site) -> None:
    page.goto("/documents/xinhua")
    page.get_by_role("link", name="Draft questions").click()
    page.wait_for_url("**/drafts/new*")
    page.evaluate(DRAWN)


def refused(page: Page, _site: Site) -> None:
    page.goto("/drafts/new")
    page.get_by_role("button", name="Draft questions").click()
    expect(page.get_by_text("Choose a document to draft from.")).to_be_visible()


def running(page: Page, site: Site) -> None:
    """A drafting that goes on until somebody cancels it, or the site begins again."""
    kept(site.database, a_draft())

    def work(progress: Progress) -> None:
        while site.count("draft"):
            progress("Reading", 4_000, 10_000)
            time.sleep(0.05)
        raise Cancelled

    site.jobs.forget(WHO, "drafting long")
    site.jobs.start(WHO, "drafting long", work)
    page.goto("/drafts/runs/long")
    expect(page.locator("progress")).to_be_visible()


def cancelled(page: Page, site: Site) -> None:
    running(page, site)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", name="Drafting was cancelled")).to_be_visible()


def outcome(page: Page, site: Site) -> None:
    kept(site.database, a_draft("city-0"))
    site.jobs.forget(WHO, "drafting done")
    site.jobs.start(WHO, "drafting done", lambda _: kept(site.database, *many(5)))
    page.goto("/drafts/runs/done")
    page.get_by_text("Sentences that nothing was asked about").click()
    page.evaluate(DRAWN)


def desk(page: Page, site: Site) -> None:
    kept(site.database, *many(12))
    accepted(site.database, "city-0")
    rejected(site.database, "city-1")
    after = rows(site.database, "SELECT id FROM draft WHERE slug = 'city-1'")[0][0]
    page.goto(f"/drafts?after={after}&kind=short")
    page.get_by_text("things were tested").click()
    page.evaluate(DRAWN)


def rejecting(page: Page, site: Site) -> None:
    desk(page, site)
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Not worth learning")).to_be_visible()


def all_read(page: Page, site: Site) -> None:
    kept(site.database, a_draft())
    accepted(site.database)
    page.goto(f"/drafts?after={rows(site.database, 'SELECT id FROM draft')[0][0]}")


def unread(page: Page, site: Site) -> None:
    kept(site.database, *many(12))
    page.goto("/drafts/all")


def fared(page: Page, site: Site) -> None:
    kept(site.database, *many(30))
    for number in range(25):
        (rejected if number % 3 else accepted)(site.database, f"city-{number}")
    page.goto("/drafts/statistics")
