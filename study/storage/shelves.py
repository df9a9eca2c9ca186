"""What a learner has taken up: banks with a card for each question, and what is due in them."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    update,
)
from sqlmodel import col

from study.domain.cards import Queue, card_id, question_and_part
from study.domain.scheduling import Phase
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    BankRow,
    CardRow,
    CitationRow,
    DocumentRow,
    QuestionRow,
    ShelfRow,
)
from study.storage.withholding import NOTHING_WITHHELD, all_but

_K, _S, _B, _Q, _C, _D = CardRow, ShelfRow, BankRow, QuestionRow, CitationRow, DocumentRow
# SQLite takes 32,766 values in a statement, PostgreSQL 65,535.
_A_STATEMENT = 10_000


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids in lists that fit into one statement."""
    rest = iter(sorted(ids))
    while chunk := list(islice(rest, _A_STATEMENT)):
        yield chunk


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card to be made; `place` is where it stands among the new ones."""

    question_id: int
    part: int
    siblings: int
    place: int


def add_cards(
    db: Transaction, learner_id: int, bank_id: int, cards: Sequence[NewCard], now: datetime
) -> None:
    """Gives a learner new cards of a bank, which is taken up by it."""
    on_shelf = and_(col(_S.learner_id) == learner_id, col(_S.bank_id) == bank_id)
    if db.execute(select(col(_S.cards)).where(on_shelf)).first() is None:
        db.execute(insert(_S).values(learner_id=learner_id, bank_id=bank_id, taken_at=now))
    if cards:
        db.execute(insert(_K), [new_card(learner_id, bank_id, card) for card in cards])
        db.execute(update(_S).where(on_shelf).values(cards=col(_S.cards) + len(cards)))


def new_card(learner_id: int, bank_id: int, card: NewCard) -> dict[str, object]:
    """The columns of a card that was never seen."""
    return {
        "learner_id": learner_id,
        "card_id": card_id(card.question_id, card.part),
        "question_id": card.question_id,
        "bank_id": bank_id,
        "siblings": card.siblings,
        "queue": Queue.NEW.value,
        "phase": Phase.NEW.value,
        "step": 0,
        "interval": 0,
        "reps": 0,
        "lapses": 0,
        "version": 0,
        "order": card.place,
        "flag": 0,
        "leech": False,
    }


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card that somebody has."""

    learner_id: int
    question_id: int
    card_id: int
    queue: int


def cards_of_questions(db: Transaction, question_ids: Collection[int]) -> tuple[HeldCard, ...]:
    """Everybody's cards of these questions."""
    return tuple(
        HeldCard(*row)
        for chunk in chunks(question_ids)
        for row in db.execute(
            select(col(_K.learner_id), col(_K.question_id), col(_K.card_id), col(_K.queue)).where(
                col(_K.question_id).in_(chunk)
            )
        )
    )


def learners_of(db: Transaction, bank_id: int) -> tuple[int, ...]:
    """Everybody who has taken up this bank, to be given what is new in it.

    Of one that is held back only its owner: the others are given what they are assigned.
    """
    given = or_(~col(_B.is_held), col(_B.owner_id) == col(_S.learner_id))
    statement = select(col(_S.learner_id)).join(_B, col(_B.id) == col(_S.bank_id))
    rows = db.execute(statement.where(col(_S.bank_id) == bank_id, given))
    return tuple(row[0] for row in rows)


_WAITS = case(
    (col(_K.phase) == Phase.NEW.value, Queue.NEW.value),
    (col(_K.due_at).is_not(None), Queue.LEARNING.value),
    else_=Queue.DAY.value,
)
_ACTIVE = (Queue.NEW.value, Queue.LEARNING.value, Queue.DAY.value)


def retire_questions(db: Transaction, question_ids: Collection[int]) -> None:
    """Takes questions and everybody's cards of them out of every line; nothing is lost."""
    for chunk in chunks(question_ids):
        db.execute(update(_Q).where(col(_Q.id).in_(chunk)).values(retired=True))
        db.execute(
            update(_K)
            .where(col(_K.question_id).in_(chunk), col(_K.queue).in_(_ACTIVE))
            .values(queue=Queue.RETIRED.value)
        )


