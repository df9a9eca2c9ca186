import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.clozes import (
    DEEPEST,
    Segment,
    back_segments,
    blanks,
    front_segments,
    numbers,
    rewritten,
)
from study.domain.errors import BadInput

TEXT = "In {{c2::1937}} the {{c1::USSR::which state}} sent {{c1::1,235}} aircraft."


def test_each_number_is_given_once_in_ascending_order():
    assert numbers(TEXT) == (1, 2)


def test_a_text_without_deletions_has_no_numbers():
    assert numbers("Nothing is hidden {here}.") == ()


def test_the_front_empties_the_blanks_of_its_own_number_only():
    assert front_segments(TEXT, 1) == (
        Segment("In 1937 the "),
        Segment("", blank=True, hint="which state"),
        Segment(" sent "),
        Segment("", blank=True),
        Segment(" aircraft."),
    )


def test_the_back_fills_the_blanks_in():
    assert "".join(segment.text for segment in back_segments(TEXT, 2)) == (
        "In 1937 the USSR sent 1,235 aircraft."
    )
    assert [segment.text for segment in back_segments(TEXT, 2) if segment.blank] == ["1937"]


def test_the_blanks_of_a_card_come_in_the_order_of_the_text():
    assert blanks(TEXT, 1) == ("USSR", "1,235")
    assert blanks(TEXT, 3) == ()


def test_a_hint_may_hold_colons():
    assert front_segments("{{c1::a::b::c}}", 1) == (Segment("", blank=True, hint="b::c"),)


def test_an_outer_deletion_hides_what_stands_inside_it():
    nested = "{{c1::The {{c2::Soviet::adjective}} Union}} helped."

    assert blanks(nested, 1) == ("The Soviet Union",)
    assert front_segments(nested, 1) == (Segment("", blank=True), Segment(" helped."))


def test_an_inner_deletion_leaves_the_outer_text_readable():
    nested = "{{c1::The {{c2::Soviet::adjective}} Union}} helped."

    assert front_segments(nested, 2) == (
        Segment("The "),
        Segment("", blank=True, hint="adjective"),
        Segment(" Union helped."),
    )


def test_a_deletion_inside_one_of_the_same_number_makes_one_blank():
    assert blanks("{{c1::a {{c1::b}} c}}", 1) == ("a b c",)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (r"{{c1::\frac{a}{b}}}", r"\frac{a}{b}"),
        ("{{c1::{x}}}", "{x}"),
        ("a_{b_{2}} is {{c1::two}}", "two"),
        ("{{c1::12:30}}", "12:30"),
        ("{{{c1::x}}}", "x"),
        ("{{c1::重慶::どこ}}", "重慶"),
    ],
)
def test_braces_and_colons_of_the_text_itself_are_kept(text, answer):
    assert blanks(text, 1) == (answer,)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{{c1::never closed", "never closed"),
        ("{{c1::a {{c2::b}}", "never closed"),
        ("no opening}}", 'without a "{{c1::"'),
        ("{{c1::a}} and more}}", 'without a "{{c1::"'),
        ("{{c1::}}", "c1 is empty"),
        ("{{c1:: ::hint}}", "c1 is empty"),
        ("{{c0::a}}", "c1 to c500"),
        ("{{c501::a}}", "c1 to c500"),
        ("{{c" + "9" * 5000 + "::a}}", "c1 to c500"),
        ("{{c1::a::hint {{c2::b}}}}", "holds another deletion"),
    ],
)
def test_a_deletion_that_cannot_be_read_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(BadInput, match=sentence):
        numbers(text)


def test_nesting_is_allowed_to_a_depth_and_refused_beyond_it():
    def nested(depth: int) -> str:
        return "{{c1::" * depth + "x" + "}}" * depth

    assert blanks(nested(DEEPEST), 1) == ("x",)
    with pytest.raises(BadInput, match="more than 20 deep"):
        numbers(nested(DEEPEST + 1))


@pytest.mark.parametrize(
    "text",
    ["{{c1::" * 10_000, "{" * 100_000, "}" * 100_000, "{{c" + "1" * 100_000, "::" * 50_000],
)
def test_a_hostile_text_is_done_with_at_once(text):
    begun = time.perf_counter()
    with suppress(BadInput):
        numbers(text)
    assert time.perf_counter() - begun < 2


@given(st.text(alphabet="{}c1:0a ", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        found = numbers(text)
    except BadInput:
        return
    for number in found:
        front, back = front_segments(text, number), back_segments(text, number)
        assert blanks(text, number) == tuple(one.text for one in back if one.blank)
        assert not any(one.text for one in front if one.blank)
        assert [one for one in front if not one.blank] == [one for one in back if not one.blank]


def test_a_text_can_be_rewritten_around_and_within_its_deletions():
    text = r"a {b} {{c1::c {{c2::d::e}} f::g}} h {{c3::\frac{i}{j}}}"

    changed = rewritten(text, lambda words: f"<{words}>", str.upper)

    assert changed == r"<a {b} >{{c1::C {{c2::D::E}} F::G}}< h >{{c3::\FRAC{I}{J}}}<>"
