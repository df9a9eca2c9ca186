"""Generated hostile files through every reader: `python -m tests.banks.fuzzing 10000` for figures.

Files begin as good ones and are damaged in a few places, or are grown out of what hurt readers
before. A fault is an exception, a file refused without a sentence, a text that cannot be kept,
a file left behind, or a reading that takes too long.
"""

import io
import resource
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from study.banks.archives import unpacked
from study.banks.brought import Sent
from study.banks.checking import check_sent
from study.banks.converting import read_any_document
from study.banks.documents import DocumentFile, read_document, write_document
from study.banks.encoding import MOST_BYTES
from study.banks.problems import MOST_PROBLEMS, Problem
from study.banks.reading import Reading
from study.banks.recognising import READERS, read_any
from tests.banks.builders import DOCUMENT, OWN, bank, question
from tests.banks.foreign import Pdf, book, column, drawn, saved, word_file, zipped

SLOWEST_MS = 20_000
DATA = Path(__file__).parents[1] / "data"

BOOK = book(["<h1>One</h1><p>The text, <b>bold</b>.<a epub:type='noteref' href='#n'>1</a></p>"] * 3)
PAGE = (
    "<!doctype html><html lang=en><head><title>Talks</title><meta name=author content=A></head>"
    "<body><nav><a href=/>Home</a></nav><article><h1>Talks</h1><p>The first paragraph, with"
    " <b>words</b> and H<sub>2</sub>O.<sup><a href=#n>1</a></sup></p><ul><li>one<li>two</ul>"
    "<table><tr><td>1<td>2</table><pre>a\n b</pre><img src=x alt=y></article></body></html>"
)
MARKDOWN = (
    "# T\n\nSome *words* in [a link](x).\n\n1. one\n   - two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
)
TEXT = (
    " A paragraph of lines that were wra-\npped at the same width, as lines of\nold files are.\n"
    * 9
)
# What hurt readers before: one piece a line, written as in Python; the long ones are made here.
PIECES = (DATA / "documents/hostile-pieces.txt").read_text(encoding="ascii").splitlines()
HOSTILE = [
    *(it.encode().decode("unicode_escape") for it in PIECES),
    *(" " * 300, "\n" * 300, "9" * 5_000, "<p>" * 300, "<b>" * 300, "<table><tr><td>" * 100),
    *("> " * 200, "![[](" * 200, "*a **a " * 200),
]


def our_bank() -> str:
    """A bank with a question of every type."""
    return bank(*(question(kind, name=kind.replace("_", "-")) for kind in OWN))


def seeds() -> dict[str, list[tuple[str, bytes]]]:
    """Good files by kind: those of the tests' data, and small ones made here."""
    office = word_file()
    office.add_heading("Talks", 0)
    office.add_paragraph("The text.")
    office.add_paragraph("A point", style="List Bullet")
    office.add_table(1, 2).cell(0, 0).text = "cell"
    pages = [
        [*column([f"Head {n}"], size=18), *column([f"{word} is the te-", "xt, no more."], top=700)]
        for n, word in enumerate(["One", "Two", "Three"])
    ]
    found: dict[str, list[tuple[str, bytes]]] = {
        "our bank": [("bank.yaml", our_bank().encode())],
        "dialects": _files("dialects", "*.yaml"),
        "exchange": _files("exchange", "*"),
        "anki": _files("anki", "*.apkg"),
        "our document": [("talks.md", DOCUMENT.encode())],
        "markdown": [("a.md", MARKDOWN.encode())],
        "plain": [
            ("a.txt", TEXT.encode()),
            ("b.txt", "Où était-ce? Là.\f1\f".encode("cp1252") * 9),
        ],
        "html": [("a.html", PAGE.encode())],
        "pdf": [("a.pdf", Pdf(pages, info={"Title": "T"}, language="en").data())],
        "docx": [("a.docx", saved(office))],
        "epub": [("a.epub", BOOK)],
        "archive": [
            ("quiz.zip", zipped({"banks/a.yaml": our_bank(), "documents/talks.md": DOCUMENT}))
        ],
    }
    return {kind: files for kind, files in found.items() if files}


def _files(folder: str, pattern: str) -> list[tuple[str, bytes]]:
    paths = sorted((DATA / folder).glob(pattern))
    return [(path.name, path.read_bytes()) for path in paths if path.is_file()]


# --- damage ----------------------------------------------------------------------------------

Draw = Callable[[st.SearchStrategy[Any]], Any]


