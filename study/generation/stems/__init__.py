"""Statements turned into questions that begin with when, who, how many, where, why."""

from study.generation.facts import Fact, Type
from study.generation.statements import Statement
from study.generation.stems.numbers import how_many
from study.generation.stems.order import Stem
from study.generation.stems.when import undated, when, where
from study.generation.stems.who import who
from study.generation.stems.why import called, reasons, terms, why

__all__ = ["Stem", "reasons", "stem", "terms", "undated"]

_ASKED = {
    Type.DATE: when,
    Type.PERSON: who,
    Type.NUMBER: how_many,
    Type.PLACE: where,
    Type.REASON: why,
    Type.TERM: called,
}


def stem(statement: Statement, fact: Fact) -> Stem | None:
    """The fact asked for with a question word, where the sentence's build allows it."""
    asked = _ASKED.get(fact.type)
    return asked(statement, fact) if asked else None
