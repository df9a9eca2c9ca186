"""The questions of the shipped banks, as an honest model would have proposed them."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from study.banks.checking import check
from study.banks.documents import DocumentFile
from study.domain.passages import passage_at
from study.domain.questions import (
    AnyQuestion,
    Citation,
    Cloze,
    Flashcard,
    Multiple,
    Numeric,
    Short,
    Single,
    TrueFalse,
)
from study.domain.quoting import locate
from study.generation.documents import Document
from study.generation.library import Library
from study.generation.llm_asking import passage_id
from study.settings import data_folder

Item = dict[str, Any]
_FIELDS = ("id", "title", "author", "publisher", "published", "viewpoint", "language", "text")


def shipped() -> tuple[tuple[Document, ...], tuple[AnyQuestion, ...]]:
    """The documents that ship and all hand-written questions about them."""
    checked = check([data_folder("questions")])
    documents = tuple(_document(it) for it in checked.documents)
    return documents, tuple(question for it in checked.banks for question in it.bank.questions)


def _document(file: DocumentFile) -> Document:
    return Document(**{name: getattr(file, name) for name in _FIELDS})


def items_of(library: Library, questions: tuple[AnyQuestion, ...]) -> Iterator[Item]:
    """The questions of kinds that a model is asked for, as it would have sent them."""
    for question in questions:
        own = _own(question)
        cites = [_cite(library, it) for it in question.citations]
        if own and all(cites):
            yield {"type": question.kind, **own, "cite": cites}


def _cite(library: Library, cited: Citation) -> Item | None:
    span = locate(cited.quote, library.index(cited.document)).span
    if span is None:
        return None
    number = passage_at(library.passages(cited.document), span.start).number
    return {"passage": passage_id(cited.document, number), "quote": cited.quote.exact}


def _own(question: AnyQuestion) -> Item:
    """The fields of a question that only its kind has; none for kinds that are not asked for."""
    own: Item = {}
    match question:
        case Single() | Multiple():
            own = {"options": [asdict(option) for option in question.options]}
        case TrueFalse():
            own = {"answer": question.answer, "correction": question.correction}
        case Short():
            own = {"answers": list(question.answers)}
        case Numeric():
            own = {"answer": f"{question.answer:f}", "unit": question.unit}
        case Cloze():
            return {"text": question.text}
        case Flashcard():
            own = {"answer": question.answer}
    return {"prompt": question.prompt, **own} if own else {}
