"""The small Markdown of authors: what is set, what stays as written, and nothing else."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from study.web.markdown import blocks, inline, plain
from tests.builders import a_bank, kept
from tests.domain.builders import a_flashcard
from tests.visiting import Visitor, read


def tags(html: str) -> set[str]:
    return {element.tag for element in read(html)} - {"#text"}


@pytest.mark.parametrize(
    ("written", "html"),
    [
        (
            "an *important* and a **very important** word",
            "an <em>important</em> and a <strong>very important</strong> word",
        ),
        ("press `Ctrl`", "press <code>Ctrl</code>"),
        ("not \\*this\\*", "not *this*"),
        ("one\ntwo", "one<br>\ntwo"),
        ("in ____ and (____)", "in ____ and (____)"),
        ("snake_case_names stay", "snake_case_names stay"),
        ("$a_1*b_2*c$", "$a_1*b_2*c$"),
        ("\\(x_1\\) and \\[y*2*z\\]", "\\(x_1\\) and \\[y*2*z\\]"),
        ("from $5 * 3 to $6 * 3", "from $5 * 3 to $6 * 3"),
        ("&lt;b&gt; <b>bold</b>", "&amp;lt;b&amp;gt; &lt;b&gt;bold&lt;/b&gt;"),
        ("[a link](https://example.org)", "[a link](https://example.org)"),
    ],
)
def test_a_run_of_text_knows_emphasis_and_code_and_leaves_the_rest(written: str, html: str) -> None:
    assert inline(written) == html


def test_an_explanation_may_hold_paragraphs_lists_and_code() -> None:
    html = blocks("First *this*:\n\n- one\n- two\n\n3. three\n4. four\n\n```\na < b\n```")

    assert tags(html) == {"p", "em", "ul", "ol", "li", "pre", "code"}
    assert '<ol start="3">' in html
    assert "a &lt; b" in html


def test_a_date_at_the_beginning_of_a_line_is_no_list() -> None:
    assert blocks("5. Mai 1945") == "<p>5. Mai 1945</p>"


def test_a_link_leads_to_another_site_and_tells_it_nothing() -> None:
    link = next(
        element
        for element in read(blocks("[here](https://example.org/a?b=c&d)"))
        if element.tag == "a"
    )

    assert link["href"] == "https://example.org/a?b=c&d"
    assert link["rel"] == "noopener noreferrer nofollow"
    assert set(link.attributes) == {"href", "rel"}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "/logout",
        "file:///etc/passwd",
        "&#106;avascript:x",
        "java\tscript:x",
        "http:evil",
    ],
)
def test_an_address_that_is_no_web_address_makes_no_link(address: str) -> None:
    assert "a" not in tags(blocks(f"[x]({address}) <{address}>"))


def test_pictures_are_never_shown() -> None:
    assert "img" not in tags(blocks("![x](https://example.org/track.png)"))


def test_titles_get_the_words_alone() -> None:
    assert plain("an *important* `word`\n<b>") == "an important word <b>"


BOMBS = (
    "[" * 18_000,
    "*a **a " * 2_800,
    ">" * 5_000,
    "`" * 10_000 + "x",
    "![](" * 5_000,
    "- " * 9_000,
    "\\(" * 9_000,
    "$a" * 9_999,
    "_" * 20_000,
    "a*" * 9_999,
    "[a](" * 4_999,
    "1. 1. " * 3_000,
    "```\n" * 4_999,
    "\\[" * 9_999,
    "$$" * 9_999,
    "- a\n" * 4_999,
    "* _" * 6_000,
)


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda text: text[:4])
def test_a_text_made_to_be_slow_is_read_within_a_second(bomb: str) -> None:
    began = time.process_time()
    blocks(bomb)
    inline(bomb)

    assert time.process_time() - began < 1


MARKS = st.sampled_from(
    [
        "*",
        "_",
        "`",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "&",
        "\\",
        "$",
        "\n",
        "- ",
        "1. ",
        "http://x",
        "script",
        "javascript:",
        " onclick=x",
        "hx-get='/x'",
        "'",
        '"',
        "&lt;",
        "a",
        " ",
        "![",
        "```",
        "style",
        "\u202e",
    ]
)


@given(st.lists(MARKS, max_size=40).map("".join))
def test_whatever_is_written_only_our_own_tags_come_out(text: str) -> None:
    run = {"br", "code", "em", "strong"}
    for render, known in ((blocks, run | {"a", "li", "ol", "p", "pre", "ul"}), (inline, run)):
        elements = read(render(text))
        assert {it.tag for it in elements} - {"#text"} <= known
        assert {name for it in elements for name in it.attributes} <= {"href", "rel", "start"}
        assert all(re.match(r"https?:|mailto:", it["href"]) for it in elements if it.tag == "a")


@given(st.text(st.characters(exclude_characters="*_`\\\n["), max_size=60))
def test_text_without_signs_is_itself(text: str) -> None:
    assert inline(text) == escape(text)
    assert plain(text) == text
    assert blocks(text) == f"<p>{escape(text)}</p>"


def test_a_question_is_shown_with_its_emphasis(visitor: Visitor, tmp_path) -> None:
    card = a_flashcard(
        prompt="What is a *quorum*?", answer="Enough members", explanation="- so\n- many"
    )
    kept(visitor.database, tmp_path, a_bank(card))

    page = visitor.get("/practice")

    assert [em.words for em in page.all("em")] == ["quorum"]
