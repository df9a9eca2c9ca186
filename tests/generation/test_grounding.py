"""No draft passes that its own quote does not prove, whoever made it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.questions import (
    Citation,
    Cloze,
    Flashcard,
    Matching,
    Numeric,
    Option,
    Provenance,
    Short,
    Single,
    TrueFalse,
)
from study.domain.quoting import Quote
from study.generation.grounding import failures
from study.generation.library import Library
from tests.generation.texts import LIGHTHOUSE, a_text, drafted

SOLD = "In 1893 Henry Marsh sold the Harbour Company to William Oakes for £12,500."
MOVED = "The Harbour Company moved its offices from Dublin to Glasgow in 1921."
RESCUED = (
    "In March 1934 the lighthouse keeper Mary Doyle rescued 23 sailors of the steamer Albatross."
)
NEVER = "Henry Marsh never sold the steamer Albatross to the Bank of Ireland in 1894."
LIBRARY = Library([a_text(f"{LIGHTHOUSE}\n{NEVER}\n")])


def why(question, library: Library = LIBRARY) -> str:
    return next(iter(failures(question, library)), "")


def cited(*quotes: str) -> dict:
    return {
        "id": "it",
        "citations": tuple(Citation("carlow", Quote(quote)) for quote in quotes),
        "provenance": Provenance(by="generator", name="somebody"),
        "explanation": "So it stands in the book.",
    }


def a_year(**changes: object) -> Short:
    fields = {
        "prompt": "In what year did Henry Marsh sell the Harbour Company to William Oakes?",
        "answers": ("1893",),
        **cited(SOLD),
    }
    return Short(**(fields | changes))


def a_choice(*options: str, quote: str = MOVED, **changes: str) -> Single:
    prompt = "To which city did the Harbour Company move its offices from Dublin in 1921?"
    right, *wrong = options
    return Single(
        prompt=changes.get("prompt", prompt),
        options=(Option(right, correct=True), *map(Option, wrong)),
        **cited(quote),
    )


def test_what_its_quote_proves_passes():
    assert why(a_year()) == ""
    assert why(a_choice("Glasgow", "Belfast", "Cardiff", "Bristol")) == ""


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (a_year(**cited("In 1893 Henry Marsh gave away the Harbour Company.")), "quote found"),
        (a_year(citations=()), "quote found"),
        (a_year(citations=(Citation("elsewhere", Quote(SOLD)),)), "quote found"),
        (a_year(**cited("Marsh sold the Harbour")), "quote length"),
        (a_year(answers=("1894",)), "key in quote"),
        (a_year(answers=("yesterday",)), "key in quote"),
        (
            a_year(prompt="In what year did Henry Marsh sell 15 ships to William Oakes?"),
            "numbers agree",
        ),
        (
            a_year(prompt="In what year did Henry Marsh sell the Harbour Company to Peter Zander?"),
            "names agree",
        ),
        (
            a_year(prompt="In what year did Henry Marsh not sell the Harbour Company to Oakes?"),
            "negation agrees",
        ),
        (
            a_year(
                prompt="In what year did Henry Marsh sell the steamer Albatross to the Bank?",
                answers=("1894",),
                **cited(NEVER),
            ),
            "negation agrees",
        ),
        (
            a_year(prompt="Who sold the Harbour Company of Henry Marsh to William Oakes?"),
            "answer type agrees",
        ),
        (
            a_year(prompt="In what year, 1893, did Henry Marsh sell the Harbour Company?"),
            "answer hidden",
        ),
        (
            a_year(prompt="In what year did a keeper, a lamp and a storm meet before Henry Marsh?"),
            "about its quotes",
        ),
    ],
)
def test_what_its_quote_does_not_prove_is_dropped_with_its_reason(question, reason):
    assert why(question) == reason


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (a_choice("Glasgow", "Dublin", "Cardiff", "Bristol"), "one right answer"),
        (a_choice("Glasgow", "glasgow", "Cardiff", "Bristol"), "one right answer"),
        (a_choice("Belfast", "Glasgow", "Cardiff", "Bristol"), "key in quote"),
        (
            a_choice(
                "William Oakes",
                "Mary Doyle",
                "Peter Zander",
                "John Reid",
                quote=SOLD,
                prompt="Who in March 1934 rescued 23 sailors of the steamer Albatross, a keeper?",
            ),
            "numbers agree",
        ),
    ],
)
def test_a_choice_has_exactly_one_right_answer(question, reason):
    assert why(question) == reason


def test_an_option_that_another_text_makes_right_is_no_wrong_one():
    choice = a_choice("Glasgow", "Belfast", "Cardiff", "Bristol")
    other = a_text(
        "The Harbour Company moved its offices from Dublin to Belfast in 1921.", id="other"
    )
    both = Library([*LIBRARY.documents.values(), other])
    assert why(choice) == ""
    assert why(choice, both) == "wrong everywhere"


def test_a_fact_that_another_text_denies_is_not_asked_for_bare():
    other = a_text(
        "In 1897 Henry Marsh sold the Harbour Company to William Oakes for £12,500.", id="other"
    )
    both = Library([*LIBRARY.documents.values(), other])
    assert why(a_year(), both) == "answered alike"


def test_a_number_has_to_be_the_quotes():
    asked = {
        "prompt": "How many sailors of the steamer Albatross did Mary Doyle rescue in March 1934?",
        "unit": "sailors",
        **cited(RESCUED),
    }
    assert why(Numeric(answer=Decimal(23), **asked)) == ""
    assert why(Numeric(answer=Decimal(32), **asked)) == "key in quote"


def test_a_blank_has_to_be_the_quotes():
    told = "In March 1934 the keeper {{c1::Mary Doyle}} rescued 23 sailors of the Albatross."
    assert why(Cloze(text=told, **cited(RESCUED))) == ""
    lied = told.replace("Mary Doyle", "Anna Oakes")
    assert why(Cloze(text=lied, **cited(RESCUED))) == "key in quote"


def test_a_false_statement_differs_from_its_quote_and_its_correction_does_not():
    false = TrueFalse(
        prompt=SOLD.replace("1893", "1895"), answer=False, correction=SOLD, **cited(SOLD)
    )
    assert why(false) == ""
    assert why(replace(false, prompt=SOLD)) == "key in quote"
    assert why(replace(false, correction=SOLD.replace("1893", "1896"))) == "key in quote"
    assert why(replace(false, answer=True, correction="")) == "key in quote"


def test_pairs_and_answers_in_words_are_held_against_the_quotes():
    pairs = (("Mary Doyle", "rescued 23 sailors"), ("William Oakes", "the Harbour Company"))
    extra = ("the Bank of Ireland",)
    asked = {"prompt": "What belongs to each of them?", "extra": extra, **cited(RESCUED, SOLD)}
    assert why(Matching(pairs=pairs, **asked)) == ""
    lied = (("Mary Doyle", "rescued 99 sailors"), pairs[1])
    assert why(Matching(pairs=lied, **asked)) == "key in quote"
    card = {"prompt": "What did Mary Doyle, the lighthouse keeper, do?", **cited(RESCUED)}
    assert why(Flashcard(answer="She rescued 23 sailors of the steamer Albatross.", **card)) == ""
    assert why(Flashcard(answer="She burnt down the town hall.", **card)) == "key in quote"


def test_the_checks_of_how_questions_are_written_are_asked_too():
    long = a_choice("Glasgow", "Oslo", "Cork", "the city of Cardiff in the south of Wales, by sea")
    assert why(long, LIBRARY).startswith(("lint: ", "")) or why(long) == ""
    assert why(a_choice("Glasgow", "Belfast", "Cardiff", "None of the above")).startswith("lint: ")


@given(st.text(max_size=80), st.text(max_size=30))
def test_no_words_whatever_pass_without_their_quote(prompt, answer):
    invented = Short(prompt=prompt, answers=(answer,), **cited(f"{answer} is what {prompt} was."))
    assert why(invented) == "quote found"


def test_every_draft_of_the_generator_has_its_quote_where_it_says():
    text = a_text()
    found = drafted(text)
    assert found.drafts
    for one in found.drafts:
        assert failures(one.question, Library([text])) == ()
        for source in one.sources:
            assert text.text[source.start : source.end] == source.quote
