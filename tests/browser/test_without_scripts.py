"""Everything that matters, with scripts switched off: forms, links and redirects."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acting import CAPITALS, ORDER
from tests.browser.banks import SLUGS
from tests.browser.serving import Site


def fill_cloze(page: Page) -> None:
    page.get_by_label("Blank 1 of 1").fill("1,235")


def fill_field(text: str) -> Callable[[Page], None]:
    return lambda page: page.locator("#typed").fill(text)


def tick(*texts: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        for text in texts:
            page.locator(".option", has_text=text).click()

    return act


def give_places(page: Page) -> None:
    for place, text in enumerate(ORDER, start=1):
        page.get_by_label(f"Place of: {text}").select_option(str(place))


def join_pairs(page: Page) -> None:
    for left, right in CAPITALS.items():
        page.get_by_label(left, exact=True).select_option(label=right)


def write_notes(page: Page) -> None:
    page.get_by_label("Your notes").fill("Both name aircraft.")


WAYS: dict[str, Callable[[Page], None]] = {
    "flashcard": lambda _page: None,
    "cloze": fill_cloze,
    "single": tick("Chongqing"),
    "multiple": tick("tanks", "aircraft"),
    "true_false": tick("False"),
    "short": fill_field("Chongqing"),
    "numeric": fill_field("1235"),
    "ordering": give_places,
    "matching": join_pairs,
    "comparison": write_notes,
}
SEND = "#sitting form.question button[type=submit]:not([name])"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


@pytest.mark.parametrize("kind", SLUGS)
def test_each_type_is_answered_and_rated(plain_page: Page, site: Site, kind: str) -> None:
    page = plain_page
    page.goto(site.question(SLUGS[kind]))
    WAYS[kind](page)
    page.locator(SEND).first.click()
    page.wait_for_url("**/practice/answers/*")
    heading(page, "Here is the answer" if kind in {"flashcard", "comparison"} else "Correct")
    expect(page.locator(".cited mark").first).to_contain_text("supplied China with 1,235")
    press(page, "Easy")
    page.wait_for_url("**/practice")
    assert (site.count("answer"), site.count("review")) == (1, 1)


def test_an_empty_answer_comes_back_with_what_is_missing(plain_page: Page, site: Site) -> None:
    plain_page.goto(site.question("city"))
    press(plain_page, "Check answer")
    expect(plain_page.locator("#answer-error")).to_contain_text("Type an answer")
    assert site.count("answer") == 0


def test_a_hint_keeps_what_was_typed(plain_page: Page, site: Site) -> None:
    plain_page.goto(site.question("city"))
    plain_page.locator("#typed").fill("Chong")
    press(plain_page, "Hint")
    expect(plain_page.locator(".hint")).to_contain_text("secret hint")
    expect(plain_page.locator("#typed")).to_have_value("Chong")


def test_a_question_is_skipped_and_says_the_answer(plain_page: Page, site: Site) -> None:
    plain_page.goto(site.question("city"))
    press(plain_page, "I don’t know")
    heading(plain_page, "Skipped. The answer: Chongqing")


def test_a_rating_is_taken_back(plain_page: Page, site: Site) -> None:
    plain_page.goto(site.question("city"))
    press(plain_page, "I don’t know")
    press(plain_page, "Good")
    press(plain_page, "Undo")
    heading(plain_page, "Which city?")


def test_a_reload_of_the_answer_sends_nothing_twice(plain_page: Page, site: Site) -> None:
    plain_page.goto(site.question("city"))
    press(plain_page, "I don’t know")
    heading(plain_page, "Skipped")
    plain_page.reload()
    heading(plain_page, "Skipped")
    assert site.count("answer") == 1


def open_menu(page: Page, site: Site) -> None:
    page.goto(site.question("aid"))
    page.locator(".menu summary").click()


def test_a_card_is_put_off_until_tomorrow(plain_page: Page, site: Site) -> None:
    open_menu(plain_page, site)
    press(plain_page, "Bury until tomorrow")
    expect(plain_page.get_by_role("heading", level=1)).not_to_have_text("Who sent aircraft?")
    plain_page.goto("/banks/aid")
    expect(plain_page.locator("#q-aid")).to_contain_text("put off until tomorrow")


def test_a_card_is_suspended_and_taken_up_again_on_its_banks_page(
    plain_page: Page, site: Site
) -> None:
    open_menu(plain_page, site)
    press(plain_page, "Suspend this card")
    expect(plain_page.get_by_role("heading", level=1)).not_to_have_text("Who sent aircraft?")
    plain_page.goto("/banks/aid")
    expect(plain_page.locator("#q-aid")).to_contain_text("suspended")
    press(plain_page, "Take it up again")
    expect(plain_page.locator("#q-aid")).not_to_contain_text("suspended")


def test_a_card_is_flagged(plain_page: Page, site: Site) -> None:
    open_menu(plain_page, site)
    press(plain_page, "Green")
    expect(plain_page.locator(".menu summary")).to_contain_text("Green")


def test_settings_are_saved(plain_page: Page) -> None:
    plain_page.goto("/settings")
    plain_page.get_by_label("New cards a day").fill("7")
    press(plain_page, "Save the settings")
    expect(plain_page.get_by_role("status").first).to_contain_text("Your settings are saved.")
    expect(plain_page.get_by_label("New cards a day")).to_have_value("7")


def test_wrong_settings_are_explained_at_their_fields(plain_page: Page) -> None:
    plain_page.goto("/settings")
    plain_page.get_by_label("New cards a day").fill("many")
    press(plain_page, "Save the settings")
    expect(plain_page.locator("#new_a_day-error")).to_contain_text("Give a whole number")
    expect(plain_page.get_by_label("New cards a day")).to_have_value("many")


def test_the_day_is_finished_and_more_is_asked_for(plain_page: Page, site: Site) -> None:
    plain_page.goto("/settings")
    plain_page.get_by_label("New cards a day").fill("1")
    press(plain_page, "Save the settings")
    plain_page.wait_for_url("**/settings?saved=1")
    plain_page.goto("/practice")
    press(plain_page, "Show answer")
    press(plain_page, "Easy")
    heading(plain_page, "Done for today")
    press(plain_page, "9 more new cards")
    expect(plain_page.locator("#sitting")).to_have_attribute("data-stage", "question")
