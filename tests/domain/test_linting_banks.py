"""A bank's habits, questions beside one another, and waivers."""

from time import process_time

import pytest

from study.domain.linting import Finding, lint, lint_question, no_passages
from study.domain.linting.patterns import by_length, by_place
from study.domain.questions import AnyQuestion, Bank, Option
from tests.domain.builders import (
    a_cloze,
    a_flashcard,
    a_matching,
    a_numeric,
    a_short,
    a_single,
    a_statement,
    an_ordering,
    one_of_each,
)

OTHERS = ("Wuhan", "Nanjing", "Harbin")


def bank(*questions: AnyQuestion, **changes: object) -> Bank:
    return Bank(**({"id": "aid", "title": "Aid", "questions": questions} | changes))


def found(check: str, *questions: AnyQuestion, **changes: object) -> list[Finding]:
    return [it for it in lint(bank(*questions, **changes), no_passages) if it.check == check]


def singles(count: int, key: str, place: int, *, shuffle: bool = True) -> list[AnyQuestion]:
    """Single choices with this key at this place among three others."""
    texts = [*OTHERS[:place], f"*{key}", *OTHERS[place:]]
    return [
        a_single(
            *texts, id=f"{key.lower()}-{place}-{n}", prompt=f"Which city {n}?", shuffle=shuffle
        )
        for n in range(count)
    ]


# --- length ------------------------------------------------------------------------------


def test_always_taking_the_longest_option_is_held_against_chance():
    guess = by_length([*singles(6, "Chongqing", 0), *singles(2, "Xi", 1)], longest=True)
    assert (guess.questions, guess.score, guess.chance) == (8, 0.75, 0.25)


def test_of_equally_long_options_a_guess_takes_any():
    guess = by_length([a_single("*Wuhan", "Wuxi!", "Ningbo")], longest=False)
    assert guess.score == 0.5


def test_a_bank_whose_keys_are_the_longest_options_says_what_that_scores():
    (bias,) = found("option-length-bias", *singles(6, "Chongqing", 0), *singles(2, "Xi", 1))
    assert bias.question == ""
    assert bias.path == ("questions",)
    assert "always takes the longest option scores 75 % on the 8" in bias.message
    assert "chance gives 25 %" in bias.message


def test_a_bank_whose_keys_are_the_shortest_options_is_found_too():
    (bias,) = found("option-length-bias", *singles(8, "Xi", 2))
    assert "always takes the shortest option scores 100 %" in bias.message


def test_a_few_questions_or_a_small_excess_prove_nothing():
    assert not found("option-length-bias", *singles(5, "Chongqing", 0))
    mixed = [*singles(4, "Chongqing", 0), *singles(8, "Nankin", 1)]
    assert not found("option-length-bias", *mixed)


# --- places ------------------------------------------------------------------------------


def test_keys_that_stand_mostly_in_one_place_are_found():
    (skew,) = found("key-position-skew", *singles(8, "Tokyo", 2), *singles(1, "Berlin", 0))
    assert "the key is option 3 in 89 %" in skew.message
    assert "as the file has them" in skew.message


def test_places_matter_more_where_options_are_not_shuffled():
    fixed = singles(8, "Tokyo", 1, shuffle=False)
    spread = [it for place in range(4) for it in singles(4, "Berlin", place)]
    (skew,) = found("key-position-skew", *fixed, *spread)
    assert "In the 8 single-choice questions, which are not shuffled" in skew.message


def test_keys_spread_over_all_places_are_left_alone():
    spread = [it for place in range(4) for it in singles(3, "Tokyo", place)]
    assert not found("key-position-skew", *spread)
    assert [guess.score for guess in by_place(spread)] == [0.25] * 4


@pytest.mark.parametrize(
    ("trues", "falses", "is_found"),
    [(8, 0, True), (0, 8, True), (9, 1, True), (7, 0, False), (8, 2, False), (5, 5, False)],
)
def test_statements_that_are_nearly_all_true_or_false_are_found(trues, falses, is_found):
    answers = [True] * trues + [False] * falses
    asked = [a_statement(id=f"s{n}", prompt=f"So {n}", answer=it) for n, it in enumerate(answers)]
    assert bool(found("true-false-skew", *asked)) is is_found


# --- neighbours --------------------------------------------------------------------------


def test_the_same_question_twice_is_found_at_the_second():
    first = a_short("Chongqing", id="first", prompt="Which city was the capital?")
    again = a_short("Chongqing", id="again", prompt="which city was the capital")
    (twice,) = found("duplicate", first, again)
    assert (twice.question, twice.related) == ("again", "first")
    assert "asks the same, word for word." in twice.message
    assert not found("near-duplicate", first, again)


def test_the_same_question_with_another_answer_says_so():
    first = a_short("Chongqing", id="first", prompt="Which city was the capital?")
    (twice,) = found("duplicate", first, a_short("Wuhan", id="again", prompt=first.prompt))
    assert "wants another answer" in twice.message


def test_general_prompts_are_told_apart_by_what_they_show():
    sort = "Put these events into the order of time, earliest first."
    join = "Match each city with its country."
    choose = "Which of these is true?"
    assert not found(
        "duplicate",
        an_ordering("Mukden", "Nanjing", "Hiroshima", id="a", prompt=sort),
        an_ordering("Berlin", "Potsdam", "Tokyo", id="b", prompt=sort),
        a_matching(("Berlin", "Germany"), ("Rome", "Italy"), id="c", prompt=join),
        a_matching(("Paris", "France"), ("Prague", "Bohemia"), id="d", prompt=join),
        a_single("*Rain fell", "Snow fell", "Hail fell", id="e", prompt=choose),
        a_single("*Wind rose", "Snow fell", "Hail fell", id="f", prompt=choose),
    )


