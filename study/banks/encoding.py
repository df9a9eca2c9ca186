"""Bytes into text, or the one sentence that says why not."""

import codecs
import re

from study.banks.problems import Problem

MOST_BYTES = 16 * 1024 * 1024

_KINDS = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "a database"),
)
# U+0085, U+2028 and U+2029 are line ends to YAML and to no editor: lines would be miscounted.
_UNWANTED = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


def decode(data: bytes, name: str, *, limit: int = MOST_BYTES) -> str | Problem:
    """The text of a file in UTF-8, or in UTF-16 with its mark; else the problem."""
    if len(data) > limit:
        message = f"The file is too large: at most {limit / 1_048_576:g} MiB are read."
        return Problem(file=name, message=message, fix="Split it into several files.")
    for beginning, kind in _KINDS:
        if data.startswith(beginning):
            message = f"This is {kind}, not a text file."
            return Problem(file=name, message=message, fix="Give the YAML file itself.")
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if is_utf16 else "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return _undecodable(data, name, error)
    unwanted = _UNWANTED.search(text)
    return text if unwanted is None else _unwanted(text, name, unwanted)


def holdable(text: str) -> str:
    """The text with a space for each character that no text file may hold."""
    return _UNWANTED.sub(" ", text)


def escaped(text: str) -> str:
    """JSON text with such characters written as their escapes."""
    return _UNWANTED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _undecodable(data: bytes, name: str, error: UnicodeDecodeError) -> Problem:
    at, encoding = error.start, error.encoding.upper()
    return Problem(
        file=name,
        line=data.count(b"\n", 0, at) + 1,
        message=f"Byte {at} (0x{data[at]:02X}) is not {encoding}.",
        fix="Save the file as UTF-8.",
    )


def _unwanted(text: str, name: str, found: re.Match[str]) -> Problem:
    start = found.start()
    return Problem(
        file=name,
        line=text.count("\n", 0, start) + 1,
        column=start - text.rfind("\n", 0, start),
        message=f"The character U+{ord(found[0]):04X} stands here; a text cannot hold it.",
        fix="Remove it, or write an ordinary line end.",
    )
