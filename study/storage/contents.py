"""Questions as JSON text: what a question version keeps."""

import hashlib
import json
from dataclasses import fields
from decimal import Decimal
from operator import attrgetter
from typing import Any

from study.domain.questions import (
    KINDS,
    Accept,
    AnyQuestion,
    Citation,
    Option,
    Provenance,
    Question,
    Tolerance,
)
from study.domain.quoting import Quote

# What decides which answer is right; everything else is wording.
KEY_FIELDS = {
    "flashcard": ("answer", "reverse"),
    "cloze": ("text",),
    "single": ("options",),
    "multiple": ("options",),
    "true_false": ("answer",),
    "short": ("answers", "accept"),
    "numeric": ("answer", "unit", "tolerance"),
    "ordering": ("items",),
    "matching": ("pairs", "extra"),
    "comparison": ("points",),
}
_CLASSES: dict[str, type[Question]] = {kind.kind: kind for kind in KINDS}
_FIELDS = {name: tuple(f.name for f in fields(cls)) for name, cls in _CLASSES.items()}
_LISTS = ("answers", "items", "extra", "points", "tags")


def encode(question: AnyQuestion) -> str:
    """The question as compact JSON; `decode` gives it back unchanged."""
    values = {name: getattr(question, name) for name in _FIELDS[question.kind]}
    if not question.waive:
        del values["waive"]  # As before there were waivers: what did not change compares equal.
    return _to_json(values)


def decode(kind: str, text: str) -> AnyQuestion:
    """The question that was encoded; raises KeyError for a kind this version does not know."""
    content = json.loads(text)
    content["citations"] = tuple(
        Citation(document, Quote(exact, prefix, suffix))
        for document, (exact, prefix, suffix) in content["citations"]
    )
    content["provenance"] = Provenance(*content["provenance"])
    content["waive"] = tuple((check, reason) for check, reason in content.get("waive", ()))
    for name in _LISTS:
        if name in content:
            content[name] = tuple(content[name])
    if "options" in content:
        content["options"] = tuple(Option(*option) for option in content["options"])
    if "accept" in content:
        content["accept"] = Accept(*content["accept"])
    if "pairs" in content:
        content["pairs"] = tuple((left, right) for left, right in content["pairs"])
    if kind == "numeric":
        amount, relative = content["tolerance"]
        content["answer"] = Decimal(content["answer"])
        content["tolerance"] = Tolerance(Decimal(amount), relative)
    return _CLASSES[kind](**content)  # type: ignore[return-value]  # The union's members are the classes of KINDS.


def told(text: str) -> tuple[tuple[str, ...], int | None]:
    """The tags and the difficulty of an encoded question: for lists of thousands."""
    content = json.loads(text)
    return tuple(content["tags"]), content["difficulty"]


def key_sha256(question: AnyQuestion) -> str:
    """A hash of what counts as right: equal hashes mean that old marks still stand."""
    parts: list[Any] = [question.kind]
    for name in KEY_FIELDS[question.kind]:
        value = getattr(question, name)
        if name == "options":
            value = [(option.text, option.correct) for option in value]
        parts.append(value)
    return hashlib.sha256(_to_json(parts).encode()).hexdigest()


_PARTS = {
    part: attrgetter(*(field.name for field in fields(part)))
    for part in (Accept, Citation, Option, Provenance, Quote, Tolerance)
}


def _plain(value: Any) -> Any:
    """What JSON has no word for: decimals as text, dataclasses as the list of their fields."""
    return str(value) if isinstance(value, Decimal) else _PARTS[type(value)](value)


_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
