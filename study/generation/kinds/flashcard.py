"""The purpose or the cause that the text gives, asked for and rated by the learner."""

from study.domain.questions import Flashcard
from study.generation.drafts import Draft
from study.generation.facts import Type
from study.generation.making import Asking, drafted


def compose(asking: Asking) -> Draft | None:
    """The question why, with the text's own words as its answer."""
    if asking.fact.type is not Type.REASON or asking.stem is None:
        return None
    answer = asking.fact.text[:1].upper() + asking.fact.text[1:] + "."
    rules = ("flashcard", asking.fact.hint)
    return drafted(Flashcard, asking, rules=rules, prompt=asking.prompt, answer=answer)
