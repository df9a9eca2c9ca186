"""Authors' text as HTML: a small part of Markdown, through a sanitiser; and as plain words.

What is known: *emphasis*, **strong**, `code`, fenced code, lists, links to other sites. Formulas
between dollars, \\(…\\) or \\[…\\] stay as they are written. Everything else is shown as text.
"""

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markupsafe import Markup, escape

_DEEPEST = 20
_KEPT = 1_024
_TAGS = {"a", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
_INLINE_TAGS = {"br", "code", "em", "strong"}
_REL = "noopener noreferrer nofollow"
_WEB_ADDRESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)

# Text without these is itself, whatever Markdown thinks.
# A list needs two lines, so "5. Mai 1945" stays a date.
_SIGNS = re.compile(r"[*_`\\\n\[]")
_INLINE_SIGNS = re.compile(r"[*_`\\\n]")
# "$5 and $6" are prices: a formula has no space inside its dollars and no digit behind them.
_FORMULA = re.compile(
    r"\$\$[^$]{1,500}\$\$|\$(?!\s)[^$\n]{1,500}(?<!\s)\$(?!\d)"
    r"|\\\((?:[^\\]|\\(?!\))){1,500}\\\)|\\\[(?:[^\\]|\\(?!\])){1,500}\\\]"
)
_BLANK = re.compile(r"_{3,}")


def _formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # As the parser calls its rules.
    """Formulas and blanks like ____ are passed through as they stand."""
    first = state.src[state.pos]
    pattern = _FORMULA if first in "$\\" else _BLANK if first == "_" else None
    found = pattern.match(state.src, state.pos, state.posMax) if pattern else None
    if found is None:
        return False
    if not silent:
        state.push("text", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _parser(*rules: str) -> MarkdownIt:
    options = {"html": False, "linkify": False, "breaks": True, "maxNesting": _DEEPEST}
    parser = MarkdownIt("zero", options)
    parser.enable(["newline", "escape", "backticks", "emphasis", *rules])
    parser.inline.ruler.before("escape", "formula", _formula)
    # The parser asks this of every address before it makes a link.
    parser.validateLink = lambda url: _WEB_ADDRESS.match(url) is not None  # type: ignore[method-assign]
    return parser


_BLOCKS = _parser("list", "fence", "link")
_LINE = _parser("link")
_INLINE = _parser()


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
