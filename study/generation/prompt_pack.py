"""One file for a model that is used elsewhere, and its answer through the same gate."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from study.domain.errors import BadInput
from study.domain.questions import Provenance
from study.generation import llm_asking
from study.generation.documents import Document
from study.generation.drafts import Draft, DraftSet
from study.generation.library import Library, documents_of
from study.generation.llm_asking import Schema, Sheet
from study.generation.llm_gate import Gate, Refusal, Validate
from study.generation.llm_reading import Found, items_in
from study.generation.pipeline import Progress

NAME = "prompt pack"
FORMAT = "study-pack/1"
MOST_CHARACTERS = 10_000_000
MANY_WORDS = 20_000

_ALL = 10**9
_FOR_PEOPLE = (
    "Give this whole file to a model, as a message or an attachment. Save what it answers, just "
    "as it is, and bring it back with: study generate DOCUMENT... --from-pack ANSWER -o BANK.yaml"
)
_NOTHING = (
    "No questions are in this answer: a question has a `type`, a `prompt` or a `text`, and what "
    "it cites. Save the model's whole answer, and only that."
)


@dataclass(frozen=True, slots=True)
class Packed:
    """The text of a pack, how many words a model has to read, and what was left out of it."""

    text: str
    words: int
    left_out: Mapping[str, int]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What whoever uses it should know."""
        if self.words <= MANY_WORDS:
            return ()
        sentence = (
            f"It has {self.words:,} words, which is more than many models read with care: "
            "packs of fewer documents give better questions."
        )
        return (sentence,)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The drafts in an answer, and why each of the other proposals is none."""

    drafted: DraftSet
    refusals: tuple[Refusal, ...] = ()


def pack(documents: Sequence[Document], *, schema: Schema, as_json: bool) -> Packed:
    """The pack for some documents, as JSON or as Markdown; raises BadInput where none can be asked.

    `schema` is the shape of the answer.
    """
    left_out: Counter[str] = Counter()
    sheets = _sheets(documents, left_out)
    if not sheets:
        raise BadInput("There is nothing to ask about: no English prose was found.")
    write = _json if as_json else _markdown
    return Packed(write(sheets, schema), sum(sheet.words for sheet in sheets), left_out)


def _sheets(documents: Sequence[Document], left_out: Counter[str]) -> list[Sheet]:
    library = Library(documents)
    english = [document for document in documents if document.is_english]
    left_out.update("not English" for document in documents if not document.is_english)
    return [
        sheet
        for document in english
        for sheet in llm_asking.sheets(library, document, left_out, size=_ALL)
    ]


def _json(sheets: Sequence[Sheet], schema: Schema) -> str:
    content: dict[str, Any] = {
        "format": FORMAT,
        "for_people": _FOR_PEOPLE,
        "instructions": llm_asking.instructions(schema),
        "documents": [
            llm_asking.told_of(sheet.document)
            | {
                "questions_wanted": f"at most {sheet.wanted}",
                "passages": llm_asking.shown(sheet.parts),
            }
            for sheet in sheets
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _markdown(sheets: Sequence[Sheet], schema: Schema) -> str:
    head = (f"<!-- {_FOR_PEOPLE} -->", "# Instructions", llm_asking.INSTRUCTIONS.strip())
    shape = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    parts = [*head, f"```json\n{shape}\n```", "# Documents"]
    for sheet in sheets:
        told = llm_asking.told_of(sheet.document)
        parts.append(f"## {_line(sheet.document.title)}")
        parts.append("\n".join([f"- {name}: {_line(value)}" for name, value in told.items()]))
        parts.append(f"Write at most {sheet.wanted} questions about it. Its passages by their ids:")
        # On one line each, so that nothing in a text can look like the end of it.
        parts += [f"`{part.id}`: {_line(part.text)}" for part in sheet.parts]
    parts.append("Now answer with the JSON alone.")
    return "\n\n".join(parts) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def unpack(
    text: str,
    documents: Sequence[Document],
    *,
    validate: Validate,
    library: Sequence[Document] = (),
    progress: Progress | None = None,
) -> Unpacked:
    """The drafts in what a model answered to a pack of these documents.

    Fences, prose around it, several arrays and a missing end are no hindrance. `validate` makes
    a question of a proposal, `library` are other documents that must not make wrong options
    right. Raises BadInput, with a sentence for the reader, where no question is in it, and
    whatever `progress` raises to stop.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadInput(f"The answer has {len(text):,} characters: that is no answer to a pack.")
    found = items_in(text)
    if not found.items:
        raise BadInput(_NOTHING if not found.broken else f"{_NOTHING} {found.flaw}.")
    reading = _Reading(documents, library, validate)
    for number, item in enumerate(found.items):
        if progress is not None:
            progress("Checking", number, len(found.items))
        reading.take(item)
    return reading.outcome(found)


@dataclass
class _Reading:
    """What was read of an answer so far."""

    documents: Sequence[Document]
    library: Sequence[Document]
    validate: Validate
    drafts: list[Draft] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        whole = documents_of(self.documents, self.library)
        shown = llm_asking.passages_of(whole, _sheets(self.documents, self.left_out))
        provenance = Provenance(by="model", name=NAME)
        self.gate = Gate(whole, self.validate, provenance, shown)

    def take(self, item: Mapping[str, Any]) -> None:
        """Take in one proposal."""
        taken = self.gate.take(item)
        if isinstance(taken, Draft):
            self.drafts.append(taken)
        else:
            self.refusals.append(taken)

    def outcome(self, found: Found) -> Unpacked:
        """The drafts, and the sentences about the rest."""
        rejected = Counter([it.reason for it in self.refusals])
        lost = found.broken or int(found.is_cut)
        if lost:
            rejected["cut or not readable"] = lost
        remarks = ["The end of the answer is missing."] if found.is_cut else []
        drafted = DraftSet(
            drafts=tuple(self.drafts),
            left_out=self.left_out,
            rejected=rejected,
            remarks=tuple(remarks),
            version=NAME,
        )
        return Unpacked(drafted, tuple(self.refusals))


def report(unpacked: Unpacked) -> tuple[str, ...]:
    """One line for everything that did not become a draft, by its number in the answer."""
    refused = [f"{it.number}. “{it.words}”: {it.sentence}" for it in unpacked.refusals]
    return (*refused, *unpacked.drafted.remarks)
