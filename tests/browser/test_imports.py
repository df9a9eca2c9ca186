"""Bringing a bank in, as a teacher does it in a browser: with scripts, without, by the keyboard."""

import threading

import pytest
from playwright.sync_api import Page, expect

from study.banks.writing import write_bank
from study.web.jobs import Progress
from study.web.routes.imports import SMALL
from tests.browser import bringing
from tests.browser.acting import tab_to
from tests.browser.bringing import bring, lakes, much_changed, payload, take_everything
from tests.browser.serving import Site
from tests.builders import WHO, rows

THREE_MISTAKES = """\
format: study-bank/1
id: rivers
title: Rivers
documents:
  - {id: xinhua, file: ../documents/xinhua.md}
questions:
  - id: capital
    type: short
    prompt: Which city was the wartime capital?
    anwsers: [Chongqing]
    cite: [{document: xinhua, quote: The wartime capital was Chongqing}]
  - id: aircraft
    type: numeric
    prompt: How many aircraft did the Soviet Union supply?
    answer: 1235
    cite: [{document: xinhua, quote: "supplied China with 1,325 aircraft"}]
  - id: bombed
    type: true_false
    prompt: "The capital was bombed: for years.
    answer: yes
    cite: [{document: xinhua, quote: which was bombed for years}]
"""
MENDED = (
    ("anwsers:", "answers:"),
    ("1,325", "1,235"),
    ('"The capital was bombed: for years.', '"The capital was bombed for years."'),
)
# A file dropped on the page as the browser tells of it.
DROP = """
([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name));
  for (const type of ["dragover", "drop"]) {
    const event = new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true });
    document.querySelector("h1").dispatchEvent(event);
  }
}
"""


def mended(text: str) -> str:
    for wrong, right in MENDED:
        assert wrong in text
        text = text.replace(wrong, right)
    return text


def drop(page: Page, name: str, text: str) -> None:
    """Drops a file on the page and asks what it would change."""
    page.goto("/banks/import")
    page.evaluate(DROP, [name, text])
    expect(page.locator("#chosen")).to_contain_text(f"Chosen: {name}")
    page.get_by_role("button", name="Show what would change").click()
    page.wait_for_url("**/banks/import/*")


def mistakes(page: Page) -> list[str]:
    """What is said of each mistake: its line as the file has it, and what to do."""
    found = page.locator(".problem.mistake")
    return [" ".join(text.split()) for text in found.all_inner_texts()]


def test_a_file_with_three_mistakes_is_mended_brought_in_and_taken_back(
    page: Page, site: Site
) -> None:
    drop(page, "rivers.yaml", THREE_MISTAKES)
    told = mistakes(page)
    assert len(told) == 3
    assert "rivers.yaml, line 10, column 5" in told[0]
    assert "anwsers: [Chongqing]" in told[0]
    assert "Did you mean answers" in told[0]
    assert "line 16, column" in told[1]
    assert "Copy the words exactly as the document has them." in told[1]
    assert "line 19" in told[2] or "line 20" in told[2]
    caret = page.locator(".problem.mistake .here").first
    assert caret.evaluate("it => getComputedStyle(it, '::after').content").startswith('"^"')
    assert site.count("question") == 10

    drop(page, "rivers.yaml", mended(THREE_MISTAKES))
    expect(page.locator(".problem.mistake")).to_have_count(0)
    expect(page.locator("input[name=row]:checked")).to_have_count(3)
    take_everything(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Files brought in")
    expect(page.locator("main")).to_contain_text("Rivers: 3 new questions")

    page.get_by_role("link", name="What was brought in").click()
    first = page.locator(".batches > li").first
    expect(first).to_contain_text("Files brought in")
    expect(first).to_contain_text("rivers.yaml")
    first.get_by_role("link").click()
    expect(page.locator(".back")).to_contain_text("Deleted with their cards")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("main")).to_contain_text("This was taken back.")
    assert site.count("question") == 10
    assert page.goto("/banks/rivers").status == 404


def test_the_same_is_done_without_scripts(plain_page: Page, site: Site) -> None:
    page = plain_page
    bring(page, {"rivers.yaml": THREE_MISTAKES})
    assert len(mistakes(page)) == 3
    bring(page, {"rivers.yaml": mended(THREE_MISTAKES)})
    take_everything(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("main")).to_contain_text("This was taken back.")
    assert site.count("question") == 10