NEAR = (
    a_short("Xinjiang", id="a", prompt="To which Chinese province did the overland corridor lead?"),
    a_short("Xinjiang", id="b", prompt="The overland corridor led to which province of China?"),
)


def test_nearly_the_same_words_for_the_same_key_are_found():
    (near,) = found("near-duplicate", *NEAR)
    assert (near.question, near.related) == ("b", "a")
    assert "“a” asks nearly the same: “To which Chinese province" in near.message


def test_the_same_words_with_another_key_are_another_question():
    counts = [
        a_numeric(str(n), id=f"n{n}", prompt=f"How many {name} did the survey count in Xinjiang?")
        for n, name in ((82, "tanks"), (985, "aircraft"), (5200, "trucks"))
    ]
    assert not found("near-duplicate", *counts)


def test_one_key_may_be_asked_for_in_two_ways():
    other = a_short("Xinjiang", id="c", prompt="Where was a base for assembling aircraft built?")
    assert not found("near-duplicate", NEAR[0], other)


def test_the_key_of_one_question_in_the_prompt_of_another_about_the_same_is_found():
    asked = a_short(
        "Stilwell", id="who", prompt="Which general arrived in Chongqing in March 1942?"
    )
    telling = a_flashcard(id="posts", prompt="Stilwell's posts after he arrived in Chongqing, 1942")
    (told,) = found("key-in-other-prompt", asked, telling)
    assert (told.question, told.related) == ("posts", "who")
    assert "This prints “Stilwell”, the answer to “who”" in told.message


def test_a_cloze_shows_the_other_blanks_of_its_text():
    asked = a_short(
        "Stilwell", id="who", prompt="Which general arrived in Chongqing in March 1942?"
    )
    two = "In {{c1::1942}}, {{c2::Stilwell}} arrived in Chongqing."
    assert found("key-in-other-prompt", asked, a_cloze(two, id="c"))
    one = "In 1942, {{c1::Stilwell}} arrived in Chongqing."
    assert not found("key-in-other-prompt", asked, a_cloze(one, id="c"))


def test_a_name_that_stands_in_a_prompt_about_something_else_is_no_giveaway():
    asked = a_short(
        "Stilwell", id="who", prompt="Which general arrived in Chongqing in March 1942?"
    )
    other = a_flashcard(id="task", prompt="What was Stilwell to control?")
    assert not found("key-in-other-prompt", asked, other)


# --- waivers -----------------------------------------------------------------------------


def test_a_waiver_silences_its_check_in_its_question_only():
    one, other = (a_single("*Berlin", "Tokyo", id=name, prompt=f"{name}?") for name in "ab")
    waived = a_single("*Berlin", "Tokyo", id="a", prompt="a?", waive=(("too-few-options", "two"),))
    assert [it.question for it in found("too-few-options", one, other)] == ["a", "b"]
    assert [it.question for it in found("too-few-options", waived, other)] == ["b"]
    assert not lint_question(waived)


def test_a_waiver_of_the_bank_silences_its_check_everywhere():
    asked = [a_single("*Berlin", "Tokyo", id=name, prompt=f"{name}?") for name in "ab"]
    waive = (("too-few-options", "it is a coin"),)
    assert not lint(bank(*asked, waive=waive), no_passages)
    assert not lint_question(asked[0], waive=waive)


def test_a_waiver_that_silences_nothing_is_a_finding_itself():
    asked = a_single("*Berlin", "Tokyo", "Rome", waive=(("too-few-options", "two"),))
    (idle,) = found("waived-for-nothing", asked)
    assert (idle.question, idle.path) == ("capital", ("waive", "too-few-options"))
    assert idle.message == "“too-few-options” is waived, and finds nothing here."


def test_a_waiver_of_a_check_that_does_not_exist_proposes_one_that_does():
    (unknown,) = found("waived-for-nothing", a_short(), waive=(("no-explanations", "short"),))
    assert unknown.message == "There is no check called “no-explanations”."
    assert unknown.fix == "Did you mean “no-explanation”?"
    assert lint_question(a_flashcard(waive=(("nonsense", "x"),)))[0].check == "waived-for-nothing"


# --- all of it ---------------------------------------------------------------------------


def test_findings_come_in_the_order_of_the_bank():
    options = (Option("Berlin", correct=True), Option("Tokyo"))
    asked = [a_single(id=name, prompt=f"{name}?", options=options, explanation="") for name in "ba"]
    order = [it.question for it in lint(bank(*asked, waive=(("x", "y"),)), no_passages)]
    assert order == ["", "b", "b", "a", "a"]


def test_an_empty_bank_and_one_of_each_kind_are_looked_at():
    assert lint(bank(), no_passages) == ()
    assert {it.question for it in lint(bank(*one_of_each()), no_passages)} <= {"", "city"}


def test_the_time_grows_with_the_number_of_questions():
    cities = ("Wuhan", "Nanjing", "Harbin", "Chongqing", "Yunnan", "Xinjiang")
    asked = [
        a_short(
            cities[n % 6], id=f"q{n}", prompt=f"Which city {n} sent {n % 97} ships in {n % 89}?"
        )
        for n in range(3_000)
    ]
    begun = process_time()
    lint(bank(*asked), no_passages)
    assert process_time() - begun < 3
