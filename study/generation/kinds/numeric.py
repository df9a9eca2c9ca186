"""The number asked for with "how many" or "how much" and typed."""

from study.domain.questions import Numeric
from study.generation.drafts import Draft
from study.generation.facts import Type
from study.generation.finding.quantities import Amount, Measure
from study.generation.making import Asking, drafted

_SIGNS = "$€£¥"
_LONGEST_UNIT = 24


def compose(asking: Asking) -> Draft | None:
    """The question, with the unit that the number is told in."""
    amount = asking.fact.amount
    if asking.fact.type is not Type.NUMBER or amount is None or asking.stem is None:
        return None
    return drafted(
        Numeric,
        asking,
        rules=("numeric", asking.stem.rule),
        prompt=asking.prompt,
        answer=amount.number,
        unit=_unit(amount),
    )


def _unit(amount: Amount) -> str:
    if amount.measure is Measure.SHARE:
        return "%"
    if amount.measure is Measure.MONEY:
        sign = next((sign for sign in _SIGNS if sign in amount.text), "")
        return sign or amount.text.split()[-1]
    return amount.head if len(amount.head) <= _LONGEST_UNIT else ""
