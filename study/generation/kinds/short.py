"""The fact asked for with a question word and typed."""

from study.domain.questions import Short
from study.generation.drafts import Draft
from study.generation.facts import Type
from study.generation.making import Asking, drafted


def compose(asking: Asking) -> Draft | None:
    """The question, for dates and names."""
    if asking.fact.type in {Type.NUMBER, Type.REASON} or asking.stem is None:
        return None
    answers = tuple([_begun_small(answer) for answer in asking.fact.answers])
    rules = ("short", asking.stem.rule)
    return drafted(Short, asking, rules=rules, prompt=asking.prompt, answers=answers)


def _begun_small(answer: str) -> str:
    first, _, rest = answer.partition(" ")
    return f"{first.lower()} {rest}" if first in {"From", "Between", "The"} else answer
