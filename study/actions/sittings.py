"""What the learner sees of a run of practice: a question, its answer, or the end."""

from dataclasses import dataclass
from datetime import date

from study.domain.asking import Back, Front, Sent
from study.domain.grading import Mark
from study.storage.shelves import BankDue


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """How many cards of each kind are still to come today."""

    new: int
    learning: int
    reviews: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The card in hand, without anything of its key."""

    card_id: int
    showing: str
    bank_slug: str
    bank_title: str
    language: str
    tags: tuple[str, ...]
    difficulty: int | None
    flag: int
    leech: bool
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A passage with the cited words marked, and who speaks in it."""

    document_slug: str
    document_title: str
    author: str
    publisher: str
    published: str
    viewpoint: str
    translation: str
    language: str
    passage: int
    label: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One of the four ratings and when the card would come back."""

    rating: int
    name: str
    delay: str
    preselected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done in this study day."""

    new: int
    reviews: int
    learning: int
    passed: int
    answered: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What every stage has: the scope, what is left, and a word for the live region.

    `last_step` is the step that undo would take back.
    """

    stage: str
    scope: str
    scope_title: str
    left: Left
    done: Done
    can_undo: bool
    last_step: int | None
    shortcuts: bool
    title: str
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Sitting):
    """The question stage: holds nothing of the key."""

    card: Shown
    front: Front
    has_hint: bool
    hint: str
    ask_confidence: bool
    typed: Sent
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Sitting):
    """The answer stage: the mark in words, the right answer, and where it comes from."""

    card: Shown
    question_id: int
    back: Back
    mark: Mark
    headline: str
    explanation: str
    hint: str
    citations: tuple[Cited, ...]
    buttons: tuple[Button, ...]
    self_rated: bool
    can_overrule: bool
    rated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(Sitting):
    """The end of the day's work, or a pause until cards come back."""

    waiting: str
    next_on: date | None
    next_count: int
    more_new: int
    banks: tuple[BankDue, ...]
