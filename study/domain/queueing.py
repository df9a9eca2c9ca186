"""Which card comes next: learning first, then reviews and new cards mixed evenly."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from study.domain.scheduling import seed_for


class Turn(StrEnum):
    """What the learner gets now: a card of one kind, a pause, or the end of the day's work."""

    LEARNING = "learning"
    REVIEW = "review"
    NEW = "new"
    AHEAD = "ahead"
    WAIT = "wait"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cards wait, before any limit.

    `learning` is due now, `ahead` within the learn-ahead limit, `later` later today (these
    three within the day); `reviews` holds reviews and learning of whole days, due by today
    and not buried.
    """

    learning: int
    reviews: int
    new: int
    ahead: int
    later: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What was done in this study day, and how much of it a day may hold."""

    new_done: int
    reviews_done: int
    new_limit: int = 20
    review_limit: int = 200
    new_within_review_limit: bool = True


def allowance(tally: Tally, waiting: Waiting) -> tuple[int, int]:
    """How many reviews and how many new cards are still to come today.

    Reviews take their share first; new cards get what then is left of both limits, so a
    backlog as large as the review limit keeps new cards away (as in Anki).
    """
    room = tally.review_limit - tally.reviews_done
    if tally.new_within_review_limit:
        room -= tally.new_done
    reviews = max(0, min(waiting.reviews, room))
    new = min(waiting.new, tally.new_limit - tally.new_done)
    if tally.new_within_review_limit:
        new = min(new, room - reviews)
    return reviews, max(0, new)


def turn(tally: Tally, waiting: Waiting) -> Turn:
    """What comes next; the counts alone decide, so a reload gives the same answer."""
    if waiting.learning:
        return Turn.LEARNING
    reviews, new = allowance(tally, waiting)
    if reviews or new:
        return _mixed(tally, reviews, new)
    if waiting.ahead:
        return Turn.AHEAD
    return Turn.WAIT if waiting.later else Turn.DONE


def _mixed(tally: Tally, reviews: int, new: int) -> Turn:
    """Reviews and new cards spread evenly over the whole day, a review first on a tie.

    The n-th of N new cards stands at n / (N + 1) of the day and the n-th of R reviews at
    n / (R + 1); cross-multiplied, the comparison needs whole numbers only.
    """
    if not (reviews and new):
        return Turn.REVIEW if reviews else Turn.NEW
    all_reviews = tally.reviews_done + reviews
    all_new = tally.new_done + new
    place_of_new = (tally.new_done + 1) * (all_reviews + 1)
    place_of_review = (tally.reviews_done + 1) * (all_new + 1)
    return Turn.NEW if place_of_new < place_of_review else Turn.REVIEW


def shuffle_key(card_id: int, day: date) -> int:
    """Where a card stands in the random order of one day: 31 bits, the same on every call."""
    return seed_for(card_id, day.toordinal()) >> 33
