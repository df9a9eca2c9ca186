"""YAML read from the parser's events: texts stay texts, and nothing is trusted.

Bounds are held while the events arrive, so a bomb is refused before it is built. Where things
stand is remembered for whole questions only; `find` reads one of them again when a problem
has to be placed, which keeps the usual case, a good file, fast.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml._yaml import CParser

from study.banks.problems import MOST_PROBLEMS, Severity

DEEPEST = 20
MOST_NODES = 1_000_000

Event: TypeAlias = Any  # The library's stubs leave out what its events carry.
Plain: TypeAlias = Any  # A str, or a list or dict of such: whatever the file holds.
Path: TypeAlias = tuple[str | int, ...]
Progress: TypeAlias = Callable[[int, int], None]

# What may not stand in a text; escapes like "\0" can still bring it in after parsing.
CONTROL = re.compile(r"[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_HARMLESS_TAGS = {"!markdown", "!html"}
_BATCH = 4_096
_ENDS = {MappingEndEvent, SequenceEndEvent}
_LEAVES = {ScalarEvent, AliasEvent}
_NODES = {MappingStartEvent, SequenceStartEvent} | _LEAVES


class Place(NamedTuple):
    """A point in a text: its offset, and its line and column counted from 0."""

    offset: int
    line: int
    column: int


class Extent(NamedTuple):
    """From where to where something stands."""

    start: Place
    end: int


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in the YAML itself that the format does not allow.

    Where the message names a second line it says `{line}`, since that may move with the place.
    """

    place: Place
    message: str
    fix: str = ""
    severity: Severity = "error"
    second_line: int = 0
    question: str = ""
    is_of_a_question: bool = False

    def sentence(self) -> str:
        """The message with the number of the second line in it."""
        return self.message.replace("{line}", str(self.second_line + 1))


