"""Putting cards aside and marking them; every step can be undone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from study.actions.batches import new_cards
from study.actions.showing import is_as_shown
from study.domain.cards import FLAGS, CardState
from study.domain.cards import card_id as number_of
from study.domain.errors import BadInput
from study.domain.scheduling import ALGORITHM, parameters_version
from study.storage import banks, cards, people, practising, review_logs, reviews, shelves
from study.storage.banks import KeptBank
from study.storage.database import Transaction
from study.storage.reviews import Step


def bury(db: Transaction, who: int, card_id: int, now: datetime, *, version: int) -> None:
    """Puts a card off until tomorrow; its due day stays. A suspended card stays as it is."""

    def put_off(state: CardState, today: date) -> CardState:
        return state if state.suspended else replace(state, buried_on=today)

    _change(db, who, card_id, "buried", put_off, now, version=version)


def suspend(db: Transaction, who: int, card_id: int, now: datetime, *, version: int) -> None:
    """Takes a card out of practice until it is resumed; its due day stays."""
    _change(
        db, who, card_id, "suspended", lambda s, _: replace(s, suspended=True), now, version=version
    )


def resume(db: Transaction, who: int, card_id: int, now: datetime) -> None:
    """Brings a suspended or put-off card back."""
    _change(
        db, who, card_id, "resumed", lambda s, _: replace(s, suspended=False, buried_on=None), now
    )


def flag(db: Transaction, who: int, card_id: int, colour: int, now: datetime) -> None:
    """Marks a card with one of four colours, or with none (0)."""
    if colour not in FLAGS:
        raise BadInput("Choose one of the four flags, or none.")
    _change(db, who, card_id, "flagged", lambda s, _: replace(s, flag=colour), now)


def _change(
    db: Transaction,
    who: int,
    card_id: int,
    kind: str,
    changed: Callable[[CardState, date], CardState],
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """Applies a change and logs it; nothing changes for an older version or a retired card."""
    learner = people.begin_step(db, who)
    card = cards.card(db, who, card_id)
    today = learner.moment(now).today
    after = changed(card.state, today)
    stale = version is not None and not is_as_shown(db, card, version)
    if after == card.state or stale or card.retired:
        return
    cards.save_state(db, who, card_id, after)
    reviews.add_step(
        db,
        who,
        Step(
            sequence=learner.sequence,
            card_id=card_id,
            version=card.version,
            kind=kind,
            day_on=today,
            before=card.state,
            after=after,
            algorithm=ALGORITHM,
            parameters=parameters_version(learner.plan()),
        ),
        now,
    )


def take_up(db: Transaction, who: int, bank: KeptBank, now: datetime) -> None:
    """Puts a bank on the learner's shelf, with a card for all that it asks; twice does no harm."""
    review_logs.hold(db, who)
    have = {card.card_id for card in shelves.cards_of_bank(db, who, bank.id)}
    cards = [
        card
        for kept in banks.questions(db, bank.id)
        if not kept.retired
        for card in new_cards(kept.id, kept.position, kept.question())
        if number_of(card.question_id, card.part) not in have
    ]
    shelves.add_cards(db, who, bank.id, cards, now)
    # Some may have been given by an assignment before.
    practising.recount(db, who, (bank.id,))
