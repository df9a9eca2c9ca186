"""Classes for tests of their pages: opened by a form, as a teacher does."""

from study.storage import classes
from study.storage.database import Database
from tests.classroom import a_person, signed_in
from tests.visiting import Page, Visitor

PASSWORD = "three words in a row"
LIST = "name,login,extra time\nAda Lovelace,ada,1.5\nCharles Babbage,charles,\nNo Login,,\n"


def a_teacher(database: Database, name: str = "Tess") -> Visitor:
    """A teacher's browser."""
    return signed_in(database, a_person(database, name, may_teach=True))


def founded(visitor: Visitor, name: str = "History 7b") -> tuple[int, Page]:
    """The number of a new class, and its page."""
    page = visitor.send(visitor.get("/classes/new"), "/classes/new", name=name)
    return int(page.form("/entrance")["action"].split("/")[2]), page


def code_on(page: Page) -> str:
    """The code that a class's page shows."""
    return page.one("p", class_="large-code").words


def passing(database: Database) -> Visitor:
    """The browser of somebody who is not signed in."""
    return Visitor(database, classroom=True)


def number_of(database: Database, login: str) -> int:
    """The learner's number of who signs in so."""
    with database.read() as db:
        return classes.known_by(db, {login})[login][0]
