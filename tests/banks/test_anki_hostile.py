"""Broken and hostile packages: one clear problem, bounded time and memory, nothing written."""

import resource
import struct
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.banks.brought import Sent
from study.banks.exchange import anki_collection, anki_package, collecting
from study.banks.exchange.anki import read_apkg
from tests.banks.packages import CLOZE, Made, N, a_package, packed, read, squeezed

GOOD = N(["What?", "That."])
GENERATIONS = ("anki2", "anki21", "anki21b")


def problem(data: bytes) -> str:
    """The one thing wrong with a package that gives nothing."""
    reading = read(data)
    assert reading.bank is None
    (found,) = reading.problems
    assert found.fix
    return found.message


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    assert len(old) == len(new)
    assert old in data
    return data.replace(old, new)


def with_declared_size(data: bytes, size: int) -> bytes:
    """The package with another size declared for its first member, in both places."""
    local = data[:22] + struct.pack("<I", size) + data[26:]
    at = local.index(b"PK\x01\x02")
    return local[: at + 24] + struct.pack("<I", size) + local[at + 28 :]


# The archive.


def test_a_bomb_is_refused_by_the_size_it_declares():
    data = packed({"collection.anki2": b"SQLite format 3\0"})

    assert problem(with_declared_size(data, 2**31)).startswith("The collection is too large")


@pytest.mark.parametrize("squeeze", [False, True])
def test_a_bomb_that_lies_is_refused_by_what_it_really_holds(squeeze, monkeypatch):
    monkeypatch.setattr(anki_package, "MOST_COLLECTION", 2**20)
    content = b"SQLite format 3\0" + bytes(30 * 2**20)
    data = packed(
        {"collection.anki21b": squeezed(content)} if squeeze else {"collection.anki2": content}
    )
    lying = data if squeeze else with_declared_size(data, 1_000)

    assert problem(lying) in {
        "The collection is too large: at most 1 MiB are read.",
        "The Anki package is damaged.",
    }


def test_a_collection_is_never_larger_on_the_disk_than_may_be(monkeypatch, tmp_path):
    monkeypatch.setattr(anki_package, "MOST_COLLECTION", 2**20)
    monkeypatch.setattr(anki_package.tempfile, "tempdir", str(tmp_path))
    written = []
    kept = anki_package._copy

    def watched(source, target):
        try:
            kept(source, target)
        finally:
            written.append(target.tell())

    monkeypatch.setattr(anki_package, "_copy", watched)

    problem(packed({"collection.anki21b": squeezed(bytes(50 * 2**20))}))

    assert written[0] <= 2**20
    assert not list(tmp_path.iterdir())


def test_seventy_thousand_entries_are_refused_before_they_are_read():
    data = packed({"collection.anki2": b"x", **{str(n): b"" for n in range(65_000)}})
    started = time.perf_counter()

    assert problem(data).startswith("The Anki package holds too many files")
    assert time.perf_counter() - started < 1


def test_a_directory_that_hides_its_entries_is_refused():
    data = packed({"collection.anki2": b"x", **{str(n): b"" for n in range(60_000)}})
    at = data.rindex(b"PK\x05\x06")
    hidden = data[: at + 8] + struct.pack("<HH", 1, 1) + data[at + 12 :]

    assert problem(hidden).startswith("The Anki package holds too many files")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"notes.txt": b"x"}, "There is no collection in this package."),
        ({"collection.anki2": packed({"x": b"y"})}, "The collection in the package is an archive"),
        ({"collection.anki2": b"no database"}, "The collection in the package is no database"),
        ({"collection.anki2": b""}, "The collection in the package is no database"),
        ({"collection.anki21b": b"no zstd"}, "The Anki package is damaged."),
        ({"a/../collection.anki2": Made([GOOD]).data()}, "There is no collection in this package."),
    ],
)
def test_what_is_no_collection_is_refused(members, message):
    assert problem(packed(members)).startswith(message)


