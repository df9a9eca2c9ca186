"""A model, where there is one: it checks what was drafted, or drafts itself; off by default."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from study.domain.errors import BadInput
from study.domain.questions import Provenance
from study.endpoint import Endpoint
from study.generation import english, llm_asking, llm_verifying
from study.generation.documents import Document
from study.generation.drafts import Draft, DraftSet
from study.generation.library import documents_of
from study.generation.llm_asking import Sheet
from study.generation.llm_conversing import Conversation, Schema
from study.generation.llm_gate import Gate, Refusal, Validate
from study.generation.llm_reading import Found, Item, is_question
from study.generation.llm_replies import EndpointError
from study.generation.llm_verifying import NO_ANSWER
from study.generation.pipeline import Progress

_T = TypeVar("_T")
UNREADABLE = "answer cut or not readable"
SURPLUS = "more than was asked for"
_MANY_TIMES = 5


def draft_with_model(
    documents: Sequence[Document],
    endpoint: Endpoint | None,
    *,
    schema: Schema,
    validate: Validate,
    progress: Progress | None = None,
    library: Sequence[Document] = (),
    most: int | None = None,
    is_verified: bool = True,
) -> DraftSet:
    """The drafts that a model writes and the gate lets through, and what it used up.

    `schema` is the shape of an answer, and `validate` makes a question of one that came back.
    Unless `is_verified` is off, the model also answers every draft from its quote alone, and
    only those stay whose key it finds. Raises StudyError, with a sentence for the reader, where
    no model is set up or it gives no answer, and whatever `progress` raises to stop the work.
    """
    if most is not None and most < 1:
        raise BadInput("Ask for one draft at least, or leave the number out.")
    talk = Conversation(endpoint, progress)
    whole = documents_of(documents, library)
    asked = [document for document in documents if document.is_english]
    provenance = Provenance(by="model", name=talk.endpoint.model)
    writing = _Writing(talk, Gate(whole, validate, provenance), schema, most)
    writing.remarks += [_not_english(document) for document in documents if document not in asked]
    writing.write(asked, is_verified=is_verified)
    return writing.outcome()


def check_with_model(
    drafted: DraftSet, endpoint: Endpoint | None, *, progress: Progress | None = None
) -> DraftSet:
    """The drafts without those whose key a model does not find in their quotes.

    Drafts whose answers cannot be compared, or about which the model says nothing, stay as they
    are. Raises as `draft_with_model` does.
    """
    talk = Conversation(endpoint, progress)
    asked = [draft for draft in drafted.drafts if llm_verifying.can_verify(draft)]
    kept = {id(draft): draft for draft in drafted.drafts}
    rejected = Counter(drafted.rejected)

    def take(draft: Draft, why: str) -> None:
        if not why:
            kept[id(draft)] = llm_verifying.confirmed(draft)
        elif why != NO_ANSWER:
            del kept[id(draft)]
            rejected[why] += 1

    def check(batch: Sequence[Draft]) -> None:
        for draft, why in _verified(talk, batch):
            take(draft, why)

    stopped = _each(talk, _batches(asked), check)
    left = len(drafted.drafts) - len(asked)
    unasked = [f"{left} drafts were not shown to it: their answers cannot be compared."]
    return replace(
        drafted,
        drafts=tuple(kept.values()),
        rejected=rejected,
        remarks=(*drafted.remarks, talk.used(), *(unasked if left else ()), *stopped),
    )


@dataclass
class _Writing:
    """What a model has written so far, and what became of it."""

    talk: Conversation
    gate: Gate
    schema: Schema
    most: int | None
    drafts: list[Draft] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    words: int = 0

    def write(self, documents: Sequence[Document], *, is_verified: bool) -> None:
        """Draft from the documents, sheet by sheet, until there is enough."""
        english.load()  # What needs it comes after what costs something.
        library = self.gate.library
        sheets = [it for one in documents for it in llm_asking.sheets(library, one, self.left_out)]
        self.gate.shown = llm_asking.passages_of(library, sheets)

        def take(sheet: Sheet) -> None:
            if self.most is None or len(self.drafts) < self.most:
                drafts = self._of(sheet)
                self.drafts += self._confirmed(drafts) if is_verified else drafts

        self.remarks += _each(self.talk, sheets, take)
        self.remarks.append(self.talk.used())

    def _of(self, sheet: Sheet) -> list[Draft]:
        told = llm_asking.instructions(self.schema)
        found = self.talk.answer(told, llm_asking.asked_of(sheet), self.schema, is_question)
        self.words += sheet.words
        self._count_unreadable(found)
        self._count_surplus(found, most=_MANY_TIMES * sheet.wanted)
        taken = [self._taken(item) for item in found.items[: _MANY_TIMES * sheet.wanted]]
        self.rejected.update([it.reason for it in taken if not isinstance(it, Draft)])
        return [it for it in taken if isinstance(it, Draft)]

    def _taken(self, item: Item) -> Draft | Refusal:
        self.talk.tick()
        return self.gate.take(item, self.talk.version)

    def _count_surplus(self, found: Found, *, most: int) -> None:
        if len(found.items) > most:
            self.rejected[SURPLUS] += len(found.items) - most

    def _count_unreadable(self, found: Found) -> None:
        if found.flaw:
            self.rejected[UNREADABLE] += max(1, found.broken)

    def _confirmed(self, drafts: Sequence[Draft]) -> list[Draft]:
        kept = []
        for batch in _batches(drafts):
            for draft, why in _verified(self.talk, batch):
                if why:
                    self.rejected[why] += 1
                else:
                    kept.append(llm_verifying.confirmed(draft))
        return kept

    def outcome(self) -> DraftSet:
        """All that was drafted, in the order of the documents."""
        order = {document: number for number, document in enumerate(self.gate.library.documents)}
        drafts = sorted(self.drafts[: self.most], key=lambda it: (order[it.fact[0]], *it.fact[1:]))
        return DraftSet(
            drafts=tuple(drafts),
            left_out=self.left_out,
            rejected=self.rejected,
            remarks=tuple(self.remarks),
            words=self.words,
            version=" ".join(filter(None, (self.talk.endpoint.model, self.talk.version))),
        )


def _each(talk: Conversation, pieces: Sequence[_T], do: Callable[[_T], None]) -> list[str]:
    """Do one piece after the other; a sentence where the endpoint stops answering in between.

    Raises EndpointError where it does not even answer the first.
    """
    for number, piece in enumerate(pieces):
        talk.at(number, len(pieces))
        try:
            do(piece)
        except EndpointError as error:
            if not number:
                raise
            return [f"It was stopped after {number} of {len(pieces)} parts. {error}"]
    return []


def _verified(talk: Conversation, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, str]]:
    """Each draft with the reason why it falls when the model answers it, or ""."""
    told = llm_verifying.instructions()
    asked = llm_verifying.asked_of(drafts)
    found = talk.answer(told, asked, llm_verifying.SCHEMA, llm_verifying.is_answer)
    return llm_verifying.outcomes(drafts, found.items)


def _not_english(document: Document) -> str:
    return (
        f"“{document.title}” was not shown to it: its language is {document.language}, and what "
        "is written about it could not be checked."
    )


def _batches(drafts: Sequence[Draft]) -> list[Sequence[Draft]]:
    size = llm_verifying.AT_ONCE
    return [drafts[at : at + size] for at in range(0, len(drafts), size)]
