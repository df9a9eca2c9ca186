"""The elements of a page, HTML's own or trafilatura's, into blocks of text."""

import re
from collections.abc import Iterator

from lxml import etree, html

from study.banks.extracting.blocks import (
    Block,
    Fate,
    Notes,
    UnreadableError,
    lines_of,
    one_line,
)

PICTURES = Fate("dropped", "A picture was left out", "{n} pictures were left out")
LINKS = Fate(
    "dropped",
    "A link's words stay, without its address",
    "The words of {n} links stay, without their addresses",
)
EMPHASIS = Fate(
    "dropped",
    "Emphasised words stay, without their emphasis",
    "The words of {n} emphasised places stay, without their emphasis",
)
ITEMS = Fate(
    "approximated",
    "An item of a list became a paragraph",
    "{n} items of lists became paragraphs, each with a dash or its number",
)
ROWS = Fate(
    "approximated",
    "A row of a table became a line",
    "{n} rows of tables became lines, their cells set apart by |",
)
NOTE_MARKS = Fate(
    "dropped", "A note's mark in the text was left out", "{n} marks of notes were left out"
)
OBJECTS = Fate(
    "dropped",
    "An embedded thing (a film, a formula, a field) was left out",
    "{n} embedded things (films, formulas, fields) were left out",
)

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "head"})
_LISTS = frozenset({"ul", "ol", "list"})
_ITEMS = frozenset({"li", "item"})
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_BREAKS = frozenset({"br", "lb"})
_PICTURES = frozenset({"img", "graphic", "svg", "image"})
_EMPHASIS = frozenset({"b", "strong", "i", "em", "u", "hi"})
_OBJECTS = frozenset(
    {"math", "audio", "video", "canvas", "object", "embed", "iframe", "button", "select"}
    | {"textarea", "input"}
)
_UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "title", "meta", "link", "colgroup"}
)
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em"}
    | {
        "font",
        "hi",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "ref",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
    }
    | {"small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_MARK = re.compile(r"\[?(?:\d{1,3}|[a-z*†‡])\]?")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BREAK = "\x0b"
_TYPE = "{http://www.idpf.org/2007/ops}type"


def page_of(text: str) -> html.HtmlElement:
    """The tree of a page, whatever its mistakes; nothing outside it is read."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(_DECLARATION.sub("", text), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        message = "The page holds no text that can be read."
        raise UnreadableError(message, "Save the page once more from the browser.") from error


def blocks_of(root: etree._Element, notes: Notes) -> list[Block]:
    """The blocks of a page's body, in order; what is lost or changed goes into the notes."""
    body = root.find("body")
    return list(_Walk(notes).blocks(root if body is None else body))


def name_of(element: etree._Element) -> str:
    """An element's name without its namespace; "" for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def is_note_mark(element: etree._Element) -> bool:
    """Whether the element only leads to a note, like a raised 1."""
    kind = element.get(_TYPE, "") + element.get("epub:type", "") + element.get("role", "")
    if "noteref" in kind:
        return True
    if name_of(element) != "sup" or not _MARK.fullmatch("".join(element.itertext()).strip()):
        return False
    return any("#" in link.get("href", "") for link in element.iter("{*}a"))


def small(text: str, name: str) -> str:
    """The figures of a raised or lowered element raised or lowered; else the text as it is."""
    table = {"sup": _RAISED, "sub": _LOWERED}.get(name)
    return text.translate(table) if table else text


class _Walk:
    """One walk through the elements, without recursion: depth costs nothing."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.words: list[str] = []
        self.done = 0
        self.lists: list[int | None] = []
        self.rows = 0
        self.verbatim = 0
        self.mark = ""
        self.is_heading = False

    def blocks(self, root: etree._Element) -> Iterator[Block]:
        """The blocks, as they are completed."""
        skipped = None
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            name = name_of(element)
            if event == "start" and (name in _UNSEEN or self._leaves_out(name, element)):
                walk.skip_subtree()
                skipped = element
            elif event == "start":
                yield from self._start(name, element)
                self._say(element.text, name)
            elif event == "end" and element is not skipped:
                yield from self._end(name)
            if event != "start" and element is not root:
                self._say(element.tail, "")
        yield from self._flush()

    def _leaves_out(self, name: str, element: etree._Element) -> bool:
        """Whether an element goes with all that is in it; says so."""
        if name in _PICTURES:
            self.notes.add(PICTURES, self.done + 1, element.get("alt", ""))
        elif name in _OBJECTS:
            self.notes.add(OBJECTS, self.done + 1)
        elif is_note_mark(element):
            self.notes.add(NOTE_MARKS, self.done + 1)
        else:
            return False
        return True

    def _start(self, name: str, element: etree._Element) -> Iterator[Block]:
        if name in _BREAKS:
            self.words.append(_BREAK)
        elif name in _EMPHASIS:
            self.notes.add(EMPHASIS, self.done + 1)
        elif name in {"a", "ref"} and element.get("href", element.get("target", "")):
            self.notes.add(LINKS, self.done + 1)
        if name in _INLINE or name in _BREAKS:
            return
        if self.rows:
            self._inside_row(name)
            return
        yield from self._flush()
        self._open(name, element)

    def _open(self, name: str, element: etree._Element) -> None:
        if name in HEADINGS:
            self.is_heading = True
        elif name == "pre":
            self.verbatim += 1
        elif name in _LISTS:
            is_ordered = name == "ol" or element.get("rend") == "ol"
            self.lists.append(_number(element.get("start", "1")) if is_ordered else None)
        elif name in _ITEMS:
            self._begin_item()
        elif name in _ROWS:
            self.rows += 1
            self.notes.add(ROWS, self.done + 1)

    def _inside_row(self, name: str) -> None:
        if name in _CELLS and any(map(str.strip, self.words)):
            self.words.append(" | ")
        else:
            self.words.append(" ")
        self.rows += name in _ROWS

    def _begin_item(self) -> None:
        number = self.lists[-1] if self.lists else None
        self.mark = "- " if number is None else f"{number}. "
        if self.lists and number is not None:
            self.lists[-1] = number + 1
        self.notes.add(ITEMS, self.done + 1)

    def _end(self, name: str) -> Iterator[Block]:
        if name in _INLINE or name in _BREAKS:
            return
        self.rows -= name in _ROWS and self.rows > 0
        if self.rows:
            self.words.append(" ")
            return
        yield from self._flush()
        if name == "pre":
            self.verbatim -= self.verbatim > 0
        elif name in _LISTS and self.lists:
            self.lists.pop()
        elif name in _ITEMS:
            self.mark = ""

    def _say(self, text: str | None, name: str) -> None:
        if not text:
            return
        text = small(text, name)
        if not self.verbatim:
            text = re.sub(r"[ \t\n\r\f]+", " ", text)
        self.words.append(text)

    def _flush(self) -> Iterator[Block]:
        """The block in hand, if it says anything; its mark waits for words."""
        text = "".join(self.words)
        self.words = []
        is_heading, self.is_heading = self.is_heading, False
        words = one_line(text) if is_heading else lines_of(text)
        if not words.strip("| "):
            self.is_heading = is_heading and not text.strip()
            return
        self.done += 1
        yield Block(words if is_heading else self.mark + words, is_heading)
        self.mark = ""


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else 1
