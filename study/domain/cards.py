"""One learner's card: its memory, and what the learner has laid upon it."""

import json
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Any

from study.domain import scheduling
from study.domain.days import Moment
from study.domain.queueing import shuffle_key
from study.domain.scheduling import NEW_MEMORY, Memory, Phase, Plan, Rating

PARTS_PER_QUESTION = 1000
# No flag, red, orange, green, blue.
FLAGS = range(5)


class Queue(IntEnum):
    """What a card waits in."""

    NEW = 0
    LEARNING = 1
    DAY = 2
    SUSPENDED = 3
    RETIRED = 4


@dataclass(frozen=True, slots=True)
class CardState:
    """All of a card that can change; `order` places it among the cards of its day."""

    memory: Memory = NEW_MEMORY
    suspended: bool = False
    buried_on: date | None = None
    flag: int = 0
    leech: bool = False
    order: int = 0

    @property
    def queue(self) -> Queue:
        """Where this card waits; a suspended one keeps its due day."""
        if self.suspended:
            return Queue.SUSPENDED
        if self.memory.phase is Phase.NEW:
            return Queue.NEW
        return Queue.DAY if self.memory.due_at is None else Queue.LEARNING


def card_id(question_id: int, part: int) -> int:
    """The card's number: it holds the question's and the part's."""
    return question_id * PARTS_PER_QUESTION + part


def question_and_part(card: int) -> tuple[int, int]:
    """The question's number and the part that a card's number holds."""
    return divmod(card, PARTS_PER_QUESTION)


def rated(state: CardState, rating: Rating, moment: Moment, plan: Plan, *, card: int) -> CardState:
    """The card after a rating; a pass never makes a leech."""
    before = state.memory
    seed = scheduling.seed_for(card, before.reps)
    memory = scheduling.review(before, rating, moment, plan, seed)
    lapsed = memory.lapses > before.lapses
    leech = state.leech or (
        lapsed and scheduling.is_leech_moment(memory.lapses, plan.leech_threshold)
    )
    order = shuffle_key(card, memory.due_on) if memory.due_on else 0
    return replace(state, memory=memory, suspended=False, buried_on=None, leech=leech, order=order)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one rating adds to the learner's day, for limits and pictures."""

    new_done: int = 0
    reviews_done: int = 0
    learning_done: int = 0
    passed: int = 0
    young_total: int = 0
    young_passed: int = 0
    mature_total: int = 0
    mature_passed: int = 0


def counted(before: Memory, rating: Rating, day_on: date) -> Counted:
    """What rating a card in this memory counts as.

    True retention counts only the first review of a card on a day, by how firm the card
    was before it: mature from an interval of 21 days.
    """
    passed = int(rating is not Rating.AGAIN)
    if before.phase is Phase.NEW:
        return Counted(new_done=1, passed=passed)
    if before.due_at is not None:
        return Counted(learning_done=1, passed=passed)
    if before.phase is not Phase.REVIEW or before.last_on == day_on:
        return Counted(reviews_done=1, passed=passed)
    if scheduling.is_mature(before):
        return Counted(reviews_done=1, passed=passed, mature_total=1, mature_passed=passed)
    return Counted(reviews_done=1, passed=passed, young_total=1, young_passed=passed)


def encode(state: CardState) -> str:
    """The state as JSON text; `decode` gives it back unchanged."""
    content: dict[str, Any] = {"memory": scheduling.encode(state.memory), "order": state.order}
    if state.suspended:
        content["suspended"] = True
    if state.buried_on is not None:
        content["buried_on"] = state.buried_on.isoformat()
    if state.flag:
        content["flag"] = state.flag
    if state.leech:
        content["leech"] = True
    return json.dumps(content, separators=(",", ":"))


def decode(text: str) -> CardState:
    """The state that was encoded."""
    content = json.loads(text)
    buried_on = content.get("buried_on")
    return CardState(
        memory=scheduling.decode(content["memory"]),
        suspended=content.get("suspended", False),
        buried_on=date.fromisoformat(buried_on) if buried_on else None,
        flag=content.get("flag", 0),
        leech=content.get("leech", False),
        order=content["order"],
    )
