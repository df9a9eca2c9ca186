"""Which drafts are kept: one for a fact, no two alike, spread over documents and kinds."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.fuzz import token_set_ratio

from study.domain.questions import AnyQuestion, Cloze, TrueFalse
from study.generation.drafts import Draft, Source
from study.generation.facts import Type
from study.generation.making import Asking

MOST_IN_SENTENCE = 3
WORDS_FOR_EACH = 6
MOST_PLACES_IN_SENTENCE = 1
ALIKE = 88
_STRETCHES = 12

# How many drafts of each kind there should be beside the others.
WEIGHTS = {"cloze": 4, "short": 4, "numeric": 3, "single": 3, "true_false": 2, "flashcard": 3}

_SOURCE = re.compile(
    r",? ?according to (?:[^,:]*? in )?(?:“[^”]*”|[^,:“]*)(?: \(\d{4}\))?[,:.]?", re.IGNORECASE
)


@dataclass
class Chosen:
    """What has been chosen so far, and what that rules out."""

    kinds: Counter[str] = field(default_factory=Counter)
    in_sentence: Counter[tuple[str, int]] = field(default_factory=Counter)
    places: Counter[tuple[str, int]] = field(default_factory=Counter)
    judged: set[Source] = field(default_factory=set)
    by_answer: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def by_need(self, kinds: Iterable[str]) -> list[str]:
        """The kinds, those first of which there are too few."""
        return sorted(kinds, key=lambda kind: (self.kinds[kind] / WEIGHTS.get(kind, 1), kind))

    def why_not(self, asking: Asking) -> str:
        """Why nothing more is asked about this fact's sentence, or ""."""
        where = (asking.document.id, asking.sentence.start)
        words = asking.statement.text.count(" ") + 1
        if self.in_sentence[where] >= min(MOST_IN_SENTENCE, max(1, words // WORDS_FOR_EACH)):
            return "enough from its sentence"
        if asking.fact.type is Type.PLACE and self.places[where] >= MOST_PLACES_IN_SENTENCE:
            return "enough from its sentence"
        return ""

    def is_repeated(self, draft: Draft) -> bool:
        """Whether another draft with the same answer asks for it in nearly the same words.

        Of a sentence only one statement is judged true or false: it tells all its facts.
        """
        words = _bare(draft.question)
        if isinstance(draft.question, TrueFalse):
            return any(source in self.judged for source in draft.sources)
        return any(
            token_set_ratio(words, other) >= ALIKE for other in self.by_answer[_plain(draft)]
        )

    def take(self, draft: Draft, asking: Asking | None = None) -> None:
        """Count a draft that was kept."""
        self.kinds[draft.question.kind] += 1
        self.by_answer[_plain(draft)].append(_bare(draft.question))
        if isinstance(draft.question, TrueFalse):
            self.judged.update(draft.sources)
        if asking is not None:
            where = (asking.document.id, asking.sentence.start)
            self.in_sentence[where] += 1
            self.places[where] += asking.fact.type is Type.PLACE


def _plain(draft: Draft) -> str:
    return " ".join(draft.answer.casefold().split())


def _bare(question: AnyQuestion) -> str:
    """The question without its source, which all of a document's share."""
    text = question.text if isinstance(question, Cloze) else question.prompt
    return _SOURCE.sub(" ", text).casefold()


def spread(scored: Sequence[tuple[int, Asking]]) -> list[tuple[int, Asking]]:
    """The askings in the order in which they are tried: the best of every stretch of every
    document first, then the second best of each, and so on."""
    shelves: dict[tuple[str, int], list[tuple[int, Asking]]] = defaultdict(list)
    for score, asking in scored:
        length = max(1, len(asking.document.text))
        stretch = asking.sentence.start * _STRETCHES // length
        shelves[(asking.document.id, stretch)].append((score, asking))
    ranked: list[tuple[int, int, str, int, int, tuple[int, Asking]]] = []
    for shelf in shelves.values():
        shelf.sort(key=lambda it: (-it[0], it[1].sentence.start, it[1].fact.start))
        for rank, (score, asking) in enumerate(shelf):
            place = (asking.document.id, asking.sentence.start, asking.fact.start)
            ranked.append((rank, -score, *place, (score, asking)))
    ranked.sort(key=lambda it: it[:5])
    return [found for *_, found in ranked]