def test_the_same_is_done_by_the_keyboard(page: Page, site: Site) -> None:
    page.goto("/banks")
    tab_to(page, page.get_by_role("link", name="Bring in a bank"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/banks/import")
    tab_to(page, page.get_by_text("Or paste the text of a file"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Text", exact=True))
    page.keyboard.insert_text(mended(THREE_MISTAKES))
    tab_to(page, page.get_by_role("button", name="Show what would change"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/banks/import/*")
    tab_to(page, page.locator("input[value='rivers/aircraft']"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Bring in what is ticked"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/banks/imports/*")
    tab_to(page, page.get_by_role("button", name="Take it back"))
    assert site.count("question") == 12
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("This was taken back.")


# --- choosing ----------------------------------------------------------------------------


def test_what_is_too_large_is_told_before_it_is_sent(page: Page, site: Site) -> None:
    page.goto("/banks/import")
    sent: list[str] = []
    page.on("request", lambda it: sent.append(it.method))
    page.get_by_label("Files").set_input_files(payload("atlas.yaml", b"x" * (9 * 1024 * 1024)))
    expect(page.locator("#chosen")).to_contain_text("“atlas.yaml” has 9.0 MiB")
    page.get_by_role("button", name="Show what would change").click()
    assert "POST" not in sent


@pytest.mark.parametrize("mebibytes", [9, 60])
def test_what_is_too_large_comes_back_as_a_page_without_scripts(
    plain_page: Page, site: Site, mebibytes: int, tmp_path
) -> None:
    atlas = tmp_path / "atlas.yaml"
    atlas.write_bytes(b"x" * (mebibytes * 1024 * 1024))
    plain_page.goto("/banks/import")
    plain_page.get_by_label("Files").set_input_files(atlas)
    plain_page.get_by_role("button", name="Show what would change").click()
    expect(plain_page.locator("#files-error")).to_contain_text("“atlas.yaml” is too large")
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Bring in a bank")


def test_several_files_are_brought_together(page: Page, site: Site) -> None:
    bring(page, much_changed())
    expect(page.get_by_role("heading", name="The document")).to_be_visible()
    expect(page.locator("ins", has_text="far away")).to_be_visible()


# --- reading -----------------------------------------------------------------------------


def test_the_page_goes_on_by_itself_when_the_files_are_read(page: Page, site: Site) -> None:
    bring(page, {"lakes.yaml": write_bank(lakes())})
    key = f"import {page.url.rsplit('/', 1)[1]}"
    gate = threading.Event()
    read = site.jobs.find(WHO, key)
    assert read is not None

    def work(progress: Progress) -> object:
        for done in range(1_000_000):
            if gate.wait(0.02):
                break
            progress("Reading lakes.yaml", min(done, 99), 100)
        return read.result

    site.jobs.forget(WHO, key)
    site.jobs.start(WHO, key, work)
    page.goto(page.url)
    bar = page.locator("progress")
    before = bar.get_attribute("value")
    page.wait_for_function(
        "it => document.querySelector('progress').value > it", arg=float(before or 0)
    )
    page.get_by_role("button", name="Stop reading").focus()
    page.wait_for_timeout(1_200)
    expect(page.get_by_role("button", name="Stop reading")).to_be_focused()
    gate.set()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would change")


def test_reading_is_stopped_and_begun_again(page: Page, site: Site) -> None:
    bringing.stopped(page, site)
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would change")


def test_a_server_that_is_away_for_a_moment_is_said_and_asked_again(page: Page, site: Site) -> None:
    bringing.be_read(page, site)
    page.context.set_offline(True)
    expect(page.get_by_text("The server cannot be reached just now.")).to_be_visible()
    expect(page.locator("#flash")).to_be_empty()
    page.context.set_offline(False)
    expect(page.get_by_text("The server cannot be reached just now.")).to_be_hidden()


def test_a_long_file_shows_its_progress_and_then_what_it_would_change(
    page: Page, site: Site
) -> None:
    long = write_bank(lakes(2_000))
    assert len(long) > SMALL
    bring(page, {"lakes.yaml": long})
    expect(page.get_by_role("heading", level=1)).to_have_text("What would change")
    expect(page.locator(".counted")).to_contain_text("2,000 new questions")


# --- deciding ----------------------------------------------------------------------------


def test_rows_are_ticked_many_at_a_time(page: Page, site: Site) -> None:
    bring(page, {"lakes.yaml": write_bank(lakes(6))})
    page.get_by_role("button", name="Tick none").click()
    expect(page.locator("input[name=row]:checked")).to_have_count(0)
    page.locator("input[value='lakes/q-003']").check()
    page.get_by_role("button", name="Bring in what is ticked").click()
    page.wait_for_url("**/banks/imports/*")
    assert rows(site.database, "SELECT slug FROM question WHERE id > 10") == [("q-003",)]


def test_nothing_ticked_is_said_beside_the_buttons(page: Page, site: Site) -> None:
    bring(page, {"lakes.yaml": write_bank(lakes(6))})
    page.get_by_role("button", name="Tick none").click()
    page.get_by_role("button", name="Bring in what is ticked").click()
    expect(page.get_by_text("Nothing was ticked, so nothing was changed.")).to_be_in_viewport()


def test_stale_words_are_renewed_and_retired(page: Page, site: Site) -> None:
    bringing.stale(page, site)
    expect(page.locator(".stale > li")).to_have_count(1)
    page.get_by_role("button", name="Retire it").click()
    expect(page.get_by_text("The question is retired")).to_be_visible()
    expect(page.get_by_text("Nothing waits here")).to_be_visible()
