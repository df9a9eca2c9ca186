"""HTML of foreign formats into the small Markdown that questions are written in.

Emphasis, code, lists and line breaks stay; everything else becomes plain text or is left out,
and is said. What comes out is text: nothing of the HTML itself survives.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape

from lxml import etree

from study.banks.markdown_text import SPACES, Line, Run, Style, bare, trimmed, written

LONGEST_HTML = 200_000
_MOST_NAMED = 3
_DEEPEST = 6

_STYLES = {
    **dict.fromkeys(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th", "dt"), "strong"),
    **dict.fromkeys(("i", "em", "u", "ins", "cite", "dfn", "var"), "em"),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), "code"),
}
_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "pre", "hr", "dl", "figure"}
)
_LINES = frozenset(
    {"div", "tr", "dt", "dd", "section", "article", "header", "footer", "main", "caption"}
    | {"figcaption", "center", "address", "details", "summary", "thead", "tbody", "tfoot"}
)
_REMOVED = {
    "script": "script",
    "style": "style sheet",
    "svg": "drawing",
    "math": "formula in MathML",
    "canvas": "drawing",
    "audio": "sound",
    "video": "film",
    "iframe": "embedded page",
    "object": "embedded object",
    "embed": "embedded object",
    "template": "template",
    "noscript": "note for browsers without scripts",
    "select": "form field",
    "textarea": "form field",
    "input": "form field",
    "title": "page title",
}
_SAID = {
    "table": "A table was written as lines.",
    **dict.fromkeys(
        ("s", "del", "strike"), "Words that were struck through are shown like the others."
    ),
}
_SUPERSCRIPTS = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIGITS = re.compile(r"\d{1,9}")


def html_to_text(html: str) -> tuple[str, tuple[str, ...]]:
    """The Markdown text of a piece of HTML, and a sentence for each kind of thing left out."""
    reader = _read(html)
    return _joined(reader.lines, written), reader.sentences()


def html_to_plain(html: str) -> tuple[str, tuple[str, ...]]:
    """The bare words of a piece of HTML, for what is typed or compared; and what was left out."""
    reader = _read(html)
    return _joined(reader.lines, bare), reader.sentences()


@dataclass(slots=True)
class _List:
    """An open list: the number of its next item, and how far the text of one is indented."""

    number: int | None
    width: int = 2

    def next_marker(self) -> str:
        if self.number is None:
            return "- "
        marker = f"{self.number}. "
        self.number += 1
        self.width = len(marker)
        return marker


def _read(html: str) -> "_Reader":
    reader = _Reader()
    text = _CONTROLS.sub("", html[:LONGEST_HTML])
    if len(html) > LONGEST_HTML:
        reader.left_out(f"Only the first {LONGEST_HTML:,} characters were read.")
    if "<" not in text:
        reader.data(_CONTROLS.sub("", unescape(text)))
    elif text.strip():
        # Events need no tree: neither depth nor unclosed tags cost more than their length.
        parser = etree.HTMLParser(target=reader, huge_tree=True, no_network=True)
        parser.feed(text)
        parser.close()
    reader.end_block()
    reader.end_line()
    return reader


class _Reader:
    """Takes the parser's events, one after the other, and lays out lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.runs: list[Run] = []
        self.open = dict.fromkeys(("strong", "em", "code"), 0)
        self.style = Style()
        self.removed = 0
        self.raised = ""
        self.block: list[str] | None = None
        self.lists: list[_List] = []
        self.marker = ""
        self.gap = False
        self.left: dict[str, None] = {}
        self.named: dict[str, list[str]] = {}

    # --- what the parser calls -------------------------------------------------------------

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if tag in _REMOVED and not self.removed:
            self.left_out(f"Left out: {_REMOVED[tag]}.")
        if self.removed or tag in _REMOVED:
            self.removed += 1
            return
        if "style" in attributes or "color" in attributes or tag in {"font", "mark"}:
            self.left_out("Colours, sizes and other styles were left out.")
        self.space(tag)
        self.restyle(tag, 1)
        self.begin(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self.removed:
            self.removed -= 1
            return
        if tag == "pre":
            self.end_block()
        elif tag in {"sub", "sup"}:
            self.raised = ""
        elif tag in {"ul", "ol"}:
            self.end_list()
        self.restyle(tag, -1)
        self.space(tag)

    def data(self, text: str) -> None:
        """Words between tags."""
        if self.removed:
            return
        if self.block is not None:
            self.block.append(text.replace("\xa0", " "))
        elif text:
            self.runs.append((self.shifted(SPACES.sub(" ", text)), self.style))

    def comment(self, _text: str) -> None:
        """Comments are not for readers."""

    def pi(self, _target: str, _data: str | None = None) -> None:
        """Nor are instructions to programs."""

    def close(self) -> None:
        """The parser has nothing more."""

    # --- what elements mean ----------------------------------------------------------------

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        """What an element does besides its style."""
        if tag == "br":
            self.data("\n") if self.block is not None else self.end_line(forced=True)
        elif tag == "img":
            self.picture(attributes)
        elif tag == "a":
            self.link(attributes.get("href", ""))
        elif tag in {"ul", "ol"}:
            self.begin_list(tag, attributes.get("start", ""))
        elif tag == "li":
            self.item()
        elif tag in {"td", "th"} and self.runs:
            self.runs.append((" | ", Style()))
        elif tag == "pre" and self.block is None:
            self.block = []
        elif tag in {"sub", "sup"}:
            self.raised = tag
        elif tag in _SAID:
            self.left_out(_SAID[tag])

    def space(self, tag: str) -> None:
        """Blocks begin and end lines; paragraphs stand apart."""
        if tag in _PARAGRAPHS:
            self.end_line()
            self.gap = True
        elif tag in _LINES:
            self.end_line()

    def restyle(self, tag: str, change: int) -> None:
        """The style that the open elements give."""
        if name := _STYLES.get(tag):
            self.open[name] += change
            self.style = Style(**{name: count > 0 for name, count in self.open.items()})

    def begin_list(self, tag: str, start: str) -> None:
        """A list begins; only one that counts from 1 may follow a line of text at once."""
        number = None if tag == "ul" else _number(start)
        self.end_line()
        self.gap = self.gap or not self.lists or number not in {None, 1}
        self.lists.append(_List(number))

    def end_list(self) -> None:
        """A list ends; what follows the outermost stands apart."""
        self.end_line()
        if self.lists:
            self.lists.pop()
        self.gap = self.gap or not self.lists

    def item(self) -> None:
        """A list's item begins a line with its mark."""
        self.end_line()
        if not self.lists:
            self.lists.append(_List(None))
        self.marker = self.lists[-1].next_marker()

    def picture(self, attributes: Mapping[str, str]) -> None:
        """A picture's description stays."""
        source = attributes.get("src", "")
        self.name("picture", "a picture" if source.startswith("data:") else source)
        if alt := attributes.get("alt", "").strip():
            self.data(alt)

    def link(self, address: str) -> None:
        """A link's words stay, its address is said."""
        if address and not address.startswith("#"):
            self.name("link", address)

    def shifted(self, text: str) -> str:
        """The text raised or lowered, if it stands in such an element."""
        if not self.raised or not text.strip():
            return text
        table, sign = (_SUPERSCRIPTS, "^") if self.raised == "sup" else (_SUBSCRIPTS, "_")
        if all(ord(character) in table for character in text.strip()):
            return text.translate(table)
        return f"{sign}{text}" if len(text.strip()) == 1 else f"{sign}({text.strip()})"

    # --- lines -----------------------------------------------------------------------------

    def end_line(self, *, forced: bool = False) -> None:
        """Puts away the line in hand; an empty one only where a break was asked for."""
        runs = tuple(trimmed(self.runs))
        self.runs = []
        if runs or (forced and self.lines and not self.lines[-1].is_empty):
            self.add(Line(runs=runs))

    def end_block(self) -> None:
        """Puts away a preformatted block."""
        text = "".join(self.block or ()).strip("\n")
        self.block = None
        if text.strip():
            self.gap = True
            self.add(Line(block=text))
            self.gap = True

    def add(self, line: Line) -> None:
        """Places a line within the lists it stands in."""
        around = self.lists[:-1] if self.marker else self.lists
        line.indent = "".join(" " * it.width for it in around[:_DEEPEST])
        line.marker = self.marker
        line.after_gap = self.gap and bool(self.lines) and not self.lines[-1].is_empty
        self.marker, self.gap = "", False
        self.lines.append(line)

    # --- what is said ----------------------------------------------------------------------

    def left_out(self, sentence: str) -> None:
        """Says something once."""
        self.left.setdefault(sentence)

    def name(self, kind: str, name: str) -> None:
        """Remembers a picture or a link that is not kept."""
        self.named.setdefault(kind, []).append(SPACES.sub(" ", name).strip()[:80])

    def sentences(self) -> tuple[str, ...]:
        """Everything that was left out."""
        return (*map(_named, self.named, self.named.values()), *self.left)


def _named(kind: str, names: list[str]) -> str:
    shown = ", ".join([name for name in dict.fromkeys(names) if name][:_MOST_NAMED])
    more = " and others" if len(set(names)) > _MOST_NAMED else ""
    what, were = (f"A {kind}", "was") if len(names) == 1 else (f"{len(names)} {kind}s", "were")
    done = "left out" if kind == "picture" else "kept as words, without the address"
    return f"{what} {were} {done}: {shown or 'unnamed'}{more}."


def _number(text: str) -> int:
    return int(text) if _DIGITS.fullmatch(text) else 1


def _joined(lines: list[Line], write: Callable[[Line], str]) -> str:
    """The text of all lines; empty ones between paragraphs, none at the ends."""
    return "\n".join(("\n" if line.after_gap else "") + write(line) for line in lines).strip("\n")
