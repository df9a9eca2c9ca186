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
# About so many cards are followed; where there are more, each stands for several of its day.
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
    followed = max(1, MOST_FOLLOWED // min(days, 1 + FIRST_DAYS + LATER_DAYS))
    learner = _Learner(cards, new_a_day, reviews_a_day, followed, plan)
    counts = [learner.study(day) for day in range(1 + FIRST_DAYS + LATER_DAYS)]
    first, later = counts[1 : 1 + FIRST_DAYS], counts[1 + FIRST_DAYS :]
    return Load(sum(first) / FIRST_DAYS, sum(later) / LATER_DAYS, days)


@dataclass(slots=True)
class _Followed:
    """A card as it is remembered; it stands for so many that were begun with it."""

    stands_for: float
    memory: Memory = NEW_MEMORY


@dataclass(slots=True)
class _Learner:
    """Somebody who studies every day and remembers as well as the scheduler expects."""

    waiting: int
    new_a_day: int
    reviews_a_day: int
    followed_a_day: int
    plan: Plan
    cards: list[_Followed] = field(default_factory=list)

    def study(self, day: int) -> float:
        """Studies what is due and begins what is new; gives the number of reviews."""
        moment = _noon(_BEGINNING + timedelta(days=day))
        count = 0.0
        for number, card in self._due(moment.today):
            if count >= self.reviews_a_day:
                break
            count += card.stands_for
            card.memory = self._answered(number, card.memory, moment)
        self._begin(moment)
        return min(count, self.reviews_a_day)

    def _due(self, today: date) -> list[tuple[int, _Followed]]:
        """The cards that wait, the longest waiting first."""
        due = [
            (card.memory.due_on, number, card)
            for number, card in enumerate(self.cards)
            if card.memory.due_on is not None and card.memory.due_on <= today
        ]
        return [(number, card) for _, number, card in sorted(due, key=lambda it: it[:2])]

    def _begin(self, moment: Moment) -> None:
        new = min(self.waiting, self.new_a_day)
        self.waiting -= new
        followed = min(new, self.followed_a_day)
        for number in range(len(self.cards), len(self.cards) + followed):
            memory = self._answered(number, NEW_MEMORY, moment)
            self.cards.append(_Followed(new / followed, memory))

    def _answered(self, number: int, memory: Memory, moment: Moment) -> Memory:
        """What the memory is when the card is done for the day."""
        known = retrievability(memory, moment.today, self.plan)
        seed = seed_for(number, memory.reps)
        is_known = known is None or chance_of(seed + 1) < known
        rating = Rating.GOOD if is_known else Rating.AGAIN
        memory = review(memory, rating, moment, self.plan, seed)
        while memory.due_at is not None:
            memory = review(memory, Rating.GOOD, moment, self.plan, seed_for(number, memory.reps))
        return memory


def _noon(day: date) -> Moment:
    now = datetime.combine(day, time(12), UTC)
    return Moment(now, day, now + timedelta(hours=16))
