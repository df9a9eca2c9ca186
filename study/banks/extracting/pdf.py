"""PDF files: lines as they were set, into paragraphs as they were meant."""

import ctypes
from collections.abc import Iterator, Sequence
from statistics import median

import pypdfium2
from pypdfium2 import raw

from study.banks.extracting.blocks import (
    Extracted,
    Facts,
    Fate,
    Notes,
    UnreadableError,
    finished,
    one_line,
    sensible,
)
from study.banks.extracting.furniture import furniture
from study.banks.extracting.hyphens import Hyphens
from study.banks.extracting.languages import language_of
from study.banks.extracting.setting import Line, blocks_of

MOST_PAGES = 3_000
PICTURES = Fate(
    "dropped",
    "A page without any text, probably a picture, was left out",
    "{n} pages without any text, probably pictures, were left out",
)
BROKEN = Fate(
    "dropped", "A page that is damaged was left out", "{n} pages that are damaged were left out"
)
REST = Fate(
    "dropped",
    f"Only the first {MOST_PAGES:,} pages were read, one page was not",
    f"Only the first {MOST_PAGES:,} pages were read, {{n}} pages were not",
)
_MOST_BROKEN = 50
_UNTELLABLE = 0.2
_PASSWORD = 4

_LOCKED = (
    "The PDF is locked with a password.",
    "Open it with the password, and print it into a new PDF.",
)
_DAMAGED = ("The PDF is damaged.", "Get the file once more, or print it into a new PDF.")
_SCANNED = (
    "The PDF holds pictures of pages and no text.",
    "Run it through a program that recognises text (OCR) first.",
)
_CODED = (
    "The PDF does not say which letters its signs are, so its text cannot be read.",
    "Print it into a new PDF, or copy the text by hand.",
)


def extract(data: bytes) -> Extracted:
    """The text of a PDF, page by page, and what its properties say."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == _PASSWORD
        raise UnreadableError(*(_LOCKED if is_locked else _DAMAGED)) from error
    notes = Notes("page")
    pages = list(_pages(document, notes))
    if not any(pages):
        raise UnreadableError(*_SCANNED)
    _check_letters(pages)
    text = [line.text for page in pages for line in page]
    hyphens = Hyphens(text, language_of("\n".join(text)), notes)
    blocks = blocks_of(_without_furniture(pages, notes), hyphens, notes)
    return finished(blocks, notes, _facts(document))


def _pages(document: pypdfium2.PdfDocument, notes: Notes) -> Iterator[list[Line]]:
    """The lines of each page; a count of pages that is a lie costs only some tries."""
    count, broken = len(document), 0
    for number in range(min(count, MOST_PAGES)):
        try:
            lines = list(_lines(document, number))
        except pypdfium2.PdfiumError:
            notes.add(BROKEN, number + 1)
            broken += 1
            if broken > _MOST_BROKEN:
                return
            continue
        if not lines:
            notes.add(PICTURES, number + 1)
        yield lines
    if count > MOST_PAGES:
        notes.add(REST, count=count - MOST_PAGES)


def _lines(document: pypdfium2.PdfDocument, number: int) -> Iterator[Line]:
    """The lines of one page in the order of the text, each with its place."""
    page = document[number]
    try:
        text = page.get_textpage()
        letters = [_letter(raw.FPDFText_GetUnicode(text, at)) for at in range(text.count_chars())]
        for start, end in _stretches(letters):
            words = "".join(letters[start:end]).replace("\ufffe", "-")
            if words.strip():
                yield _line(text, words, start, end, number + 1)
        text.close()
    finally:
        page.close()


def _letter(code: int) -> str:
    """A sign of the page; PDFium marks a hyphen at a line's end as 2."""
    if code == 2:
        return "\ufffe"
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _stretches(letters: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the lines begin and end; a hyphen at a line's end belongs to it."""
    start = 0
    for at, letter in enumerate(letters):
        if letter in {"\n", "\r", "\ufffe"}:
            end = at + (letter == "\ufffe")
            if end > start:
                yield start, end
            start = at + 1
    if start < len(letters):
        yield start, len(letters)


def _line(text: pypdfium2.PdfTextPage, words: str, start: int, end: int, page: int) -> Line:
    lead = len(words) - len(words.lstrip())
    trail = len(words) - len(words.rstrip())
    first, last = _box(text, start + lead), _box(text, end - 1 - trail)
    # A bullet or a quotation mark may come from another font.
    middle = _box(text, (start + end) // 2)
    return Line(
        page=page,
        text=one_line(words),
        left=first.left,
        right=last.right,
        base=first.bottom,
        height=median(box.top - box.bottom for box in (first, middle, last)),
    )


def _box(text: pypdfium2.PdfTextPage, at: int) -> raw.FS_RECTF:
    """The place of one sign, as high as its font."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box))
    return box


def _check_letters(pages: Sequence[Sequence[Line]]) -> None:
    """Refuses a text whose signs are numbers of glyphs and no letters."""
    text = "".join(line.text for page in pages for line in page)
    strange = sum(letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff" for letter in text)
    if strange > _UNTELLABLE * len(text):
        raise UnreadableError(*_CODED)


def _without_furniture(pages: Sequence[Sequence[Line]], notes: Notes) -> list[list[Line]]:
    """The pages without running heads, feet and numbers, which stand at their edges."""
    downward = [sorted(page, key=lambda line: -line.base) for page in pages]
    dropped = furniture([[line.text for line in page] for page in downward], notes)
    gone = {
        id(page[number])
        for page, numbers in zip(downward, dropped, strict=True)
        for number in numbers
    }
    return [[line for line in page if id(line) not in gone] for page in pages]


def _facts(document: pypdfium2.PdfDocument) -> Facts:
    """What the file says about itself."""
    return Facts(
        title=sensible(document.get_metadata_value("Title")),
        author=one_line(document.get_metadata_value("Author"))[:200],
        language=_language(document),
    )


def _language(document: pypdfium2.PdfDocument) -> str:
    size = 128
    buffer = ctypes.create_string_buffer(size)
    units = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
    length = raw.FPDFCatalog_GetLanguage(document, units, size)
    return buffer.raw[: min(length, size)].decode("utf-16-le", errors="ignore").strip("\0")
