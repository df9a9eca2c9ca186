"""Files that are broken, foreign or made to do harm: refused in a sentence, at once, cheaply."""

import gzip
import io
import os
import re
import resource
import time
import zipfile
from pathlib import Path

import pytest

from study.banks.brought import Sent
from study.banks.checking import check
from study.banks.converting import read_any_document
from study.banks.encoding import MOST_BYTES
from study.banks.files import contents, found_files
from study.banks.problems import Problem
from study.banks.reading import read_bank
from tests.banks.builders import DOCUMENT, HEAD, bank, files, only_problem, question, read

FROM_A_TAG = [
    "!!python/object/apply:os.system [echo]",
    "!!python/object/new:os.system [echo]",
    "!!python/object:os.system {}",
    "!!python/name:os.system ''",
    "!!python/module:os ''",
    "!!python/tuple [a]",
    "!!python/str a",
    "!!python/int 1",
    "!!python/complex 1",
    "!!binary aGk=",
    "!!timestamp 2020-01-01",
    "!!set {a: }",
    "!!omap [a: b]",
    "!!bool yes",
    "!!null ''",
    "!!float .inf",
    "!!str a",
    "!<tag:example.org,2000:x> a",
    "!local a",
    "! a",
]


@pytest.mark.parametrize("value", FROM_A_TAG)
def test_no_tag_is_executed(value):
    reading = read(bank(question(name="good"), question(name="bad").replace("Many.", value)))
    assert reading.bank is not None
    assert [it.id for it in reading.bank.questions] == ["good"]
    assert [(it.line, it.question) for it in reading.problems] == [(16, "bad")]
    assert "not allowed" in reading.problems[0].message


LAUGHS = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)
MERGES = "m0: &m0 {a: b}\n" + "".join(
    f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}], k{n}: v}}\n" for n in range(1, 30)
)
BOMBS = {
    "billion laughs": HEAD + LAUGHS + "questions: *a29\n",
    "merge bomb": HEAD + MERGES + "questions: []\n",
    "self alias": HEAD + "questions: &q [*q]\n",
    "alias of nothing": HEAD + "questions: [*nothing]\n",
    "200,000 aliases": HEAD + "x: &x y\nquestions: [" + "*x," * 200_000 + "]\n",
    "200,000 brackets": HEAD + "questions: " + "[" * 200_000,
    "200,000 braces": HEAD + "questions: " + "{a: " * 200_000,
    "200,000 dashes": "- " * 200_000,
    "200,000 question marks": "? " * 200_000,
    "10,000 levels": "".join(" " * n + "a:\n" for n in range(3_000)),
    "4 MB of indentation": HEAD + "questions:\n" + " " * 4_000_000 + "- id: a\n",
    "2,000,000 values": HEAD + "questions: [" + "a," * 2_000_000 + "]\n",
    "1,200,000 fields": HEAD + "".join(f"k{n}:\n" for n in range(1_200_000)),
    "16 MB of one text": HEAD + "title: " + "x" * (MOST_BYTES - 200),
    "16 MB of spaces": HEAD + " " * (MOST_BYTES - 200),
    "100,000 unknown fields": HEAD + "".join(f"k{n}: v\n" for n in range(100_000)),
    "100,000 equal fields": HEAD + "k: v\n" * 100_000,
    "100,000 strays": HEAD + "questions: [" + "a," * 100_000 + "]\n",
    "20,001 questions": HEAD + "questions:\n" + "- {id: a}\n" * 20_001,
    "broken with 2,000,000 values": HEAD
    + "questions:\n"
    + ("- [" + "a," * 10_000 + "]\n") * 200
    + "- 'x\n",
    "broken 10,000 times": HEAD + "questions:\n" + "- a: b: c\n" * 10_000,
}


