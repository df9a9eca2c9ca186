"""Plain values into YAML text, always the same bytes for the same values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = "str | bool | int | Decimal | Sequence[Value] | Mapping[str, Value]"

WIDTH = 100
_INDENT = "  "
# Fields whose lists and groups stand on one line, and those whose entries do.
_ON_ONE_LINE = {"tags", "authors", "defaults", "accept", "provenance"}
_ENTRIES_ON_ONE_LINE = {"documents", "pairs"}

_SAFE = re.compile(r"[^\W_](?:[^:#\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]|:(?=\S)|(?<=\S)#)*")
_BREAKS_FLOW = re.compile(r"[,\[\]{}:?]")
# What another reader of YAML would take for a number, a date, a truth or nothing.
_NO_TEXT = re.compile(
    r"[\d\s:.,_+\-TtZzEeXxOoA-Fa-f]*\d[\d\s:.,_+\-TtZzEeXxOoA-Fa-f]*|\d\S*"
    r"|true|false|yes|no|on|off|y|n|null|nan|inf",
    re.IGNORECASE,
)
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_UNFOLDABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|^\s|\s$|\s\s|[^\S ]")
_UNBLOCKABLE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]|\A\s|\s\Z|\n[^\S\n]|[^\S\n]\n"
)


def emit(fields: Mapping[str, Value], indent: str = "") -> Iterator[str]:
    """The lines of a group of fields, without line ends."""
    for name, value in fields.items():
        yield from _field(name, value, indent)


def _field(name: str, value: Value, indent: str) -> Iterator[str]:
    if isinstance(value, str):
        yield from _text(f"{indent}{name}:", value, indent + _INDENT)
    elif not isinstance(value, Mapping | Sequence) or not value or name in _ON_ONE_LINE:
        yield f"{indent}{name}: {_flow(value)}"
    elif isinstance(value, Mapping):
        yield f"{indent}{name}:"
        yield from emit(value, indent + _INDENT)
    else:
        yield f"{indent}{name}:"
        for entry in value:
            yield from _entry(entry, indent + _INDENT, on_one_line=name in _ENTRIES_ON_ONE_LINE)


def _entry(value: Value, indent: str, *, on_one_line: bool) -> Iterator[str]:
    if isinstance(value, Mapping) and not on_one_line:
        lines = emit(value, indent + _INDENT)
        yield f"{indent}- {next(lines).lstrip()}"
        yield from lines
    elif isinstance(value, str):
        yield from _text(f"{indent}-", value, indent + _INDENT)
    else:
        yield f"{indent}- {_flow(value)}"


def _text(start: str, value: str, indent: str) -> Iterator[str]:
    """A text after its name: plain or quoted on one line, else folded or as it stands."""
    if len(start) + len(value) < WIDTH or "\n" in value:
        if "\n" in value and not _UNBLOCKABLE.search(value):
            yield f"{start} |-"
            yield from (indent + line if line else "" for line in value.split("\n"))
        else:
            yield f"{start} {_scalar(value)}"
    elif _UNFOLDABLE.search(value):
        yield f"{start} {_scalar(value)}"
    else:
        yield f"{start} >-"
        yield from (indent + line for line in _wrapped(value, WIDTH - len(indent)))


def _wrapped(value: str, width: int) -> Iterator[str]:
    line = ""
    for word in value.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _flow(value: Value) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, str):
        return _quoted(value) if _BREAKS_FLOW.search(value) else _scalar(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _scalar(value: str) -> str:
    is_plain = _SAFE.fullmatch(value) and value[-1] not in " :" and not _NO_TEXT.fullmatch(value)
    return value if is_plain else _quoted(value)


def _quoted(value: str) -> str:
    return '"' + _ESCAPED.sub(_escape, value) + '"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], f"\\u{ord(match[0]):04X}")
