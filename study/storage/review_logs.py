"""A learner's whole review log: read in one walk, and written many steps at once."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, insert, select, update
from sqlmodel import col

from study.domain.cards import CardState, Queue, card_id, decode, encode, question_and_part
from study.domain.errors import NotFound
from study.domain.review_log import LogRow, Name
from study.domain.scheduling import Rating
from study.storage.cards import SAVE, STATE, save_values, state_of
from study.storage.database import Transaction
from study.storage.tables import (
    AnySelect,
    BankRow,
    CardRow,
    DayRow,
    LearnerRow,
    QuestionRow,
    ReviewRow,
)

_R, _K, _Q, _B, _Y, _L = ReviewRow, CardRow, QuestionRow, BankRow, DayRow, LearnerRow
_WRITTEN_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A card that a log may name, as it stands now."""

    card_id: int
    bank_id: int
    version: int
    retired: bool
    state: CardState


_HOLD = (
    update(_L)
    .where(col(_L.id) == bindparam("learner"))
    .values(sequence=col(_L.sequence))
    .returning(col(_L.sequence))
    .execution_options(synchronize_session=False)
)


def hold(db: Transaction, learner_id: int) -> int:
    """The number of the learner's last step; nobody else can take one until the end of this."""
    row = db.execute(_HOLD, {"learner": learner_id}).first()
    if row is None:
        raise NotFound("There is no such learner.")
    return int(row[0])


def reach(db: Transaction, learner_id: int, sequence: int) -> None:
    """Lets the learner's next step have a number beyond this one."""
    mine = and_(col(_L.id) == learner_id, col(_L.sequence) < sequence)
    db.execute(update(_L).where(mine).values(sequence=sequence))


_NAMED = and_(col(_K.learner_id) == col(_R.learner_id), col(_K.card_id) == col(_R.card_id))
_LOG: AnySelect = (
    select(
        col(_R.sequence),
        col(_B.slug),
        col(_Q.slug),
        col(_R.card_id),
        col(_R.version),
        col(_R.kind),
        col(_R.done_at),
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
    .join(_K, _NAMED)
    .join(_Q, col(_Q.id) == col(_K.question_id))
    .join(_B, col(_B.id) == col(_K.bank_id))
    .where(col(_R.learner_id) == bindparam("learner"))
    .order_by(col(_R.sequence))
)


def log(db: Transaction, learner_id: int) -> Iterator[LogRow]:
    """Every step the learner has taken, oldest first."""
    for row in db.execute(_LOG, {"learner": learner_id}):
        siblings = json.loads(row[14]) if row[14] else ()
        yield LogRow(
            sequence=row[0],
            name=Name(row[1], row[2], question_and_part(row[3])[1]),
            version=row[4],
            kind=row[5],
            done_at=row[6],
            day_on=row[7],
            before=decode(row[8]),
            after=decode(row[9]),
            showing=row[10],
            rating=Rating(row[11]) if row[11] else None,
            suggested=Rating(row[12]) if row[12] else None,
            undoes=row[13],
            siblings=tuple(question_and_part(card)[1] for card in siblings),
            taken_ms=row[15],
            algorithm=row[16],
            parameters=row[17],
        )


def extra_new(db: Transaction, learner_id: int) -> Mapping[date, int]:
    """The days that were given more new cards, and how many more."""
    mine = and_(col(_Y.learner_id) == learner_id, col(_Y.extra_new) > 0)
    statement: AnySelect = select(col(_Y.day_on), col(_Y.extra_new)).where(mine)
    return {row[0]: row[1] for row in db.execute(statement.order_by(col(_Y.day_on)))}


def places(db: Transaction, learner_id: int, banks: Collection[str]) -> Mapping[Name, Place]:
    """All cards that the learner has of these banks, by name."""
    statement: AnySelect = (
        select(
            col(_B.slug),
            col(_Q.slug),
            col(_K.card_id),
            col(_K.bank_id),
            col(_K.version),
            *STATE,
        )
        .join(_Q, col(_Q.id) == col(_K.question_id))
        .join(_B, col(_B.id) == col(_K.bank_id))
        .where(col(_K.learner_id) == learner_id, col(_B.slug).in_(sorted(banks)))
    )
    return {
        Name(row[0], row[1], question_and_part(row[2])[1]): Place(
            card_id=row[2],
            bank_id=row[3],
            version=row[4],
            retired=row[5] == Queue.RETIRED,
            state=state_of(*row[5:]),
        )
        for row in db.execute(statement)
    }


def touched(db: Transaction, learner_id: int, bank: str) -> frozenset[int]:
    """The learner's cards of a bank that have at least one step in the log."""
    statement: AnySelect = (
        select(col(_R.card_id))
        .distinct()
        .join(_K, _NAMED)
        .join(_B, col(_B.id) == col(_K.bank_id))
        .where(col(_R.learner_id) == learner_id, col(_B.slug) == bank)
    )
    return frozenset(row[0] for row in db.execute(statement))


def add_rows(
    db: Transaction, learner_id: int, rows: Sequence[LogRow], known: Mapping[Name, Place]
) -> None:
    """Appends steps to the log, each with the number it has."""
    for start in range(0, len(rows), _WRITTEN_AT_ONCE):
        some = rows[start : start + _WRITTEN_AT_ONCE]
        db.execute(insert(_R), [_values(learner_id, row, known[row.name].card_id) for row in some])


def _values(learner_id: int, row: LogRow, card: int) -> dict[str, object]:
    question = question_and_part(card)[0]
    siblings = [card_id(question, part) for part in row.siblings]
    return {
        "learner_id": learner_id,
        "sequence": row.sequence,
        "card_id": card,
        "version": row.version,
        "kind": row.kind,
        "showing": row.showing,
        "rating": row.rating.value if row.rating else None,
        "suggested": row.suggested.value if row.suggested else None,
        "undoes": row.undoes,
        "day_on": row.day_on,
        "before": encode(row.before),
        "after": encode(row.after),
        "siblings": json.dumps(siblings) if siblings else "",
        "taken_ms": row.taken_ms,
        "algorithm": row.algorithm,
        "parameters": row.parameters,
        "done_at": row.done_at,
    }


_SAVE_AT = SAVE.values(version=bindparam("new_version"))


def save_cards(
    db: Transaction, learner_id: int, changed: Sequence[tuple[Place, CardState, int]]
) -> None:
    """Keeps the states that a log leads to, each with the card's version; retired ones stay so."""
    values = [
        {
            **save_values(learner_id, place.card_id, state, retired=place.retired),
            "new_version": version,
        }
        for place, state, version in changed
    ]
    if values:
        db.execute(_SAVE_AT, values)
