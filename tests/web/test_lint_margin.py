"""The margin of a bank: what could be better, beside the questions, and setting it aside."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from study.domain.linting import NAMES
from study.domain.questions import AnyQuestion
from study.domain.scheduling import Rating
from study.storage import banks
from study.storage.database import Database
from study.web.linting import IN_PASSING, TITLES
from tests.builders import a_bank, kept, rows
from tests.domain.builders import a_flashcard, a_single, options
from tests.practising import studied
from tests.visiting import Page, Visitor

ALONE = "There are only two options: half of all guesses are right."


PROMPTS = ("What, he says, did the emperor's penny show?", "On which side, he says, did it fall?")


def coin(number: int = 1, **changes: object) -> AnyQuestion:
    """A question with two options: each gives one finding."""
    fields = {
        "id": f"coin-{number}",
        "prompt": PROMPTS[number % 2] if number < 3 else f"{PROMPTS[1]} {number}",
        "options": options(*(("*Heads", "Tails") if number % 2 else ("Heads", "*Tails"))),
    }
    return a_single(**(fields | changes))


GOOD = a_flashcard(prompt="Who sent aircraft, he says?")


@pytest.fixture
def author(sqlite_database: Database, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor of a bank with two weak questions and a good one."""
    kept(sqlite_database, tmp_path, a_bank(coin(1), GOOD, coin(2)))
    somebody = Visitor(sqlite_database)
    with somebody.client:
        yield somebody


def margins(page: Page) -> dict[str, list[str]]:
    """What stands in the margin, by the id of the question it stands beside."""
    found: dict[str, list[str]] = {}
    for entry in page.all("li"):
        if entry["id"].startswith("q-"):
            inside = page.within(entry)
            found[entry["id"]] = [it.words for it in inside if it["class"] == "margin"]
    return found


def link(page: Page, words: str) -> str:
    return next(it["href"] for it in page.all("a") if it.words.startswith(words))


# --- the bank's page ---------------------------------------------------------------------


def test_a_banks_page_says_how_much_could_be_better_and_not_what(author):
    page = author.get("/banks/aid")

    assert link(page, "What could be better (2)") == "/banks/aid/lint"
    assert ALONE not in page.text
    assert margins(page) == {"q-coin-1": [], "q-aid": [], "q-coin-2": []}


def test_where_nothing_was_found_the_page_says_so(author):
    author.post("/banks/aid/waive", {"check": "too-few-options", "reason": "Coins."})

    assert link(author.get("/banks/aid"), "What could be better (nothing found)")
    assert "Nothing was found." in author.get("/banks/aid/lint").words


def test_a_large_bank_is_looked_at_when_somebody_asks(sqlite_database, tmp_path):
    many = [coin(n) for n in range(IN_PASSING + 1)]
    kept(sqlite_database, tmp_path, a_bank(*many))
    author = Visitor(sqlite_database)
    with author.client:
        assert link(author.get("/banks/aid"), "What could be better").endswith("/lint")
        assert "What could be better (" not in author.get("/banks/aid").words
        assert "What could be better (" in author.get("/banks/aid/lint").words
        assert "What could be better (" in author.get("/banks/aid").words


# --- the margin --------------------------------------------------------------------------


def test_findings_stand_beside_their_questions(author):
    page = author.get("/banks/aid/lint")
    beside = margins(page)

    assert page.status == 200
    assert beside["q-aid"] == []
    for name in ("q-coin-1", "q-coin-2"):
        (words,) = beside[name]
        assert words.startswith("What could be better (1)")
        assert "Only two to choose from" in words
        assert ALONE in words


def test_remarks_on_questions_not_studied_are_folded_away(author):
    folded = {"open" in it.attributes for it in author.get("/banks/aid/lint").all("details")}
    assert folded == {False}

    studied(author.database, Rating.GOOD)
    page = author.get("/banks/aid/lint")
    assert any("open" in it.attributes for it in page.all("details", class_="margin"))


def test_the_banks_own_findings_stand_at_its_head_with_their_figures(sqlite_database, tmp_path):
    longest = [
        coin(n, options=options("*Heads or so", "Tails", "Rim", "None")) for n in range(1, 9)
    ]
    kept(sqlite_database, tmp_path, a_bank(*longest))
    author = Visitor(sqlite_database)
    with author.client:
        page = author.get("/banks/aid/lint")
    head = page.one("section", class_="lint-head")

    assert "always takes the longest option scores 100 % on the 8" in head.words
    assert "the key is option 1 in 100 %" in head.words
    (figures,) = page.all("table", class_="retention")
    assert "the longest option 100 % 25 %" in figures.words
    assert "option 1 100 % 25 % option 2 0 % 25 %" in figures.words
    assert len([it for it in page.within(figures) if it.tag == "svg"]) == 6


def test_what_authors_wrote_is_shown_as_text_and_kept_from_htmx(sqlite_database, tmp_path):
    nasty = '<b hx-get="/x">A and B</b>'
    both = options("*Heads", "Rim", "A and B", nasty + " and Heads")
    kept(sqlite_database, tmp_path, a_bank(coin(1, options=both)))
    author = Visitor(sqlite_database)
    with author.client:
        page = author.get("/banks/aid/lint")

    assert nasty not in page.text
    assert escape(nasty[:20], quote=False) in page.text.replace("&#34;", '"')
    assert not page.all("b")
    said = [it for it in page.all("p") if nasty in it.words or "A and B" in it.words]
    assert said
    assert all("hx-disable" in it.attributes for it in said)


