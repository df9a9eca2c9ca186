"""What changing a key would do: every answer it touches, looked at before anything is written."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from study.actions import editing, marking, results
from study.actions.results import Gathered
from study.banks.writing import shape_of
from study.domain.answers import Given
from study.domain.disputes import spoken
from study.domain.errors import BadInput, NotFound
from study.domain.grading import Mark
from study.domain.questions import AnyQuestion, Defaults
from study.domain.regrading import Answer, Becomes, Way, becomes, earned, possible
from study.domain.rekeying import KeyChange, Renews, Weighs, rekeyed
from study.domain.results import Answered as Worth
from study.domain.results import Try, Which, has_passed
from study.storage import banks, classes, regrading
from study.storage.assignments import AssignmentQuestion
from study.storage.banks import KeptQuestion
from study.storage.contents import encode
from study.storage.database import Transaction
from study.storage.regrading import Answered

MOST_POINTS = 1_000
NO_QUESTION = "This assignment asks no such question."
NOT_PUBLISHED = "This assignment is a draft: until it is published, mend the question in its bank."
OTHER_KIND = "Its bank asks this as another kind of question now: answers to it cannot be compared."


class Home(StrEnum):
    """Where a changed key is written, or why in the assignment alone."""

    NOWHERE = "nowhere"
    BANK = "bank"
    NOT_YOURS = "not_yours"
    EDITED = "edited"
    UNSAYABLE = "unsayable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An attempt that changes: points of the question, then the learner's mark in the end.

    Shares are from 0 to 1, None before anything counts.
    """

    learner_id: int
    learner: str
    number: int
    said: str
    was: float
    becomes: float
    share_was: float | None
    share_becomes: float | None
    passed_was: bool
    passed_becomes: bool


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A key change with everything it does; `token` stands for all that it was made from."""

    gathered: Gathered
    asked: AssignmentQuestion
    question: AnyQuestion
    change: KeyChange
    way: Way
    new: AnyQuestion
    points: float
    kept: KeptQuestion
    home: Home
    outcomes: tuple[Becomes, ...]
    after: Mapping[int, tuple[Try, ...]]
    lines: tuple[Line, ...]
    token: str

    @property
    def is_void(self) -> bool:
        """Whether everything is so already."""
        return (
            self.home is Home.NOWHERE
            and self.points == self.asked.points
            and self.version == self.asked.version
            and not any(it.is_changed or self.is_left_behind(it) for it in self.outcomes)
        )

    @property
    def version(self) -> int:
        """The version asked from then on, where none has to be written for it."""
        return self.kept.version if isinstance(self.change, Renews) else self.asked.version

    def is_left_behind(self, it: Becomes) -> bool:
        """Whether an answer is one to an older version than the one asked, and can be moved."""
        return it.is_moved and it.answer.version != self.version

    @property
    def raised(self) -> int:
        """How many attempts get more points for the question."""
        return sum(it.becomes > it.was for it in self.lines)

    @property
    def lowered(self) -> int:
        """How many attempts get fewer points for the question."""
        return sum(it.becomes < it.was for it in self.lines)

    @property
    def by_hand(self) -> int:
        """How many answers keep a mark that was given by hand."""
        kept = [it for it in self.outcomes if it.answer.is_by_hand and not it.is_changed]
        return 0 if self.way.by_hand_too or isinstance(self.change, Weighs) else len(kept)

    @property
    def unfit(self) -> int:
        """How many answers are none to the new version, and stay as they are."""
        moving = self.home is not Home.NOWHERE or self.version != self.asked.version
        return sum(not it.is_moved for it in self.outcomes if it.answer.mark) if moving else 0

    @property
    def open(self) -> int:
        """How many attempts go on, and are marked by the new key when they are handed in."""
        return sum(it.answer.mark is None for it in self.outcomes)

    @property
    def gained(self) -> tuple[str, ...]:
        """Who passes now and did not before."""
        found = {it.learner for it in self.lines if it.passed_becomes and not it.passed_was}
        return tuple(sorted(found))

    @property
    def lost(self) -> tuple[str, ...]:
        """Who passed before and does not now."""
        found = {it.learner for it in self.lines if it.passed_was and not it.passed_becomes}
        return tuple(sorted(found))


def asked_question(
    db: Transaction, who: int, assignment_id: int, question_id: int, now: datetime
) -> tuple[Gathered, AssignmentQuestion]:
    """A question of an assignment for a teacher of its class; raises NotFound.

    A draft asks what its banks say: it has no keys of its own yet.
    """
    gathered = results.gather(db, who, assignment_id, now)
    if gathered.assignment.published_at is None:
        raise NotFound(NOT_PUBLISHED)
    found = next((it for it in gathered.questions if it.question_id == question_id), None)
    if found is None:
        raise NotFound(NO_QUESTION)
    return gathered, found


def has_newer(db: Transaction, asked: AssignmentQuestion) -> bool:
    """Whether the bank words a question otherwise by now, as the same kind."""
    kept = banks.question(db, banks.bank(db, asked.bank_slug).id, asked.slug)
    return kept.kind == asked.kind and kept.content != asked.content


def plan(
    db: Transaction,
    who: int,
    assignment_id: int,
    question_id: int,
    change: KeyChange,
    way: Way,
    now: datetime,
) -> Plan:
    """What a key change would do to every answer of the assignment; writes nothing.

    Raises NotFound for who does not teach the class, BadInput for a change that cannot be.
    """
    gathered, asked = asked_question(db, who, assignment_id, question_id, now)
    bank = banks.bank(db, asked.bank_slug)
    kept = banks.question(db, bank.id, asked.slug)
    question = asked.question()
    new = _new(question, kept, change)
    points = _points(asked, change)
    answered = regrading.answers_to(db, assignment_id, asked.position)
    others: marking.Others = {}

    def marked(version: AnyQuestion, given: Given | None) -> Mark:
        return marking.marked(db, bank.id, version, given, others)

    outcomes = tuple(becomes(_answer(it), new, change, way, marked) for it in answered)
    after = _after(gathered, asked.position, points, outcomes)
    lines = _lines(db, gathered, asked, points, outcomes, after)
    home = _home(db, who, asked, kept, new, change)
    return Plan(
        gathered=gathered,
        asked=asked,
        question=question,
        change=change,
        way=way,
        new=new,
        points=points,
        kept=kept,
        home=home,
        outcomes=outcomes,
        after=after,
        lines=lines,
        token=_token(
            (asked.version, asked.points, kept.version, change, way, home), lines, answered
        ),
    )


def _new(question: AnyQuestion, kept: KeptQuestion, change: KeyChange) -> AnyQuestion:
    if not isinstance(change, Renews):
        return rekeyed(question, change)
    if kept.kind != question.kind:
        raise BadInput(OTHER_KIND)
    return kept.question()


def _points(asked: AssignmentQuestion, change: KeyChange) -> float:
    if not isinstance(change, Weighs):
        return asked.points
    if not 0 <= change.points <= MOST_POINTS:
        raise BadInput(f"Points go from 0 to {MOST_POINTS:,}.")
    return change.points


def _answer(it: Answered) -> Answer:
    answer = it.answer
    return Answer(
        learner=answer.learner_id,
        number=answer.number,
        version=answer.version,
        question=it.question(),
        given=answer.given(),
        mark=answer.mark(),
        marked_by=answer.marked_by,
        comment=answer.comment,
    )


def _home(
    db: Transaction,
    who: int,
    asked: AssignmentQuestion,
    kept: KeptQuestion,
    new: AnyQuestion,
    change: KeyChange,
) -> Home:
    """Where the new words go: to the bank, where that is theirs to write and can hold them."""
    if isinstance(change, Renews) or encode(new) == asked.content:
        return Home.NOWHERE
    if not regrading.may_write(db, who, asked.bank_slug):
        return Home.NOT_YOURS
    if asked.version != kept.version:
        return Home.EDITED
    if isinstance(editing.question_of(shape_of(new, Defaults())), tuple):
        return Home.UNSAYABLE
    return Home.BANK


def _after(
    gathered: Gathered, position: int, points: float, outcomes: Sequence[Becomes]
) -> Mapping[int, tuple[Try, ...]]:
    """Every attempt as it will be, with what it has earned in all."""
    worth = {**gathered.points, position: points}
    by_attempt = {(it.answer.learner, it.answer.number): it for it in outcomes}
    return {
        learner: tuple(
            _try_after(it, position, worth, by_attempt.get((learner, it.number))) for it in several
        )
        for learner, several in gathered.tries.items()
    }


def _try_after(it: Try, position: int, worth: Mapping[int, float], one: Becomes | None) -> Try:
    if one is None:
        return it
    answers = {**it.answers}
    if position in answers:
        fraction = one.mark.fraction if one.mark else None
        answers[position] = Worth(fraction, *answers[position][1:])
    total = earned({at: answer.fraction for at, answer in answers.items()}, worth)
    return replace(
        it,
        answers=answers,
        earned=None if it.earned is None else total,
        possible=possible(it.asked, worth),
    )


def _lines(
    db: Transaction,
    gathered: Gathered,
    asked: AssignmentQuestion,
    points: float,
    outcomes: Sequence[Becomes],
    after: Mapping[int, tuple[Try, ...]],
) -> tuple[Line, ...]:
    names = {it.learner_id: it.name for it in classes.everybody(db, gathered.assignment.class_id)}
    was, becomes_ = _shares(gathered), _shares(replace(gathered, tries=after))
    least = gathered.assignment.rules.pass_share
    changed = [
        it
        for it in outcomes
        if it.answer.mark is not None and it.was * asked.points != it.now * points
    ]
    if points != asked.points:
        changed = [it for it in outcomes if it.answer.mark is not None]
    lines = [
        Line(
            learner_id=(who := it.answer.learner),
            learner=names.get(who, ""),
            number=it.answer.number,
            said="" if it.answer.given is None else spoken(it.answer.question, it.answer.given),
            was=it.was * asked.points,
            becomes=it.now * points,
            share_was=was.get(who),
            share_becomes=becomes_.get(who),
            passed_was=_passes(was.get(who), least),
            passed_becomes=_passes(becomes_.get(who), least),
        )
        for it in changed
    ]
    return tuple(sorted(lines, key=lambda it: (it.learner.casefold(), it.learner_id, it.number)))


def _shares(gathered: Gathered) -> Mapping[int, float | None]:
    return {row.learner: row.share for row in gathered.rows(Which.COUNTS)}


def _passes(share: float | None, least: float) -> bool:
    return share is not None and has_passed(share, least)


def _token(change: object, lines: Sequence[Line], answered: Sequence[Answered]) -> str:
    """Stands for the change, for what it does, and for every mark it was weighed against."""
    # What is not marked yet may be written on meanwhile: it is marked by the new key anyhow.
    marks = [
        (it.learner_id, it.number, it.version, it.said, it.fraction, it.verdict, it.marked_by)
        for it in (one.answer for one in answered)
        if it.verdict is not None
    ]
    return hashlib.sha256(repr((change, lines, marks)).encode()).hexdigest()[:32]
