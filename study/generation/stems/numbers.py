"""How many and how much: numbers that count the subject or the object."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from study.generation.facts import Fact
from study.generation.finding.quantities import Amount, Measure
from study.generation.statements import Statement
from study.generation.stems.order import Stem, fronted, inverted, noun_phrase, told_tokens

if TYPE_CHECKING:
    from spacy.tokens import Token

# How what stands before a number is asked; other bounds ("more than") are kept.
_APPROXIMATELY = {
    "some": "about",
    "about": "about",
    "around": "about",
    "approximately": "approximately",
    "roughly": "roughly",
    "almost": "almost",
    "nearly": "nearly",
    "only": "",
    "just": "",
    "exactly": "",
    "another": "",
    "a total of": "",
    "": "",
}
_VAGUE = ("a little", "slightly", "much", "far", "well", "an estimated", "the")


def how_many(statement: Statement, fact: Fact) -> Stem | None:
    """The question for a number."""
    amount = fact.amount
    if amount is not None and amount.measure is Measure.MONEY:
        return _how_much(statement, fact, amount)
    if amount is None or not amount.noun or amount.bound.casefold().startswith(_VAGUE):
        return None
    head = _counted(statement, amount)
    words = noun_phrase(statement, head) if head is not None else None
    before = len(amount.bound) + 1 if amount.bound else 0
    number = told_tokens(statement, fact.start - before, fact.end)
    if head is None or words is None or not number or min(words) < min(number):
        return None
    if any(statement.doc[at].dep_ == "conj" for at in words):
        return None
    if _is_there(statement, head):
        words = [at for at in words if at <= head.i]
    counted = statement.words([at for at in words if at not in number])
    bound = amount.bound.casefold()
    asked = f"{_APPROXIMATELY.get(bound, bound)} how many {counted}".strip()
    return _about(statement, head, words, asked)


def _counted(statement: Statement, amount: Amount) -> "Token | None":
    """The head of what is counted: of "470 million of its citizens" it is the number."""
    found = told_tokens(statement, amount.noun_end - 1, amount.noun_end)
    if not found or statement.doc[found[0]].tag_ not in {"NN", "NNS", "NNPS"}:
        return None
    noun = statement.doc[found[0]]
    if noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.like_num:
        return noun.head.head
    return noun


def _about(statement: Statement, head: "Token", words: Sequence[int], asked: str) -> Stem | None:
    clause = statement.clause
    if clause.subject is not None and head.i == clause.subject.i:
        front = [at for at in clause.tokens if at < min(words)]
        rest = [at for at in clause.tokens if at > max(words)]
        return fronted(statement, front, f"{asked} {statement.words(rest)}", "how many")
    if _is_there(statement, head):
        return _how_many_there(statement, head, asked)
    if head.dep_ == "dobj" and head.head.i == clause.verb.i:
        return inverted(statement, set(words), asked, "how many")
    return None


def _is_there(statement: Statement, head: "Token") -> bool:
    return statement.clause.is_existential and head.dep_ == "attr"


def _how_many_there(statement: Statement, head: "Token", asked: str) -> Stem | None:
    clause = statement.clause
    there = next(child for child in clause.verb.children if child.dep_ == "expl")
    is_plain = clause.verb.lower_ in {"was", "were", "is", "are"} and clause.verb.i == there.i + 1
    if not is_plain:
        return None
    front = [at for at in clause.tokens if at < there.i]
    rest = [at for at in clause.tokens if at > head.i]
    core = f"{asked} {clause.verb.text} there {statement.words(rest)}"
    return fronted(statement, front, core, "how many")


def _how_much(statement: Statement, fact: Fact, amount: Amount) -> Stem | None:
    """The question for money that is the object, and not a part of what something is called."""
    words = told_tokens(statement, fact.start, fact.end)
    if not words or amount.bound:
        return None
    roots = [statement.doc[at] for at in words if statement.doc[at].head.i not in words]
    root = roots[0] if len(roots) == 1 else None
    if root is None or root.dep_ != "dobj" or root.head.i != statement.clause.verb.i:
        return None
    if any(child.i not in words for child in root.children):
        return None
    return inverted(statement, set(words), "how much money", "how much")
