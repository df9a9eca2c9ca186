"""The small Markdown of questions as HTML for other programs; nothing in it acts.

It has the rules of the pages here. Formulas are written as `\\(…\\)` and `\\[…\\]`, which Anki and
Moodle both set.
"""

import html
import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_DEEPEST = 20
_WEB_ADDRESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_BLANK = re.compile(r"_{3,}")
_FORMULA = re.compile(
    r"\$\$(?P<wide>[^$]{1,500})\$\$|\$(?!\s)(?P<narrow>[^$\n]{1,500})(?<!\s)\$(?!\d)"
    r"|\\\((?:[^\\]|\\(?!\))){1,500}\\\)|\\\[(?:[^\\]|\\(?!\])){1,500}\\\]"
)


def text_to_html(text: str) -> str:
    """Paragraphs, lists and code; a single paragraph stands without its tag."""
    if "\n" not in text.strip():
        return _LINE.renderInline(text).strip()
    rendered = str(_BLOCKS.render(text)).strip()
    is_one = rendered.count("<p>") == 1 and rendered.startswith("<p>") and rendered.endswith("</p>")
    return rendered.removeprefix("<p>").removesuffix("</p>") if is_one else rendered


def line_to_html(text: str) -> str:
    """One run of text, without lists and links."""
    return str(_INLINE.renderInline(text))


def plain_to_html(text: str) -> str:
    """The text as it is written, signs and all."""
    return html.escape(text).replace("\n", "<br>\n")


def _formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # As the parser calls its rules.
    """Formulas and blanks like ____ are passed through; dollars become brackets."""
    first = state.src[state.pos]
    pattern = _FORMULA if first in "$\\" else _BLANK if first == "_" else None
    found = pattern.match(state.src, state.pos, state.posMax) if pattern else None
    if found is None:
        return False
    if not silent:
        state.push("text", "", 0).content = _bracketed(found)
    state.pos = found.end()
    return True


def _bracketed(found: re.Match[str]) -> str:
    named = found.groupdict()
    if named.get("wide"):
        return rf"\[{named['wide']}\]"
    return rf"\({named['narrow']}\)" if named.get("narrow") else found[0]


def _parser(*rules: str) -> MarkdownIt:
    options = {"html": False, "linkify": False, "breaks": True, "maxNesting": _DEEPEST}
    parser = MarkdownIt("zero", options)
    parser.enable(["newline", "escape", "backticks", "emphasis", *rules])
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.validateLink = lambda url: _WEB_ADDRESS.match(url) is not None  # type: ignore[method-assign]
    return parser


_BLOCKS = _parser("list", "fence", "link")
_LINE = _parser("link")
_INLINE = _parser()
