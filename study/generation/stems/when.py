"""When and where: what hangs on the verb and holds nothing but a date or a place."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from study.generation.clauses import span_of
from study.generation.facts import Fact
from study.generation.finding.dates import Grain
from study.generation.statements import Statement, sentence
from study.generation.stems.order import Stem, inverted

if TYPE_CHECKING:
    from spacy.tokens import Span

_WHEN = {
    Grain.DAY: "on what date",
    Grain.MONTH: "in what month and year",
    Grain.YEAR: "in what year",
    Grain.DECADE: "in what decade",
    Grain.CENTURY: "in what century",
    Grain.RANGE: "during what period",
}
_UNTIL = {
    "since": "since when",
    "until": "until when",
    "till": "until when",
    "from": "from when",
}
_AT = frozenset({"in", "on", "at", "during"})


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A date or a place with its article and preposition, by its tokens."""

    words: set[int]
    preposition: str


def when(statement: Statement, fact: Fact) -> Stem | None:
    """The question for a date."""
    phrase, date = _phrase(statement, fact), fact.date
    if phrase is None or date is None:
        return None
    asked = _UNTIL.get(phrase.preposition)
    if phrase.preposition in _AT or (not phrase.preposition and date.grain in _WHEN):
        asked = _WHEN.get(date.grain, "when")
    return inverted(statement, phrase.words, asked, "when") if asked else None


def where(statement: Statement, fact: Fact) -> Stem | None:
    """The question for a place."""
    phrase = _phrase(statement, fact)
    if phrase is None or phrase.preposition not in {"in", "to"}:
        return None
    asked = f"{phrase.preposition} which {fact.hint}"
    if fact.hint == "place" and phrase.preposition == "in":
        asked = "where"
    return inverted(statement, phrase.words, asked, "where")


def undated(statement: Statement, fact: Fact) -> str:
    """The statement without its date, where nothing else goes with that; "" otherwise."""
    phrase = _phrase(statement, fact)
    if phrase is None or (phrase.preposition and phrase.preposition not in _AT):
        return ""
    words = [at for at in statement.clause.tokens if at not in phrase.words]
    return sentence(statement.words(words))


def _phrase(statement: Statement, fact: Fact) -> _Phrase | None:
    """The phrase that holds nothing but the fact and hangs on the verb."""
    doc = statement.doc
    phrase = _with_preposition(span_of(doc, fact.start, fact.end), fact)
    words = phrase.words
    if not words <= statement.kept or any(at in statement.spoken for at in words):
        return None
    inside = [doc[at] for at in words]
    hangs = [it for token in inside for it in token.children if it.i not in words]
    heads = {token.head.i for token in inside if token.head.i not in words}
    subject, verb = statement.clause.subject_at, statement.clause.verb_at
    if subject is not None and subject < min(words) < verb:
        return None  # It belongs to the subject, whatever the parser says.
    is_first = min(words) == min(statement.kept)
    is_of_verb = heads == {statement.clause.verb.i} or (is_first and len(heads) == 1)
    return phrase if is_of_verb and all(it.is_punct for it in hangs) else None


def _with_preposition(span: "Span", fact: Fact) -> _Phrase:
    doc, first = span.doc, span.start
    words = set(range(span.start, span.end))
    if first and doc[first - 1].lower_ == "the":
        first -= 1
        words.add(first)
    before = doc[first - 1] if first else None
    if before is not None and before.pos_ in {"ADP", "SCONJ"} and before.dep_ in {"prep", "mark"}:
        return _Phrase(words | {before.i}, before.lower_)
    is_range = fact.date is not None and fact.date.grain is Grain.RANGE
    # "From 1924 to 1927" holds its own preposition.
    return _Phrase(words, "in" if is_range and span[0].pos_ == "ADP" else "")
