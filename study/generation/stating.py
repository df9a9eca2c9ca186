"""The statements of a sentence that stand alone, each with what it tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from study.generation.alone.standing import standing
from study.generation.clauses import Clause, clauses, trimmed
from study.generation.documents import author_of
from study.generation.facts import Fact, facts
from study.generation.finding.dates import Date, dates
from study.generation.finding.names import Kind, Mention
from study.generation.finding.quantities import amounts
from study.generation.reading import Reading, Sentence
from study.generation.referring import TITLED, commonest, leading_pronoun
from study.generation.statements import Statement, spoken_names
from study.generation.stems import reasons, terms
from study.generation.voices import voiced

if TYPE_CHECKING:
    from spacy.tokens import Token

FEWEST_WORDS = 6
MOST_WORDS = 38

Stated = tuple[Statement, tuple[Fact, ...]]


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A pronoun that heads a sentence, and the name it is told as."""

    pronoun: "Token"
    spoken: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence with everything in it that can be an answer."""

    sentence: Sentence
    reading: Reading
    mentions: tuple[Mention, ...]
    dates: tuple[Date, ...]
    facts: tuple[Fact, ...]
    resolved: _Resolved | None


def statements(sentence: Sentence, reading: Reading) -> Iterator[Stated]:
    """The statements that stand alone; why the first one does not is counted in the reading."""
    found = _found(sentence, reading)
    whys: list[str] = []
    seen: set[tuple[int, ...]] = set()
    for clause in clauses(sentence.parse, is_speech=bool(sentence.speaker)):
        told, voice = voiced(clause, found.mentions, sentence.speaker)
        if voice is None:
            whys.append("unnamed speaker")
            continue
        for variant in (trimmed(told), told):
            if variant.tokens and variant.tokens not in seen:
                seen.add(variant.tokens)
                stated = _stated(found, variant, voice)
                if isinstance(stated, str):
                    whys.append(stated)
                else:
                    yield stated
    reading.left_out.update(whys[:1])


def _found(sentence: Sentence, reading: Reading) -> _Found:
    doc = sentence.doc
    days = dates(doc.text)
    mentions = reading.names.mentions(doc)
    every = facts(doc, days, amounts(doc, days), mentions, reading.names)
    return _Found(sentence, reading, mentions, days, every, _resolved(sentence, reading))


def _stated(found: _Found, clause: Clause, voice: str) -> Stated | str:
    """The statement with its facts, or why there is none."""
    mentions = tuple([m for m in found.mentions if _is_told(clause, m.start, m.end)])
    days = [it for it in found.dates if _is_told(clause, it.start, it.end)]
    resolved = found.resolved
    if resolved is not None and not clause.has(resolved.pronoun):
        resolved = None
    verdict = standing(clause, mentions, days, resolved.pronoun if resolved else None)
    if verdict.fault:
        return verdict.fault
    spoken = spoken_names(clause, mentions)
    if resolved is not None:
        spoken[resolved.pronoun.i] = resolved.spoken
    names = found.reading.names
    statement = Statement(clause, mentions, names, voice, verdict.doubts, spoken)
    return _why_not(statement, found.sentence) or _with_facts(statement, found.facts)


def _why_not(statement: Statement, sentence: Sentence) -> str:
    words = statement.text.count(" ") + 1
    if not FEWEST_WORDS <= words <= MOST_WORDS:
        return "too short" if words < FEWEST_WORDS else "too long"
    author = author_of(sentence.document)
    return "about the text itself" if author and author in statement.text else ""


def _with_facts(statement: Statement, every: tuple[Fact, ...]) -> Stated | str:
    own = [fact for fact in every if statement.holds(fact.start, fact.end)]
    own += [*reasons(statement), *terms(statement)]
    return (statement, tuple(own)) if own else "nothing to ask for"


def _is_told(clause: Clause, start: int, end: int) -> bool:
    """Whether the statement tells what begins at a character of the sentence."""
    first = next((token for token in clause.doc if token.idx + len(token) > start), None)
    return first is not None and first.idx < end and clause.has(first)


def _resolved(sentence: Sentence, reading: Reading) -> _Resolved | None:
    """The pronoun that heads the sentence, if it is certain whom it means."""
    pronoun = leading_pronoun(sentence.doc[:])
    if not sentence.antecedent or pronoun is None:
        return None
    name = _person(sentence.antecedent, reading)
    if not name:
        return None
    return _Resolved(pronoun, f"{name}'s" if pronoun.dep_ == "poss" else name)


def _person(antecedent: str, reading: Reading) -> str:
    names = reading.names
    if antecedent.startswith(TITLED):
        # Of "he" and "she" the title's person is the one that the text speaks of nearly always.
        said = antecedent.removeprefix(TITLED).strip()
        return names.subject if commonest(reading.pronouns) == said else ""
    return names.full(antecedent) if names.kind(antecedent) is Kind.PERSON else ""
