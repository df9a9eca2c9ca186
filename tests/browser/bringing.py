"""Files that are brought in a browser, and how to get to every page of it."""

import time
from collections.abc import Mapping
from dataclasses import replace

from playwright.sync_api import FilePayload, Page, expect

from study.banks.documents import write_document
from study.banks.writing import write_bank
from study.domain.questions import Bank
from study.web.jobs import Cancelled, Progress
from tests.bringing import edited
from tests.browser.acting import DRAWN
from tests.browser.banks import one_of_each
from tests.browser.serving import Site
from tests.builders import TEXT, WHO, a_bank, a_document, some_questions
from tests.domain.builders import a_short


def payload(name: str, content: str | bytes) -> FilePayload:
    """A file as a person chooses it."""
    data = content if isinstance(content, bytes) else content.encode()
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def choose(page: Page, files: Mapping[str, str | bytes]) -> None:
    """Goes to the form and chooses these files."""
    page.goto("/banks/import")
    page.get_by_label("Files").set_input_files([payload(*file) for file in files.items()])


def bring(page: Page, files: Mapping[str, str | bytes]) -> None:
    """Brings files in as far as the page of what they would change."""
    choose(page, files)
    page.get_by_role("button", name="Show what would change").click()
    page.wait_for_url("**/banks/import/*")
    expect(page.locator("progress")).to_have_count(0)


def take_everything(page: Page) -> None:
    """Decides for everything, and waits for what that did."""
    page.get_by_role("button", name="Bring in everything").click()
    page.wait_for_url("**/banks/imports/*")


def be_read(page: Page, site: Site) -> str:
    """Brings a file in whose reading goes on until somebody stops it, or the site begins again."""
    bring(page, {"lakes.yaml": write_bank(lakes())})
    key = f"import {page.url.rsplit('/', 1)[1]}"

    def work(progress: Progress) -> None:
        while site.count("upload"):
            progress("Reading geography-of-the-world.yaml", 4_000, 10_000)
            time.sleep(0.05)
        raise Cancelled

    site.jobs.forget(WHO, key)
    site.jobs.start(WHO, key, work)
    page.goto(page.url)
    expect(page.locator("progress")).to_be_visible()
    return page.url


# --- what is brought ---------------------------------------------------------------------


def lakes(count: int = 3, **changes: object) -> Bank:
    """A bank that is not here yet."""
    return a_bank(*some_questions(count), **({"id": "lakes", "title": "Lakes"} | changes))


MISTAKES = """
  - id: typo
    type: short
    prompt: Which town?
    anwsers: [Chongqing]
    cite: [{document: xinhua, quote: The wartime capital was Chongqing}]
  - id: nowhere
    type: numeric
    prompt: How many?
    answer: 1235
    cite: [{document: xinhua, quote: "supplied China with 1,999 aircraft"}]
  - id: essay
    type: flashcard
    prompt: What do you think of it?
    answer: A great deal.
"""


def much_changed() -> dict[str, str]:
    """The bank and document that are here, in which something of everything differs."""
    aid, cloze, *others, _figures = one_of_each()
    changed = [
        replace(aid, prompt="Who sent *aircraft* and advisers?"),
        replace(cloze, text="The USSR sent {{c1::1,236::how many}} aircraft."),
    ]
    kept = [replace(it, prompt="Which town?") if it.id == "city" else it for it in others]
    new = a_short(id="new", prompt="Which river?")
    bank = a_bank(*changed, *kept, new, title="Help from far away")
    words = TEXT.replace("was Chongqing, which", "was then the city of Chungking, which")
    return {
        "aid.yaml": write_bank(bank).rstrip("\n") + MISTAKES,
        "xinhua.md": write_document(a_document(words)),
    }


# --- how to get there --------------------------------------------------------------------


def refused(page: Page, _site: Site) -> None:
    page.goto("/banks/import")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("Choose a file, or paste the text of one.")).to_be_visible()


def pasting(page: Page, _site: Site) -> None:
    page.goto("/banks/import")
    page.get_by_text("Or paste the text of a file").click()
    page.evaluate(DRAWN)


def proposal(page: Page, site: Site) -> None:
    edited(site.database, "aid/city", prompt="Which city was it?")
    bring(page, much_changed())
    page.evaluate(DRAWN)


def long_proposal(page: Page, _site: Site) -> None:
    bring(page, {"lakes.yaml": write_bank(lakes(450))})
    page.get_by_role("link", name="The other 250").click()
    page.wait_for_url("**from=200")


def problems_only(page: Page, _site: Site) -> None:
    bring(page, {"lakes.yaml": "format: study-bank/1\nid: Lakes of the world\nquestions: [\n"})


def nothing_new(page: Page, _site: Site) -> None:
    bring(page, {"aid.yaml": write_bank(a_bank(*one_of_each()))})


def reading(page: Page, site: Site) -> None:
    be_read(page, site)


def stopped(page: Page, site: Site) -> None:
    be_read(page, site)
    page.get_by_role("button", name="Stop reading").click()
    expect(page.get_by_role("heading", name="The reading was stopped")).to_be_visible()


def overtaken(page: Page, site: Site) -> None:
    bring(page, {"aid.yaml": write_bank(a_bank(*one_of_each(), title="Other"))})
    edited(site.database, "aid/city", prompt="Which city was it?")
    page.get_by_role("button", name="Bring in everything").click()
    expect(page.get_by_role("heading", name="Somebody was quicker")).to_be_visible()


def batch(page: Page, site: Site) -> None:
    proposal(page, site)
    take_everything(page)


def taken_back(page: Page, site: Site) -> None:
    batch(page, site)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("This was taken back.")).to_be_visible()


def batches(page: Page, site: Site) -> None:
    taken_back(page, site)
    page.goto("/banks/imports")


def stale(page: Page, site: Site) -> None:
    batch(page, site)
    page.goto("/banks/stale")
