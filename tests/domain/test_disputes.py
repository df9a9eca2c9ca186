"""What learners object to: who says the same, and how it is told."""

import pytest

from study.domain.answers import Arranged, Chose, Joined, Skipped, Typed
from study.domain.disputes import can_have_been_right, key_words, likeness, name_of, spoken
from study.domain.grading import SKIPPED, UNMARKED, Mark, Verdict
from tests.domain.builders import a_cloze, a_matching, a_short, a_single, an_ordering, one_of_each


def test_the_same_words_are_alike_whatever_their_capitals_and_spaces() -> None:
    assert likeness(Typed(("New  York ",))) == likeness(Typed(("new york",)))
    assert likeness(Typed(("new york",))) != likeness(Typed(("newyork",)))
    assert likeness(Chose((1,))) != likeness(Chose((2,)))


@pytest.mark.parametrize(
    ("mark", "may"),
    [
        (Mark(0.0, Verdict.WRONG), True),
        (Mark(0.5, Verdict.VAGUE), True),
        (SKIPPED, True),
        (Mark(1.0, Verdict.CLOSE), False),
        (UNMARKED, False),
    ],
)
def test_who_has_no_mark_or_all_points_has_nothing_to_object_to(mark: Mark, may: bool) -> None:
    assert can_have_been_right(mark) is may


def test_an_answer_is_told_in_words() -> None:
    assert spoken(a_single(), Chose((2,))) == "Wuhan"
    assert spoken(a_short(), Typed(("Yuzhou",))) == "Yuzhou"
    assert spoken(an_ordering("x", "y"), Arranged((1, 0))) == "y → x"
    assert spoken(a_matching(), Joined((1, None, 0))) == "USSR → Tokyo; China → Moscow"
    assert spoken(a_short(), Skipped()) == ""


def test_a_key_is_told_in_words() -> None:
    assert key_words(a_cloze("{{c1::one}} and {{c2::two}}")) == "one; two"
    for question in one_of_each():
        assert key_words(question)


def test_a_long_question_is_named_by_its_beginning() -> None:
    assert name_of(a_short(prompt="Which   city?")) == "Which city?"
    assert name_of(a_cloze("In {{c1::Chongqing}}.")) == "In …."
    assert len(name_of(a_short(prompt="word " * 50))) < 90
