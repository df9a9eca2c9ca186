"""Questions as text: whole there and back, and a hash of what counts as right."""

from dataclasses import replace
from decimal import Decimal

import pytest

from study.domain.questions import Accept, Citation, Provenance, Tolerance
from study.domain.quoting import Quote
from study.storage.contents import decode, encode, key_sha256
from tests.domain.builders import (
    a_cloze,
    a_flashcard,
    a_numeric,
    a_short,
    a_single,
    a_statement,
    one_of_each,
    options,
)

WORDED = {"prompt": "In other words?", "explanation": "x", "hint": "y", "tags": ("z",)}


@pytest.mark.parametrize("question", one_of_each(), ids=lambda it: it.kind)
def test_a_question_comes_back_as_it_was(question):
    assert decode(question.kind, encode(question)) == question


def test_everything_that_may_be_left_out_comes_back_too():
    question = a_short(
        "Nánjīng \u202e",
        "南京",
        accept=Accept(case=True, order=True),
        citations=(Citation("a", Quote("b" * 20, "c", "d")), Citation("e", Quote("f" * 20))),
        tags=("g", "h"),
        difficulty=3,
        provenance=Provenance("generator", "name", "1", "somebody"),
    )

    assert decode("short", encode(question)) == question


def test_numbers_keep_their_digits():
    tolerance = Tolerance(Decimal("0.050"), relative=True)
    question = a_numeric("1235.50", tolerance=tolerance)
    back = decode("numeric", encode(question))

    assert str(back.answer) == "1235.50"
    assert str(back.tolerance.amount) == "0.050"


def test_the_same_question_gives_the_same_text():
    assert encode(a_single()) == encode(a_single())


@pytest.mark.parametrize("question", one_of_each(), ids=lambda it: it.kind)
def test_other_words_leave_the_key_as_it_was(question):
    words = {name: it for name, it in WORDED.items() if hasattr(question, name)}

    assert key_sha256(replace(question, **words)) == key_sha256(question)


@pytest.mark.parametrize(
    ("question", "changes"),
    [
        (a_flashcard(), {"answer": "China"}),
        (a_flashcard(), {"reverse": True}),
        (a_cloze(), {"text": "The USSR sent {{c1::1,236}} aircraft."}),
        (a_single(), {"options": options("*Nanjing", "Chongqing", "Wuhan", "Xi'an")}),
        (a_statement(), {"answer": True}),
        (a_short(), {"answers": ("Chongqing", "Chungking")}),
        (a_short(), {"accept": Accept(case=True)}),
        (a_numeric(), {"unit": "tanks"}),
        (a_numeric(), {"tolerance": Tolerance(Decimal(5))}),
    ],
)
def test_another_key_gives_another_hash(question, changes):
    assert key_sha256(replace(question, **changes)) != key_sha256(question)


def test_feedback_and_the_correction_are_no_part_of_the_key():
    quiet = tuple(replace(option, feedback="") for option in a_single().options)

    assert key_sha256(a_single(options=quiet)) == key_sha256(a_single())
    assert key_sha256(a_statement(correction="")) == key_sha256(a_statement())


def test_an_unknown_kind_is_an_error():
    with pytest.raises(KeyError):
        decode("riddle", encode(a_short()))
