"""What drafting gives: questions with the passages they rest on, their score and its reasons."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from study.domain.questions import AnyQuestion

# Raised whenever the same documents may give other drafts than before.
GENERATOR = "study"
GENERATOR_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Source:
    """The stretch of a document that a draft rests on, in characters of the untouched text."""

    document: str
    passage: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a draft, or against it, and by how many points."""

    name: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A question nobody has accepted yet; `answer` is its key in words, `rules` made it.

    Drafts with the same `fact` ask for the same thing in the same place of a document.
    """

    question: AnyQuestion
    sources: tuple[Source, ...]
    answer: str
    fact: tuple[str, int, int]
    rules: tuple[str, ...]
    score: int = 0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DraftSet:
    """The drafts of some documents, and what was not drafted or not kept, by reason.

    `left_out` counts blocks and sentences that nothing was drafted from, `rejected` the drafts
    that were made and dropped; `remarks` are sentences for the reader.
    """

    drafts: tuple[Draft, ...]
    left_out: Mapping[str, int] = field(default_factory=Counter)
    rejected: Mapping[str, int] = field(default_factory=Counter)
    remarks: tuple[str, ...] = ()
    words: int = 0
    seed: int = 0
    version: str = GENERATOR_VERSION

    def by_kind(self) -> dict[str, int]:
        """How many drafts there are of each kind of question."""
        return dict(sorted(Counter(draft.question.kind for draft in self.drafts).items()))
