"""A learner in the tests who takes an assignment in a browser without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from study.domain.questions import AnyQuestion
from study.storage.database import Database
from tests.builders import NOW, a_bank, kept, rows
from tests.classroom import a_class, a_person, an_assignment, signed_in
from tests.visiting import Page, Visitor


@dataclass
class Taker:
    """Somebody in a class with an assignment, and their browser."""

    database: Database
    teacher: int
    learner: int
    class_id: int
    assignment: int
    visitor: Visitor

    @property
    def url(self) -> str:
        """The assignment's page."""
        return f"/assignments/{self.assignment}"

    def begin(self) -> Page:
        """The first page of a new attempt."""
        return self.visitor.send(self.visitor.get(self.url), "/attempts")

    def attempt(self, rest: str = "", number: int = 1) -> Page:
        """A page of an attempt."""
        return self.visitor.get(f"{self.url}/attempts/{number}{rest}")

    def answer(self, place: int, **fields: str | Sequence[str]) -> Page:
        """What comes of opening a question, filling it in and sending it."""
        page = self.attempt(f"?question={place}")
        return self.visitor.send(page, f"/answers/{place}", **fields)

    def answers(self) -> list[Any]:
        """What the database holds of what was said, by attempt and position."""
        query = 'SELECT * FROM attempt_answer ORDER BY learner_id, "number", position'
        return [row._mapping for row in rows(self.database, query)]

    def another_browser(self, now: datetime = NOW) -> Visitor:
        """The same learner elsewhere."""
        return signed_in(self.database, self.learner, now)


def a_taker(database: Database, folder: Path, *questions: AnyQuestion, **rules: Any) -> Taker:
    """A learner with an assignment on these questions, or on one of each kind."""
    kept(database, folder, a_bank(*questions))
    teacher, learner = a_person(database, "Teacher", may_teach=True), a_person(database, "Ada")
    class_id = a_class(database, teacher, learner)
    assignment = an_assignment(database, class_id, teacher, **rules)
    visitor = signed_in(database, learner)
    return Taker(database, teacher, learner, class_id, assignment, visitor)
