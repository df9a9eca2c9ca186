"""What new cards will cost: the reviews a day that they bring, by the scheduler itself."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import ceil

from study.domain.days import Moment
from study.domain.fuzzing import chance_of
from study.domain.scheduling import (
    NEW_MEMORY,
    Memory,
    Plan,
    Rating,
    retrievability,
    review,
    seed_for,
)

FIRST_DAYS = 21
LATER_DAYS = 70
# More cards than this are counted as so many times this: each costs the same.
MOST_FOLLOWED = 120
# The days are only counted; which they are makes no difference.
_BEGINNING = date(2000, 1, 3)


@dataclass(frozen=True, slots=True)
class Load:
    """The reviews a day that some cards bring, in the first three weeks and in ten after them.

    `days` is how many days it takes to begin them all; 0 where none is ever begun.
    """

    first: float
    later: float
    days: int


@lru_cache(maxsize=256)
def load(cards: int, new_a_day: int, reviews_a_day: int, plan: Plan) -> Load:
    """What this many cards cost a learner who begins so many a day, if nothing else waits.

    Each new card is known at its second sight and then forgotten as often as the scheduler
    expects. A review is a card that comes back on a later day, at most so many a day.
    """
    if not cards or not new_a_day:
        return Load(0.0, 0.0, 0)
    days = ceil(cards / new_a_day)
    # Both are made smaller by the same factor, so that the weeks stay what they are.
    scale = max(1, ceil(cards / MOST_FOLLOWED))
    learner = _Learner(ceil(new_a_day / scale), ceil(reviews_a_day / scale), plan)
    learner.waiting = ceil(cards / scale)
    counts = [learner.study(day) for day in range(1 + FIRST_DAYS + LATER_DAYS)]
    share = cards / ceil(cards / scale)
    first, later = counts[1 : 1 + FIRST_DAYS], counts[1 + FIRST_DAYS :]
    return Load(share * sum(first) / FIRST_DAYS, share * sum(later) / LATER_DAYS, days)


@dataclass(slots=True)
class _Learner:
    """Somebody who studies every day and remembers as well as the scheduler expects."""

    new_a_day: int
    reviews_a_day: int
    plan: Plan
    waiting: int = 0
    cards: dict[int, Memory] = field(default_factory=dict)

    def study(self, day: int) -> int:
        """Studies what is due and begins what is new; gives the number of reviews."""
        moment = _noon(_BEGINNING + timedelta(days=day))
        due = sorted(
            (memory.due_on, card)
            for card, memory in self.cards.items()
            if memory.due_on is not None and memory.due_on <= moment.today
        )[: self.reviews_a_day]
        for _, card in due:
            self._answer(card, self.cards[card], moment)
        for _ in range(min(self.waiting, self.new_a_day)):
            self.waiting -= 1
            self._answer(len(self.cards), NEW_MEMORY, moment)
        return len(due)

    def _answer(self, card: int, memory: Memory, moment: Moment) -> None:
        """Answers a card until it is done for the day."""
        known = retrievability(memory, moment.today, self.plan)
        seed = seed_for(card, memory.reps)
        is_known = known is None or chance_of(seed + 1) < known
        rating = Rating.GOOD if is_known else Rating.AGAIN
        memory = review(memory, rating, moment, self.plan, seed)
        while memory.due_at is not None:
            memory = review(memory, Rating.GOOD, moment, self.plan, seed_for(card, memory.reps))
        self.cards[card] = memory


def _noon(day: date) -> Moment:
    now = datetime.combine(day, time(12), UTC)
    return Moment(now, day, now + timedelta(hours=16))