def peak() -> float:
    """The most memory this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once_and_cheaply(name):
    data = BOMBS[name].encode()
    before, began = peak(), time.process_time()
    reading = read_bank(data, "bomb.yaml")
    spent = time.process_time() - began
    assert reading.bank is None or not reading.bank.questions
    assert any(it.severity == "error" for it in reading.problems)
    assert len(reading.problems) <= 1_001
    assert spent < 4  # A second on a quiet machine; this one may be busy.
    assert peak() - before < 200


def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("bank.yaml", "a: b")
    return held.getvalue()


NO_BANKS = [
    (b"", "empty"),
    (b"# only a comment\n", "empty"),
    (b"---\n...\n", "empty"),
    (b"[]", "empty"),
    (b"just some notes", "no bank"),
    (b"- a\n- list\n", "no bank"),
    (b"apiVersion: v2\nname: chart\n", "no bank"),
    (b"<!DOCTYPE html>\n<html><body>hi</body></html>", "no bank"),
    (zipped(), "ZIP"),
    (gzip.compress(b"a: b"), "gzip"),
    (b"\x89PNG\r\n\x1a\n123", "picture"),
    (b"%PDF-1.7\n", "PDF"),
    (b"SQLite format 3\0", "database"),
    (bytes(range(128, 256)), "Byte 0 (0x80) is not UTF-8"),
    ((HEAD + "questions: []\n---\na: b\n").encode(), "second YAML document"),
    (b"x" * (MOST_BYTES + 1), "too large"),
]


@pytest.mark.parametrize(("data", "message"), NO_BANKS, ids=[it[1] for it in NO_BANKS])
def test_what_is_no_bank_is_refused_in_one_sentence(data, message):
    assert read(data).bank is None
    assert message in only_problem(data).message


def test_the_limit_on_the_size_can_be_lowered():
    (problem,) = read_bank(b"x" * 2_000, "bank.yaml", limit=1_000).problems
    assert "too large" in problem.message


def test_latin_1_is_refused_with_its_line_and_byte():
    text = bank(question().replace("Many.", "Tr\u00e8s"))
    problem = only_problem(text.encode("latin-1"))
    assert problem.line == 10
    assert f"Byte {text.index(chr(0xE8))} (0xE8)" in problem.message


@pytest.mark.parametrize(
    "data", [b"\xff\xfea", b"\xff\xfe\x00\xd8", b"\xff\xfe\x00\x00a\x00\x00\x00"]
)
def test_broken_utf_16_is_refused(data):
    assert read(data).bank is None
    assert only_problem(data).severity == "error"


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\ufffe"])
def test_a_control_character_is_refused_with_its_place(character):
    problem = only_problem(bank(question().replace("Many.", f"Ma{character}ny.")))
    assert (problem.line, problem.column) == (10, 15)
    assert f"U+{ord(character):04X}" in problem.message


@pytest.mark.parametrize("escape", ["\\0", "\\a", "\\e", "\\x7f", "\\u0000", "\\r", "\\N"])
def test_a_control_character_behind_an_escape_is_refused_too(escape):
    reading = read(
        bank(question(name="good"), question(name="bad").replace("Many.", f'"a{escape}"'))
    )
    assert reading.bank is not None
    assert [it.id for it in reading.bank.questions] == ["good"]
    assert [(it.line, it.question) for it in reading.problems] == [(16, "bad")]


@pytest.mark.parametrize("value", ["\\ud800", "\\udfff"])
def test_half_a_surrogate_pair_is_refused(value):
    reading = read(bank(question(name="good"), question(name="bad").replace("Many.", f'"{value}"')))
    assert [(it.line, it.question) for it in reading.problems] == [(16, "bad")]


def test_an_encoded_surrogate_is_refused():
    assert "not UTF-8" in only_problem(b"title: \xed\xa0\x80").message


@pytest.mark.parametrize(
    "more",
    ["    hint: &h x\n", "    <<: {hint: x}\n", "    hint: *h\n", "    ? [a, b]\n    : x\n"],
)
def test_nothing_is_named_repeated_or_merged(more):
    reading = read(bank(question(name="good"), question(name="bad", more=more)))
    assert reading.bank is not None
    assert [it.id for it in reading.bank.questions] == ["good"]
    assert {it.question for it in reading.problems} == {"bad"}


def test_a_quoted_name_repeats_a_plain_one():
    assert "twice" in only_problem(bank(question(more='    "prompt": again\n'))).message


def test_a_hostile_value_is_quoted_short():
    problem = only_problem(bank(question().replace("flashcard", "<script>" + "x" * 5_000)))
    assert len(problem.message) < 200


NAMES = [
    "../../etc/passwd",
    "/etc/passwd",
    "C:\\Windows\\win.ini",
    "x" * 5_000,
    "a\0b.yaml",
    "bank\u202elmay.exe",
    "CON",
    "a\nb.yaml",
    "",
    "\ud800",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_is_shown_and_never_a_path(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = bank(question())
    assert read_bank(text.encode(), name).bank is not None
    (problem,) = read_bank(b"- a", name).problems
    assert problem.file == name
    document, problems, _ = read_any_document(Sent(name, b"Some text.\n\nMore of it."))
    assert problems == ()
    assert document is not None
    assert re.fullmatch(r"[a-z0-9-]{1,100}", document.id)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_gives_what_can_be_read_and_says_what_cannot(tmp_path):
    files(tmp_path, {"documents/talks.md": DOCUMENT, "banks/aid.yaml": bank(question())})
    os.mkfifo(tmp_path / "banks/pipe.yaml")
    (tmp_path / "banks/gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    (tmp_path / "banks/loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "banks/round").symlink_to(tmp_path)
    (tmp_path / "banks/device.yaml").symlink_to("/dev/zero")
    (tmp_path / "banks/folder.yaml").mkdir()
    found = check([tmp_path])
    assert [it.bank.id for it in found.banks] == ["aid"]
    assert found.problems == ()


@pytest.mark.parametrize("name", ["pipe.yaml", "/dev/zero", "/dev/stdin", "loop.yaml"])
def test_what_is_no_file_is_not_opened_even_when_it_is_named(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.yaml")
    Path("loop.yaml").symlink_to("loop.yaml")
    (problem,) = check([Path(name)]).problems
    assert problem.message in {"This is no file.", "There is no such file or folder."}


def test_a_file_that_vanishes_or_is_still_being_written_stops_no_other(tmp_path, monkeypatch):
    files(tmp_path, {"a.yaml": "format: study-bank/1\nid: aid\ntit", "b.yaml": bank(question())})
    files(tmp_path, {"documents/talks.md": DOCUMENT})
    files(tmp_path, {"c.yaml": bank(question())})
    given = iter(found_files([tmp_path], []))
    names = [next(given).path.name]
    (tmp_path / "c.yaml").unlink()
    names += [it.path.name for it in given]
    assert names == ["talks.md", "a.yaml", "b.yaml", "c.yaml"]
    problem = contents(tmp_path / "c.yaml")
    assert isinstance(problem, Problem)
    assert problem.message == "The file cannot be read: No such file or directory."
