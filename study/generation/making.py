"""What every kind needs to make a draft: whose words, from where, under which name."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from anyascii import anyascii

from study.domain.linting.wording import EMPTY
from study.domain.questions import AnyQuestion, Citation, Provenance
from study.domain.quoting import Quote, State, locate
from study.generation.documents import Document, author_of, source_of, titled, year_of
from study.generation.drafts import GENERATOR, GENERATOR_VERSION, Draft, Source
from study.generation.facts import Fact
from study.generation.finding.names import Names
from study.generation.library import Library
from study.generation.reading import Sentence
from study.generation.statements import Statement
from study.generation.stems import Stem, stem

PROVENANCE = Provenance(by="generator", name=GENERATOR, version=GENERATOR_VERSION)

ANONYMOUS = "the person interviewed"
_SLUG_WORDS = 5
_CONTEXT = 40
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Asking:
    """One fact to be asked for, with all that a kind needs for it."""

    sentence: Sentence
    statement: Statement
    fact: Fact
    facts: Sequence[Fact]
    names: Names
    library: Library
    seed: int

    @property
    def document(self) -> Document:
        """The document it is asked about."""
        return self.sentence.document

    @property
    def voice(self) -> str:
        """Who says it, where that is not the document itself."""
        return self.statement.voice or spoken_by(self.sentence, self.names)

    @property
    def place(self) -> tuple[str, int, int]:
        """Where in which document the fact stands, nearly: it tells facts apart."""
        start = self.sentence.start
        return self.document.id, start + self.fact.start, start + self.fact.end

    @property
    def source(self) -> str:
        """Who says it and where, as it stands behind "according to"."""
        return source_of(self.document, self.voice)

    @property
    def is_spoken(self) -> bool:
        """Whether somebody's view of things is told, and not only what is known."""
        return bool(self.voice or author_of(self.document) or self.document.viewpoint)

    @property
    def latest(self) -> int:
        """The last year that a wrong answer may name: nobody writes of what comes after."""
        year = year_of(self.document)
        named = max((y for fact in self.facts if fact.date for y in fact.date.years), default=0)
        return max(int(year), named) if year else 2_100

    @cached_property
    def stem(self) -> Stem | None:
        """The question with a question word, or None where the sentence does not allow it."""
        return stem(self.statement, self.fact)

    @property
    def prompt(self) -> str:
        """The question as it is asked, with its source; there is one only if there is a stem."""
        assert self.stem is not None
        return asked(self.stem, self.source)

    def chance(self, what: str) -> Random:
        """Chance that falls the same way each time the same thing is asked."""
        start = self.sentence.start + self.fact.start
        # Not for secrets: the same drafts have to come out again.
        return Random(f"{self.seed}:{self.document.id}:{start}:{what}")  # noqa: S311


def spoken_by(sentence: Sentence, names: Names) -> str:
    """Who speaks: in an interview the answers are those of the person in its title."""
    if sentence.speaker == "?":
        return names.subject or ANONYMOUS
    full = names.full(sentence.speaker) if sentence.speaker else ""
    return full or sentence.speaker


def asked(stem_: Stem, source: str) -> str:
    """A stem as a sentence; its source stands before the question word."""
    front = stem_.front[:1].upper() + stem_.front[1:]
    lead = f"{front}, according to {source}," if front else f"According to {source},"
    return f"{lead} {stem_.core}?"


def told_by(statement: str, source: str) -> str:
    """A statement with its source behind it."""
    if statement.endswith(("”", '."', "!", "?")):
        return f"According to {source}: {statement}"
    return f"{statement.rstrip('.')}, according to {source}."


def source_of_sentence(sentence: Sentence) -> Source:
    """Where a sentence stands."""
    return Source(
        sentence.document.id, sentence.passage, sentence.start, sentence.end, sentence.quote
    )


def citation(library: Library, source: Source) -> Citation:
    """The citation of a stretch; with what stands around it where its words stand twice."""
    plain = Quote(source.quote)
    if locate(plain, library.index(source.document)).state is not State.AMBIGUOUS:
        return Citation(source.document, plain)
    text = library.documents[source.document].text
    before = text[max(0, source.start - _CONTEXT) : source.start].rpartition("\n")[2]
    after = text[source.end : source.end + _CONTEXT].partition("\n")[0]
    return Citation(
        source.document,
        Quote(source.quote, _whole_words(before, first=False), _whole_words(after, first=True)),
    )


def _whole_words(text: str, *, first: bool) -> str:
    """Text without the word that was cut: the last of what follows, the first of what precedes."""
    cut = text.rpartition(" ")[0] if first else text.partition(" ")[2]
    return cut or text


def named(kind: str, words: str, key: object) -> str:
    """An id for a draft: some of its words, and a mark that only its fact and kind give."""
    plain = [word for word in _WORD.findall(anyascii(words).casefold()) if word not in EMPTY]
    mark = hashlib.sha256(f"{kind}:{key}".encode()).hexdigest()[:6]
    return "-".join([*plain[:_SLUG_WORDS], mark])


def framed(
    question: type[AnyQuestion],
    library: Library,
    *,
    sources: Sequence[Source],
    fact: tuple[str, int, int],
    answer: str,
    rules: Sequence[str],
    explanation: str,
    words: str = "",
    own: Mapping[str, object],
) -> Draft:
    """A draft of one kind; `own` are the fields that only this kind has, `words` name it."""
    fields: dict[str, Any] = {
        "id": named(question.kind, words or str(own.get("prompt", "")), (*rules[:2], fact)),
        "citations": tuple([citation(library, source) for source in sources]),
        "explanation": explanation,
        "provenance": PROVENANCE,
        **own,
    }
    return Draft(
        question=question(**fields),
        sources=tuple(sources),
        answer=answer,
        fact=fact,
        rules=tuple(rules),
    )


def drafted(
    question: type[AnyQuestion], asking: Asking, *, rules: Sequence[str], **own: object
) -> Draft:
    """A draft of one kind about one fact; `own` are the fields that only this kind has."""
    source = source_of_sentence(asking.sentence)
    fact = asking.fact
    return framed(
        question,
        asking.library,
        sources=(source,),
        fact=asking.place,
        answer=fact.answers[0],
        rules=rules,
        explanation=explained(asking.statement.text, asking.document, asking.voice),
        words=asking.statement.told((fact.start, fact.end), " "),
        own=own,
    )


def explained(statement: str, document: Document, voice: str) -> str:
    """The whole statement, and where it stands."""
    return f"{statement.rstrip()} Source: {titled(document, voice)}."
