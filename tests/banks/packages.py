"""Small Anki packages of each generation, made field by field as Anki makes them."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import zstandard

from study.banks.brought import Sent
from study.banks.exchange.anki import read_apkg
from study.banks.reading import Reading

PLACEHOLDER = "Please update to the latest Anki version, then import the .apkg file again."
_COMMON = """
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL,
  sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL,
  ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL,
  queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL,
  reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
  odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL,
  ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL,
  time integer NOT NULL, type integer NOT NULL);
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL,
  scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL,
  ls integer NOT NULL, conf text NOT NULL, models text NOT NULL, decks text NOT NULL,
  dconf text NOT NULL, tags text NOT NULL);
"""
_NEWER = """
CREATE TABLE notetypes (id integer NOT NULL PRIMARY KEY, name text NOT NULL COLLATE unicase,
  mtime_secs integer NOT NULL, usn integer NOT NULL, config blob NOT NULL);
CREATE TABLE fields (ntid integer NOT NULL, ord integer NOT NULL,
  name text NOT NULL COLLATE unicase, config blob NOT NULL, PRIMARY KEY (ntid, ord)) without rowid;
CREATE TABLE templates (ntid integer NOT NULL, ord integer NOT NULL,
  name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL, usn integer NOT NULL,
  config blob NOT NULL, PRIMARY KEY (ntid, ord)) without rowid;
CREATE TABLE decks (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase,
  mtime_secs integer NOT NULL, usn integer NOT NULL, common blob NOT NULL, kind blob NOT NULL);
"""


@dataclass(frozen=True)
class Type:
    """A note type; templates are pairs of front and back."""

    fields: Sequence[str] = ("Front", "Back")
    templates: Sequence[tuple[str, str]] = (("{{Front}}", "{{FrontSide}}<hr>{{Back}}"),)
    is_cloze: bool = False
    stock: int = 0


BASIC = Type()
REVERSED = Type(templates=(*BASIC.templates, ("{{Back}}", "{{FrontSide}}<hr>{{Front}}")))
TYPED = Type(templates=(("{{Front}}{{type:Back}}", "{{Front}}<hr>{{type:Back}}"),))
CLOZE = Type(
    ("Text", "Back Extra"), (("{{cloze:Text}}", "{{cloze:Text}}<br>{{Back Extra}}"),), is_cloze=True
)
OCCLUSION = Type(("Occlusion", "Image"), (("{{cloze:Occlusion}}", "{{Image}}"),), True, 6)


@dataclass(frozen=True)
class N:
    """A note; `cards` are the places of its cards, each with its deck's name."""

    fields: Sequence[str]
    kind: Type = BASIC
    tags: Sequence[str] = ()
    guid: str = ""
    decks: Sequence[str] = ("Deck",)
    places: Sequence[int] = (0,)
    queue: int = 0
    flags: int = 0
    # Pairs of milliseconds since 1970 and button, of the first card.
    reviews: Sequence[tuple[int, int]] = ()


