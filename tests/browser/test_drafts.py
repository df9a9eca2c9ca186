"""A document is drafted from, its drafts are read at a desk, and what is accepted is studied."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from study.domain.questions import AnyQuestion
from tests.browser import drafting
from tests.browser.acting import press_button, stage, tab_to
from tests.browser.serving import Site
from tests.browser.test_hostile_content import ATTACK, harmless, paths
from tests.builders import rows
from tests.domain.builders import a_short
from tests.drafting import BY, a_draft, accepted, kept, many, rejected, slugs


def draft(page: Page) -> int:
    """Drafts from the document on the page, as far as the desk; how many there are to read."""
    page.get_by_role("link", name="Draft questions").click()
    page.get_by_role("button", name="Draft questions").click()
    page.wait_for_url("**/drafts/runs/*")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("drafts to read", timeout=120_000)
    return int(heading.inner_text().split()[0])


def states(site: Site) -> dict[str, int]:
    return dict(rows(site.database, "SELECT state, count(*) FROM draft GROUP BY state"))


def told(page: Page, words: str) -> None:
    expect(page.locator(".so-far p")).to_contain_text(words)


def test_drafts_of_a_document_are_read_with_the_keyboard_and_studied(
    page: Page, site: Site
) -> None:
    drafting.with_canal(site)
    page.goto("/documents/canals")
    count = draft(page)
    assert count >= 12

    page.keyboard.press("s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Would you ask this?")
    expect(page.locator("mark").first).to_be_visible()
    for number in range(6):
        page.keyboard.press("a")
        expect(page.locator("#far")).to_contain_text(f"{number + 1} of {count} decided")
    told(page, "Accepted.")
    expect(page.get_by_text("What you accepted of this batch")).to_contain_text("+1 review")
    page.keyboard.press("r")
    page.keyboard.press("4")
    told(page, "Rejected: not worth learning.")
    page.keyboard.press("r")
    page.keyboard.press("6")
    expect(page.get_by_label("Another reason")).to_be_focused()
    page.keyboard.type("Asked above")
    page.keyboard.press("Enter")
    told(page, "Rejected: Asked above.")

    page.keyboard.press("e")
    page.wait_for_url("**/edit?desk=*")
    page.get_by_label("Hint").fill("Think of water.")
    page.keyboard.press("Control+Enter")
    told(page, "Accepted as mended.")
    page.keyboard.press("s")
    expect(page.locator(".so-far p")).to_be_empty()
    page.keyboard.press("a")
    told(page, "Accepted.")
    page.keyboard.press("u")
    expect(page.locator("#far")).to_contain_text(f"9 of {count} decided")
    page.keyboard.press("a")
    told(page, "Accepted.")
    assert states(site) == {"accepted": 8, "rejected": 2, "waiting": count - 10}

    page.goto("/banks/drafted-canals")
    expect(page.get_by_role("heading", name="8 questions")).to_be_visible()
    page.keyboard.press("s")
    stage(page, "question")
    page.get_by_role("button", name="I don’t know").click()
    stage(page, "answered")
    expect(page.locator("mark").first).to_be_visible()
    page.keyboard.press("1")
    stage(page, "question")
    assert site.count("review") == 1


def test_the_same_is_done_without_scripts(plain_page: Page, site: Site) -> None:
    page = plain_page
    kept(site.database, *many(3))
    page.goto("/drafts")
    page.get_by_role("button", name="Accept").click()
    told(page, "Accepted.")
    page.locator("summary", has_text="Reject").click()
    page.get_by_role("button", name="Ambiguous").click()
    told(page, "Rejected: ambiguous.")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Mend").click()
    page.get_by_label("Hint").fill("On a river.")
    page.get_by_role("button", name="Make it a question").click()
    told(page, "Accepted as mended.")
    page.get_by_role("link", name="Skip", exact=True).click()
    page.get_by_role("link", name="Accept all from 70 points").click()
    page.get_by_role("button", name="Accept it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drafts made into questions")
    assert states(site) == {"accepted": 3}


def test_drafting_is_cancelled_without_scripts(plain_page: Page, site: Site) -> None:
    drafting.cancelled(plain_page, site)
    plain_page.get_by_role("link", name="Draft again").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Draft questions")


def test_a_real_drafting_is_cancelled_and_leaves_nothing(page: Page, site: Site) -> None:
    drafting.with_canal(site)
    page.goto("/drafts/new?document=canals")
    page.get_by_role("button", name="Draft questions").click()
    page.wait_for_url("**/drafts/runs/*")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", name="Drafting was cancelled")).to_be_visible()
    assert site.count("draft") == 0


def test_the_page_goes_on_by_itself_when_drafting_is_done(page: Page, site: Site) -> None:
    drafting.running(page, site)
    expect(page.locator("#doing")).to_have_text("Reading: 40 %")
    page.get_by_role("button", name="Cancel").focus()
    page.wait_for_timeout(1_200)
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    with site.database.write() as db:
        db.exec_driver_sql("DELETE FROM draft")
    expect(page.get_by_role("heading", name="Drafting was cancelled")).to_be_visible()


def test_the_reasons_count_only_when_they_are_open(page: Page, site: Site) -> None:
    kept(site.database, *many(3))
    page.goto("/drafts")
    for key in "123456":
        page.keyboard.press(key)
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Wrong key")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Wrong key")).to_be_hidden()
    page.keyboard.press("1")
    page.keyboard.press("a")
    told(page, "Accepted.")
    assert states(site) == {"accepted": 1, "waiting": 2}


def test_the_desk_is_worked_with_tab_and_enter(page: Page, site: Site) -> None:
    kept(site.database, *many(2))
    page.goto("/drafts")
    tab_to(page, page.locator("summary", has_text="Reject"))
    page.keyboard.press("Enter")
    press_button(page, "Badly worded")
    told(page, "Rejected: badly worded.")
    press_button(page, "Accept")
    told(page, "Accepted.")
    assert slugs(site.database) == []


# --- hostile -------------------------------------------------------------------------------


def hostile(slug: str, **changes: Any) -> dict[str, Any]:
    """A draft in which everything that somebody could write is an attack."""
    asked: AnyQuestion = a_short(
        f"Chongqing {ATTACK}",
        id=slug,
        prompt=f"Which {slug}? {ATTACK}",
        explanation=ATTACK,
        hint=ATTACK,
        provenance=replace(BY, version=ATTACK),
    )
    fields = {"question": asked, "rules": ["short", ATTACK], "points": [[ATTACK, 5]]}
    return a_draft(slug, **(fields | changes))


@pytest.mark.parametrize("path", ["/drafts", "/drafts/all", "/drafts/statistics"])
def test_markup_in_drafts_is_shown_as_text(page: Page, site: Site, path: str) -> None:
    kept(site.database, *(hostile(slug) for slug in ("one", "two", "three")))
    accepted(site.database, "one")
    rejected(site.database, "two", "other", words=ATTACK)
    requests = paths(page)
    second = rows(site.database, "SELECT id FROM draft WHERE slug = 'two'")[0][0]
    address = f"{path}?after={second}"
    page.goto(address, wait_until="networkidle")
    harmless(page, {f"GET {address}"}, requests)
    expect(page.locator("main")).to_contain_text("<script>window.hit = 1</script>")
    expect(page.locator("main")).to_contain_text("<hx-partial hx-target='#main'>")
