"""Attempts and what was said in them, as they are kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import col

from study.domain.answers import Given, decode_given
from study.domain.errors import NotFound
from study.domain.grading import Mark, Verdict
from study.domain.questions import AnyQuestion
from study.storage.contents import decode
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    AssignmentQuestionRow,
    AttemptAnswerRow,
    AttemptRow,
    BankRow,
    QuestionRow,
    QuestionVersionRow,
)

_T, _S, _P = AttemptRow, AttemptAnswerRow, AssignmentQuestionRow
_B, _Q, _V = BankRow, QuestionRow, QuestionVersionRow
OPEN, HANDED_IN = "open", "handed_in"
NO_SUCH = "There is no such attempt of yours."


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One learner's try at an assignment; `questions` are positions in the order asked.

    `earned` is None until it is handed in; `possible` is what all of its questions are worth.
    """

    learner_id: int
    assignment_id: int
    number: int
    state: str
    token: str
    seed: str
    questions: tuple[int, ...]
    started_at: datetime
    handed_in_at: datetime | None
    is_late: bool
    earned: float | None
    possible: float

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return self.state == OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptAnswer:
    """What was said to one question of an attempt; there is one for each from the beginning on.

    `said` stays text until it is needed, "" while nothing was said. `fraction` and `verdict`
    are set when it is marked; a blank one then counts 0, and `verdict` is SKIPPED.
    """

    learner_id: int
    assignment_id: int
    number: int
    position: int
    question_id: int
    version: int
    said: str
    is_flagged: bool
    save: int
    tries: int
    taken_ms: int
    fraction: float | None
    verdict: Verdict | None
    remark: str
    parts: tuple[bool, ...]
    marked_by: int | None
    comment: str
    saved_at: datetime

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said."""
        return not self.said

    def given(self) -> Given | None:
        """What was said, None when nothing was."""
        return decode_given(json.loads(self.said)) if self.said else None

    def mark(self) -> Mark | None:
        """What it was worth, None before it was marked."""
        if self.verdict is None:
            return None
        return Mark(self.fraction, self.verdict, self.parts, self.remark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of an attempt in the version it was asked in, with what was said to it."""

    answer: AttemptAnswer
    points: float
    bank_id: int
    bank_slug: str
    language: str
    slug: str
    kind: str
    content: str

    def question(self) -> AnyQuestion:
        """The question itself."""
        return decode(self.kind, self.content)


_ATTEMPT_COLUMNS = tuple(col(getattr(_T, name)) for name in Attempt.__dataclass_fields__)
_ATTEMPTS: AnySelect = select(*_ATTEMPT_COLUMNS).order_by(
    col(_T.assignment_id), col(_T.learner_id), col(_T.number)
)
_ANSWER_NAMES = tuple(AttemptAnswer.__dataclass_fields__)
ANSWER_COLUMNS: tuple[Any, ...] = tuple(
    col(getattr(_S, {"said": "given"}.get(name, name))).label(name) for name in _ANSWER_NAMES
)
_ANSWERS: AnySelect = select(*ANSWER_COLUMNS).order_by(
    col(_S.learner_id), col(_S.number), col(_S.position)
)
_MORE: tuple[Any, ...] = (
    col(_P.points),
    col(_B.id).label("bank_id"),
    col(_B.slug).label("bank_slug"),
    col(_B.language),
    col(_Q.slug).label("slug"),
    col(_V.kind),
    col(_V.content),
)
_ASKED: AnySelect = (
    select(*ANSWER_COLUMNS, *_MORE)
    .join(
        _P,
        and_(col(_P.assignment_id) == col(_S.assignment_id), col(_P.position) == col(_S.position)),
    )
    .join(_Q, col(_Q.id) == col(_S.question_id))
    .join(_B, col(_B.id) == col(_Q.bank_id))
    .join(_V, and_(col(_V.question_id) == col(_S.question_id), col(_V.number) == col(_S.version)))
)


def attempts(db: Transaction, assignment_id: int) -> tuple[Attempt, ...]:
    """All attempts at an assignment, by learner and number."""
    return _attempts(db, col(_T.assignment_id) == assignment_id)


