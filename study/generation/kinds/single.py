"""The fact asked for with a question word and chosen among others of its kind."""

from collections.abc import Sequence
from random import Random

from study.domain.questions import Option, Single
from study.generation.distractors import (
    WANTED,
    other_dates,
    other_numbers,
    other_people,
    other_places,
)
from study.generation.drafts import Draft
from study.generation.facts import Type
from study.generation.finding.places import kind_of_place
from study.generation.library import content
from study.generation.making import Asking, drafted

_RIGHT_ELSEWHERE = 0.5


def compose(asking: Asking) -> Draft | None:
    """The choice; none where there are not three others that could be right and are wrong."""
    if asking.stem is None:
        return None
    chance = asking.chance("single")
    others = [other for other in _others(asking, chance) if not _is_right(asking, other)]
    if len(others) < WANTED:
        return None
    options = [Option(asking.fact.answers[0], correct=True), *map(Option, others[:WANTED])]
    shown = tuple(chance.sample(options, len(options)))
    rules = ("single", asking.stem.rule, f"others: {asking.fact.type.value}")
    return drafted(Single, asking, rules=rules, prompt=asking.prompt, options=shown)


def _others(asking: Asking, chance: Random) -> Sequence[str]:
    fact = asking.fact
    beside = {mention.full or mention.text for mention in asking.statement.mentions}
    if fact.date is not None:
        years = {year for other in asking.facts if other.date for year in other.date.years}
        return other_dates(fact.date, years, chance, asking.latest)
    if fact.amount is not None:
        numbers = {other.amount.number for other in asking.facts if other.amount}
        return other_numbers(fact.amount, numbers, chance)
    if fact.type is Type.PERSON:
        return other_people(fact.answers[0], asking.names, beside, chance)
    if fact.type is Type.PLACE:
        return other_places(fact.text, asking.names, beside, chance, kind_of_place)
    return ()


def _is_right(asking: Asking, other: str) -> bool:
    """Whether some sentence of the library says of another answer what is asked."""
    fact = asking.fact
    asked = content(asking.statement.told((fact.start, fact.end), " "))
    mine = content(other)
    found = asking.library.like(asked | mine, _RIGHT_ELSEWHERE)
    return any(mine <= content(text) for text in found)