class RefusedError(Exception):
    """The text as a whole cannot be read."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.message)
        self.flaw = flaw


class SecondDocumentError(RefusedError):
    """The text holds several YAML documents where one was expected."""


@dataclass(slots=True)
class Loaded:
    """What a YAML text holds, its flaws, and where each of its questions stands."""

    value: Plain = ""
    flaws: list[Flaw] = field(default_factory=list)
    extents: dict[int, Extent] = field(default_factory=dict)
    nodes: int = 0

    def add(self, flaw: Flaw) -> None:
        """Note a flaw; far beyond a thousand there is no point."""
        if len(self.flaws) < 2 * MOST_PROBLEMS:
            self.flaws.append(flaw)

    def flaw(self, event: Event, message: str, fix: str = "", severity: Severity = "error") -> None:
        """Note a flaw where an event stands."""
        self.add(Flaw(_place(event), message, fix, severity))


def too_many(place: Place) -> Flaw:
    """What is said where the bound on values is passed."""
    message = f"The file holds more than {MOST_NODES:,} values."
    return Flaw(place, message, "Split it into several banks.")


def events(text: str) -> Iterator[Event]:
    """The events of a YAML text; raises yaml.YAMLError where it is no YAML."""
    parser = CParser(text)
    while type(event := parser.get_event()) is not StreamEndEvent:
        yield event


def load(text: str, *, progress: Progress | None = None) -> Loaded:
    """What the text holds; raises RefusedError over the bounds, yaml.YAMLError if it is no YAML."""
    return _Builder(text).build(progress)


def load_all(text: str) -> Loaded:
    """The same of a text with several YAML documents: its value is the list of theirs."""
    return _Builder(text, is_single=False).build(None)


def _place(event: Event) -> Place:
    mark = event.start_mark
    return Place(mark.index, mark.line, mark.column)


@dataclass(slots=True)
class _Open:
    """A container while `walk` is inside it."""

    path: Path
    is_mapping: bool
    count: int = 0
    name: str = ""
    key: Place | None = None

    def step(self, here: Place) -> tuple[Path, Place]:
        """The path of the next value, and where its name or else it itself begins."""
        if self.is_mapping:
            key, self.key = self.key or here, None
            return (*self.path, self.name), key
        self.count += 1
        return (*self.path, self.count - 1), here


def walk(text: str, extent: Extent | None = None) -> Iterator[tuple[Path, Place, Place]]:
    """Each value's path, where its name begins and where it begins itself.

    A stretch of the text is read by itself, moved to its column: so it is YAML again.
    """
    start, end = extent or Extent(Place(0, 0, 0), len(text))
    opened: list[_Open] = []
    for event in events(" " * start.column + text[start.offset : end]):
        kind = type(event)
        if kind in _ENDS:
            opened.pop()
        if kind not in _NODES:
            continue
        mark = event.start_mark
        offset = mark.index + start.offset - start.column
        here = Place(offset, mark.line + start.line, mark.column)
        top = opened[-1] if opened else None
        if top is not None and top.is_mapping and top.key is None:
            if kind is not ScalarEvent:
                return
            top.name, top.key = event.value, here
            continue
        path, key = top.step(here) if top is not None else ((), here)
        yield path, key, here
        if kind not in _LEAVES:
            opened.append(_Open(path, kind is MappingStartEvent))


class _Builder:
    """The open containers while the events of one text arrive."""

    def __init__(self, text: str, *, is_single: bool = True) -> None:
        self.text = text
        self.is_single = is_single
        self.loaded = Loaded()
        self.items: list[Plain] = []
        self.opened: list[tuple[Event, list[Plain]]] = []
        self.has_escapes = "\\" in text
        self.documents = 0
        self.events = 0
        self.containers = 0

    def build(self, progress: Progress | None) -> Loaded:
        """Run through the events in batches, counting nodes after each."""
        get = CParser(self.text).get_event
        event = None
        while type(event) is not StreamEndEvent:
            event = self._take(get)
            # A container has two events and is one value.
            self.loaded.nodes = self.events - self.containers
            if self.loaded.nodes > MOST_NODES:
                raise RefusedError(too_many(_place(event)))
            if progress is not None:
                progress(event.end_mark.index, len(self.text))
        if self.is_single:
            self.loaded.value = self.items[0] if self.items else ""
        else:
            self.loaded.value = self.items
        return self.loaded

    def _take(self, get: Callable[[], Event]) -> Event:
        """Build what the next few thousand events say; gives the last of them.

        This loop is most of the time of reading a file, so it does without calls where it can.
        """
        items = self.items
        is_clean = not self.has_escapes
        for taken in range(1, _BATCH + 1):  # noqa: B007 (counts what was taken, used below)
            event = get()
            kind = type(event)
            if kind is ScalarEvent:
                value = event.value
                if event.tag is None and event.anchor is None and (is_clean or value.isprintable()):
                    items.append(value)
                else:
                    items.append(self._scalar(event))
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                items = self._open(event, items)
            elif kind is MappingEndEvent:
                items = self._close_mapping(event, items)
            elif kind is SequenceEndEvent:
                items = self._close_list(items)
            elif kind is AliasEvent:
                message = f"“*{event.anchor[:40]}” repeats something from elsewhere in the file."
                self.loaded.flaw(event, message, "Write the text out here.")
                items.append("")
            elif kind is DocumentStartEvent:
                self._start_document(event)
            elif kind is StreamEndEvent:
                break
        self.items = items
        self.events += taken
        return event

    def _scalar(self, event: ScalarEvent) -> str:
        self._look_at_marks(event)
        bad = CONTROL.search(event.value)
        if bad:
            code = f"U+{ord(bad[0]):04X}"
            self.loaded.flaw(event, f"The text holds the control character {code}.", "Remove it.")
        return str(event.value)

    def _look_at_marks(self, event: Event) -> None:
        if event.anchor is not None:
            message = f"“&{event.anchor[:40]}” names something for repetition."
            self.loaded.flaw(event, message, "Remove it and write the text out where it is needed.")
        if event.tag is None:
            return
        if event.tag in _HARMLESS_TAGS and type(event) is ScalarEvent:
            message = f"The tag “{event.tag}” is ignored; the text is kept."
            self.loaded.flaw(event, message, "Remove the tag.", "warning")
        else:
            self.loaded.flaw(event, f"Tags like “{event.tag[:40]}” are not allowed.", "Remove it.")

    def _open(self, event: Event, outer: list[Plain]) -> list[Plain]:
        if event.tag is not None or event.anchor is not None:
            self._look_at_marks(event)
        opened = self.opened
        if len(opened) >= DEEPEST:
            message = f"Values stand inside one another more than {DEEPEST} deep."
            raise RefusedError(Flaw(_place(event), message, "A bank file needs five levels."))
        opened.append((event, outer))
        self.containers += 1
        return []

    def _close_list(self, items: list[Plain]) -> list[Plain]:
        outer = self.opened.pop()[1]
        outer.append(items)
        return outer

    def _close_mapping(self, end: Event, items: list[Plain]) -> list[Plain]:
        start, outer = self.opened.pop()
        alternately = iter(items)
        try:
            mapping = dict(zip(alternately, alternately, strict=True))
        except TypeError:
            self.loaded.flaw(start, "A field's name is a list or a group.", "Use plain names.")
            pairs = zip(items[::2], items[1::2], strict=True)
            mapping = {name: value for name, value in pairs if isinstance(name, str)}
        else:
            if 2 * len(mapping) < len(items):
                self._name_repetitions(start, end)
            if "<<" in mapping:
                self.loaded.flaw(start, "“<<” takes fields from elsewhere.", "Write them out here.")
        if len(self.opened) == 2 and self._are_questions():
            self.loaded.extents[len(outer)] = Extent(_place(start), end.start_mark.index)
        outer.append(mapping)
        return outer

    def _are_questions(self) -> bool:
        (root, _), (_, fields) = self.opened
        return type(root) is MappingStartEvent and fields[-1:] == ["questions"]

    def _name_repetitions(self, start: Event, end: Event) -> None:
        first: dict[Path, Place] = {}
        for path, key, _ in walk(self.text, Extent(_place(start), end.start_mark.index)):
            if len(path) != 1:
                continue
            if path in first:
                message = f"`{str(path[0])[:80]}` stands here twice, first in line {{line}}."
                fix = "Remove one of the two."
                self.loaded.add(Flaw(key, message, fix, second_line=first[path].line))
            first.setdefault(path, key)

    def _start_document(self, event: Event) -> None:
        self.documents += 1
        if self.documents > 1 and self.is_single:
            message = "The file holds a second YAML document."
            raise SecondDocumentError(
                Flaw(_place(event), message, "Put each bank into a file of its own.")
            )
