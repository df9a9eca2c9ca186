"""Cards: which one is next, and what each remembers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    SQLColumnExpression,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import Update
from sqlmodel import Session, col

from study.domain.cards import CardState, Queue, question_and_part
from study.domain.days import Moment
from study.domain.errors import NotFound
from study.domain.questions import AnyQuestion
from study.domain.queueing import Waiting
from study.domain.scheduling import Memory, Phase
from study.storage.contents import decode
from study.storage.tables import (
    AnySelect,
    BankRow,
    CardRow,
    QuestionRow,
    QuestionVersionRow,
)

_K, _Q, _V, _B = CardRow, QuestionRow, QuestionVersionRow, BankRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A learner's card with the question it asks, in the question's current version."""

    learner_id: int
    id: int
    version: int
    siblings: int
    state: CardState
    retired: bool
    bank_id: int
    bank_slug: str
    bank_title: str
    language: str
    question_version: int
    kind: str
    content: str

    @property
    def question_id(self) -> int:
        """The question this card asks."""
        return question_and_part(self.id)[0]

    @property
    def part(self) -> int:
        """Which card of its question this is: a cloze's number, 1 for a reversed flashcard."""
        return question_and_part(self.id)[1]

    def question(self) -> AnyQuestion:
        """The question itself."""
        return decode(self.kind, self.content)


_STATE_NAMES = (
    "queue",
    "phase",
    "step",
    "stability",
    "difficulty",
    "due_at",
    "due_on",
    "last_on",
    "interval",
    "reps",
    "lapses",
    "buried_on",
    "flag",
    "leech",
    "order",
)
_STATE = tuple(col(getattr(_K, name)) for name in _STATE_NAMES)


def _select_cards(version: SQLColumnExpression[int]) -> AnySelect:
    return (
        select(
            col(_K.card_id),
            col(_K.version),
            col(_K.siblings),
            col(_K.bank_id),
            col(_B.slug),
            col(_B.title),
            col(_B.language),
            col(_V.number),
            col(_V.kind),
            col(_V.content),
            *_STATE,
        )
        .join(_Q, col(_Q.id) == col(_K.question_id))
        .join(_V, and_(col(_V.question_id) == col(_Q.id), col(_V.number) == version))
        .join(_B, col(_B.id) == col(_K.bank_id))
        .where(col(_K.learner_id) == bindparam("learner"))
    )


_CARDS = _select_cards(col(_Q.version))
_CARD = _CARDS.where(col(_K.card_id) == bindparam("card"))
_CARD_AS_IT_WAS = _select_cards(bindparam("number")).where(col(_K.card_id) == bindparam("card"))


def _card(learner_id: int, row: Row[*tuple[Any, ...]]) -> Card:
    return Card(
        learner_id=learner_id,
        state=_state(*row[10:]),
        retired=row[10] == Queue.RETIRED,
        **dict(zip(_CARD_FIELDS, row[:10], strict=True)),
    )


_CARD_FIELDS = (
    "id",
    "version",
    "siblings",
    "bank_id",
    "bank_slug",
    "bank_title",
    "language",
    "question_version",
    "kind",
    "content",
)


def _state(  # One argument a column, in their order.
    queue: int,
    phase: str,
    step: int,
    stability: float | None,
    difficulty: float | None,
    due_at: datetime | None,
    due_on: date | None,
    last_on: date | None,
    interval: int,
    reps: int,
    lapses: int,
    buried_on: date | None,
    flag: int,
    leech: bool,  # noqa: FBT001
    order: int,
) -> CardState:
    memory = Memory(
        phase=Phase(phase),
        step=step,
        stability=stability,
        difficulty=difficulty,
        due_at=due_at,
        due_on=due_on,
        last_on=last_on,
        interval=interval,
        reps=reps,
        lapses=lapses,
    )
    return CardState(memory, queue == Queue.SUSPENDED, buried_on, flag, leech, order)


def card(
    db: Session, learner_id: int, card_id: int, *, question_version: int | None = None
) -> Card:
    """The learner's card, with its question as it is or as it was; raises NotFound."""
    if not 0 <= card_id < 2**63:
        raise NotFound("There is no such card.")
    values = {"learner": learner_id, "card": card_id, "number": question_version}
    statement = _CARD if question_version is None else _CARD_AS_IT_WAS
    row = db.connection().execute(statement, values).first()
    if row is None:
        raise NotFound("There is no such card.")
    return _card(learner_id, row)


class Pick(StrEnum):
    """Which line the next card is taken from."""

    LEARNING = "learning"
    REVIEW = "review"
    NEW = "new"
    AHEAD = "ahead"


_IN_BANK = col(_K.bank_id) == bindparam("bank")
_NOT_BURIED = or_(col(_K.buried_on).is_(None), col(_K.buried_on) < bindparam("today"))
_MINE = col(_K.learner_id) == bindparam("learner")
# Written out, so that SQLite uses the partial index.
_IS_LEARNING = literal_column("card.queue") == literal_column("1")
_IN_LINE: Mapping[Pick, ColumnElement[bool]] = {
    Pick.LEARNING: and_(_IS_LEARNING, col(_K.due_at) <= bindparam("now")),
    Pick.AHEAD: and_(_IS_LEARNING, col(_K.due_at) <= bindparam("ahead")),
    Pick.REVIEW: and_(
        col(_K.queue) == Queue.DAY.value, col(_K.due_on) <= bindparam("today"), _NOT_BURIED
    ),
    Pick.NEW: and_(col(_K.queue) == Queue.NEW.value, _NOT_BURIED),
}
_LATER = and_(
    _IS_LEARNING, col(_K.due_at) > bindparam("ahead"), col(_K.due_at) < bindparam("next_day_at")
)


