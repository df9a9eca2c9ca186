"""Banks and documents full of markup: every sign of it is shown, none of it is done."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from study.banks.documents import write_document
from study.banks.writing import write_bank
from study.settings import Settings
from study.storage.database import Database
from tests.browser.acting import DRAWN, stage
from tests.browser.banks import one_of_each
from tests.browser.bringing import choose, take_everything
from tests.browser.conftest import visit
from tests.browser.serving import Clock, copy, serving
from tests.builders import AIRCRAFT, TEXT, a_bank, a_document, brought_in, rows, written

ATTACK = (
    "<script>window.hit = 1</script>"
    "<img src=/hit onerror='window.hit = 1'>"
    "<svg onload='window.hit = 1'></svg>"
    "\" autofocus onfocus='window.hit = 1' x=\""
    "</textarea></title></select></div></section>"
    "<div hx-post='/practice/undo' hx-trigger='load' data-hx-get='/hit'>swap</div>"
    "<hx-partial hx-target='#main'>gone</hx-partial>"
    "<div id='sitting' hx-swap-oob='true'>gone</div>"
    "<style>body { display: none }</style>"
    "<meta http-equiv='refresh' content='0;url=/hit'><base href='/hit/'>"
    "<a href='javascript:window.hit = 1'>x</a>"
    "{{7*7}} {% for x in y %} ${7*7} {0.__class__} %(x)s &lt;b&gt; &amp;"
)
KEPT = {"id", "kind", "citations", "provenance", "language", "number", "text", "answer", "unit"}

HEAD = ("title", "author", "publisher", "published", "viewpoint", "translation", "note", "rights")


def infected(value: Any) -> Any:
    """The same with the attack at the end of every text that an author may write."""
    if isinstance(value, str):
        return f"{value} {ATTACK}"
    if isinstance(value, tuple):
        return tuple(infected(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.name not in KEPT]
        return replace(value, **{name: infected(getattr(value, name)) for name in names})
    return value


@dataclass(frozen=True)
class Hostile:
    """A site whose every text is an attack, and the addresses of its questions."""

    url: str
    cards: tuple[int, ...]


@pytest.fixture(scope="module")
def hostile(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("hostile")
    copy(sqlite_template, folder / "study.db")
    url = f"sqlite:///{folder / 'study.db'}"
    database, clock = Database(url), Clock()
    document = a_document(TEXT.replace(AIRCRAFT, f"{AIRCRAFT} {ATTACK}"))
    document = replace(document, **{name: infected(getattr(document, name)) for name in HEAD})
    tagged = [replace(infected(question), tags=(ATTACK[:90],)) for question in one_of_each()]
    questions = tuple(_whole(question) for question in tagged)
    bank = a_bank(*questions, title=ATTACK, description=ATTACK, authors=(ATTACK,), license=ATTACK)
    outcome = brought_in(database, written(folder / "files", bank, documents=[document]))
    assert [it.message for it in outcome.problems if it.severity == "error"] == []
    cards = tuple(row[0] for row in rows(database, "SELECT card_id FROM card ORDER BY card_id"))
    assert len(cards) == 10
    with serving(Settings(data_dir=folder, database_url=url), database, clock) as address:
        yield Hostile(address, cards)


def _whole(question: Any) -> Any:
    """The texts of a question that `infected` left alone because they mean something else."""
    match question.kind:
        case "cloze":
            return replace(question, text=f"{question.text} {ATTACK.replace('{{7*7}}', '')}")
        case "flashcard" | "comparison":
            return replace(question, answer=infected(question.answer))
        case "numeric":
            return replace(question, unit=infected(question.unit)[:100])
    return question


@pytest.fixture
def victim(browser: Browser, hostile: Hostile) -> Iterator[Page]:
    """A tab in which nothing but what the reader does may be sent."""
    with visit(browser, hostile.url) as context:
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        yield page


def harmless(page: Page, asked_for: set[str], requests: list[str]) -> None:
    """Nothing ran, nothing was sent but what was asked for, and the page still stands."""
    page.evaluate(DRAWN)
    assert page.evaluate("window.hit") is None
    assert {it for it in requests if "/static/" not in it} == asked_for
    assert page.locator("main img, main script, main style, hx-partial, base").count() == 0
    assert page.locator("#main, #live, #flash").count() == 3
    expect(page.locator("body")).to_be_visible()


def paths(page: Page) -> list[str]:
    """A list that grows with the path of every request."""
    seen: list[str] = []
    page.on("request", lambda it: seen.append(f"{it.method} /{it.url.split('/', 3)[3]}"))
    return seen


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/banks",
        "/banks/aid",
        "/documents",
        "/documents/xinhua",
        "/documents/xinhua/coverage",
        "/drafts/new?document=xinhua",
        "/banks/aid/manage",
        "/banks/aid/questions/aid/edit",
        "/banks/aid/questions/capital/versions",
        "/practice",
        "/search?q=window",
    ],
)
def test_markup_of_authors_is_shown_as_text(victim: Page, address: str) -> None:
    requests = paths(victim)
    victim.goto(address, wait_until="networkidle")
    harmless(victim, {f"GET {address}"}, requests)
    expect(victim.locator("main")).to_contain_text("<script>window.hit = 1</script>")
    expect(victim.locator("main")).to_contain_text("<hx-partial hx-target='#main'>")


def test_markup_is_shown_as_text_when_a_swap_brings_it(victim: Page, hostile: Hostile) -> None:
    for card in hostile.cards:
        victim.goto(f"/practice?card={card}")
        showing = victim.locator("#sitting input[name=showing]").first.input_value()
        stage(victim, "question")
        requests = paths(victim)
        skip = victim.get_by_role("button", name="I don’t know")
        (skip if skip.count() else victim.get_by_role("button", name="Show answer")).click()
        stage(victim, "answered")
        harmless(victim, {f"POST /practice/{card}/answer"}, requests)
        expect(victim.locator("#sitting")).to_contain_text("<script>window.hit = 1</script>")
        expect(victim.locator("#sitting")).to_contain_text("&lt;b&gt; &amp;")
        assert victim.url.endswith(f"/practice/answers/{showing}")


def test_a_refused_answer_of_markup_comes_back_as_text(victim: Page, hostile: Hostile) -> None:
    victim.goto(f"/practice?card={hostile.cards[5]}")
    stage(victim, "question")
    victim.locator("#typed").fill(ATTACK)
    requests = paths(victim)
    victim.get_by_role("button", name="Check answer").click()
    expect(stage(victim, "answered")).to_contain_text("<svg onload=")
    harmless(victim, {f"POST /practice/{hostile.cards[5]}/answer"}, requests)


FILE_NAME = "\"><img src=x onerror='window.hit = 1'><div hx-get=x hx-trigger=load>\u202etxt.yaml"


def hostile_files() -> dict[str, str]:
    """The bank and document that are here in other words, with mistakes and drafts of markup."""
    tagged = [replace(infected(infected(question)), tags=("x",)) for question in one_of_each()]
    bank = a_bank(*(_whole(question) for question in tagged[:-1]), title=f"More {ATTACK}")
    quoted = json.dumps(ATTACK)
    mistakes = f"""
  - id: wrong
    type: short
    prompt: {quoted}
    {quoted}: {quoted}
    cite: [{{document: xinhua, quote: {quoted}}}]
  - id: draft
    type: flashcard
    prompt: {quoted}
    answer: {quoted}
