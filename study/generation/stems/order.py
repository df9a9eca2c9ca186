"""Word order: auxiliaries before subjects, and what stands before the question word."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from study.generation.clauses import is_finite, subject_of
from study.generation.english import base_form
from study.generation.finding.places import is_people
from study.generation.statements import Statement, tidy

if TYPE_CHECKING:
    from spacy.tokens import Token

LONGEST_FRONT = 12

_DOES = {"VBD": "did", "VBN": "did", "VBZ": "does", "VBP": "do"}
_BE = frozenset({"was", "were", "is", "are"})
_NAMED = frozenset({"NORP", "GPE", "PERSON"})


@dataclass(frozen=True, slots=True)
class Stem:
    """A question without its mark: what stands before the question word, and the rest."""

    front: str
    core: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Helper:
    """The auxiliary that goes first, its token if it is one, and verbs put in base form."""

    text: str
    token: int | None
    base_forms: dict[int, str]


def inverted(statement: Statement, without: set[int], asked: str, rule: str) -> Stem | None:
    """The question with its auxiliary before the subject and some words left out."""
    clause = statement.clause
    subject, helper = clause.subject, _helper(statement)
    if subject is None or helper is None or subject.lower_ in {"it", "there"}:
        return None
    words = noun_phrase(statement, subject)
    if words is None or without & set(words) or clause.verb.i < min(words):
        return None
    if helper.token is not None and helper.token < min(words):
        return None
    front = [at for at in clause.tokens if at < min(words) and at not in without]
    ends = _end_of_first(statement, without)
    rest = [
        at
        for at in clause.tokens
        if max(words) < at < ends and at not in without and at != helper.token
    ]
    told = replace(statement, spoken={**statement.spoken, **helper.base_forms}).words(rest)
    name = in_small(statement, words)
    is_added = ", " in name and statement.doc[max(words)].dep_ != "conj"
    pause = "," if is_added else pause_before(statement, rest)
    return fronted(statement, front, f"{asked} {helper.text} {name}{pause} {told}", rule)


def fronted(statement: Statement, front: Collection[int], core: str, rule: str) -> Stem | None:
    """The question behind what stands before its subject, where that is short."""
    words = [at for at in sorted(front) if not statement.doc[at].is_punct]
    if len(words) > LONGEST_FRONT:
        return None
    core = tidy(core).rstrip(" .,;:")
    return Stem(statement.words(sorted(front)).rstrip(" ,"), core, rule)


def noun_phrase(statement: Statement, head: "Token") -> list[int] | None:
    """The told tokens of a noun phrase, if its head is told."""
    first, last = head.left_edge.i, head.right_edge.i
    words = [at for at in statement.clause.tokens if first <= at <= last]
    return words if head.i in words else None


def told_tokens(statement: Statement, start: int, end: int) -> list[int]:
    """The told tokens of a stretch of the sentence's characters."""
    doc = statement.doc
    return [
        at
        for at in statement.clause.tokens
        if doc[at].idx < end and start < doc[at].idx + len(doc[at])
    ]


def pause_before(statement: Statement, rest: Sequence[int]) -> str:
    """The comma of an addition right behind the subject, which must not be lost."""
    return "," if rest and statement.doc[rest[0]].text == "," else ""


def in_small(statement: Statement, words: Sequence[int]) -> str:
    """A noun phrase with a small first letter, unless that is a name's."""
    first = statement.doc[words[0]]
    text = statement.words(words)
    is_name = first.pos_ == "PROPN" or first.ent_type_ in _NAMED or is_people(first.text)
    is_name = is_name or words[0] in statement.spoken or not first.is_title
    return text if is_name and first.lower_ != "the" else text[0].lower() + text[1:]


def _helper(statement: Statement) -> _Helper | None:
    clause = statement.clause
    verb, helpers = clause.verb, clause.auxiliaries
    joined = _joined_verbs(statement)
    if helpers:
        is_shared = all(it.tag_ == verb.tag_ and it.lower_ != "been" for it in joined)
        return _Helper(helpers[0].text, helpers[0].i, {}) if is_shared else None
    if verb.lower_ in _BE:
        return None if joined else _Helper(verb.text, verb.i, {})
    does = _DOES.get(verb.tag_)
    if does is None or any(other.tag_ != verb.tag_ for other in joined):
        return None
    return _Helper(does, None, {token.i: base_form(token) for token in (verb, *joined)})


def _end_of_first(statement: Statement, asked: set[int]) -> int:
    """Where the deed ends that what is asked for belongs to: of "took it in 1920 and kept it
    until 1933" the year is only that of the first."""
    joined = _joined_verbs(statement)
    verb = statement.clause.verb
    if not joined or not verb.i < min(asked) < joined[0].i:
        return len(statement.doc)
    end = joined[0].left_edge.i
    while end > verb.i and (statement.doc[end - 1].dep_ == "cc" or statement.doc[end - 1].is_punct):
        end -= 1
    return end


def _joined_verbs(statement: Statement) -> "list[Token]":
    """The verbs that share the subject with the main one."""
    found: list[Token] = []
    verb = statement.clause.verb
    while True:
        joined = [it for it in verb.children if it.dep_ == "conj" and it.i in statement.kept]
        verbs = [it for it in joined if it.pos_ in {"VERB", "AUX"}]
        if not verbs or (is_finite(verbs[0]) and subject_of(verbs[0]) is not None):
            return found
        verb = verbs[0]
        found.append(verb)
