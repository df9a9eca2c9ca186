"""A statement with what stands in it, as the tests of whether it stands alone read it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from study.generation.clauses import Clause
from study.generation.finding.dates import Date
from study.generation.finding.names import Kind, Mention

if TYPE_CHECKING:
    from spacy.tokens import Token


# Of "Romeo's Tomb" nobody speaks as "he".
_OWNS_TITLE = re.compile(r"['’]s?\s[A-Z]")


@dataclass(frozen=True)
class Judged:
    """A statement with the names and dates that stand in it."""

    clause: Clause
    mentions: Sequence[Mention]
    dates: Sequence[Date] = ()

    @cached_property
    def tokens(self) -> "list[Token]":
        """The statement's tokens in order."""
        return [self.clause.doc[at] for at in self.clause.tokens]

    @cached_property
    def text(self) -> str:
        """Its words, roughly as they are told."""
        return "".join(token.text_with_ws for token in self.tokens)

    def is_subject(self, token: "Token") -> bool:
        """Whether a token is the head of its subject."""
        return self.clause.subject is not None and token.i == self.clause.subject.i

    def is_named(self, token: "Token") -> bool:
        """Whether a token belongs to a name."""
        return any(m.start <= token.idx < m.end for m in self.mentions)

    def is_person(self, token: "Token") -> bool:
        """Whether a token belongs to a person's name."""
        return any(m.kind is Kind.PERSON and m.start <= token.idx < m.end for m in self.mentions)

    def people_of(self, noun: "Token") -> set[str]:
        """The persons named within a noun phrase, by its head."""
        first, last = noun.left_edge.idx, noun.right_edge.idx + len(noun.right_edge)
        return {
            mention.full or mention.text
            for mention in self.mentions
            if mention.kind is Kind.PERSON and first <= mention.start and mention.end <= last
        }

    def people(self, before: "Token | None" = None) -> set[str]:
        """The persons named in it, or before one of its tokens."""
        return {
            mention.full or mention.text
            for mention in self.mentions
            if mention.kind is Kind.PERSON and (before is None or mention.end <= before.idx)
            if not _OWNS_TITLE.match(self.clause.doc.text, mention.end)
        }
