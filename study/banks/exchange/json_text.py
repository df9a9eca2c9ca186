"""JSON into texts, lists and groups within bounds, and where in it each of them stands."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from study.banks.exchange.scanning import Lines
from study.banks.yaml_events import (
    CONTROL,
    DEEPEST,
    MOST_NODES,
    Extent,
    Flaw,
    Loaded,
    Path,
    Place,
    Plain,
    RefusedError,
    too_many,
)

# Strings are stepped over whole: what stands in them has no meaning.
_TOKEN = re.compile(r"\"(?:[^\"\\]++|\\.)*+\"|[{}\[\],]", re.DOTALL)
_NAME = re.compile(r"[ \t\n\r]*+:")
_SENTENCES = (
    ("Expecting property name", "A name between double quotes is missing here.", 'Write "name":.'),
    ("Expecting ',' delimiter", "A comma is missing before this.", "Write one."),
    ("Expecting ':' delimiter", "A colon is missing behind a name.", "Write one."),
    ("Expecting value", "A value is missing here, or this is none.", 'Write "text" or a number.'),
    ("Unterminated", "The quotation mark that opens here is never closed.", "Close it."),
    ("control", "A line end or a tab stands within a text.", "Write \\n or \\t for it."),
    ("escape", "A backslash stands before a wrong letter.", "Write \\\\ for a backslash."),
    ("Extra data", "Something follows where the value has already ended.", "Remove it."),
)


def load_json(text: str) -> Loaded:
    """What the text holds; raises RefusedError where it is no JSON or passes the bounds.

    Numbers, truths and NaN stay as they are written; a field that is null is left out.
    """
    lines = Lines(text)
    _hold_bounds(text, lines)
    has_repetitions = False

    def group(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
        nonlocal has_repetitions
        built = {name: _plain(value) for name, value in pairs if value is not None}
        has_repetitions = has_repetitions or len({name for name, _ in pairs}) < len(pairs)
        return built

    try:
        value = json.loads(
            text, object_pairs_hook=group, parse_int=str, parse_float=str, parse_constant=str
        )
    except json.JSONDecodeError as error:
        raise RefusedError(_flaw_of(error, lines)) from error
    loaded = Loaded(value=_plain(value))
    _place_questions(text, lines, loaded)
    if has_repetitions:
        _name_repetitions(text, lines, loaded)
    if "\\" in text:
        _refuse_controls(text, lines, loaded)
    return loaded


def json_places(text: str) -> dict[Path, Place]:
    """Where every value begins, by its path, in a text that is JSON."""
    lines = Lines(text)
    found: dict[Path, Place] = {}
    for step in _walk(text):
        found.setdefault(step.path, _place(lines, step.start))
    return found


def _plain(value: Plain) -> Plain:
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _hold_bounds(text: str, lines: Lines) -> None:
    depth = nodes = 0
    for found in _TOKEN.finditer(text):
        first = found[0][0]
        depth += (first in "{[") - (first in "}]")
        nodes += first in "{[,"
        if depth > DEEPEST:
            message = f"Values stand inside one another more than {DEEPEST} deep."
            place = _place(lines, found.start())
            raise RefusedError(Flaw(place, message, "A bank file needs five levels."))
        if nodes > MOST_NODES:
            raise RefusedError(too_many(_place(lines, found.start())))


def _place(lines: Lines, offset: int) -> Place:
    line, column = lines.place(offset)
    return Place(offset, line - 1, column - 1)


def _flaw_of(error: json.JSONDecodeError, lines: Lines) -> Flaw:
    place = _place(lines, min(error.pos, len(lines.text)))
    for part, message, fix in _SENTENCES:
        if part in error.msg:
            return Flaw(place, message, fix)
    return Flaw(place, f"JSON cannot be read here ({error.msg}).")


# --- places ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Step:
    """A name, a text or a container of a valid JSON text, and where it stands."""

    path: Path
    start: int
    end: int
    text: str = ""
    is_name: bool = False


@dataclass(slots=True)
class _Open:
    path: Path
    start: int
    is_list: bool
    count: int = 0
    name: str = ""

    def below(self) -> Path:
        return (*self.path, self.count if self.is_list else self.name)


def _walk(text: str) -> Iterator[_Step]:
    """Every name, text, group and list; the last two when they end."""
    opened: list[_Open] = []
    for found in _TOKEN.finditer(text):
        sign = found[0]
        top = opened[-1] if opened else None
        if sign[0] == '"':
            is_name = top is not None and not top.is_list and _NAME.match(text, found.end())
            if top is not None and is_name:
                top.name = json.loads(sign)
            path = top.below() if top else ()
            yield _Step(path, found.start(), found.end(), sign, is_name=bool(is_name))
        elif sign in "{[":
            path = top.below() if top else ()
            opened.append(_Open(path, found.start(), sign == "["))
        elif sign == "," and top is not None:
            top.count += 1
        elif sign in "}]" and top is not None:
            opened.pop()
            yield _Step(top.path, top.start, found.end())


def _place_questions(text: str, lines: Lines, loaded: Loaded) -> None:
    value = loaded.value
    items = value.get("questions") if isinstance(value, dict) else None
    if not isinstance(items, list):
        return
    wanted = {("questions", n) for n, item in enumerate(items) if isinstance(item, dict)}
    for step in _walk(text):
        if step.path in wanted and not step.text and step.end - step.start > 1:
            loaded.extents[int(step.path[1])] = Extent(_place(lines, step.start), step.end)


def _name_repetitions(text: str, lines: Lines, loaded: Loaded) -> None:
    pending: list[_Step] = []
    for step in _walk(text):
        if step.is_name:
            pending.append(step)
        elif not step.text:
            # A group ends: the names since it began are its own, those of groups in it are gone.
            own: list[_Step] = []
            while pending and pending[-1].start > step.start:
                own.append(pending.pop())
            _name_repeated(reversed(own), lines, loaded)


def _name_repeated(names: Iterable[_Step], lines: Lines, loaded: Loaded) -> None:
    first: dict[Path, int] = {}
    for name in names:
        if name.path in first:
            message = f"`{str(name.path[-1])[:80]}` stands here twice, first in line {{line}}."
            second = lines.place(first[name.path])[0] - 1
            place = _place(lines, name.start)
            loaded.add(Flaw(place, message, "Remove one of the two.", second_line=second))
        first.setdefault(name.path, name.start)


def _refuse_controls(text: str, lines: Lines, loaded: Loaded) -> None:
    for step in _walk(text):
        if "\\" not in step.text:
            continue
        bad = CONTROL.search(json.loads(step.text))
        if bad:
            message = f"The text holds the control character U+{ord(bad[0]):04X}."
            loaded.add(Flaw(_place(lines, step.start), message, "Remove it."))