def attempts_of(db: Transaction, who: int, assignment_id: int) -> tuple[Attempt, ...]:
    """One learner's attempts at an assignment, in their order."""
    return _attempts(db, col(_T.learner_id) == who, col(_T.assignment_id) == assignment_id)


def open_attempts(db: Transaction, assignment_id: int) -> tuple[Attempt, ...]:
    """The attempts that are not handed in."""
    return _attempts(db, col(_T.assignment_id) == assignment_id, col(_T.state) == OPEN)


def _attempts(db: Transaction, *where: ColumnElement[bool]) -> tuple[Attempt, ...]:
    return tuple(attempt_of(row._mapping) for row in db.execute(_ATTEMPTS.where(*where)))  # noqa: SLF001  # The public name of a row's columns.


def attempt(db: Transaction, who: int, assignment_id: int, number: int) -> Attempt:
    """One attempt of a learner; raises NotFound."""
    if number >= 2**31:
        raise NotFound(NO_SUCH)
    mine = (col(_T.learner_id) == who, col(_T.assignment_id) == assignment_id)
    found = _attempts(db, *mine, col(_T.number) == number)
    if not found:
        raise NotFound(NO_SUCH)
    return found[0]


def answers(db: Transaction, assignment_id: int) -> tuple[AttemptAnswer, ...]:
    """Everything said in all attempts at an assignment, by learner, attempt and position."""
    rows = db.execute(_ANSWERS.where(col(_S.assignment_id) == assignment_id))
    return tuple(answer_of(row._mapping) for row in rows)  # noqa: SLF001


def answers_of(
    db: Transaction, who: int, assignment_id: int, number: int
) -> tuple[AttemptAnswer, ...]:
    """What was said in one attempt, by position."""
    rows = db.execute(_ANSWERS.where(*_in_attempt(who, assignment_id, number)))
    return tuple(answer_of(row._mapping) for row in rows)  # noqa: SLF001


def waiting(db: Transaction, who: int, assignment_id: int) -> Mapping[int, int]:
    """How many answers of each attempt of a learner wait to be marked by hand."""
    statement: AnySelect = (
        select(col(_S.number), func.count())
        .where(col(_S.learner_id) == who, col(_S.assignment_id) == assignment_id)
        .where(col(_S.verdict) == Verdict.UNMARKED.value)
        .group_by(col(_S.number))
    )
    return {row[0]: row[1] for row in db.execute(statement)}


def asked_at(db: Transaction, of: Attempt, position: int) -> Asked:
    """One question of an attempt, with what was said to it."""
    return _asked(db, of, col(_S.position) == position)[position]


def asked(db: Transaction, of: Attempt) -> tuple[Asked, ...]:
    """The questions of an attempt in its order, with what was said to each."""
    found = _asked(db, of)
    return tuple(found[position] for position in of.questions)


def _asked(db: Transaction, of: Attempt, *wanted: ColumnElement[bool]) -> Mapping[int, Asked]:
    where = (*_in_attempt(of.learner_id, of.assignment_id, of.number), *wanted)
    found = {}
    for row in db.execute(_ASKED.where(*where)):
        values = dict(row._mapping)  # noqa: SLF001
        answer = answer_of({name: values.pop(name) for name in _ANSWER_NAMES})
        found[answer.position] = Asked(answer=answer, **values)
    return found


def _in_attempt(who: int, assignment_id: int, number: int) -> tuple[ColumnElement[bool], ...]:
    return (
        col(_S.learner_id) == who,
        col(_S.assignment_id) == assignment_id,
        col(_S.number) == number,
    )


def attempt_of(row: Mapping[Any, Any]) -> Attempt:
    """The attempt in a row of the database."""
    return Attempt(**{**row, "questions": tuple(json.loads(row["questions"]))})


def answer_of(row: Mapping[Any, Any]) -> AttemptAnswer:
    """The answer in a row of the database."""
    verdict = Verdict(row["verdict"]) if row["verdict"] else None
    parts = tuple(json.loads(row["parts"])) if row["parts"] else ()
    return AttemptAnswer(**{**row, "verdict": verdict, "parts": parts})
