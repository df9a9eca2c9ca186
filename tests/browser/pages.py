"""Every page in every state that a learner can meet, each with how to get there."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page, expect

from study.domain.asking import Sent
from study.domain.scheduling import Rating
from tests.browser import bringing, drafting, writing
from tests.browser.acting import DRAWN
from tests.browser.banks import SLUGS
from tests.browser.serving import Site
from tests.builders import NOW, with_settings
from tests.practising import answered, asked, studied

# What a question refuses: these kinds need something to be chosen or typed.
REFUSING = ("cloze", "single", "multiple", "true_false", "short", "numeric", "matching")


@dataclass(frozen=True)
class Place:
    """A page to look at: its name, what brings a tab there, and the title of that page."""

    name: str
    open: Callable[[Page, Site], None]
    begins: str

    @property
    def title(self) -> re.Pattern[str]:
        return re.compile(rf"^{self.begins}.* · Study$")


def at(path: str) -> Callable[[Page, Site], None]:
    return lambda page, _site: go(page, path)


def go(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate(DRAWN)


def with_history(page: Page, site: Site, path: str) -> None:
    """A page after three weeks with some cards done and others waiting."""
    for day in range(0, 22, 3):
        studied(site.database, Rating(1 + day % 4), NOW + timedelta(days=day))
    site.clock.now = NOW + timedelta(days=22)
    go(page, path)


def with_nothing_due(page: Page, site: Site, path: str) -> None:
    with_settings(site.database, new_a_day=1)
    studied(site.database, Rating.EASY)
    go(page, path)


def question(kind: str) -> Callable[[Page, Site], None]:
    return lambda page, site: go(page, site.question(SLUGS[kind]))


def refused(kind: str) -> Callable[[Page, Site], None]:
    def open_page(page: Page, site: Site) -> None:
        go(page, site.question(SLUGS[kind]))
        page.get_by_role("button", name="Check answer").click()
        expect(page.locator("#answer-error")).to_be_visible()

    return open_page


ANSWERS = {
    "flashcard": Sent(),
    "cloze": Sent(text=("1,234",)),
    "single": Sent(choice=("0",)),
    "multiple": Sent(choice=("0", "1")),
    "true_false": Sent(choice=("0",)),
    "short": Sent(text=("Chonqing",)),
    "numeric": Sent(text=("1,2",)),
    "ordering": Sent(place=("1", "2", "3", "4")),
    "matching": Sent(match=("0", "", "1")),
    "comparison": Sent(text=("Both name aircraft.",)),
}


def given(kind: str) -> Callable[[Page, Site], None]:
    def open_page(page: Page, site: Site) -> None:
        question = asked(site.database, card_id=site.card(SLUGS[kind]))
        answered(site.database, question, ANSWERS[kind])
        go(page, f"/practice/answers/{question.card.showing}")

    return open_page


def cited(page: Page, site: Site) -> None:
    """A document with the words that an answered question cites, and a way back."""
    given("comparison")(page, site)
    page.get_by_role("link", name="Read it in the document").first.click()
    page.wait_for_url("**/documents/**")


def wrong_settings(page: Page, _site: Site) -> None:
    go(page, "/settings")
    page.get_by_label("New cards a day").fill("many")
    page.get_by_role("button", name="Save the settings").click()
    expect(page.locator("#new_a_day-error")).to_be_visible()


def refused_waiver(page: Page, _site: Site) -> None:
    go(page, "/banks/aid/waive?check=key-not-in-quote&question=city")
    page.get_by_role("button", name="Set it aside").click()
    expect(page.locator("#reason-error")).to_be_visible()


def with_keys(page: Page, _site: Site) -> None:
    go(page, "/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


PLACES = (
    Place("home, first visit", at("/"), "Today"),
    Place("home, cards waiting", lambda page, site: with_history(page, site, "/"), "Today"),
    Place("home, nothing due", lambda page, site: with_nothing_due(page, site, "/"), "Today"),
    *(Place(f"question, {kind}", question(kind), "Question – Help") for kind in SLUGS),
    *(Place(f"refused, {kind}", refused(kind), "Question – Help") for kind in REFUSING),
    *(Place(f"answered, {kind}", given(kind), r"\S.+ – Help") for kind in SLUGS),
    Place("finished", lambda page, site: with_nothing_due(page, site, "/practice"), "Done for"),
    Place("banks", at("/banks"), "Banks"),
    Place("bank", lambda page, site: with_history(page, site, "/banks/aid"), "Help from outside"),
    Place("bank, remarks", lambda page, site: with_history(page, site, "/banks/aid/lint"), "Help"),
    Place("remark, set aside", refused_waiver, "Set a remark aside"),
    Place("documents", at("/documents"), "Documents"),
    Place("document", at("/documents/xinhua"), "An interview on the war"),
    Place("document, cited", cited, "An interview on the war"),
    Place("coverage", at("/documents/xinhua/coverage"), "What is asked about"),
    Place("search", at("/search"), "Search"),
    Place("search, found", at("/search?q=aircraft"), "Search: aircraft"),
    Place("search, nothing found", at("/search?q=zeppelin"), "Search: zeppelin"),
    Place("progress, empty", at("/progress"), "Progress"),
    Place("progress", lambda page, site: with_history(page, site, "/progress"), "Progress"),
    Place("settings", at("/settings"), "Settings"),
    Place("settings, wrong", wrong_settings, "Settings"),
    Place("keys", with_keys, "Today"),
    Place("not found", at("/nowhere"), "Not found"),
    Place("import", at("/banks/import"), "Bring in a bank"),
    Place("import, pasting", bringing.pasting, "Bring in a bank"),
    Place("import, refused", bringing.refused, "Bring in a bank"),
    Place("import, reading", bringing.reading, "Reading the files"),
    Place("import, stopped", bringing.stopped, "The reading was stopped"),
    Place("import, proposal", bringing.proposal, "What would change"),
    Place("import, more", bringing.long_proposal, "What would change"),
    Place("import, mistakes", bringing.problems_only, "Nothing to bring in"),
    Place("import, nothing new", bringing.nothing_new, "Nothing to change"),
    Place("import, overtaken", bringing.overtaken, "Somebody was quicker"),
    Place("imports", bringing.batches, "What was brought in"),
    Place("imports, one", bringing.batch, "Files brought in"),
    Place("imports, taken back", bringing.taken_back, "Files brought in"),
    Place("drafting", drafting.ordering, "Draft questions"),
    Place("drafting, refused", drafting.refused, "Draft questions"),
    Place("drafting, running", drafting.running, "Drafting questions"),
    Place("drafting, cancelled", drafting.cancelled, "Drafting was cancelled"),
    Place("drafting, done", drafting.outcome, "4 drafts to read"),
    Place("drafts", drafting.desk, "Drafts to read"),
    Place("drafts, rejecting", drafting.rejecting, "Drafts to read"),
    Place("drafts, all read", drafting.all_read, "This batch is read"),
    Place("drafts, none", at("/drafts"), "No drafts to read"),
    Place("drafts, unread", drafting.unread, "Accept drafts unread"),
    Place("drafts, fared", drafting.fared, "How drafts fared"),
    Place("stale", bringing.stale, "What the documents no longer say"),
    Place("stale, none", at("/banks/stale"), "What the documents no longer say"),
    *(Place(f"writing, {kind}", writing.new(kind), "A new question – Help") for kind in SLUGS),
    *(
        Place(f"editing, {kind}", at(f"/banks/aid/questions/{slug}/edit"), "Edit a question")
        for kind, slug in SLUGS.items()
    ),
    Place("writing, refused", writing.refused, "A new question"),
    Place("writing, quote missing", writing.missing, "A new question"),
    Place("writing, words selected", writing.selecting, "A new question"),
    Place("editing, previewed", writing.previewed, "Edit a question"),
    Place("editing, in conflict", writing.conflicting, "Edit a question"),
    Place("draft", writing.drafted, "Complete a draft"),
    Place("bank, drafts", writing.with_drafts, "Help from outside"),
    Place("versions", writing.edited, "Versions of a question"),
    Place("manage", at("/banks/aid/manage"), "Manage the questions"),
    Place("manage, done", writing.done, "Manage the questions"),
    Place("manage, refused", writing.refused_act, "Manage the questions"),
    Place("replacing", writing.replacing, "What would be replaced"),
    Place("new bank", at("/banks/new"), "A new bank"),
    Place("new bank, refused", writing.refused_bank, "A new bank"),
    Place("bank, its fields", at("/banks/aid/edit"), "What this bank says of itself"),
    Place("exports", at("/banks/aid/exports?format=gift"), "Take the bank away"),
    Place("document, words selected", writing.selected_to_ask, "An interview on the war"),
    Place("asking", writing.asking, "Ask about these words"),
)
