"""The lines in which a learner's cards wait: which card is next, and how many stand in each."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal_column, or_, select
from sqlmodel import col

from study.domain.days import Moment
from study.domain.queueing import Waiting
from study.storage.cards import CARDS, Card, card_of
from study.storage.database import Transaction
from study.storage.reviews import LAST_STEP, LAST_STEP_AT
from study.storage.tables import AnySelect, CardRow
from study.storage.withholding import NOTHING_WITHHELD, all_but

_K = CardRow


class Pick(StrEnum):
    """Which line the next card is taken from."""

    LEARNING = "learning"
    REVIEW = "review"
    NEW = "new"
    AHEAD = "ahead"


_IN_BANK = col(_K.bank_id) == bindparam("bank")
_NOT_BURIED = or_(col(_K.buried_on).is_(None), col(_K.buried_on) < bindparam("today"))
_MINE = col(_K.learner_id) == bindparam("learner")
_ALLOWED = col(_K.question_id).not_in(bindparam("without", expanding=True))
# Queue numbers are written out: SQLite then sees that the partial index applies, and every
# parameter less is time saved on the way to the database.
_IS_NEW = literal_column("card.queue") == literal_column("0")
_IS_LEARNING = literal_column("card.queue") == literal_column("1")
_IS_OF_DAY = literal_column("card.queue") == literal_column("2")
_IN_LINE: Mapping[Pick, ColumnElement[bool]] = {
    Pick.LEARNING: and_(_IS_LEARNING, col(_K.due_at) <= bindparam("now"), _NOT_BURIED),
    Pick.AHEAD: and_(_IS_LEARNING, col(_K.due_at) <= bindparam("ahead"), _NOT_BURIED),
    Pick.REVIEW: and_(_IS_OF_DAY, col(_K.due_on) <= bindparam("today"), _NOT_BURIED),
    Pick.NEW: and_(_IS_NEW, _NOT_BURIED),
}


def _within(*, one_bank: bool, withholding: bool) -> tuple[ColumnElement[bool], ...]:
    return ((_IN_BANK,) if one_bank else ()) + ((_ALLOWED,) if withholding else ())


def _next(pick: Pick, *, one_bank: bool, withholding: bool) -> AnySelect:
    here = _within(one_bank=one_bank, withholding=withholding)
    statement = CARDS.where(_IN_LINE[pick], *here)
    if pick in {Pick.LEARNING, Pick.AHEAD}:
        return statement.order_by(col(_K.due_at), col(_K.card_id)).limit(1)
    return statement.order_by(col(_K.due_on), col(_K.order)).limit(1)


_EITHER = (False, True)
_NEXT = {
    (pick, one, some): _next(pick, one_bank=one, withholding=some)
    for pick in Pick
    for one in _EITHER
    for some in _EITHER
}


def next_card(
    db: Transaction,
    learner_id: int,
    pick: Pick,
    moment: Moment,
    ahead: datetime,
    bank_id: int | None,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> Card | None:
    """The first card of a line, of one bank or of all; None when the line is empty.

    Cards of the questions in `without` are passed over.
    """
    values = _values(learner_id, moment, ahead, bank_id, without)
    row = db.execute(_NEXT[pick, bank_id is not None, bool(without)], values).first()
    return None if row is None else card_of(learner_id, row)


def _values(
    learner_id: int,
    moment: Moment,
    ahead: datetime,
    bank_id: int | None,
    without: frozenset[int],
) -> dict[str, object]:
    values: dict[str, object] = {"without": sorted(without)} if without else {}
    return values | {
        "learner": learner_id,
        "bank": bank_id,
        "now": moment.now,
        "today": moment.today,
        "next_day_at": moment.next_day_at,
        "ahead": ahead,
    }


def _counts(*, one_bank: bool, withholding: bool) -> AnySelect:
    here = _within(one_bank=one_bank, withholding=withholding)

    def counted(line: Pick, most: str) -> ColumnElement[int]:
        inner: AnySelect = select(literal_column("1")).select_from(_K)
        # Counting stops at what the day's limits can still use: the cost stays flat.
        inner = inner.where(_MINE, _IN_LINE[line], *here).limit(bindparam(most))
        return select(func.count()).select_from(inner.subquery()).scalar_subquery()

    def by(instant: str) -> ColumnElement[int]:
        return func.sum(case((col(_K.due_at) <= bindparam(instant), 1), else_=0))

    return select(
        by("now"),
        by("ahead"),
        func.count(),
        counted(Pick.REVIEW, "most_reviews"),
        counted(Pick.NEW, "most_new"),
        LAST_STEP_AT,
        LAST_STEP,
    ).where(_MINE, _IS_LEARNING, col(_K.due_at) < bindparam("next_day_at"), _NOT_BURIED, *here)


_COUNTS = {
    (one, some): _counts(one_bank=one, withholding=some) for one in _EITHER for some in _EITHER
}


def waiting(
    db: Transaction,
    learner_id: int,
    moment: Moment,
    ahead: datetime,
    bank_id: int | None,
    without: frozenset[int] = NOTHING_WITHHELD,
    *,
    most_reviews: int,
    most_new: int,
) -> tuple[Waiting, datetime | None, int | None]:
    """How many cards stand in each line; when the last step not undone was taken, its number.

    Counting stops at the given numbers.
    """
    values = _values(learner_id, moment, ahead, bank_id, without)
    values["most_reviews"], values["most_new"] = most_reviews, most_new
    row = db.execute(_COUNTS[bank_id is not None, bool(without)], values).one()
    now, soon, learning = row[0] or 0, row[1] or 0, row[2]
    waiting = Waiting(
        learning=now, reviews=row[3], new=row[4], ahead=soon - now, later=learning - soon
    )
    return waiting, row[5], row[6]


def soonest_at(
    db: Transaction,
    learner_id: int,
    bank_id: int | None,
    today: date,
    without: frozenset[int] = NOTHING_WITHHELD,
) -> datetime | None:
    """When the first card in learning comes back; None when none is."""
    allowed = all_but(col(_K.question_id), without)
    mine = and_(col(_K.learner_id) == learner_id, _IS_LEARNING, _NOT_BURIED, *allowed)
    if bank_id is not None:
        mine = and_(mine, col(_K.bank_id) == bank_id)
    statement = select(func.min(col(_K.due_at))).where(mine)
    return db.execute(statement, {"today": today}).scalar()
