"""Dragging the items of an ordering question; the buttons do the same for everybody else."""

from playwright.sync_api import Page, expect

from tests.browser.acting import ORDER, order_shown, stage
from tests.browser.serving import Site


def drag(page: Page, text: str, onto: str) -> None:
    """Takes an item by its grip and lets it go at another's place."""
    items = page.locator(".question .ordering li")
    start = items.filter(has_text=text).locator(".grip").bounding_box()
    end = items.filter(has_text=onto).locator(".grip").bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    past = 0.9 if end["y"] > start["y"] else 0.1
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] * past, steps=12)
    page.mouse.up()


def places(page: Page) -> list[str]:
    return page.locator("select[name=place]").evaluate_all("lists => lists.map(it => it.value)")


def test_dragging_sets_the_places(page: Page, site: Site) -> None:
    page.goto(site.question("events"))
    stage(page, "question")
    for place, text in enumerate(ORDER):
        if (now := order_shown(page))[place] != text:
            drag(page, text, now[place])
    assert order_shown(page) == list(ORDER)
    assert sorted(places(page)) == ["1", "2", "3", "4"]
    expect(page.locator(".grip")).to_have_text(["1", "2", "3", "4"])

    page.get_by_role("button", name="Check answer").click()

    expect(stage(page, "answered").locator("h1")).to_contain_text("Correct")


def test_an_item_is_dragged_down_as_well(page: Page, site: Site) -> None:
    page.goto(site.question("events"))
    stage(page, "question")
    first, *others = order_shown(page)
    drag(page, first, others[-1])
    assert order_shown(page) == [*others, first]


def test_a_move_by_button_keeps_the_focus_and_is_told(page: Page, site: Site) -> None:
    page.goto(site.question("events"))
    stage(page, "question")
    first = order_shown(page)[0]
    button = page.get_by_role("button", name=f"Move down: {first}")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_be_focused()
    expect(page.locator("#live")).to_have_text(f"{first}: place 2 of 4.")


def test_the_chosen_order_stays_when_a_hint_is_shown(page: Page, site: Site) -> None:
    page.goto(site.question("events"))
    stage(page, "question")
    last = order_shown(page)[-1]
    page.get_by_role("button", name=f"Move up: {last}").click()
    chosen = order_shown(page)
    page.get_by_role("button", name="Hint").click()
    expect(page.locator(".hint")).to_be_visible()
    stage(page, "question")
    assert order_shown(page) == chosen
