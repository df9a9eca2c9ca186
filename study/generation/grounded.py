"""A question beside its quotes and the library they come from, as the gate's checks read it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from study.domain import clozes
from study.domain.deriving import missing_figure
from study.domain.linting.wording import stem
from study.domain.passages import passage_at
from study.domain.questions import (
    AnyQuestion,
    Citation,
    Cloze,
    Multiple,
    Numeric,
    Short,
    Single,
)
from study.domain.quoting import Span, locate
from study.generation.documents import Document, author_of, title_of
from study.generation.lexicon import lexicon
from study.generation.library import Library, content

# A name in the middle of a sentence: no capital that only begins it.
_NAME = re.compile(r"(?<![.?!:“\"‘(]\s)(?<!\A)(?<![“\"‘(])\b[A-Z][\w’'-]+")
_ORDINARY = lexicon(
    "according january february march april may june july august september october november "
    "december monday tuesday wednesday thursday friday saturday sunday"
)
_DATED_SOURCE = re.compile(r"[“\"][^”\"]*[”\"]\s\((?:1\d|20)\d\d\)|\((?:1\d|20)\d\d\)")
_MOST_READ = 100_000


@dataclass(frozen=True)
class Grounded:
    """What a question asks, what counts as right, and the words it rests on."""

    question: AnyQuestion
    library: Library

    @cached_property
    def quotes(self) -> str:
        """All quoted words."""
        return "\n".join([citation.quote.exact for citation in self.question.citations])

    @cached_property
    def quoted(self) -> frozenset[str]:
        """The words of the quotes that carry content."""
        return content(self.quotes)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents it cites, each once, as far as the library has them."""
        ids = dict.fromkeys([citation.document for citation in self.question.citations])
        return tuple([self.library.documents[it] for it in ids if it in self.library.documents])

    @cached_property
    def spans(self) -> tuple[Span | None, ...]:
        """Where each quote stands, or None where it is not found."""
        return tuple([self._span(citation) for citation in self.question.citations])

    def _span(self, citation: Citation) -> Span | None:
        if citation.document not in self.library.documents:
            return None
        return locate(citation.quote, self.library.index(citation.document)).span

    @cached_property
    def asked(self) -> str:
        """What is asked without the answer, and without naming the source."""
        question = self.question
        if isinstance(question, Cloze):
            return self.without_sources(clozes.emptied(question.text, " "))
        return self.without_sources(question.prompt)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What counts as right, in words; of a cloze its blanks."""
        match self.question:
            case Short(answers=answers):
                return answers
            case Single(options=options) | Multiple(options=options):
                return tuple([option.text for option in options if option.correct])
            case Cloze(text=text):
                return tuple([it for n in clozes.numbers(text) for it in clozes.blanks(text, n)])
            case Numeric(answer=answer):
                return (f"{answer:f}",)
        return ()

    @cached_property
    def wrong(self) -> tuple[str, ...]:
        """The wrong options."""
        if isinstance(self.question, Single | Multiple):
            return tuple([option.text for option in self.question.options if not option.correct])
        return ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in what is asked."""
        found = _NAME.findall(self.asked)
        return tuple([name for name in found if name.casefold() not in _ORDINARY])

    @cached_property
    def known_names(self) -> frozenset[str]:
        """Of the names asked about those that some cited document has, cut as words are."""
        names = [stem(name.casefold()) for name in self.names]
        texts = [content(document.text[:_MOST_READ]) for document in self.documents]
        return frozenset([name for name in names if any(name in text for text in texts)])

    def without_sources(self, text: str) -> str:
        """A text without the names by which it refers to the cited documents."""
        for document in self.documents:
            for name in (document.title, title_of(document), author_of(document)):
                if len(name) > 8:
                    text = text.replace(name, " ")
        return _DATED_SOURCE.sub(" ", text)

    def is_told(self, text: str) -> bool:
        """Whether nearly all words of a text, and all its figures, stand in the quotes."""
        bare = self.without_sources(text)
        if missing_figure(self.quotes, bare):
            return False
        wanted = content(bare)
        return 5 * len(wanted - self.quoted - self.known_names) <= len(wanted)

    def passages(self) -> Iterator[str]:
        """The text of the passages that the quotes stand in."""
        for citation in self.question.citations:
            yield self.passage(citation)

    def passage(self, citation: Citation) -> str:
        """The text of the passage that a citation's quote stands in, or ""."""
        span = self.spans[self.question.citations.index(citation)]
        if span is None:
            return ""
        return passage_at(self.library.passages(citation.document), span.start).text
