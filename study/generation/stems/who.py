"""Who: a person who is the subject, or whom the subject turns out to be."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from study.generation.facts import Fact
from study.generation.statements import Statement
from study.generation.stems.order import Stem, fronted, in_small, noun_phrase, pause_before

if TYPE_CHECKING:
    from spacy.tokens import Token

FEWEST_WORDS = 4


def who(statement: Statement, fact: Fact) -> Stem | None:
    """The question for a person."""
    clause = statement.clause
    subject = clause.subject
    words = noun_phrase(statement, subject) if subject is not None else None
    if subject is None or words is None or clause.verb.tag_ == "VBP":
        return None
    if not _is_in(fact, subject):
        return _who_was(statement, fact, words)
    if any(statement.doc[at].dep_ in {"conj", "relcl", "cc"} for at in words):
        return None
    front = [at for at in clause.tokens if at < min(words)]
    rest = [at for at in clause.tokens if at > max(words)]
    core = f"who{pause_before(statement, rest)} {statement.words(rest)}"
    return fronted(statement, front, core, "who")


def _who_was(statement: Statement, fact: Fact, words: Sequence[int]) -> Stem | None:
    """Of "The founder of the school was General NAME" the question who was the founder."""
    clause = statement.clause
    named = next((child for child in clause.verb.children if child.dep_ == "attr"), None)
    if named is None or not _is_in(fact, named) or clause.verb.lower_ not in {"was", "is"}:
        return None
    is_whole = min(words) == clause.tokens[0] and len(words) >= FEWEST_WORDS
    if not is_whole or statement.doc[words[0]].lower_ != "the":
        return None
    return fronted(statement, (), f"who {clause.verb.text} {in_small(statement, words)}", "who was")


def _is_in(fact: Fact, noun: "Token") -> bool:
    """Whether the fact's name is what the noun phrase is about, and not a word beside it."""
    return fact.start <= noun.idx < fact.end
