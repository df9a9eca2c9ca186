"""Keys, quotes and what belongs to one kind only: what each check finds and leaves alone."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.linting import lint_question
from study.domain.questions import AnyQuestion, Citation, Option, Tolerance
from study.domain.quoting import Quote
from tests.domain.builders import (
    a_cloze,
    a_comparison,
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


def finds(check: str, question: AnyQuestion, **context: object) -> bool:
    return any(it.check == check for it in lint_question(question, **context))


def cited(*quotes: str) -> tuple[Citation, ...]:
    return tuple(Citation("talks", Quote(quote)) for quote in quotes)


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        (a_short("Chongqing", prompt="Which city, Chongqing, was bombed?"), True),
        (a_short("Chongqing", "the capital", prompt="Which city was the capital?"), True),
        (a_short("Chongqing", prompt="Which city was bombed?"), False),
        (a_short("an", prompt="Which article stands before an apple?"), False),
        (a_numeric("1937", prompt="In which year did the war of 1937 begin?"), True),
        (a_numeric("19", prompt="How many came in 1937?"), False),
        (a_single("*Berlin", "Rome", "Tokyo", prompt="Which city, Berlin, was taken?"), True),
        (a_single("*Berlin", "Rome", "Tokyo", prompt="Was it Berlin, Rome or Tokyo?"), False),
        (a_flashcard(prompt="Which union was the Soviet Union?", answer="The Soviet Union"), True),
        (a_cloze("The {{c1::USSR}}, or USSR, sent aircraft."), True),
        (a_cloze("The {{c1::USSR}} sent {{c2::1,235}} aircraft."), False),
        (a_multiple("*tanks", "*guns", "ships", prompt="Were tanks, guns or ships sent?"), False),
    ],
)
def test_a_prompt_that_prints_the_key_is_found(question, is_found):
    assert finds("key-in-prompt", question) is is_found


def test_a_hint_that_prints_the_key_is_found():
    assert finds("key-in-hint", a_short("Chongqing", hint="It begins like Chongqing."))
    assert finds("key-in-hint", a_single("*Wuhan", "Nanjing", "Berlin", hint="Not far from Wuhan"))
    assert not finds("key-in-hint", a_short("Chongqing", hint="It was bombed."))


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        (a_numeric("1235", citations=cited("China got 1,235 aircraft")), False),
        (a_numeric("1236", citations=cited("China got 1,235 aircraft")), True),
        (a_short("Chongqing", citations=cited("The capital was Chongqing")), False),
        (a_short("Chongqing", citations=cited("The capital was bombed")), True),
        (a_cloze("It got {{c1::985}} aircraft.", citations=cited("It got 985 aircraft")), False),
        (a_single("*In 1937", "In 1938", "In 1939", citations=cited("It began in 1937")), False),
        (a_single("*In 1937", "In 1938", "In 1939", citations=cited("It began then")), True),
        (a_single("*1,235", "985", "82", citations=cited("more than 1235 came")), False),
        (
            a_single("*2 million", "3 million", "4 million", citations=cited("two million men")),
            False,
        ),
        (a_flashcard(answer="On 6 and 9 August", citations=cited("on August 6 and 9")), False),
        (a_flashcard(answer="On 7 August", citations=cited("on August 6 and 9")), True),
        (a_comparison(answer="They differ by 250."), False),
        (a_short("Chongqing", citations=()), False),
    ],
)
def test_a_key_that_no_quote_shows_is_found(question, is_found):
    assert finds("key-not-in-quote", question) is is_found


@pytest.mark.parametrize(
    ("quotes", "is_found"),
    [
        (("it was so, indeed",), True),
        (("the Soviet Union sent aircraft",), False),
        (("it was so, indeed", "the Soviet Union sent aircraft"), False),
        (("蘇聯向中國提供了一千二百三十五架飛機",), False),
        ((), False),
    ],
)
def test_a_quote_of_a_few_words_is_too_short(quotes, is_found):
    assert finds("short-quote", a_flashcard(citations=cited(*quotes))) is is_found


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        (a_short(explanation=""), True),
        (a_cloze(explanation=""), True),
        (a_short(), False),
        (a_flashcard(explanation=""), False),
        (a_comparison(explanation=""), False),
        (a_statement(explanation=""), False),
        (a_statement(explanation="", answer=True, correction=""), True),
        (a_single(explanation=""), False),
        (a_single(explanation="", options=(Option("a", correct=True), Option("b"))), True),
    ],
)
def test_an_answer_that_nothing_explains_is_found(question, is_found):
    assert finds("no-explanation", question) is is_found


@pytest.mark.parametrize(
    ("text", "quote", "is_found"),
    [
        ("He named {{c1::Moscow}} and {{c1::Beijing}}.", "Beijing and Moscow were named", True),
        ("He named {{c1::Moscow}} and {{c2::Beijing}}.", "Beijing and Moscow were named", False),
        ("{{c1::German}} in the west and {{c1::Japanese}} in the east.", "as said there", False),
        ("Aid came from {{c1::1937}} on.", "Between 1937 and 1941 aid came", True),
        ("Aid came from {{c1::1937}} to 1941.", "Between 1937 and 1941 aid came", False),
        ("Aid came from {{c1::1937}} to {{c2::1941}}.", "Between 1937 and 1941 aid came", False),
        ("He hoped for {{c1::700}} aircraft.", "700 aircraft, not 300 aircraft, came", True),
        ("He hoped for {{c1::700}} fighters.", "700 fighters and 300 bombers", False),
        ("The {{c1::first::ordinal}} group left in 1923.", "In 1923 the first group left", False),
    ],
)
def test_a_blank_that_something_else_fits_as_well_is_found(text, quote, is_found):
    assert finds("two-fillings", a_cloze(text, citations=cited(quote))) is is_found


@pytest.mark.parametrize(
    ("answer", "tolerance", "unit", "is_found"),
    [
        ("1235", Tolerance(), "aircraft", False),
        ("1235", Tolerance(Decimal("0.05"), relative=True), "aircraft", False),
        ("1235", Tolerance(Decimal("0.5"), relative=True), "aircraft", True),
        ("100", Tolerance(Decimal(25)), "ships", False),
        ("100", Tolerance(Decimal(100)), "ships", True),
        ("1937", Tolerance(Decimal(2)), "year", False),
        ("1937", Tolerance(Decimal(20)), "year", True),
        ("1937", Tolerance(Decimal("0.05"), relative=True), "year", True),
        ("1937", Tolerance(Decimal(20)), "aircraft", False),
        ("0", Tolerance(Decimal(1)), "degrees", False),
    ],
)
def test_a_tolerance_that_lets_everything_through_is_found(answer, tolerance, unit, is_found):
    asked = a_numeric(answer, unit, tolerance=tolerance)
    assert finds("wide-tolerance", asked) is is_found


def test_an_answer_that_nobody_types_word_for_word_is_found():
    sentence = "because Japan had considered itself out of their reach"
    assert finds("long-typed-answer", a_short(sentence))
    assert not finds("long-typed-answer", a_short(sentence, "out of reach"))
    assert not finds("long-typed-answer", a_flashcard(answer=sentence))


@pytest.mark.parametrize(
    ("items", "is_found"),
    [
        (("Mukden, 1931", "Nanjing, 1937", "Hiroshima"), True),
        (("1. Mukden", "2. Nanjing", "3. Hiroshima"), True),
        (("First they landed", "Then they marched", "Japan gave in"), True),
        (("Mukden, 1931", "Nanjing", "Hiroshima"), False),
        (("The war of 1937 begins", "Nanjing falls, 1937", "Hiroshima"), False),
        (("The first group leaves", "Mukden", "Nanjing"), False),
    ],
)
def test_items_that_print_what_they_are_sorted_by_are_found(items, is_found):
    assert finds("order-given-away", an_ordering(*items)) is is_found


@pytest.mark.parametrize(
    ("prompt", "is_found"),
    [
        ("Put these events in order.", True),
        ("Put these events in order, earliest first.", False),
        ("Sort by value, from large to small.", False),
        ("Put them into the order of time.", False),
    ],
)
def test_an_ordering_says_which_end_comes_first(prompt, is_found):
    assert finds("order-without-direction", an_ordering(prompt=prompt)) is is_found


def test_a_matching_whose_last_pair_makes_itself_is_found():
    assert finds("matching-by-elimination", a_matching(extra=()))
    assert not finds("matching-by-elimination", a_matching())
    twice = (("USSR", "Europe"), ("France", "Europe"), ("Japan", "Asia"))
    assert not finds("matching-by-elimination", a_matching(*twice, extra=()))


def test_every_kind_of_question_can_be_looked_at_in_every_language():
    for question in one_of_each():
        for language in ("en", "de", "zh-Hans"):
            found = lint_question(question, language=language)
            assert all(it.question == question.id for it in found)


WORDS = st.sampled_from(
    [*"abcdef", "Who", "were", "it", "an", "not", "the article", "1937", "1,235", "all", "of", "to"]
)
SIGNS = st.sampled_from(["?", ".", ",", ":", "“", "”", '"', "`", "____", "(", "-", "…", " and "])
TEXT = st.lists(st.one_of(WORDS, SIGNS, st.text(max_size=5)), min_size=1, max_size=12).map(" ".join)


@given(prompt=TEXT, one=TEXT, other=TEXT, quote=TEXT)
def test_whatever_a_question_says_it_can_be_looked_at(prompt, one, other, quote):
    shared = {"prompt": prompt, "hint": other, "citations": cited(quote)}
    sides = (Option(one, correct=True), Option(other), Option(prompt))
    for question in (
        a_single(options=sides, **shared),
        a_multiple(options=sides, **shared),
        a_statement(**shared),
        a_short(one, other, **shared),
        a_numeric("1e300", one, tolerance=Tolerance(Decimal(9), relative=True), **shared),
        an_ordering(one, other, quote, **shared),
        a_matching((one, other), (other, one), **shared),
        a_flashcard(answer=one, **shared),
    ):
        for finding in lint_question(question, passages=lambda _: quote):
            assert finding.message
            assert len(finding.message) < 400
