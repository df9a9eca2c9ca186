"""An assignment on paper: for the class, for one learner, or for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from study.actions import assigning
from study.domain.errors import NotFound
from study.domain.papers import OnPaper, key_on_paper, on_paper
from study.domain.selections import drawn
from study.storage import classes
from study.storage import sheets as kept
from study.storage.assignments import Assignment, AssignmentQuestion, assignment_as_teacher
from study.storage.classes import Member
from study.storage.database import Transaction
from study.storage.sheets import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A question of a sheet with its number, and its key where that was asked for."""

    number: int
    points: float
    language: str
    paper: OnPaper
    key: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One paper: whose it is ("" for anybody's), and its questions."""

    learner: str
    questions: tuple[Printed, ...]

    @property
    def points(self) -> float:
        """What all of its questions are worth."""
        return sum(it.points for it in self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The sheets that were asked for, of an assignment whose learners these are."""

    assignment: Assignment
    members: tuple[Member, ...]
    sheets: tuple[Sheet, ...]


EVERYBODY = "all"


def sheets(
    db: Transaction, who: int, assignment_id: int, learner: str, now: datetime, *, key: bool
) -> Sheets:
    """The sheets of an assignment; `learner` is "" for anybody, "all", or somebody's id.

    A learner's sheet has the questions that were drawn for them, in their order. Raises NotFound
    for who does not teach the class.
    """
    found = assignment_as_teacher(db, assignment_id, who)
    members = classes.members(db, found.class_id)
    asked = assigning.questions_of(db, who, found, now)
    printer = _Printer(db, found, asked, key=key)
    whose = _whose(members, learner)
    return Sheets(
        assignment=found,
        members=members,
        sheets=tuple(printer.sheet(it) for it in whose),
    )


def _whose(members: Sequence[Member], learner: str) -> Sequence[Member | None]:
    if not learner:
        return (None,)
    if learner == EVERYBODY:
        return members
    named = [it for it in members if str(it.learner_id) == learner]
    if not named:
        raise NotFound(classes.NO_MEMBER)
    return named


class _Printer:
    """What all sheets of an assignment have in common, read once."""

    def __init__(
        self,
        db: Transaction,
        assignment: Assignment,
        asked: Sequence[AssignmentQuestion],
        *,
        key: bool,
    ) -> None:
        self.assignment = assignment
        self.asked = asked
        self.questions = [it.question() for it in asked]
        names = [(it.question_id, it.version) for it in asked]
        self.sources = kept.sources(db, names) if key else {}
        self.has_key = key

    def sheet(self, member: Member | None) -> Sheet:
        """One learner's sheet, or that of the class with every question in its order."""
        places: Sequence[int] = range(len(self.asked))
        if member is not None:
            places = drawn(
                [it.draw for it in self.asked],
                self.assignment.selection,
                self.assignment.seed,
                member.learner_id,
                shuffle=self.assignment.shuffle,
            )
        printed = [self._printed(n, place, member) for n, place in enumerate(places, start=1)]
        return Sheet(learner=member.name if member else "", questions=tuple(printed))

    def _printed(self, number: int, place: int, member: Member | None) -> Printed:
        it, question = self.asked[place], self.questions[place]
        whose = member.learner_id if member else 0
        seed = f"{self.assignment.seed}.{whose}.{it.position}"
        return Printed(
            number=number,
            points=it.points,
            language=it.language,
            paper=on_paper(question, seed),
            key=key_on_paper(question, seed) if self.has_key else (),
            sources=self.sources.get((it.question_id, it.version), ()),
        )
