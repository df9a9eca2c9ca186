"""How a tab gets to the pages on which questions are written and looked after."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from study.actions import completing
from study.storage import banks
from tests.browser.acting import DRAWN
from tests.browser.serving import Site
from tests.builders import NOW

NEW = "/banks/aid/questions/new"
CITY = "/banks/aid/questions/city"
MANAGE = "/banks/aid/manage"


def go(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate(DRAWN)


def new(kind: str) -> Callable[[Page, Site], None]:
    return lambda page, _site: go(page, f"{NEW}?type={kind}")


def save(page: Page) -> None:
    page.locator("[data-save]").click()


def select(page: Page, words: str, *, within: str = "[data-from]") -> None:
    """Selects words of the page as a mouse would, wherever marks or hidden words stand."""
    page.evaluate(SELECT, [within, words])


SELECT = """
([within, words]) => {
  for (const element of document.querySelectorAll(within)) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement.closest(".unseen")) nodes.push(walker.currentNode);
    }
    const start = nodes.map(it => it.data).join("").indexOf(words);
    if (start < 0) continue;
    const range = document.createRange();
    let at = 0;
    for (const node of nodes) {
      const [from, to] = [start - at, start + words.length - at];
      if (from >= 0 && from < node.length) range.setStart(node, from);
      if (to > 0 && to <= node.length) range.setEnd(node, to);
      at += node.length;
    }
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
  throw new Error(`“${words}” is not on this page`);
}
"""


def refused(page: Page, site: Site) -> None:
    """A form with everything wrong that can be."""
    new("single")(page, site)
    page.get_by_label("Option 1", exact=True).fill("Chongqing")
    page.get_by_label("Document of citation 1").select_option("xinhua")
    page.get_by_label("Quote 1").fill("The wartime capital was Nanjing, which was bombed.")
    save(page)
    expect(page.locator("#f-prompt-error")).to_be_visible()


def missing(page: Page, site: Site) -> None:
    """A quote that is not in its document, with what comes closest."""
    new("short")(page, site)
    page.get_by_label("Document of citation 1").select_option("xinhua")
    page.get_by_label("Quote 1").fill("The wartime capitol was Nanjing, which")
    expect(page.locator("#state-r1.missing")).to_be_visible()


def conflicting(page: Page, site: Site) -> None:
    """A question that somebody else has changed meanwhile."""
    go(page, f"{CITY}/edit")
    page.get_by_label("Hint").fill("Mine.")
    other = page.context.new_page()
    go(other, f"{CITY}/edit")
    other.get_by_label("Hint").fill("Theirs.")
    save(other)
    other.wait_for_url("**/banks/aid#*")
    other.close()
    save(page)
    expect(page.locator(".theirs")).to_be_visible()


def previewed(page: Page, _site: Site) -> None:
    go(page, f"{CITY}/edit")
    page.get_by_text("As the learner sees it").click()
    expect(page.locator("#preview .face").first).to_be_visible()


def selecting(page: Page, site: Site) -> None:
    new("short")(page, site)
    select(page, "supplied China with 1,235 aircraft")
    expect(page.get_by_role("button", name="Cite these words")).to_be_visible()


def edited(page: Page, _site: Site) -> None:
    """The versions of a question that has two."""
    go(page, f"{CITY}/edit")
    page.get_by_label("Hint").fill("On the Yangtze.")
    save(page)
    page.wait_for_url("**/banks/aid#*")
    go(page, f"{CITY}/versions")


def drafted(page: Page, site: Site) -> None:
    """A draft in the form that completes it."""
    fields = {"id": "route", "type": "short", "prompt": "By which route did the help come?"}
    with site.database.write() as db:
        bank = banks.bank(db, "aid")
        draft = completing.keep(db, bank, fields, ["It cites no passage."], NOW)
    go(page, f"/banks/aid/drafts/{draft}/edit")


def with_drafts(page: Page, site: Site) -> None:
    drafted(page, site)
    go(page, "/banks/aid")
    expect(page.locator("#drafts")).to_be_visible()


def done(page: Page, _site: Site) -> None:
    """The list after an act."""
    go(page, MANAGE)
    page.get_by_role("button", name="Tick all").click()
    page.get_by_label("Tags, separated by commas").fill("war")
    page.get_by_role("button", name="Tag", exact=True).click()
    expect(page.locator(".message")).to_contain_text("Done with 10 questions.")


def refused_act(page: Page, _site: Site) -> None:
    go(page, MANAGE)
    page.get_by_role("button", name="Retire").click()
    expect(page.locator("#act-error")).to_be_visible()


def replacing(page: Page, _site: Site) -> None:
    go(page, MANAGE)
    page.get_by_role("button", name="Tick all").click()
    page.get_by_label("Words to look for").fill("Which")
    page.get_by_label("Words to write instead").fill("What")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("heading", name="What would be replaced")).to_be_visible()


def refused_bank(page: Page, _site: Site) -> None:
    go(page, "/banks/new")
    page.get_by_label("Language").fill("Englisch!")
    page.get_by_role("button", name="Make the bank").click()
    expect(page.locator("#title-error")).to_be_visible()


def asking(page: Page, _site: Site) -> None:
    go(page, "/documents/xinhua")
    select(page, "supplied China with 1,235 aircraft")
    page.get_by_role("link", name="Ask about these words").click()
    page.wait_for_url("**/ask?*")
    page.evaluate(DRAWN)


def selected_to_ask(page: Page, _site: Site) -> None:
    go(page, "/documents/xinhua")
    select(page, "supplied China with 1,235 aircraft")
    expect(page.get_by_role("link", name="Ask about these words")).to_be_visible()
