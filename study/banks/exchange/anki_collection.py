"""What stands in a collection of Anki's: note types, notes, decks, cards, reviews.

The database came from somebody. It is opened read-only; only tables that are known, and really
are tables, are read, under a limit of time, of rows and of the length of a cell.
"""

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from study.banks.archives import RefusedArchiveError
from study.banks.exchange.anki_package import collection_file
from study.banks.exchange.protobuf import ProtobufError, messages, number, text

MOST_NOTES = 20_000
MOST_CARDS = 100_000
MOST_REVIEWS = 1_000_000
MOST_SECONDS = 30
LONGEST_CELL = 16 * 2**20
LONGEST_NOTE = 2**20

_STEPS_BETWEEN_LOOKS = 10_000
_CLOZE = 1
_OCCLUSION = 6
_WORDS_OF_PLACEHOLDER = "Please update to the latest Anki version"


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of card of a note type: what stands on its front and its back."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """What the notes of one sort have for fields, and which cards are made of them."""

    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    is_cloze: bool = False
    is_occlusion: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its fields are HTML, in the order of its type's."""

    id: int
    guid: str
    type_id: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnkiCard:
    """A card of a note; `place` is its template's, or a deletion's number less one."""

    id: int
    note_id: int
    deck_id: int
    place: int
    is_suspended: bool = False
    flag: int = 0


