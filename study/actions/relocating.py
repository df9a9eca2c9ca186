"""Citations after their document changed: found again, or left where they were and told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from study.domain.differing import sensitive_words, with_negations, word_diff, words_of
from study.domain.passages import Passage, passage_at, split
from study.domain.questions import AnyQuestion
from study.domain.quoting import (
    Closest,
    Found,
    Index,
    Quote,
    Span,
    State,
    closest,
    index,
    locate,
)
from study.storage import citations, documents, versions
from study.storage.banks import Anchor
from study.storage.citations import Cited
from study.storage.contents import decode
from study.storage.database import Transaction

UNCHANGED, MOVED, CHANGED, GONE = "unchanged", "moved", "changed", "gone"
# Looking for the closest words takes a millisecond, which a long document must not add up.
MOST_COMPARED = 300
_AROUND = 40
_PARAGRAPH = "\n\n"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a citation in another version of its document.

    It is unchanged or moved when its words were found, and then has a place; else changed when
    something in the text is like it, and gone when nothing is.
    """

    cited: Cited
    question: AnyQuestion
    state: str
    found: Found
    passage: int = 0
    near: Closest | None = None

    @property
    def quote(self) -> Quote:
        """The words that are cited."""
        return self.question.citations[self.cited.position].quote


class Text:
    """A document's text in another version than its citations', ready for finding them again.

    Where words stand more than once, those that have the same neighbours as in the citation's
    own version are meant: `words_of` gives the text of that. Words before which a negation has
    come or gone say something else, and count as changed.
    """

    def __init__(self, words: str, words_of: Callable[[int], str]) -> None:
        self.index: Index = index(words)
        self.passages: tuple[Passage, ...] = split(words)
        self._compared = 0
        self._words_of = words_of

    def fates(self, cited: Iterable[Cited]) -> Iterable[Fate]:
        """What becomes of each citation, one after the other."""
        last: tuple[int, AnyQuestion] | None = None
        for it in cited:
            if last is None or last[0] != it.question_id:
                last = (it.question_id, decode(it.kind, it.content))
            yield self._fate(it, last[1])

    def _fate(self, cited: Cited, question: AnyQuestion) -> Fate:
        quote = question.citations[cited.position].quote
        found = locate(quote, self.index)
        if found.state is State.AMBIGUOUS:
            found = locate(self._with_neighbours(quote, cited), self.index)
        turned = self._turned(cited, found.span) if found.span else None
        if turned is not None:
            return Fate(cited, question, CHANGED, Found(found.state), near=turned)
        if found.span is not None:
            passage = passage_at(self.passages, found.span.start).number
            state = UNCHANGED if passage == cited.passage else MOVED
            return Fate(cited, question, state, found, passage)
        self._compared += 1
        if self._compared > MOST_COMPARED:
            return Fate(cited, question, CHANGED, found)
        near = self._near(quote)
        return Fate(cited, question, CHANGED if near else GONE, found, near=near)

    def _with_neighbours(self, quote: Quote, cited: Cited) -> Quote:
        """The quote with the words around it in its own paragraph, as they were."""
        words, span = self._words_of(cited.document_version), cited.span
        before = words[max(0, span.start - _AROUND) : span.start].rpartition(_PARAGRAPH)[2]
        return Quote(quote.exact, before, words[span.end : span.end + _AROUND].split(_PARAGRAPH)[0])

    def _turned(self, cited: Cited, span: Span) -> Closest | None:
        """The words with a negation before them that has come or gone; None where none has."""
        old, new = self._words_of(cited.document_version), self.index.text
        before = old[with_negations(old, cited.span.start) : cited.span.end]
        start = with_negations(new, span.start)
        difference = word_diff(before, new[start : span.end])
        has_lead = start < span.start or len(before) > cited.span.end - cited.span.start
        if not has_lead or not sensitive_words(difference):
            return None
        return Closest(Span(start, span.end), new[start : span.end], difference)

    def _near(self, quote: Quote) -> Closest | None:
        """What of the text is like the quote: half of its words at least."""
        near = closest(quote, self.index)
        if near is None:
            return None
        kept = sum(len(words_of(words)) for kind, words in near.difference if kind == "equal")
        return near if 2 * kept >= len(words_of(quote.exact)) else None


def relocate(db: Transaction, document_ids: Iterable[int]) -> None:
    """Lets citations of older versions lead into the current one where their words stand there.

    Those whose words do not stay where they are: their question can still be asked, and they
    wait in the stale queue.
    """
    for document in documents.by_ids(db, document_ids):
        stale = citations.citing(db, document.id, but=document.version)
        if not stale:
            continue
        text = Text(documents.text_of(db, document.id, document.version), texts_of(db, document.id))
        moved = []
        for fate in text.fates(stale):
            anchor = anchor_of(fate, document.version)
            if anchor is not None:
                it = fate.cited
                moved.append((it.question_id, it.version, it.position, anchor))
        versions.move_anchors(db, moved)


def texts_of(db: Transaction, document_id: int) -> Callable[[int], str]:
    """The texts of a document's versions, each read once and only when it is asked for."""
    return cache(lambda version: documents.text_of(db, document_id, version))


def anchor_of(fate: Fate, version: int) -> Anchor | None:
    """Where the citation now leads to, or None."""
    if fate.found.span is None:
        return None
    return Anchor(
        document_id=fate.cited.document_id,
        document_version=version,
        passage=fate.passage,
        span=fate.found.span,
        state=fate.found.state,
    )
