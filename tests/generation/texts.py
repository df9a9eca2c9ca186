"""Texts of the tests of drafting: short ones with everything that may go wrong in them."""

from collections import Counter
from collections.abc import Sequence

from study.generation import english
from study.generation.composing import askings
from study.generation.composing import drafts_of as drafts_of_fact
from study.generation.documents import Document
from study.generation.drafts import Draft, DraftSet
from study.generation.library import Library
from study.generation.pipeline import Wishes, draft
from study.generation.reading import Reading, read

LIGHTHOUSE = """\
Carlow Lighthouse was designed by the engineer Henry Marsh and was first lit on 4 May 1871.

In 1893 Henry Marsh sold the Harbour Company to William Oakes for £12,500.

Between 1902 and 1910 the Harbour Company bought 14 ships from the shipyard of Palmer Brothers \
in Liverpool.

The Harbour Company moved its offices from Dublin to Glasgow in 1921.

In March 1934 the lighthouse keeper Mary Doyle rescued 23 sailors of the steamer Albatross.
"""


def a_text(words: str = LIGHTHOUSE, **changes: str) -> Document:
    """A document with these words."""
    fields = {
        "id": "carlow",
        "title": "A history of Carlow Lighthouse",
        "author": "Jane Byrne",
        "published": "1998",
        "text": words,
    }
    return Document(**(fields | changes))


def drafts_of(words: str, *kinds: str, **changes: str) -> tuple[Draft, ...]:
    """What is drafted from some words, of some kinds or of all."""
    return drafted(a_text(words, **changes), kinds=kinds).drafts


def forms_of(words: str, *kinds: str, **changes: str) -> list[Draft]:
    """Every form of every fact that may be asked for, before any is chosen."""
    reading, library = reading_of(words, **changes), Library([a_text(words, **changes)])
    found = [
        asking
        for sentence in reading.sentences
        for _, asking in askings(sentence, reading, library, 0, Counter())
    ]
    return [one for asking in found for one in drafts_of_fact(asking, kinds)]


def drafted(*documents: Document, kinds: Sequence[str] = (), **wishes: object) -> DraftSet:
    """What is drafted from some documents, with all that is told about it."""
    wished = {"kinds": kinds} if kinds else {}
    return draft(documents, wishes=Wishes(**(wished | wishes)))  # type: ignore[arg-type]  # Of any kind.


def reading_of(words: str, **changes: str) -> Reading:
    """What is read in some words: sentences and names."""
    return read(a_text(words, **changes), english.load(), lambda _words: None)


def sentences_of(words: str, **changes: str) -> list[str]:
    """The sentences that something may be drafted from, as the source has them."""
    return [sentence.quote for sentence in reading_of(words, **changes).sentences]


def asked(one: Draft) -> str:
    """The words of a draft's question."""
    question = one.question
    return getattr(question, "prompt", "") or getattr(question, "text", "")
