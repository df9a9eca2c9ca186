"""What can be asked, and what counts as right."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from study.domain.quoting import Quote


@dataclass(frozen=True, slots=True)
class Citation:
    """The link from a question to exact words of a document."""

    document: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who or what wrote a question, and who read it before it was asked."""

    by: str = "hand"
    name: str = ""
    version: str = ""
    reviewed_by: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; its feedback says why it is right or wrong."""

    text: str
    correct: bool = False
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Accept:
    """What a typed answer must keep to; everything off but typos, by default."""

    case: bool = False
    accents: bool = False
    typos: bool = True
    order: bool = False


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a number may be off: absolute, or relative to the key (0.05 is 5 %)."""

    amount: Decimal = Decimal(0)
    relative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What every kind of question has; `id` is a slug unique in its bank.

    `waive` holds the lint checks that its author set aside, each with the reason.
    """

    kind: ClassVar[str]

    id: str
    citations: tuple[Citation, ...]
    explanation: str = ""
    hint: str = ""
    tags: tuple[str, ...] = ()
    difficulty: int | None = None
    provenance: Provenance = Provenance()
    waive: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flashcard(Question):
    """A prompt and its answer, rated by the learner; reversed, a second card."""

    kind: ClassVar[str] = "flashcard"
    prompt: str
    answer: str
    reverse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Question):
    """A text with deletions in Anki's syntax, `{{c1::answer::hint}}`; one card per number."""

    kind: ClassVar[str] = "cloze"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Single(Question):
    """One right option among several."""

    kind: ClassVar[str] = "single"
    prompt: str
    options: tuple[Option, ...]
    shuffle: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple(Question):
    """Several right options among more; partial credit."""

    kind: ClassVar[str] = "multiple"
    prompt: str
    options: tuple[Option, ...]
    shuffle: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Question):
    """A statement that is true or false; the correction says what is so."""

    kind: ClassVar[str] = "true_false"
    prompt: str
    answer: bool
    correction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Short(Question):
    """A few words, typed; the first accepted answer is the one shown."""

    kind: ClassVar[str] = "short"
    prompt: str
    answers: tuple[str, ...]
    accept: Accept = Accept()


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Question):
    """A number, typed, with its unit and the error that is forgiven."""

    kind: ClassVar[str] = "numeric"
    prompt: str
    answer: Decimal
    unit: str = ""
    tolerance: Tolerance = Tolerance()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(Question):
    """Items to be put in order; they are written in the right one."""

    kind: ClassVar[str] = "ordering"
    prompt: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Question):
    """Left-hand items to be joined to right-hand ones; `extra` right-hand items fit nothing."""

    kind: ClassVar[str] = "matching"
    prompt: str
    pairs: tuple[tuple[str, str], ...]
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Question):
    """Two sources side by side: the points a full answer contains and a model answer."""

    kind: ClassVar[str] = "comparison"
    prompt: str
    points: tuple[str, ...]
    answer: str


AnyQuestion = (
    Flashcard
    | Cloze
    | Single
    | Multiple
    | TrueFalse
    | Short
    | Numeric
    | Ordering
    | Matching
    | Comparison
)

KINDS: tuple[type[Question], ...] = (
    Flashcard,
    Cloze,
    Single,
    Multiple,
    TrueFalse,
    Short,
    Numeric,
    Ordering,
    Matching,
    Comparison,
)


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """Where a bank finds a text it cites: the file is relative to the bank's own."""

    id: str
    file: str


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a bank's questions take on where they leave it out."""

    document: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """An authored collection of questions; `id` is a slug and its identity."""

    id: str
    title: str
    description: str = ""
    language: str = "en"
    license: str = ""
    authors: tuple[str, ...] = ()
    defaults: Defaults = Defaults()
    documents: tuple[DocumentRef, ...] = ()
    waive: tuple[tuple[str, str], ...] = ()
    questions: tuple[AnyQuestion, ...] = ()