def _place(draw: Draw, data: bytes) -> int:
    return int(draw(st.integers(0, len(data))))


def _inserted(draw: Draw, data: bytes) -> bytes:
    at = _place(draw, data)
    piece = draw(st.sampled_from(HOSTILE)).encode("utf-8", "surrogatepass")
    return data[:at] + piece * draw(st.sampled_from([1, 1, 1, 2, 50])) + data[at:]


def _flipped(draw: Draw, data: bytes) -> bytes:
    at = _place(draw, data)
    return data[:at] + draw(st.binary(min_size=1, max_size=4)) + data[at + 1 :]


def _removed(draw: Draw, data: bytes) -> bytes:
    start, end = sorted((_place(draw, data), _place(draw, data)))
    return data[:start] + data[end:]


def _repeated(draw: Draw, data: bytes) -> bytes:
    start = _place(draw, data)
    piece = data[start : start + draw(st.integers(1, 400))]
    return data[:start] + piece * draw(st.sampled_from([2, 3, 30, 500])) + data[start:]


def _cut(draw: Draw, data: bytes) -> bytes:
    return data[: _place(draw, data)]


def _swapped(draw: Draw, data: bytes) -> bytes:
    """Lines in another order, or one of them twice."""
    lines = data.split(b"\n")
    a, b = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    lines[a] = lines[b]
    return b"\n".join(lines)


def _recoded(draw: Draw, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    code = draw(st.sampled_from(["utf-16", "utf-16-le", "utf-32", "cp1251", "utf-8-sig", "utf-7"]))
    return text.encode(code, "replace")


def _newlines(draw: Draw, data: bytes) -> bytes:
    return data.replace(b"\n", draw(st.sampled_from([b"\r\n", b"\r", b"\n\n", b" ", b"\x85"])))


def _digits(draw: Draw, data: bytes) -> bytes:
    """One digit grown to a number that no field expects."""
    places = [at for at, byte in enumerate(data[:100_000]) if 48 <= byte <= 57]
    if not places:
        return data
    at = draw(st.sampled_from(places))
    number = draw(st.sampled_from([b"-1", b"0", b"99999999999999999999", b"1e400", b"2147483648"]))
    return data[:at] + number + data[at + 1 :]


DAMAGES = (
    *(_inserted, _inserted, _inserted, _flipped, _removed, _repeated, _cut, _swapped, _recoded),
    *(_newlines, _digits),
)


def damaged(draw: Draw, data: bytes) -> bytes:
    """The bytes with one to four things done to them."""
    for damage in draw(st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=4)):
        data = damage(draw, data)[: 2 * 1024 * 1024]
    return data


