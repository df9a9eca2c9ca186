"""Names in a document: whose they are, decided by all their mentions and not by one."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from study.generation.finding.offices import is_office
from study.generation.finding.places import is_people, is_place, kind_of_place
from study.generation.finding.spotting import (
    INITIALLED,
    NOT_IN_PERSONS,
    ORGANISATIONS,
    STRONG,
    shows_a_human,
    spotted,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

ERA = 25
# So many voices for a person, and none against, are believed without a sign that it is one.
_BELIEVED = 3


class Kind(StrEnum):
    """What bears a name."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a sentence by its characters; `full` is the fullest form the document has."""

    start: int
    end: int
    text: str
    kind: Kind
    full: str

    @property
    def is_resolved(self) -> bool:
        """Whether it is certain whose name it is."""
        return bool(self.full)


@dataclass
class Names:
    """What all mentions of a document say of its names; filled first, then asked.

    `subject` is the person whom the document's title names, if it names one.
    """

    votes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    human: set[str] = field(default_factory=set)
    years: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    sentences: int = 0
    subject: str = ""

    def learn(self, span: "Span", years: Iterable[int]) -> None:
        """Take in a sentence's names, and the years that stand beside them."""
        self.sentences += 1
        seen = set()
        for start, end, kind, weight in spotted(span):
            name = span.text[start:end]
            self.votes[name][kind] += weight
            seen.add(name)
            if kind == "person" and shows_a_human(span.text, start, end):
                self.human.add(name)
        for name in seen:
            self.votes[name]["seen"] += 1
            self.years[name] += years

    def kind(self, name: str) -> Kind:
        """What bears the name, by majority; a known place needs more than one voice against it."""
        votes = Counter(self.votes.get(name, ()))
        del votes["seen"]
        if is_place(name):
            votes["place"] += STRONG
        if self._is_surname(name):
            votes["person"] += STRONG * 2
        if not votes:
            return Kind.OTHER
        winner = min(votes, key=lambda kind: (-votes[kind], kind))
        if winner == "person" and not (_could_be_person(name) and self._is_human(name)):
            return Kind.OTHER
        return Kind(winner)

    def _is_human(self, name: str) -> bool:
        """Whether anything shows that it is a person's: the model alone takes ships for people."""
        votes = self.votes[name] if name in self.votes else Counter()
        if votes["person"] >= _BELIEVED and votes["person"] == votes["seen"]:
            return True
        return name in self.human or bool(self._known & {name, _words(name)[-1]})

    @cached_property
    def _known(self) -> frozenset[str]:
        """The last names of those who are surely persons."""
        return frozenset(_words(name)[-1] for name in self.human)

    def _is_surname(self, name: str) -> bool:
        return " " not in name and bool(self._bearers.get(name))

    @cached_property
    def _bearers(self) -> dict[str, tuple[str, ...]]:
        """For each last name the full names that end in it, and for each first name likewise."""
        last: dict[str, set[str]] = defaultdict(set)
        first: dict[str, set[str]] = defaultdict(set)
        for name, votes in self.votes.items():
            words = _words(name)
            is_human = votes["person"] > votes["place"] + votes["organisation"] + votes["other"]
            is_human = is_human and self._is_human(name)
            if 2 <= len(words) <= 4 and is_human and _could_be_person(name):
                last[words[-1]].add(name)
                first[words[0]].add(name)
        merged = {**first, **last}
        return {word: self._merged(names) for word, names in merged.items()}

    def _merged(self, names: set[str]) -> tuple[str, ...]:
        """The names that are not short for another of them, the most frequent first."""
        ordered = sorted(names, key=lambda name: (-self.votes[name]["seen"], name))
        kept: list[str] = []
        for name in ordered:
            same = [
                other for other in kept if is_short_for(name, other) or is_short_for(other, name)
            ]
            if not same:
                kept.append(name)
            elif len(same[0]) < len(name) and "." in same[0]:
                kept[kept.index(same[0])] = name
        return tuple(kept)

    def full(self, name: str) -> str:
        """The full name of a person who is called by one of his names; "" if two could be meant.

        In a document whose title names one of them, that one is meant.
        """
        if " " in name:
            return name
        bearers = self._bearers.get(name, ())
        if bearers and name in self._firms:
            return ""
        if len(bearers) > 1:
            is_titled = self.subject.endswith(name) and any(
                is_short_for(self.subject, bearer) for bearer in bearers
            )
            return self.subject if is_titled else ""
        return bearers[0] if bearers else name

    @cached_property
    def _firms(self) -> frozenset[str]:
        """The first words of firms and the like: alone they may mean the firm or its founder."""
        return frozenset(
            name.split()[0]
            for name, votes in self.votes.items()
            if " " in name
            and votes["organisation"] > votes["person"]
            and name.split()[-1].casefold() in ORGANISATIONS
        )

    def count(self, name: str) -> int:
        """In how many sentences the name stands."""
        return self.votes[name]["seen"] if name in self.votes else 0

    def era(self, name: str) -> float | None:
        """The middle of the years that stand beside a name, or None where none does."""
        words = _words(name)
        years = [*self.years.get(name, ()), *self.years.get(words[-1], ())]
        return median(years) if years else None

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The full names of all persons of the document, in order of the alphabet."""
        return tuple(
            sorted(
                name
                for name in self.votes
                if " " in name and self.kind(name) is Kind.PERSON and self.full(name) == name
            )
        )

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The names of all places of the document, in order of the alphabet."""
        return tuple(sorted(name for name in self.votes if self.kind(name) is Kind.PLACE))

    def mentions(self, span: "Doc | Span") -> tuple[Mention, ...]:
        """The names of a sentence; of two that overlap the longer, then the first."""
        found: list[Mention] = []
        ranked = sorted(set(spotted(span)), key=lambda it: (it[0] - it[1], it[0], -it[3]))
        for start, end, _, _ in ranked:
            if any(one.start < end and start < one.end for one in found):
                continue
            name = span.text[start:end]
            kind = self.kind(name)
            full = self.full(name) if kind is Kind.PERSON else name
            found.append(Mention(start, end, name, kind, full))
        found += self._overlooked(span, found)
        return tuple(sorted(found, key=lambda mention: mention.start))

    def _overlooked(self, span: "Doc | Span", found: list[Mention]) -> list[Mention]:
        """Known surnames that the model did not take for names here."""
        base = span[0].idx if len(span) else 0
        more: list[Mention] = []
        for token in span:
            start, end = token.idx - base, token.idx - base + len(token)
            if token.pos_ != "PROPN" or any(m.start < end and start < m.end for m in found):
                continue
            if self.kind(token.text) is Kind.PERSON and self.full(token.text) != token.text:
                more.append(Mention(start, end, token.text, Kind.PERSON, self.full(token.text)))
        return more


def is_short_for(short: str, name: str) -> bool:
    """Whether one name is the other with words left out or cut to initials: "J. Brown"."""
    mine, theirs = _words(short), _words(name)
    if not mine or len(mine) > len(theirs) or mine[-1] != theirs[-1]:
        return False
    rest = iter(theirs[:-1])
    return all(any(_fits(word, other) for other in rest) for word in mine[:-1])


def _fits(word: str, other: str) -> bool:
    return word == other or ((word.endswith(".") or other.endswith(".")) and word[0] == other[0])


def _words(name: str) -> list[str]:
    return re.sub(r"(?<=[A-Z]\.)(?=\S)", " ", name).split()


def _could_be_person(name: str) -> bool:
    words = _words(name)
    if len(words) > 5 or any(char.isdigit() for char in name):
        return False
    if any(word.casefold() in NOT_IN_PERSONS or is_people(word) for word in words):
        return False
    if any(is_office(word) for word in words) or (len(words) > 1 and is_place(name)):
        return False
    if len(words) > 1 and kind_of_place(words[-1]) == "country":
        return INITIALLED.fullmatch(name) is not None
    return (
        words[0][0].isupper()
        and words[-1][0].isupper()
        and not (len(words) == 1 and name.isupper())
    )