def test_a_finding_about_a_pair_leads_to_the_other_question(sqlite_database, tmp_path):
    twin = coin(1, id="twin", waive=(("too-few-options", "a coin"),))
    kept(sqlite_database, tmp_path, a_bank(coin(1, waive=twin.waive), twin))
    author = Visitor(sqlite_database)
    with author.client:
        page = author.get("/banks/aid/lint")

    assert link(page, "See that question") == "#q-coin-1"


def test_a_bank_is_looked_at_once_until_it_changes(author):
    lints = author.app.state.lints
    with author.database.read() as db:
        first = lints.of(db, banks.bank(db, "aid"))
        assert lints.of(db, banks.bank(db, "aid")) is first
    author.post("/banks/aid/waive", {"check": "too-few-options", "reason": "Coins."})
    with author.database.read() as db:
        assert lints.of(db, banks.bank(db, "aid")) is not first


def test_every_check_has_a_title_that_tells_no_key():
    assert sorted(TITLES) == sorted(NAMES)
    assert len(set(TITLES.values())) == len(TITLES)
    assert all(title and "right" not in title for title in TITLES.values())


# --- setting aside -----------------------------------------------------------------------


def test_a_finding_is_set_aside_with_a_reason_that_goes_into_the_file(author):
    form = author.get(link(author.get("/banks/aid/lint"), "Set it aside"))
    assert PROMPTS[1] in form.words
    assert ALONE in form.words

    page = author.send(form, "/waive", reason="A coin has two sides.")
    assert margins(page)["q-coin-1"] == []
    assert margins(page)["q-coin-2"] != []
    aside = page.one("details", class_="waived").words
    assert "Only two to choose from , coin-1 A coin has two sides." in aside.replace(",", " ,")
    assert rows(author.database, "SELECT version FROM question WHERE slug = 'coin-1'")[0][0] == 2


def test_without_a_reason_the_form_comes_back(author):
    form = author.get("/banks/aid/waive?check=too-few-options&question=coin-1")
    again = author.send(form, "/waive", reason="  ")

    assert again.status == 422
    (error,) = again.all("p", class_="error")
    assert "Write why it is right as it is" in error.words
    assert again.one("input", name="reason")["aria-invalid"] == "true"
    assert ALONE in again.words


def test_a_reason_too_long_comes_back_as_it_was_typed(author):
    form = author.get("/banks/aid/waive?check=too-few-options&question=coin-1")
    again = author.send(form, "/waive", reason="so " * 600)

    assert again.status == 422
    assert again.one("input", name="reason")["value"].startswith("so so so")


def test_a_check_is_set_aside_for_the_whole_bank(author):
    form = author.get("/banks/aid/waive?check=too-few-options")
    assert "This concerns 2 questions of the bank." in form.words

    page = author.send(form, "/waive", reason="They are coins.")
    assert margins(page) == {"q-coin-1": [], "q-aid": [], "q-coin-2": []}
    assert "the whole bank" in page.one("details", class_="waived").words


def test_what_was_set_aside_is_taken_up_again(author):
    author.post("/banks/aid/waive", {"check": "too-few-options", "reason": "Coins."})
    page = author.send(author.get("/banks/aid/lint"), "/waive/back")

    assert len(margins(page)["q-coin-1"]) == 1
    assert not page.all("details", class_="waived")


def test_a_waiver_good_for_nothing_is_taken_out_from_the_margin(sqlite_database, tmp_path):
    idle = a_flashcard(prompt=GOOD.prompt, waive=(("no-such-thing", "why not"),))
    kept(sqlite_database, tmp_path, a_bank(idle))
    author = Visitor(sqlite_database)
    with author.client:
        page = author.get("/banks/aid/lint")
        assert "There is no check called “no-such-thing”." in margins(page)["q-aid"][0]
        assert not margins(author.send(page, "/waive/back"))["q-aid"]


def test_twice_the_same_form_makes_one_version(author):
    sent = {"check": "too-few-options", "question": "coin-1", "reason": "Coins."}
    first, second = (author.post("/banks/aid/waive", sent) for _ in range(2))

    assert (first.status, second.status) == (303, 303)
    assert first.headers["location"] == second.headers["location"] == "/banks/aid/lint#q-coin-1"
    assert len(rows(author.database, 'SELECT id FROM "import"')) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/banks/nowhere/lint",
        "/banks/nowhere/waive?check=too-few-options",
        "/banks/aid/waive",
        "/banks/aid/waive?check=nonsense",
        "/banks/aid/waive?check=too-few-options&question=aid",
        "/banks/aid/waive?check=too-few-options&question=nowhere",
        "/banks/aid/waive?check=too-few-options&question=a%00b",
    ],
)
def test_what_is_not_there_is_not_found(author, path):
    assert author.get(path).status == 404


def test_a_form_for_something_that_is_not_there_changes_nothing(author):
    for sent in (
        {"check": "nonsense", "question": "coin-1", "reason": "x"},
        {"check": "too-few-options", "question": "nowhere", "reason": "x"},
    ):
        assert author.post("/banks/aid/waive", sent).status == 404
    assert author.post("/banks/nowhere/waive/back", {"check": "x"}).status == 404
    assert len(rows(author.database, 'SELECT id FROM "import"')) == 1
