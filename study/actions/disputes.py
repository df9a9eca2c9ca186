"""Saying that a question or a mark is wrong, and deciding about what was said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from study.actions import assigning
from study.domain.answers import Given, Skipped
from study.domain.assignments import Seen, all_closed_at, granted, phase
from study.domain.disputes import (
    LONGEST_WORDS,
    Kind,
    Stand,
    attempt_place,
    can_have_been_right,
    key_words,
    likeness,
    name_of,
    prompt_words,
    showing_place,
    spoken,
)
from study.domain.errors import BadInput, NotFound
from study.domain.grading import Mark
from study.domain.questions import AnyQuestion
from study.storage import attempts, audit, notices, reviews, withholding
from study.storage import disputes as kept
from study.storage.assignments import (
    Assignment,
    allowances,
    assignment_as_learner,
    assignment_as_teacher,
)
from study.storage.database import Transaction
from study.storage.disputes import Dispute, Said

NOT_YET = "You can say this once you may see the mark of your answer."
NOTHING_SAID = "Say what is wrong with the question."
WAS_FULL = "This answer has all its points already."


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside an answer: what may be said of it, and what was said already."""

    question_id: int
    place: str
    kinds: tuple[Kind, ...]
    said: tuple[Dispute, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """An answer that something can be said about."""

    question_id: int
    version: int
    given: Given
    mark: Mark
    assignment_id: int | None


# --- what a learner says -----------------------------------------------------------------------


def beside(question_id: int, place: str, mark: Mark | None, said: Sequence[Dispute] = ()) -> Beside:
    """What may still be said of an answer whose mark the learner sees."""
    may = [Kind.REPORT]
    if mark is not None and can_have_been_right(mark):
        may.append(Kind.WAS_RIGHT)
    done = {it.kind for it in said}
    kinds = tuple(kind for kind in may if kind not in done)
    return Beside(question_id=question_id, place=place, kinds=kinds, said=tuple(said))


def beside_practice(
    db: Transaction, who: int, showing: str, question_id: int, mark: Mark
) -> Beside:
    """What may be said of an answer in practice."""
    place = showing_place(showing)
    said = kept.of_place(db, who, place).get(question_id, ())
    return beside(question_id, place, mark, said)


def beside_attempt(db: Transaction, who: int, assignment_id: int, number: int) -> dict[int, Beside]:
    """What may be said of each answer of an attempt whose marks the learner sees, by position."""
    place = attempt_place(assignment_id, number)
    said = kept.of_place(db, who, place)
    return {
        it.position: beside(it.question_id, place, it.mark(), said.get(it.question_id, ()))
        for it in attempts.answers_of(db, who, assignment_id, number)
        if not it.is_blank
    }


def say(
    db: Transaction, who: int, kind: Kind, question_id: int, place: str, words: str, now: datetime
) -> bool:
    """Passes on what a learner says of a question they answered; False when they said so before.

    Raises NotFound for what they have not answered, BadInput when it cannot be said.
    """
    answered = _answered(db, who, question_id, place, now)
    words = words.strip()
    if len(words) > LONGEST_WORDS:
        raise BadInput(f"This is too long: write at most {LONGEST_WORDS:,} characters.")
    if kind is Kind.REPORT and not words:
        raise BadInput(NOTHING_SAID)
    said = Said(
        question_id=question_id,
        version=answered.version,
        assignment_id=answered.assignment_id or kept.assignment_that_asks(db, who, question_id),
        kind=kind,
        place=place,
        given=answered.given,
        words=words,
    )
    there = kept.of_place(db, who, place).get(question_id, ())
    if any(it.kind is kind for it in there):
        return False
    if kind is Kind.WAS_RIGHT and not can_have_been_right(answered.mark):
        raise BadInput(WAS_FULL)
    return kept.add(db, who, said, now)


def _answered(db: Transaction, who: int, question_id: int, place: str, now: datetime) -> _Answered:
    """The answer at a place of the learner's own; raises NotFound or BadInput."""
    match place.split("/"):
        case ["showing", showing]:
            return _in_practice(db, who, question_id, showing, now)
        case ["attempt", assignment, number] if _is_number(assignment) and _is_number(number):
            return _in_attempt(db, who, question_id, int(assignment), int(number), now)
    raise NotFound("There is no such answer of yours.")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _in_practice(
    db: Transaction, who: int, question_id: int, showing: str, now: datetime
) -> _Answered:
    found = reviews.find_answer(db, who, showing.replace("\0", ""))
    if found is None or found.card_id // 1000 != question_id:
        raise NotFound("There is no such answer of yours.")
    if question_id in withholding.withheld(db, who, now):
        raise BadInput(NOT_YET)
    return _Answered(
        question_id=question_id,
        version=found.question_version,
        given=found.given,
        mark=found.mark,
        assignment_id=None,
    )


def _in_attempt(
    db: Transaction, who: int, question_id: int, assignment_id: int, number: int, now: datetime
) -> _Answered:
    assignment = assignment_as_learner(db, assignment_id, who)
    attempt = attempts.attempt(db, who, assignment_id, number)
    found = [
        it
        for it in attempts.answers_of(db, who, assignment_id, number)
        if it.question_id == question_id and not it.is_blank
    ]
    mark = found[0].mark() if found else None
    if not found:
        raise NotFound("There is no such answer of yours.")
    if mark is None or not sees_marks(db, who, assignment, attempt, now):
        raise BadInput(NOT_YET)
    return _Answered(
        question_id=question_id,
        version=found[0].version,
        given=found[0].given() or Skipped(),
        mark=mark,
        assignment_id=assignment_id,
    )


def sees_marks(
    db: Transaction, who: int, assignment: Assignment, attempt: attempts.Attempt, now: datetime
) -> bool:
    """Whether the assignment's rules let a learner see the marks of an attempt of theirs now."""
    allowed = allowances(db, assignment.id)
    closing = all_closed_at(assignment.rules, tuple(allowed.values()))
    rules = granted(assignment.rules, allowed[who]) if who in allowed else assignment.rules
    return Seen.MARKS in rules.review[phase(now, attempt.handed_in_at, closing)]


# --- what a teacher decides --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Those who say the same of a question after the same answer; `said` is it in words."""

    kind: Kind
    said: str
    given: Given
    key: str
    state: Stand
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """A question with what was said of it, the open groups first."""

    question_id: int
    bank: str
    slug: str
    question: AnyQuestion
    groups: tuple[Group, ...]

    @property
    def prompt(self) -> str:
        """What is asked."""
        return prompt_words(self.question)

    @property
    def open(self) -> int:
        """How many learners wait for a word."""
        return sum(len(it.disputes) for it in self.groups if it.state is Stand.OPEN)


def grouped(disputes: Sequence[Dispute]) -> tuple[Disputed, ...]:
    """The disputes by question and by what was answered; where most wait comes first."""
    by_question: dict[int, list[Dispute]] = {}
    for it in disputes:
        by_question.setdefault(it.question_id, []).append(it)
    found = [_disputed(some) for some in by_question.values()]
    return tuple(sorted(found, key=lambda it: (-it.open, it.bank, it.slug)))


def _disputed(some: Sequence[Dispute]) -> Disputed:
    latest = max(some, key=lambda it: it.version)
    alike: dict[object, list[Dispute]] = {}
    for it in some:
        alike.setdefault((it.kind, it.state, it.version, likeness(it.given)), []).append(it)
    groups = [_group(each) for each in alike.values()]
    order = sorted(groups, key=lambda it: (it.state is not Stand.OPEN, -len(it.disputes)))
    return Disputed(
        question_id=latest.question_id,
        bank=latest.bank,
        slug=latest.slug,
        question=latest.question(),
        groups=tuple(order),
    )


def _group(some: Sequence[Dispute]) -> Group:
    first = some[0]
    question = first.question()
    return Group(
        kind=first.kind,
        said=spoken(question, first.given),
        given=first.given,
        key=key_words(question),
        state=first.state,
        disputes=tuple(some),
    )


def in_assignment(db: Transaction, who: int, assignment_id: int) -> tuple[Disputed, ...]:
    """What was said about an assignment, for a teacher of its class; raises NotFound."""
    assignment_as_teacher(db, assignment_id, who)
    return grouped(kept.of_assignment(db, assignment_id))


def for_author(db: Transaction, who: int) -> tuple[Disputed, ...]:
    """What was said in practice of the banks that somebody may write."""
    return grouped(kept.of_authors(db, who))


def decide(
    db: Transaction,
    who: int,
    assignment_id: int,
    ids: Collection[int],
    state: Stand,
    reply: str,
    now: datetime,
) -> int:
    """Accepts or declines what was said about an assignment; how many were open until now.

    Each learner is told, with the reply. Repeating it changes nothing.
    """
    found = assigning.held(db, who, assignment_id)
    about = [it for it in kept.of_assignment(db, assignment_id) if it.id in set(ids)]
    decided = _decide(db, who, about, state, reply, now, assignment_id)
    if decided:
        what = "objection" if decided == 1 else "objections"
        words = f"{_DONE[state]} {decided} {what} in “{found.title}”."
        audit.record(db, who=who, class_id=found.class_id, act="dispute", words=words, now=now)
    return decided


def decide_as_author(
    db: Transaction, who: int, ids: Collection[int], state: Stand, reply: str, now: datetime
) -> int:
    """The same for what was said in practice of banks that somebody may write."""
    about = [it for it in kept.of_authors(db, who) if it.id in set(ids)]
    return _decide(db, who, about, state, reply, now, None)


_DONE = {Stand.ACCEPTED: "Accepted", Stand.DECLINED: "Declined"}


def _decide(
    db: Transaction,
    who: int,
    about: Sequence[Dispute],
    state: Stand,
    reply: str,
    now: datetime,
    assignment_id: int | None,
) -> int:
    """Decides those that are open, and tells each learner."""
    reply = reply.strip()
    if len(reply) > LONGEST_WORDS:
        raise BadInput(f"This is too long: write at most {LONGEST_WORDS:,} characters.")
    if state not in _DONE:
        raise BadInput("Accept what was said, or decline it.")
    ids = [it.id for it in about]
    decided = kept.decide(db, who, ids, state, reply, now, assignment_id=assignment_id)
    for it in about:
        if it.id in decided:
            words = f"{_DONE[state]}: what you said of “{name_of(it.question())}”. {reply}".strip()
            notices.tell(db, [it.learner_id], words, path_of(it.place), now)
    return len(decided)


def path_of(place: str) -> str:
    """The page that shows the answer at a place; that of an attempt leads on to its review."""
    match place.split("/"):
        case ["attempt", assignment, number]:
            return f"/assignments/{assignment}/attempts/{number}"
        case ["showing", showing]:
            return f"/practice/answers/{showing}"
    return ""
