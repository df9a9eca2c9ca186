"""Web pages: the text, without the menus and notices around it."""

from lxml import etree, html
from trafilatura import bare_extraction, extract_metadata
from trafilatura.settings import Document

from study.banks.extracting.blocks import (
    LONGEST_TITLE,
    Block,
    Extracted,
    Facts,
    Fate,
    Notes,
    finished,
    one_line,
)
from study.banks.extracting.decoding import decoded
from study.banks.extracting.elements import (
    NOTE_MARKS,
    blocks_of,
    is_note_mark,
    name_of,
    page_of,
    small,
)

AROUND = Fate(
    "dropped",
    "One word around the text was left out",
    "About {n} words around the text (menus, notices) were left out",
)
# A page that is nearly all text is taken as it stands.
_NEARLY_ALL = 0.98
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DATES = {"extensive_search": False, "original_date": True}


def extract(data: bytes) -> Extracted:
    """The text of a web page and what its head says about it."""
    text, remarks = decoded(data, declares=True)
    page = page_of(text)
    facts = _facts(page)
    marks = _without_note_marks(page)
    blocks, notes = _text(page)
    if marks:
        notes.add(NOTE_MARKS, count=marks)
    return finished(blocks, notes, facts, remarks)


def _without_note_marks(page: html.HtmlElement) -> int:
    """Takes the marks of notes out of a page, gives how many there were, and keeps H₂O."""
    marks = [it for it in page.iter("sup", "a") if is_note_mark(it)]
    for mark in marks:
        if mark.getparent() is not None:
            mark.drop_tree()
    for shifted in page.iter("sub", "sup"):
        shifted.text = small(shifted.text or "", name_of(shifted))
    return len(marks)


def _text(page: html.HtmlElement) -> tuple[list[Block], Notes]:
    """The main text, or all of the page where nearly all of it is text."""
    all_notes, main_notes = Notes(), Notes()
    everything = blocks_of(page, all_notes)
    found = _main(page)
    if found is None:
        return everything, all_notes
    main = blocks_of(found, main_notes)
    around = _words(everything) - _words(main)
    if around <= (1 - _NEARLY_ALL) * _words(everything):
        return everything, all_notes
    kept = {block.text for block in main}
    main_notes.add(AROUND, count=around)
    for block in everything:
        if block.text not in kept:
            main_notes.add(AROUND, shown=block.text, count=0)
    return main, main_notes


def _main(page: html.HtmlElement) -> etree._Element | None:
    """The part of a page that is its text, or None where it cannot be told."""
    found = bare_extraction(
        page,
        include_comments=False,
        include_images=True,
        include_formatting=True,
        include_links=True,
    )
    return found.body if isinstance(found, Document) else None


def _words(blocks: list[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks)


def _facts(page: html.HtmlElement) -> Facts:
    """What the page's head says."""
    found = extract_metadata(page, date_config=_DATES, extensive=False)
    return Facts(
        title=one_line(found.title or "")[:LONGEST_TITLE],
        author=one_line(found.author or ""),
        publisher=one_line(found.sitename or ""),
        published=one_line(found.date or "")[:20],
        language=page.get("lang") or page.get(_XML_LANG) or "",
    )
