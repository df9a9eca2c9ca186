"""Zip archives: what is taken out of them, under which names, and what is refused."""

import io
import stat
import struct
import time
import tracemalloc
import zipfile

import pytest

from study.banks.archives import (
    MOST_MEMBERS,
    Unpacked,
    shown_name,
    unpacked,
    unpacked_with_remarks,
)
from study.banks.brought import Sent
from study.banks.problems import Problem
from tests.banks.foreign import book, saved, word_file, zipped

MIB = 1024 * 1024


def names(data: bytes) -> list[str]:
    files = unpacked(Sent("quiz.zip", data))
    assert not isinstance(files, Problem)
    return [file.name for file in files]


def refusal(data: bytes) -> str:
    problem = unpacked(Sent("quiz.zip", data))
    assert isinstance(problem, Problem)
    assert problem.file == "quiz.zip"
    assert problem.fix
    return problem.message


def remarks(data: bytes) -> list[tuple[str, str]]:
    whole = unpacked_with_remarks(Sent("quiz.zip", data))
    assert isinstance(whole, Unpacked)
    return [(remark.item, remark.message) for remark in whole.remarks]


def patched(data: bytes, *, place: int, size: int, value: int) -> bytes:
    """The archive with a number of every member changed, in both of its headers."""
    form = {2: "<H", 4: "<I"}[size]
    out = bytearray(data)
    # The central header has the same fields as the local one, two bytes further on.
    for mark, shift in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):
        at = out.find(mark)
        while at >= 0:
            struct.pack_into(form, out, at + place + shift, value)
            at = out.find(mark, at + 4)
    return bytes(out)


def test_a_bank_and_its_documents_come_out_with_their_paths():
    data = zipped({"banks/aid.yaml": "a", "documents/talks.md": "b", "documents/": ""})
    files = unpacked(Sent("quiz.zip", data))
    assert files == (Sent("banks/aid.yaml", b"a"), Sent("documents/talks.md", b"b"))


def test_names_in_utf_8_are_read_even_where_the_archive_does_not_say_so():
    data = patched(zipped({"тексты/речь.md": "a"}), place=6, size=2, value=0)
    assert names(data) == ["тексты/речь.md"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\system.ini", "Windows/system.ini"),
        ("\\\\host\\share\\a.yaml", "host/share/a.yaml"),
        ("banks/../../a.yaml", "banks/a.yaml"),
        ("a/./b//c.yaml", "a/b/c.yaml"),
        ("bank\u202elmay.exe", "banklmay.exe"),
        ("a\nb\x1b[2J.yaml", "ab[2J.yaml"),
        ("..", "file"),
        ("... /x", "x"),
        ("CON", "CON"),
        ("x" * 5_000 + ".yaml", "x" * 195 + ".yaml"),
    ],
)
def test_a_name_leads_nowhere_and_can_be_shown(name, shown):
    assert shown_name(name) == shown


@pytest.mark.parametrize("name", ["../aid.yaml", "/aid.yaml", "..\\aid.yaml", "c:aid.yaml"])
def test_a_member_that_points_elsewhere_is_only_called_by_its_name(name):
    assert names(zipped({name: "a"})) == ["aid.yaml"]


def test_of_two_members_with_one_name_the_first_is_taken_and_said():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.yaml", "first")
        archive.writestr("../a.yaml", "second")
    files = unpacked(Sent("quiz.zip", held.getvalue()))
    assert files == (Sent("a.yaml", b"first"),)
    ((item, message),) = remarks(held.getvalue())
    assert item == "a.yaml"
    assert "twice" in message


def test_a_link_is_not_followed_and_said():
    link = zipfile.ZipInfo("link.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.yaml", "a")
    assert names(held.getvalue()) == ["a.yaml"]
    assert remarks(held.getvalue()) == [
        ("link.md", "This is a link to another file, which was not followed.")
    ]


def test_what_systems_add_is_ignored_and_said_once():
    junk = {"__MACOSX/._a.yaml": "x", "q/.DS_Store": "x", "q/._b.md": "x", "Thumbs.db": "x"}
    data = zipped({"a.yaml": "a", **junk})
    assert names(data) == ["a.yaml"]
    ((item, message),) = remarks(data)
    assert item == "the archive"
    assert message.startswith("4 files that macOS or Windows adds")


def test_documents_that_are_archives_themselves_are_taken():
    data = zipped({"a.docx": saved(word_file()), "b.epub": book(["<p>Text</p>"]), "c.yaml": "a"})
    assert names(data) == ["a.docx", "b.epub", "c.yaml"]


@pytest.mark.parametrize("inner", [zipped({"a.yaml": "a"}), b"\x1f\x8b\x08abc", b"Rar!\x1a"])
def test_an_archive_in_an_archive_is_refused(inner):
    assert "archive in the archive" in refusal(zipped({"inner.yaml": inner}))


def test_a_member_with_a_password_is_refused():
    data = patched(zipped({"a.yaml": "a: b"}), place=6, size=2, value=1)
    assert "locked with a password" in refusal(data)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_packing_is_refused(method):
    assert "unusual way" in refusal(zipped({"a.yaml": "a" * 1_000}, method=method))


def test_an_archive_without_files_is_refused():
    assert "holds no file" in refusal(zipped({"folder/": ""}))
    assert "holds no file" in refusal(zipped({}))


def with_noise() -> bytes:
    """An archive whose packed text is none."""
    data = zipped({"a.yaml": "abc" * 300})
    middle = data.index(b"a.yaml") + 8
    return data[:middle] + b"\xff\xff" + data[middle + 2 :]


BROKEN = {
    "empty": b"",
    "cut off": zipped({"a.yaml": "a: b" * 100})[:-30],
    "only an end": b"PK\x05\x06" + b"\xff" * 18,
    "no archive": b"PK\x03\x04" + b"x" * 1_000,
    "wrong checksum": patched(zipped({"a.yaml": "a: b"}), place=14, size=4, value=1),
    "packed text is noise": with_noise(),
    "unknown packing": patched(zipped({"a.yaml": "a: b"}), place=8, size=2, value=99),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_archive_is_refused_in_a_sentence(name):
    assert refusal(BROKEN[name]).endswith(".")


def large(size: int) -> bytes:
    """An archive of one file of spaces."""
    return zipped({"a.yaml": b" " * size})


BOMBS = {
    "flat: 70 MB of nothing": lambda: zipped({"a.yaml": b"\0" * (70 * MIB)}),
    "many: 70 files of 1 MB": lambda: zipped({f"{n}.yaml": b" " * MIB for n in range(70)}),
    "lying size": lambda: patched(large(30 * MIB), place=22, size=4, value=1_000),
    "declared 4 GB": lambda: patched(large(MIB), place=22, size=4, value=0xFFFF_FFF0),
    "1,001 files": lambda: zipped({f"{n}.yaml": "" for n in range(MOST_MEMBERS + 1)}),
    "30,000 files": lambda: zipped({f"{n}.yaml": "" for n in range(30_000)}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_a_sentence_and_little_else(name):
    data = BOMBS[name]()
    tracemalloc.start()
    began = time.process_time()
    message = refusal(data)
    spent = time.process_time() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert message.endswith(".")
    assert spent < 1
    assert peak < 40 * MIB


def test_a_count_that_lies_is_found_out():
    data = bytearray(zipped({f"{n}.yaml": "" for n in range(MOST_MEMBERS + 1)}))
    struct.pack_into("<H", data, data.rindex(b"PK\x05\x06") + 10, 1)
    assert "too many files" in refusal(bytes(data))
