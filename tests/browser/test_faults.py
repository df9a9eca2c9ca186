"""Two tabs, a lost network, a failing server, the back button: nothing twice, nothing lost."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.acting import rate, stage
from tests.browser.serving import Site

SOON_MS = 2_000
ANSWERING = "**/practice/*/answer"
ELSEWHERE = "You already answered this card in another window."


def ask(page: Page, site: Site, slug: str = "city") -> None:
    page.goto(site.question(slug))
    stage(page, "question")


def answer_city(page: Page) -> None:
    page.locator("#typed").fill("Chongqing")
    page.get_by_role("button", name="Check answer").click()


def told(page: Page, text: str, within: float = SOON_MS) -> None:
    """The page says that nothing was saved, and still has the card with what was typed."""
    expect(page.get_by_role("alert")).to_contain_text(f"Not saved. {text}", timeout=within)
    expect(page.locator("#typed")).to_have_value("Chongqing")
    expect(page.locator("#sitting")).to_have_attribute("data-stage", "question")


def test_the_second_tab_is_told_that_the_card_was_answered(
    page: Page, context: BrowserContext, site: Site
) -> None:
    other = context.new_page()
    ask(page, site)
    ask(other, site)
    answer_city(page)
    rate(page, "3")
    stage(page, "question")

    answer_city(other)

    expect(stage(other, "question").locator(".message")).to_contain_text(ELSEWHERE)
    assert (site.count("review"), site.count("answer")) == (1, 1)


def test_a_second_tab_that_also_answered_cannot_rate_again(
    page: Page, context: BrowserContext, site: Site
) -> None:
    tabs = (page, context.new_page())
    for tab in tabs:
        ask(tab, site)
    for tab in tabs:
        answer_city(tab)
        stage(tab, "answered")
    for tab in tabs:
        rate(tab, "3")

    expect(stage(tabs[1], "question").locator(".message")).to_contain_text(ELSEWHERE)
    assert site.count("review") == 1


def test_an_answer_given_offline_is_kept_and_sent_when_the_network_is_back(
    page: Page, context: BrowserContext, site: Site
) -> None:
    ask(page, site)
    showing = page.locator("#sitting input[name=showing]").first.input_value()
    context.set_offline(True)
    answer_city(page)
    told(page, "The server could not be reached.")

    context.set_offline(False)
    page.get_by_role("button", name="Try again").click()

    stage(page, "answered")
    expect(page).to_have_url(f"{site.url}/practice/answers/{showing}")
    expect(page.get_by_role("alert")).to_be_empty()
    assert site.count("answer") == 1


def test_an_answer_whose_reply_was_lost_is_kept_once(page: Page, site: Site) -> None:
    ask(page, site)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(ANSWERING, lose, times=1)
    answer_city(page)
    told(page, "The server could not be reached.", within=20_000)
    assert site.count("answer") == 1

    page.get_by_role("button", name="Try again").click()

    stage(page, "answered")
    assert site.count("answer") == 1


@pytest.mark.parametrize("status", [500, 503])
def test_a_failing_server_costs_neither_the_card_nor_the_focus(
    page: Page, site: Site, status: int
) -> None:
    ask(page, site)
    page.route(ANSWERING, lambda route: route.fulfill(status=status, body="broken"), times=1)
    page.locator("#typed").fill("Chongqing")
    page.keyboard.press("Enter")
    told(page, "The server could not do it.")
    expect(page.locator("#typed")).to_be_focused()

    page.keyboard.press("Enter")

    stage(page, "answered")
    assert site.count("answer") == 1


def test_the_servers_own_words_are_told(page: Page, site: Site) -> None:
    ask(page, site)
    words = '<html><body><p id="reason">Somebody else is writing.</p></body></html>'
    page.route(
        ANSWERING,
        lambda route: route.fulfill(status=503, content_type="text/html", body=words),
        times=1,
    )
    answer_city(page)
    told(page, "Somebody else is writing. Your card is still here.")


def test_while_a_reply_is_awaited_the_page_says_so_and_ignores_clicks(
    page: Page, site: Site
) -> None:
    held: list[Route] = []
    ask(page, site)

    def hold(route: Route) -> None:
        held.append(route)

    page.route(ANSWERING, hold)
    answer_city(page)
    expect(page.locator("#sitting")).to_have_attribute("aria-busy", "true")
    for name in ("Check answer", "I don’t know"):
        page.get_by_role("button", name=name).click(force=True)
    assert len(held) == 1

    held[0].continue_()

    expect(stage(page, "answered").locator("h1")).to_contain_text("Correct")
    assert site.count("answer") == 1


def test_a_reload_shows_the_same_answer(page: Page, site: Site) -> None:
    ask(page, site)
    answer_city(page)
    before = stage(page, "answered").inner_text()
    page.reload()
    assert stage(page, "answered").inner_text() == before
    assert site.count("answer") == 1


def test_going_back_after_rating_offers_no_second_rating(page: Page, site: Site) -> None:
    ask(page, site)
    answer_city(page)
    rate(page, "3")
    stage(page, "question")
    page.go_back()
    expect(stage(page, "answered")).to_contain_text("You rated this card “Good”.")
    expect(page.locator(".rating")).to_have_count(0)
    page.get_by_role("link", name="Continue").click()
    stage(page, "question")
    assert site.count("review") == 1


def test_going_back_to_the_question_does_not_answer_it_twice(page: Page, site: Site) -> None:
    ask(page, site)
    answer_city(page)
    stage(page, "answered")
    page.go_back()
    expect(page.locator("#typed")).to_be_visible()
    page.go_forward()
    expect(stage(page, "answered").locator("h1")).to_contain_text("Correct")
    assert (site.count("answer"), site.count("review")) == (1, 0)


def leave(page: Page, asked: list[str], *, with_text: bool) -> None:
    """Follows a link out of practice; a question that the browser asks is answered yes."""
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    if with_text:
        page.locator("#typed").click()
        page.keyboard.type("half an ans")
    page.get_by_role("link", name="Banks", exact=True).click()
    page.wait_for_url("**/banks")


@pytest.mark.parametrize(("with_text", "asked"), [(True, ["beforeunload"]), (False, [])])
def test_leaving_asks_first_only_when_something_was_typed(
    page: Page, site: Site, with_text: bool, asked: list[str]
) -> None:
    seen: list[str] = []
    ask(page, site)
    leave(page, seen, with_text=with_text)
    assert seen == asked


def test_a_card_suspended_meanwhile_is_not_answered(
    page: Page, context: BrowserContext, site: Site
) -> None:
    ask(page, site)
    other = context.new_page()
    ask(other, site)
    other.keyboard.press("Escape")
    other.keyboard.press("@")
    expect(other.locator("#sitting .message")).to_contain_text("Suspended.")

    answer_city(page)

    expect(stage(page, "question").locator(".message")).to_contain_text(ELSEWHERE)
    assert site.count("answer") == 0
