"""What a person does at the keyboard, and how a test knows that the page is ready for it."""

from playwright.sync_api import Locator, Page, expect

# A new card ignores input for 300 ms; this notes when the last one came.
NOTE_SWAPS = """
window.swappedAt = -Infinity;
for (const name of ["htmx:afterSwap", "htmx:afterSettle"]) {
  document.addEventListener(name, () => { window.swappedAt = performance.now(); });
}
"""
LISTENS = """
async () => {
  const quiet = () => performance.now() - window.swappedAt < 320;
  while (quiet()) await new Promise(requestAnimationFrame);
}
"""
# The fonts are there and the page has been drawn with them.
DRAWN = """
async () => {
  await document.fonts.ready;
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}
"""
MOST_TABS = 60
ORDER = ("Mukden", "Marco Polo Bridge", "Pearl Harbor", "Hiroshima")
CAPITALS = {"USSR": "Moscow", "Japan": "Tokyo", "China": "Chongqing"}
KIND_OF_LABEL = {
    "Recall": "flashcard",
    "Complete the sentence": "cloze",
    "Choose one": "single",
    "Choose all that apply": "multiple",
    "True or false": "true_false",
    "Answer in a few words": "short",
    "Give the number": "numeric",
    "Put in order": "ordering",
    "Match": "matching",
    "Compare the sources": "comparison",
}


def stage(page: Page, name: str) -> Locator:
    """The region of practice, once it shows this stage and listens."""
    region = page.locator(f'#sitting[data-stage="{name}"]')
    expect(region).to_be_visible()
    page.evaluate(LISTENS)
    return region


def kind_in_hand(page: Page) -> str:
    """The type of the question that is asked."""
    label = stage(page, "question").locator("p.label").inner_text()
    return KIND_OF_LABEL[label.split("·")[0].strip()]


def tab_to(page: Page, target: Locator, *, key: str = "Tab") -> None:
    """Moves the focus as a person does, until it is there."""
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached by {MOST_TABS} tabs")


def press_button(page: Page, name: str) -> None:
    """Reaches a button by the keyboard and presses it."""
    tab_to(page, page.get_by_role("button", name=name))
    page.keyboard.press("Enter")


def letter_of(page: Page, text: str) -> str:
    """The letter that stands at an option."""
    option = page.locator(".option", has_text=text)
    return option.locator(".letter").inner_text().lower()


def answer_rightly(page: Page, kind: str) -> None:
    """Answers the question in hand by the keyboard alone."""
    answers = {
        "flashcard": lambda: page.keyboard.press("Space"),
        "cloze": lambda: type_answer(page, "1,235"),
        "single": lambda: choose(page, "Chongqing"),
        "multiple": lambda: choose(page, "tanks", "aircraft"),
        "true_false": lambda: choose(page, "False"),
        "short": lambda: type_answer(page, "Chongqing"),
        "numeric": lambda: type_answer(page, "1235"),
        "ordering": lambda: put_in_order(page),
        "matching": lambda: match(page),
        "comparison": lambda: take_notes(page),
    }
    answers[kind]()


def type_answer(page: Page, text: str) -> None:
    """Types into the field that has the focus, and sends it."""
    expect(page.locator("#sitting input[name=text]").first).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def choose(page: Page, *texts: str) -> None:
    """Chooses options by their letters."""
    for text in texts:
        page.keyboard.press(letter_of(page, text))
        expect(page.locator(".option", has_text=text).locator("input")).to_be_checked()
    page.keyboard.press("Enter")


def put_in_order(page: Page) -> None:
    """Moves each item up to its place."""
    for place, text in enumerate(ORDER):
        for _ in range(order_shown(page).index(text) - place):
            press_button(page, f"Move up: {text}")
    assert order_shown(page) == list(ORDER)
    press_button(page, "Check answer")


def order_shown(page: Page) -> list[str]:
    return page.locator(".question .ordering .item").all_inner_texts()


def match(page: Page) -> None:
    """Chooses each partner by the first letters of its name."""
    for left, right in CAPITALS.items():
        field = page.get_by_label(left, exact=True)
        tab_to(page, field)
        page.keyboard.type(right)
        expect(field.locator("option:checked")).to_have_text(right)
    press_button(page, "Check answer")


def take_notes(page: Page) -> None:
    tab_to(page, page.get_by_label("Your notes"))
    page.keyboard.type("Both name aircraft.")
    press_button(page, "Show answer")


def rate(page: Page, key: str) -> None:
    """Rates the card in hand by a key."""
    stage(page, "answered")
    page.keyboard.press(key)
