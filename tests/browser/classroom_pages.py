"""Every page of a classroom, seen by who may: how to get there, and how its title begins."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext

from study.actions import enrolling
from study.domain.assignments import AT_ONCE, Mode
from study.storage import notices, sign_ins
from study.storage.database import Database
from tests.attempting import begun
from tests.browser.serving import Site, running
from tests.builders import DAY, rows
from tests.classroom import a_person, an_assignment
from tests.taking import DUE, TakenTest, a_taken_test

TEACHER, LEARNER, ADMIN, NOBODY = "teacher", "learner", "admin", "nobody"
DOCUMENT = "xinhua-putin-2025"


@dataclass(frozen=True)
class School:
    """A site with a class that has taken a test, practises, and has more before it."""

    site: Site
    test: TakenTest
    people: dict[str, int]
    assignments: dict[str, int]

    @property
    def code(self) -> str:
        """The code of the class."""
        return str(rows(self.site.database, "SELECT code FROM class")[0][0])


@dataclass(frozen=True)
class Place:
    """A page by its name, who looks at it, its address, and how its title begins."""

    name: str
    who: str
    path: Callable[[School], str]
    begins: str

    @property
    def title(self) -> re.Pattern[str]:
        return re.compile(rf"^{self.begins}.* · Study$")


@contextmanager
def a_school(folder: Path, template: Path) -> Iterator[School]:
    """A running classroom: thirty learners, a test that is over, one that is open, practice."""
    with running(folder, template, shipped=True, classroom=True) as site:
        site.clock.now = DUE + 4 * DAY
        test = a_taken_test(site.database)
        people = {
            TEACHER: test.teacher,
            LEARNER: test.learners[3],
            ADMIN: a_person(site.database, "Caretaker", is_admin=True, may_teach=True),
        }
        assignments = _more_assigned(site, test)
        _told(site.database, people[LEARNER], site)
        school = School(site, test, people, assignments)
        _signed_in(school)
        yield school


def _more_assigned(site: Site, test: TakenTest) -> dict[str, int]:
    now = site.clock.now
    dates = {"open_at": now - DAY, "due_at": now + 5 * DAY}
    given = {
        "open": {"mode": Mode.TEST, "time_limit": timedelta(minutes=30), "most_attempts": 1},
        "mastery": {"mode": Mode.MASTERY, "review": AT_ONCE},
        "practice": {"mode": Mode.PRACTICE, "review": AT_ONCE},
        "draft": {"published": False},
    }
    banks = {
        "open": DOCUMENT,
        "draft": DOCUMENT,
        "mastery": "gorbachev-2015",
        "practice": "rferl-2015",
    }
    found = {
        name: an_assignment(
            site.database,
            test.class_id,
            test.teacher,
            *_questions(site.database, banks[name]),
            title=f"The interview: {name}",
            **(dates | changes),
        )
        for name, changes in given.items()
    }
    for name in ("open", "mastery"):
        begun(site.database, found[name], test.learners[3], now - timedelta(minutes=4))
    return found


def _questions(database: Database, bank: str) -> list[str]:
    """The first twelve questions of a bank; a test holds back only its own."""
    found = (
        "SELECT q.slug FROM question q JOIN bank b ON b.id = q.bank_id "
        "WHERE b.slug = :bank ORDER BY q.position LIMIT 12"
    )
    return [f"{bank}/{slug}" for (slug,) in rows(database, found, bank=bank)]


def _told(database: Database, who: int, site: Site) -> None:
    with database.write() as db:
        notices.tell(db, [who], "Your mark has changed.", "/classes", site.clock.now)
    stranger = a_person(database, "Newcomer")
    code = str(rows(database, "SELECT code FROM class")[0][0])
    with database.write() as db:
        db.exec_driver_sql("UPDATE class SET needs_approval = true")
        enrolling.join(db, stranger, code, site.clock.now)


def _signed_in(school: School) -> None:
    with school.site.database.write() as db:
        for name, who in school.people.items():
            sign_ins.begin(db, who, _token(name), "A browser", school.site.clock.now)


def _token(who: str) -> str:
    return f"{who}-of-the-pages"


def let_in(context: BrowserContext, school: School, who: str) -> None:
    """Gives a browser the cookie of whoever looks."""
    if who in school.people:
        cookie = {"name": "study", "value": _token(who), "url": school.site.url}
        context.add_cookies([cookie])


def _class(rest: str = "") -> Callable[[School], str]:
    return lambda it: f"/classes/{it.test.class_id}{rest}"


def _results(rest: str = "") -> Callable[[School], str]:
    return lambda it: f"/assignments/{it.test.assignment_id}{rest}"


def _of(name: str, rest: str = "") -> Callable[[School], str]:
    return lambda it: f"/assignments/{it.assignments[name]}{rest}"


def _at(path: str) -> Callable[[School], str]:
    return lambda _it: path


PLACES = (
    Place("sign in", NOBODY, _at("/sign-in"), "Sign in"),
    Place("join by code", NOBODY, _at("/join"), "Join a class"),
    Place("join", NOBODY, lambda it: f"/join/{it.code}", "Join History"),
    Place("account", LEARNER, _at("/account"), ""),
    Place("people", ADMIN, _at("/people"), ""),
    Place("home of a learner", LEARNER, _at("/"), ""),
    Place("classes", TEACHER, _at("/classes"), "Classes"),
    Place("new class", TEACHER, _at("/classes/new"), "Open a class"),
    Place("class of a teacher", TEACHER, _class(), "History"),
    Place("class of a learner", LEARNER, _class(), "History"),
    Place("roster", TEACHER, _class("/roster"), ""),
    Place("slips", TEACHER, _class("/slips"), ""),
    Place(
        "one learner",
        TEACHER,
        lambda it: f"/classes/{it.test.class_id}/learners/{it.people[LEARNER]}",
        "",
    ),
    Place("new assignment", TEACHER, _class("/assignments/new"), "New assignment"),
    Place("edit assignment", TEACHER, _of("draft", "/edit"), "Edit"),
    Place("preview", TEACHER, _of("open", "/preview"), ""),
    Place("assignment of a teacher", TEACHER, _of("open"), "The interview"),
    Place("extensions", TEACHER, _of("open", "/extensions"), ""),
    Place("assignment of a learner", LEARNER, _of("open"), "The interview"),
    Place("attempt", LEARNER, _of("open", "/attempts/1"), ""),
    Place("mastery", LEARNER, _of("mastery", "/attempts/1"), ""),
    Place("hand in", LEARNER, _of("open", "/attempts/1/hand-in"), "Hand in"),
    Place("review", LEARNER, _results("/attempts/1/review"), "Attempt 1"),
    Place("practice overview", LEARNER, _of("practice"), "The interview"),
    Place("practice", LEARNER, _of("practice", "/practice"), ""),
    Place("results", TEACHER, _results("/results"), ""),
    Place("results by question", TEACHER, _results("/results/questions"), ""),
    Place("item analysis", TEACHER, _results("/results/items"), ""),
    Place("results by tag", TEACHER, _results("/results/tags"), ""),
    Place("results by passage", TEACHER, _results("/results/passages"), ""),
    Place("tinted document", TEACHER, _results(f"/results/passages/{DOCUMENT}"), ""),
    Place("recall", TEACHER, _of("practice", "/results/recall"), ""),
    Place(
        "results of a learner",
        TEACHER,
        lambda it: f"/assignments/{it.test.assignment_id}/results/learners/{it.people[LEARNER]}",
        "",
    ),
    Place("disputes", TEACHER, _results("/disputes"), ""),
    Place("sheet", TEACHER, _of("open", "/sheet?key=1"), ""),
    Place("gradebook", TEACHER, _class("/gradebook"), ""),
)
