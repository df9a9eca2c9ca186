"""Writing questions here: what was typed becomes a question, and a question a version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pydantic import ValidationError

from study.actions import batches, citing
from study.actions.batches import Changes
from study.actions.proposals import FieldChange, WordDiff
from study.banks.brought import Fields
from study.banks.exchange.naming import question_id
from study.banks.explaining import Complaint, complaints
from study.banks.format import QUESTION
from study.domain.describing import field_diffs, field_texts
from study.domain.errors import BadInput, Conflict
from study.domain.passages import Passage, passage_at, split
from study.domain.questions import AnyQuestion, Citation, Defaults
from study.domain.quoting import Index, Span, State, closest, index, locate, places
from study.domain.selecting import quoted, selected
from study.storage import banks, documents
from study.storage.banks import KeptQuestion
from study.storage.contents import encode
from study.storage.database import Transaction
from study.storage.documents import Document

MOST_PLACES = 6
_AROUND = 40
CHANGED = "Somebody changed this question while you were writing. Nothing of either is lost."


@dataclass(frozen=True, slots=True)
class Place:
    """One of several places where a quote stands, with the words around it."""

    start: int
    passage: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """What became of looking for a citation's words in the current text of its document.

    `passage` is where they stand, or where the text comes closest; `difference` leads from the
    quote to `near`, that stretch. `state` is None where no document was chosen.
    """

    state: State | None
    document: Document | None = None
    span: Span | None = None
    passage: Passage | None = None
    difference: WordDiff = ()
    near: Span | None = None
    places: tuple[Place, ...] = ()

    @property
    def is_found(self) -> bool:
        """Whether the words were found at one place."""
        return self.span is not None


@dataclass(frozen=True, slots=True)
class Text:
    """A document's current text, ready for looking up quotes."""

    document: Document
    index: Index
    passages: tuple[Passage, ...]


def question_of(fields: Fields) -> AnyQuestion | tuple[Complaint, ...]:
    """The question in these fields, or everything that the format finds wrong with them."""
    try:
        question: AnyQuestion = QUESTION.validate_python(fields).domain(Defaults())
    except ValidationError as error:
        return tuple(complaints(error))
    return question


def named(db: Transaction, bank_id: int, fields: Fields) -> Fields:
    """The fields with an id made of the question's own words, unlike those of the bank.

    A question that is there already, word for word, has its own id: sent twice it is itself.
    """
    words = str(fields.get("prompt") or fields.get("text") or "")
    whole = repr(sorted(fields.items()))
    taken: set[str] = set()
    while kept := banks.find_question(db, bank_id, question_id(words, whole, taken)):
        question = question_of({**fields, "id": kept.slug})
        if not isinstance(question, tuple) and has_words(kept, question):
            return {**fields, "id": kept.slug}
        taken.add(kept.slug)
    return {**fields, "id": question_id(words, whole, taken)}


class Library:
    """The documents as they read now; each is read and prepared once, however many quotes."""

    def __init__(self, db: Transaction) -> None:
        self._db = db
        self._texts: dict[str, Text | None] = {}

    def text(self, slug: str) -> Text | None:
        """The document of that name with its words, or None."""
        if slug not in self._texts:
            found = documents.find_document(self._db, slug) if slug else None
            self._texts[slug] = self._text(found) if found else None
        return self._texts[slug]

    def _text(self, found: Document) -> Text:
        words = documents.text_of(self._db, found.id, found.version)
        return Text(found, *_prepared(words))


# Whoever writes a question asks for the same document at every pause for thought.
@lru_cache(maxsize=4)
def _prepared(words: str) -> tuple[Index, tuple[Passage, ...]]:
    return index(words), split(words)


def look_up(library: Library, citations: Sequence[Citation]) -> tuple[LookedUp, ...]:
    """Where each citation's words stand; where they do not, what comes closest."""
    return tuple(_looked_up(it, library.text(it.document)) for it in citations)


def _looked_up(citation: Citation, text: Text | None) -> LookedUp:
    if text is None:
        return LookedUp(state=None)
    found = locate(citation.quote, text.index)
    if found.span is not None:
        passage = passage_at(text.passages, found.span.start)
        return LookedUp(state=found.state, document=text.document, span=found.span, passage=passage)
    if found.state is State.AMBIGUOUS:
        spans = places(citation.quote.exact, text.index)[:MOST_PLACES]
        where = tuple(_place(text, span) for span in spans)
        return LookedUp(state=found.state, document=text.document, places=where)
    near = closest(citation.quote, text.index)
    if near is None:
        return LookedUp(state=found.state, document=text.document)
    return LookedUp(
        state=found.state,
        document=text.document,
        passage=passage_at(text.passages, near.span.start),
        difference=near.difference,
        near=near.span,
    )


