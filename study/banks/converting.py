"""Document files of any kind that is read here, into our own: text and what is known about it."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from study.banks.archives import ZIP, kind_of
from study.banks.brought import Remark, Sent
from study.banks.confining import LIMITS, Limits, RefusedFileError, confined
from study.banks.documents import (
    DocumentFile,
    has_front,
    made_document,
    named_id,
    read_document,
    titled_by_name,
)
from study.banks.encoding import MOST_BYTES, decode
from study.banks.extracting.blocks import Extracted, guess, joined
from study.banks.problems import Problem

Kind = Literal["study", "markdown", "plain", "html", "pdf", "docx", "epub", ""]
Progress = Callable[[str, int, int], None]
Outcome = tuple[DocumentFile | None, tuple[Problem, ...], tuple[Remark, ...]]

_OLD_WORD = "an old Word file (.doc), or one that is locked with a password"
_AS_DOCX = "Open it, and save it as .docx without a password."
_AS_TEXT = "Give a text, Markdown, HTML, PDF, Word (.docx) or EPUB file."
# How files begin that hold no text which is read here: what they are, and what to do.
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", _OLD_WORD, _AS_DOCX),
    (b"{\\rtf", "an RTF file", _AS_DOCX),
    (ZIP, "an archive, or an office file other than Word (.docx)", "Save its text as .docx."),
    (b"\x1f\x8b", "a packed file (gzip)", "Unpack it first."),
    (b"7z\xbc\xaf", "a packed file (7z)", "Unpack it first."),
    (b"Rar!", "a packed file (rar)", "Unpack it first."),
    (b"\x89PNG", "a picture", "Run it through a program that recognises text (OCR) first."),
    (b"\xff\xd8\xff", "a picture", "Run it through a program that recognises text (OCR) first."),
    (b"GIF8", "a picture", "Run it through a program that recognises text (OCR) first."),
    (b"AT&TFORM", "a DjVu file", "Save its text as .txt."),
    (b"SQLite format 3", "a database", _AS_TEXT),
)
_HTML = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")
_ENDINGS: Mapping[str, Kind] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
_EXTRACTED = TypeAdapter(Extracted)


def read_any_document(
    sent: Sent,
    *,
    known: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    limits: Limits = LIMITS,
) -> Outcome:
    """The document in a file, or None; what is wrong with it; and what became of it.

    `known` says what the person who brings it knows better: id, title, author, published,
    language, viewpoint and the other fields of a document's head. Foreign formats are read in a
    process of their own; `progress` is told so meanwhile, and what it raises ends that process.
    """
    given = {name: value for name, value in (known or {}).items() if value}
    if len(sent.data) > MOST_BYTES:
        message = f"The file is too large: at most {MOST_BYTES >> 20} MiB are read."
        return _refused(sent, message, "Split it into several files.")
    kind = kind_of_document(sent)
    if not kind:
        return _refused(sent, *_not_read(sent))
    if kind == "study":
        document, problems = read_document(sent.data, sent.name, known=given)
        return document, problems, ()
    try:
        found = _extracted(kind, sent, progress, limits)
    except RefusedFileError as refused:
        return _refused(sent, refused.message, refused.fix)
    return _document(found, sent, given)


def kind_of_document(sent: Sent) -> Kind:
    """What kind of document the file is by its content, its name a hint; "" for none."""
    beginning = sent.data[:1_024]
    is_pdf_by_name = sent.name.lower().endswith(".pdf") and b"%PDF-" in beginning
    if is_pdf_by_name or beginning.lstrip().startswith(b"%PDF-"):
        return "pdf"
    if beginning.startswith(ZIP):
        return kind_of(sent.data)
    if any(beginning.startswith(mark) for mark, *_ in _FOREIGN):
        return ""
    return _kind_of_text(sent, beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower())


def _kind_of_text(sent: Sent, beginning: bytes) -> Kind:
    ending = PurePosixPath(sent.name.replace("\\", "/")).suffix.lower()
    if beginning.startswith(_HTML):
        return "html"
    text = decode(sent.data, sent.name)
    if isinstance(text, str) and has_front(text):
        return "study"
    return _ENDINGS.get(ending, "plain")


def _not_read(sent: Sent) -> tuple[str, str]:
    found = ((what, fix) for mark, what, fix in _FOREIGN if sent.data.startswith(mark))
    what, fix = next(found)
    return f"This is {what}, which is not read here.", fix


def _extracted(kind: Kind, sent: Sent, progress: Progress | None, limits: Limits) -> Extracted:
    """What the reader of this kind took out, checked: it may have been misled by the file."""

    def watch() -> None:
        if progress:
            progress(f"Reading {sent.name[-80:]}", 0, 1)

    answer = confined(kind, sent.data, limits=limits, watch=watch)
    try:
        return _EXTRACTED.validate_python(answer, strict=False)
    except ValidationError as error:
        message = "The file is made to do harm: its reader gave nonsense."
        raise RefusedFileError(message, _AS_TEXT) from error


def _document(found: Extracted, sent: Sent, known: Mapping[str, str]) -> Outcome:
    facts, remarks = found.facts, list(found.remarks)
    text = decode(joined(found.blocks).encode("utf-8", "replace"), sent.name)
    if isinstance(text, Problem):
        return None, (text,), ()
    if not text.strip():
        return _refused(sent, "The file holds no text.", "Check that it is the right one.")
    title = known.get("title") or facts.title
    if not title:
        title = titled_by_name(sent.name)
        remarks.insert(0, guess("title", "The title is made from the file's name."))
    slug = known.get("id") or named_id(sent.name, title)
    if "id" not in known:
        message = f"The id is made from the file's name: {slug}. It stays the document's identity."
        remarks.insert(0, guess("id", message))
    if not facts.language and "language" not in known:
        remarks.append(guess("language", "The language cannot be told; en is assumed."))
    fields = {
        "author": facts.author,
        "publisher": facts.publisher,
        "published": facts.published,
        "language": facts.language or "en",
        **known,
        "id": slug,
        "title": title,
    }
    document, problems = made_document(fields, text, sent.name)
    return document, problems, tuple(remarks)


def _refused(sent: Sent, message: str, fix: str) -> Outcome:
    return None, (Problem(file=sent.name, message=message, fix=fix),), ()
