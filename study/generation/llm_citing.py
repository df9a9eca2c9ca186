"""The quotes of a proposal: found where they are said to stand, and taken as whole sentences."""

from collections.abc import Mapping
from functools import lru_cache

from study.domain.passages import Passage, label
from study.domain.quoting import LONGEST, Quote, Span, index, locate
from study.generation import english
from study.generation.drafts import Source
from study.generation.library import Library
from study.generation.llm_reading import Item, Json
from study.generation.segmenting import stretches

MOST_QUOTES = 4


def cited(item: Item, library: Library, shown: Mapping[str, Passage]) -> tuple[Source, ...] | str:
    """The sentences that a proposal quotes from passages that were shown, or why there are none.

    The reason is one of those that `llm_gate.SENTENCES` explains.
    """
    cites = item.get("cite")
    cites = [cites] if isinstance(cites, dict) else cites
    if not isinstance(cites, list) or not 0 < len(cites) <= MOST_QUOTES:
        return "no citation"
    found: dict[Source, None] = {}
    for cite in cites:
        source = _source(cite, library, shown) if isinstance(cite, dict) else "no citation"
        if isinstance(source, str):
            return source
        found[source] = None
    return tuple(found)


def _source(
    cite: Mapping[str, Json], library: Library, shown: Mapping[str, Passage]
) -> Source | str:
    name = str(cite.get("passage", "")).strip(" []")
    passage, quote = shown.get(name), str(cite.get("quote", "")).strip()
    if passage is None:
        return "passage unknown"
    document = name.rpartition("#")[0]
    span = locate(Quote(quote), index(passage.text)).span if quote else None
    if span is None:
        stands = quote and locate(Quote(quote), library.index(document)).span
        return "quote elsewhere" if stands else "quote found"
    whole = _sentence(passage.text, span)
    if whole.end - whole.start > LONGEST:
        return "quote length"
    start, end = passage.start + whole.start, passage.start + whole.end
    text = library.documents[document].text[start:end]
    return Source(document, passage.number, start, end, text)


def _sentence(text: str, span: Span) -> Span:
    """The whole sentences that a stretch of a passage lies in: a part may leave out a "not"."""
    within = [it for it in _sentences(text) if it.end > span.start and it.start < span.end]
    starts, ends = [it.start for it in within], [it.end for it in within]
    return Span(min([span.start, *starts]), max([span.end, *ends]))


@lru_cache(maxsize=256)
def _sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a passage, the name of who speaks aside."""
    _, words = label(text)
    before = len(text) - len(words)
    doc = english.load()(words)
    found = [doc[it.start : it.end] for it in stretches(doc)]
    spans = [_trimmed(before + it.start_char, it.text) for it in found]
    return tuple([span for span in spans if span.end > span.start])


def _trimmed(start: int, text: str) -> Span:
    return Span(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))
