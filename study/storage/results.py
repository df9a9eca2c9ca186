"""What a class answered, read whole in a few statements, however many they are."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, func, select
from sqlmodel import col

from study.domain.answers import Given, Joined, Skipped, Typed, decode_given
from study.domain.passages import Passage
from study.domain.quoting import Span
from study.domain.results import Answered, Try
from study.domain.tallies import Said
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    AssignmentQuestionRow,
    AssignmentRow,
    AttemptAnswerRow,
    AttemptRow,
    CitationRow,
    DocumentRow,
    PassageRow,
)

_T, _W, _P = AttemptRow, AttemptAnswerRow, AssignmentQuestionRow
_C, _D, _R, _A = CitationRow, DocumentRow, PassageRow, AssignmentRow
# Whatever says nothing is shorter than this: the grid need not read the whole of what was said.
_LONGEST_BLANK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One answer of one learner, whole: what was said, its mark, and a teacher's word on it."""

    number: int
    position: int
    given: Given
    fraction: float | None
    verdict: str
    remark: str
    comment: str
    is_by_hand: bool
    taken_ms: int
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """A stretch of a document that a question of the assignment rests on."""

    position: int
    document_id: int
    slug: str
    title: str
    language: str
    document_version: int
    current_version: int
    passage: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """An attempt that was handed in, as the overview of a class needs it."""

    assignment_id: int
    learner: int
    is_late: bool
    earned: float
    possible: float


def tries(db: Transaction, assignment_id: int) -> Mapping[int, tuple[Try, ...]]:
    """Every attempt at an assignment by its learner, each with all of its answers; two queries."""
    answers = _answers(db, assignment_id)
    statement: AnySelect = (
        select(
            col(_T.learner_id),
            col(_T.number),
            col(_T.started_at),
            col(_T.handed_in_at),
            col(_T.is_late),
            col(_T.earned),
            col(_T.possible),
            col(_T.questions),
            col(_T.state),
        )
        .where(col(_T.assignment_id) == assignment_id)
        .order_by(col(_T.learner_id), col(_T.number))
    )
    found: defaultdict[int, list[Try]] = defaultdict(list)
    for row in db.execute(statement):
        found[row[0]].append(_try(*row, answers=answers.get((row[0], row[1]), {})))
    return {learner: tuple(several) for learner, several in found.items()}


def _try(
    learner: int,
    number: int,
    started_at: datetime,
    handed_in_at: datetime | None,
    is_late: bool,  # noqa: FBT001  # A column.
    earned: float | None,
    possible: float,
    questions: str,
    state: str,
    *,
    answers: Mapping[int, Answered],
) -> Try:
    return Try(
        learner=learner,
        number=number,
        started_at=started_at,
        handed_in_at=handed_in_at if state == "handed_in" else None,
        is_late=is_late,
        earned=earned,
        possible=possible,
        asked=tuple(json.loads(questions)),
        answers=answers,
    )


def _answers(db: Transaction, assignment_id: int) -> Mapping[tuple[int, int], dict[int, Answered]]:
    statement: AnySelect = select(
        col(_W.learner_id),
        col(_W.number),
        col(_W.position),
        col(_W.fraction),
        func.substr(col(_W.given), 1, _LONGEST_BLANK),
        col(_W.taken_ms),
        col(_W.tries),
    ).where(col(_W.assignment_id) == assignment_id)
    found: defaultdict[tuple[int, int], dict[int, Answered]] = defaultdict(dict)
    for learner, number, position, fraction, given, taken_ms, count in db.execute(statement):
        found[learner, number][position] = Answered(fraction, is_blank(given), taken_ms, count)
    return found


@lru_cache(maxsize=4_096)
def is_blank(given: str) -> bool:
    """Whether an answer, or the first 200 characters of it, says nothing."""
    if len(given) >= _LONGEST_BLANK:
        return False
    match _given(given):
        case Skipped():
            return True
        case Typed(texts):
            return not any(text.strip() for text in texts)
        case Joined(rights):
            return all(right is None for right in rights)
    return False


@lru_cache(maxsize=4_096)
def _given(text: str) -> Given:
    return decode_given(json.loads(text)) if text else Skipped()


