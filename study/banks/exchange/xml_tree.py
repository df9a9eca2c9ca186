"""XML that came from somebody into a plain tree with its lines: no DTD, no entities, no network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, LexicalHandler, property_lexical_handler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from study.banks.yaml_events import MOST_NODES

Parser: TypeAlias = Any  # The library carries no types.

_DEEPEST = 40
_SENTENCES = (
    ("mismatched tag", "This closing tag has no opening one."),
    ("undefined entity", "XML knows no entity of this name; write the character itself."),
    ("no element found", "The file ends before its last tag is closed."),
    ("unclosed", "The file ends within a tag."),
    ("junk after", "Something follows where the XML has already ended."),
    ("not well-formed", "This is not well-formed: < and & are written &lt; and &amp;."),
    ("duplicate attribute", "An attribute stands here twice."),
    ("encoding", "The encoding that the file names cannot be read."),
)


@dataclass(slots=True)
class Node:
    """An element: its name, what stands in it, and the line it begins in."""

    name: str
    attributes: Mapping[str, str]
    line: int
    column: int
    children: "list[Node]" = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The characters directly in it."""
        return "".join(self.parts).strip()

    def child(self, name: str) -> "Node | None":
        """The first element of this name in it."""
        return next((it for it in self.children if it.name == name), None)

    def all(self, name: str) -> "list[Node]":
        """All elements of this name in it."""
        return [it for it in self.children if it.name == name]

    def inner(self, name: str) -> str:
        """The characters in the first element of this name; "" without one."""
        found = self.child(name)
        return found.text if found else ""


@dataclass(frozen=True, slots=True)
class Broken:
    """Where and why reading a file ended early."""

    line: int
    column: int
    message: str


class _RefusedError(Exception):
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read_tree(
    data: bytes, take: Callable[[Node, Node], None], *, skipped: str
) -> tuple[Node | None, Broken | None]:
    """The outermost element, and where reading ended if not at the end of the file.

    Each element in it is handed to `take` together with it, as soon as it is whole, and not
    kept. Nor are the contents of elements named `skipped`, like pictures in base64.
    """
    parser: Parser = DefusedExpatParser(forbid_dtd=True)
    builder = _Builder(take, skipped, parser)
    parser.setContentHandler(builder)
    parser.setProperty(property_lexical_handler, builder)
    broken = None
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException:
        message = "The file declares a document type or entities; that is not allowed."
        broken = Broken(parser.getLineNumber() or 1, 1, message)
    except SAXParseException as error:
        line, column = error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
        broken = Broken(line, column, _sentence(error.getMessage()))
    except _RefusedError as refused:
        broken = Broken(parser.getLineNumber() or 1, 1, refused.message)
    except (ValueError, LookupError):  # An encoding that Python does not know, or lies about.
        broken = Broken(1, 1, "The encoding that the file names cannot be read.")
    return builder.root, broken


def _sentence(message: str) -> str:
    for part, sentence in _SENTENCES:
        if part in message:
            return sentence
    return f"XML cannot be read here ({message})."


class _Builder(ContentHandler, LexicalHandler):
    """Takes the parser's events; an element is put into the one around it when it ends."""

    def __init__(self, take: Callable[[Node, Node], None], skipped: str, parser: Parser) -> None:
        super().__init__()
        self.take = take
        self.skipped = skipped
        self.parser = parser
        self.root: Node | None = None
        self.opened: list[Node] = []
        self.counted = 0

    def startElement(self, name: str, attrs: Mapping[str, str]) -> None:  # type: ignore[override]  # noqa: N802  # As SAX calls it.
        """An element begins."""
        self.counted += 1
        if self.counted > MOST_NODES:
            raise _RefusedError(f"The file holds more than {MOST_NODES:,} elements.")
        if len(self.opened) >= _DEEPEST:
            raise _RefusedError(f"Elements stand inside one another more than {_DEEPEST} deep.")
        line, column = self.parser.getLineNumber() or 1, (self.parser.getColumnNumber() or 0) + 1
        node = Node(name, dict(attrs.items()), line, column)
        self.root = self.root or node
        self.opened.append(node)

    def endElement(self, _name: str) -> None:  # noqa: N802  # As SAX calls it.
        """An element ends."""
        node = self.opened.pop()
        if len(self.opened) > 1:
            self.opened[-1].children.append(node)
        elif self.opened:
            self.take(self.opened[0], node)

    def characters(self, content: str) -> None:
        """Characters within an element."""
        node = self.opened[-1]
        if node.name != self.skipped:
            node.parts.append(content)

    def comment(self, content: str) -> None:
        """A comment: exports of ours write there what has no other place."""
        if self.opened:
            self.opened[-1].comments.append(content.strip())
