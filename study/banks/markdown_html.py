"""The small Markdown of questions as HTML for other programs; nothing in it acts.

It has the rules of the pages here. Formulas are written as `\\(…\\)` and `\\[…\\]`, which Anki and
Moodle both set.
"""

import html
import re

from study.domain.markdown import parser


def text_to_html(text: str) -> str:
    """Paragraphs, lists and code; a single paragraph stands without its tag."""
    if "\n" not in text.strip():
        return str(_LINE.renderInline(text)).strip()
    rendered = str(_BLOCKS.render(text)).strip()
    is_one = rendered.count("<p>") == 1 and rendered.startswith("<p>") and rendered.endswith("</p>")
    return rendered.removeprefix("<p>").removesuffix("</p>") if is_one else rendered


def line_to_html(text: str) -> str:
    """One run of text, without lists and links."""
    return str(_INLINE.renderInline(text))


def plain_to_html(text: str) -> str:
    """The text as it is written, signs and all."""
    return html.escape(text).replace("\n", "<br>\n")


def _bracketed(found: re.Match[str]) -> str:
    named = found.groupdict()  # A blank has none of these.
    if named.get("wide"):
        return rf"\[{named['wide']}\]"
    return rf"\({named['narrow']}\)" if named.get("narrow") else found[0]


_BLOCKS = parser("list", "fence", "link", formula=_bracketed)
_LINE = parser("link", formula=_bracketed)
_INLINE = parser(formula=_bracketed)
