"""Whom "he" or "she" means at the head of a sentence, where only one person can be meant."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from study.generation.finding.genders import gender

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# The person whom the document's title names; who that is, is known when all of it has been read.
TITLED = "@title"

_PRONOUNS = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she"}


@dataclass
class Referring:
    """Follows a paragraph sentence by sentence; begun anew with each.

    `person` is who a pronoun can only mean, TITLED, or "" where nobody or more than one.
    """

    person: str = TITLED
    others: set[str] = field(default_factory=set)

    def antecedent(self, span: "Span", pronoun: "Token") -> str:
        """Whom the pronoun means that is a sentence's subject or owns it; "" if not certain."""
        said = _PRONOUNS[pronoun.lower_]
        before = {
            _key(name) for name, kind, at in _people(span) if at < pronoun.i and kind in {"", said}
        }
        if before:
            return ""
        if self.person == TITLED:
            return f"{TITLED} {said}" if not self.others & {"", said} else ""
        return self.person

    def follow(self, span: "Span", pronoun: "Token | None", found: str) -> None:
        """Take in a sentence: who can be meant after it."""
        people = _people(span)
        genders = {kind for _, kind, _ in people}
        if pronoun is not None and found:
            said = _PRONOUNS[pronoun.lower_]
            # Another person whom the pronoun could mean as well ends the certainty.
            if genders & {"", said}:
                self.person = ""
        elif people:
            subject = _subject(span)
            only = len({_key(name) for name, _, _ in people}) == 1
            self.person = subject if subject and only else ""
        self.others |= genders if not (pronoun is not None and found) else set()


def leading_pronoun(span: "Span") -> "Token | None":
    """The pronoun that is the sentence's subject, or that owns what it begins with."""
    first = span[0]
    if first.lower_ in {"his", "her"} and first.dep_ == "poss":
        return first
    for token in span:
        if token.dep_ in {"nsubj", "nsubjpass"} and token.lower_ in {"he", "she"}:
            return token if token.head.dep_ == "ROOT" else None
    return None


def _people(span: "Span") -> list[tuple[str, str, int]]:
    """The persons of a sentence: name, he or she, and the token they begin at."""
    found = []
    for entity in span.ents:
        if entity.label_ == "PERSON":
            before = span.doc[entity.start - 1].text if entity.start > span.start else ""
            found.append((entity.text, gender(entity.text, before), entity.start))
    return found


def _subject(span: "Span") -> str:
    for entity in span.ents:
        root = entity.root
        if (
            entity.label_ == "PERSON"
            and root.dep_ in {"nsubj", "nsubjpass"}
            and root.head.dep_ == "ROOT"
        ):
            return entity.text
    return ""


def _key(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1]


def commonest(counts: Counter[str]) -> str:
    """ "he" or "she", where a document uses nearly always the one and not the other."""
    total = counts["he"] + counts["she"]
    for one in ("he", "she"):
        if total >= 3 and 10 * counts[one] >= 8 * total:
            return one
    return ""
