"""Markdown without our front matter: its elements, as CommonMark reads them."""

import re

from markdown_it import MarkdownIt

from study.banks.extracting.blocks import Extracted, Facts, Notes, UnreadableError, finished
from study.banks.extracting.decoding import decoded
from study.banks.extracting.elements import blocks_of, page_of

# Nobody writes lists or quotations this deep; markdown-it would take long over them.
_DEEPEST = 20
_DEEP = re.compile(r"^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])){20}", re.MULTILINE)


def extract(data: bytes) -> Extracted:
    """The text of a Markdown file; its first heading is its title."""
    text, remarks = decoded(data)
    if _DEEP.search(text):
        message = f"Lists or quotations stand more than {_DEEPEST} deep in each other."
        raise UnreadableError(message, "Write them one below the other.")
    written = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table").render(text)
    notes = Notes()
    if not written.strip():
        raise UnreadableError("The file holds no text.", "Write one, or give another file.")
    blocks = blocks_of(page_of(f"<body>{written}</body>"), notes)
    return finished(blocks, notes, Facts(), remarks)
