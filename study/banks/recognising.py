"""Which format a file is in, told by its content; its name only decides where that does not."""

import codecs
import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import TypeAlias

from study.banks.archives import kind_of
from study.banks.brought import Remark, Sent
from study.banks.dialects import found_in, is_ours, read_dialect, yaml_places
from study.banks.encoding import MOST_BYTES, decode
from study.banks.exchange.aiken import read_aiken
from study.banks.exchange.anki import read_apkg
from study.banks.exchange.anki_package import is_package
from study.banks.exchange.decoding import decode_loosely
from study.banks.exchange.gift import read_gift
from study.banks.exchange.json_file import HOW, NO_QUIZ, read_json
from study.banks.exchange.moodle_xml import read_moodle_xml
from study.banks.exchange.records import delimiter_of
from study.banks.exchange.table import names_columns, read_table
from study.banks.problems import Problem
from study.banks.reading import (
    Reading,
    collector_paused,
    loaded_from,
    read_loaded,
    with_remark,
)
from study.banks.yaml_events import Loaded, Progress, SecondDocumentError

# A reader takes the file, the most bytes it may read, and whom to tell how far it is.
Reader: TypeAlias = Callable[[Sent, int, Progress | None], Reading]
TextReader: TypeAlias = Callable[[str, Sent], Reading]

