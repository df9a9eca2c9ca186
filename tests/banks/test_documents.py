"""Document files: what is known about a text, then the text."""

import hashlib
import time
from dataclasses import replace
from pathlib import Path

import pytest

from study.banks.documents import made_document, read_document, write_document
from study.domain.passages import split
from tests.banks.builders import DOCUMENT, PASSAGE

SOURCES = sorted((Path(__file__).parents[2] / "questions/documents").glob("*.md"))


def problems_of(text: str | bytes, name: str = "documents/talks.md"):
    data = text if isinstance(text, bytes) else text.encode()
    document, problems = read_document(data, name)
    assert document is None
    return problems


def test_a_document_is_read_with_its_text_and_hash():
    document, problems = read_document(DOCUMENT.encode(), "documents/talks.md")
    assert problems == ()
    assert document is not None
    assert (document.id, document.title, document.language) == ("talks", "Talks", "en")
    assert document.text == f"{PASSAGE}\n\nIt also sent 3,665 advisers."
    assert document.sha256 == hashlib.sha256(document.text.encode()).hexdigest()


def test_layout_does_not_change_the_hash():
    tidy, _ = read_document(DOCUMENT.encode(), "talks.md")
    untidy = "\ufeff" + DOCUMENT.replace("\n\nIt", "  \n\n\n\nIt").replace("\n", "\r\n")
    other, problems = read_document(untidy.encode(), "talks.md")
    assert problems == ()
    assert tidy == other


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_document_of_the_library_reads_and_writes_back(path):
    document, problems = read_document(path.read_bytes(), path.name)
    assert problems == ()
    assert document is not None
    again, _ = read_document(write_document(document).encode(), path.name)
    assert again == document


@pytest.mark.parametrize("title", ["no", "a: b", 'He said "so"', "12:30", "---", "é" * 300])
def test_whatever_is_known_survives_the_round_trip(title):
    document, _ = read_document(DOCUMENT.encode(), "talks.md")
    assert document is not None
    changed = replace(document, title=title, note="one\n\ntwo")
    again, problems = read_document(write_document(changed).encode(), "talks.md")
    assert problems == ()
    assert again == changed


WRONG = [
    ("id: talks", "id: speech", 2, "the file is called “talks.md”"),
    ("id: talks\n", "", 2, "`id` is missing"),
    ("title: Talks", "titel: Talks", 3, "`titel` is no field"),
    ("title: Talks", "title: Talks\ntitle: Again", 4, "first in line 3"),
    ("title: Talks", "title: !!python/name:os x", 3, "not allowed"),
    ("title: Talks", "title: a: b", 3, "colon"),
    ("---\nid", "id", 1, "does not begin with"),
    ("title: Talks", "title: Talks\nlanguage: Eng lish", 4, "no language"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), WRONG)
def test_a_mistake_is_named_with_its_line(old, new, line, message):
    problem = problems_of(DOCUMENT.replace(old, new, 1))[0]
    assert problem.line == line
    assert message in problem.message


def test_a_document_without_a_text_is_refused():
    (problem,) = problems_of("---\nid: talks\ntitle: T\n---\n\n\n")
    assert (problem.line, problem.message) == (5, "The document is empty.")


def test_bytes_that_are_no_text_are_refused():
    assert "not UTF-8" in problems_of(b"---\nid: \xff")[0].message


def test_another_kind_of_heading_is_kept_with_a_warning():
    document, problems = read_document((DOCUMENT + "\n### Three\n").encode(), "talks.md")
    assert document is not None
    assert [(it.line, it.severity) for it in problems] == [(10, "warning")]


SLOW = {
    "spaces within a line": "a" + " " * 2_000_000 + "b",
    "lines of spaces": ("a" + " " * 200 + "\n") * 10_000,
    "empty lines": "\n" * 2_000_000 + "a",
    "fences": "---   \n" * 300_000,
    "headings": "### a\n" * 300_000,
    "headings without words": "##" + " " * 2_000_000 + "\n##\n",
    "one long word": "a" * 4_000_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_two_megabytes_of_anything_are_read_at_once(name):
    began = time.process_time()
    document, problems = read_document((DOCUMENT + SLOW[name]).encode(), "talks.md")
    assert document is not None
    split(document.text)
    assert len(problems) <= 101
    assert time.process_time() - began < 4  # Far less than a second on a quiet machine.


@pytest.mark.parametrize("head", ["---\n", "---\n" + "a: b\n" * 200_000, "---" + " " * 1_000_000])
def test_a_head_that_never_ends_is_refused_at_once(head):
    began = time.process_time()
    assert problems_of(head)
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    ("name", "known", "slug"),
    [
        ("Talks (2).md", {}, "talks"),
        ("Talks (2).md", {"id": "speech"}, "speech"),
        ("C:\\Texts\\Über uns.md", {}, "uber-uns"),
        ("../../\u202ex.md", {}, "x"),
        ("¡!.md", {}, "document"),
    ],
)
def test_a_file_that_was_sent_may_have_any_name_and_no_id(name, known, slug):
    text = DOCUMENT.replace("id: talks\n", "")
    document, problems = read_document(text.encode(), name, known=known)
    assert problems == ()
    assert document is not None
    assert document.id == slug


def test_a_document_made_of_fields_is_checked_like_a_file():
    fields = {"id": "Talks", "title": "", "language": "en"}
    document, problems = made_document(fields, "Text.", "talks.pdf")
    assert document is None
    assert [(problem.file, problem.field) for problem in problems] == [
        ("talks.pdf", "id"),
        ("talks.pdf", "title"),
    ]
