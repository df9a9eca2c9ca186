"""Quotes located in a text: found exactly, found alike, or not found at all."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from study.domain.differing import word_diff
from study.domain.quoting import (
    Found,
    Quote,
    Span,
    State,
    closest,
    index,
    locate,
)

TEXT = (
    "In the 1930s help came. Between October 1937 and June 1941, the Soviet Union supplied China "
    "with 1,235 aircraft.\n\nIt is impossible to count all guns. They could not leave; "
    "they couldn't win. The temperature was -40 degrees. Non-aggression was agreed on.\n\n"
    "“Office” work — and the “final” prin\u00adciple. The plan was good. The plan was bad."
)
VOCABULARY = """
the Soviet Union not and of aircraft 1,235 1937 12.5 ﬁnal “aid” — (x) don’t é 🙂 中国人民 помощь
prin\u00adciple
"""
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), min_size=8, max_size=60)


def found(exact: str, text: str = TEXT, **context: str) -> Found:
    return locate(Quote(exact, **context), index(text))


def words_of(exact: str, text: str = TEXT, **context: str) -> str:
    span = found(exact, text, **context).span
    assert span is not None
    return text[span.start : span.end]


@st.composite
def texts_with_a_slice(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text and a stretch of whole words in it that stands nowhere else."""
    words = draw(WORDS)
    breaks = draw(st.lists(st.sampled_from([" ", " ", "\n", "\n\n"]), min_size=len(words)))
    text = "".join(word + space for word, space in zip(words, breaks, strict=False))
    first = draw(st.integers(0, len(words) - 2))
    last = draw(st.integers(first + 1, len(words) - 1))
    start = sum(len(words[n]) + len(breaks[n]) for n in range(first))
    end = sum(len(words[n]) + len(breaks[n]) for n in range(last)) + len(words[last])
    piece = text[start:end]
    assume(len(piece) >= 12 and text.find(piece) == start and text.find(piece, start + 1) < 0)
    return text, start, end


@given(texts_with_a_slice())
def test_whole_words_that_stand_once_are_found_exactly_where_they_are(case):
    text, start, end = case
    assert found(text[start:end], text) == Found(State.EXACT, Span(start, end))


NOISE = [("’", "'"), ("“", '"'), ("”", '"'), ("—", "-"), (" ", "  "), ("ﬁ", "fi"), ("\u00ad", "")]


@given(texts_with_a_slice(), st.sampled_from(NOISE))
def test_noise_in_the_quote_does_not_hide_its_place(case, noise):
    text, start, end = case
    noisy = text[start:end].replace(*noise)
    assume(noisy != text[start:end])
    outcome = found(noisy, text)
    assume(outcome.state is not State.AMBIGUOUS)
    assert outcome == Found(State.NORMALIZED, Span(start, end))


@given(texts_with_a_slice(), st.sampled_from(NOISE))
def test_noise_in_the_text_does_not_shift_the_place(case, noise):
    clean, start, end = case
    text = clean.replace(*noise)
    start, end = len(clean[:start].replace(*noise)), len(clean[:end].replace(*noise))
    assume(text != clean and text[start:end] != clean[case[1] : case[2]])
    outcome = found(clean[case[1] : case[2]], text)
    assume(outcome.state is not State.AMBIGUOUS)
    assert outcome == Found(State.NORMALIZED, Span(start, end))


@given(texts_with_a_slice(), st.data())
def test_a_changed_digit_is_never_found(case, data):
    text, start, end = case
    digits = [match.start() for match in re.finditer(r"\d", text[start:end])]
    assume(digits)
    at = start + data.draw(st.sampled_from(digits))
    changed = text[start:at] + str((int(text[at]) + 5) % 10) + text[at + 1 : end]
    assert found(changed, text) == Found(State.MISSING)


@pytest.mark.parametrize(
    "quote",
    [
        "supplied China with 1235 aircraft",
        "supplied China with 1.235 aircraft",
        "supplied China with 1,236 aircraft",
        "It is possible to count all guns",
        "They could leave; they could",
        "THE SOVIET UNION SUPPLIED",
        "the soviet union supplied China",
        "the Soviet Union did not supply",
    ],
)
def test_other_numbers_negations_and_names_are_not_found(quote):
    assert found(quote).state is State.MISSING