@dataclass(frozen=True, slots=True)
class AnkiReview:
    """One answer: when, in milliseconds since 1970, with which button, after how long."""

    at_ms: int
    card_id: int
    button: int
    taken_ms: int
    kind: int
    factor: int


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything that is read of a package; `too_long` counts notes that were passed over."""

    types: Mapping[int, NoteType] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    decks: Mapping[int, str] = field(default_factory=dict)
    cards: tuple[AnkiCard, ...] = ()
    reviews: tuple[AnkiReview, ...] = ()
    too_long: int = 0


# Besides what the database says of itself: JSON and messages of another shape than Anki's.
_FAILURES = (
    *(sqlite3.Error, ProtobufError, ValueError, TypeError, KeyError, AttributeError, IndexError),
    *(OverflowError, RecursionError, MemoryError),
)
_Row: TypeAlias = Sequence[Any]


def read_collection(data: bytes, *, with_reviews: bool = False) -> Collection:
    """What is in an Anki package; raises RefusedArchiveError with a sentence."""
    try:
        with collection_file(data) as path, closing(_connected(path)) as connection:
            collection = _Reader(connection).read(with_reviews=with_reviews)
    except _FAILURES as error:
        again = "Check the database in Anki (Tools, Check Database) and export it once more."
        raise RefusedArchiveError("The collection in the package is damaged.", again) from error
    if _is_placeholder(collection):
        message = "The package holds only a note that asks to update Anki."
        raise RefusedArchiveError(message, "Export it from Anki once more, all files together.")
    return collection


def _is_placeholder(collection: Collection) -> bool:
    notes = collection.notes
    return len(notes) == 1 and notes[0].fields[0].startswith(_WORDS_OF_PLACEHOLDER)


def _connected(path: Path) -> sqlite3.Connection:
    """A connection that can only read, and that gives up after a while."""
    address = f"file:{quote(str(path))}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    connection.text_factory = lambda cell: cell.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_CELL)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    until = time.monotonic() + MOST_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS_BETWEEN_LOOKS)
    for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class _Reader:
    """One collection while it is read; older ones keep note types and decks as JSON."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def read(self, *, with_reviews: bool) -> Collection:
        notes, too_long = self.notes()
        return Collection(
            types=self.types(),
            notes=notes,
            decks=self.decks(),
            cards=tuple(self.cards()),
            reviews=tuple(self.reviews()) if with_reviews else (),
            too_long=too_long,
        )

    def notes(self) -> tuple[tuple[Note, ...], int]:
        """The notes, one by one: one that is too long must not cost the others."""
        names = ("id", "guid", "mid", "tags", "flds")
        self.check("notes", names)
        ids = self.connection.execute("SELECT id FROM notes ORDER BY id LIMIT ?", (MOST_NOTES + 1,))
        notes, too_long = [], 0
        for (identity,) in ids.fetchall():
            row = self.note(identity)
            if row is None:
                too_long += 1
            else:
                notes.append(row)
        return tuple(notes), too_long

    def note(self, identity: int) -> Note | None:
        statement = "SELECT id, guid, mid, tags, flds FROM notes WHERE id = ?"
        try:
            row = self.connection.execute(statement, (identity,)).fetchone()
        except sqlite3.DataError:  # The cell is longer than may be.
            return None
        fields = str(row[4])
        if len(fields) > LONGEST_NOTE:
            return None
        tags = tuple(str(row[3]).split())
        return Note(int(row[0]), str(row[1]), int(row[2]), tags, tuple(fields.split("\x1f")))

    def types(self) -> Mapping[int, NoteType]:
        models = self.json_of("models")
        if models:
            return {int(identity): _type_of_json(model) for identity, model in models.items()}
        fields = self.grouped("fields", "name")
        templates = self.grouped("templates", "name, config")
        return {
            identity: _type_of_tables(
                name, messages(config), fields.get(identity, []), templates.get(identity, [])
            )
            for identity, name, config in self.rows("notetypes", "id, name, config")
        }

    def decks(self) -> Mapping[int, str]:
        decks = self.json_of("decks")
        if decks:
            return {int(identity): str(deck["name"]) for identity, deck in decks.items()}
        return {
            identity: str(name).replace("\x1f", "::")
            for identity, name in self.rows("decks", "id, name")
        }

    def cards(self) -> Iterator[AnkiCard]:
        for row in self.rows("cards", "id, nid, did, ord, queue, flags, odid", most=MOST_CARDS):
            identity, note, deck, place, queue, flags, home = map(int, row)
            # A card that waits in a filtered deck keeps its own deck beside it.
            yield AnkiCard(identity, note, home or deck, place, queue == -1, flags & 7)

    def reviews(self) -> Iterator[AnkiReview]:
        columns = "id, cid, ease, time, type, factor"
        for row in self.rows("revlog", columns, most=MOST_REVIEWS):
            yield AnkiReview(*map(int, row))

    # --- tables ----------------------------------------------------------------------------

    def json_of(self, column: str) -> Mapping[str, Any]:
        """What the collection's one row keeps as JSON; nothing in newer collections."""
        self.check("col", (column,))
        row = self.connection.execute(f"SELECT {column} FROM col LIMIT 1").fetchone()  # noqa: S608  # The column's name is written here.
        value = json.loads(row[0]) if row and row[0] else {}
        return value if isinstance(value, dict) else {}

    def grouped(self, table: str, columns: str) -> Mapping[int, list[_Row]]:
        """The rows that belong to each note type, in their order."""
        found: dict[int, list[_Row]] = {}
        for row in sorted(self.rows(table, f"ntid, ord, {columns}"), key=_place):
            found.setdefault(row[0], []).append(row[2:])
        return found

    def rows(self, table: str, columns: str, *, most: int = MOST_NOTES) -> Iterator[_Row]:
        """The rows of a table, within bounds."""
        self.check(table, columns.split(", "))
        statement = f"SELECT {columns} FROM {table} LIMIT ?"  # noqa: S608  # Both are written here.
        yield from self.connection.execute(statement, (most,))

    def check(self, table: str, columns: Sequence[str]) -> None:
        """Refuses what only looks like a table: views, virtual tables, computed columns."""
        statement = "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?"
        root = self.connection.execute(statement, (table,)).fetchone()
        if root is None or not root[0]:
            message = f"there is no table {table}"
            raise sqlite3.DatabaseError(message)
        described = self.connection.execute(f"PRAGMA table_xinfo({table})").fetchall()
        stored = {row[1].lower() for row in described if row[6] == 0}
        if not stored.issuperset(columns):
            message = f"the table {table} is not as Anki makes it"
            raise sqlite3.DatabaseError(message)


def _place(row: _Row) -> tuple[int, int]:
    return int(row[0]), int(row[1])


def _type_of_json(model: Mapping[str, Any]) -> NoteType:
    return NoteType(
        str(model["name"]),
        tuple(str(it["name"]) for it in model["flds"]),
        tuple(Template(str(it["name"]), str(it["qfmt"]), str(it["afmt"])) for it in model["tmpls"]),
        is_cloze=model.get("type") == _CLOZE,
        is_occlusion=model.get("originalStockKind") == _OCCLUSION,
    )


def _type_of_tables(
    name: str,
    config: Mapping[int, int | bytes],
    fields: Sequence[_Row],
    templates: Sequence[_Row],
) -> NoteType:
    """A note type as newer collections have it: kind is field 1, the stock kind field 9."""
    made = [(str(row[0]), messages(row[1])) for row in templates]
    return NoteType(
        str(name),
        tuple(str(row[0]) for row in fields),
        tuple(Template(named, text(config, 1), text(config, 2)) for named, config in made),
        is_cloze=number(config, 1) == _CLOZE,
        is_occlusion=number(config, 9) == _OCCLUSION,
    )
