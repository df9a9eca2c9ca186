"""Authors' text as HTML: a small part of Markdown, through a sanitiser; and as plain words."""

import re
from functools import lru_cache

import nh3
from markupsafe import Markup, escape

from study.domain.markdown import parser

_KEPT = 1_024
_TAGS = {"a", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
_INLINE_TAGS = {"br", "code", "em", "strong"}
_REL = "noopener noreferrer nofollow"

# Text without these is itself, whatever Markdown thinks.
# A list needs two lines, so "5. Mai 1945" stays a date.
_SIGNS = re.compile(r"[*_`\\\n\[]")
_INLINE_SIGNS = re.compile(r"[*_`\\\n]")

_BLOCKS = parser("list", "fence", "link")
_LINE = parser("link")
_INLINE = parser()


@lru_cache(maxsize=_KEPT)
def blocks(text: str) -> Markup:
    """Paragraphs, lists and code: for explanations, answers, hints and feedback."""
    if not _SIGNS.search(text):
        return Markup("<p>{}</p>").format(text)
    if "\n" not in text.strip():
        return Markup("<p>{}</p>").format(_clean(_LINE.renderInline(text), _TAGS))
    return _clean(_BLOCKS.render(text), _TAGS)


@lru_cache(maxsize=_KEPT)
def inline(text: str) -> Markup:
    """One run of text: for headings, options and items, where a link would be in the way."""
    if not _INLINE_SIGNS.search(text):
        return escape(text)
    return _clean(_INLINE.renderInline(text), _INLINE_TAGS)


@lru_cache(maxsize=_KEPT)
def plain(text: str) -> str:
    """The words alone, on one line: for titles, lists and labels."""
    if not _INLINE_SIGNS.search(text):
        return text
    return " ".join(Markup(_INLINE.renderInline(text)).striptags().split())  # noqa: S704  # Becomes text.


def _clean(html: str, tags: set[str]) -> Markup:
    """The same through an allow-list: no attribute but an address, no tag but ours."""
    cleaned = nh3.clean(
        html,
        tags=tags,
        attributes={"a": {"href"}, "ol": {"start"}} if "a" in tags else {},
        url_schemes={"http", "https", "mailto"},
        link_rel=_REL,
    )
    return Markup(cleaned)  # noqa: S704  # This is what makes it safe.
