"""Our Markdown as HTML for other programs: what the pages show, and nothing that acts."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from study.banks.html_text import html_to_text
from study.banks.markdown_html import line_to_html, plain_to_html, text_to_html
from study.web import markdown

EMPTY_ITEM = re.compile(r"^\s*(?:[-+*]|\d+[.)])\s*$", re.MULTILINE)
texts = st.text("ab1 *_`\\-.+()[]#$~|!&;<>\n“é", max_size=40)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("**a** *b* `c`", "<strong>a</strong> <em>b</em> <code>c</code>"),
        ("a\nb", "a<br>\nb"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("a\n\n- b", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>"),
        ("```\nx < y\n```", "<pre><code>x &lt; y\n</code></pre>"),
        ("$x_1$ and $$y*z*$$", r"\(x_1\) and \[y*z*\]"),
        (r"\(a_b\) ____ $5 and $6", r"\(a_b\) ____ $5 and $6"),
        ("[a](https://b.example)", '<a href="https://b.example">a</a>'),
        ("[a](javascript:b)", "[a](javascript:b)"),
        ("<b onclick=x>", "&lt;b onclick=x&gt;"),
    ],
)
def test_the_small_markdown_as_html(text, html):
    assert text_to_html(text).replace("<br />", "<br>") == html


def test_one_line_has_no_lists_and_no_links():
    assert line_to_html("- [a](https://b.example)") == "- [a](https://b.example)"


def test_plain_text_keeps_its_signs():
    assert plain_to_html("*a* <b>\n$c$") == "*a* &lt;b&gt;<br>\n$c$"


@given(texts)
def test_other_programs_show_the_words_that_the_pages_show(text):
    # Formulas apart: there they stand between other signs.
    shown = text.replace("$", "")

    assert words(text_to_html(shown)) == words(str(markdown.blocks(shown)))


@given(texts)
def test_a_text_that_went_out_and_came_back_is_shown_as_it_was(text):
    shown = text.replace("$", "")
    assume(not EMPTY_ITEM.search(shown))  # A list's item without words is nothing to show.
    back, _ = html_to_text(text_to_html(shown))

    assert words(str(markdown.blocks(back))) == words(str(markdown.blocks(shown)))


def words(html: str) -> str:
    """What a reader sees of a page, without white space."""
    seen = re.sub(r"<[^>]*>", "", html)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        seen = seen.replace(entity, sign)
    return re.sub(r"\s", "", seen)
