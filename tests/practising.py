"""What a learner does in the tests: looks, answers, rates, takes back."""

from datetime import datetime
from itertools import count
from typing import Any

from study.actions import practice, shelving
from study.actions.sittings import Answered, Finished, Question
from study.domain.asking import Sent
from study.domain.scheduling import Rating
from study.storage.database import Database
from tests.builders import NOW, WHO

SKIP = Sent(skip=True)
NONCES = count()


def shown(
    database: Database, now: datetime = NOW, bank: str = "", **options: Any
) -> Question | Finished:
    """What the learner sees on opening practice."""
    with database.read() as db:
        return practice.sit(db, WHO, bank, now, f"nonce-{next(NONCES)}", **options)


def asked(database: Database, now: datetime = NOW, **options: Any) -> Question:
    """The question the learner sees."""
    seen = shown(database, now, **options)
    assert isinstance(seen, Question), seen
    return seen


def answered(
    database: Database, question: Question, sent: Sent = SKIP, now: datetime = NOW, **options: Any
) -> Answered:
    """The answer page after answering."""
    card = question.card
    with database.write() as db:
        return practice.answer(
            db, WHO, card.card_id, card.showing, question.scope, sent, now, **options
        )


def rated(
    database: Database, question: Question, rating: Rating = Rating.GOOD, now: datetime = NOW
) -> Question | Finished:
    """What comes after rating."""
    card = question.card
    with database.write() as db:
        return practice.rate(
            db,
            WHO,
            card.card_id,
            card.showing,
            question.scope,
            rating,
            now,
            f"nonce-{next(NONCES)}",
        )


def studied(
    database: Database, rating: Rating = Rating.GOOD, now: datetime = NOW, **options: Any
) -> Question:
    """The question that was shown, answered and rated."""
    question = asked(database, now, **options)
    answered(database, question, now=now)
    rated(database, question, rating, now)
    return question


def undone(database: Database, now: datetime = NOW) -> tuple[int, str]:
    """The card and the sentence of a step taken back."""
    with database.write() as db:
        return practice.undo(db, WHO, now)


def put_off(database: Database, card: int, version: int, now: datetime = NOW) -> None:
    with database.write() as db:
        shelving.bury(db, WHO, card, now, version=version)


def suspended(database: Database, card: int, version: int, now: datetime = NOW) -> None:
    with database.write() as db:
        shelving.suspend(db, WHO, card, now, version=version)


def resumed(database: Database, card: int, now: datetime = NOW) -> None:
    with database.write() as db:
        shelving.resume(db, WHO, card, now)


def flagged(database: Database, card: int, colour: int = 1, now: datetime = NOW) -> None:
    with database.write() as db:
        shelving.flag(db, WHO, card, colour, now)
