"""A question's fields in an author's words, for comparing two of its versions."""

from collections.abc import Mapping
from dataclasses import fields

from study.domain.clozes import emptied
from study.domain.differing import WordDiff, word_diff
from study.domain.questions import (
    Accept,
    AnyQuestion,
    Citation,
    Cloze,
    Option,
    Provenance,
    Tolerance,
)

Texts = Mapping[str, str]
_SHARED = (
    "id",
    "explanation",
    "hint",
    "tags",
    "difficulty",
    "citations",
    "provenance",
    "waive",
)
_NAMES = {"citations": "cite"}
_BETWEEN = " / "
_BLANK = "____"


def field_texts(question: AnyQuestion) -> Texts:
    """The question's fields by the names of the bank file, each as one text to be compared."""
    own = [field.name for field in fields(question) if field.name not in _SHARED]
    values = {"type": question.kind} | {
        _NAMES.get(name, name): _as_text(getattr(question, name)) for name in (*own, *_SHARED[1:])
    }
    return {name: text for name, text in values.items() if text}


def field_diffs(old: Texts, new: Texts) -> Mapping[str, WordDiff]:
    """The fields that differ, and how; what is missing on one side counts as empty."""
    return {
        name: word_diff(old.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys((*new, *old))
        if old.get(name, "") != new.get(name, "")
    }


def _as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return _BETWEEN.join(_item(it) for it in value)
        case Accept() | Tolerance() | Provenance():
            return _group(value)
    return str(value)


def _item(value: object) -> str:
    match value:
        case Option(text=text, correct=correct, feedback=feedback):
            return text + (" (right)" if correct else "") + (f" – {feedback}" if feedback else "")
        case Citation(document=document, quote=quote):
            words = " … ".join(it for it in (quote.prefix, quote.exact, quote.suffix) if it)
            return f"“{words}” ({document})"
        case (left, right):
            return f"{left}: {right}"
    return str(value)


def _group(value: Accept | Tolerance | Provenance) -> str:
    if isinstance(value, Tolerance):
        share = value.amount.scaleb(2).normalize()
        return f"{share:f}%" if value.relative else str(value.amount)
    if isinstance(value, Provenance):
        read = f"read by {value.reviewed_by}" if value.reviewed_by else ""
        return ", ".join(it for it in (value.by, value.name, value.version, read) if it)
    names = ("case", "accents", "typos", "order")
    return ", ".join(f"{name} {_as_text(getattr(value, name))}" for name in names)


def asked(question: AnyQuestion) -> str:
    """What the question asks, as one line; a cloze with its blanks."""
    text = emptied(question.text, _BLANK) if isinstance(question, Cloze) else question.prompt
    return " ".join(text.split())
