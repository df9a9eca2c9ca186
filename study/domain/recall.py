"""How likely it is that a class still knows what it was given, by learner and tag."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from study.domain.scheduling import Memory, Phase, Plan, retrievability

# The published weights: nobody here has others.
PLAN = Plan()


@dataclass(frozen=True, slots=True)
class Held:
    """What one learner holds of one card of a question; no stability while it is new."""

    learner_id: int
    question_id: int
    stability: float | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Recall:
    """The mean chance of recall over the questions begun, None before one is; and how many are."""

    chance: float | None
    begun: int
    total: int

    @property
    def is_studied(self) -> bool:
        """Whether there is anything to predict from."""
        return self.chance is not None


def chance_on(held: Held, day: date) -> float | None:
    """The chance that a card is remembered on a day; None for one that was never seen."""
    memory = Memory(phase=Phase.REVIEW, stability=held.stability, last_on=held.last_on)
    return retrievability(memory, day, PLAN)


def by_question(held: Iterable[Held], days: Mapping[int, date]) -> Mapping[tuple[int, int], float]:
    """By learner and question the mean chance over its cards that were begun.

    `days` says by learner which study day is meant.
    """
    chances: dict[tuple[int, int], list[float]] = {}
    for card in held:
        chance = chance_on(card, days[card.learner_id])
        if chance is not None:
            chances.setdefault((card.learner_id, card.question_id), []).append(chance)
    return {place: fmean(some) for place, some in chances.items()}


def recall_of(
    learner_id: int, questions: Sequence[int], chances: Mapping[tuple[int, int], float]
) -> Recall:
    """What a learner can be expected to recall of these questions."""
    begun = [
        chances[learner_id, question] for question in questions if (learner_id, question) in chances
    ]
    return Recall(fmean(begun) if begun else None, len(begun), len(questions))


def of_all(parts: Iterable[Recall]) -> Recall:
    """Several learners together, each question of each counting the same."""
    some = list(parts)
    begun = sum(it.begun for it in some)
    known = sum(it.chance * it.begun for it in some if it.chance is not None)
    return Recall(known / begun if begun else None, begun, sum(it.total for it in some))
