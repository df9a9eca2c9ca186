"""What counts as right is changed, and the answers that were given go along."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies

from study.domain.answers import Arranged, Chose, Joined, Skipped, Typed
from study.domain.errors import BadInput
from study.domain.grading import grade
from study.domain.questions import Tolerance
from study.domain.rekeying import (
    Accepts,
    Chooses,
    Forgives,
    Measures,
    Renews,
    Weighs,
    carried,
    read_as,
    rekeyed,
)
from tests.domain.builders import (
    a_cloze,
    a_flashcard,
    a_matching,
    a_multiple,
    a_numeric,
    a_short,
    a_single,
    a_statement,
    an_ordering,
    one_of_each,
)

ITEMS = ("Mukden", "Marco Polo Bridge", "Pearl Harbor", "Hiroshima")


def worth(question, answer, part=0):
    return grade(question, part, answer).fraction


def test_a_variant_counts_from_then_on() -> None:
    question = rekeyed(a_short("Chongqing"), Accepts("  Chungking "))
    assert question.answers == ("Chongqing", "Chungking")
    assert worth(question, Typed(("chungking",))) == 1


def test_a_variant_that_counts_already_changes_nothing() -> None:
    question = a_short("Chongqing", "Chungking")
    assert rekeyed(question, Accepts("Chungking")) == question


@pytest.mark.parametrize("variant", ["", "  ", "x" * 201])
def test_a_variant_is_some_words_and_not_a_page(variant: str) -> None:
    with pytest.raises(BadInput):
        rekeyed(a_short(), Accepts(variant))


def test_another_option_is_right() -> None:
    question = rekeyed(a_single(), Chooses((2,)))
    assert [worth(question, Chose((place,))) for place in range(4)] == [0, 0, 1, 0]


def test_what_was_said_against_an_option_goes_with_its_key() -> None:
    before, after = a_single().options, rekeyed(a_single(), Chooses((2,))).options
    assert [after[1].feedback, after[2].feedback] == ["", ""]
    assert (after[0], after[3]) == (before[0], before[3])
    assert rekeyed(a_statement(), Chooses((0,))).correction == ""


def test_two_options_are_right() -> None:
    question = rekeyed(a_single(), Chooses((1, 2)))
    assert [worth(question, Chose((place,))) for place in range(4)] == [0, 1, 1, 0]


def test_several_options_are_right_together() -> None:
    question = rekeyed(a_multiple(), Chooses((0, 1, 2)))
    assert worth(question, Chose((0, 1, 2))) == 1


def test_a_statement_is_true_after_all() -> None:
    assert rekeyed(a_statement(), Chooses((0,))).answer is True
    with pytest.raises(BadInput, match="true or false: choose one"):
        rekeyed(a_statement(), Chooses((0, 1)))


def test_a_number_is_forgiven_more() -> None:
    question = rekeyed(a_numeric(), Measures(Decimal(1235), Tolerance(Decimal(50))))
    assert worth(question, Typed(("1200",))) == 1


@pytest.mark.parametrize("places", [(), (4,), (-1,), (1, 9)])
def test_a_right_option_is_one_that_is_there(places) -> None:
    with pytest.raises(BadInput, match="at least one right option"):
        rekeyed(a_single(), Chooses(places))


@pytest.mark.parametrize("question", one_of_each(), ids=lambda it: it.kind)
@pytest.mark.parametrize("change", [Renews(), Forgives(), Weighs(0)])
def test_what_is_not_about_the_key_leaves_the_words(question, change) -> None:
    assert rekeyed(question, change) == question


@pytest.mark.parametrize("question", [a_flashcard(), an_ordering(), a_matching(), a_numeric()])
def test_a_question_that_has_no_such_key_says_so(question) -> None:
    with pytest.raises(BadInput, match="cannot be changed in this way"):
        rekeyed(question, Accepts("Chungking"))


def test_a_variant_in_a_blank_is_read_as_what_stands_there() -> None:
    question = a_cloze("In {{c1::Chongqing}} and {{c1::Wuhan}}.")
    said = read_as(question, 1, Typed(("Chungking", "Wuhan")), Accepts("chungking", 0))
    assert said == Typed(("Chongqing", "Wuhan"))
    other = Typed(("Wuhan", "Chungking"))
    assert read_as(question, 1, other, Accepts("Chungking", 0)) == other


def test_an_option_is_known_by_its_words() -> None:
    old, new = a_single("*one", "two", "three"), a_single("three", "two", "*one")
    assert carried(Chose((0,)), old, new) == Chose((2,))


def test_an_answer_to_other_options_is_none() -> None:
    assert carried(Chose((0,)), a_single("*one", "two"), a_single("*one", "three")) is None
    assert carried(Chose((0,)), a_single("*one", "two"), a_multiple("*one", "two")) is None


def test_pairs_are_known_by_their_words() -> None:
    old = a_matching(("USSR", "Moscow"), ("Japan", "Tokyo"), extra=())
    new = a_matching(("Japan", "Tokyo"), ("USSR", "Moscow"), extra=())
    said = carried(Joined((0, None)), old, new)
    assert said == Joined((None, 1))
    assert worth(old, Joined((0, None))) == worth(new, said)


def test_what_was_typed_stays_as_it_is() -> None:
    assert carried(Typed(("x",)), a_short("y"), a_short("z")) == Typed(("x",))
    assert carried(Skipped(), an_ordering(), an_ordering()) == Skipped()


@given(strategies.permutations(range(4)), strategies.permutations(range(4)))
def test_items_are_carried_by_their_words(said, places) -> None:
    old = an_ordering(*ITEMS)
    new = an_ordering(*(ITEMS[place] for place in places))
    answer = carried(Arranged(tuple(said)), old, new)
    assert [new.items[place] for place in answer.items] == [ITEMS[place] for place in said]