@pytest.mark.parametrize(
    "quote",
    [
        "235 aircraft.",
        "supplied China with 1",
        "supplied China with 1,23",
        "possible to count all guns",
        "They could not leave; they could",
        "40 degrees. Non-aggression",
        "aggression was agreed on",
    ],
)
def test_a_quote_that_cuts_a_number_or_a_word_is_not_found(quote):
    assert quote in TEXT
    assert found(quote).state is State.MISSING


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ('"Office" work - and', "“Office” work — and"),
        ("the Soviet  Union\nsupplied China", "the Soviet Union supplied China"),
        ("The Soviet Union supplied", "the Soviet Union supplied"),
        ("it is impossible to count", "It is impossible to count"),
        ('"final" principle.', "“final” prin\u00adciple."),
        ("  with 1,235 aircraft. ", "with 1,235 aircraft."),
        ("1,235\u00a0aircraft.", "1,235 aircraft."),
    ],
)
def test_layout_and_typography_may_differ(quote, words):
    assert found(quote).state is State.NORMALIZED
    assert words_of(quote) == words


def test_a_quote_does_not_cross_the_border_of_a_paragraph_unnoticed():
    assert found("1,235 aircraft. It is impossible").state is State.MISSING
    assert found("1,235 aircraft.\n\nIt is impossible").state is State.EXACT


def test_a_quote_that_stands_twice_is_ambiguous():
    assert found("The plan was", "The plan was. The plan was") == Found(State.AMBIGUOUS)


@pytest.mark.parametrize(
    ("context", "start"),
    [
        ({"suffix": " good"}, 0),
        ({"suffix": "bad."}, 19),
        ({"prefix": "good. "}, 19),
        ({"prefix": "good.", "suffix": "bad"}, 19),
    ],
)
def test_what_stands_around_a_repeated_quote_decides(context, start):
    text = "The plan was good. The plan was bad."
    assert found("The plan was", text, **context) == Found(State.EXACT, Span(start, start + 12))


@pytest.mark.parametrize("context", [{"prefix": "never there"}, {"suffix": "."}])
def test_context_that_fits_nowhere_or_everywhere_leaves_a_quote_ambiguous(context):
    text = "The plan was. The plan was."
    assert found("The plan was", text, **context).state is State.AMBIGUOUS


def test_scripts_without_spaces_are_found_inside_a_run():
    text = "毛泽东在1937年说抗日战争是持久战，最后胜利属于中国人民。"
    assert found("抗日战争是持久战，最后胜利", text).state is State.EXACT


def test_a_text_of_one_letter_is_searched_without_delay():
    text = "a" * 200_000
    assert found("a" * 30, text).state is State.MISSING
    assert found("b" + "a" * 30, text).state is State.MISSING


@given(st.text(max_size=60), st.text(max_size=300))
def test_whatever_is_looked_up_gives_an_outcome(quote, text):
    outcome = found(quote, text)
    assert (outcome.span is not None) == (outcome.state in (State.EXACT, State.NORMALIZED))


def test_the_closest_stretch_is_shown_with_the_difference():
    near = closest(Quote("the Soviet Union supplied China with 1,236 aircraft."), index(TEXT))
    assert near is not None
    assert near.text == "the Soviet Union supplied China with 1,235 aircraft."
    assert near.difference == (
        ("equal", "the Soviet Union supplied China with"),
        ("delete", "1,236"),
        ("insert", "1,235"),
        ("equal", "aircraft."),
    )


def test_nothing_is_close_to_a_foreign_quote():
    assert closest(Quote("zzzz qqqq xxxx yyyy"), index(TEXT)) is None
    assert closest(Quote("zzzz qqqq xxxx yyyy"), index("")) is None


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_a_difference_leads_from_one_text_to_the_other(a, b):
    steps = word_diff(" ".join(a), " ".join(b))
    assert " ".join(words for kind, words in steps if kind != "insert").split() == a
    assert " ".join(words for kind, words in steps if kind != "delete").split() == b