_SAMPLE = 200_000
_OURS = re.compile(r"^format:[ \t]*[\"']?study-bank/", re.MULTILINE)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\"\[{\]])")
_ANKI = re.compile(r"#(?:separator|html|columns|notetype|deck|tags|guid)\b[a-z ]*:")
_AIKEN_KEY = re.compile(r"^[ \t]*ANSWERS?[ \t]*:[ \t]*[A-Za-z]\b", re.MULTILINE | re.IGNORECASE)
_AIKEN_OPTION = re.compile(r"^[ \t]*[A-Za-z][.)][ \t]", re.MULTILINE)
_GIFT = re.compile(
    r"^::(?:[^:\n]|:(?!:))*::|^\$CATEGORY:|(?<!\\)\{\s*(?:[=~#]|(?:T|F|TRUE|FALSE)\s*[#}])",
    re.MULTILINE,
)
_GIFT_ESSAY = re.compile(r"(?<!\\)\{\s*\}\s*$", re.MULTILINE)
_EVEN = 0.9
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BY_ENDING = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".gift": "gift",
    ".aiken": "aiken",
    ".csv": "table",
    ".tsv": "table",
    ".tab": "table",
    ".xml": "moodle-xml",
}
_DOCUMENTS = {".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".epub"}
_PAGE = (b"<!doctype html", b"<html")


def _begins_with_tag(data: bytes) -> bool:
    return _beginning(data).startswith(b"<")


def is_page(data: bytes) -> bool:
    """Whether this is a web page."""
    return _beginning(data).startswith(_PAGE)


def _beginning(data: bytes) -> bytes:
    bare = data[:512].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    return bare.lstrip(b"\xff\xfe \t\r\n").lower()


def _of_text(read: TextReader, *, is_strict: bool = False) -> Reader:
    """A reader of bytes from one of texts; a lax one guesses encodings and says so."""

    def reader(sent: Sent, limit: int, _progress: Progress | None) -> Reading:
        if is_strict:
            text = decode(sent.data, sent.name, limit=limit)
            return Reading(None, (text,)) if isinstance(text, Problem) else read(text, sent)
        found = decode_loosely(sent.data, sent.name, limit=limit)
        if isinstance(found, Problem):
            return Reading(None, (found,))
        text, guessed = found
        reading = read(text, sent)
        if not guessed:
            return reading
        message = f"The file is not UTF-8; it was read as {guessed}. Look at its letters."
        remark = Remark(item="the whole file", kind="guessed", message=message)
        return with_remark(reading, remark)

    return reader


def _read_yaml(sent: Sent, limit: int, progress: Progress | None) -> Reading:
    text = decode(sent.data, sent.name, limit=limit)
    if isinstance(text, Problem):
        return Reading(None, (text,))
    return read_yaml(text, sent.name, progress)


def _read_moodle_xml(sent: Sent, limit: int, _progress: Progress | None) -> Reading:
    return read_moodle_xml(sent, limit)


# Every format that can be read, by its name.
READERS: Mapping[str, Reader] = {
    "yaml": _read_yaml,
    "json": _of_text(read_json, is_strict=True),
    "gift": _of_text(read_gift),
    "aiken": _of_text(read_aiken),
    "table": _of_text(read_table),
    "moodle-xml": _read_moodle_xml,
    "apkg": read_apkg,
}

# The formats that are told by their first bytes, whatever the file is called.
BY_BYTES: Mapping[str, Callable[[bytes], bool]] = {
    "moodle-xml": _begins_with_tag,
    "apkg": is_package,
}


def read_any(sent: Sent, *, limit: int = MOST_BYTES, progress: Progress | None = None) -> Reading:
    """What a file gives, whichever of the known formats it is in."""
    if is_page(sent.data):
        message = "This is a web page, and no bank of questions."
        fix = "Bring it in as a document, or export the questions from where they are kept."
        return Reading(None, (Problem(file=sent.name, message=message, fix=fix),))
    return READERS[format_of(sent) or "yaml"](sent, limit, progress)


def format_of(sent: Sent) -> str:
    """The name of the format that a file of questions is in; "" where nothing tells it."""
    for name, is_it in BY_BYTES.items():
        if is_it(sent.data):
            return name
    by_ending = _BY_ENDING.get(PurePosixPath(sent.name).suffix.lower(), "")
    # Files of ours are the usual case, and told without a second look.
    if by_ending == "yaml":
        return by_ending
    text = decode_loosely(_sample(sent.data), sent.name)
    if isinstance(text, Problem):
        return by_ending
    return _surely(text[0]) or by_ending or _perhaps(text[0])


def _sample(data: bytes) -> bytes:
    """The beginning of a file, without half a character at its end."""
    if len(data) <= _SAMPLE or data.startswith(_UTF16):
        return data[:_SAMPLE]
    return data[: data.rfind(b"\n", 0, _SAMPLE)] if b"\n" in data[:_SAMPLE] else data[:_SAMPLE]


def _surely(text: str) -> str:
    """The format that nothing else looks like."""
    if _OURS.search(text):
        return "yaml"
    if _ANKI.match(text):
        return "table"
    return "json" if _JSON.match(text) else ""


def _perhaps(text: str) -> str:
    """The format that a text without a telling name is likely to be in."""
    found = ""
    if _AIKEN_KEY.search(text) and _AIKEN_OPTION.search(text):
        found = "aiken"
    elif _GIFT.search(text) or _GIFT_ESSAY.search(text):
        found = "gift"
    elif _is_table(text):
        found = "table"
    return found


def _is_table(text: str) -> bool:
    """Whether the lines are rows: parted evenly by what prose does not have, or with a header."""
    delimiter, evenness = delimiter_of(text)
    if evenness < _EVEN or "\n" not in text.strip():
        return False
    return delimiter in "\t;|" or names_columns(text.strip().split("\n")[0].split(delimiter))


def is_document(sent: Sent) -> bool:
    """Whether the file is a text to be cited rather than a bank of questions."""
    ending = PurePosixPath(sent.name).suffix.lower()
    if ending in _DOCUMENTS or sent.data.startswith(b"%PDF") or is_page(sent.data):
        return True
    if sent.data.startswith(b"PK"):
        return kind_of(sent.data) != ""
    # A plain text is one unless it is in the form of a quiz.
    return ending in {".txt", ".text"} and not format_of(sent)


def read_yaml(text: str, name: str, progress: Progress | None = None) -> Reading:
    """The bank in a YAML text, in our format or in one of the shapes people use."""
    with collector_paused():
        try:
            loaded = loaded_from(text, progress)
        except SecondDocumentError as second:
            return _read_documents(text, name, Loaded(flaws=[second.flaw]))
        value = loaded.value
        if is_ours(value) or not isinstance(value, dict | list) or not value:
            return read_loaded(loaded, text, name)
        if found := found_in(value):
            places, in_html = yaml_places(text)
            return read_dialect(found, loaded, places, name, in_html=in_html)
        if "format" in value:
            return read_loaded(loaded, text, name)
    return _no_quiz(name)


def _read_documents(text: str, name: str, refused: Loaded) -> Reading:
    """The questions in a file of several YAML documents, none of which is a bank of ours."""
    loaded = loaded_from(text, several=True)
    documents = loaded.value
    if not isinstance(documents, list) or any(is_ours(it) for it in documents):
        return read_loaded(refused if isinstance(documents, list) else loaded, text, name)
    if found := found_in(documents, has_documents=True):
        places, in_html = yaml_places(text, has_documents=True)
        return read_dialect(found, loaded, places, name, has_documents=True, in_html=in_html)
    return _no_quiz(name)


def _no_quiz(name: str) -> Reading:
    return Reading(None, (Problem(file=name, message=NO_QUIZ, fix=HOW),))
