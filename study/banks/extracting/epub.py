"""EPUB books: their chapters in the order of the spine."""

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from study.banks.archives import MOST_PARTS, RefusedArchiveError, contents, opened
from study.banks.encoding import MOST_BYTES
from study.banks.extracting.blocks import (
    Block,
    Extracted,
    Facts,
    Fate,
    Notes,
    UnreadableError,
    finished,
    one_line,
)
from study.banks.extracting.decoding import decoded
from study.banks.extracting.elements import blocks_of, page_of

CONTENTS = Fate(
    "dropped",
    "A page that lists the contents was left out",
    "{n} pages that list the contents were left out",
)
ABSENT = Fate(
    "dropped",
    "A chapter is not in the file, or cannot be read",
    "{n} chapters are not in the file, or cannot be read",
)
OUTSIDE = Fate(
    "dropped",
    "A page that stands outside of the text's order was left out",
    "{n} pages that stand outside of the text's order were left out",
)
_MOST_TEXT = 32 * 1024 * 1024
_DAMAGED = ("The EPUB is damaged: it does not say what it holds.", "Get the file once more.")
_LOCKED = (
    "The EPUB is locked against copying, so its text cannot be read.",
    "Give a copy without that lock, if you have the right to one.",
)
# Fonts may be disguised in a book that anybody may read.
_FONTS_ONLY = ("idpf.org/2008/embedding", "ns.adobe.com/pdf/enc#RC")


def extract(data: bytes) -> Extracted:
    """The text of a book, chapter by chapter, and what it says about itself."""
    try:
        with opened(data, most_members=MOST_PARTS) as archive:
            return _Book(archive).extracted()
    except RefusedArchiveError as refused:
        raise UnreadableError(refused.message, refused.fix) from refused


class _Book:
    """One book while it is read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.room = _MOST_TEXT
        self.notes = Notes()

    def extracted(self) -> Extracted:
        """All chapters, and the facts of the package."""
        if self._is_locked():
            raise UnreadableError(*_LOCKED)
        container = self._tree("META-INF/container.xml")
        rootfile = container.find(".//{*}rootfile")
        path = "" if rootfile is None else rootfile.get("full-path", "")
        package = self._tree(path)
        blocks = [
            block for chapter in self._chapters(package, path) for block in self._blocks(chapter)
        ]
        return finished(blocks, self.notes, _facts(package))

    def _is_locked(self) -> bool:
        if "META-INF/encryption.xml" not in self.archive.namelist():
            return False
        methods = [
            it.get("Algorithm", "")
            for it in self._tree("META-INF/encryption.xml").iter("{*}EncryptionMethod")
        ]
        return any(not any(font in method for font in _FONTS_ONLY) for method in methods)

    def _chapters(self, package: etree._Element, path: str) -> Iterator[str]:
        """The names of the chapters' files, in order."""
        folder = posixpath.dirname(path)
        items = {item.get("id", ""): item for item in package.iterfind("{*}manifest/{*}item")}
        for ref in package.iterfind("{*}spine/{*}itemref"):
            item = items.get(ref.get("idref", ""))
            if item is None:
                self.notes.add(ABSENT)
            elif "nav" in item.get("properties", "").split():
                self.notes.add(CONTENTS)
            elif ref.get("linear") == "no":
                self.notes.add(OUTSIDE)
            else:
                href = unquote(item.get("href", "").partition("#")[0])
                yield posixpath.normpath(posixpath.join(folder, href))

    def _blocks(self, name: str) -> list[Block]:
        """The blocks of one chapter."""
        try:
            text, _ = decoded(self._contents(name), declares=True)
            page = page_of(text)
        except (RefusedArchiveError, UnreadableError, KeyError):
            self.notes.add(ABSENT, shown=name)
            return []
        return blocks_of(page, self.notes)

    def _tree(self, name: str) -> etree._Element:
        """The tree of a file of the package; entities and addresses stay unread."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, recover=True
        )
        try:
            tree = etree.fromstring(self._contents(name), parser)
        except (etree.LxmlError, ValueError, KeyError) as error:
            raise UnreadableError(*_DAMAGED) from error
        if tree is None:
            raise UnreadableError(*_DAMAGED)
        return tree

    def _contents(self, name: str) -> bytes:
        data = contents(self.archive, self.archive.getinfo(name), min(self.room, MOST_BYTES))
        self.room -= len(data)
        return data


def _facts(package: etree._Element) -> Facts:
    """What the package says about the book."""
    names = ("title", "creator", "publisher", "date", "language")
    title, author, publisher, date, language = (_said(package, name) for name in names)
    return Facts(
        title=title,
        author=author,
        publisher=publisher,
        published=date.partition("T")[0],
        language=language,
    )


def _said(package: etree._Element, name: str) -> str:
    found = package.find(f"{{*}}metadata/{{http://purl.org/dc/elements/1.1/}}{name}")
    return "" if found is None else one_line("".join(found.itertext()))[:200]
