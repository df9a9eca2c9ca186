"""Which questions a learner must not meet outside of their tests, and until when."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from study.domain.assignments import (
    Allowance,
    Late,
    Mode,
    Phase,
    Rules,
    Seen,
    all_closed_at,
    granted,
)
from study.domain.withholding import Taken, is_withheld, released_at
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    AssignmentQuestionRow,
    AssignmentRow,
    AttemptRow,
    BankRow,
    ClassRow,
    EnrolmentRow,
    ExtensionRow,
    QuestionRow,
)

_A, _T, _AQ, _B, _Q = AssignmentRow, AttemptRow, AssignmentQuestionRow, BankRow, QuestionRow
_ME: Any = aliased(EnrolmentRow)
_THEM: Any = aliased(EnrolmentRow)
_MINE: Any = aliased(ExtensionRow)
_THEIRS: Any = aliased(ExtensionRow)
NOTHING_WITHHELD: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The questions that one test keeps back, and when they come back as far as is known."""

    questions: frozenset[int]
    until: datetime | None


@dataclass(slots=True)
class _Test:
    rules: Rules
    mine: Allowance
    everybody: list[Allowance] = field(default_factory=list)


_RULES = (
    col(_A.open_at),
    col(_A.due_at),
    col(_A.close_at),
    col(_A.late),
    col(_A.time_limit_s),
    col(_A.most_attempts),
    col(_A.review),
)


def _granted_to(enrolment: Any, extension: Any) -> tuple[Any, ...]:
    extended = (extension.due_at, extension.close_at, extension.more_attempts)
    return (enrolment.extra_time, *extended)


def _extension_of(extension: Any, enrolment: Any) -> Any:
    return and_(extension.assignment_id == col(_A.id), extension.learner_id == enrolment.learner_id)


# Everybody's time is needed because the key is out once the last of the class is through; of
# thirty with the same time one row is enough.
_TESTS: AnySelect = (
    select(col(_A.id), *_RULES, *_granted_to(_ME, _MINE), *_granted_to(_THEM, _THEIRS))
    .join(_ME, _ME.class_id == col(_A.class_id))
    .join(ClassRow, col(ClassRow.id) == col(_A.class_id))
    .join(_THEM, _THEM.class_id == col(_A.class_id))
    .outerjoin(_MINE, _extension_of(_MINE, _ME))
    .outerjoin(_THEIRS, _extension_of(_THEIRS, _THEM))
    .where(
        _ME.learner_id == bindparam("learner"),
        _ME.role == "learner",
        _ME.state == "active",
        _THEM.role == "learner",
        _THEM.state == "active",
        col(_A.mode) == Mode.TEST.value,
        col(_A.published_at).is_not(None),
        col(ClassRow.archived_at).is_(None),
    )
    .distinct()
)
_TAKEN: AnySelect = select(col(_T.assignment_id), col(_T.started_at), col(_T.handed_in_at)).where(
    col(_T.learner_id) == bindparam("learner"),
    col(_T.assignment_id).in_(bindparam("tests", expanding=True)),
)
_ASKED: AnySelect = (
    select(col(_AQ.assignment_id), col(_AQ.question_id))
    .join(_Q, col(_Q.id) == col(_AQ.question_id))
    .join(_B, col(_B.id) == col(_Q.bank_id))
    .where(
        col(_AQ.assignment_id).in_(bindparam("tests", expanding=True)),
        # Nobody is kept from what they wrote.
        or_(col(_B.owner_id).is_(None), col(_B.owner_id) != bindparam("learner")),
    )
)


def all_but(column: Any, without: frozenset[int]) -> tuple[ColumnElement[bool], ...]:
    """The condition that leaves out what is withheld: none at all where nothing is."""
    return (column.not_in(sorted(without)),) if without else ()


def withheld(db: Transaction, who: int, now: datetime) -> frozenset[int]:
    """The questions that this learner must not practise, find, or see the keys or marks of."""
    return reduce(
        frozenset.union, (each.questions for each in held(db, who, now)), NOTHING_WITHHELD
    )


def withholds_of(db: Transaction, who: int, bank: str, now: datetime) -> bool:
    """Whether something of a bank is withheld, so that whoever learns must not read it whole."""
    away = withheld(db, who, now)
    if not away:
        return False
    asked = select(col(_Q.id)).join(_B, col(_B.id) == col(_Q.bank_id)).where(col(_B.slug) == bank)
    return db.execute(asked.where(col(_Q.id).in_(sorted(away))).limit(1)).first() is not None


def held(db: Transaction, who: int, now: datetime) -> tuple[Held, ...]:
    """What each test of the learner's classes keeps back now; one statement where there is none."""
    tests = _tests(db.execute(_TESTS, {"learner": who}))
    if not tests:
        return ()
    taken = _taken(db, who, tests)
    closing = {it: all_closed_at(test.rules, test.everybody) for it, test in tests.items()}
    rules = {it: granted(test.rules, test.mine) for it, test in tests.items()}
    keeping = [it for it in tests if is_withheld(rules[it], taken.get(it, ()), closing[it], now)]
    if not keeping:
        return ()
    asked: dict[int, set[int]] = {it: set() for it in keeping}
    for assignment_id, question_id in db.execute(_ASKED, {"tests": keeping, "learner": who}):
        asked[assignment_id].add(question_id)
    return tuple(
        Held(questions=frozenset(asked[it]), until=_later(released_at(rules[it], closing[it]), now))
        for it in keeping
    )


def _later(until: datetime | None, now: datetime) -> datetime | None:
    return until if until is not None and until > now else None


def _tests(rows: Any) -> Mapping[int, _Test]:
    tests: dict[int, _Test] = {}
    for row in rows:
        test = tests.setdefault(row[0], _Test(_rules(row[1:8]), _allowance(row[8:12])))
        test.everybody.append(_allowance(row[12:16]))
    return tests


def _taken(db: Transaction, who: int, tests: Mapping[int, _Test]) -> Mapping[int, Sequence[Taken]]:
    taken: dict[int, list[Taken]] = {}
    for row in db.execute(_TAKEN, {"learner": who, "tests": list(tests)}):
        taken.setdefault(row[0], []).append(Taken(row[1], row[2]))
    return taken


def _rules(row: Any) -> Rules:
    seconds, most, review = row[4:]
    return Rules(
        mode=Mode.TEST,
        open_at=row[0],
        due_at=row[1],
        close_at=row[2],
        late=Late(row[3]),
        time_limit=timedelta(seconds=seconds) if seconds else None,
        most_attempts=most,
        review=_review(review),
    )


def _review(text: str) -> Mapping[Phase, frozenset[Seen]]:
    """What is shown when; a phase that is not named shows nothing."""
    named = json.loads(text)
    return {it: frozenset(map(Seen, named.get(it.value, ()))) for it in Phase}


def _allowance(row: Any) -> Allowance:
    extra_time, due_at, close_at, more = row
    return Allowance(
        extra_time=extra_time, due_at=due_at, close_at=close_at, more_attempts=more or 0
    )