def test_names_that_lead_elsewhere_are_never_used(tmp_path, monkeypatch):
    monkeypatch.setattr(anki_package.tempfile, "tempdir", str(tmp_path / "inside"))
    (tmp_path / "inside").mkdir()
    evil = (
        "../outside",
        "/outside",
        "..\\outside",
        "C:\\outside",
        "collection.anki2/../../outside",
    )
    data = packed({"collection.anki2": Made([GOOD]).data(), **dict.fromkeys(evil, b"x")})

    assert len(read(data).bank.questions) == 1
    assert [path.name for path in tmp_path.rglob("*")] == ["inside"]


def test_two_collections_of_one_name_are_refused():
    data = packed({"collection.anki2": Made([GOOD]).data(), "collection.anki3": b"x"})
    twice = changed(data, b"collection.anki3", b"collection.anki2")

    assert problem(twice) == "The package has two files “collection.anki2”."


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_and_passwords_are_refused(method):
    locked = packed({"collection.anki2": Made([GOOD]).data()})
    at = locked.index(b"PK\x01\x02") + 8
    locked = locked[:at] + b"\x01" + locked[at + 1 :]

    for data in (packed({"collection.anki2": b"x"}, method), locked):
        assert problem(data).startswith("The collection is locked with a password or packed")


def test_a_package_beyond_the_limit_is_not_opened():
    reading = read_apkg(Sent("cards.apkg", a_package(GOOD)), 100, None)

    assert reading.problems[0].message == "The package is too large: at most 0 MiB are read."


# The database.

ENDLESS_NOTES = """
DROP TABLE notes;
CREATE VIEW notes AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
  SELECT x AS id, 'g' AS guid, 1 AS mid, '' AS tags, 'a' AS flds FROM n;
"""
COMPUTED_NOTES = """
DROP TABLE notes;
CREATE TABLE notes (id integer PRIMARY KEY, guid, mid, tags, flds AS (hex(zeroblob(100000000))));
"""


@pytest.mark.parametrize(
    "script",
    [
        # Views in the place of tables, one of them endless.
        ENDLESS_NOTES,
        "ALTER TABLE cards RENAME TO kept; CREATE VIEW cards AS SELECT * FROM kept;",
        # Computed columns, a virtual table, missing tables and columns.
        COMPUTED_NOTES,
        "DROP TABLE notes; CREATE VIRTUAL TABLE notes USING fts5(id, guid, mid, tags, flds);",
        "DROP TABLE cards;",
        "ALTER TABLE notes RENAME COLUMN flds TO words;",
        # Note types and decks in shapes of their own.
        "UPDATE col SET models = '[1, 2]';",
        "UPDATE col SET models = '{\"1\": 2}';",
        "UPDATE col SET models = '{\"x\": {}}';",
        f"UPDATE col SET models = '{'[' * 100_000}';",
        'UPDATE col SET decks = \'{"1": {"name": 5}, "x": 1}\';',
        'UPDATE col SET models = \'{"1000": {"name": 1, "flds": [], "tmpls": {"a": 1}}}\';',
        "UPDATE notes SET mid = 'x';",
        "UPDATE cards SET nid = x'00';",
    ],
)
def test_a_collection_of_another_shape_is_refused_in_one_sentence(script):
    started = time.perf_counter()

    assert read_or_problem(a_package(GOOD, script=script)) in {
        "The collection in the package is damaged.",
        "read",
    }
    assert time.perf_counter() - started < 5


def read_or_problem(data: bytes) -> str:
    reading = read(data)
    return "read" if reading.bank else reading.problems[0].message


def test_views_and_computed_columns_are_not_read():
    for script in (
        "ALTER TABLE notes RENAME TO kept; CREATE VIEW notes AS SELECT * FROM kept;",
        "ALTER TABLE notes DROP COLUMN flds; ALTER TABLE notes ADD COLUMN flds AS ('a');",
    ):
        message = problem(a_package(GOOD, script=script))
        assert message == "The collection in the package is damaged."


