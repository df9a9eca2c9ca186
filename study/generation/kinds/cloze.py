"""The statement with one fact left blank."""

from study.domain.questions import Cloze
from study.generation.drafts import Draft
from study.generation.facts import Type
from study.generation.making import Asking, drafted, told_by
from study.generation.statements import HOLE

_SYNTAX = ("{{", "}}", "::")


def compose(asking: Asking) -> Draft | None:
    """The cloze; none where the text holds the signs that blanks are written with."""
    fact = asking.fact
    if fact.type in {Type.REASON, Type.TERM}:
        return None
    text = asking.statement.told((fact.start, fact.end))
    if text.count(HOLE) != 1 or any(sign in text + fact.text for sign in _SYNTAX):
        return None
    text = told_by(text, asking.source)
    blank = f"{{{{c1::{fact.text}::{fact.hint}}}}}"
    rules = ("cloze", f"cloze: {fact.type.value}")
    return drafted(Cloze, asking, rules=rules, text=text.replace(HOLE, blank))
