"""Tables of questions: CSV, TSV and what Anki and others export as text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from study.banks.brought import Sent
from study.banks.exchange.answering import counting_of, understood
from study.banks.exchange.asking import Asked, asked_of
from study.banks.exchange.collecting import Collector
from study.banks.exchange.neutral import restored_cell
from study.banks.exchange.records import Record, delimiter_of, records
from study.banks.exchange.roles import TYPES, Role, bare, roles_of
from study.banks.exchange.scanning import Lines
from study.banks.html_text import html_to_text
from study.banks.reading import MOST_QUESTIONS, Reading

SHAPE = "table"
BANK_ROW = "bank"
OURS = "study"
QUOTES = "quotes"

_HEADER = re.compile(
    r"#(separator|html|columns|(?:notetype|deck|tags|guid)(?: column)?|if matches) *:(.*)"
)
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}
_LISTS = {"multiple", "short", "ordering", "matching"}
_LETTER = re.compile(r"[A-Ha-h]|\d{1,2}")
_LONGEST_NAME = 60


@dataclass(slots=True)
class _Layout:
    """What is known about the columns: from Anki's header lines, a row of names, or a guess."""

    delimiter: str = ""
    is_html: bool = False
    start: int = 0
    columns: str = ""
    names: list[str] = field(default_factory=list)
    by_place: dict[int, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    kind: str = ""
    is_anki: bool = False
    is_ours: bool = False


def read_table(text: str, sent: Sent) -> Reading:
    """The questions of a table, one in each row."""
    collector = Collector(sent.name, SHAPE)
    collect_table(text, collector)
    return collector.reading()


def collect_table(text: str, collector: Collector) -> None:
    """Hand the questions of a table to a collector, in their order."""
    _Reader(text, collector).read()


class _Reader:
    def __init__(self, text: str, collector: Collector) -> None:
        self.text = text
        self.lines = Lines(text)
        self.collector = collector
        self.layout = _layout(text)

    def read(self) -> None:
        layout = self.layout
        if not layout.delimiter:
            layout.delimiter, evenness = delimiter_of(self.text, layout.start)
            layout.delimiter = layout.delimiter if evenness else "\t"
        if layout.columns:
            layout.names = _unlike(layout.columns.split(layout.delimiter))
        rows = list(islice((it for it in self._records() if not it.is_empty), MOST_QUESTIONS + 2))
        rows = self._name_columns(rows)
        questions = [asked for row in rows if (asked := self._asked(row)) is not None]
        counting = counting_of(questions)
        for asked in questions:
            self.collector.take(understood(asked, counting))

    def _records(self) -> Iterator[Record]:
        for record in records(self.text, self.layout.delimiter, self.layout.start):
            if record.unclosed >= 0:
                line = self.lines.place(record.offset)[0]
                message = "A quotation mark opens here and is never closed; it counts as text."
                fix = 'Close it, or write "" for a quotation mark within a quoted cell.'
                self.collector.problem(line, 1, message, fix, severity="warning")
            yield record

    def _name_columns(self, rows: list[Record]) -> list[Record]:
        """Names the columns; gives the rows without the one that held the names."""
        layout = self.layout
        if not layout.names and rows and names_columns(rows[0].cells):
            layout.names = _unlike(rows[0].cells)
            rows = rows[1:]
        elif not layout.names and rows:
            layout.names = self._guessed(rows)
        layout.is_ours = OURS in layout.names
        for place, name in layout.by_place.items():
            layout.names += [f"column {n + 1}" for n in range(len(layout.names), place)]
            layout.names[place - 1 : place] = [name]
        return rows

    def _guessed(self, rows: Sequence[Record]) -> list[str]:
        width = max(len(row.cells) for row in rows)
        if width > 3 and not self.layout.is_anki and all(_ends_with_key(it.cells) for it in rows):
            self.collector.remark(
                "guessed", "No row names the columns: a question, its options, the right one."
            )
            return ["question", *[f"option{n}" for n in range(1, width - 1)], "answer"]
        self.collector.remark("guessed", "No row names the columns: a question, then its answer.")
        free = [n for n in range(1, width + 1) if n not in self.layout.by_place]
        named = dict(zip(free, ["question", "answer"], strict=False))
        return [named.get(n, f"column {n}") for n in range(1, width + 1)]

    def _asked(self, row: Record) -> Asked | None:
        line, _ = self.lines.place(row.offset)
        cells = dict(zip(self.layout.names, row.cells, strict=False))
        if self.layout.is_ours:
            cells = {name: restored_cell(cell) for name, cell in cells.items()}
            if cells.get("type") == BANK_ROW:
                self.collector.take_head(cells.get(OURS, ""), line)
                return None
            cells.pop(QUOTES, None)
        if len(row.cells) > len(self.layout.names):
            more = len(row.cells) - len(self.layout.names)
            message = f"The row has {more} cells more than the others; they are left out."
            fix = "Put cells that hold the delimiter between quotation marks."
            self.collector.problem(line, 1, message, fix, severity="warning")
        return self._mapped({name: cell for name, cell in cells.items() if cell.strip()}, line)

    def _mapped(self, cells: Mapping[str, str], line: int) -> Asked | None:
        layout = self.layout
        notes: list[str] = []
        if layout.is_html:
            converted = {name: html_to_text(cell) for name, cell in cells.items()}
            cells = {name: text for name, (text, _) in converted.items()}
            notes = [sentence for _, left in converted.values() for sentence in left]
        group = {name: _listed(name, cell, cells) for name, cell in cells.items()}
        asked = asked_of(group, line)
        if not asked.prompt:
            message = "The row has no question."
            self.collector.problem(line, 1, message, "Write one in its first column.")
            return None
        for sentence in notes:
            asked.item.dropped(sentence)
        asked.kind = asked.kind or layout.kind
        self._tag(asked)
        _arrange(asked)
        return asked

    def _tag(self, asked: Asked) -> None:
        tags = list(asked.item.fields.get("tags", []))
        if self.layout.is_anki:
            # Anki parts tags by spaces and their levels by ::.
            tags = [part.replace("::", "/") for tag in tags for part in tag.split()]
        tags = list(dict.fromkeys([*self.layout.tags, *tags]))
        if tags:
            asked.item.fields["tags"] = tags


def _layout(text: str) -> _Layout:
    """What Anki's header lines say; the rows begin behind them."""
    layout = _Layout()
    while found := _HEADER.match(text, layout.start):
        layout.is_anki = True
        _take_header(found[1], found[2].strip(), layout)
        layout.start = min(found.end() + 1, len(text))
    return layout


def _take_header(name: str, value: str, layout: _Layout) -> None:
    if name == "separator":
        layout.delimiter = _SEPARATORS.get(value.lower(), value[:1])
    elif name == "html":
        layout.is_html = value.lower() == "true"
    elif name == "columns":
        layout.columns = value
    elif name == "tags":
        layout.tags += [tag.replace("::", "/")[:100] for tag in value.split()]
    elif name == "deck" and value:
        layout.tags.append(value.replace("::", "/")[:100])
    elif name == "notetype":
        layout.kind = TYPES.get(bare(value), "")
    elif name.endswith(" column") and value.isdecimal() and 1 <= int(value[:3]) <= 200:
        kind = name.removesuffix(" column")
        names = {"tags": "tags", "guid": "guid", "deck": "deck"}
        layout.by_place[int(value[:3])] = names.get(kind, kind)


def names_columns(cells: Sequence[str]) -> bool:
    """Whether these cells are the names of columns rather than a question."""
    if any(len(cell) > _LONGEST_NAME or "?" in cell for cell in cells):
        return False
    roles = roles_of(dict.fromkeys(_unlike(cells), "x"))
    has_key = Role.KEY in roles.named or Role.WRONG in roles.named or bool(roles.wrong)
    return Role.PROMPT in roles.named and (has_key or bool(roles.options) or OURS in cells)


def _unlike(cells: Sequence[str]) -> list[str]:
    """The names, numbered where several columns have the same."""
    bared = [cell.strip() for cell in cells]
    counted: dict[str, int] = {}
    names = []
    for name in bared:
        counted[name] = counted.get(name, 0) + 1
        names.append(f"{name}{counted[name]}" if bared.count(name) > 1 else name)
    return names


def _ends_with_key(cells: Sequence[str]) -> bool:
    *others, last = [cell.strip() for cell in cells if cell.strip()] or [""]
    return len(others) > 2 and (_LETTER.fullmatch(last) is not None or last in others[1:])


def _listed(name: str, cell: str, cells: Mapping[str, str]) -> str | list[str]:
    """A cell, as a list where its lines are answers of their own."""
    role = roles_of({name: cell}).named
    is_key = Role.KEY in role and TYPES.get(bare(cells.get("type", ""))) in _LISTS
    if "\n" in cell and (Role.WRONG in role or is_key or Role.OPTIONS in role):
        return [line for line in cell.split("\n") if line.strip()]
    return cell


def _arrange(asked: Asked) -> None:
    """Orders and pairs as tables of ours write them: line by line."""
    if asked.kind == "ordering" and not asked.items:
        asked.items = asked.keys
    elif asked.kind == "matching" and not asked.pairs:
        sides = [key.partition("->") for key in asked.keys]
        asked.pairs = [[left.strip(), right.strip()] for left, arrow, right in sides if arrow]
