"""A week of a class: opened, thirty join, a test, a dispute, and what its teacher learns of it."""

import csv
import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from study.actions.accounts import first_link
from tests.browser.bringing import bring, take_everything
from tests.browser.conftest import visit
from tests.browser.serving import Site, running
from tests.browser.week import (
    DISPUTED,
    PASSWORD,
    VARIANT,
    Learner,
    bank_of_the_week,
    file_of_the_week,
    sayings,
)
from tests.builders import DAY, NOW, rows

NAMES = (
    *("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gita", "Hugo", "Ida", "Jan"),
    *("Kim", "Lena", "Max", "Nora", "Otto", "Pia", "Quinn", "Rosa", "Sam", "Tara"),
    *("Udo", "Vera", "Will", "Xenia", "Yuri", "Zoe", "Anton", "Berta", "Carl", "Dora"),
)
LATE = NAMES[25:]
SLOW = NAMES[:2]
DISPUTER = NAMES[5]
TITLE = "The interview in class"


@dataclass
class School:
    """A site in a classroom, and who learns there."""

    site: Site
    learners: dict[str, Learner]

    def learner(self, name: str) -> Learner:
        """The learner of that name, with a browser of their own."""
        if name not in self.learners:
            self.learners[name] = Learner(name, httpx2.Client(base_url=self.site.url))
        return self.learners[name]


@pytest.fixture
def school(sqlite_template: Path, tmp_path: Path) -> Iterator[School]:
    with running(tmp_path, sqlite_template, shipped=True, classroom=True) as site:
        yield School(site, learners := {})
        for it in learners.values():
            it.client.close()


@pytest.fixture
def desk(browser: Browser, school: School) -> Iterator[Page]:
    """The teacher's browser."""
    with visit(browser, school.site.url, viewport={"width": 1280, "height": 900}) as opened:
        yield opened.new_page()


def open_account(page: Page, site: Site) -> None:
    """The link that the terminal prints makes the first account."""
    with site.database.write() as db:
        link = first_link(db, "t" * 43, site.clock())
    page.goto(link)
    page.get_by_label("Your name").fill("Ms Weiss")
    page.get_by_label("Sign-in name").fill("weiss")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url(re.compile(r"/$|/account"))


def open_class(page: Page) -> tuple[str, str]:
    """A new class: its address, and the code that is on its page."""
    page.goto("/classes/new")
    page.get_by_label("Name of the class").fill("9b")
    page.get_by_role("button", name="Open the class").click()
    page.wait_for_url(re.compile(r"/classes/\d+"))
    return page.url, page.locator(".large-code").inner_text().strip()


