"""Documents made to do harm: each costs a sentence, some seconds apart, and nothing else."""

import resource
import time
import zlib

import pytest

from study.banks.brought import Sent
from study.banks.confining import LIMITS, Limits
from study.banks.converting import read_any_document
from tests.banks.foreign import Pdf, book, column, drawn, saved, word, word_file
from tests.banks.running import readers

MIB = 1024 * 1024
TEXT = column(["The text of the page."])
# What only time can end gets little of it, so that the tests end soon.
ENDLESS = {"half a million links in links", "100,000 attributes"}


def nothing_but_spaces(size: int) -> bytes:
    """A packed stream of so many MiB."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * MIB) for _ in range(size)) + packer.flush()


def entities(root: str) -> str:
    """A document type whose last entity is a text of ten thousand million letters."""
    chain = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY e0 "aaaaaaaaaa">{chain}]>'


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
FETCHED = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'


def paragraph(words: str, before: str = "") -> str:
    run = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
    return f"{before}<w:document {W}><w:body>{run}</w:body></w:document>"


def page(before: str) -> bytes:
    return f"{before}<html><p>&e; &e9; The text</p></html>".encode()


# What is read of each in the end; None where it is refused.
HOSTILE = {
    "a.pdf": {
        "flate bomb of 600 MB": (lambda: Pdf([nothing_but_spaces(600)]).data(), None),
        "pages that hold each other": (lambda: Pdf([TEXT], kids="2 0 R 4 0 R 2 0 R").data(), ""),
        "two thousand million pages": (lambda: Pdf([TEXT], count=2**31 - 1).data(), "The text"),
        "less than no pages": (lambda: Pdf([TEXT], count=-1).data(), ""),
        "brackets 500,000 deep": (lambda: b"%PDF-1.4\n" + b"<<" * 500_000, None),
        "a script": (
            lambda: Pdf([TEXT], catalog=" /OpenAction <</S /JavaScript /JS (x)>>").data(),
            "The text",
        ),
        "another file behind it": (lambda: Pdf([TEXT]).data() + saved(word_file()), "The text"),
        "half a million lines": (
            lambda: Pdf(
                [zlib.compress(drawn([(n % 500, n % 800, 9, "a") for n in range(500_000)]))]
            ).data(),
            "",
        ),
    },
    "a.html": {
        "100,000 elements deep": (lambda: b"<html><div>" + b"<div>" * 100_000 + b"x", ""),
        "100,000 inline elements deep": (lambda: b"<html><p>a" + b"<b>" * 100_000 + b"x", ""),
        "100,000 attributes": (
            lambda: b"<p " + b" ".join(b"a%d" % n for n in range(100_000)) + b">The text",
            "",
        ),
        "entity bomb": (lambda: page(entities("html")), "The text"),
        "a file as an entity": (lambda: page(OUTSIDE), "The text"),
        "script in UTF-7": (
            lambda: b'<meta charset="utf-7"><p>+ADw-script+AD4-x()+ADw-/script+AD4- The text',
            "The text",
        ),
        "UTF-16 without saying so": (lambda: "<html><p>The text".encode("utf-16-le"), ""),
        "half a million brackets": (lambda: b"<html><p>The text" + b"<" * 500_000, "The text"),
        "half a million open comments": (lambda: b"<html><p>The text" + b"<!--" * 500_000, ""),
        "tables in tables": (lambda: b"<html>" + b"<table><tr><td>x" * 100_000, ""),
    },
    "a.md": {
        "half a million links in links": (lambda: b"![[]()" * 500_000, None),
        "100,000 brackets": (lambda: b"[" * 100_000, ""),
        "emphasis in emphasis": (lambda: b"*a **a " * 20_000, ""),
        "quotations in quotations": (lambda: b">" * 100_000, None),
        "100,000 backticks": (lambda: b"` " * 100_000, ""),
    },
    "a.txt": {
        "8 MB without a line end": (lambda: b"x" * 7 * MIB, "xxx"),
        "8 MB of line ends": (lambda: b"\n" * 8 * MIB, None),
        "100,000 divided words": (lambda: b"abc-\n" * 100_000, ""),
        "100,000 pages": (lambda: b"x\f" * 100_000, ""),
        "noise": (lambda: bytes(range(128, 256)) * 8_192, None),
    },
    "a.docx": {
        "elements 100,000 deep": (
            lambda: word(f"<w:document {W}><w:body>{'<w:sdt>' * 100_000}"),
            None,
        ),
        "entity bomb": (lambda: word(paragraph("&e9;", entities("x"))), None),
        "a file as an entity": (lambda: word(paragraph("The text &e;", OUTSIDE)), "The text"),
        "a type to fetch": (lambda: word(paragraph("The text", FETCHED)), "The text"),
        "grown 1,000 times": (lambda: word(paragraph(" " * 30 * MIB)), None),
        "no text part": (lambda: word(""), None),
    },
    "a.epub": {
        "entity bomb": (
            lambda: book(
                ["The text"], more={"META-INF/container.xml": entities("x") + "<x>&e9;</x>"}
            ),
            None,
        ),
        "a file as an entity": (
            lambda: book(["<p>The text</p>"], metadata="<dc:title>&e;</dc:title>"),
            "The text",
        ),
        "a chapter outside": (
            lambda: book(["<p>The text</p>"], more={"../../secret.xhtml": "<p>secret</p>"}),
            "The text",
        ),
        "grown 1,000 times": (lambda: book([" " * 30 * MIB]), None),
        "a package that is itself": (
            lambda: book(
                ["x"],
                more={"META-INF/container.xml": "<rootfile full-path='META-INF/container.xml'/>"},
            ),
            None,
        ),
    },
}
CASES = [(file, what) for file, cases in HOSTILE.items() for what in cases]


def peak() -> float:
    """The most memory this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.parametrize(("file", "what"), CASES)
def test_a_hostile_document_costs_a_sentence_and_nothing_else(file, what):
    make, expected = HOSTILE[file][what]
    data = make()
    limits = Limits(seconds=3) if what in ENDLESS else LIMITS
    before, began = peak(), time.monotonic()
    found, problems, _ = read_any_document(Sent(file, data), limits=limits)
    assert time.monotonic() - began < 2 * limits.seconds + 5
    assert peak() - before < 100
    assert readers() == []
    assert (found is None) == bool(problems)
    assert all(problem.message.endswith(".") and problem.fix for problem in problems)
    if expected is None:
        assert found is None
    elif expected:
        assert found is not None
        assert expected in found.text
    assert found is None or not ("script>" in found.text or "secret" in found.text)


def test_after_all_of_them_the_next_file_is_read():
    found, _, _ = read_any_document(Sent("a.pdf", Pdf([TEXT]).data()))
    assert found is not None
    assert found.text == "The text of the page."
