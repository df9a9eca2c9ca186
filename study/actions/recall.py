"""What a class can be expected to remember, today and on the day it is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from study.actions.scopes import questions_of
from study.domain.assignments import granted
from study.domain.recall import Recall, by_question, of_all, recall_of
from study.storage import people
from study.storage import recall as kept
from study.storage.assignments import (
    Assignment,
    AssignmentQuestion,
    allowances,
    assignment_as_teacher,
    questions,
)
from study.storage.classes import members
from study.storage.contents import told
from study.storage.database import Transaction
from study.storage.practising import Given

Chances: TypeAlias = Mapping[tuple[int, int], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembering:
    """What one learner is expected to remember, today and on their day: of all, and by tag."""

    learner_id: int
    name: str
    all: Recall
    all_on_day: Recall
    tags: tuple[Recall, ...]
    tags_on_day: tuple[Recall, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """What a class is expected to remember, today and on the day; of a tag or of all ("")."""

    tag: str
    today: Recall
    on_day: Recall


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRecall:
    """Recall by learner and tag; "" is the tag of questions without any.

    `on` is the day it is due for those without an extension.
    """

    assignment: Assignment
    today: date
    on: date
    tags: tuple[str, ...]
    rows: tuple[Remembering, ...]

    @property
    def is_past(self) -> bool:
        """Whether the day is over."""
        return self.today > self.on

    @property
    def all(self) -> Together:
        """The whole class."""
        return Together(
            "",
            of_all(row.all for row in self.rows),
            of_all(row.all_on_day for row in self.rows),
        )

    @property
    def by_tag(self) -> tuple[Together, ...]:
        """The whole class, the tag first of which least will be remembered on the day."""
        found = [
            Together(
                tag,
                of_all(row.tags[place] for row in self.rows),
                of_all(row.tags_on_day[place] for row in self.rows),
            )
            for place, tag in enumerate(self.tags)
        ]
        return tuple(sorted(found, key=lambda it: it.on_day.chance or 1.0))


def class_recall(db: Transaction, who: int, assignment_id: int, now: datetime) -> ClassRecall:
    """What each learner is expected to remember; raises NotFound for all but their teachers.

    It takes the same few statements for every class and every number of questions.
    """
    assignment = assignment_as_teacher(db, assignment_id, who)
    asked = questions(db, assignment_id)
    moment = people.learner(db, who).moment
    today = moment(now).today
    days = {
        it: moment(granted(assignment.rules, allowance).due_at).today
        for it, allowance in allowances(db, assignment_id).items()
    }
    held = kept.held(db, assignment_id, days)
    is_past = any(today > day for day in days.values())
    at_day = kept.held_on(db, assignment_id, days) if is_past else held
    tags = by_tag(asked)
    names = {it.learner_id: it.name for it in members(db, assignment.class_id)}
    given = [Given(question_id=it.question_id, draw=it.draw) for it in asked]
    chances = by_question(held, dict.fromkeys(days, today)), by_question(at_day, days)
    return ClassRecall(
        assignment=assignment,
        today=today,
        on=moment(assignment.rules.due_at).today,
        tags=tuple(tags),
        rows=tuple(
            _remembering(it, names[it], questions_of(assignment, given, it), tags, *chances)
            for it in names
        ),
    )


def by_tag(asked: Sequence[AssignmentQuestion]) -> Mapping[str, Sequence[int]]:
    """The questions of each tag, the tag of most questions first; "" for those without one."""
    found: dict[str, list[int]] = {}
    for it in asked:
        for tag in told(it.content)[0] or ("",):
            found.setdefault(tag, []).append(it.question_id)
    return dict(sorted(found.items(), key=lambda it: (not it[0], -len(it[1]), it[0])))


def _remembering(
    learner_id: int,
    name: str,
    given: Sequence[int],
    tags: Mapping[str, Sequence[int]],
    today: Chances,
    on_day: Chances,
) -> Remembering:
    own = frozenset(given)
    tagged = [[it for it in some if it in own] for some in tags.values()]
    return Remembering(
        learner_id=learner_id,
        name=name,
        all=recall_of(learner_id, given, today),
        all_on_day=recall_of(learner_id, given, on_day),
        tags=tuple(recall_of(learner_id, some, today) for some in tagged),
        tags_on_day=tuple(recall_of(learner_id, some, on_day) for some in tagged),
    )
