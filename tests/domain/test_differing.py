"""What differs between two texts and two questions, and what of it must be looked at."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.describing import asked, field_diffs, field_texts
from study.domain.differing import sensitive_words, with_negations, word_diff
from study.domain.questions import Accept, Citation, Option, Provenance, Tolerance
from study.domain.quoting import Quote, closest, index
from tests.domain.builders import a_cloze, a_matching, a_numeric, a_short, a_single, one_of_each

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "中", "文", ".", "\n"]), max_size=30).map(" ".join)


def joined(difference, *kinds):
    return "".join("".join(words.split()) for kind, words in difference if kind in kinds)


@given(TEXTS, TEXTS)
def test_a_difference_has_all_the_words_of_both_sides(old, new):
    difference = word_diff(old, new)

    assert joined(difference, "equal", "delete") == "".join(old.split())
    assert joined(difference, "equal", "insert") == "".join(new.split())


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(old, new):
    assert {kind for kind, _ in word_diff(old, new)} <= {"equal", "delete", "insert"}
    assert all(kind == "equal" for kind, _ in word_diff(old, old))


def test_scripts_without_spaces_are_compared_by_character():
    assert word_diff("苏联向中国提供飞机", "苏联向中国提供坦克") == (
        ("equal", "苏联向中国提供"),
        ("delete", "飞机"),
        ("insert", "坦克"),
    )


def test_runs_keep_the_spaces_between_their_words():
    assert word_diff("one\n two three", "one\n two four") == (
        ("equal", "one\n two"),
        ("delete", "three"),
        ("insert", "four"),
    )


def test_huge_texts_are_compared_without_huge_memory():
    old, new = ("a b " * 30_000, "b c " * 30_000)

    assert [kind for kind, _ in word_diff(old, new)] == ["delete", "insert"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("it was so", "it was not so", ("not",)),
        ("they could", "they couldn't", ("couldn't",)),
        ("it is possible", "it is impossible", ("impossible",)),
        ("1,235 aircraft", "1,236 aircraft", ("1,235", "1,236")),
        ("sent to China", "sent to Japan", ("China", "Japan")),
        ("中国提供", "中国不提供", ("不",)),
        ("supplied planes", "gave planes", ()),
        ("the help came", "The help came", ()),
        ("an important union", "an important united union", ()),
        ("кто был", "кто не был", ("не",)),
    ],
)
def test_numbers_negations_and_names_are_told(old, new, found):
    assert sensitive_words(word_diff(old, new)) == found


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("They did not supply it.", "not "),
        ("They never, it seems, supply it.", "never, it seems, "),
        ("It did not rain. They supply it.", ""),
        ("They supply it.", ""),
        ("Not one of the many who came here would supply it.", ""),
    ],
)
def test_a_negation_that_leads_up_to_words_belongs_to_them(text, begins):
    start = text.index("supply")

    assert text[with_negations(text, start) : start] == begins


# The closest words.


def test_words_put_in_between_do_not_hide_the_rest():
    text = "In those years they supplied the whole Chinese side with 1,235 aircraft, it said."
    near = closest(Quote("supplied China with 1,235 aircraft"), index(text))

    assert near is not None
    assert near.text == "supplied the whole Chinese side with 1,235 aircraft"


def test_the_closest_words_stay_in_their_paragraph():
    text = (
        "They gave China many aircraft.\n\nThey supplied China.\n\nWith 1,235 aircraft they came."
    )
    near = closest(Quote("They supplied China with 1,235 aircraft"), index(text))

    assert near is not None
    assert "\n\n" not in near.text


# Questions.


def test_every_kind_of_question_is_put_into_texts():
    for question in one_of_each():
        texts = field_texts(question)
        assert texts["type"] == question.kind
        assert texts["cite"].startswith("“")
        assert all(isinstance(text, str) and text for text in texts.values())
        assert field_diffs(texts, texts) == {}
        assert asked(question)


def test_fields_stand_in_the_order_of_the_bank_file():
    question = replace(a_single(), tags=("war",), difficulty=2)

    assert list(field_texts(question)) == [
        "type",
        "prompt",
        "options",
        "shuffle",
        "explanation",
        "hint",
        "tags",
        "difficulty",
        "cite",
        "provenance",
    ]


def test_groups_read_as_an_author_would_say_them():
    number = replace(
        a_numeric(),
        tolerance=Tolerance(Decimal("0.05"), relative=True),
        provenance=Provenance("model", "drafter", "2", "A. Reader"),
        waive=(("short", "a name"),),
        citations=(Citation("talks", Quote("the words", "before", "after")),),
    )
    texts = field_texts(number)

    assert texts["tolerance"] == "5%"
    assert texts["provenance"] == "model, drafter, 2, read by A. Reader"
    assert texts["waive"] == "short: a name"
    assert texts["cite"] == "“before … the words … after” (talks)"
    assert field_texts(a_matching(("a", "one"), ("b", "two")))["pairs"] == "a: one / b: two"
    assert field_texts(a_short("x", "y", accept=Accept(case=True)))["accept"].startswith("case yes")
    options = (Option("Yes", correct=True, feedback="So it was."), Option("No"))
    assert field_texts(replace(a_single(), options=options))["options"] == (
        "Yes (right) – So it was. / No"
    )


def test_a_cloze_is_named_with_its_blanks():
    assert asked(a_cloze("It was {{c1::1,235::number}}\naircraft.")) == "It was ____ aircraft."
