"""Results as a teacher of the class reads them: gathered in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from statistics import fmean

from study.domain.assignments import Mode, Rules, counted, granted, share
from study.domain.errors import NotFound
from study.domain.questions import AnyQuestion
from study.domain.results import Row, Try, Which, chosen, overdue, percent, rows_of
from study.domain.tallies import Said
from study.storage import assignments, classes, practised, results
from study.storage.assignments import Assignment, AssignmentQuestion
from study.storage.classes import Member
from study.storage.database import Transaction
from study.storage.practised import Practised
from study.storage.results import Handed, Spoken


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """An assignment with its questions, its active learners by name, and all they did.

    `rules` are those granted to each learner. Who has left the class is not counted.
    """

    assignment: Assignment
    questions: tuple[AssignmentQuestion, ...]
    members: tuple[Member, ...]
    rules: Mapping[int, Rules]
    tries: Mapping[int, tuple[Try, ...]] = field(repr=False)
    now: datetime

    @cached_property
    def positions(self) -> tuple[int, ...]:
        """The positions of the questions, in their order."""
        return tuple(it.position for it in self.questions)

    @cached_property
    def asked(self) -> Mapping[int, AnyQuestion]:
        """The questions themselves, by position."""
        return {it.position: it.question() for it in self.questions}

    @cached_property
    def points(self) -> Mapping[int, float]:
        """What each question is worth, by position."""
        return {it.position: it.points for it in self.questions}

    def of(self, learner: int) -> tuple[Try, ...]:
        """A learner's attempts, in their order."""
        return self.tries.get(learner, ())

    def rows(self, which: Which) -> tuple[Row, ...]:
        """The grid, by name; with all attempts a row for each of them."""
        return tuple(row for it in self.members for row in self.rows_for(it, which))

    def rows_for(self, member: Member, which: Which) -> tuple[Row, ...]:
        """The rows of one learner."""
        return rows_of(
            member.learner_id,
            member.name,
            self.of(member.learner_id),
            self.positions,
            rules=self.rules[member.learner_id],
            which=which,
            now=self.now,
        )

    def chosen(self, which: Which) -> tuple[Try, ...]:
        """The attempts that are looked at, of all learners."""
        return tuple(
            it
            for member in self.members
            for it in chosen(self.of(member.learner_id), which, self.rules[member.learner_id])
        )

    def overdue(self) -> tuple[Try, ...]:
        """The attempts whose time is over and that nobody has marked yet."""
        return tuple(
            late
            for it in self.members
            for late in overdue(self.of(it.learner_id), self.rules[it.learner_id], self.now)
        )

    def member(self, learner: int) -> Member:
        """An active learner of the class; raises NotFound."""
        found = next((it for it in self.members if it.learner_id == learner), None)
        if found is None:
            raise NotFound("There is no such learner in this class.")
        return found


def gather(db: Transaction, who: int, assignment_id: int, now: datetime) -> Gathered:
    """All that pages of results are made of; raises NotFound for who does not teach the class."""
    assignment = assignments.assignment_as_teacher(db, assignment_id, who)
    allowances = assignments.allowances(db, assignment_id)
    members = classes.members(db, assignment.class_id)
    known = tuple(it for it in members if it.learner_id in allowances)
    return Gathered(
        assignment=assignment,
        questions=assignments.questions(db, assignment_id),
        members=known,
        rules={it.learner_id: granted(assignment.rules, allowances[it.learner_id]) for it in known},
        tries=results.tries(db, assignment_id),
        now=now,
    )


def looked_at(db: Transaction, who: int, assignment_id: int, now: datetime) -> Gathered:
    """The same as pages show it: in practice, a learner's last answers stand for an attempt."""
    found = gather(db, who, assignment_id, now)
    if found.assignment.mode is not Mode.PRACTICE:
        return found
    return replace(found, tries=practised.tries_of(_practised(db, found.assignment, found.members)))


def answers_to(db: Transaction, found: Gathered) -> Mapping[int, Sequence[Said]]:
    """What was said to each question, by its position: in attempts, or last in practice."""
    if found.assignment.mode is not Mode.PRACTICE:
        return results.said(db, found.assignment.id)
    return practised.said_of(_practised(db, found.assignment, found.members))


def answers_by(db: Transaction, found: Gathered, learner: int) -> Sequence[Spoken]:
    """What one learner said, attempt by attempt, or last in practice."""
    if found.assignment.mode is not Mode.PRACTICE:
        return results.spoken(db, found.assignment.id, learner)
    return [it.spoken() for it in _practised(db, found.assignment, (found.member(learner),))]


def _practised(db: Transaction, of: Assignment, members: Sequence[Member]) -> tuple[Practised, ...]:
    learners = {it.learner_id for it in members}
    return practised.practised(db, of.id, learners, of.rules.open_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fared:
    """How a class fared with one assignment: the share that handed in, and their mean."""

    assignment: Assignment
    learners: int
    handed_in: int
    late: int
    mean: float | None

    @property
    def mean_words(self) -> str:
        """The mean in whole per cent."""
        return percent(self.mean)


def over_time(
    found: Sequence[Assignment], learners: Collection[int], handed_in: Sequence[Handed]
) -> tuple[Fared, ...]:
    """How these learners of a class fared with its published assignments, in the order due."""
    done: defaultdict[tuple[int, int], list[Handed]] = defaultdict(list)
    for it in handed_in:
        if it.learner in learners:
            done[it.assignment_id, it.learner].append(it)
    published = [a for a in found if a.published_at is not None and a.mode is not Mode.PRACTICE]
    return tuple(
        _fared(a, len(learners), [several for (of, _), several in done.items() if of == a.id])
        for a in sorted(published, key=lambda a: (a.rules.due_at, a.id))
    )


def _fared(assignment: Assignment, learners: int, done: Sequence[Sequence[Handed]]) -> Fared:
    rules = assignment.rules
    worth = [
        counted(
            [share(it.earned, it.possible, late=it.is_late, rules=rules) for it in several],
            rules.counts,
        )
        for several in done
    ]
    known = [it for it in worth if it is not None]
    return Fared(
        assignment=assignment,
        learners=learners,
        handed_in=len(done),
        late=sum(any(it.is_late for it in several) for several in done),
        mean=fmean(known) if known else None,
    )
