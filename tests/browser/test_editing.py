"""Writing questions with a real browser: selected words, keys, two windows, no scripts."""

from difflib import unified_diff
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from study.storage import banks
from tests.browser.acting import DRAWN, stage, tab_to
from tests.browser.conftest import Open
from tests.browser.serving import Site
from tests.browser.writing import CITY, NEW, edited, go, save, select
from tests.builders import a_document, brought_in, rows, written

AIRCRAFT_PASSAGE = "From October 1937 on, the Soviet Union supplied China with 1,235 aircraft."
SCRIPTS = """\
## 𝔘nder the heading

[הוא עונה] הוא אמר 𠮷 פעמיים: ברית המועצות סיפקה לסין 1,235 מטוסים. והוסיף עוד דבר אחד.

قدم الاتحاد السوفيتي إلى الصين ١٢٣٥ طائرة في تلك السنوات، ثم توقف الإمداد.

𠮷野家👍🏽說：蘇聯向中國提供了一千二百三十五架飛機👩‍👩‍👧，後來停止了。

The cafe\u0301 owner gave 👨‍🚀 pilots “cre\u0300me bru\u0302le\u0301e” and 𝟏𝟐 flags 🇨🇳🇷🇺 of aid.

The help came by road. Then the help came by road again.
"""


@pytest.fixture
def scripts(site: Site, tmp_path: Path) -> str:
    """The text of a document in many scripts, which is in the library."""
    document = a_document(SCRIPTS, id="scripts", title="Many scripts")
    brought_in(site.database, written(tmp_path / "scripts", documents=[document]))
    return document.text


def cite(page: Page) -> None:
    page.get_by_role("button", name="Cite these words").click()
    expect(page.locator("#editor [data-start]").first).to_be_attached()


def quote(page: Page, row: str = "r1") -> str:
    return page.locator(f"#f-cite-{row}-quote").input_value()


# --- words become a citation -------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "סיפקה לסין 1,235 מטוסים",
        "הוא אמר 𠮷 פעמיים",
        "الاتحاد السوفيتي إلى الصين ١٢٣٥ طائرة",
        "𠮷野家👍🏽說：蘇聯向中國提供",
        "千二百三十五架飛機👩‍👩‍👧，後來",
        "owner gave 👨‍🚀 pilots “cre\u0300me bru\u0302le\u0301e” and 𝟏𝟐 flags 🇨🇳🇷🇺",
        "𝔘nder the heading",
    ],
)
def test_words_of_any_script_are_cited_where_they_stand(
    page: Page, site: Site, scripts: str, words: str
) -> None:
    go(page, f"{NEW}?type=flashcard&document=scripts")
    select(page, words)
    cite(page)

    assert quote(page) == words
    expect(page.locator("#state-r1")).to_contain_text("word for word")
    expect(page.locator(".source-words mark")).to_contain_text(words)
    page.get_by_label("Question", exact=True).fill("What does it say?")
    page.get_by_label("Answer", exact=True).fill("It says so.")
    page.get_by_label("Id", exact=True).fill("made")
    save(page)
    page.wait_for_url("**/banks/aid#q-made")
    found = 'SELECT start, "end" FROM citation JOIN question ON id = question_id'
    ((start, end),) = rows(site.database, f"{found} WHERE slug = 'made'")
    assert scripts[start:end] == words


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("afe\u0301 owner gave 👨‍🚀 pil", "cafe\u0301 owner gave 👨‍🚀 pilots"),
        ("יפקה לסין 1,23", "סיפקה לסין 1,235"),
        ("🏽說：蘇聯向中國提供了一千", "👍🏽說：蘇聯向中國提供了一千"),
    ],
)
def test_half_words_and_half_signs_are_made_whole(
    page: Page, scripts: str, words: str, taken: str
) -> None:
    go(page, f"{NEW}?type=flashcard&document=scripts")
    select(page, words)
    cite(page)
    assert quote(page) == taken


