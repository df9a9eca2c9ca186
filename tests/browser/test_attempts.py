"""An attempt in a browser: saved as it is given, by the server's time, in two tabs, offline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from study.domain.assignments import Mode
from study.storage import sign_ins
from tests.attempting import begun
from tests.browser.conftest import visit
from tests.browser.serving import Site, running
from tests.builders import NOW, rows
from tests.classroom import a_class, a_person, an_assignment

LIMIT = timedelta(minutes=20)
TOKEN = "the learner's browser"


@dataclass(frozen=True)
class Attempt:
    """A learner's attempt at a test of one question of each type."""

    site: Site
    context: BrowserContext
    learner: int
    assignment: int
    questions: dict[str, int]

    @property
    def path(self) -> str:
        return f"/assignments/{self.assignment}/attempts/1"

    def open(self, slug: str, context: BrowserContext | None = None) -> Page:
        """A tab with that question."""
        page = (context or self.context).new_page()
        page.goto(f"{self.path}?question={self.questions[slug]}")
        return page

    def given(self, slug: str) -> str:
        """What is kept as the answer to that question."""
        found = "SELECT given FROM attempt_answer a JOIN question q ON q.id = a.question_id"
        return str(rows(self.site.database, f"{found} WHERE q.slug = :slug", slug=slug)[0][0])

    def let_in(self, context: BrowserContext) -> None:
        cookie = {"name": "study", "value": TOKEN.replace(" ", "-"), "url": self.site.url}
        context.add_cookies([cookie])


@pytest.fixture
def attempt(browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Attempt]:
    with running(tmp_path, sqlite_template, classroom=True) as site:
        teacher = a_person(site.database, "Teacher", may_teach=True)
        learner = a_person(site.database, "Learner")
        of_class = a_class(site.database, teacher, learner)
        rules = {"mode": Mode.TEST, "time_limit": LIMIT, "most_attempts": 1}
        assignment = an_assignment(site.database, of_class, teacher, **rules)
        begun(site.database, assignment, learner)
        with site.database.write() as db:
            sign_ins.begin(db, learner, TOKEN.replace(" ", "-"), "A browser", NOW)
        slugs = rows(site.database, "SELECT slug FROM question ORDER BY position")
        places = {str(slug): place for place, (slug,) in enumerate(slugs, start=1)}
        with visit(browser, site.url) as context:
            found = Attempt(site, context, learner, assignment, places)
            found.let_in(context)
            yield found


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saved")


def test_an_answer_is_saved_as_it_is_typed_and_is_there_on_another_device(
    browser: Browser, attempt: Attempt
) -> None:
    page = attempt.open("city")
    page.get_by_role("textbox").fill("Chongqing")
    saved(page)
    assert "Chongqing" in attempt.given("city")
    with visit(browser, attempt.site.url) as elsewhere:
        attempt.let_in(elsewhere)
        there = attempt.open("city", elsewhere)
        expect(there.get_by_role("textbox")).to_have_value("Chongqing")


def test_a_chosen_option_is_saved_and_the_map_tells_it(attempt: Attempt) -> None:
    page = attempt.open("capital")
    page.locator(".option", has_text="Chongqing").click()
    saved(page)
    page.reload()
    expect(page.locator(".option", has_text="Chongqing").locator("input")).to_be_checked()
    expect(page.locator(".map .is-answered")).to_have_count(1)


def test_of_two_tabs_the_later_answer_stays(attempt: Attempt) -> None:
    first, second = attempt.open("city"), attempt.open("city")
    first.get_by_role("textbox").fill("Nanjing")
    saved(first)
    attempt.site.clock.now += timedelta(seconds=30)
    second.get_by_role("textbox").fill("Chongqing")
    saved(second)
    assert "Chongqing" in attempt.given("city")


def test_what_is_typed_offline_is_kept_and_saved_when_the_network_is_back(attempt: Attempt) -> None:
    page = attempt.open("city")
    attempt.context.set_offline(True)
    page.get_by_role("textbox").fill("Chongqing")
    expect(page.locator("#saved")).to_contain_text("Your answer is still here")
    attempt.context.set_offline(False)
    saved(page)
    assert "Chongqing" in attempt.given("city")


def test_when_time_is_up_what_was_typed_last_is_handed_in(attempt: Attempt) -> None:
    attempt.site.clock.now = NOW + LIMIT - timedelta(seconds=5)
    page = attempt.open("city")
    page.get_by_role("textbox").fill("Chongqing")
    attempt.site.clock.now = NOW + LIMIT + timedelta(seconds=2)
    page.wait_for_url("**/review**")
    expect(page.locator("main")).to_contain_text("Handed in")
    assert "Chongqing" in attempt.given("city")
    state = rows(attempt.site.database, "SELECT state FROM attempt")
    assert [tuple(row) for row in state] == [("handed_in",)]


def test_time_that_was_given_meanwhile_goes_on(attempt: Attempt) -> None:
    attempt.site.clock.now = NOW + LIMIT - timedelta(seconds=3)
    page = attempt.open("city")
    with attempt.site.database.write() as db:
        db.exec_driver_sql("UPDATE enrolment SET extra_time = 2 WHERE role = 'learner'")
    attempt.site.clock.now = NOW + LIMIT + timedelta(seconds=2)
    expect(page.locator("[data-clock]")).to_contain_text("19 minutes left")
    expect(page.locator("#answer")).to_be_visible()


def test_the_time_can_be_hidden_and_is_shown_again(attempt: Attempt) -> None:
    page = attempt.open("city")
    expect(page.locator("[data-clock]")).to_contain_text("minutes left")
    page.get_by_role("button", name="Hide the time").click()
    expect(page.locator("[data-clock]")).to_be_hidden()
    page.get_by_role("button", name="Show the time").click()
    expect(page.locator("[data-clock]")).to_be_visible()


def test_leaving_with_words_that_were_not_saved_warns_and_saves_them(attempt: Attempt) -> None:
    page = attempt.open("city")
    page.get_by_role("textbox").press_sequentially("Chongqing")
    asked: list[str] = []
    page.on("dialog", lambda it: (asked.append(it.type), it.accept()))
    page.goto("/", wait_until="commit")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert asked == ["beforeunload"]
    assert "Chongqing" in attempt.given("city")
