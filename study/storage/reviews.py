"""What was answered, the append-only log of every card's life, and the days' counters."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import col

from study.domain.answers import Given, decode_given, encode_given
from study.domain.cards import CardState, Counted, card_id, decode, encode
from study.domain.grading import Confidence, Mark, Verdict
from study.domain.scheduling import Rating
from study.storage.database import Transaction
from study.storage.tables import AnswerRow, AnySelect, DayRow, ReviewRow

_A, _R, _Y = AnswerRow, ReviewRow, DayRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a learner said to one showing of a card, and its mark."""

    card_id: int
    question_version: int
    showing: str
    given: Given
    mark: Mark
    hinted: bool
    confidence: Confidence | None
    suggested: Rating | None
    taken_ms: int


_ANSWER_COLUMNS = (
    col(_A.card_id),
    col(_A.question_version),
    col(_A.showing),
    col(_A.given),
    col(_A.fraction),
    col(_A.verdict),
    col(_A.remark),
    col(_A.parts),
    col(_A.hinted),
    col(_A.confidence),
    col(_A.suggested),
    col(_A.taken_ms),
)
_ANSWER = select(*_ANSWER_COLUMNS).where(
    col(_A.learner_id) == bindparam("learner"), col(_A.showing) == bindparam("showing")
)
# Without the option PostgreSQL's driver is not asked how many rows an insert wrote.
_ADD_ANSWER = {
    name: statement.execution_options(preserve_rowcount=True)
    for name, statement in (
        ("sqlite", sqlite.insert(_A).on_conflict_do_nothing()),
        ("postgresql", postgresql.insert(_A).on_conflict_do_nothing()),
    )
}
_SUGGESTED = select(col(_A.card_id), col(_A.suggested), col(_A.taken_ms)).where(
    col(_A.learner_id) == bindparam("learner"), col(_A.showing) == bindparam("showing")
)


def find_answer(db: Transaction, learner_id: int, showing: str) -> Answer | None:
    """The answer to that showing, or None when it was not answered yet."""
    values = {"learner": learner_id, "showing": showing}
    row = db.execute(_ANSWER, values).first()
    if row is None:
        return None
    return Answer(
        card_id=row[0],
        question_version=row[1],
        showing=row[2],
        given=decode_given(json.loads(row[3])),
        mark=Mark(row[4], Verdict(row[5]), tuple(json.loads(row[7])), row[6]),
        hinted=row[8],
        confidence=Confidence(row[9]) if row[9] else None,
        suggested=Rating(row[10]) if row[10] else None,
        taken_ms=row[11],
    )


def add_answer(
    db: Transaction, learner_id: int, sequence: int, answer: Answer, now: datetime
) -> bool:
    """Keeps an answer and says whether it was the first to its showing."""
    done = db.execute(
        _ADD_ANSWER[db.dialect.name],
        {
            "learner_id": learner_id,
            "sequence": sequence,
            "card_id": answer.card_id,
            "question_version": answer.question_version,
            "showing": answer.showing,
            "given": json.dumps(encode_given(answer.given), ensure_ascii=False),
            "fraction": answer.mark.fraction,
            "verdict": answer.mark.verdict.value,
            "remark": answer.mark.remark,
            "parts": json.dumps(answer.mark.parts),
            "hinted": answer.hinted,
            "confidence": answer.confidence.value if answer.confidence else None,
            "suggested": answer.suggested.value if answer.suggested else None,
            "taken_ms": answer.taken_ms,
            "answered_at": now,
        },
    )
    return done.rowcount == 1