def _place(text: Text, span: Span) -> Place:
    passage = passage_at(text.passages, span.start)
    words = text.index.text
    before = words[max(passage.start, span.start - _AROUND) : span.start]
    after = words[span.end : min(passage.end, span.end + _AROUND)]
    return Place(span.start, passage.number, before, after)


def pointed_at(
    library: Library, slug: str, version: int, start: int, end: int, words: str = ""
) -> Citation:
    """The citation of a stretch of a document that somebody selected, in whole words.

    `words` are those that were seen: where the document no longer has them at that place, they
    are looked for. Raises BadInput, with a sentence for the author, when nothing can be cited.
    """
    text = library.text(slug)
    if text is None:
        raise BadInput("This document is not in the library.")
    span = Span(start, end)
    seen = text.index.text[start:end] if 0 <= start < end else ""
    if text.document.version != version or (words and seen.split() != words.split()):
        span = _found_again(text, words)
    passage = passage_at(text.passages, span.start)
    whole = selected(text.index.text, passage, span.start, span.end)
    if whole.start == whole.end:
        raise BadInput("No words are selected: select those that prove the answer.")
    return Citation(slug, quoted(whole, passage, text.index))


def told_apart(library: Library, citation: Citation, start: int) -> Citation:
    """An ambiguous citation as that of one of its places, with the words around it."""
    text = library.text(citation.document)
    for span in places(citation.quote.exact, text.index) if text else ():
        if text is not None and span.start == start:
            passage = passage_at(text.passages, start)
            return Citation(citation.document, quoted(span, passage, text.index))
    return citation


def _found_again(text: Text, words: str) -> Span:
    found = places(words.strip(), text.index) if words.strip() else ()
    if len(found) != 1:
        raise BadInput(
            "The document has changed since this page was opened: select the words again."
        )
    return found[0]


def field_changes(old: AnyQuestion, new: AnyQuestion) -> tuple[FieldChange, ...]:
    """The fields in which two questions differ, word by word."""
    differences = field_diffs(field_texts(old), field_texts(new))
    return tuple(
        FieldChange(field=name, difference=difference) for name, difference in differences.items()
    )


# --- writing -----------------------------------------------------------------------------------


class Unproved(BadInput):
    """A question of whose citations some cannot be found."""


class Taken(BadInput):
    """A question's id that another question of the bank has."""


def add(db: Transaction, who: int, bank_slug: str, question: AnyQuestion, now: datetime) -> bool:
    """Puts a new question at the end of the bank; repeating it changes nothing, and says so.

    Raises Taken when the bank has another question of that name, and Unproved when a quote
    cannot be found.
    """
    bank = banks.bank(db, bank_slug)
    there = banks.find_question(db, bank.id, question.id)
    if there is not None:
        if not has_words(there, question):
            raise Taken(f"“{question.id}” is the id of another question of this bank.")
        return False
    edition = citing.edition(db, question, banks.next_position(db, bank.id))
    if edition is None:
        raise Unproved("A quote is not in its document.")
    source = f"{bank.slug}/{question.id}"
    batches.write(db, who, "edit", source, [Changes(bank_id=bank.id, new=(edition,))], now)
    return True


def change(
    db: Transaction,
    who: int,
    bank_slug: str,
    slug: str,
    question: AnyQuestion,
    now: datetime,
    *,
    version: int,
    kind: str = "edit",
) -> bool:
    """Gives a question other words as its next version; repeating it changes nothing, and says so.

    `version` is the one that was edited: Conflict when there is a later one with other words.
    Raises Unproved when a quote cannot be found.
    """
    bank = banks.bank(db, bank_slug)
    kept = banks.question(db, bank.id, slug)
    if has_words(kept, question):
        return False
    if kept.version != version:
        raise Conflict(CHANGED)
    edition = citing.edition(db, question, kept.position, old=kept)
    if edition is None:
        raise Unproved("A quote is not in its document.")
    changed = Changes(bank_id=bank.id, changed=((kept, edition),))
    batches.write(db, who, kind, f"{bank.slug}/{slug}", [changed], now)
    return True


def has_words(kept: KeptQuestion, question: AnyQuestion) -> bool:
    """Whether a question that is kept says exactly this."""
    return kept.kind == question.kind and kept.content == encode(question)