def resume_questions(db: Transaction, question_ids: Collection[int]) -> None:
    """Lets questions be asked again; their cards come back with `fit_cards`."""
    for chunk in chunks(question_ids):
        db.execute(update(_Q).where(col(_Q.id).in_(chunk)).values(retired=False))


def fit_cards(
    db: Transaction, held: Iterable[HeldCard], parts: Mapping[int, Collection[int]]
) -> None:
    """Fits everybody's cards to the parts that questions now have, retired ones included.

    Cards of parts that are gone leave every line; cards that were retired come back as
    they were. Missing cards are added with `add_cards`.
    """
    wanted = {card_id(identity, part) for identity, some in parts.items() for part in some}
    gone = {it.card_id for it in held if it.card_id not in wanted and it.queue in _ACTIVE}
    back = {it.card_id for it in held if it.card_id in wanted and it.queue == Queue.RETIRED.value}
    _line_up(db, gone, literal(Queue.RETIRED.value), col(_K.queue) < Queue.SUSPENDED.value)
    _line_up(db, back, _WAITS, col(_K.queue) == Queue.RETIRED.value)
    # Its words have changed: a page that shows the old ones must not be graded by the new.
    rows = [{"question": identity, "others": len(some) - 1} for identity, some in parts.items()]
    if rows:
        db.execute(
            update(_K)
            .where(col(_K.question_id) == bindparam("question"))
            .values(siblings=bindparam("others"), version=col(_K.version) + 1),
            rows,
        )


def _line_up(
    db: Transaction,
    card_ids: Collection[int],
    queue: ColumnElement[int],
    where: ColumnElement[bool],
) -> None:
    """Puts everybody's cards of these numbers into another line."""
    rows = [{"question": question_and_part(card)[0], "card": card} for card in sorted(card_ids)]
    if rows:
        mine = (
            col(_K.question_id) == bindparam("question"),
            col(_K.card_id) == bindparam("card"),
        )
        db.execute(update(_K).where(*mine, where).values(queue=queue), rows)


_MINE = and_(col(_K.learner_id) == bindparam("learner"), col(_K.bank_id) == col(_B.id))
_NOT_BURIED = or_(col(_K.buried_on).is_(None), col(_K.buried_on) < bindparam("today"))


_ALLOWED = col(_K.question_id).not_in(bindparam("without", expanding=True))