@dataclass
class Made:
    """A collection while it is made."""

    notes: Sequence[N]
    is_newer: bool = False
    types: dict[Type, int] = field(default_factory=dict)
    decks: dict[str, int] = field(default_factory=dict)

    def data(self, script: str = "") -> bytes:
        """The SQLite file, after a script of the test's own."""
        with closing(sqlite3.connect(":memory:")) as db:
            db.create_collation("unicase", lambda a, b: (a > b) - (a < b))
            db.executescript(_COMMON + (_NEWER if self.is_newer else ""))
            for number, note in enumerate(self.notes, start=1):
                self._note(db, number, note)
            models, decks = ("", "") if self.is_newer else (self._models(), self._decks())
            values = (1, 0, 0, 0, 18 if self.is_newer else 11, 0, 0, 0, "", models, decks, "", "")
            db.execute(f"INSERT INTO col VALUES ({', '.join('?' * 13)})", values)
            if self.is_newer:
                self._tables(db)
            db.executescript(script)
            db.commit()
            return db.serialize()

    def _note(self, db: sqlite3.Connection, number: int, note: N) -> None:
        kind = self.types.setdefault(note.kind, 1_000 + len(self.types))
        fields, guid = "\x1f".join(note.fields), note.guid or f"guid-{number}"
        tags = f" {' '.join(note.tags)} " if note.tags else ""
        db.execute(
            "INSERT INTO notes VALUES (?, ?, ?, 0, -1, ?, ?, ?, 0, 0, '')",
            (number, guid, kind, tags, fields, note.fields[0]),
        )
        for place, at in enumerate(note.places):
            deck_name = note.decks[min(place, len(note.decks) - 1)]
            deck = self.decks.setdefault(deck_name, 50 + len(self.decks))
            db.execute(
                "INSERT INTO cards VALUES (?, ?, ?, ?, 0, -1, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, ?, '')",
                (number * 100 + place, number, deck, at, note.queue, note.flags),
            )
        for at_ms, button in note.reviews:
            values = (at_ms, number * 100, button)
            db.execute("INSERT INTO revlog VALUES (?, ?, -1, ?, 1, 1, 2500, 1500, 1)", values)

    def _models(self) -> str:
        return json.dumps(
            {
                str(number): {
                    "id": number,
                    "name": f"Type {number}",
                    "type": int(kind.is_cloze),
                    "originalStockKind": kind.stock,
                    "flds": [{"name": name} for name in kind.fields],
                    "tmpls": [
                        {"name": f"Card {n}", "qfmt": front, "afmt": back}
                        for n, (front, back) in enumerate(kind.templates, start=1)
                    ],
                }
                for kind, number in self.types.items()
            }
        )

    def _decks(self) -> str:
        return json.dumps({str(it): {"id": it, "name": name} for name, it in self.decks.items()})

    def _tables(self, db: sqlite3.Connection) -> None:
        for kind, number in self.types.items():
            config = _number(1, int(kind.is_cloze)) + _number(9, kind.stock)
            row = (number, f"Type {number}", config)
            db.execute("INSERT INTO notetypes VALUES (?, ?, 0, 0, ?)", row)
            for place, name in enumerate(kind.fields):
                db.execute("INSERT INTO fields VALUES (?, ?, ?, x'')", (number, place, name))
            for place, (front, back) in enumerate(kind.templates):
                row = (number, place, f"Card {place + 1}", _text(1, front) + _text(2, back))
                db.execute("INSERT INTO templates VALUES (?, ?, ?, 0, 0, ?)", row)
        for name, number in self.decks.items():
            row = (number, name.replace("::", "\x1f"))
            db.execute("INSERT INTO decks VALUES (?, ?, 0, 0, x'', x'')", row)


def _number(field: int, value: int) -> bytes:
    return bytes((field << 3, value))


def _text(field: int, value: str) -> bytes:
    data = value.encode()
    length = bytes((len(data) & 0x7F | 0x80, len(data) >> 7))
    return bytes((field << 3 | 2,)) + length + data


def packed(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def squeezed(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=19).compress(data)


def a_package(*notes: N, generation: str = "anki2", script: str = "") -> bytes:
    """A package of one generation: anki2, anki21 or anki21b."""
    made = Made(notes, is_newer=generation == "anki21b")
    data = made.data(script)
    placeholder = Made([N([PLACEHOLDER, ""])]).data()
    if generation == "anki2":
        return packed({"collection.anki2": data, "media": b"{}"})
    if generation == "anki21":
        members = {"collection.anki2": placeholder, "collection.anki21": data, "media": b"{}"}
        return packed(members)
    members = {"meta": b"\x08\x03", "collection.anki21b": squeezed(data)}
    return packed(members | {"collection.anki2": placeholder, "media": squeezed(b"")})


def read(data: bytes, name: str = "cards.apkg") -> Reading:
    """What reading a package gives."""
    return read_apkg(Sent(name, data), 64 * 2**20, None)


def reading_of(*notes: N, **options: str) -> Reading:
    """What reading a package of these notes gives."""
    return read(a_package(*notes, **options))
