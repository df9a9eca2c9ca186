"""A class with an assignment whose key is changed, and what comes of it."""

from dataclasses import dataclass
from datetime import timedelta

from study.actions import marking_by_hand, rekeying
from study.actions.regrading import change_key
from study.domain.regrading import Way
from study.storage import attempts, audit, banks, notices, people
from study.storage.assignments import questions
from study.storage.database import Database
from tests.builders import NOW, a_bank, execute, kept
from tests.classroom import a_class, a_person, an_assignment, taken
from tests.domain.builders import a_cloze, a_numeric, a_short, a_single, an_ordering

LATER = NOW + timedelta(hours=1)
BOTH = Way()


@dataclass
class Room:
    """A class with an assignment of four questions: capital, city, count and sent."""

    database: Database
    teacher: int
    ada: int
    ben: int
    class_id: int
    assignment: int
    bank: str = "aid"

    def question(self, slug: str) -> int:
        with self.database.read() as db:
            return banks.question(db, banks.bank(db, self.bank).id, slug).id

    def plan(self, slug, change, way=BOTH, who=None):
        with self.database.read() as db:
            who = who or self.teacher
            return rekeying.plan(db, who, self.assignment, self.question(slug), change, way, LATER)

    def change(self, slug, change, way=BOTH, token=None, who=None):
        token = token or self.plan(slug, change, way, who).token
        with self.database.write() as db:
            return change_key(
                db,
                who or self.teacher,
                self.assignment,
                self.question(slug),
                change,
                way,
                LATER,
                token=token,
            )

    def fraction(self, learner: int, slug: str, number: int = 1) -> float | None:
        return self.answer(learner, slug, number).fraction

    def answer(self, learner, slug, number=1):
        with self.database.read() as db:
            found = attempts.answers_of(db, learner, self.assignment, number)
        return next(it for it in found if it.question_id == self.question(slug))

    def attempt(self, learner: int, number: int = 1) -> attempts.Attempt:
        with self.database.read() as db:
            return attempts.attempt(db, learner, self.assignment, number)

    def version(self, slug: str) -> int:
        with self.database.read() as db:
            found = questions(db, self.assignment)
        return next(it.version for it in found if it.slug == slug)

    def mark(self, learner, slug, share, comment="", who=None):
        position = self.answer(learner, slug).position
        with self.database.write() as db:
            return marking_by_hand.mark_by_hand(
                db,
                who or self.teacher,
                self.assignment,
                learner,
                1,
                position,
                share,
                comment,
                LATER,
            )

    def told(self, learner: int) -> list[str]:
        with self.database.read() as db:
            return [it.words for it in notices.unseen(db, learner)]

    def noted(self) -> list[str]:
        with self.database.read() as db:
            found = audit.entries(db, self.class_id)
        return [it.words for it in found if it.act in {"key", "mark"}]


def a_room(database: Database, folder, *, owns: bool = True, **rules) -> Room:
    with database.write() as db:
        people.ensure_local_learner(db, "UTC", NOW)
    asked = (a_single(), a_short("Chongqing"), a_numeric(), a_cloze())
    kept(database, folder, a_bank(*asked, an_ordering()))
    teacher = a_person(database, "Tess", may_teach=True)
    if owns:
        execute(database, "UPDATE bank SET owner_id = :who", who=teacher)
    ada, ben = a_person(database, "Ada"), a_person(database, "Ben")
    class_id = a_class(database, teacher, ada, ben)
    names = [f"aid/{question.id}" for question in asked]
    assignment = an_assignment(database, class_id, teacher, *names, **rules)
    return Room(database, teacher, ada, ben, class_id, assignment)


def both_take_it(room: Room) -> None:
    said = {"capital": "Wuhan", "city": "Yuzhou", "count": "1200", "sent": "many"}
    taken(room.database, room.assignment, room.ada, said)
    taken(room.database, room.assignment, room.ben, {"capital": True, "city": True})
