"""What was typed into a question's form, by type: texts, ticks, and rows that can be moved.

A name like `options.b.text` says the list, the row and the field. Rows stand in the order in
which the browser sends them, so moving one in the page moves it here.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request

from study.banks.brought import Fields
from study.banks.yaml_events import Plain
from study.domain.questions import Citation

MOST_SENT = 1_000
MOST_ROWS = 60
_UNWANTED = re.compile(r"[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_NAME = re.compile(r"([a-z]+)\.([a-z0-9]{1,8})\.([a-z]+)")

# A field must not be called like a part of a form in the browser: "id" is "slug" here.
COMMON = ("slug", "explanation", "hint", "tags", "difficulty", "cite")
OWN: Mapping[str, tuple[str, ...]] = {
    "flashcard": ("prompt", "answer", "reverse"),
    "cloze": ("text",),
    "single": ("prompt", "options", "shuffle"),
    "multiple": ("prompt", "options", "shuffle"),
    "true_false": ("prompt", "answer", "correction"),
    "short": ("prompt", "answers", "accept"),
    "numeric": ("prompt", "answer", "unit", "tolerance"),
    "ordering": ("prompt", "items"),
    "matching": ("prompt", "pairs", "extra"),
    "comparison": ("prompt", "points", "answer"),
}
# The lists of a form, each with the fields of a row.
ROWS: Mapping[str, tuple[str, ...]] = {
    "options": ("text", "feedback"),
    "answers": ("text",),
    "items": ("text",),
    "pairs": ("left", "right"),
    "extra": ("text",),
    "points": ("text",),
    "cite": ("document", "quote", "prefix", "suffix"),
}
# How many rows an empty form begins with.
AT_FIRST = {"options": 4, "answers": 1, "items": 3, "pairs": 3, "extra": 0, "points": 2}
ACCEPT = ("case", "accents", "typos", "order")
# What a tick says when the file says nothing.
USUALLY = {"reverse": False, "shuffle": True} | dict.fromkeys(ACCEPT, False) | {"typos": True}


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list; its key stays with it wherever it is moved."""

    key: str
    values: Mapping[str, str]
    correct: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed; a document alone, chosen in advance, is nothing yet."""
        return not any(text for name, text in self.values.items() if name != "document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A question's form as it stands, right or wrong."""

    kind: str
    texts: Mapping[str, str]
    ticks: frozenset[str]
    rows: Mapping[str, tuple[Row, ...]]

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self.texts.get(name, "")

    @property
    def is_usual(self) -> bool:
        """Whether answers are compared as they are when nothing is said about it."""
        return all((tick in self.ticks) == USUALLY[tick] for tick in ACCEPT)

    def filled(self, name: str) -> tuple[Row, ...]:
        """The rows of a list in which something was typed."""
        return tuple(row for row in self.rows.get(name, ()) if not row.is_empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form with everything beside the question: which button, which version, where back to."""

    typed: Typed
    press: str
    target: str
    others: Mapping[str, str]

    def other(self, name: str) -> str:
        """A field of the form that is no part of the question."""
        return self.others.get(name, "")


async def sent_question(request: Request) -> Sent:
    """A dependency: what a question's form sent; nothing in it is believed or refused yet."""
    form = await request.form(max_files=0, max_fields=MOST_SENT)
    return read_sent(
        [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    )


def cleaned(text: str) -> str:
    """The text without signs that no database or page can hold; line ends are made alike."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def number(text: str) -> int:
    """The number in a field of a form; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


PRESSES = (
    "save",
    "draft",
    "preview",
    "retype",
    "add",
    "drop",
    "up",
    "down",
    "take",
    "place",
    "look",
)


def read_sent(items: Iterable[tuple[str, str]]) -> Sent:
    """The form in these fields; the last button that is named was pressed."""
    texts: dict[str, str] = {}
    rows: dict[str, dict[str, dict[str, str]]] = {}
    correct: set[str] = set()
    ticks: set[str] = set()
    press, target = "", ""
    for name, value in items:
        found = _NAME.fullmatch(name)
        if found and found[3] in ROWS.get(found[1], ()):
            rows.setdefault(found[1], {}).setdefault(found[2], {})[found[3]] = cleaned(value)
        elif name == "correct":
            correct.add(value)
        elif name in USUALLY:
            ticks.add(name)
        elif name in PRESSES:
            press, target = name, value
        else:
            texts[name] = cleaned(value)
    kind = texts.pop("type", "")
    own = {name: texts.pop(name) for name in [*texts] if name in TEXTS}
    typed = Typed(
        kind=kind if kind in OWN else "single",
        texts=own,
        ticks=frozenset(ticks),
        rows={name: _rows(name, found, correct) for name, found in rows.items()},
    )
    return Sent(typed=typed, press=press, target=target, others=texts)


TEXTS = frozenset(
    name
    for fields in [COMMON, *OWN.values()]
    for name in fields
    if name not in ROWS and name not in USUALLY and name != "accept"
)


def _rows(name: str, found: Mapping[str, Mapping[str, str]], correct: set[str]) -> tuple[Row, ...]:
    blank = dict.fromkeys(ROWS[name], "")
    rows = [
        Row(key, {**blank, **values}, name == "options" and key in correct)
        for key, values in found.items()
    ]
    return tuple(rows[:MOST_ROWS])


# --- from a question to its form -----------------------------------------------------------


def blank(kind: str, document: str = "") -> Typed:
    """An empty form of a type; its citation is of that document."""
    typed = Typed(
        kind=kind if kind in OWN else "single",
        texts={},
        ticks=frozenset(name for name, usual in USUALLY.items() if usual),
        rows={},
    )
    return with_rows(typed, document)


def with_rows(typed: Typed, document: str = "") -> Typed:
    """The form with at least as many rows in each list of its type as it begins with."""
    rows = dict(typed.rows)
    for name in OWN[typed.kind]:
        if name in ROWS and not rows.get(name):
            rows[name] = tuple(empty_row(name, key) for key in keys(AT_FIRST[name]))
    least = 2 if typed.kind == "comparison" else 1
    cited = rows.get("cite", ())
    taken = {row.key for row in cited}
    fresh = [key for key in keys(MOST_ROWS) if key not in taken]
    lacking = [
        empty_row("cite", key, document=document) for key in fresh[: max(0, least - len(cited))]
    ]
    return replace(typed, rows=rows | {"cite": (*cited, *lacking)})


def keys(count: int) -> list[str]:
    """The first names of rows."""
    return [f"r{number}" for number in range(1, count + 1)]


def empty_row(name: str, key: str, **values: str) -> Row:
    """A row of a list with nothing in it but these values."""
    return Row(key, dict.fromkeys(ROWS[name], "") | values)


def typed_of(kind: str, fields: Fields) -> Typed:
    """The form that shows a question as its file has it, whatever is missing in it."""
    kind = kind if kind in OWN else "single"
    accept = fields.get("accept", {})
    ticks = {**fields, **(accept if isinstance(accept, Mapping) else {})}
    said = {"slug": fields.get("id", ""), **fields}
    typed = Typed(
        kind=kind,
        texts={name: _shown(name, said[name]) for name in TEXTS if name in said},
        ticks=frozenset(
            name
            for name, usual in USUALLY.items()
            if str(ticks.get(name, usual)).lower() in {"true", "yes"}
        ),
        rows={name: _rows_of(name, fields[name]) for name in ROWS if name in fields},
    )
    return with_rows(typed)


def _shown(name: str, value: Plain) -> str:
    """A value as its field shows it; tags with a comma in them stand on lines of their own."""
    if name != "tags":
        return str(value) if isinstance(value, str | int) else ""
    tags = [str(tag) for tag in value] if isinstance(value, list) else [str(value)]
    if not any("," in tag for tag in tags):
        return ", ".join(tags)
    return "\n".join([*tags, ""])


def _rows_of(name: str, value: Plain) -> tuple[Row, ...]:
    entries = value if isinstance(value, list) else []
    rows = [
        Row(key, dict.fromkeys(ROWS[name], "") | _values(name, entry), _is_correct(entry))
        for key, entry in zip(keys(len(entries)), entries, strict=True)
    ]
    return tuple(rows[:MOST_ROWS])


def _values(name: str, entry: Plain) -> dict[str, str]:
    if isinstance(entry, Mapping):
        return {field: str(entry[field]) for field in ROWS[name] if field in entry}
    if isinstance(entry, list):
        return dict(zip(ROWS[name], map(str, entry), strict=False))
    return {ROWS[name][0]: str(entry)}


def _is_correct(entry: Plain) -> bool:
    return isinstance(entry, Mapping) and str(entry.get("correct", "")).lower() in {"true", "yes"}


# --- from a form to a question ---------------------------------------------------------------


def fields_of(typed: Typed) -> dict[str, Any]:
    """The question as a file would have it, without empty rows and what may be left out."""
    fields: dict[str, Any] = {"id": typed.text("slug").strip(), "type": typed.kind}
    for name in (*OWN[typed.kind], *COMMON[1:]):
        fields |= _field(typed, name)
    return fields


def _field(typed: Typed, name: str) -> dict[str, Any]:
    if name in ROWS:
        entries = [_entry(name, row) for row in typed.filled(name)]
        return {name: entries} if entries or name not in {"extra", "cite"} else {}
    if name == "accept":
        return {} if typed.is_usual else {name: {tick: _truth(typed, tick) for tick in ACCEPT}}
    if name in USUALLY:
        return {} if (name in typed.ticks) == USUALLY[name] else {name: _truth(typed, name)}
    if name == "tags":
        return {name: tags_of(typed.text(name))}
    text = typed.text(name).strip()
    return {name: text} if text or name in {"prompt", "text"} else {}


def _truth(typed: Typed, tick: str) -> str:
    return "true" if tick in typed.ticks else "false"


def tags_of(text: str) -> list[str]:
    """The tags in a field: separated by commas, or one on a line."""
    parts = text.split("\n" if "\n" in text else ",")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _entry(name: str, row: Row) -> Plain:
    values = {field: text.strip() for field, text in row.values.items()}
    if name == "options":
        correct = {"correct": "true"} if row.correct else {}
        said = {"feedback": values["feedback"]} if values["feedback"] else {}
        return {"text": values["text"], **correct, **said}
    if name == "pairs":
        return [values["left"], values["right"]]
    if name == "cite":
        return {"quote": values.pop("quote")} | {n: text for n, text in values.items() if text}
    return values["text"]


def values_of(citation: Citation) -> Mapping[str, str]:
    """A citation as the row of a form."""
    words = citation.quote
    return {
        "document": citation.document,
        "quote": words.exact,
        "prefix": words.prefix,
        "suffix": words.suffix,
    }