def _counted(where: ColumnElement[bool], most: str) -> ColumnElement[int]:
    inner: AnySelect = select(literal_column("1")).select_from(_K).where(_MINE, where).correlate(_B)
    return (
        select(func.count()).select_from(inner.limit(bindparam(most)).subquery()).scalar_subquery()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BankDue:
    """A bank on the shelf with what it holds for today; counts stop at the day's limits."""

    slug: str
    title: str
    description: str
    language: str
    license: str
    authors: tuple[str, ...]
    documents: int
    questions: int
    cards: int
    seen: int
    learning: int
    reviews: int
    new: int


_IS_LEARNING = and_(
    col(_K.queue) == Queue.LEARNING.value, col(_K.due_at) < bindparam("next_day_at"), _NOT_BURIED
)
_IS_DUE = and_(col(_K.queue) == Queue.DAY.value, col(_K.due_on) <= bindparam("today"), _NOT_BURIED)
_IS_NEW = and_(col(_K.queue) == Queue.NEW.value, _NOT_BURIED)


def _due_in_banks(*allowed: ColumnElement[bool]) -> AnySelect:
    return (
        select(
            col(_B.slug),
            col(_B.title),
            col(_B.description),
            col(_B.language),
            col(_B.license),
            col(_B.head),
            col(_B.questions),
            col(_S.cards),
            col(_S.begun),
            _counted(and_(_IS_LEARNING, *allowed), "most_reviews"),
            _counted(and_(_IS_DUE, *allowed), "most_reviews"),
            _counted(and_(_IS_NEW, *allowed), "most_new"),
        )
        .join(_S, and_(col(_S.bank_id) == col(_B.id), col(_S.learner_id) == bindparam("learner")))
        .order_by(col(_B.title))
    )


_DUE = {False: _due_in_banks(), True: _due_in_banks(_ALLOWED)}


def banks_due(
    db: Transaction,
    learner_id: int,
    today: date,
    next_day_at: datetime,
    without: frozenset[int] = NOTHING_WITHHELD,
    *,
    most_reviews: int,
    most_new: int,
) -> tuple[BankDue, ...]:
    """Every bank the learner has taken up: those with something due first, then by title.

    Cards of the questions in `without` are not due.
    """
    values: dict[str, object] = {"without": sorted(without)} if without else {}
    values |= {
        "learner": learner_id,
        "today": today,
        "next_day_at": next_day_at,
        "most_reviews": most_reviews,
        "most_new": most_new,
    }
    found = [_due(*row) for row in db.execute(_DUE[bool(without)], values)]
    return tuple(sorted(found, key=lambda bank: not bank.learning + bank.reviews + bank.new))


def _due(  # One argument a column, in their order.
    slug: str,
    title: str,
    description: str,
    language: str,
    license_: str,
    head: str,
    questions: int,
    cards: int,
    seen: int,
    learning: int,
    reviews: int,
    new: int,
) -> BankDue:
    parts = json.loads(head)
    return BankDue(
        slug=slug,
        title=title,
        description=description,
        language=language,
        license=license_,
        authors=tuple(parts["authors"]),
        documents=len(parts["documents"]),
        questions=questions,
        cards=cards,
        seen=seen,
        learning=learning,
        reviews=reviews,
        new=new,
    )


def count_begun(db: Transaction, learner_id: int, bank_id: int, change: int) -> None:
    """One new card begun, or one taken back."""
    db.execute(_BEGUN, {"learner": learner_id, "bank": bank_id, "change": change})


_BEGUN = (
    update(_S)
    .where(col(_S.learner_id) == bindparam("learner"), col(_S.bank_id) == bindparam("bank"))
    .values(begun=col(_S.begun) + bindparam("change"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOfBank:
    """Where one card of a bank stands, for the bank's page."""

    card_id: int
    question_id: int
    queue: Queue
    due_at: datetime | None
    due_on: date | None
    reps: int
    buried_on: date | None
    flag: int
    leech: bool


def cards_of_bank(db: Transaction, learner_id: int, bank_id: int) -> tuple[CardOfBank, ...]:
    """The learner's cards of a bank, in the order of their questions."""
    rows = db.execute(
        select(
            col(_K.card_id),
            col(_K.question_id),
            col(_K.queue),
            col(_K.due_at),
            col(_K.due_on),
            col(_K.reps),
            col(_K.buried_on),
            col(_K.flag),
            col(_K.leech),
        )
        .where(col(_K.learner_id) == learner_id, col(_K.bank_id) == bank_id)
        .order_by(col(_K.card_id))
    )
    return tuple(
        CardOfBank(
            card_id=row[0],
            question_id=row[1],
            queue=Queue(row[2]),
            due_at=row[3],
            due_on=row[4],
            reps=row[5],
            buried_on=row[6],
            flag=row[7],
            leech=row[8],
        )
        for row in rows
    )


def new_left(
    db: Transaction,
    learner_id: int,
    bank_id: int | None,
    today: date,
    most: int,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> int:
    """How many new cards could still be begun, counted up to `most`."""
    inner: AnySelect = select(literal_column("1")).where(
        col(_K.learner_id) == learner_id,
        col(_K.queue) == Queue.NEW.value,
        _NOT_BURIED,
        *all_but(col(_K.question_id), without),
    )
    if bank_id is not None:
        inner = inner.where(col(_K.bank_id) == bank_id)
    counted = select(func.count()).select_from(inner.limit(most).subquery())
    return int(db.execute(counted, {"today": today}).scalar_one())
