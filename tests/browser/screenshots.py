"""Pictures of the pages, as a learner sees them after two months with the shipped banks.

`python -m tests.browser.screenshots FOLDER` writes them: wide and narrow, light and dark.
"""

import random
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from study.actions.sittings import Question
from study.domain.asking import Sent
from study.domain.scheduling import Rating
from study.storage.database import Database
from study.storage.migrations import upgrade
from tests import chromium
from tests.browser.acting import DRAWN
from tests.browser.classroom_pages import PLACES, a_school, let_in
from tests.browser.serving import Site, running
from tests.builders import NOW, card_of, rows, with_settings
from tests.practising import SKIP, answered, asked, rated, shown

SIZES = {"wide": {"width": 1280, "height": 860}, "narrow": {"width": 390, "height": 844}}
WEEKS = 9
# People miss days; most of what they see again they know.
MISSED = 0.14
RATINGS = (Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.EASY)
WEIGHTS = (9, 12, 70, 9)
BANK = "xinhua-putin-2025"
SLUG = "hundred-regiments-forces"
RIGHT = "The Chinese Communists"


def studied_for_weeks(database: Database) -> None:
    """Weeks of plausible study, the same ones every time."""
    chance = random.Random(7)
    with_settings(database, new_a_day=6, reviews_a_day=60)
    for back in range(7 * WEEKS, 0, -1):
        evening = NOW - timedelta(days=back, minutes=chance.randrange(90))
        if chance.random() > MISSED:
            studied_on(database, evening, chance, most=chance.randint(25, 45))
    studied_on(database, NOW, chance, most=9)


def studied_on(database: Database, now: datetime, chance: random.Random, most: int) -> None:
    """One sitting, until the day's work or the patience is at its end."""
    for _ in range(most):
        question = shown(database, now)
        if not isinstance(question, Question):
            return
        now += timedelta(seconds=chance.randint(6, 35))
        answered(database, question, SKIP, now)
        rated(database, question, chance.choices(RATINGS, WEIGHTS)[0], now)
        now += timedelta(seconds=2)


def answered_rightly(site: Site, now: datetime) -> str:
    """The address of a right answer given just now."""
    question = asked(site.database, now, card_id=card_of(site.database, SLUG))
    position = question.front.choices.index(RIGHT)
    answered(site.database, question, Sent(choice=(str(position),)), now)
    return f"/practice/answers/{question.card.showing}"


def opened(site: Site, now: datetime) -> dict[str, str]:
    """The pictures' names, each with the address of its page."""
    card = card_of(site.database, SLUG)
    question = rows(site.database, "SELECT id FROM question WHERE slug = :slug", slug=SLUG)[0][0]
    return {
        "home": "/",
        "question": f"/practice?card={card}",
        "answer": answered_rightly(site, now),
        "document": f"/documents/{BANK}?at={question}#p{passage_of(site, question)}",
        "progress": "/progress",
        "bank": f"/banks/{BANK}",
        "banks": "/banks",
        "search": "/search?q=chiang+kai",
        "coverage": f"/documents/{BANK}/coverage",
    }


def passage_of(site: Site, question: int) -> int:
    found = "SELECT min(passage) FROM citation WHERE question_id = :question"
    return int(rows(site.database, found, question=question)[0][0])


def take_all(browser: Browser, site: Site, addresses: dict[str, str], folder: Path) -> None:
    """Writes a picture of each page, in both sizes and both colour schemes."""
    for size, viewport in SIZES.items():
        for scheme in ("light", "dark"):
            page = browser.new_page(base_url=site.url, viewport=viewport, color_scheme=scheme)
            for name, address in addresses.items():
                take(page, address, folder / f"{name}-{size}-{scheme}.png")
            page.close()


def take(page: Page, address: str, file: Path) -> None:
    page.goto(address, wait_until="networkidle")
    page.evaluate(DRAWN)
    page.screenshot(path=file)
    sys.stdout.write(f"{file}\n")


def main(folder: Path) -> None:
    """Prepares a learner, and takes the pictures of an open day and of its end."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        template = Path(name) / "template.db"
        upgrade(f"sqlite:///{template}", now=NOW)
        browser = playwright.chromium.launch(
            executable_path=chromium.find_chromium(), args=list(chromium.FLAGS)
        )
        with running(Path(name), template, shipped=True) as site:
            studied_for_weeks(site.database)
            site.clock.now = NOW + timedelta(minutes=15)
            take_all(browser, site, opened(site, site.clock.now), folder)
            studied_on(site.database, site.clock.now, random.Random(8), most=1_000)
            site.clock.now += timedelta(hours=2)
            take_all(browser, site, {"finished": "/practice"}, folder)
        taken_in_a_classroom(browser, template, folder)
        browser.close()


def taken_in_a_classroom(browser: Browser, template: Path, folder: Path) -> None:
    """Pictures of every page of a class that has taken a test."""
    room = template.parent / "classroom"
    room.mkdir()
    with a_school(room, template) as school:
        for size, viewport in SIZES.items():
            for scheme in ("light", "dark"):
                look = {"viewport": viewport, "color_scheme": scheme}
                for place in PLACES:
                    context = browser.new_context(base_url=school.site.url, **look)
                    let_in(context, school, place.who)
                    name = place.name.replace(" ", "-")
                    take(
                        context.new_page(),
                        place.path(school),
                        folder / f"classroom-{name}-{size}-{scheme}.png",
                    )
                    context.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.browser.screenshots FOLDER")
    main(Path(sys.argv[1]))