def test_words_are_selected_with_the_mouse_past_a_mark_and_over_its_border(
    page: Page, site: Site
) -> None:
    go(page, f"{CITY}/edit")
    marked = page.locator(".source-words mark").first
    expect(marked).to_be_visible()
    box = marked.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 12, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 40, box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()
    page.get_by_role("button", name="Cite these words").click()
    expect(page.locator("#f-cite-r2-quote")).to_be_visible()
    taken = quote(page, "r2")
    assert len(taken) >= 12
    assert taken in AIRCRAFT_PASSAGE
    expect(page.locator(".source-words mark").first).to_be_visible()


def test_words_that_stand_twice_get_what_tells_them_apart(page: Page, scripts: str) -> None:
    go(page, f"{NEW}?type=flashcard&document=scripts")
    select(page, "help came by road")
    cite(page)
    assert (
        page.locator("#f-cite-r1-prefix").input_value()
        + page.locator("#f-cite-r1-suffix").input_value()
    )
    expect(page.locator("#state-r1")).to_contain_text("word for word")

    page.locator("#f-cite-r1-prefix").fill("")
    page.locator("#f-cite-r1-suffix").fill("")
    expect(page.locator("#state-r1")).to_contain_text("Which place is meant?")
    page.get_by_role("button", name="This one in paragraph").first.click()
    expect(page.locator("#state-r1")).to_contain_text("word for word")


def test_a_key_cites_what_is_selected(page: Page) -> None:
    go(page, f"{NEW}?type=short")
    page.locator(".source-words [data-from]").first.click()
    select(page, "supplied China with 1,235 aircraft")
    expect(page.get_by_role("button", name="Cite these words")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("#f-cite-r1-quote")).to_have_value("supplied China with 1,235 aircraft")


def test_another_document_stands_beside_and_is_searched_as_one_types(
    page: Page, scripts: str
) -> None:
    go(page, NEW)
    page.locator("#source").select_option("scripts")
    expect(page.locator("#source-text")).to_contain_text("6 paragraphs")
    page.get_by_label("Paragraphs with these words").press_sequentially("help road")
    expect(page.locator("#source-text")).to_contain_text("1 of 6 paragraphs")
    expect(page.get_by_label("Paragraphs with these words")).to_be_focused()


def test_words_on_a_documents_page_lead_to_a_question(page: Page, site: Site) -> None:
    go(page, "/documents/xinhua")
    select(page, "The wartime capital was Chongqing")
    page.get_by_role("link", name="Ask about these words").click()
    page.get_by_label("Type of question").select_option("short")
    page.get_by_role("button", name="Write the question").click()
    expect(page.locator("#f-cite-r1-quote")).to_have_value("The wartime capital was Chongqing")
    page.get_by_label("Question", exact=True).fill("Which city was the capital?")
    page.get_by_label("Answer 1").fill("Chongqing")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/banks/aid#q-which-city-was-the-capital")


def test_a_paragraph_is_asked_about_by_the_keyboard(page: Page) -> None:
    go(page, "/documents/xinhua")
    link = page.get_by_role("link", name="Ask about paragraph 4")
    tab_to(page, link)
    page.keyboard.press("Enter")
    expect(page.locator("blockquote")).to_contain_text("The wartime capital was Chongqing")


# --- the form ----------------------------------------------------------------------------


def options(page: Page) -> list[str]:
    texts = page.locator(".rows-of-options textarea[name$='.text']")
    return texts.evaluate_all("all => all.map(it => it.value)")


