"""What is wrong with a question's form: each sentence of the bank format at its field."""

import re
from collections.abc import Iterable

from study.banks.explaining import Complaint
from study.banks.yaml_events import Path
from study.web.editing_forms import ROWS, TEXTS, Typed

# What a file calls by a name, a page calls by its label.
_LABELS = {
    "prompt": "the question",
    "text": "the text",
    "answer": "the answer",
    "answers": "the list of answers",
    "options": "the list of options",
    "items": "the list of items",
    "pairs": "the list of pairs",
    "extra": "the list of spare items",
    "points": "the list of points",
    "cite": "the list of citations",
    "quote": "the quote",
}
_NAMED = re.compile(r"`([a-z_]+)`")
_IN_A_FORM = {
    "Write something, or leave the field out if it may be.": "Write something.",
    "Write `correct: true` under the right option.": "Mark the right one.",
    "Write `correct: true` under each right option.": "Mark each right one.",
    "Leave one, or write `type: multiple`.": "Leave one, or make it a question with several.",
    "Write true or false.": "Choose one of the two.",
}


def errors_of(typed: Typed, found: Iterable[Complaint]) -> dict[str, str]:
    """The sentences by the field they belong to; "" for what is wrong with the whole."""
    errors: dict[str, str] = {}
    for complaint in found:
        errors.setdefault(name_of(typed, complaint.path), sentence(complaint))
    return errors


def sentence(complaint: Complaint) -> str:
    """What is wrong and what to do, in the words of the page."""
    fix = _IN_A_FORM.get(complaint.fix, complaint.fix)
    said = " ".join(part for part in (complaint.message, fix) if part)
    worded = _NAMED.sub(lambda it: _LABELS.get(it[1], f"the {it[1]}"), said)
    return worded[:1].upper() + worded[1:]


def name_of(typed: Typed, path: Path) -> str:
    """The form's name of a field: `options.r2.text` for the path options, 1, text."""
    field = str(path[0]) if path else ("pairs" if typed.kind == "matching" else "")
    if field == "id":
        return "slug"
    if field not in ROWS and field not in TEXTS:
        return ""  # It stands in no field: the page tells it above the form.
    if field not in ROWS or len(path) < 2 or not isinstance(path[1], int):
        return field
    rows = typed.filled(field)
    if path[1] >= len(rows):
        return field
    inner = path[2] if len(path) > 2 else 0
    name = ROWS[field][inner] if isinstance(inner, int) else inner
    return f"{field}.{rows[path[1]].key}.{name}"
