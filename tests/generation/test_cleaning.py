import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.generation.blocks import blocks
from study.generation.mapping import Edit, mapped
from tests.generation.texts import a_text, sentences_of

PROSE = "Henry Marsh built the lighthouse of Carlow in the summer of 1871."


@st.composite
def edited(draw):
    source = draw(st.text(min_size=1, max_size=60))
    cuts = draw(
        st.lists(
            st.tuples(
                st.integers(0, len(source)), st.integers(2, 4), st.sampled_from(["", " ", "xy"])
            ),
            max_size=6,
        )
    )
    fitting = [(start, start + length, new) for start, length, new in cuts]
    return source, [Edit(*edit) for edit in fitting if edit[1] <= len(source)]


@given(edited())
def test_every_character_that_was_kept_leads_back_to_itself(case):
    source, edits = case
    found = mapped(source, 0, len(source), edits)
    new = "".join(edit.new for edit in edits)
    for at, sign in enumerate(found.text):
        origin = found.origin(at)
        assert 0 <= origin <= len(source)
        assert sign in new or source[origin] == sign


@given(edited())
def test_a_longer_stretch_never_begins_later_or_ends_earlier(case):
    source, edits = case
    found = mapped(source, 0, len(source), edits)
    origins = [found.origin(at) for at in range(len(found.text))]
    assert origins == sorted(origins)


def cleaned(words: str) -> list[str]:
    return [block.clean.text for block in blocks(a_text(words)) if block.clean]


def left_out(words: str) -> list[str]:
    return [block.why for block in blocks(a_text(words)) if block.clean is None]


def test_lines_broken_by_a_printer_are_made_whole():
    wrapped = (
        "The lighthouse of Carlow was built in the\nsummer of 1871 by the engineer Henry\n"
        "Marsh, who was later mayor of the town."
    )
    assert cleaned(wrapped) == [wrapped.replace("\n", " ")]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Out on the rock, far from any coast, a light-\nhouse stood. " + PROSE, "lighthouse"),
        ("Out on the rock, far from any coast, a well-\nknown house stood. " + PROSE, "well-known"),
    ],
)
def test_a_word_divided_at_the_end_of_a_line_is_joined(broken, whole):
    assert f"a {whole}" in cleaned(broken)[0]


def test_marks_of_footnotes_are_taken_out_where_they_rise():
    words = "Marsh built it1. Oakes bought it2. Doyle kept it3. Nobody sold it4. That is all."
    assert cleaned(words) == [
        "Marsh built it. Oakes bought it. Doyle kept it. Nobody sold it. That is all."
    ]


def test_figures_that_belong_to_a_name_stay():
    assert cleaned("The spread of Covid19 reached the island of Carlow in 2020.") == [
        "The spread of Covid19 reached the island of Carlow in 2020."
    ]


def test_marks_in_brackets_are_taken_out_and_the_quote_keeps_them():
    words = "Henry Marsh built the lighthouse of Carlow[12] in the summer of 1871."
    assert cleaned(words) == [PROSE]
    assert sentences_of(words) == [words]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("## The lighthouse", "heading"),
        ("- a lamp of brass, which was made in Dublin in 1871.", "list"),
        ("| Lamp | 1871 | Dublin | was bought in the year 1871. |", "table"),
        (
            "All rights reserved. The Carlow Society holds them since 1998.",
            "page furniture",
        ),
        (
            "Subscribe to our newsletter and read about the lighthouse.",
            "page furniture",
        ),
        ("Byrne, J., The Lights of Ireland, Dublin: Gill, 1998, pp. 12-14.", "reference"),
        ("The lighthouse in 1871", "heading or caption"),
        ("— And when was the lighthouse of Carlow built by Henry Marsh?", "unattributed speech"),
        ("Маяк в Карлоу был построен инженером Генри Маршем летом 1871 года.", "another script"),
    ],
)
def test_what_is_no_prose_is_left_out_by_name(words, why):
    assert left_out(words) == [why]


def test_nothing_behind_a_heading_of_sources_is_prose():
    words = f"{PROSE}\n\n## References\n\nSo says Byrne. {PROSE}\n\n## Later\n\n{PROSE}"
    assert cleaned(words) == [PROSE, PROSE]


def test_an_interviewer_only_asks():
    words = f"[Weekly asks] Was the lighthouse built in 1871?\n\n[Weekly answers] {PROSE}"
    assert cleaned(words) == [PROSE]


def test_everybody_in_a_conversation_speaks_for_himself():
    words = "\n\n".join(
        [
            f"MARSH: {PROSE}",
            f"OAKES: I bought it in 1893. {PROSE}",
            "MARSH: So you did, in the end.",
            "OAKES: It was a bargain, was it not?",
        ]
    )
    speakers = [block.speaker for block in blocks(a_text(words))]
    assert speakers == ["Marsh", "Oakes", "Marsh", "Oakes"]


def test_a_title_does_not_end_a_sentence():
    words = "In 1871 Dr. Henry Marsh met Mrs. Doyle of St. Mullins in the town. It was raining."
    assert sentences_of(words)[0].endswith("in the town.")


def test_damaged_sentences_are_left_out():
    damaged = "The lighthouse built . by Marsh in 1871 stands stands on the rock of Carlow."
    assert sentences_of(f"{damaged}\n\n{PROSE}") == [PROSE]