def damaged_inside(draw: Draw, data: bytes) -> bytes:
    """An archive with one of its members damaged; checksums are right again."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as whole,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        names = whole.namelist()
        chosen = draw(st.sampled_from(names))
        for name in names:
            member = whole.read(name)
            changed.writestr(name, damaged(draw, member) if name == chosen else member)
    return held.getvalue()


def damaged_page(draw: Draw, _data: bytes) -> bytes:
    """A PDF whose page draws something damaged."""
    content = damaged(draw, drawn(column(["The text (of) a pa-", "ge, and more."])))
    return Pdf([zlib.compress(content)] * draw(st.sampled_from([1, 2, 5]))).data()


@st.composite
def hostile_files(draw: Draw, good: dict[str, list[tuple[str, bytes]]]) -> tuple[str, Sent]:
    """A kind and a file that began as one of it."""
    kind = draw(st.sampled_from(sorted(good)))
    name, data = draw(st.sampled_from(good[kind]))
    if data.startswith(b"PK") and draw(st.booleans()):
        return kind, Sent(name, damaged_inside(draw, data))
    if kind == "pdf" and draw(st.booleans()):
        return kind, Sent(name, damaged_page(draw, data))
    if draw(st.integers(0, 19)) == 0:
        name = draw(st.sampled_from(["a", "a.yaml", "a.md", "../x.html", "a.txt", "\u202e.csv"]))
    return kind, Sent(name, damaged(draw, data))


# --- reading and judging ---------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """What came of the files."""

    files: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    grown: float = 0.0

    def take(self, kind: str, sent: Sent) -> None:
        """Reads one file in every way there is for its kind, and judges the outcome."""
        began = time.perf_counter()
        try:
            is_accepted = read(kind, sent)
        except Exception:  # noqa: BLE001 -- Whatever a reader raises is the fault looked for.
            trace = traceback.format_exc(limit=-4)
            self.faults.append(f"{kind}, {sent.name!r}, {sent.data[:300]!r}\n{trace}")
            return
        spent = 1_000 * (time.perf_counter() - began)
        self.files[kind] += 1
        self.accepted[kind] += is_accepted
        self.times[kind].append(spent)
        if spent > SLOWEST_MS:
            self.faults.append(f"{kind} took {spent:,.0f} ms: {sent.data[:300]!r}")

    def lines(self) -> Iterator[str]:
        """The figures, a line for each kind and one for all."""
        head = ("files", "accepted", "refused", "median ms", "slowest ms")
        yield f"{'kind':14}" + "".join(f"{word:>12}" for word in head)
        for kind in sorted(self.files):
            times, files, accepted = self.times[kind], self.files[kind], self.accepted[kind]
            yield (
                f"{kind:14}{files:12,}{accepted:12,}{files - accepted:12,}"
                f"{median(times):12,.1f}{max(times):12,.0f}"
            )
        files, accepted = self.files.total(), self.accepted.total()
        yield f"{'all':14}{files:12,}{accepted:12,}{files - accepted:12,}"
        yield f"memory grew by {self.grown:,.0f} MB at its peak"
        yield f"files written and left: {len(self.writes)}; faults: {len(self.faults)}"
        yield from self.faults[:20]


def read(kind: str, sent: Sent) -> bool:
    """Whether anything was accepted; raises where the outcome is none."""
    if kind == "archive":
        return _read_archive(sent)
    if kind in {"our bank", "dialects", "exchange", "anki"}:
        return _read_bank(sent)
    document, problems, _ = read_any_document(sent)
    _judge(problems, is_accepted=document is not None)
    if document is not None:
        _judge_text(document)
    return document is not None


def _read_archive(sent: Sent) -> bool:
    files = unpacked(sent)
    if isinstance(files, Problem):
        _judge([files], is_accepted=False)
        return False
    checked = check_sent(files, {})
    repr(checked).encode()
    return bool(checked.banks or checked.documents)


def _read_bank(sent: Sent) -> bool:
    readings = [read_any(sent)]
    # Each reader is asked too, for what would not be taken for its format any more.
    name = sorted(READERS)[zlib.crc32(sent.data) % len(READERS)]
    readings.append(READERS[name](sent, MOST_BYTES, None))
    for reading in readings:
        _judge(reading.problems, is_accepted=_gives(reading))
        assert "\0" not in repr(reading.bank).encode().decode()
    return _gives(readings[0])


def _gives(reading: Reading) -> bool:
    return reading.bank is not None or bool(reading.drafts)


def _judge(problems: Any, *, is_accepted: bool) -> None:
    assert is_accepted or problems, "refused without a sentence"
    assert len(problems) <= MOST_PROBLEMS + 1
    for problem in problems:
        assert problem.message.strip(), "a problem without a sentence"
        assert len(problem.message) < 2_000, "a problem that quotes too much"
        assert problem.line >= 1
        assert problem.column >= 1


def _judge_text(document: DocumentFile) -> None:
    """A document must survive being kept and read again."""
    again, problems = read_document(write_document(document).encode(), f"{document.id}.md")
    assert again == document, problems


# --- the run ---------------------------------------------------------------------------------


@contextmanager
def nothing_left_behind(tally: Tally) -> Iterator[None]:
    """Temporary files go into a folder that must be empty afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        before, tempfile.tempdir = tempfile.tempdir, folder
        try:
            yield
        finally:
            tempfile.tempdir = before
        tally.writes += [str(path) for path in Path(folder).rglob("*")]


def run(count: int, number: int = 0) -> Tally:
    """So many hostile files through reading; the same number gives the same files."""
    tally, good = Tally(), seeds()

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(hostile_files(good))
    def each(found: tuple[str, Sent]) -> None:
        tally.take(*found)

    for kind, files in good.items():
        for name, data in files:
            tally.take(kind, Sent(name, data))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with nothing_left_behind(tally):
        each()
    tally.grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return tally


if __name__ == "__main__":
    began = time.monotonic()
    outcome = run(*map(int, sys.argv[1:] or ["1000"]))
    sys.stdout.write("\n".join(outcome.lines()) + f"\n{time.monotonic() - began:,.0f} s\n")
    sys.exit(bool(outcome.faults or outcome.writes))
