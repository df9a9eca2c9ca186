"""Questions go to another bank: everybody's cards, reviews and history go along."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, func, insert, select, update
from sqlmodel import col

from study.domain.scheduling import Phase
from study.storage.database import Transaction
from study.storage.shelves import chunks
from study.storage.tables import CardRow, QuestionRow, ShelfRow

_K, _Q, _S = CardRow, QuestionRow, ShelfRow


def move(
    db: Transaction,
    places: Sequence[tuple[int, int]],
    now: datetime,
    *,
    source: int,
    target: int,
) -> None:
    """Puts questions, given as pairs of id and position, from one bank into another.

    Cards stay as they are, with their numbers, memory and log; only the counts of both shelves
    follow. Whoever studied a question studies it on, though of the other bank they get no more
    than these cards.
    """
    ids = [identity for identity, _ in places]
    for chunk in chunks(ids):
        _follow_with_shelves(db, chunk, now, source=source, target=target)
        db.execute(update(_K).where(col(_K.question_id).in_(chunk)).values(bank_id=target))
    if places:
        db.execute(
            update(_Q)
            .where(col(_Q.id) == bindparam("question"))
            # No file of the other bank has ever had them.
            .values(bank_id=target, position=bindparam("place"), file_version=None),
            [{"question": identity, "place": place} for identity, place in places],
        )


def _follow_with_shelves(
    db: Transaction, ids: Sequence[int], now: datetime, *, source: int, target: int
) -> None:
    is_begun = case((col(_K.phase) != Phase.NEW.value, 1), else_=0)
    held = db.execute(
        select(col(_K.learner_id), func.count(), func.sum(is_begun))
        .where(col(_K.question_id).in_(ids))
        .group_by(col(_K.learner_id))
    ).all()
    for who, cards, begun in held:
        _count(db, who, source, -cards, -int(begun))
        if not _count(db, who, target, cards, int(begun)):
            values = {"cards": cards, "begun": int(begun), "taken_at": now}
            db.execute(insert(_S).values(learner_id=who, bank_id=target, **values))


def _count(db: Transaction, who: int, bank_id: int, cards: int, begun: int) -> bool:
    """Counts cards onto a shelf or off it; whether there is that shelf."""
    shelf = (col(_S.learner_id) == who, col(_S.bank_id) == bank_id)
    counted = {"cards": col(_S.cards) + cards, "begun": col(_S.begun) + begun}
    return bool(db.execute(update(_S).where(*shelf).values(**counted)).rowcount)
