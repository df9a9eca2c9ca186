"""A bank's citations as W3C Web Annotations (JSON-LD): which words of which text prove what.

The data model is that of https://www.w3.org/TR/annotation-model/. Offsets are Unicode code
points of the document's text, which is the version with the given SHA-256.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from study.domain.clozes import emptied
from study.domain.errors import StudyError
from study.domain.questions import AnyQuestion, Bank, Cloze
from study.domain.quoting import Index, Quote, Span, State, index, locate

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
_BLANK = "_____"
# Characters of context on either side: more only where fewer do not tell two places apart.
_AROUND = (32, 64, 128, 256, 512)


@dataclass(frozen=True, slots=True)
class CitedText:
    """One version of a document: its number, its words, and since when it is kept."""

    document: str
    version: int
    text: str
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class CitedWords:
    """A citation of a question: where in which text its words stand."""

    question: AnyQuestion
    position: int
    text: CitedText
    span: Span


def write_annotations(bank: Bank, cited: Sequence[CitedWords], address: str = "") -> bytes:
    """The JSON-LD of a bank's citations; each is found again at its place before it is given out.

    Ids are relative, or begin with the `address` of these pages where one is given.
    """
    base = f"{address.rstrip('/')}/" if address else ""
    items = [_annotation(bank, it, base) for it in cited]
    collection = {
        "@context": CONTEXT,
        "id": f"{base}banks/{bank.id}/annotations",
        "type": "AnnotationCollection",
        "label": bank.title,
        "total": len(items),
        "first": {
            "id": f"{base}banks/{bank.id}/annotations#all",
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": items,
        },
    }
    data = json.dumps(collection, ensure_ascii=False, indent=1).encode() + b"\n"
    for it, (selected, place) in zip(cited, read_annotations(data), strict=True):
        if not _is_there(it, selected, place):
            message = f"A quote of “{it.question.id}” is not found again in “{it.text.document}”."
            raise StudyError(f"{message} Nothing was given out.")
    return data


def _is_there(cited: CitedWords, selected: Quote, place: Span) -> bool:
    """Whether both selectors lead to the words; between wholly alike places, the offsets do."""
    text = cited.text.text
    found = locate(selected, _index(text))
    is_found = found.span == cited.span or found.state is State.AMBIGUOUS
    return is_found and place == cited.span and text[place.start : place.end] == selected.exact


def read_annotations(data: bytes) -> Iterator[tuple[Quote, Span]]:
    """The quote and the place that each annotation selects."""
    for annotation in json.loads(data)["first"]["items"]:
        quote, position = annotation["target"]["selector"]
        yield (
            Quote(quote["exact"], quote.get("prefix", ""), quote.get("suffix", "")),
            Span(position["start"], position["end"]),
        )


def _annotation(bank: Bank, cited: CitedWords, base: str) -> Mapping[str, Any]:
    question, text = cited.question, cited.text
    name = f"{base}banks/{bank.id}#q-{question.id}"
    quote = _in_context(text.text, cited.span)
    return {
        "id": f"{name}-{cited.position + 1}",
        "type": "Annotation",
        "motivation": "questioning",
        "body": {
            "id": name,
            "type": "TextualBody",
            "value": _asked(question),
            "format": "text/markdown",
            "language": bank.language,
            "purpose": "questioning",
        },
        "target": {
            "source": f"{base}documents/{text.document}",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": quote.exact,
                    "prefix": quote.prefix,
                    "suffix": quote.suffix,
                },
                {
                    "type": "TextPositionSelector",
                    "start": cited.span.start,
                    "end": cited.span.end,
                },
            ],
            "state": {
                "type": "TimeState",
                "sourceDate": text.kept_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "schema:version": text.version,
                "schema:sha256": hashlib.sha256(text.text.encode()).hexdigest(),
            },
        },
    }


def _asked(question: AnyQuestion) -> str:
    return emptied(question.text, _BLANK) if isinstance(question, Cloze) else question.prompt


def _in_context(text: str, span: Span) -> Quote:
    """The words with as much around them as tells them from the same words elsewhere."""
    quotes = [
        Quote(
            text[span.start : span.end],
            text[max(0, span.start - around) : span.start],
            text[span.end : span.end + around],
        )
        for around in _AROUND
    ]
    return next((it for it in quotes if locate(it, _index(text)).span == span), quotes[0])


@lru_cache(maxsize=8)
def _index(text: str) -> Index:
    return index(text)
