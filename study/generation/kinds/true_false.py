"""The statement as it stands, or with one date or number changed."""

from study.domain.questions import TrueFalse
from study.generation.distractors import false_number, other_dates
from study.generation.drafts import Draft
from study.generation.finding.dates import Grain
from study.generation.making import Asking, drafted, told_by

# A decade is too long to change: "before the war, in the 1950s" refutes itself.
_COARSE = frozenset({Grain.DECADE, Grain.CENTURY, Grain.RANGE})


def compose(asking: Asking) -> Draft | None:
    """The statement, true or false by chance; only dates and numbers are changed."""
    fact = asking.fact
    changed = _changed(asking)
    if not changed:
        return None
    truth = asking.chance("truth").random() < 0.5
    told = (
        asking.statement.text if truth else asking.statement.told((fact.start, fact.end), changed)
    )
    return drafted(
        TrueFalse,
        asking,
        rules=("true or false", f"changed: {fact.type.value}"),
        prompt=told_by(told, asking.source),
        answer=truth,
        correction="" if truth else asking.statement.text,
    )


def _changed(asking: Asking) -> str:
    fact, chance = asking.fact, asking.chance("false")
    if fact.date is not None and fact.date.grain not in _COARSE:
        years = {year for other in asking.facts if other.date for year in other.date.years}
        return next(iter(other_dates(fact.date, years, chance, asking.latest)), "")
    if fact.amount is not None:
        numbers = {other.amount.number for other in asking.facts if other.amount}
        return false_number(fact.amount, numbers, chance)
    return ""
