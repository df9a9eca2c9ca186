"""Files sent in a form: taken apart as they come, counted before they are kept."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from study.banks.archives import shown_name
from study.banks.brought import Sent

MIB = 1024 * 1024
MOST_A_FILE = 8 * MIB
MOST_TOGETHER = 32 * MIB
MOST_FILES = 200
MOST_FIELDS = 20
# What is refused is still read to its end and thrown away, so that the browser shows the page
# that says why, and not a broken connection; but only so much of it.
MOST_DRAINED = 256 * MIB
LONGEST_FIELD = 2_000
PASTED = "text"
PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why what was sent is not taken, with the status that says so."""

    status: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The files and fields of a form; with a refusal there are no files."""

    files: tuple[Sent, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None


async def upload(request: Request) -> Upload:
    """What a form sends, within bounds: a dependency of routes that take files."""
    form = _Form()
    try:
        parser = _parser(request, form)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await _feed(request, parser, form)
    except TimeoutError:
        form.refuse(408, "The files came too slowly. Nothing was saved: try again.")
    except ClientDisconnect as error:
        raise HTTPException(400) from error
    except (FormParserError, KeyError, ValueError) as error:
        raise RequestValidationError([]) from error
    return form.upload()


def _parser(request: Request, form: "_Form") -> MultipartParser:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data":
        raise FormParserError("no form with files")
    return MultipartParser(
        options[b"boundary"],
        {
            "on_part_begin": form.begin,
            "on_header_field": form.name_header,
            "on_header_value": form.fill_header,
            "on_header_end": form.end_header,
            "on_headers_finished": form.open,
            "on_part_data": form.take,
            "on_part_end": form.close,
            "on_end": form.end,
        },
    )


async def _feed(request: Request, parser: MultipartParser, form: "_Form") -> None:
    drained = 0
    async for chunk in request.stream():
        if form.refusal is None:
            parser.write(chunk)
            continue
        drained += len(chunk)
        if drained > MOST_DRAINED:
            return
    if form.refusal is None and not form.is_whole:
        raise FormParserError("the form breaks off")


class _Form:
    """A form while it comes: the parser tells each piece, nothing beyond the bounds is kept."""

    def __init__(self) -> None:
        self.files: list[Sent] = []
        self.fields: dict[str, str] = {}
        self.refusal: Refusal | None = None
        self.together = 0
        self.parts = 0
        self.is_whole = False
        self.begin()

    def upload(self) -> Upload:
        if self.refusal is not None:
            return Upload(fields=self.fields, refusal=self.refusal)
        return Upload(files=tuple(self.files), fields=self.fields)

    def refuse(self, status: int, sentence: str) -> None:
        """Gives up: what was kept is let go, what still comes is not looked at."""
        self.refusal = self.refusal or Refusal(status, sentence)
        self.files.clear()
        self.pieces.clear()

    # --- what the parser tells -----------------------------------------------------------

    def begin(self) -> None:
        self.headers: dict[bytes, bytes] = {}
        self.header = b""
        self.value = b""
        self.pieces: list[bytes] = []
        self.size = 0
        self.field = ""
        self.file: str | None = None

    def name_header(self, data: bytes, start: int, end: int) -> None:
        self.header += data[start:end]

    def fill_header(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def end_header(self) -> None:
        self.headers[self.header.lower()] = self.value
        self.header = self.value = b""

    def open(self) -> None:
        _, options = parse_options_header(self.headers[b"content-disposition"])
        self.field = _text(options[b"name"])
        self.file = _text(options[b"filename"]) if b"filename" in options else None
        self.parts += 1
        if self.parts > MOST_FILES + MOST_FIELDS:
            self.refuse(413, f"At most {MOST_FILES} files are read at once. Send a ZIP archive.")

    def take(self, data: bytes, start: int, end: int) -> None:
        if self.refusal is not None:
            return
        self.size += end - start
        self.together += end - start
        is_small = self.file is None and self.field != PASTED
        if self.size > (LONGEST_FIELD if is_small else MOST_A_FILE):
            self.refuse(413, f"{self._named()} is too large: at most 8 MiB of each file are read.")
        elif self.together > MOST_TOGETHER:
            self.refuse(413, "The files are too large: at most 32 MiB are read at once.")
        else:
            self.pieces.append(data[start:end])

    def close(self) -> None:
        if self.refusal is not None:
            return
        data = b"".join(self.pieces)
        self.pieces.clear()
        if self.file is None:
            self.fields[self.field] = _text(data)
        elif self.file or data:  # A field for files that was left empty comes without a name.
            self.files.append(Sent(self._unused(shown_name(self.file)), data))

    def end(self) -> None:
        self.is_whole = True

    def _named(self) -> str:
        return f"“{shown_name(self.file)[:80]}”" if self.file else "What was pasted"

    def _unused(self, name: str) -> str:
        """The name, counted on when another file has it: problems are told by their file."""
        taken = {sent.name for sent in self.files}
        path, number = PurePosixPath(name), 1
        while name in taken:
            number += 1
            name = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        return name


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
