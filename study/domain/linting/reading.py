"""A question as the checks read it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeAlias, TypeVar

from study.domain import clozes
from study.domain.linting.wording import stems, unframed, unquoted, words
from study.domain.questions import (
    AnyQuestion,
    Citation,
    Cloze,
    Flashcard,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    Short,
    Single,
)

BLANK = "____"
# What stands further back in a prompt or an option is not read: nothing human is so long, and
# every check's time stays bounded.
LONGEST_READ = 2_000
# The text of the passage that a citation's quote stands in, or "" where it is not at hand.
Passages: TypeAlias = Callable[[Citation], str]


def no_passages(_citation: Citation) -> str:
    """For callers who have no passages at hand: nothing is said about them then."""
    return ""


AnyKind_co = TypeVar("AnyKind_co", bound=AnyQuestion, covariant=True)


@dataclass(frozen=True)
class Asked(Generic[AnyKind_co]):
    """A question with what several checks want to know of it, each worked out once.

    `language` is the bank's; checks that look for English words are only asked of English.
    """

    question: AnyKind_co
    language: str = "en"
    passages: Passages = no_passages

    @property
    def is_english(self) -> bool:
        """Whether checks that know English words may be asked."""
        return self.language.lower().split("-")[0] == "en"

    @cached_property
    def prompt(self) -> str:
        """What is asked; of a cloze the text with all of its blanks empty."""
        question: AnyQuestion = self.question
        if isinstance(question, Cloze):
            return clozes.emptied(question.text, BLANK)[:LONGEST_READ]
        return question.prompt[:LONGEST_READ]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the prompt outside of quotation marks, in small letters."""
        return frozenset(words(self.unquoted))

    @cached_property
    def unquoted(self) -> str:
        """The prompt without what stands between quotation marks."""
        return unquoted(self.prompt)

    @property
    def prompt_field(self) -> str:
        """The field that holds it."""
        return "text" if isinstance(self.question, Cloze) else "prompt"

    @cached_property
    def asked_about(self) -> frozenset[str]:
        """The words of the prompt that carry content, without the phrases that name a source."""
        return stems(unframed(self.prompt))

    @cached_property
    def showing(self) -> frozenset[str]:
        """The words that carry content in the prompt, and in what is to be sorted or matched."""
        question: AnyQuestion = self.question
        match question:
            case Ordering(items=items):
                return stems(self.prompt).union(*map(stems, items))
            case Matching(pairs=pairs):
                return stems(self.prompt).union(*[stems(left) for left, _ in pairs])
            case _:
                return stems(self.prompt)

    @property
    def options(self) -> tuple[Option, ...]:
        """The choices, where there are any."""
        question: AnyQuestion = self.question
        return question.options if isinstance(question, (Single, Multiple)) else ()

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What the options say."""
        return tuple([option.text[:LONGEST_READ] for option in self.options])

    @cached_property
    def wrong(self) -> tuple[tuple[int, str], ...]:
        """The distractors and their places."""
        return tuple([(n, self.texts[n]) for n, it in enumerate(self.options) if not it.correct])

    @cached_property
    def right(self) -> tuple[tuple[int, str], ...]:
        """The right options and their places."""
        return tuple([(n, self.texts[n]) for n, it in enumerate(self.options) if it.correct])

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What counts as right, each as a text of its own, where it is a text at all."""
        question: AnyQuestion = self.question
        match question:
            case Single() | Multiple():
                return tuple([text for _, text in self.right])
            case Short(answers=answers):
                return answers
            case Numeric(answer=answer):
                return (f"{answer:f}",)
            case Flashcard(answer=answer):
                return (answer,)
            case Cloze(text=text):
                return tuple([it for n in clozes.numbers(text) for it in clozes.blanks(text, n)])
            case _:
                return ()

    @cached_property
    def quotes(self) -> str:
        """All quoted words of the documents, one quote to a line."""
        return "\n".join([citation.quote.exact for citation in self.question.citations])
