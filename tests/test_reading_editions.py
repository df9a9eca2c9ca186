"""The reading editions say what the received texts say, the listed repairs apart."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
EDITIONS = ROOT / "questions" / "documents"
GIVEN = os.environ.get("STUDY_RECEIVED_DOCUMENTS")
RECEIVED = Path(GIVEN) if GIVEN else ROOT.parent / "shared" / "documents"

FIELDS = ["id", "title", "author", "publisher", "published"]
FIELDS += ["language", "translation", "viewpoint", "note", "rights"]
CHROME = ("Accessibility links", "Number of shows", "16x9", "InoSMI contain")
LABEL = re.compile(r"\[[A-Z][A-Za-z ]+ (asks|answers)\] ")

# What each kind of repair may do to the received words, and nothing else.
REPAIRS: dict[str, Callable[[str], str]] = {
    "soft-hyphen": lambda received: received.replace("- ", "", 1),
    "real-hyphen": lambda received: received.replace("- ", "-", 1),
    "page-break": lambda received: received.replace("\n\n", " ", 1),
    "footnote-mark": lambda received: received.rstrip("0123456789"),
    "bullet": lambda received: received.removeprefix("• "),
    "heading": lambda received: "## " + received,
}


@dataclass(frozen=True)
class Repair:
    kind: str
    received: str
    edition: str


@dataclass(frozen=True)
class Paragraph:
    first: int
    last: int
    sha256: str
    repairs: tuple[Repair, ...]


@dataclass(frozen=True)
class Entry:
    id: str
    received: str
    sha256: str
    left_out: tuple[tuple[int, int], ...]
    paragraphs: tuple[Paragraph, ...]

    def ranges(self) -> list[tuple[int, int]]:
        return [*self.left_out, *((it.first, it.last) for it in self.paragraphs)]


def read_paragraph(row: dict[str, Any]) -> Paragraph:
    first, last = row["lines"]
    return Paragraph(first, last, row["sha256"], tuple(Repair(*r) for r in row.get("repairs", [])))


def read_entry(row: dict[str, Any]) -> Entry:
    left_out = [(first, last) for first, last in (noise["lines"] for noise in row["left_out"])]
    found = tuple(map(read_paragraph, row["paragraphs"]))
    return Entry(row["id"], row["received"], row["sha256"], tuple(left_out), found)


LEDGER = [
    read_entry(row)
    for row in yaml.safe_load((ROOT / "tests/data/documents.yaml").read_text("utf-8"))["documents"]
]
for_each_document = pytest.mark.parametrize("entry", LEDGER, ids=lambda entry: entry.id)


def edition(entry: Entry) -> str:
    return (EDITIONS / f"{entry.id}.md").read_bytes().decode("utf-8")


def front_matter(entry: Entry) -> dict[str, object]:
    front: dict[str, object] = yaml.safe_load(edition(entry).split("---\n")[1])
    return front


def paragraphs(entry: Entry) -> list[str]:
    _, _, body = edition(entry).split("---\n", 2)
    return body.removeprefix("\n").removesuffix("\n").split("\n\n")


def undone(text: str, repairs: tuple[Repair, ...]) -> str:
    """The received words behind an edition's paragraph."""
    done = ""
    for repair in repairs:
        before, found, text = text.partition(repair.edition)
        assert found, f"{repair} is not in the edition"
        done += before + repair.received
    return done + text


def received_words(entry: Entry) -> list[str]:
    return [
        undone(text, it.repairs)
        for text, it in zip(paragraphs(entry), entry.paragraphs, strict=True)
    ]


def test_every_edition_stands_in_the_ledger() -> None:
    assert sorted(path.stem for path in EDITIONS.glob("*.md")) == sorted(it.id for it in LEDGER)


@for_each_document
def test_undoing_the_repairs_gives_the_received_words(entry: Entry) -> None:
    digests = [hashlib.sha256(words.encode()).hexdigest() for words in received_words(entry)]

    assert digests == [it.sha256 for it in entry.paragraphs]
    assert list(entry.paragraphs) == sorted(entry.paragraphs, key=lambda it: it.first)


@for_each_document
def test_a_repair_does_only_what_its_kind_allows(entry: Entry) -> None:
    for repair in (repair for it in entry.paragraphs for repair in it.repairs):
        if repair.kind == "label":
            assert LABEL.fullmatch(repair.edition)
            assert repair.received == ""
        else:
            assert repair.edition == REPAIRS[repair.kind](repair.received) != repair.received


@for_each_document
def test_questions_and_answers_take_turns(entry: Entry) -> None:
    turns = [found[1] for text in paragraphs(entry) if (found := LABEL.match(text))]

    assert turns == ["asks", "answers"] * (len(turns) // 2)


@for_each_document
def test_the_front_matter_is_complete(entry: Entry) -> None:
    front = front_matter(entry)

    assert list(front) == FIELDS
    assert all(isinstance(value, str) and value.strip() for value in front.values())
    assert front["id"] == entry.id
    assert len(str(front["viewpoint"])) < 140


@for_each_document
def test_an_edition_is_paragraphs_and_headings_only(entry: Entry) -> None:
    assert edition(entry).endswith("\n")
    for text in paragraphs(entry):
        assert text.strip() == text != ""
        assert "\n" not in text
        assert not re.match(r"[*+>|~•-] |#(?!# )|```|---", text)


@for_each_document
def test_nothing_of_the_web_page_is_left(entry: Entry) -> None:
    text = edition(entry)
    odd = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Co", "Zs", "Zl", "Zp"}}

    assert [words for words in CHROME if words in text] == []
    assert odd <= {" ", "\n"}
    assert "  " not in text


# The received texts are not part of the project: these tests exist only where the texts do,
# or where somebody has said where they are.
if GIVEN or RECEIVED.is_dir():

    def received_lines(name: str) -> list[str]:
        return (RECEIVED / name).read_text("utf-8").split("\n")

    def joined(lines: list[str]) -> str:
        words = "\n".join(line.strip(" ") for line in lines)
        return re.sub(r"(?<!\n)\n(?!\n)", " ", words)

    @for_each_document
    def test_the_received_file_is_the_one_that_was_read(entry: Entry) -> None:
        assert hashlib.sha256((RECEIVED / entry.received).read_bytes()).hexdigest() == entry.sha256

    @for_each_document
    def test_every_paragraph_is_the_received_one_word_for_word(entry: Entry) -> None:
        lines = received_lines(entry.received)
        expected = [joined(lines[it.first - 1 : it.last]) for it in entry.paragraphs]

        assert received_words(entry) == expected

    @pytest.mark.parametrize("name", sorted({entry.received for entry in LEDGER}))
    def test_every_received_line_is_used_or_left_out_exactly_once(name: str) -> None:
        ranges = [r for entry in LEDGER if entry.received == name for r in entry.ranges()]
        used = sorted(n for first, last in ranges for n in range(first, last + 1))
        lines = received_lines(name)

        assert len(used) == len(set(used))
        assert {n for n, line in enumerate(lines, 1) if line.strip()} <= set(used)