def assign(page: Page, class_url: str) -> str:
    """A test of twenty minutes over the bank, due in four days and closed two days later."""
    page.goto(class_url + "/assignments/new")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("radio", name=re.compile("^Test")).check()
    page.get_by_label(re.compile("The interview, for 9b")).check()
    local = "%Y-%m-%dT%H:%M"
    page.get_by_label("Opens", exact=True).fill(NOW.strftime(local))
    page.get_by_label("Due", exact=True).fill((NOW + 4 * DAY).strftime(local))
    page.get_by_label("Closes", exact=True).fill((NOW + 6 * DAY).strftime(local))
    page.get_by_label("Time limit of an attempt").fill("20")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_url(re.compile(r"/assignments/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page.url


def grant_time(page: Page, class_url: str, name: str, time: str) -> None:
    """Extra time for one learner, on the learner's page."""
    page.goto(class_url)
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_label("For everything that has a time limit").select_option(label=time)
    page.get_by_role("button", name="Save the time").click()
    expect(page.get_by_role("status").first).to_be_visible()


def said_by(name: str) -> dict[str, str]:
    """What one learner says to each question: better ones are right more often."""
    chance = random.Random(name)
    ability = 0.35 + 0.6 * chance.random()
    found = {
        " ".join(prompt.split()): right if chance.random() < ability else wrong
        for prompt, (right, wrong) in sayings(bank_of_the_week()).items()
    }
    if name in {DISPUTER, NAMES[8], NAMES[12]}:
        found |= {prompt: VARIANT for prompt in found if prompt.startswith(DISPUTED)}
    return found


def take_the_test(school: School, path: str) -> None:
    """Twenty-five on the second day, five when it was due already; two with time of their own."""
    for name in NAMES:
        school.site.clock.now = NOW + (5 * DAY if name in LATE else DAY)
        learner = school.learner(name)
        told = learner.get(path).words
        if name in SLOW:
            assert ("30 minutes" in told) == (name == SLOW[0])
            assert ("no time limit" in told.casefold()) == (name == SLOW[1])
        page = learner.begin(path)
        begun_at = school.site.clock.now
        said = said_by(name)
        late_for_others = timedelta(minutes=25) if name in SLOW else timedelta(minutes=9)
        while page.all("form", id="answer"):
            page = learner.answer(page, said[page.one("h1").words])
            school.site.clock.now = begun_at + late_for_others
        done = learner.send(page, "/hand-in")
        assert "Handed in" in done.words
        assert (", late" in done.words) == (name in LATE)
        assert "Time was up" not in done.words


def test_a_week_of_a_class(school: School, desk: Page) -> None:
    site = school.site
    open_account(desk, site)
    class_url, code = open_class(desk)
    bring(desk, file_of_the_week())
    take_everything(desk)

    for name in NAMES:
        school.learner(name).join(code)
    desk.goto(class_url)
    expect(desk.locator("main")).to_contain_text("30 learners")
    grant_time(desk, class_url, SLOW[0], "Half as much again (× 1.5)")
    grant_time(desk, class_url, SLOW[1], "No time limit")

    path = assign(desk, class_url).removeprefix(site.url)
    assert TITLE in school.learner(NAMES[3]).get("/").words
    take_the_test(school, path)
    assert site.count("attempt") == 30
    assert site.count("attempt_answer") == 30 * len(bank_of_the_week().questions)

    site.clock.now = NOW + 6 * DAY + timedelta(hours=12)
    before = mark_of(site, DISPUTER)
    object_to_the_mark(school.learner(DISPUTER), path, question_of(site))
    accept_the_variant(desk, path)
    assert mark_of(site, DISPUTER) > before
    assert "mark" in school.learner(DISPUTER).get("/").words

    look_at_the_results(desk, path)
    told = gradebook(desk, path)
    assert {row["Learner"] for row in told} == set(NAMES)
    assert {row["Learner"] for row in told if row[f"{TITLE}: late"] == "yes"} == set(LATE)
    assert all(row[f"{TITLE}: share"] for row in told)


def object_to_the_mark(learner: Learner, path: str, question: int) -> None:
    """Says “I was right” beside the answer to a question."""
    review = learner.get(path + "/attempts/1/review")
    said = next(
        fields
        for form in review.all("form", action="/disputes/new")
        if (fields := review.filled(form))["question"] == [str(question)]
        and fields["kind"] == ["was_right"]
    )
    assert learner.post("/disputes/new", said | {"words": "It says so."}).status == 303


def accept_the_variant(page: Page, path: str) -> None:
    """Accepts what the learner wrote, sees whom it changes, and has it marked anew."""
    page.goto(path + "/disputes")
    expect(page.locator("main")).to_contain_text(VARIANT)
    page.get_by_role("button", name="Accept, and see what the key changes").click()
    expect(page.get_by_label("The answer", exact=True)).to_have_value(VARIANT)
    expect(page.locator(".changes")).to_contain_text(DISPUTER)
    page.get_by_role("button", name="Change it, and mark anew").click()
    expect(page.get_by_role("status").first).to_contain_text("3 answers have another mark")


def look_at_the_results(page: Page, path: str) -> None:
    """Opens every picture of the results, and the document tinted by them."""
    for part in ("", "/questions", "/items", "/tags", "/passages", "/recall"):
        answer = page.goto(path + "/results" + part)
        assert answer is not None
        assert answer.status == 200
        expect(page.locator("main svg").first).to_be_attached()
    page.goto(path + "/results/passages/xinhua-putin-2025")
    expect(page.locator("main")).to_contain_text("% right")


def gradebook(page: Page, path: str) -> list[dict[str, str]]:
    """The rows of the table that the teacher downloads."""
    table = page.request.get(path + "/gradebook.csv").text().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(table)))


def question_of(site: Site) -> int:
    """The disputed question of the bank that was brought in."""
    found = "SELECT q.id FROM question q JOIN bank b ON b.id = q.bank_id"
    where = "WHERE b.slug = 'interview' AND q.slug = 'built-in-record-time'"
    return int(rows(site.database, f"{found} {where}")[0][0])


def mark_of(site: Site, name: str) -> float:
    """What a learner's attempt has earned."""
    found = "SELECT a.earned FROM attempt a JOIN learner l ON l.id = a.learner_id"
    return float(rows(site.database, f"{found} WHERE l.name = :name", name=name)[0][0])
