"""Word files: paragraphs, headings, lists and tables, in the order of the text."""

import io
import re
from collections.abc import Iterator
from functools import lru_cache

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from study.banks.archives import FAILURES, MOST_PARTS, RefusedArchiveError, opened
from study.banks.extracting.blocks import (
    Block,
    Extracted,
    Facts,
    Fate,
    Notes,
    UnreadableError,
    finished,
    lines_of,
    one_line,
    sensible,
)
from study.banks.extracting.elements import ITEMS, PICTURES, ROWS

FOOTNOTES = Fate("dropped", "A footnote was left out", "{n} footnotes were left out")
COMMENTS = Fate("dropped", "A comment was left out", "{n} comments were left out")
FORMULAS = Fate("dropped", "A formula was left out", "{n} formulas were left out")
BOXES = Fate("dropped", "A text box was left out", "{n} text boxes were left out")
CONTENTS = Fate(
    "dropped", "A table of contents was left out", "{n} tables of contents were left out"
)
CHANGES = Fate(
    "approximated",
    "A tracked change was taken as accepted",
    "{n} tracked changes were taken as accepted",
)
EDGES = Fate("dropped", "A header or footer was left out", "{n} headers and footers were left out")
_DAMAGED = ("The Word file is damaged.", "Open it in Word, and save it once more.")

_DRAWN = frozenset({"drawing", "pict", "object", "AlternateContent"})
_COUNTED = {
    "footnoteReference": FOOTNOTES,
    "endnoteReference": FOOTNOTES,
    "commentReference": COMMENTS,
    "oMath": FORMULAS,
}
_HOLDING = frozenset({"ins", "moveTo", "customXml", "smartTag", "sdtContent"})
_GONE = frozenset({"del", "moveFrom"})
_WORDS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_HEADING = re.compile(r"heading [1-9]|title")
_DEEPEST_STYLE = 10


def extract(data: bytes) -> Extracted:
    """The text of a Word file, and what its properties say."""
    try:
        opened(data, most_members=MOST_PARTS).close()
        document = docx.Document(io.BytesIO(data))
    except RefusedArchiveError as refused:
        raise UnreadableError(refused.message, refused.fix) from refused
    except (PackageNotFoundError, etree.LxmlError, KeyError, *FAILURES) as error:
        raise UnreadableError(*_DAMAGED) from error
    return _Text(document).extracted()


class _Text:
    """One document while it is read."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.notes = Notes()
        self.done = 0
        styles = document.styles.element.iterfind(_w("style"))
        self.styles = {style.get(_w("styleId"), ""): style for style in styles}

    def extracted(self) -> Extracted:
        """All blocks and facts."""
        blocks = list(self._blocks(self.document.element.body))
        for text in self._edges():
            self.notes.add(EDGES, shown=text)
        return finished(blocks, self.notes, self._facts())

    def _facts(self) -> Facts:
        known = self.document.core_properties
        is_template = known.author == "python-docx"
        return Facts(
            title=sensible(known.title),
            author="" if is_template else one_line(known.author),
            language=known.language,
        )

    def _edges(self) -> list[str]:
        """The words of all headers and footers, each once."""
        texts = {
            " ".join(one_line(paragraph.text) for paragraph in edge.paragraphs).strip(): None
            for section in self.document.sections
            for edge in (section.header, section.footer)
            if not edge.is_linked_to_previous
        }
        return [text for text in texts if text]

    def _blocks(self, parent: etree._Element) -> Iterator[Block]:
        """The blocks below an element."""
        for child in parent:
            name = _name(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._rows(child)
            elif name == "sdt" and _is_contents(child):
                self.notes.add(CONTENTS, self.done + 1)
            elif name in _HOLDING or name == "sdt":
                yield from self._blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        text = self._words(paragraph)
        is_heading = self._is_heading(paragraph)
        words = one_line(text) if is_heading else lines_of(text)
        if not words:
            return
        if not is_heading and self._is_item(paragraph):
            self.notes.add(ITEMS, self.done + 1)
            words = f"- {words}"
        self.done += 1
        yield Block(words, is_heading)

    def _rows(self, table: etree._Element) -> Iterator[Block]:
        for row in table.iterchildren(_w("tr")):
            cells = [
                " ".join(one_line(self._words(it)) for it in cell.iter(_w("p"))).strip()
                for cell in row.iter(_w("tc"))
            ]
            if any(cells):
                self.notes.add(ROWS, self.done + 1)
                self.done += 1
                yield Block(" | ".join(cells))

    def _words(self, paragraph: etree._Element) -> str:
        """The words of a paragraph: insertions accepted, deletions gone, no drawings."""
        words: list[str] = []
        walk = etree.iterwalk(paragraph, events=("start",))
        for _, element in walk:
            name = _name(element)
            if name == "t":
                words.append(element.text or "")
            elif name in _WORDS:
                words.append(_WORDS[name])
            elif name in _DRAWN:
                self._drawn(element)
                walk.skip_subtree()
            elif name in _COUNTED or name in _GONE or name in {"pPr", "rt"}:
                self._counted(name)
                walk.skip_subtree()
            elif name == "ins":
                self.notes.add(CHANGES, self.done + 1)
        return "".join(words)

    def _counted(self, name: str) -> None:
        fate = _COUNTED.get(name) or (CHANGES if name in _GONE else None)
        if fate:
            self.notes.add(fate, self.done + 1)

    def _drawn(self, element: etree._Element) -> None:
        """Counts a picture or a text box; files hold boxes twice, for old programs once more."""
        box = element.find(f".//{_w('txbxContent')}")
        if box is not None:
            text = " ".join(it.text or "" for it in box.iter(_w("t")))
            self.notes.add(BOXES, self.done + 1, text)
        else:
            named = element.find(".//{*}docPr")
            alt = "" if named is None else named.get("descr", "")
            self.notes.add(PICTURES, self.done + 1, alt)

    # --- styles ------------------------------------------------------------------------------

    def _is_heading(self, paragraph: etree._Element) -> bool:
        levels = [it.find(f"{_w('pPr')}/{_w('outlineLvl')}") for it in self._styled(paragraph)]
        first = next((level for level in levels if level is not None), None)
        if first is not None:
            return first.get(_w("val")) not in {None, "9"}
        return any(_HEADING.fullmatch(_style_name(it)) for it in self._styled(paragraph))

    def _is_item(self, paragraph: etree._Element) -> bool:
        for styled in self._styled(paragraph):
            number = styled.find(f"{_w('pPr')}/{_w('numPr')}/{_w('numId')}")
            if number is not None:
                return number.get(_w("val")) not in {None, "0"}
        return False

    def _styled(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """The paragraph, its style, and the styles that this is based on."""
        yield paragraph
        style = paragraph.find(f"{_w('pPr')}/{_w('pStyle')}")
        for _ in range(_DEEPEST_STYLE):
            found = None if style is None else self.styles.get(style.get(_w("val"), ""))
            if found is None:
                return
            yield found
            style = found.find(_w("basedOn"))


def _name(element: etree._Element) -> str:
    """An element's name without its namespace; "" for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _style_name(style: etree._Element) -> str:
    named = style.find(_w("name"))
    return "" if named is None else named.get(_w("val"), "").lower()


def _is_contents(block: etree._Element) -> bool:
    gallery = block.find(f".//{_w('docPartGallery')}")
    return gallery is not None and gallery.get(_w("val"), "") == "Table of Contents"


@lru_cache
def _w(name: str) -> str:
    """A name in Word's own namespace."""
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"
