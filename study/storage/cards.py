"""Cards: which one is next, and what each remembers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Row,
    SQLColumnExpression,
    and_,
    bindparam,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import Update
from sqlmodel import col

from study.domain.cards import CardState, Queue, question_and_part
from study.domain.errors import NotFound
from study.domain.questions import AnyQuestion
from study.domain.scheduling import Memory, Phase
from study.storage.contents import decode
from study.storage.database import Transaction
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
STATE = tuple(col(getattr(_K, name)) for name in _STATE_NAMES)


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
            col(_Q.retired),
            *STATE,
        )
        .join(_Q, col(_Q.id) == col(_K.question_id))
        .join(_V, and_(col(_V.question_id) == col(_Q.id), col(_V.number) == version))
        .join(_B, col(_B.id) == col(_K.bank_id))
        .where(col(_K.learner_id) == bindparam("learner"))
    )


CARDS = _select_cards(col(_Q.version))
_CARD = CARDS.where(col(_K.card_id) == bindparam("card"))
_CARD_AS_IT_WAS = _select_cards(bindparam("number")).where(col(_K.card_id) == bindparam("card"))


def card_of(learner_id: int, row: Row[*tuple[Any, ...]]) -> Card:
    """The card in a row of CARDS."""
    return Card(
        learner_id=learner_id,
        state=state_of(*row[11:]),
        retired=row[10] or row[11] == Queue.RETIRED,
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


def state_of(  # One argument a column, in their order.
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
    """The state in the columns of STATE."""
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
    db: Transaction, learner_id: int, card_id: int, *, question_version: int | None = None
) -> Card:
    """The learner's card, with its question as it is or as it was; raises NotFound."""
    if not 0 <= card_id < 2**63:
        raise NotFound("There is no such card.")
    values = {"learner": learner_id, "card": card_id, "number": question_version}
    statement = _CARD if question_version is None else _CARD_AS_IT_WAS
    row = db.execute(statement, values).first()
    if row is None:
        raise NotFound("There is no such card.")
    return card_of(learner_id, row)


_MINE = col(_K.learner_id) == bindparam("learner")
_NOT_BURIED = or_(col(_K.buried_on).is_(None), col(_K.buried_on) < bindparam("today"))

SAVE: Update = (
    update(_K)
    .where(_MINE, col(_K.card_id) == bindparam("card"))
    .values(
        version=col(_K.version) + 1,
        **{name: bindparam(f"new_{name}") for name in _STATE_NAMES},
    )
)


def save_state(
    db: Transaction, learner_id: int, card_id: int, state: CardState, *, retired: bool = False
) -> None:
    """Keeps what changed about a card, which may stay retired; its version goes up by one."""
    db.execute(SAVE, save_values(learner_id, card_id, state, retired=retired))


def save_values(
    learner_id: int, card_id: int, state: CardState, *, retired: bool
) -> dict[str, object]:
    """What SAVE is to be carried out with."""
    memory = state.memory
    values: dict[str, object] = {
        "learner": learner_id,
        "card": card_id,
        "new_queue": Queue.RETIRED.value if retired else state.queue.value,
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
    return values


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


def bury_siblings(db: Transaction, card: Card, today: date) -> tuple[int, ...]:
    """Puts the other cards of the same question off until tomorrow; gives their ids."""
    if not card.siblings:
        return ()
    values = {
        "learner": card.learner_id,
        "question": card.question_id,
        "card": card.id,
        "today": today,
    }
    return tuple(row[0] for row in db.execute(_BURY_SIBLINGS, values))


def unbury(db: Transaction, learner_id: int, card_ids: Collection[int]) -> None:
    """Brings back cards that were put off as siblings."""
    if card_ids:
        db.execute(
            update(_K)
            .where(col(_K.learner_id) == learner_id, col(_K.card_id).in_(card_ids))
            .values(buried_on=None)
        )
