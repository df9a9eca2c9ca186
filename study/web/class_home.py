"""The classroom's part of the home page: what is assigned, who waits, what one is told."""

from dataclasses import dataclass
from datetime import datetime

from study.storage import assignments, classes, my_work, notices
from study.storage.classes import TEACHER, WAITING, MyClass
from study.storage.database import Transaction
from study.storage.notices import Notice
from study.storage.people import Learner
from study.web.class_words import Assigned, assigned


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPart:
    """What stands above one's own studies; in `asking` classes people wait to be let in."""

    assigned: tuple[Assigned, ...]
    waiting: tuple[MyClass, ...]
    asking: tuple[MyClass, ...]
    notices: tuple[Notice, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.assigned or self.waiting or self.asking or self.notices)

    @property
    def to_do(self) -> int:
        """How many assignments can be done now and are not."""
        return sum(not (it.is_done or it.is_announced) for it in self.assigned)

    @property
    def is_all_done(self) -> bool:
        """Whether everything that is open has been handed in."""
        return not self.to_do and any(it.is_done for it in self.assigned)


def class_part(db: Transaction, learner: Learner, now: datetime) -> ClassPart:
    """Everything of it in four queries."""
    mine = [it for it in classes.my_classes(db, learner.id) if it.archived_at is None]
    started = my_work.going_on(db, learner.id)
    standing = assignments.open_to(db, learner.id, now)
    listed = [assigned(it, started, learner.zone, now) for it in standing]
    return ClassPart(
        assigned=tuple(it for it in listed if not it.is_over),
        waiting=tuple(it for it in mine if it.state == WAITING),
        asking=tuple(it for it in mine if it.role == TEACHER and it.waiting),
        notices=notices.unseen(db, learner.id),
    )
