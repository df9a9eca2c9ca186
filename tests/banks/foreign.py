"""Small real files of foreign formats, written byte by byte or part by part."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import docx
from docx.document import Document

# A line of a page: distance from the left and the bottom in points, size, words.
Line = tuple[float, float, float, str]
PAGE = "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 3 0 R>>>>"
PASSWORD_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF of these pages; each is a list of lines, or the content stream itself."""

    pages: Sequence[Sequence[Line] | bytes]
    info: Mapping[str, str] | None = None
    language: str = ""
    password: str = ""
    count: int | None = None
    catalog: str = ""
    kids: str = ""
    font: str = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"

    def data(self) -> bytes:
        """The bytes of the file."""
        objects = self._objects()
        key = _key(self.password) if self.password else b""
        out = bytearray(b"%PDF-1.4\n")
        places = []
        for number, (head, stream) in enumerate(objects, start=1):
            places.append(len(out))
            body = _rc4(_object_key(key, number), stream) if key and stream else stream
            length = f" /Length {len(body)}" if body is not None else ""
            out += f"{number} 0 obj\n<<{head}{length}>>\n".encode("latin-1")
            if body is not None:
                out += b"stream\n" + body + b"\nendstream\n"
            out += b"endobj\n"
        return bytes(out + self._trailer(places, len(out), len(objects)))

    def _objects(self) -> list[tuple[str, bytes | None]]:
        first = 4
        names = " ".join(f"{first + 2 * n} 0 R" for n in range(len(self.pages)))
        count = len(self.pages) if self.count is None else self.count
        language = f" /Lang ({self.language})" if self.language else ""
        objects: list[tuple[str, bytes | None]] = [
            (f"/Type /Catalog /Pages 2 0 R{language}{self.catalog}", None),
            (f"/Type /Pages /Kids [{self.kids or names}] /Count {count}", None),
            (self.font, None),
        ]
        for number, page in enumerate(self.pages):
            content = page if isinstance(page, bytes) else zlib.compress(drawn(page))
            objects += [
                (
                    f"{PAGE} /Contents {first + 2 * number + 1} 0 R",
                    None,
                ),
                ("/Filter /FlateDecode", content),
            ]
        info = "".join(f"/{name} ({_string(value)})" for name, value in (self.info or {}).items())
        objects.append((info, None))
        if self.password:
            key, owner = _key(self.password), _owner(self.password)
            user = _rc4(key, PASSWORD_PAD)
            marks = f"/Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{user.hex()}>"
            objects.append((marks, None))
        return objects

    def _trailer(self, places: Sequence[int], start: int, count: int) -> bytes:
        table = "".join(f"{place:010} 00000 n \n" for place in places)
        locked = bool(self.password)
        marks = f" /Encrypt {count} 0 R /ID [<00> <00>]" if locked else ""
        info = f" /Info {count - locked} 0 R"
        return (
            f"xref\n0 {count + 1}\n0000000000 65535 f \n{table}"
            f"trailer\n<</Size {count + 1} /Root 1 0 R{info}{marks}>>\n"
            f"startxref\n{start}\n%%EOF\n"
        ).encode("latin-1")


def drawn(lines: Sequence[Line]) -> bytes:
    """The content stream that draws these lines."""
    shown = [
        f"/F1 {size} Tf 1 0 0 1 {x} {y} Tm ({_string(words)}) Tj" for x, y, size, words in lines
    ]
    return ("BT\n" + "\n".join(shown) + "\nET").encode("cp1252")


def column(
    text: Sequence[str], *, x: float = 72, top: float = 770, size: float = 11, step: float = 14
) -> list[Line]:
    """Lines under each other."""
    return [(x, top - step * number, size, words) for number, words in enumerate(text)]


def _string(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _key(password: str) -> bytes:
    given = (password.encode() + PASSWORD_PAD)[:32]
    return hashlib.md5(given + _owner(password) + b"\xfc\xff\xff\xff" + b"\0").digest()[:5]


def _owner(password: str) -> bytes:
    given = (password.encode() + PASSWORD_PAD)[:32]
    return _rc4(hashlib.md5(given).digest()[:5], given)


def _object_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def zipped(members: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def saved(document: Document) -> bytes:
    """The bytes of a Word file."""
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def word_file() -> Document:
    """An empty Word file without the template's own title."""
    document = docx.Document()
    document.core_properties.title = ""
    document.core_properties.author = ""
    return document


def word(xml: str) -> bytes:
    """A Word file with this text part."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(word_file()))) as whole,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for part in whole.infolist():
            is_text = part.filename == "word/document.xml"
            changed.writestr(part.filename, xml if is_text else whole.read(part))
    return held.getvalue()


CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)


def book(
    chapters: Sequence[str],
    *,
    metadata: str = "<dc:title>A Book</dc:title><dc:language>en</dc:language>",
    more: Mapping[str, bytes | str] | None = None,
    spine: str = "",
) -> bytes:
    """An EPUB of these chapters, each the body of its page."""
    names = [f"c{number}" for number in range(1, len(chapters) + 1)]
    items = "".join(
        f'<item id="{name}" href="text/{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in names
    )
    refs = spine or "".join(f'<itemref idref="{name}"/>' for name in names)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{refs}</spine></package>"
    )
    pages = {
        f"OEBPS/text/{name}.xhtml": (
            '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"'
            ' xmlns:epub="http://www.idpf.org/2007/ops">'
            f"<head><title>x</title></head><body>{chapter}</body></html>"
        )
        for name, chapter in zip(names, chapters, strict=True)
    }
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER}
    return zipped(members | {"OEBPS/book.opf": package} | pages | dict(more or {}))
