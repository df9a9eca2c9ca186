"""HTML of other programs as our text: what stays, what goes, and that nothing of it acts."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.banks.html_text import html_to_plain, html_to_text
from study.web.markdown import blocks

TAGS = ("b", "i", "u", "code", "pre", "div", "p", "br", "sup", "sub", "table", "td")
pieces = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
        st.text("ab1 *_`\\-.+()[]#$~|!&;<>\n　“é", max_size=8),
    ),
    max_size=25,
).map("".join)


def words(html: str) -> str:
    """The letters and signs of a page that a reader sees, without the layout."""
    shown = re.sub(r"<[^>]*>", "", html)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(entity, sign)
    return re.sub(r"\s", "", shown)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain &amp; simple", "plain & simple"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("one <b>bold</b> and <i>leaning</i> word", "one **bold** and *leaning* word"),
        ("<b>all <i>of</i> it</b>", "**all *of* it**"),
        ("<b> spaced </b>out", "**spaced** out"),
        ("<b>one<br>two</b>", "**one**\n**two**"),
        ("un<b>believ</b>able", "un**believ**able"),
        ("f<b>(x)</b>y", "f(x)y"),
        ("<u>under</u> <s>struck</s>", "*under* struck"),
        ("<code>a*b</code> and <code>`</code>", "`a*b` and `` ` ``"),
        ("<ul><li>a<li>b</ul>c", "- a\n- b\n\nc"),
        ("<ol start=9><li>a<ul><li>x</ul><li>b</ol>", "9. a\n   - x\n10. b"),
        ("<pre>def f():\n    x</pre>", "```\ndef f():\n    x\n```"),
        ("<h2>Title</h2>text", "**Title**\n\ntext"),
        ("H<sub>2</sub>O x<sup>2</sup> 4<sup>th</sup>", "H₂O x² 4^(th)"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a | b\nc"),
        ("2*3*4 and _x_ and snake_case", r"2\*3\*4 and \_x\_ and snake_case"),
        ("- no list", r"\- no list"),
        ("1. no list", r"1\. no list"),
        ("1.5 is a number, -3 too", "1.5 is a number, -3 too"),
        ("fill in ____ here", "fill in ____ here"),
        (r"\(a_b * c\) is $x_1$, not $5 * 3", r"\(a_b * c\) is $x_1$, not \$5 \* 3"),
        ("a&nbsp;&nbsp;b", "a b"),
        ("{{c1::Paris::<b>city</b>}}", "{{c1::Paris::**city**}}"),
        ("x < y & z", "x < y & z"),
        ("", ""),
        ("<br><br>", ""),
    ],
)
def test_what_small_markdown_can_say_stays(html, text):
    assert html_to_text(html)[0] == text


@pytest.mark.parametrize(
    ("html", "text", "sentence"),
    [
        ("a<script>alert(1)</script>b", "ab", "Left out: script."),
        ("a<style>b{}</style>", "a", "Left out: style sheet."),
        ('a<img src="x.jpg" onerror=alert(1)>', "a", "A picture was left out: x.jpg."),
        ('<img src="x.jpg" alt="a map">', "a map", "A picture was left out: x.jpg."),
        ("a<svg><text>b</text></svg>", "a", "Left out: drawing."),
        ("a<audio src=x>b</audio>", "a", "Left out: sound."),
        (
            '<a href="javascript:x()">a</a>',
            "a",
            "A link was kept as words, without the address: javascript:x().",
        ),
        ('<span style="color:red">a</span>', "a", "Colours, sizes and other styles were left out."),
        ("<table><tr><td>a</table>", "a", "A table was written as lines."),
    ],
)
def test_what_it_cannot_say_goes_and_is_said(html, text, sentence):
    assert html_to_text(html) == (text, (sentence,))


def test_many_pictures_are_said_in_one_sentence():
    html = "".join(f'<img src="{n}.png">' for n in range(5))

    assert html_to_text(html) == (
        "",
        ("5 pictures were left out: 0.png, 1.png, 2.png and others.",),
    )


def test_for_typed_answers_there_are_the_bare_words():
    assert html_to_plain("<b>2*3</b> snake_case<br>- x") == ("2*3 snake_case\n- x", ())


def test_control_characters_and_half_characters_do_not_come_through():
    assert html_to_text("a\x00b\x1b[31m\ud800<b>c</b>")[0] == "ab[31m**c**"


@given(pieces)
def test_a_reader_sees_the_same_words_whatever_signs_they_hold(html):
    text, _ = html_to_text(html)
    bare, _ = html_to_plain(html)

    assert words(str(blocks(text))) == re.sub(r"\s", "", bare)


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<b>", "<ul><li>", "<a ", "<!--", "<pre>", r"\(", r"\[", "$", "[", "`", "<x>"],
)
def test_hostile_html_costs_no_more_than_its_length(piece):
    started = time.perf_counter()

    html_to_text(piece * (300_000 // len(piece)))

    assert time.perf_counter() - started < 3