def _next(pick: Pick, *, one_bank: bool) -> AnySelect:
    statement = _CARDS.where(_IN_LINE[pick])
    if one_bank:
        statement = statement.where(_IN_BANK)
    if pick in {Pick.LEARNING, Pick.AHEAD}:
        return statement.order_by(col(_K.due_at), col(_K.card_id)).limit(1)
    return statement.order_by(col(_K.due_on), col(_K.order)).limit(1)


_NEXT = {(pick, one): _next(pick, one_bank=one) for pick in Pick for one in (False, True)}


def next_card(
    db: Session, learner_id: int, pick: Pick, moment: Moment, ahead: datetime, bank_id: int | None
) -> Card | None:
    """The first card of a line, of one bank or of all; None when the line is empty."""
    values = _values(learner_id, moment, ahead, bank_id)
    row = db.connection().execute(_NEXT[pick, bank_id is not None], values).first()
    return None if row is None else _card(learner_id, row)


def _values(
    learner_id: int, moment: Moment, ahead: datetime, bank_id: int | None
) -> dict[str, object]:
    return {
        "learner": learner_id,
        "bank": bank_id,
        "now": moment.now,
        "today": moment.today,
        "next_day_at": moment.next_day_at,
        "ahead": ahead,
    }


def _counts(*, one_bank: bool) -> AnySelect:
    def counted(where: ColumnElement[bool], most: str) -> ColumnElement[int]:
        inner: AnySelect = select(literal_column("1")).select_from(_K).where(_MINE, where)
        if one_bank:
            inner = inner.where(_IN_BANK)
        # Counting stops at what the day's limits can still use: the cost stays flat.
        return (
            select(func.count()).select_from(inner.limit(bindparam(most)).subquery())
        ).scalar_subquery()

    return select(
        counted(_IN_LINE[Pick.LEARNING], "most_learning"),
        counted(_IN_LINE[Pick.REVIEW], "most_reviews"),
        counted(_IN_LINE[Pick.NEW], "most_new"),
        counted(_IN_LINE[Pick.AHEAD], "most_learning"),
        counted(_LATER, "most_learning"),
    )


_WAITING = {one: _counts(one_bank=one) for one in (False, True)}
MOST_LEARNING = 999


def waiting(
    db: Session,
    learner_id: int,
    moment: Moment,
    ahead: datetime,
    bank_id: int | None,
    *,
    most_reviews: int,
    most_new: int,
) -> Waiting:
    """How many cards stand in each line; counting stops at the given numbers."""
    values = _values(learner_id, moment, ahead, bank_id) | {
        "most_learning": MOST_LEARNING,
        "most_reviews": most_reviews,
        "most_new": most_new,
    }
    learning, reviews, new, soon, later = (
        db.connection().execute(_WAITING[bank_id is not None], values).one()
    )
    return Waiting(learning=learning, reviews=reviews, new=new, ahead=soon - learning, later=later)


_SAVE: Update = (
    update(_K)
    .where(_MINE, col(_K.card_id) == bindparam("card"))
    .values(
        version=col(_K.version) + 1,
        **{name: bindparam(f"new_{name}") for name in _STATE_NAMES},
    )
)


def save_state(db: Session, learner_id: int, card_id: int, state: CardState) -> None:
    """Keeps what changed about a card; its version goes up by one."""
    memory = state.memory
    values = {
        "learner": learner_id,
        "card": card_id,
        "new_queue": state.queue.value,
        "new_phase": memory.phase.value,
        "new_buried_on": state.buried_on,
        "new_flag": state.flag,
        "new_leech": state.leech,
        "new_order": state.order,
    }
    for name in ("step", "stability", "difficulty", "due_at", "due_on", "last_on"):
        values[f"new_{name}"] = getattr(memory, name)
    for name in ("interval", "reps", "lapses"):
        values[f"new_{name}"] = getattr(memory, name)
    db.connection().execute(_SAVE, values)


_SIBLINGS = and_(
    _MINE,
    col(_K.question_id) == bindparam("question"),
    col(_K.card_id) != bindparam("card"),
    col(_K.queue).in_([Queue.NEW.value, Queue.DAY.value]),
    _NOT_BURIED,
)
_BURY_SIBLINGS = (
    update(_K).where(_SIBLINGS).values(buried_on=bindparam("today")).returning(col(_K.card_id))
).execution_options(synchronize_session=False)


def bury_siblings(db: Session, card: Card, today: date) -> tuple[int, ...]:
    """Puts the other cards of the same question off until tomorrow; gives their ids."""
    if not card.siblings:
        return ()
    values = {
        "learner": card.learner_id,
        "question": card.question_id,
        "card": card.id,
        "today": today,
    }
    return tuple(row[0] for row in db.connection().execute(_BURY_SIBLINGS, values))


def unbury(db: Session, learner_id: int, card_ids: Collection[int]) -> None:
    """Brings back cards that were put off as siblings."""
    if card_ids:
        db.connection().execute(
            update(_K)
            .where(col(_K.learner_id) == learner_id, col(_K.card_id).in_(card_ids))
            .values(buried_on=None)
        )


def soonest_at(db: Session, learner_id: int, bank_id: int | None) -> datetime | None:
    """When the first card in learning comes back; None when none is."""
    mine = and_(col(_K.learner_id) == learner_id, _IS_LEARNING)
    if bank_id is not None:
        mine = and_(mine, col(_K.bank_id) == bank_id)
    return db.connection().execute(select(func.min(col(_K.due_at))).where(mine)).scalar()
