"""Files in a form: taken as they are, counted as they come, and refused in time."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from study.banks.archives import shown_name
from study.banks.brought import Sent
from study.web import uploading
from study.web.uploading import MIB, MOST_A_FILE, MOST_FILES, Upload, upload

BOUNDARY = "x-boundary-x"
KIND = f"multipart/form-data; boundary={BOUNDARY}"
Part = tuple[str, str | None, bytes]


def part(field: str, name: str | None, data: bytes) -> bytes:
    file = "" if name is None else f'; filename="{name}"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"{file}\r\n\r\n'
    return head.encode() + data + b"\r\n"


def body(*parts: Part) -> bytes:
    return b"".join(part(*it) for it in parts) + f"--{BOUNDARY}--\r\n".encode()


def sent(pieces: Iterable[bytes], kind: str = KIND) -> Upload:
    """What the dependency makes of a body that comes in these pieces."""

    async def stream() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    request = Request({"type": "http", "headers": [(b"content-type", kind.encode())]})
    request.stream = stream  # type: ignore[method-assign]  # The body without a server around it.
    return asyncio.run(upload(request))


def files_of(*parts: Part) -> tuple[Sent, ...]:
    return sent([body(*parts)]).files


def test_files_come_with_their_names_and_bytes():
    brought = sent([body(("files", "aid.yaml", b"id: aid\r\n"), ("token", None, b"t-1"))])

    assert brought.files == (Sent("aid.yaml", b"id: aid\r\n"),)
    assert brought.fields == {"token": "t-1"}
    assert brought.refusal is None


@given(cuts=st.lists(st.integers(0, 400), max_size=12))
def test_pieces_may_be_cut_anywhere(cuts):
    whole = body(("files", "a.yaml", b"\x00\xff--\r\n" * 20), ("text", None, "für 日本".encode()))
    ends = [*sorted(cut for cut in cuts if cut < len(whole)), len(whole)]
    pieces = [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    brought = sent(pieces)

    assert brought.files == (Sent("a.yaml", b"\x00\xff--\r\n" * 20),)
    assert brought.fields == {"text": "für 日本"}


def test_a_field_for_files_left_empty_is_no_file():
    assert files_of(("files", "", b"")) == ()


def test_an_empty_file_is_a_file():
    assert files_of(("files", "aid.yaml", b"")) == (Sent("aid.yaml", b""),)


def test_two_files_of_one_name_are_told_apart():
    found = files_of(*(("files", "b/aid.yaml", b"") for _ in range(3)))

    assert [it.name for it in found] == ["b/aid.yaml", "b/aid (2).yaml", "b/aid (3).yaml"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("aid.yaml", "aid.yaml"),
        ("banks/aid.yaml", "banks/aid.yaml"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\me\\aid.yaml", "Users/me/aid.yaml"),
        ("a/./../b.md", "a/b.md"),
        ("..", "file"),
        ("", "file"),
        ("a\0b\x1b[31m.yaml", "ab[31m.yaml"),
        ("\u202egpj.exe", "gpj.exe"),
        ("日本/文.md", "日本/文.md"),
        ("CON", "CON"),
        ("<img src=x onerror=alert(1)>.yaml", "<img src=x onerror=alert(1)>.yaml"),
    ],
)
def test_a_name_is_never_a_path_out_of_here(name, shown):
    assert shown_name(name) == shown


@given(st.text())
def test_any_name_can_be_shown(name):
    shown = shown_name(name)

    assert 0 < len(shown) <= 200
    assert not shown.startswith("/")
    assert ".." not in shown.split("/")
    assert not set(shown) & set(map(chr, (*range(0x20), 0x7F, 0x202E)))
    assert shown_name(shown) == shown


def test_a_file_beyond_its_bound_is_refused_by_name_and_nothing_is_kept():
    brought = sent([body(("files", "a.yaml", b"ok"), ("files", "atlas.pdf", b"x" * (8 * MIB + 1)))])

    assert brought.files == ()
    assert brought.refusal is not None
    assert brought.refusal.status == 413
    assert brought.refusal.sentence == (
        "“atlas.pdf” is too large: at most 8 MiB of each file are read."
    )


def test_a_file_of_just_the_bound_is_taken():
    assert len(files_of(("files", "a", b"x" * MOST_A_FILE))[0].data) == MOST_A_FILE


def test_files_beyond_what_is_read_together_are_refused():
    brought = sent([body(*(("files", f"{n}.md", b"x" * 7 * MIB) for n in range(5)))])

    assert brought.refusal is not None
    assert (brought.refusal.status, brought.files) == (413, ())
    assert "at most 32 MiB are read at once" in brought.refusal.sentence


def test_too_many_files_are_refused():
    assert len(files_of(*(("files", f"{n}.md", b"") for n in range(MOST_FILES)))) == MOST_FILES
    brought = sent([body(*(("files", f"{n}.md", b"") for n in range(2_000)))])

    assert brought.refusal is not None
    assert brought.refusal.sentence.startswith("At most 200 files are read at once.")


def test_what_was_pasted_is_bounded_like_a_file_and_other_fields_are_short():
    pasted = sent([body(("text", None, b"x" * (8 * MIB + 1)))])
    token = sent([body(("token", None, b"x" * 2_001))])

    assert pasted.refusal is not None
    assert pasted.refusal.sentence.startswith("What was pasted is too large")
    assert token.refusal is not None


def test_memory_stays_small_however_much_is_sent():
    def endless() -> Iterator[bytes]:
        yield part("files", "big", b"")[:-2]
        for _ in range(200):
            yield b"x" * MIB

    tracemalloc.start()
    brought = sent(endless())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert brought.refusal is not None
    assert most < 20 * MIB


def test_what_comes_too_slowly_is_given_up(monkeypatch):
    monkeypatch.setattr(uploading, "PATIENCE_SECONDS", 0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield part("files", "a.yaml", b"")[:-2]
        while True:
            yield b"x"
            await asyncio.sleep(0.01)

    request = Request({"type": "http", "headers": [(b"content-type", KIND.encode())]})
    request.stream = slow  # type: ignore[method-assign]  # The body without a server around it.
    brought = asyncio.run(upload(request))

    assert brought.refusal is not None
    assert brought.refusal.status == 408


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/json", b"{}"),
        ("application/x-www-form-urlencoded", b"text=x"),
        ("multipart/form-data", b"x"),
        (f"multipart/form-data; boundary={'b' * 300}", b"x"),
        (KIND, b"no boundary"),
        (KIND, f"--{BOUNDARY}\r\n\r\nx\r\n".encode()),
        (KIND, part("files", "cut", b"off")),
        ("", b"\xff\xfe"),
    ],
)
def test_what_is_no_such_form_is_refused_as_a_form(kind, content):
    with pytest.raises(RequestValidationError):
        sent([content], kind)


def test_a_form_arrives_through_a_server_as_a_browser_sends_it():
    app = FastAPI(max_body_size=100)

    @app.post("/", max_body_size=2**62)
    def take(came: Annotated[Upload, Depends(upload)]) -> dict[str, Any]:
        return {"files": [[it.name, len(it.data)] for it in came.files], **came.fields}

    answer = TestClient(app).post(
        "/",
        data={"token": "t", "text": "ein\r\nzwei"},
        files=[("files", ("a.yaml", b"x" * 500)), ("files", ("日本.md", b"y"))],
    )

    assert answer.json() == {
        "files": [["a.yaml", 500], ["日本.md", 1]],
        "token": "t",
        "text": "ein\r\nzwei",
    }