def said(db: Transaction, assignment_id: int) -> Mapping[int, tuple[Said, ...]]:
    """What every attempt that was handed in says, by the position of the question; one query."""
    statement: AnySelect = (
        select(
            col(_W.position), col(_W.learner_id), col(_W.number), col(_W.given), col(_W.fraction)
        )
        .join(_T, _ITS_ATTEMPT)
        .where(col(_W.assignment_id) == assignment_id, col(_T.state) == "handed_in")
        .order_by(col(_W.learner_id), col(_W.number))
    )
    found: defaultdict[int, list[Said]] = defaultdict(list)
    for position, learner, number, given, fraction in db.execute(statement):
        found[position].append(Said(learner, number, _given(given), fraction))
    return {position: tuple(several) for position, several in found.items()}


_ITS_ATTEMPT = and_(
    col(_T.learner_id) == col(_W.learner_id),
    col(_T.assignment_id) == col(_W.assignment_id),
    col(_T.number) == col(_W.number),
)


def spoken(db: Transaction, assignment_id: int, learner: int) -> tuple[Spoken, ...]:
    """All answers of one learner, attempt by attempt."""
    statement: AnySelect = (
        select(
            col(_W.number),
            col(_W.position),
            col(_W.given),
            col(_W.fraction),
            col(_W.verdict),
            col(_W.remark),
            col(_W.comment),
            col(_W.marked_by),
            col(_W.taken_ms),
            col(_W.tries),
        )
        .where(col(_W.assignment_id) == assignment_id, col(_W.learner_id) == learner)
        .order_by(col(_W.number), col(_W.position))
    )
    return tuple(_spoken(row._mapping) for row in db.execute(statement))  # noqa: SLF001  # Public.


def _spoken(row: Mapping[Any, Any]) -> Spoken:
    values = dict(row)
    by_hand = values.pop("marked_by") is not None
    return Spoken(**(values | {"given": _given(values["given"])}), is_by_hand=by_hand)


def resting(db: Transaction, assignment_id: int) -> tuple[Resting, ...]:
    """What every question of an assignment rests on, in the order of texts and questions."""
    statement: AnySelect = (
        select(
            col(_P.position),
            col(_C.document_id),
            col(_D.slug),
            col(_D.title),
            col(_D.language),
            col(_C.document_version),
            col(_D.version),
            col(_C.passage),
            col(_C.start),
            col(_C.end),
        )
        .join(
            _C,
            and_(col(_C.question_id) == col(_P.question_id), col(_C.version) == col(_P.version)),
        )
        .join(_D, col(_D.id) == col(_C.document_id))
        .where(col(_P.assignment_id) == assignment_id)
        .order_by(col(_D.title), col(_D.id), col(_P.position), col(_C.position))
    )
    names = tuple(Resting.__dataclass_fields__)[:-1]
    return tuple(
        Resting(span=Span(*row[-2:]), **dict(zip(names, row[:-2], strict=True)))
        for row in db.execute(statement)
    )


def passages_of(
    db: Transaction, wanted: Collection[tuple[int, int]]
) -> Mapping[tuple[int, int], tuple[Passage, ...]]:
    """The passages of these versions of documents, named by document id and number; one query."""
    statement: AnySelect = (
        select(
            col(_R.document_id),
            col(_R.version),
            col(_R.number),
            col(_R.start),
            col(_R.end),
            col(_R.text),
            col(_R.is_heading),
        )
        .where(col(_R.document_id).in_(sorted({it for it, _ in wanted})))
        .where(col(_R.version).in_(sorted({it for _, it in wanted})))
        .order_by(col(_R.document_id), col(_R.version), col(_R.number))
    )
    found: dict[tuple[int, int], list[Passage]] = {it: [] for it in wanted}
    for document_id, version, *cut in db.execute(statement):
        if (document_id, version) in found:
            found[document_id, version].append(Passage(*cut))
    return {name: tuple(cut) for name, cut in found.items()}


def handed_in_of_class(db: Transaction, class_id: int) -> tuple[Handed, ...]:
    """Every attempt that was handed in at any assignment of a class, in order; one query."""
    statement: AnySelect = (
        select(
            col(_T.assignment_id),
            col(_T.learner_id),
            col(_T.is_late),
            func.coalesce(col(_T.earned), 0.0),
            col(_T.possible),
        )
        .join(_A, col(_A.id) == col(_T.assignment_id))
        .where(col(_A.class_id) == class_id, col(_T.state) == "handed_in")
        .order_by(col(_T.assignment_id), col(_T.learner_id), col(_T.number))
    )
    names = tuple(Handed.__dataclass_fields__)
    return tuple(Handed(**dict(zip(names, row, strict=True))) for row in db.execute(statement))
