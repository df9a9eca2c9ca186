"""The small part of Markdown that questions are written in: one parser for pages and for files.

What is known: *emphasis*, **strong**, `code`, and, where asked for, fenced code, lists and links
to other sites. Formulas between dollars, \\(…\\) or \\[…\\] and blanks like ____ stay as written.
"""

import re
from collections.abc import Callable
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_DEEPEST = 20
_WEB_ADDRESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
# "$5 and $6" are prices: a formula has no space inside its dollars and no digit behind them.
_FORMULA = re.compile(
    r"\$\$(?P<wide>[^$]{1,500})\$\$|\$(?!\s)(?P<narrow>[^$\n]{1,500})(?<!\s)\$(?!\d)"
    r"|\\\((?:[^\\]|\\(?!\))){1,500}\\\)|\\\[(?:[^\\]|\\(?!\])){1,500}\\\]"
)
_BLANK = re.compile(r"_{3,}")


def _as_written(found: re.Match[str]) -> str:
    return found[0]


def parser(*rules: str, formula: Callable[[re.Match[str]], str] = _as_written) -> MarkdownIt:
    """A parser of the small Markdown with these rules more, among list, fence and link.

    `formula` says how a formula is shown; its match names what stands between dollars `wide`
    or `narrow`.
    """
    options = {"html": False, "linkify": False, "breaks": True, "maxNesting": _DEEPEST}
    made = MarkdownIt("zero", options)
    made.enable(["newline", "escape", "backticks", "emphasis", *rules])
    made.inline.ruler.before("escape", "formula", partial(_pass_through, formula))
    # The parser asks this of every address before it makes a link.
    made.validateLink = lambda url: _WEB_ADDRESS.match(url) is not None  # type: ignore[method-assign]
    return made


def _pass_through(
    formula: Callable[[re.Match[str]], str],
    state: StateInline,
    silent: bool,  # noqa: FBT001  # As the parser calls its rules.
) -> bool:
    first = state.src[state.pos]
    pattern = _FORMULA if first in "$\\" else _BLANK if first == "_" else None
    found = pattern.match(state.src, state.pos, state.posMax) if pattern else None
    if found is None:
        return False
    if not silent:
        state.push("text", "", 0).content = formula(found)
    state.pos = found.end()
    return True
