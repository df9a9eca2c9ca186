"""What an objection proposes makes its answer right; what is typed otherwise is refused."""

from decimal import Decimal

import pytest

from study.domain.answers import Chose, Joined, Typed
from study.domain.attempting import whole
from study.domain.errors import BadInput
from study.domain.grading import grade
from study.domain.questions import Tolerance
from study.domain.rekeying import Measures, read_as, rekeyed
from study.web.dispute_forms import KeyForm
from study.web.key_changes import as_it_is, change_of, key_address, proposed, share_of
from tests.domain.builders import (
    a_cloze,
    a_matching,
    a_multiple,
    a_numeric,
    a_short,
    a_single,
    a_statement,
    one_of_each,
)


def form_of(fields) -> KeyForm:
    values = {name: str(it) for name, it in fields.items() if name != "option"}
    return KeyForm(**values, option=[str(it) for it in fields.get("option", [])])


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (a_short(), Typed(("Yuzhou",))),
        (a_cloze("In {{c1::Chongqing}} and {{c2::Wuhan}}."), Typed(("Chongqing", "Hankou"))),
        (a_single(), Chose((2,))),
        (a_multiple(), Chose((0, 2))),
        (a_statement(), Chose((0,))),
        (a_numeric(), Typed(("1200 aircraft",))),
        (a_numeric("0.5", ""), Typed(("0,75",))),
    ],
    ids=lambda it: getattr(it, "kind", ""),
)
def test_what_is_proposed_makes_the_answer_right(question, said) -> None:
    change = change_of(form_of(proposed(question, said)), question)
    asked, part = whole(rekeyed(question, change))
    assert grade(asked, part, read_as(asked, part, said, change)).fraction == 1


def test_nothing_is_proposed_where_no_key_says_so() -> None:
    assert proposed(a_matching(), Joined((1, 0, 2))) == {}
    assert key_address(1, 2, a_matching(), Joined((1, 0, 2))) == "/assignments/1/questions/2/key"
    address = key_address(1, 2, a_single(), Chose((2,)))
    assert address == "/assignments/1/questions/2/key?act=choose&option=1&option=2"


@pytest.mark.parametrize("question", one_of_each(), ids=lambda it: it.kind)
def test_the_form_as_it_stands_changes_nothing(question) -> None:
    form = as_it_is(question)
    if form.act in {"choose", "measure"}:
        assert rekeyed(question, change_of(form, question)) == question


def test_a_share_of_a_number_is_typed_in_per_cent() -> None:
    question = a_numeric(tolerance=Tolerance(Decimal("0.05"), relative=True))
    assert as_it_is(question).off == "5"
    form = KeyForm(act="measure", number="1,5", off="2.5", unit="percent")
    wanted = Measures(Decimal("1.5"), Tolerance(Decimal("0.025"), relative=True))
    assert change_of(form, question) == wanted


@pytest.mark.parametrize(("text", "share"), [("", None), (" 50 % ", 0.5), ("12,5", 0.125)])
def test_a_mark_is_typed_in_per_cent(text: str, share: float | None) -> None:
    assert share_of(text) == share


@pytest.mark.parametrize("text", ["1,235", "many", "1e999", "nan", "", "1,2,3"])
def test_a_number_that_can_be_none_or_two_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="The number"):
        change_of(KeyForm(act="measure", number=text), a_numeric())
