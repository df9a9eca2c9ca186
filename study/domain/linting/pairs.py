"""H4: questions of one bank that answer, or repeat, one another.

Only questions that share a rare word are compared, so that the time grows with their number and
not with its square.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TypeAlias

from rapidfuzz.fuzz import token_sort_ratio

from study.domain import clozes
from study.domain.linting.findings import Flaw, shown
from study.domain.linting.reading import Asked
from study.domain.linting.wording import EMPTY, contains, plain, stem, words
from study.domain.questions import AnyQuestion, Cloze, Matching, Multiple, Ordering, TrueFalse

ALIKE = 80.0
# A word that more prompts than this have, like those that name the source, tells none apart.
_COMMON = 30
_RAREST = 6
_CROWDED = 40
# How many telling words two prompts share that ask about the same thing: next to a printed key
# two will do.
_SAME_WORDS = 3
_SAME_FACT = 2
_SHORTEST_KEY = 4

AnyAsked: TypeAlias = Asked[AnyQuestion]
# The place among the bank's questions of the one that could be better, and why.
Placed: TypeAlias = tuple[int, Flaw]


@dataclass(frozen=True)
class Neighbours:
    """A bank's questions, and the words that tell them apart."""

    asked: Sequence[AnyAsked]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(word for asked in self.asked for word in asked.showing)

    @cached_property
    def telling(self) -> Sequence[frozenset[str]]:
        """For each question the words that it shows and few others do."""
        most = max(2, min(len(self.asked) // 8, _COMMON))
        common = {word for word, count in self._counts.items() if count > most}
        return [asked.showing - common for asked in self.asked]

    def rarest(self, number: int) -> list[str]:
        """The words of a question by which others like it are looked up."""
        counts = self._counts
        return sorted(self.telling[number], key=lambda word: (counts[word], word))[:_RAREST]

    def line(self, number: int) -> str:
        """The telling words of a prompt in their order, as they are compared."""
        telling = self.telling[number]
        found = [stem(word) for word in words(self.asked[number].prompt) if word not in EMPTY]
        return " ".join([word for word in found if word in telling])

    @cached_property
    def twins(self) -> Mapping[int, int]:
        """The questions that show the same as an earlier one, word for word."""
        first: dict[tuple[str, ...], int] = {}
        befores = [first.setdefault(_whole(it), number) for number, it in enumerate(self.asked)]
        return {number: before for number, before in enumerate(befores) if before != number}


def _whole(asked: AnyAsked) -> tuple[str, ...]:
    """What a question shows, and of its options those that are right."""
    question = asked.question
    match question:
        case Ordering(items=items):
            besides: Sequence[str] = items
        case Matching(pairs=pairs):
            besides = [left for left, _ in pairs]
        case _:
            besides = [text for _, text in asked.right]
    return (plain(asked.prompt) or asked.prompt, *sorted(map(plain, besides)))


# --- asked twice -------------------------------------------------------------------------


def duplicates(bank: Neighbours) -> Iterator[Placed]:
    """Questions that ask what another asks, word for word."""
    for number, before in bank.twins.items():
        asked, first = bank.asked[number], bank.asked[before]
        is_same = _key(asked) == _key(first) and asked.question.kind == first.question.kind
        yield (
            number,
            Flaw(
                f"“{first.question.id}” asks the same, word for word"
                + ("." if is_same else ", and wants another answer."),
                "Remove one." if is_same else "Find out which answer is right, and keep that one.",
                (asked.prompt_field,),
                first.question.id,
            ),
        )


def near_duplicates(bank: Neighbours) -> Iterator[Placed]:
    """Questions with the same key that ask for it in nearly the same words."""
    told: set[int] = set()
    for before, number in _candidates(bank):
        if number in told or bank.twins.keys() & {before, number}:
            continue
        if _are_alike(bank, before, number):
            told.add(number)
            asked, first = bank.asked[number], bank.asked[before]
            yield (
                number,
                Flaw(
                    f"“{first.question.id}” asks nearly the same: {shown(first.prompt)}",
                    "Remove one, or ask this one about something else.",
                    (asked.prompt_field,),
                    first.question.id,
                ),
            )


def _candidates(bank: Neighbours) -> Iterator[tuple[int, int]]:
    """Pairs that have the same key and a rare word, or all rare words, in common."""
    buckets: defaultdict[object, list[int]] = defaultdict(list)
    for number, asked in enumerate(bank.asked):
        key = _key(asked)
        if len(bank.telling[number]) >= _SAME_WORDS:
            buckets[bank.telling[number]].append(number)
        for word in bank.rarest(number) if key else ():
            buckets[key, word].append(number)
    for members in buckets.values():
        if 1 < len(members) <= _CROWDED:
            yield from combinations(members, 2)


def _are_alike(bank: Neighbours, one: int, other: int) -> bool:
    if _key(bank.asked[one]) != _key(bank.asked[other]):
        return False
    if bank.telling[one] == bank.telling[other]:
        return True
    return token_sort_ratio(bank.line(one), bank.line(other), score_cutoff=ALIKE) > 0


def _key(asked: AnyAsked) -> tuple[str, ...]:
    if isinstance(asked.question, TrueFalse):
        return (str(asked.question.answer),)
    return tuple([plain(key) for key in asked.keys])


# --- answered elsewhere ------------------------------------------------------------------


def keys_in_prompts(bank: Neighbours) -> Iterator[Placed]:
    """Prompts that print the key of another question about the same thing."""
    prompts = [_printed(asked) for asked in bank.asked]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, prompt in enumerate(prompts):
        for word in set(words(prompt)):
            places[word].append(number)
    told: set[int] = set()
    for number, asked in enumerate(bank.asked):
        key = _secret(asked)
        rarest = min([places.get(word, []) for word in words(key)], key=len, default=[])
        for other in rarest[:_CROWDED]:
            if other not in {number, *told} and _tells(bank, number, key, other, prompts[other]):
                told.add(other)
                yield other, _told(asked, bank.asked[other], key)


def _printed(asked: AnyAsked) -> str:
    """What a question shows before it is answered; a false statement twists one thing of many."""
    question = asked.question
    if isinstance(question, Cloze) and len(clozes.numbers(question.text)) > 1:
        return clozes.full(question.text)
    return asked.prompt


def _secret(asked: AnyAsked) -> str:
    """The key that would be given away by being read, or ""; short ones stand anywhere."""
    if isinstance(asked.question, (Multiple, Cloze)) or not asked.keys:
        return ""
    return asked.keys[0] if len(plain(asked.keys[0])) >= _SHORTEST_KEY else ""


def _tells(bank: Neighbours, number: int, key: str, other: int, prompt: str) -> bool:
    shared = bank.telling[number] & bank.telling[other]
    if len(shared) < _SAME_FACT or not contains(prompt, key):
        return False
    return len(shared - {stem(word) for word in words(key)}) >= _SAME_FACT


def _told(asked: AnyAsked, other: AnyAsked, key: str) -> Flaw:
    return Flaw(
        f"This prints {shown(key)}, the answer to “{asked.question.id}”: {shown(asked.prompt)}",
        "Ask without naming it, or ask the two about different things.",
        (other.prompt_field,),
        asked.question.id,
    )