"""
    words = TEXT.replace("The wartime capital was", f"{ATTACK} The capital, in wartime, was")
    document = replace(a_document(words), title=f"More {ATTACK}")
    return {
        FILE_NAME: write_bank(bank).rstrip("\n") + mistakes,
        "xinhua.md": write_document(document),
    }


def test_a_hostile_file_is_looked_at_brought_in_and_taken_back_unharmed(victim: Page) -> None:
    choose(victim, hostile_files())
    requests = paths(victim)
    victim.get_by_role("button", name="Show what would change").click()
    victim.wait_for_url("**/banks/import/*")
    path = victim.url.split("/", 3)[3]
    harmless(victim, {"POST /banks/import", f"GET /{path}"}, requests)
    for sign in ("<script>window.hit = 1</script>", "<hx-partial hx-target='#main'>", "{{7*7}}"):
        expect(victim.locator("form.proposal")).to_contain_text(sign)
    expect(victim.locator(".problem.mistake strong", has_text="<script>").first).to_be_visible()
    expect(victim.locator(".excerpt", has_text="<script>").first).to_be_visible()
    expect(victim.locator("ins", has_text="<script>").first).to_be_visible()
    expect(victim.locator("main")).to_contain_text("><img src=x onerror=")
    assert "\u202e" not in victim.content()

    take_everything(victim)
    batch = victim.url.split("/", 3)[3]
    for address in (f"/{batch}", "/banks/imports", "/banks/stale"):
        seen = paths(victim)
        victim.goto(address, wait_until="networkidle")
        harmless(victim, {f"GET {address}"}, seen)
        expect(victim.locator("main")).to_contain_text("<script>window.hit = 1</script>")
    victim.goto(f"/{batch}")
    victim.get_by_role("button", name="Take it back").click()
    expect(victim.locator("main")).to_contain_text("This was taken back.")
    assert victim.evaluate("window.hit") is None


def test_pasted_markup_comes_back_as_text(victim: Page) -> None:
    victim.goto("/banks/import")
    victim.get_by_text("Or paste the text of a file").click()
    victim.get_by_label("Text", exact=True).fill(ATTACK)
    victim.get_by_label("A name for it").fill("</textarea><script>window.hit = 1</script>")
    victim.get_by_role("button", name="Show what would change").click()
    victim.wait_for_url("**/banks/import/*")
    assert victim.evaluate("window.hit") is None
    expect(victim.locator("main")).to_contain_text("script>window.hit = 1")


def test_a_form_full_of_markup_stays_a_form_when_its_rows_move(victim: Page) -> None:
    victim.goto("/banks/aid/questions/capital/edit")
    first = victim.get_by_label("Option 1", exact=True).input_value()
    requests = paths(victim)
    victim.get_by_role("button", name="Move down: option 1").click()
    expect(victim.get_by_label("Option 2", exact=True)).to_have_value(first)
    victim.get_by_text("As the learner sees it").click()
    expect(victim.locator("#preview")).to_contain_text("<script>window.hit = 1</script>")
    victim.wait_for_load_state("networkidle")
    sent = {"POST /banks/aid/questions/capital/edit", "POST /banks/aid/questions/preview"}
    harmless(victim, sent, requests)
