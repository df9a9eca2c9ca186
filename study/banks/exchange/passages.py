"""A question's citations as words for programs that know none: the quote and where it stands."""

import re
from collections.abc import Mapping

from study.domain.questions import AnyQuestion, Citation

# What is said about each document, by its id: title, author and the like on one line.
Sources = Mapping[str, str]

_PASSAGE = re.compile(r"> “[^\n]*”(?:\n> [^\n]*)*")


def with_passages(explanation: str, question: AnyQuestion, sources: Sources) -> str:
    """The explanation and under it every quote with its source, as Markdown."""
    passages = [_passage(citation, sources) for citation in question.citations]
    return "\n\n".join([*([explanation] if explanation else []), *passages])


def _passage(citation: Citation, sources: Sources) -> str:
    words = " ".join(citation.quote.exact.split())
    source = " ".join(sources.get(citation.document, citation.document).split())
    return f"> “{words}”\n> — {source}"


def without_passages(explanation: str) -> str:
    """The explanation alone, where the passages of an export of ours follow it."""
    paragraphs = explanation.split("\n\n")
    while paragraphs and _PASSAGE.fullmatch(paragraphs[-1]):
        paragraphs.pop()
    return "\n\n".join(paragraphs)
