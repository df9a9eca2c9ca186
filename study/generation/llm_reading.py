"""What a model wrote, read tolerantly: fences, prose around it, several arrays, a missing end."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Any  # Whatever a JSON text holds.
Item: TypeAlias = Mapping[str, Json]

MOST_ITEMS = 2_000
# An answer holds groups in lists in groups, and each start that fails is read to its flaw.
_DEEPEST = 8
_MOST_FAILURES = 500

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"\A\s*```[a-zA-Z]*[ \t]*\n(.*?)\n?[ \t]*```\s*\Z", re.DOTALL)
_OPENING = re.compile(r"[{\[](?=\s*[\"{\[])")
_TYPED = re.compile(r"\{[^{}\[\]]*\"type\"\s*:")
_EXTRA_COMMA = re.compile(r"(\"(?:[^\"\\]++|\\.)*+\")|,(?=\s*[}\]])", re.DOTALL)
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, strict=False)


@dataclass(frozen=True, slots=True)
class Found:
    """The items of an answer; `flaw` says why it is not JSON from beginning to end, or "".

    `broken` counts items that begin and cannot be read, `is_cut` says that the end is missing.
    """

    items: tuple[Item, ...]
    flaw: str = ""
    broken: int = 0
    is_cut: bool = False


def is_question(item: Item) -> bool:
    """Whether a group of fields means to be a question."""
    asks = item.get("prompt") or item.get("text")
    return isinstance(item.get("type"), str) and isinstance(asks, str)


def items_in(text: str, is_item: Callable[[Item], bool] = is_question) -> Found:
    """Every item in what a model wrote, and what is wrong with the rest.

    Numbers stay as they are written; what a model thought before it answered is no answer.
    """
    said = _THOUGHT.sub(" ", text)
    fenced = _FENCE.match(said)
    bare = fenced[1] if fenced else said
    try:
        whole, end = _DECODER.raw_decode(bare.lstrip())
    except (json.JSONDecodeError, RecursionError) as error:
        return _salvaged(said, is_item, _told(error))
    if bare.lstrip()[end:].strip():
        return _salvaged(said, is_item, "")
    return Found(_all(whole, is_item))


def _told(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} in line {error.lineno}, column {error.colno}"
    return "it is nested too deep"


def _salvaged(text: str, is_item: Callable[[Item], bool], flaw: str) -> Found:
    """What can be read of a text that is more, or less, than JSON."""
    found = _scanned(text, is_item)
    if found.broken and not found.is_cut:
        mended = _scanned(_EXTRA_COMMA.sub(lambda it: it[1] or "", text), is_item)
        found = mended if len(mended.items) > len(found.items) else found
    if found.items and not found.broken and not found.is_cut:
        return found
    return Found(found.items, flaw or "it holds no questions", found.broken, found.is_cut)


def _scanned(text: str, is_item: Callable[[Item], bool]) -> Found:
    items: list[Item] = []
    at = failures = broken = 0
    is_cut = False
    while failures < _MOST_FAILURES and (opening := _OPENING.search(text, at)):
        try:
            value, at = _DECODER.raw_decode(text, opening.start())
        except (json.JSONDecodeError, RecursionError) as error:
            failures += 1
            is_cut = is_cut or _is_at_end(error, text)
            broken += _TYPED.match(text, opening.start()) is not None
            at = opening.start() + 1
        else:
            items += _all(value, is_item)
    return Found(tuple(items[:MOST_ITEMS]), "", broken, is_cut)


def _is_at_end(error: Exception, text: str) -> bool:
    """Whether a value cannot be read because the text ends within it."""
    if not isinstance(error, json.JSONDecodeError):
        return False
    return error.pos >= len(text.rstrip("` \n")) or error.msg.startswith("Unterminated")


def _all(value: Json, is_item: Callable[[Item], bool]) -> tuple[Item, ...]:
    return tuple(_each(value, is_item, _DEEPEST))[:MOST_ITEMS]


def _each(value: Json, is_item: Callable[[Item], bool], depth: int) -> Iterator[Item]:
    if isinstance(value, dict) and is_item(value):
        if _is_shallow(value, _DEEPEST):
            yield value
    elif isinstance(value, dict | list) and depth:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _each(inner, is_item, depth - 1)


def _is_shallow(value: Json, depth: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return depth > 0 and all(_is_shallow(it, depth - 1) for it in inner)
