"""What another format has no place for, written beside each question so that it comes back.

A question is written in the other format and read again from there; where the fields so seen
differ from its own, its own are noted, with a digest of those seen. Read back with the same
digest, the question is what it was, to the letter. With another digest somebody has edited it
in the other program: then its words stay, and only what stands beside words is taken over.
"""

import hashlib
import json
from typing import Any

from study.banks.brought import Fields
from study.banks.encoding import escaped
from study.banks.yaml_events import DEEPEST, Plain

_LONGEST = 1_000_000
_WAS = "was"
_BESIDE_WORDS = ("id", "hint", "tags", "difficulty", "cite", "provenance", "waive")
_OF_THE_TYPE = ("accept", "shuffle")


class RemainderError(ValueError):
    """The text beside a question is not what an export of ours writes."""


def remainder_of(own: Fields, seen: Fields) -> str:
    """What a question's fields have that those seen in the other format have not, on one line."""
    seen = _with_tags(seen)
    names = dict.fromkeys([*own, *seen])
    different = {name: own.get(name) for name in names if own.get(name) != seen.get(name)}
    return one_line({_WAS: _digest(seen), **different})


def restored(seen: Fields, remainder: str) -> tuple[dict[str, Any], bool]:
    """The question's own fields, and whether those seen were changed since it was written."""
    seen = _with_tags(seen)
    noted = _parsed(remainder)
    is_changed = noted.pop(_WAS, "") != _digest(seen)
    fields = dict(seen)
    taken = [name for name in noted if not is_changed or _stays(name, noted)]
    for name in taken:
        if noted[name] is None:
            fields.pop(name, None)
        else:
            fields[name] = noted[name]
    return fields, is_changed


def _with_tags(seen: Fields) -> Fields:
    """With tags of its own, if only none, a question takes on none from a bank."""
    return {"tags": [], **seen}


def _stays(name: str, noted: Fields) -> bool:
    return name in _BESIDE_WORDS or (name in _OF_THE_TYPE and "type" not in noted)


def head_of(text: str) -> dict[str, Any]:
    """What was noted about the bank as a whole."""
    return {name: value for name, value in _parsed(text).items() if value is not None}


def one_line(fields: Fields) -> str:
    """The fields as JSON on one line; what no text file can hold is escaped."""
    return escaped(json.dumps(fields, ensure_ascii=False, separators=(",", ":")))


def _digest(fields: Fields) -> str:
    whole = json.dumps(fields, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > _LONGEST:
        raise RemainderError
    try:
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise RemainderError from error
    if not isinstance(value, dict):
        raise RemainderError
    return {name: None if inner is None else _plain(inner) for name, inner in value.items()}


def _plain(value: Plain, depth: int = 0) -> Plain:
    """Only texts, lists and groups, as a bank file has them."""
    if depth > DEEPEST:
        raise RemainderError
    if isinstance(value, dict):
        return {name: _plain(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, depth + 1) for inner in value]
    return str(value).lower() if isinstance(value, bool | None) else value
