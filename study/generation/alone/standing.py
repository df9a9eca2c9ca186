"""The verdict on a statement: what keeps it from standing alone, and what makes it doubtful."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from study.generation.alone.definite import Reference, reference
from study.generation.alone.judged import Judged
from study.generation.alone.pronouns import fault_of_pronouns
from study.generation.clauses import Clause
from study.generation.english import base_form
from study.generation.finding.dates import Date, yearless
from study.generation.finding.names import Kind, Mention
from study.generation.finding.offices import is_office
from study.generation.finding.places import is_people
from study.generation.lexicon import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

_RELATIVE = "relative time or place"
_NO_FACT = "no fact: possible or future"
_DEICTIC = re.compile(
    r"""(?ix)
    \b(?:today|tonight|tomorrow|yesterday|now|nowadays|currently|presently|recently|lately|ago|yet
    | so\ far|to\ date|to\ this\ day|until\ now|at\ present|at\ the\ moment|these\ days|meanwhile
    | thereafter|afterwards?|subsequently|previously|simultaneously|back\ then
    | (?<!the\ )(?:earlier|later)(?!\ than)|then(?!\ known|-)|(?:since|until)\ then
    | (?:at|by)\ (?:the|that|this)\ (?:same\ )?time
    | here|above|below|aforementioned|aforesaid|respectively|thereby|herein
    | (?:the\ )?(?:last|next|previous|following|preceding|coming|past)\ (?:\w+\ )?
      (?:(?:day|week|month|year|decade|night|morning|evening|time)s?|century|summer|winter|spring
      |autumn|season|election|january|february|march|april|may|june|july|august|september|october
      |november|december)
    | the\ same|the\ others?|another|such\ an?|the\ latter|the\ former|the\ rest|the\ above
    | the\ following|the\ said|the\ two|the\ three|in\ turn|as\ well\.|vice\ versa
    | (?:one|both|some|most|many|all|each|none|half)\ of\ (?:them|these|those|it|this)
    | the\ (?:first|second)\ of|for\ the\ (?:first|second)\ reason
    | (?:mon|tues|wednes|thurs|fri|satur|sun)day(?!\ (?:school|times|post|mirror|telegraph))
    )\b
    """
)
_COMPARED = lexicon("previous earlier later subsequent further additional other more similar same")
_BARE = lexicon("first second third last latter former rest most some others all both one")
_RELATED = re.compile(
    r"\b(?:rival|competing|comparable|equivalent|corresponding|neighbouring|neighboring)\s\w+\b"
    r"(?!\s(?:\w+\s)?(?:to|of|with)\b)"
)
_ATTITUDES = frozenset({"seem", "appear", "hope", "wish", "fear", "doubt"})


@dataclass(frozen=True, slots=True)
class Standing:
    """Why a statement cannot stand alone, if it cannot, and what makes it doubtful."""

    fault: str = ""
    doubts: tuple[str, ...] = ()


def standing(
    clause: Clause,
    mentions: Sequence[Mention],
    dates: Sequence[Date],
    resolved: "Token | None" = None,
) -> Standing:
    """Whether the statement can stand alone; `resolved` is a pronoun that is told as a name."""
    judged = Judged(clause, mentions, dates)
    fault = _fault_of_words(judged) or _fault_of_verb(judged)
    fault = fault or _fault_of_subject(judged) or fault_of_pronouns(judged, resolved)
    if fault:
        return Standing(fault)
    references = {reference(judged, token) for token in judged.tokens}
    if Reference.LOST in references:
        return Standing("needs what was said before")
    return Standing("", ("definite",) if Reference.DOUBTFUL in references else ())


def leans_on_context(clause: Clause, mentions: Sequence[Mention]) -> bool:
    """Whether some "the company" of a statement is known only from before."""
    judged = Judged(clause, mentions)
    return any(reference(judged, token) is Reference.LOST for token in judged.tokens)


def _fault_of_words(judged: Judged) -> str:
    if any(m.kind is Kind.PERSON and not m.is_resolved for m in judged.mentions):
        return "two people of one name"
    if _DEICTIC.search(judged.text):
        return _RELATIVE
    if _RELATED.search(judged.text) or _has_loose_relative(judged):
        return "points to what was said before"
    is_undated = judged.clause.is_timed_by_context or bool(yearless(judged.text))
    return _RELATIVE if is_undated and not judged.dates else ""


def _fault_of_verb(judged: Judged) -> str:
    verb = judged.clause.verb
    helpers = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    if any(child.dep_ == "neg" for child in verb.children):
        return "negation"
    if any(helper.tag_ == "MD" for helper in helpers):
        return _NO_FACT
    if any(token.dep_ == "mark" and token.lower_ == "if" for token in judged.tokens):
        return _NO_FACT
    if verb.tag_ == "VBG" and any(helper.lower_ in {"is", "are", "'s"} for helper in helpers):
        return _RELATIVE
    return "opinion" if base_form(verb) in _ATTITUDES else ""


def _fault_of_subject(judged: Judged) -> str:
    subject = judged.clause.subject
    if subject is None:
        return "" if judged.clause.is_existential else "no subject"
    if any(child.lower_ in _COMPARED for child in subject.lefts) or _has_no_noun(subject):
        return "points to what was said before"
    is_garbled = _holds_office_of_person(judged) or _has_misplaced_noun(judged)
    return "damaged text" if is_garbled else ""


def _has_no_noun(subject: "Token") -> bool:
    """Whether only the sentence before says of what it is "the first", or "three"."""
    is_open = not any(
        child.dep_ in {"acl", "relcl"} or child.lower_ == "of" for child in subject.children
    )
    is_bare = subject.pos_ in {"ADJ", "NUM"} or subject.lower_ in _BARE
    return is_open and is_bare and not is_people(subject.text)


def _has_loose_relative(judged: Judged) -> bool:
    """Whether ", which" adds something to a word that does not stand before it, or to a date."""
    for token in judged.tokens:
        if token.lower_ != "which" or token.i < 2 or token.nbor(-1).text != ",":
            continue
        verb = next((it for it in token.ancestors if it.dep_ in {"relcl", "advcl", "ccomp"}), None)
        named = verb.head if verb is not None and verb.dep_ == "relcl" else None
        if named is None or named.pos_ not in {"NOUN", "PROPN"} or _is_dated(judged, named):
            return True
        ends = [it.i for it in named.subtree if it.i < token.i - 1]
        if max(ends, default=-1) != token.i - 2:
            return True
    return False


def _is_dated(judged: Judged, token: "Token") -> bool:
    return any(date.start <= token.idx < date.end for date in judged.dates)


def _holds_office_of_person(judged: Judged) -> bool:
    """Whether somebody is "the ambassador of" a person: only lost words make that."""
    text = judged.clause.doc.text
    for mention in judged.mentions:
        before = text[: mention.start].split()[-2:]
        is_of = mention.kind is Kind.PERSON and len(before) == 2 and before[1] in {"of", "to"}
        if is_of and is_office(before[0]):
            return True
    return False


def _has_misplaced_noun(judged: Judged) -> bool:
    """Whether a noun stands before "Japanese" and the like: "new office Japanese ministers"."""
    for token, follows in zip(judged.tokens, judged.tokens[1:], strict=False):
        is_noun = token.tag_ == "NN" and token.dep_ in {"compound", "amod", "nmod"}
        if is_noun and token.text.islower() and follows.i == token.i + 1:
            is_beside = follows.pos_ == "ADJ" and follows.head.i == token.head.i
            if is_beside and is_people(follows.text):
                return True
    return False