def test_triggers_do_not_run():
    script = "CREATE TRIGGER t AFTER UPDATE ON notes BEGIN DELETE FROM notes; END;"

    assert len(read(a_package(GOOD, script=script)).bank.questions) == 1


def test_looking_gives_up_after_a_while(monkeypatch):
    monkeypatch.setattr(anki_collection, "MOST_SECONDS", 0)
    notes = [N([f"{n}", "b"]) for n in range(3_000)]

    assert problem(a_package(*notes)) == "The collection in the package is damaged."


def test_a_note_of_eighty_megabytes_costs_the_others_nothing():
    script = "UPDATE notes SET flds = hex(zeroblob(40000000)) WHERE id = 1;"
    data = a_package(GOOD, N(["c", "d"]), script=script)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    reading = read(data)

    assert [question.prompt for question in reading.bank.questions] == ["c"]
    assert reading.remarks[-1].message == "A note is longer than any question can be, and left out."
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 120_000


def test_note_types_of_eighty_megabytes_are_refused():
    script = "UPDATE col SET models = hex(zeroblob(40000000));"

    assert problem(a_package(GOOD, script=script)) == "The collection in the package is damaged."


def test_bytes_that_are_no_text_do_not_stop_the_reading():
    script = "UPDATE notes SET flds = CAST(x'61FF1F62' AS text), tags = CAST(x'FE' AS text);"

    question = read(a_package(GOOD, script=script)).bank.questions[0]

    assert (question.prompt, question.answer, question.tags) == ("a�", "b", ("�",))


def test_more_notes_than_a_bank_holds_are_said(monkeypatch):
    monkeypatch.setattr(anki_collection, "MOST_NOTES", 5)
    monkeypatch.setattr(collecting, "MOST_QUESTIONS", 5)

    reading = read(a_package(*(N([f"{n}", "b"]) for n in range(9))))

    assert len(reading.bank.questions) == 5
    assert reading.problems[0].message == "Only the first 5 questions are read."


def test_html_and_htmx_in_every_field_are_only_words():
    evil = '<img src=x onerror=alert(1)><a hx-get="/x" href="javascript:a()">b</a><svg/onload=c>'

    bank = read(a_package(N([evil, evil, evil]), N(["{{c1::" + evil + "}}", evil], CLOZE))).bank

    for question in bank.questions:
        assert not [
            word for word in ("<", "hx-get", "onerror", "javascript") if word in repr(question)
        ]


# Whatever else.


@settings(max_examples=100)
@given(st.data())
def test_whatever_is_broken_in_a_package_gives_a_bank_or_a_problem(data):
    generation = data.draw(st.sampled_from(GENERATIONS))
    whole = bytearray(SOUND[generation])
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))

    reading = read(bytes(whole[:cut] if data.draw(st.booleans()) else whole))

    assert reading.bank or reading.problems


@settings(max_examples=200)
@given(st.data())
def test_whatever_is_broken_in_a_database_gives_a_bank_or_a_problem(data):
    newer = data.draw(st.booleans())
    whole = bytearray(DATABASES[newer])
    for _ in range(data.draw(st.integers(1, 40))):
        at = data.draw(st.integers(16, len(whole) - 1))
        run = data.draw(st.binary(min_size=1, max_size=16))
        whole[at : at + len(run)] = run
    cut = len(whole) if data.draw(st.booleans()) else data.draw(st.integers(16, len(whole)))
    content = bytes(whole[:cut])
    members = {"collection.anki21b": squeezed(content)} if newer else {"collection.anki2": content}

    reading = read(packed(members))

    assert reading.bank or reading.problems


NOTES = [N([f"What {n}?", f"That {n}."], tags=["t"]) for n in range(30)] + [
    N(["{{c1::a}}", ""], CLOZE)
]
SOUND = {it: a_package(*NOTES, generation=it) for it in GENERATIONS}
DATABASES = {newer: Made(NOTES, is_newer=newer).data() for newer in (False, True)}
