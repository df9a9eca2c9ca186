"""Texts in the markup that they say they are in, as the small Markdown of our questions."""

import re

from study.banks.exchange.collecting import Item
from study.banks.html_text import html_to_plain, html_to_text

# In Moodle's own format tags count, yet a text like "a<b and c>d" has none.
_LIKE_HTML = re.compile(
    r"</?(?:p|br|b|i|em|strong|u|ul|ol|li|div|span|img|a|sub|sup|code|pre|table|tr|td|h[1-6]|font)"
    r"(?:\s[^<>]*=[^<>]*)?\s*/?>|&(?:nbsp|lt|gt|amp|quot|#\d{1,7});",
    re.IGNORECASE,
)


def in_markdown(text: str, style: str, item: Item) -> str:
    """A text in html, markdown, plain or moodle (which is what looks like HTML, or else plain)."""
    return _converted(text, style, item, is_typed=False)


def as_typed(text: str, style: str, item: Item) -> str:
    """The bare words of such a text, for what is compared with what is typed."""
    return _converted(text, style, item, is_typed=True)


def _converted(text: str, style: str, item: Item, *, is_typed: bool) -> str:
    if style == "moodle" and _LIKE_HTML.search(text):
        text = text.replace("\n", "<br>")
    elif style != "html":
        return text.strip()
    found, left = (html_to_plain if is_typed else html_to_text)(text)
    for sentence in left:
        item.dropped(sentence)
    return found.strip()
