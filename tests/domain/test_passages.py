"""A text cut into numbered passages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.errors import BadInput
from study.domain.passages import Passage, label, normalise_text, passage_at, split

TEXTS = st.text(st.sampled_from("ab #\n\r\t\u00a0é"), max_size=80)


def test_line_ends_blank_lines_and_the_byte_order_mark_are_tidied():
    raw = "\ufeff\r\nOne  \r\nline\t\r\n\r\n \r\nTwo\r"
    assert normalise_text(raw) == "One\nline\n\nTwo"


def test_no_character_of_the_words_is_changed():
    words = "e\u0301 ﬁ “x”\u00a0— a\u00adb"
    assert normalise_text(words) == words


@given(TEXTS)
def test_a_normalised_text_stays_as_it_is(raw):
    once = normalise_text(raw)
    assert normalise_text(once) == once


def test_paragraphs_and_headings_are_numbered_from_one():
    passages = split("## Aid\n\nThe first.\nStill the first.\n\nThe second.")
    assert passages == (
        Passage(1, 3, 6, "Aid", is_heading=True),
        Passage(2, 8, 35, "The first.\nStill the first."),
        Passage(3, 37, 48, "The second."),
    )


def test_a_heading_needs_no_blank_line_around_it():
    found = [(it.text, it.is_heading) for it in split("Before.\n## Aid\nAfter.")]
    assert found == [("Before.", False), ("Aid", True), ("After.", False)]


def test_a_number_sign_inside_a_paragraph_makes_no_heading():
    assert [it.is_heading for it in split("It was ## not a heading.\n\n### Nor this.")] == [
        False,
        False,
    ]


@given(TEXTS)
def test_every_passage_is_the_text_between_its_offsets(raw):
    text = normalise_text(raw)
    assert all(it.text == text[it.start : it.end] for it in split(text))


@given(TEXTS)
def test_no_word_is_left_out(raw):
    text = normalise_text(raw)
    kept = "".join(it.text for it in split(text))
    lost = set("".join(text.split())) - set("".join(kept.split()))
    assert lost <= {"#"}


def test_an_offset_falls_into_its_passage_or_the_one_that_follows():
    passages = split("One.\n\n## Two\n\nThree.")
    numbers = [passage_at(passages, offset).number for offset in (0, 3, 4, 5, 8, 9, 13, 99)]
    assert numbers == [1, 1, 2, 2, 2, 2, 3, 3]


def test_a_text_without_passages_has_no_place_to_cite():
    with pytest.raises(BadInput, match="no text"):
        passage_at((), 0)


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        ("[Xinhua asks] What then?", ("Xinhua asks", "What then?")),
        ("[Vladimir Putin answers] Indeed.", ("Vladimir Putin answers", "Indeed.")),
        ("[sic] Not a label.", ("", "[sic] Not a label.")),
        ("He said [Xinhua asks] this.", ("", "He said [Xinhua asks] this.")),
        ("", ("", "")),
    ],
)
def test_an_editorial_label_is_taken_off_the_front(passage, expected):
    assert label(passage) == expected
