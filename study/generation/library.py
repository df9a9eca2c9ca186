"""All documents at hand, sentence by sentence: what else in them speaks of the same thing."""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import log

from study.domain.linting.wording import EMPTY, stem
from study.domain.passages import Passage, split
from study.domain.quoting import Index, index
from study.generation.documents import Document

# Words in more sentences than this tell nothing apart; they are weighed but not looked up.
_CROWDED = 1_500
_MOST_LOOKED_UP = 12

_BORDER = re.compile(r"(?<=[.!?…])[\"”’»)\]]*\s+(?=[\"“‘«(\[]?[A-Z0-9])|\n{2,}")
_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")


class Library:
    """Documents made ready for looking up which of their sentences hold some words."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = {document.id: document for document in documents}
        self._owners = list(self.documents.values())
        self._owner = array("I")
        self._start = array("I")
        self._end = array("I")
        self._places: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, document in enumerate(self._owners):
            self._take(number, document)

    def _take(self, number: int, document: Document) -> None:
        for start, end in _sentences(document.text):
            place = len(self._owner)
            self._owner.append(number)
            self._start.append(start)
            self._end.append(end)
            for word in content(document.text[start:end]):
                self._places[word].append(place)

    def __len__(self) -> int:
        return len(self._owner)

    def index(self, document: str) -> Index:
        """A document's text made ready for finding quotes in it."""
        return _index(self.documents[document].text)

    def passages(self, document: str) -> tuple[Passage, ...]:
        """A document's numbered passages."""
        return _passages(self.documents[document].text)

    def weight(self, word: str) -> float:
        """How much a word tells: rare ones more than common ones."""
        places = self._places.get(word)
        return log(1 + (len(self) + 1) / (1 + (len(places) if places else 0)))

    def like(self, words: frozenset[str], cover: float) -> list[str]:
        """The sentences that hold at least this share of the words, by what each of them tells.

        Words that stand nowhere are the question's own, and say nothing of what it is about.
        """
        weights = {word: self.weight(word) for word in words if word in self._places}
        total = sum(weights.values())
        if not total:
            return []
        held: dict[int, float] = defaultdict(float)
        unsought = total
        rarest = sorted(weights, key=lambda word: (-weights[word], word))[:_MOST_LOOKED_UP]
        for word in rarest:
            places = self._places.get(word, ())
            if len(places) <= _CROWDED:
                unsought -= weights[word]
                for place in places:
                    held[place] += weights[word]
        found = [place for place, weight in held.items() if weight + unsought >= cover * total]
        texts = [self._text(place) for place in sorted(found)]
        return [text for text in texts if _held(text, weights) >= cover * total]

    def _text(self, place: int) -> str:
        document = self._owners[self._owner[place]]
        return document.text[self._start[place] : self._end[place]]


def _held(text: str, weights: Mapping[str, float]) -> float:
    """What the words that stand in a text weigh."""
    here = content(text)
    return sum(weight for word, weight in weights.items() if word in here)


@lru_cache(maxsize=64)
def _index(text: str) -> Index:
    return index(text)


@lru_cache(maxsize=64)
def _passages(text: str) -> tuple[Passage, ...]:
    return split(text)


@lru_cache(maxsize=1_024)
def content(text: str) -> frozenset[str]:
    """The words of a text that carry content, cut to what their forms share."""
    words = _WORD.findall(text.casefold().replace("’", "'"))
    return frozenset([stem(word) for word in words if word not in EMPTY])


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for border in _BORDER.finditer(text):
        if border.start() > at:
            yield at, border.start()
        at = border.end()
    if at < len(text):
        yield at, len(text)


def documents_of(every: Sequence[Document], more: Sequence[Document]) -> Library:
    """A library of some documents and of others that are not drafted from."""
    known = {document.id for document in every}
    return Library([*every, *[document for document in more if document.id not in known]])
