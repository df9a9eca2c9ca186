"""Practice from the first page to the last by the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acting import (
    answer_rightly,
    kind_in_hand,
    letter_of,
    press_button,
    rate,
    stage,
    tab_to,
)
from tests.browser.banks import SLUGS
from tests.browser.serving import Site
from tests.builders import with_settings

AIRCRAFT = "supplied China with 1,235 aircraft"


def answered(page: Page, site: Site, slug: str = "count") -> None:
    """The numeric question, answered rightly."""
    page.goto(site.question(slug))
    kinds = {name: kind for kind, name in SLUGS.items()}
    stage(page, "question")
    answer_rightly(page, kinds[slug])
    stage(page, "answered")


def test_a_day_of_all_ten_types_is_done_by_the_keyboard_alone(page: Page, site: Site) -> None:
    page.goto("/")
    page.keyboard.press("s")
    done = []
    for _ in SLUGS:
        done.append(kind_in_hand(page))
        answer_rightly(page, done[-1])
        heading = stage(page, "answered").locator("h1")
        expect(heading).to_be_focused()
        expect(heading).to_contain_text("Correct" if has_key(done[-1]) else "Here is the answer")
        expect(page.locator(".cited mark").first).to_contain_text(AIRCRAFT)
        rate(page, "4")
    finished = stage(page, "finished")

    assert done == list(SLUGS)
    expect(finished.locator("h1")).to_be_focused()
    expect(finished).to_contain_text("Today you answered 10 cards")
    expect(finished).to_contain_text("10 new, 0 in learning, 0 reviews")
    expect(finished).to_contain_text("cards come on 30 November 2026.")
    assert (site.count("answer"), site.count("review")) == (10, 10)


def has_key(kind: str) -> bool:
    return kind not in {"flashcard", "comparison"}


def test_practice_begins_by_tab_and_enter(page: Page) -> None:
    page.goto("/")
    tab_to(page, page.get_by_role("link", name="Begin with the first question"))
    page.keyboard.press("Enter")
    stage(page, "question")


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("way_back", ["link", "browser"])
def test_the_passage_is_opened_in_its_document_and_left_again(
    page: Page, site: Site, way_back: str
) -> None:
    answered(page, site)
    tab_to(page, page.get_by_role("link", name="Read it in the document"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/xinhua?*#p3")
    marked = page.locator("#p3 mark")
    expect(marked).to_contain_text(AIRCRAFT)
    expect(marked).to_be_in_viewport()

    if way_back == "link":
        tab_to(page, page.get_by_role("link", name="Back to practice"))
        page.keyboard.press("Enter")
    else:
        page.go_back()

    expect(stage(page, "answered").locator("h1")).to_contain_text("Correct")
    rate(page, "3")
    stage(page, "question")
    assert site.count("review") == 1


def test_the_space_bar_takes_the_suggested_rating(page: Page, site: Site) -> None:
    answered(page, site)
    expect(page.locator(".rating.suggested")).to_contain_text("Good")
    page.keyboard.press("Space")
    stage(page, "question")
    assert site.count("review") == 1


def test_u_brings_the_card_and_the_counters_back(page: Page, site: Site) -> None:
    answered(page, site)
    before = page.locator(".left").inner_text()
    rate(page, "4")
    expect(stage(page, "question").locator(".left")).not_to_have_text(before)
    page.keyboard.press("u")
    expect(page.locator("#sitting .message")).to_contain_text("Undone: rated Easy.")
    expect(stage(page, "question").locator("h1")).to_have_text("How many?")
    expect(page.locator(".left")).to_have_text(before)


def test_u_on_the_last_page_brings_the_last_card_back(page: Page, site: Site) -> None:
    with_settings(site.database, new_a_day=1)
    page.goto("/practice")
    page.keyboard.press("Space")
    rate(page, "4")
    stage(page, "finished")
    page.keyboard.press("u")
    expect(stage(page, "question").locator("h1")).to_have_text("Who sent aircraft?")


def test_h_shows_the_hint_and_keeps_what_was_chosen(page: Page, site: Site) -> None:
    page.goto(site.question("capital"))
    stage(page, "question")
    page.keyboard.press(letter_of(page, "Wuhan"))
    page.keyboard.press("h")
    expect(page.locator(".hint")).to_contain_text("secret hint")
    expect(page.locator(".option", has_text="Wuhan").locator("input")).to_be_checked()


@pytest.mark.parametrize(
    ("key", "message"), [("-", "Put off until tomorrow."), ("@", "Suspended."), ("!", "Suspended.")]
)
def test_a_key_puts_the_card_aside(page: Page, site: Site, key: str, message: str) -> None:
    page.goto(site.question("aid"))
    stage(page, "question")
    page.keyboard.press(key)
    expect(page.locator("#sitting .message")).to_contain_text(message)
    expect(stage(page, "question").locator("h1")).not_to_have_text("Who sent aircraft?")


def test_a_star_flags_the_card_and_takes_the_flag_off(page: Page, site: Site) -> None:
    page.goto(site.question("aid"))
    stage(page, "question")
    page.keyboard.press("*")
    expect(page.locator(".menu summary")).to_contain_text("Red")
    stage(page, "question")
    page.keyboard.press("*")
    expect(page.locator(".menu summary")).not_to_contain_text("Red")


def test_y_says_that_the_answer_was_right_after_all(page: Page, site: Site) -> None:
    page.goto(site.question("city"))
    stage(page, "question")
    page.keyboard.type("Peking")
    page.keyboard.press("Enter")
    expect(stage(page, "answered").locator("h1")).to_contain_text("Not right")
    page.keyboard.press("y")
    stage(page, "question")
    assert site.count("review") == 1


def test_a_question_mark_lists_the_keys_and_escape_closes_the_list(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_be_visible()
    page.keyboard.press("s")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_keys_do_nothing_in_a_text_field(page: Page, site: Site) -> None:
    page.goto(site.question("city"))
    stage(page, "question")
    page.keyboard.type("hus-1@?")
    expect(page.locator("#typed")).to_have_value("hus-1@?")
    expect(page.locator("#sitting .hint")).to_have_count(0)
    assert site.count("review") == 0


def test_escape_leaves_a_text_field_so_that_keys_work_again(page: Page, site: Site) -> None:
    page.goto(site.question("city"))
    stage(page, "question")
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    expect(page.locator("#sitting .hint")).to_contain_text("secret hint")


@pytest.mark.parametrize("key", ["Control+h", "Alt+h", "Meta+h"])
def test_keys_do_nothing_with_a_modifier(page: Page, site: Site, key: str) -> None:
    page.goto(site.question("aid"))
    stage(page, "question")
    page.keyboard.press(key)
    expect(page.locator("#sitting .hint")).to_have_count(0)


def test_keys_do_nothing_when_they_are_switched_off(page: Page, site: Site) -> None:
    with_settings(site.database, shortcuts=False)
    page.goto(site.question("aid"))
    stage(page, "question")
    for key in ("h", "u", "-", "?", "Space"):
        page.keyboard.press(key)
    expect(page.locator("#sitting .hint")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_be_hidden()
    press_button(page, "Show answer")
    stage(page, "answered")


def test_a_held_key_rates_one_card_and_answers_none(page: Page, site: Site) -> None:
    answered(page, site)
    for _ in range(30):
        page.keyboard.down("Space")
    page.keyboard.up("Space")
    stage(page, "question")
    assert (site.count("review"), site.count("answer")) == (1, 1)


def test_a_held_enter_key_in_a_field_sends_one_answer(page: Page, site: Site) -> None:
    page.goto(site.question("count"))
    stage(page, "question")
    page.keyboard.type("1235")
    for _ in range(30):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    stage(page, "answered")
    assert (site.count("review"), site.count("answer")) == (0, 1)


# The worst case: the reply is there before the second click, which meets the next main button.
TWICE = """
button => new Promise(done => {
  const again = () => { document.querySelector("#sitting [data-primary]").click(); done(); };
  document.addEventListener("htmx:afterSettle", () => setTimeout(again, 70), { once: true });
  button.click();
  button.click();
})
"""


@pytest.mark.parametrize(("name", "counts"), [("Show answer", (1, 0)), ("Good", (1, 1))])
def test_a_double_click_counts_once(
    page: Page, site: Site, name: str, counts: tuple[int, int]
) -> None:
    if name == "Good":
        answered(page, site)
    else:
        page.goto(site.question("aid"))
        stage(page, "question")
    page.get_by_role("button", name=name).evaluate(TWICE)
    stage(page, "question" if name == "Good" else "answered")
    assert (site.count("answer"), site.count("review")) == counts


def test_the_live_region_says_the_verdict_and_then_the_next_question(
    page: Page, site: Site
) -> None:
    live = page.locator("#live")
    answered(page, site)
    expect(live).to_contain_text("Correct. The answer: 1,235 aircraft")
    rate(page, "3")
    expect(live).to_contain_text("Who sent aircraft?")


def test_an_empty_answer_is_explained_beside_the_field(page: Page, site: Site) -> None:
    page.goto(site.question("city"))
    stage(page, "question")
    page.keyboard.press("Enter")
    expect(page.locator("#answer-error")).to_contain_text("Type an answer")
    expect(page.locator("#typed")).to_be_focused()
    expect(page.locator("#typed")).to_have_attribute("aria-describedby", "answer-error")


def test_the_title_follows_what_the_region_shows(page: Page, site: Site) -> None:
    page.goto(site.question("count"))
    expect(page).to_have_title("Question – Help from outside · Study")
    stage(page, "question")
    answer_rightly(page, "numeric")
    expect(page).to_have_title("Correct – Help from outside · Study")
