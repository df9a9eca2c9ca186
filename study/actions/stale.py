"""Citations whose words are no longer in their document: shown, and renewed by a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from study.actions import batches, citing, relocating
from study.actions.batches import Changes
from study.actions.relocating import Fate, Text
from study.domain.describing import asked
from study.domain.differing import WordDiff, sensitive_words
from study.domain.errors import BadInput, NotFound
from study.domain.passages import passage_at, split
from study.domain.quoting import LONGEST, SHORTEST, Closest, Index, Quote, State, locate
from study.storage import banks, citations, documents
from study.storage.citations import Cited
from study.storage.database import Transaction
from study.storage.documents import Document
from study.storage.owning import Reader

_AROUND = 32
_NOTHING_LIKE_IT = "Nothing in the document is like the quote: cite another passage."


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A citation that waits: what it quotes, and what comes closest in the current text.

    `passage` is the text of the one that was cited, `passage_now` the number of the one where
    the closest words stand. `hindrance` says why they cannot be taken with one click, "" where
    they can.
    """

    bank: str
    question: str
    question_id: int
    position: int
    prompt: str
    document: str
    title: str
    quote: str
    passage: str
    state: str
    near: str = ""
    passage_now: int | None = None
    difference: WordDiff = ()
    hindrance: str = ""


def stale(
    db: Transaction, bank: str | None = None, reader: Reader | None = None
) -> tuple[Stale, ...]:
    """The citations of asked questions that wait, of one bank or of all; by document.

    With a reader, those that they may renew.
    """
    bank_id = None if bank is None else banks.bank(db, bank).id
    cited = citations.stale(db, bank_id, reader)
    known = {it.id: it for it in documents.by_ids(db, {it.document_id for it in cited})}
    wanted = {(it.document_id, it.document_version) for it in cited}
    wanted |= {(it.id, it.version) for it in known.values()}
    texts = documents.texts_of(db, wanted)
    by_document = sorted(cited, key=lambda it: known[it.document_id].source.title)
    return tuple(
        entry
        for identity, some in groupby(by_document, key=lambda it: it.document_id)
        for entry in _of_document(known[identity], texts, list(some))
    )


def _of_document(
    document: Document, texts: Mapping[tuple[int, int], str], cited: list[Cited]
) -> Iterator[Stale]:
    text = Text(texts[document.id, document.version], lambda version: texts[document.id, version])
    old = {it.document_version for it in cited}
    before = {version: split(texts[document.id, version]) for version in old}
    for fate in text.fates(cited):
        it = fate.cited
        entry = Stale(
            bank=it.bank,
            question=it.slug,
            question_id=it.question_id,
            position=it.position,
            prompt=asked(fate.question),
            document=document.source.slug,
            title=document.source.title,
            quote=fate.quote.exact,
            passage=before[it.document_version][it.passage - 1].text,
            state=fate.state,
            hindrance="" if fate.found.span else _NOTHING_LIKE_IT,
        )
        yield _with_near(entry, fate, text)


def _with_near(entry: Stale, fate: Fate, text: Text) -> Stale:
    near = fate.near
    if near is None:
        return entry
    return replace(
        entry,
        near=near.text,
        passage_now=passage_at(text.passages, near.span.start).number,
        difference=near.difference,
        hindrance=_hindrance(near, text.index),
    )


# --- taking the closest words ------------------------------------------------------------


def accept_closest(
    db: Transaction, who: int, question_id: int, position: int, now: datetime
) -> int | None:
    """Lets a citation quote what is closest in the current text, as a new version.

    Gives the batch; None where the citation waits no longer. Raises BadInput where the words
    differ in a number, a negation or a name, or cannot be quoted as they stand.
    """
    cited = next(
        (it for it in citations.citations_of(db, question_id) if it.position == position), None
    )
    if cited is None:
        raise NotFound("There is no such citation.")
    (document,) = documents.by_ids(db, [cited.document_id])
    if cited.document_version == document.version:
        return None
    words = documents.text_of(db, document.id, document.version)
    text = Text(words, relocating.texts_of(db, document.id))
    (fate,) = text.fates([cited])
    if fate.found.span is not None:
        relocating.relocate(db, [document.id])
        return None
    if fate.near is None:
        raise BadInput(_NOTHING_LIKE_IT)
    hindrance = _hindrance(fate.near, text.index)
    if hindrance:
        raise BadInput(hindrance)
    return _requote(db, who, fate, _quote_of(fate.near, text.index), now)


def _requote(db: Transaction, who: int, fate: Fate, quote: Quote, now: datetime) -> int:
    it = fate.cited
    old = banks.question(db, it.bank_id, it.slug)
    changed = [
        replace(citation, quote=quote) if place == it.position else citation
        for place, citation in enumerate(fate.question.citations)
    ]
    question = replace(fate.question, citations=tuple(changed))
    edition = citing.edition(db, question, old.position, old=old)
    if edition is None:
        raise BadInput("The words cannot be found again: open the question and select them.")
    changes = Changes(bank_id=it.bank_id, changed=((old, edition),))
    return batches.write(db, who, "edit", f"{it.bank}/{it.slug}", [changes], now)


def _hindrance(near: Closest, index: Index) -> str:
    """Why the closest words must not be taken without being looked at; "" where they may."""
    telling = sensitive_words(near.difference)
    if telling:
        some = ", ".join(f"“{word}”" for word in telling[:5])
        return f"They differ in {some}: open the question, and see whether its key still holds."
    if not SHORTEST <= len(near.text) <= LONGEST:
        return "They are too short or too long to be quoted: open the question and select them."
    if locate(_quote_of(near, index), index).state is not State.EXACT:
        return "They stand more than once or begin within a word: open the question, select them."
    return ""


def _quote_of(near: Closest, index: Index) -> Quote:
    """The closest words as a quote, with their neighbours where they stand more than once."""
    quote = Quote(near.text)
    if locate(quote, index).state is not State.AMBIGUOUS:
        return quote
    span, words = near.span, index.text
    before = words[max(0, span.start - _AROUND) : span.start]
    return Quote(near.text, before, words[span.end : span.end + _AROUND])
