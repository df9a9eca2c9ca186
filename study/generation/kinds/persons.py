"""Questions whose answer is a person of the document: typed, or chosen among others of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from study.domain.questions import Option, Short, Single
from study.generation.distractors import WANTED, other_people
from study.generation.drafts import Draft
from study.generation.finding.names import is_short_for
from study.generation.finding.surnames import names_of
from study.generation.library import Library
from study.generation.making import framed, source_of_sentence
from study.generation.reading import Reading, Sentence


@dataclass(frozen=True, slots=True)
class Whom:
    """What is asked about a sentence, the person who is the answer, and by what rule.

    `start` and `end` are characters of the sentence: where what is asked stands in it.
    """

    sentence: Sentence
    prompt: str
    name: str
    rule: str
    explanation: str
    start: int
    end: int

    @property
    def fact(self) -> tuple[str, int, int]:
        """Where in which document it stands, nearly: it tells facts apart."""
        at = self.sentence.start
        return (self.sentence.document.id, at + self.start, at + self.end)

    @property
    def is_named_in_full(self) -> bool:
        """Whether the sentence itself has the whole name."""
        return self.name in self.sentence.doc.text


def forms(reading: Reading, library: Library, whom: Whom, seed: int) -> Iterator[Draft]:
    """The drafts: typed, and chosen where the document has others of the same time."""
    yield _framed(library, whom, Short, answers=_answers(reading, whom))
    options = _options(reading, whom, seed)
    if options:
        yield _framed(library, whom, Single, options=options)


def _framed(
    library: Library, whom: Whom, kind: type[Short | Single], **own: tuple[str | Option, ...]
) -> Draft:
    return framed(
        kind,
        library,
        sources=(source_of_sentence(whom.sentence),),
        fact=whom.fact,
        answer=whom.name,
        rules=(kind.kind, whom.rule),
        explanation=whom.explanation,
        own={"prompt": whom.prompt, **own},
    )


def _answers(reading: Reading, whom: Whom) -> tuple[str, ...]:
    """The full name, and the surname where it says who is meant or the sentence has no more."""
    if whom.is_named_in_full:
        return names_of(whom.name, reading.names.people)
    return (whom.name, whom.name.split()[-1])


def _options(reading: Reading, whom: Whom, seed: int) -> tuple[Option, ...]:
    chance = Random(f"{seed}:{whom.fact}:{whom.rule}")  # noqa: S311  # Not for secrets.
    beside = {m.full or m.text for m in reading.names.mentions(whom.sentence.doc)}
    near = {
        name
        for name in reading.names.people
        if name in beside or any(is_short_for(one, name) for one in beside)
    }
    others = other_people(whom.name, reading.names, near, chance)
    if len(others) < WANTED or not whom.is_named_in_full:
        return ()
    options = [Option(whom.name, correct=True), *map(Option, others)]
    return tuple(chance.sample(options, len(options)))
