"""The cards of an assignment that is practised until a day: one learner's, all at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from study.domain.cards import Queue
from study.domain.deadlines import Studied
from study.domain.questions import AnyQuestion
from study.storage.cards import STATE, state_of
from study.storage.contents import decode
from study.storage.database import Transaction
from study.storage.shelves import NewCard, new_card
from study.storage.tables import (
    AnySelect,
    AssignmentQuestionRow,
    BankRow,
    CardRow,
    QuestionRow,
    QuestionVersionRow,
    ReviewRow,
    ShelfRow,
)

_K, _Q, _V, _R = CardRow, QuestionRow, QuestionVersionRow, ReviewRow
_P, _S, _B = AssignmentQuestionRow, ShelfRow, BankRow
_MINE = col(_K.learner_id) == bindparam("learner")
_OF_THESE = col(_K.question_id).in_(bindparam("questions", expanding=True))
_CARDS: AnySelect = select(col(_K.card_id), col(_K.question_id), *STATE).where(_MINE, _OF_THESE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A question that an assignment gives, where all get it or of those with its `draw`."""

    question_id: int
    draw: str


def given(db: Transaction, assignment_id: int) -> tuple[Given, ...]:
    """What an assignment may ask, in its order, without its words."""
    rows = db.execute(_GIVEN, {"assignment": assignment_id})
    return tuple(Given(question_id=row[0], draw=row[1]) for row in rows)


_GIVEN = (
    select(col(_P.question_id), col(_P.draw))
    .where(col(_P.assignment_id) == bindparam("assignment"))
    .order_by(col(_P.position))
)


def studied(db: Transaction, who: int, question_ids: Sequence[int]) -> tuple[Studied, ...]:
    """The learner's cards of these questions, in the order of the questions."""
    if not question_ids:
        return ()
    places = {identity: place for place, identity in enumerate(question_ids)}
    rows = db.execute(_CARDS, {"learner": who, "questions": list(question_ids)}).all()
    ordered = sorted(rows, key=lambda row: (places[row[1]], row[0]))
    return tuple(Studied(row[0], state_of(*row[2:]), row[2] == Queue.RETIRED) for row in ordered)


def begun_on(db: Transaction, who: int, cards: Sequence[Studied], today: date) -> int:
    """How many of these cards were rated for the first time today."""
    seen = [it.card_id for it in cards if it.state.memory.last_on == today]
    if not seen:
        return 0
    values = {"learner": who, "cards": seen, "today": today}
    return int(db.execute(_BEGUN_ON, values).scalar_one())


_FIRST: AnySelect = (
    select(col(_R.card_id))
    .where(
        col(_R.learner_id) == bindparam("learner"),
        col(_R.card_id).in_(bindparam("cards", expanding=True)),
        col(_R.kind) == "rated",
    )
    .group_by(col(_R.card_id))
    .having(func.min(col(_R.day_on)) == bindparam("today"))
)
_BEGUN_ON = select(func.count()).select_from(_FIRST.subquery())


@dataclass(frozen=True, slots=True, kw_only=True)
class Unstudied:
    """A question that a learner may have no card for yet, and the bank it is in."""

    question_id: int
    bank_id: int
    kind: str
    content: str

    def question(self) -> AnyQuestion:
        """The question itself."""
        return decode(self.kind, self.content)


def askable(db: Transaction, question_ids: Collection[int]) -> tuple[Unstudied, ...]:
    """Those of the questions that are not retired, as they read now."""
    rows = db.execute(_ASKABLE, {"questions": list(question_ids)}) if question_ids else ()
    return tuple(
        Unstudied(question_id=row[0], bank_id=row[1], kind=row[2], content=row[3]) for row in rows
    )


_ASKABLE: AnySelect = (
    select(col(_Q.id), col(_Q.bank_id), col(_V.kind), col(_V.content))
    .join(_V, and_(col(_V.question_id) == col(_Q.id), col(_V.number) == col(_Q.version)))
    .where(col(_Q.id).in_(bindparam("questions", expanding=True)), ~col(_Q.retired))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """A card of a bank, to be given to a learner who may have it already."""

    bank_id: int
    card: NewCard


def deal(db: Transaction, who: int, cards: Sequence[Dealt], now: datetime) -> None:
    """Gives a learner the cards that they lack.

    Banks that are studied by assignment only come onto the shelf with what was given of them.
    Others do not: whoever takes one up is given all of it, and what is added to it later.
    """
    if not cards:
        return
    db.execute(_DEAL[db.dialect.name], [new_card(who, it.bank_id, it.card) for it in cards])
    given = {it.bank_id for it in cards}
    held = db.execute(select(col(_B.id)).where(col(_B.id).in_(given), col(_B.is_held))).all()
    if held:
        usual = {"learner_id": who, "cards": 0, "begun": 0, "taken_at": now}
        db.execute(_SHELVE[db.dialect.name], [usual | {"bank_id": row[0]} for row in held])
    recount(db, who, given)


def has_cards(db: Transaction, who: int, bank: str) -> bool:
    """Whether a learner has a card of this bank."""
    mine = select(col(_K.card_id)).join(_B, col(_B.id) == col(_K.bank_id))
    found = mine.where(col(_K.learner_id) == who, col(_B.slug) == bank.replace("\0", ""))
    return db.execute(found.limit(1)).first() is not None


def recount(db: Transaction, learner_id: int, bank_ids: Collection[int]) -> None:
    """Counts the cards of banks on a learner's shelf anew, and those that were begun."""
    mine = and_(col(_K.learner_id) == learner_id, col(_K.bank_id) == col(_S.bank_id))
    cards = select(func.count()).where(mine)
    begun = cards.where(col(_K.reps) > 0)
    db.execute(
        update(_S)
        .where(col(_S.learner_id) == learner_id, col(_S.bank_id).in_(bank_ids))
        .values(cards=cards.scalar_subquery(), begun=begun.scalar_subquery())
    )


_DEAL, _SHELVE = (
    {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(),
    }
    for table in (_K, _S)
)
