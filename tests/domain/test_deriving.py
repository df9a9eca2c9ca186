"""Whether a key can be derived from its quotes."""

from decimal import Decimal

import pytest

from study.domain.deriving import missing_figure, underivable
from study.domain.questions import Citation, Cloze, Flashcard, Numeric, Short
from study.domain.quoting import Quote


def cited(quote: str):
    return {"id": "q", "citations": (Citation("talks", Quote(quote)),)}


@pytest.mark.parametrize(
    ("quote", "number"),
    [
        ("supplied China with 1,235 aircraft", "1235"),
        ("2 million dollars", "2000000"),
        ("2 million dollars", "2"),
        ("from 850 thousand to 500 thousand", "850000"),
        ("loans of $16.74 million", "16740000"),
        ("twenty-five advisers", "25"),
        ("in 1941 200 aircraft were sent", "200"),
        ("1 235 aircraft", "1235"),
        ("1.235,50 roubles", "1235.5"),
        ("it fell by -40 degrees", "-40"),
    ],
)
def test_a_number_in_the_quote_is_derivable(quote, number):
    asked = Numeric(prompt="?", answer=Decimal(number), **cited(quote))
    assert underivable(asked) == ""


@pytest.mark.parametrize(
    ("quote", "number"),
    [("with 1,235 aircraft", "1236"), ("with 1,235 aircraft", "235"), ("many aircraft", "5")],
)
def test_a_number_outside_the_quote_is_not(quote, number):
    assert underivable(Numeric(prompt="?", answer=Decimal(number), **cited(quote))) == number


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        (("the Soviet Union",), ""),
        (("soviet union",), ""),
        (("22 June 1941",), ""),
        (("USSR", "Soviet Union"), ""),
        (("USSR", "Russia"), "USSR"),
        (("Union of Soviets",), "Union of Soviets"),
    ],
)
def test_the_words_of_one_accepted_answer_must_be_in_the_quote(answers, missing):
    quote = "On June 22, 1941 the Soviet Union was attacked"
    assert underivable(Short(prompt="?", answers=answers, **cited(quote))) == missing


def test_every_blank_of_a_cloze_must_be_in_the_quote():
    text = "It was {{c1::1,235::number}} {{c2::planes}}."
    assert underivable(Cloze(text=text, **cited("with 1,235 aircraft"))) == "planes"
    assert underivable(Cloze(text=text, **cited("1,235 planes"))) == ""


def test_what_is_rated_by_the_learner_is_not_looked_for():
    assert underivable(Flashcard(prompt="?", answer="x", **cited("something else"))) == ""


@pytest.mark.parametrize(
    ("quotes", "key", "missing"),
    [
        ("China got 1,235 aircraft", "1235 aircraft", ""),
        ("two million men", "More than 2 million", ""),
        ("In 1937 it began", "In 1937", ""),
        ("In 1937 it began", "In 1937 and 1938", "1938"),
        ("It began then", "In the autumn", ""),
    ],
)
def test_a_figure_of_a_key_is_looked_for_in_every_way_of_writing_it(quotes, key, missing):
    assert missing_figure(quotes, key) == missing