def test_rows_are_moved_added_and_removed_by_keys_and_keep_the_focus(page: Page) -> None:
    go(page, "/banks/aid/questions/capital/edit")
    assert options(page) == ["Nanjing", "Chongqing", "Wuhan", "Xi'an"]
    field = page.get_by_label("Option 2", exact=True)
    name = field.get_attribute("name")
    field.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_label("Option 1", exact=True)).to_have_value("Chongqing")
    assert page.locator(f"[name='{name}']").input_value() == "Chongqing"
    expect(page.get_by_label("right: option 1")).to_be_checked()

    page.get_by_role("button", name="Remove option 4").click()
    expect(page.get_by_role("button", name="Add an option")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Option 4", exact=True)).to_be_focused()
    page.keyboard.type("Harbin")
    save(page)
    page.wait_for_url("**/banks/aid#q-capital")
    go(page, "/banks/aid/questions/capital/edit")
    assert options(page) == ["Chongqing", "Nanjing", "Wuhan", "Harbin"]


def test_the_preview_follows_what_is_typed(page: Page) -> None:
    go(page, NEW)
    page.get_by_text("As the learner sees it").click()
    expect(page.locator("#preview")).to_contain_text("The question is empty.")
    page.get_by_label("Question", exact=True).fill("Which *city*?")
    page.get_by_label("Option 1", exact=True).fill("Chongqing")
    page.get_by_label("Option 2", exact=True).fill("Nanjing")
    page.get_by_label("right: option 1").check()
    expect(page.locator("#preview .face-prompt em")).to_have_text("city")
    expect(page.locator("#preview .after")).to_contain_text("right answer")
    expect(page.locator("#preview input").first).to_be_disabled()


def test_a_quote_is_looked_up_while_it_is_typed(page: Page) -> None:
    go(page, f"{NEW}?type=short")
    page.get_by_label("Document of citation 1").select_option("xinhua")
    page.get_by_label("Quote 1").press_sequentially("supplied China with 1,236 aircraft")
    expect(page.locator("#state-r1 del")).to_contain_text("1,236")
    page.get_by_label("Quote 1").fill("supplied China with 1,235 aircraft")
    expect(page.locator("#state-r1")).to_contain_text("word for word")
    expect(page.locator(".source-words mark")).to_contain_text("1,235")


def test_the_first_thing_that_is_wrong_has_the_focus(page: Page) -> None:
    go(page, NEW)
    page.get_by_label("Question", exact=True).fill("Which city?")
    save(page)
    expect(page.get_by_label("Option 1", exact=True)).to_be_focused()
    expect(page.locator("#f-options-error")).to_contain_text("needs 2 or more")


def test_words_are_not_lost_by_leaving_the_page(page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    go(page, NEW)
    page.get_by_label("Question", exact=True).press_sequentially("Which")
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url("**/banks/aid")
    assert asked == ["beforeunload"]


def test_two_windows_lose_nothing(page: Page, site: Site) -> None:
    go(page, f"{CITY}/edit")
    edited(page.context.new_page(), site)
    page.get_by_label("Explanation").fill("Mine.")
    save(page)
    conflict = page.locator(".theirs")
    expect(conflict).to_contain_text("was changed while you were writing")
    expect(conflict.locator("del", has_text="On the Yangtze.")).to_be_visible()
    expect(page.get_by_label("Explanation")).to_have_value("Mine.")
    conflict.get_by_role("button", name="Save mine over it").click()
    page.wait_for_url("**/banks/aid#q-city")
    assert rows(site.database, "SELECT max(number) FROM question_version")[0][0] == 3


def test_a_double_click_saves_once(page: Page, site: Site) -> None:
    go(page, f"{CITY}/edit")
    page.get_by_label("Hint").fill("Once.")
    page.locator("[data-save]").dblclick()
    page.wait_for_url("**/banks/aid#q-city")
    versions = "SELECT count(*) FROM question_version JOIN question ON id = question_id"
    assert rows(site.database, f"{versions} WHERE slug = 'city'")[0][0] == 2


def test_a_question_is_edited_from_its_answer_and_asked_again(page: Page, site: Site) -> None:
    page.goto(site.question("city"))
    stage(page, "question")
    page.get_by_role("button", name="I don’t know").click()
    stage(page, "answered")
    page.keyboard.press("e")
    page.wait_for_url("**/questions/city/edit?*")
    page.get_by_label("Question", exact=True).fill("Which city, exactly?")
    save(page)
    expect(stage(page, "question").locator("h1")).to_have_text("Which city, exactly?")


# --- without scripts ---------------------------------------------------------------------


def test_a_question_is_written_without_scripts(plain_page: Page, site: Site) -> None:
    page = plain_page
    page.goto("/banks/aid")
    page.get_by_role("link", name="Write a question").click()
    page.get_by_label("Question", exact=True).fill("Which city was the capital?")
    page.get_by_label("Type of question").select_option("short")
    page.get_by_role("button", name="Change the type").click()
    page.get_by_label("Answer 1").fill("Chungking")
    page.get_by_role("button", name="Add an answer").click()
    page.get_by_label("Answer 2").fill("Chongqing")
    page.get_by_role("button", name="Move up: answer 2").click()
    expect(page.get_by_label("Answer 1")).to_have_value("Chongqing")
    page.get_by_label("Paragraphs with these words").fill("capital")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#source-text")).to_contain_text("1 of 4 paragraphs")
    page.get_by_role("button", name="Cite paragraph 4").click()
    expect(page.locator("#state-r1")).to_contain_text("word for word")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("The wartime capital was Chongqing")
    save(page)
    page.wait_for_url("**/banks/aid#q-which-city-was-the-capital")
    with site.database.read() as db:
        made = banks.question(db, banks.bank(db, "aid").id, "which-city-was-the-capital")
    assert made.question().answers == ("Chongqing", "Chungking")


def test_many_questions_are_looked_after_without_scripts(plain_page: Page) -> None:
    page = plain_page
    page.goto("/banks/aid/manage?kind=short")
    page.locator("[name=chosen]").check()
    page.get_by_label("Words to look for").fill("Which city?")
    page.get_by_label("Words to write instead").fill("Which town?")
    page.get_by_label("Whole words only").uncheck()
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator("ins")).to_contain_text("town?")
    page.get_by_role("button", name="Replace in those ticked").click()
    expect(page.locator(".message")).to_contain_text("Done with 1 question.")
    page.get_by_role("link", name="See what changed, or take it back").click()
    page.get_by_role("button", name="Take").first.click()
    page.goto("/banks/aid/questions/city/versions")
    expect(page.locator("h2").first).to_contain_text("Version 3")


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_document_stands_beside_the_form_or_under_it(page_with: Open, width: int) -> None:
    page = page_with(viewport={"width": width, "height": 900})
    page.goto(NEW)
    page.evaluate(DRAWN)
    form, side = page.locator("#editor").bounding_box(), page.locator(".side").bounding_box()
    assert form
    assert side
    is_beside = side["x"] >= form["x"] + form["width"]
    assert is_beside is (width >= 1152)


def test_a_server_that_is_away_is_told_and_nothing_is_lost(page: Page) -> None:
    go(page, "/banks/aid/questions/capital/edit")
    page.get_by_label("Hint").fill("Typed before the server went away.")
    page.context.set_offline(offline=True)
    page.get_by_role("button", name="Move down: option 1").click()
    expect(page.locator("#flash")).to_contain_text("What you wrote is still here.")
    page.context.set_offline(offline=False)
    page.get_by_role("button", name="Move down: option 1").click()
    expect(page.get_by_label("Option 2", exact=True)).to_have_value("Nanjing")
    expect(page.locator("#flash")).to_be_empty()
    expect(page.get_by_label("Hint")).to_have_value("Typed before the server went away.")


def lines(page: Page) -> list[str]:
    """The lines of the bank's file as it is given out now."""
    return page.context.request.get("/banks/aid/export").text().splitlines()


def test_an_edit_is_a_few_lines_of_the_file_and_is_taken_back(page: Page) -> None:
    before = lines(page)
    go(page, f"{CITY}/edit")
    page.get_by_label("Hint").fill("On the Yangtze.")
    select(page, "The wartime capital was Chongqing")
    cite(page)
    expect(page.locator("#f-cite-r2-quote")).to_have_value("The wartime capital was Chongqing")
    save(page)
    page.wait_for_url("**/banks/aid#q-city")

    changes = [
        it for it in unified_diff(before, lines(page), n=0) if it[0] in "+-" and it[1] == " "
    ]
    assert [it.strip() for it in changes] == [
        "-    hint: secret hint",
        "+    hint: On the Yangtze.",
        "+      - document: xinhua",
        "+        quote: The wartime capital was Chongqing",
    ]

    go(page, "/banks/imports")
    page.get_by_role("link", name="An edit").first.click()
    page.get_by_role("button", name="Take it back").click()
    page.wait_for_load_state()
    assert lines(page) == before