def suggestion(
    db: Transaction, learner_id: int, showing: str
) -> tuple[int, Rating | None, int] | None:
    """The card of an answered showing, the rating its mark suggests, and the time it took in ms."""
    values = {"learner": learner_id, "showing": showing}
    row = db.execute(_SUGGESTED, values).first()
    return None if row is None else (row[0], Rating(row[1]) if row[1] else None, row[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step in the life of a card; `version` is the card's before it."""

    sequence: int
    card_id: int
    version: int
    kind: str
    day_on: date
    before: CardState
    after: CardState
    showing: str | None = None
    rating: Rating | None = None
    suggested: Rating | None = None
    undoes: int | None = None
    siblings: tuple[int, ...] = ()
    taken_ms: int = 0
    algorithm: str
    parameters: str


_ADD_STEP = insert(_R)


def add_step(db: Transaction, learner_id: int, step: Step, now: datetime) -> None:
    """Appends to the log; the database holds one step to a version of a card."""
    db.execute(
        _ADD_STEP,
        {
            "learner_id": learner_id,
            "sequence": step.sequence,
            "card_id": step.card_id,
            "version": step.version,
            "kind": step.kind,
            "showing": step.showing,
            "rating": step.rating.value if step.rating else None,
            "suggested": step.suggested.value if step.suggested else None,
            "undoes": step.undoes,
            "day_on": step.day_on,
            "before": encode(step.before),
            "after": encode(step.after),
            "siblings": json.dumps(step.siblings) if step.siblings else "",
            "taken_ms": step.taken_ms,
            "algorithm": step.algorithm,
            "parameters": step.parameters,
            "done_at": now,
        },
    )


_STEP_COLUMNS = (
    col(_R.sequence),
    col(_R.card_id),
    col(_R.version),
    col(_R.kind),
    col(_R.day_on),
    col(_R.before),
    col(_R.after),
    col(_R.showing),
    col(_R.rating),
    col(_R.suggested),
    col(_R.undoes),
    col(_R.siblings),
    col(_R.taken_ms),
    col(_R.algorithm),
    col(_R.parameters),
)
_UNDO = aliased(_R)
_IS_UNDONE = (
    select(literal_column("1"))
    .where(col(_UNDO.learner_id) == col(_R.learner_id), col(_UNDO.undoes) == col(_R.sequence))
    .exists()
)
# The log is walked backwards and stops at the first row: filtering by time here would
# walk all of it for somebody who has not studied for a day.
_LAST_STEP: AnySelect = (
    select(*_STEP_COLUMNS, col(_R.done_at))
    .where(
        col(_R.learner_id) == bindparam("learner"),
        col(_R.kind) != "undone",
        ~_IS_UNDONE,
    )
    .order_by(col(_R.sequence).desc())
    .limit(1)
)
_STEP_OF: AnySelect = select(*_STEP_COLUMNS).where(
    col(_R.learner_id) == bindparam("learner"),
    col(_R.card_id) == bindparam("card"),
    col(_R.version) == bindparam("version"),
)
_LOG_OF: AnySelect = (
    select(*_STEP_COLUMNS)
    .where(col(_R.learner_id) == bindparam("learner"), col(_R.card_id) == bindparam("card"))
    .order_by(col(_R.version))
)


LAST_STEP_AT = _LAST_STEP.with_only_columns(col(_R.done_at)).scalar_subquery()
LAST_STEP = _LAST_STEP.with_only_columns(col(_R.sequence)).scalar_subquery()


def last_step(db: Transaction, learner_id: int, since: datetime) -> Step | None:
    """The latest step that has not been taken back, if it is not older than `since`."""
    row = db.execute(_LAST_STEP, {"learner": learner_id}).first()
    return None if row is None or row[-1] < since else _step(*row[:-1])


def step_of(db: Transaction, learner_id: int, card_id: int, version: int) -> Step | None:
    """What was done to that version of a card, or None while it is the present one."""
    values = {"learner": learner_id, "card": card_id, "version": version}
    row = db.execute(_STEP_OF, values).first()
    return None if row is None else _step(*row)


def undone_step(db: Transaction, learner_id: int, sequence: int) -> Step | None:
    """The step that took back the step of that number; None when none did."""
    if not 0 <= sequence < 2**63:
        return None
    mine: AnySelect = select(*_STEP_COLUMNS).where(col(_R.learner_id) == learner_id)
    row = db.execute(mine.where(col(_R.undoes) == sequence)).first()
    return None if row is None else _step(*row)


def flagged_since(db: Transaction, learner_id: int, card_id: int, version: int) -> int:
    """How often a card's flag was changed since that version."""
    mine = select(func.count()).where(col(_R.learner_id) == learner_id)
    since = mine.where(col(_R.card_id) == card_id, col(_R.version) >= version)
    return int(db.execute(since.where(col(_R.kind) == "flagged")).scalar_one())


def log_of(db: Transaction, learner_id: int, card_id: int) -> tuple[Step, ...]:
    """The whole life of a card, oldest step first."""
    values = {"learner": learner_id, "card": card_id}
    return tuple(_step(*row) for row in db.execute(_LOG_OF, values))


def _step(  # One argument a column, in their order.
    sequence: int,
    card_id: int,
    version: int,
    kind: str,
    day_on: date,
    before: str,
    after: str,
    showing: str | None,
    rating: int | None,
    suggested: int | None,
    undoes: int | None,
    siblings: str,
    taken_ms: int,
    algorithm: str,
    parameters: str,
) -> Step:
    return Step(
        sequence=sequence,
        card_id=card_id,
        version=version,
        kind=kind,
        day_on=day_on,
        before=decode(before),
        after=decode(after),
        showing=showing,
        rating=Rating(rating) if rating else None,
        suggested=Rating(suggested) if suggested else None,
        undoes=undoes,
        siblings=tuple(json.loads(siblings)) if siblings else (),
        taken_ms=taken_ms,
        algorithm=algorithm,
        parameters=parameters,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What one learner did on one study day."""

    day_on: date
    new_done: int = 0
    reviews_done: int = 0
    learning_done: int = 0
    passed: int = 0
    young_total: int = 0
    young_passed: int = 0
    mature_total: int = 0
    mature_passed: int = 0
    taken_ms: int = 0
    extra_new: int = 0

    @property
    def answered(self) -> int:
        """Every rating of the day."""
        return self.new_done + self.reviews_done + self.learning_done


_DAY_COLUMNS = tuple(getattr(_Y, name) for name in Day.__dataclass_fields__)
_ADDED = tuple(name for name in Day.__dataclass_fields__ if name != "day_on")
_DAY = select(*_DAY_COLUMNS).where(
    col(_Y.learner_id) == bindparam("learner"), col(_Y.day_on) == bindparam("day")
)
_DAYS = (
    select(*_DAY_COLUMNS)
    .where(col(_Y.learner_id) == bindparam("learner"), col(_Y.day_on) >= bindparam("since"))
    .order_by(col(_Y.day_on))
)
# SET n = n + 1 in the database: PostgreSQL would lose counts that were read and written back.
_COUNT = (
    update(_Y)
    .where(col(_Y.learner_id) == bindparam("learner"), col(_Y.day_on) == bindparam("day"))
    .values({name: getattr(_Y, name) + bindparam(f"add_{name}") for name in _ADDED})
    .returning(*_DAY_COLUMNS)
    .execution_options(synchronize_session=False)
)
_OPEN_DAY = {
    "sqlite": sqlite.insert(_Y).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_Y).on_conflict_do_nothing(),
}


def day(db: Transaction, learner_id: int, day_on: date) -> Day:
    """The day's counters; all zero when nothing was done."""
    row = db.execute(_DAY, {"learner": learner_id, "day": day_on}).first()
    return Day(day_on=day_on) if row is None else _day(row)


def days_since(db: Transaction, learner_id: int, since: date) -> tuple[Day, ...]:
    """The days on which something was done, oldest first."""
    values = {"learner": learner_id, "since": since}
    return tuple(_day(row) for row in db.execute(_DAYS, values))


def count(
    db: Transaction,
    learner_id: int,
    day_on: date,
    done: Counted,
    *,
    sign: int = 1,
    taken_ms: int = 0,
    extra_new: int = 0,
) -> Day:
    """Adds to the day's counters (takes away with sign -1) and gives them as they now are."""
    added = {f"add_{name}": sign * getattr(done, name) for name in Counted.__dataclass_fields__}
    values = {
        "learner": learner_id,
        "day": day_on,
        "add_taken_ms": sign * taken_ms,
        "add_extra_new": extra_new,
        **added,
    }
    row = db.execute(_COUNT, values).first()
    if row is None:
        zero = dict.fromkeys(_ADDED, 0)
        db.execute(
            _OPEN_DAY[db.dialect.name],
            {"learner_id": learner_id, "day_on": day_on, **zero},
        )
        row = db.execute(_COUNT, values).one()
    return _day(row)


def _day(row: object) -> Day:
    mapping: Mapping[str, object] = row._mapping  # type: ignore[attr-defined]  # noqa: SLF001  # The public name of a row's columns.
    return Day(**mapping)  # type: ignore[arg-type]  # The columns are the fields.


def has_answered(db: Transaction, learner_id: int, question_id: int) -> bool:
    """Whether the learner has ever answered a card of this question."""
    first, last = card_id(question_id, 0), card_id(question_id + 1, 0)
    if not 0 <= first < last < 2**63:
        return False
    statement: AnySelect = (
        select(literal_column("1"))
        .where(col(_A.learner_id) == learner_id, col(_A.card_id) >= first, col(_A.card_id) < last)
        .limit(1)
    )
    return db.execute(statement).first() is not None
