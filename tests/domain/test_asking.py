from contextlib import suppress
from dataclasses import astuple, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.answers import (
    Arranged,
    Chose,
    Joined,
    Revealed,
    Skipped,
    Typed,
    decode_given,
    encode_given,
)
from study.domain.asking import Line, Sent, back, front, parts, read
from study.domain.clozes import Segment
from study.domain.errors import BadInput
from study.domain.grading import Verdict, grade
from study.domain.questions import (
    Cloze,
    Comparison,
    Flashcard,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Short,
    Single,
    TrueFalse,
)
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
    options,
)

SEEDS = st.text(max_size=12)
EACH = st.sampled_from(one_of_each())


def sent_rightly(question, seed):
    """The form of somebody who knows: read off what is displayed and what is true."""
    shown = front(question, parts(question)[0], seed).choices
    sent = Sent(text=("my notes",))
    match question:
        case Single() | Multiple():
            right = {option.text for option in question.options if option.correct}
            sent = Sent(choice=tuple(str(n) for n, text in enumerate(shown) if text in right))
        case TrueFalse():
            sent = Sent(choice=("0" if question.answer else "1",))
        case Short():
            sent = Sent(text=(question.answers[0],))
        case Numeric():
            sent = Sent(text=(str(question.answer),))
        case Cloze():
            sent = Sent(text=("1,235",))
        case Ordering():
            sent = Sent(place=tuple(str(question.items.index(text) + 1) for text in shown))
        case Matching():
            sent = Sent(match=tuple(str(shown.index(right)) for _, right in question.pairs))
    return sent


def told(question, part, seed, answer):
    return back(question, part, seed, answer, grade(question, part, answer))


def test_a_reversed_flashcard_is_two_cards_and_a_cloze_one_for_each_number():
    assert parts(a_flashcard()) == (0,)
    assert parts(a_flashcard(reverse=True)) == (0, 1)
    assert parts(a_cloze("{{c3::a}} {{c1::b}} {{c3::c}}")) == (1, 3)
    assert parts(a_single()) == (0,)


def test_the_second_side_of_a_flashcard_asks_for_its_prompt():
    card = a_flashcard(reverse=True)

    assert front(card, 1, "s").prompt == "The Soviet Union"
    assert told(card, 1, "s", Revealed()).answer == "Who sent aircraft?"


def test_flashcards_and_comparisons_are_rated_by_the_learner():
    rated = [question.kind for question in one_of_each() if front(question, 1, "s").self_rated]

    assert rated == ["flashcard", "comparison"]


@given(EACH, SEEDS)
def test_the_front_says_nothing_of_the_key(question, seed):
    shown = repr(astuple(front(question, parts(question)[0], seed)))

    assert "secret" not in shown
    if isinstance(question, Flashcard | Short | Numeric | Cloze):
        assert not any(key in shown for key in ("The Soviet Union", "Chongqing", "1235", "1,235"))


@given(SEEDS, st.integers(0, 3))
def test_the_order_of_the_options_knows_nothing_of_the_right_one(seed, right):
    texts = ["a", "b", "c", "d"]
    texts[right] = f"*{texts[right]}"

    assert front(a_single(*texts), 0, seed) == front(a_single("*a", "b", "c", "d"), 0, seed)


def test_options_keep_their_order_where_the_author_wants_it():
    fixed = a_single(shuffle=False)

    assert front(fixed, 0, "any").choices == ("Nanjing", "Chongqing", "Wuhan", "Xi'an")
    assert front(a_statement(), 0, "any").choices == ("True", "False")


def test_every_option_comes_first_about_as_often():
    first = [front(a_single(), 0, f"seed {n}").choices[0] for n in range(2000)]

    assert all(400 < first.count(text) < 600 for text in set(first))


@given(EACH, SEEDS)
def test_what_is_displayed_is_what_the_bank_has_in_another_order(question, seed):
    part = parts(question)[0]
    other = front(question, part, "another seed")

    assert sorted(front(question, part, seed).choices) == sorted(other.choices)
    assert front(question, part, seed) == front(question, part, seed)


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=6), SEEDS)
def test_an_order_is_never_given_away_by_the_display(items, seed):
    shown = front(an_ordering(*items), 0, seed).choices

    assert sorted(shown) == sorted(items)
    assert (shown != tuple(items)) == (len(set(items)) > 1)


@given(EACH, SEEDS)
def test_whoever_knows_is_right_whatever_the_order(question, seed):
    part = parts(question)[0]
    mark = grade(question, part, read(question, part, seed, sent_rightly(question, seed)))

    if isinstance(question, Flashcard | Comparison):
        assert mark.verdict is Verdict.UNMARKED
    else:
        assert (mark.fraction, mark.verdict) == (1.0, Verdict.RIGHT)


def test_an_answer_is_read_back_into_the_order_of_the_bank():
    seed = "any"
    shown = front(a_single(), 0, seed).choices

    for position, text in enumerate(shown):
        chose = read(a_single(), 0, seed, Sent(choice=(str(position),)))
        assert a_single().options[chose.options[0]].text == text


def test_i_do_not_know_counts_before_everything_else():
    for question in one_of_each():
        assert read(question, 1, "s", Sent(choice=("99",), skip=True)) == Skipped()


def test_notes_on_a_self_rated_question_are_kept():
    assert read(a_comparison(), 0, "s", Sent(text=(" mine\n",))) == Revealed("mine")
    assert read(a_flashcard(), 0, "s", Sent()) == Revealed("")


def test_blanks_that_were_left_empty_are_answers_too():
    cloze = a_cloze("{{c1::a}} {{c1::b}} {{c1::c}}")

    assert read(cloze, 1, "s", Sent(text=("", "b"))) == Typed(("", "b", ""))


def test_signs_that_nothing_can_hold_are_dropped():
    assert read(a_short(), 0, "s", Sent(text=("Chong\x00qing\ud800",))) == Typed(("Chongqing",))


def test_left_hand_items_may_stay_unjoined():
    shown = front(a_matching(), 0, "s").choices
    sent = Sent(match=("", str(shown.index("Vichy")), ""))

    assert read(a_matching(), 0, "s", sent) == Joined((None, 3, None))


@pytest.mark.parametrize(
    ("question", "sent", "sentence"),
    [
        (a_single(), Sent(), "Choose an option or press"),
        (a_single(), Sent(choice=("0", "1")), "Choose one option only"),
        (a_single(), Sent(choice=("4",)), "not on this page"),
        (a_single(), Sent(choice=("-1",)), "not on this page"),
        (a_single(), Sent(choice=("１",)), "not on this page"),
        (a_single(), Sent(choice=("1e0",)), "not on this page"),
        (a_single(), Sent(choice=("9" * 5000,)), "not on this page"),
        (a_statement(), Sent(choice=("True",)), "not on this page"),
        (a_multiple(), Sent(), "Choose at least one option or press"),
        (a_multiple(), Sent(choice=("0", "")), "not on this page"),
        (a_short(), Sent(), "Type an answer or press"),
        (a_short(), Sent(text=(" \t\x00",)), "Type an answer or press"),
        (a_short(), Sent(text=("a", "b")), "more answers than fields"),
        (a_short(), Sent(text=("x" * 2001,)), "at most 2,000 characters"),
        (a_comparison(), Sent(text=("x" * 20_001,)), "at most 20,000 characters"),
        (a_numeric(), Sent(text=("",)), "Type an answer or press"),
        (a_cloze(), Sent(text=("",)), "Type an answer or press"),
        (an_ordering(), Sent(), "Give every item a place from 1 to 4"),
        (an_ordering(), Sent(place=("1", "2", "3")), "Give every item a place from 1 to 4"),
        (an_ordering(), Sent(place=("0", "1", "2", "3")), "Give every item a place"),
        (an_ordering(), Sent(place=("1", "2", "３", "4")), "Give every item a place"),
        (
            an_ordering(),
            Sent(place=("1", "2", "2", "4")),
            "Two items have place 2: give each its own place.",
        ),
        (an_ordering(), Sent(place=("1", "3", "3", "3")), "3 items have place 3"),
        (a_matching(), Sent(), "not on this page"),
        (a_matching(), Sent(match=("", "", "")), "Choose a match for at least one"),
        (a_matching(), Sent(match=("0", "1", "4")), "not on this page"),
    ],
)
def test_a_form_without_a_usable_answer_is_refused_in_a_sentence(question, sent, sentence):
    with pytest.raises(BadInput, match=sentence):
        read(question, 1, "s", sent)


HOSTILE = st.lists(
    st.sampled_from(["", "0", "1", "2", "3", "4", " 1", "１", "-1", "1e3", "9" * 5000, "\x00"])
    | st.text(max_size=5),
    max_size=5,
).map(tuple)


@given(EACH, SEEDS, st.builds(Sent, HOSTILE, HOSTILE, HOSTILE, HOSTILE, st.booleans()))
def test_whatever_a_form_sends_is_an_answer_or_refused(question, seed, sent):
    part = parts(question)[-1]
    with suppress(BadInput):
        answer = read(question, part, seed, sent)
        assert decode_given(encode_given(answer)) == answer
        assert told(question, part, seed, answer).kind == question.kind


def test_the_back_shows_the_options_in_the_order_they_were_asked_in():
    shown = told(a_single(), 0, "s", Chose((0,)))

    assert tuple(line.text for line in shown.lines) == front(a_single(), 0, "s").choices
    assert (shown.answer, shown.given) == ("Chongqing", "Nanjing")
    assert Line(text="Nanjing", chosen=True, feedback="secret on ing") in shown.lines
    assert Line(text="Chongqing", correct=True, feedback="secret on ing") in shown.lines


def test_the_back_names_all_right_options():
    assert told(a_multiple(), 0, "s", Skipped()).answer == "tanks; aircraft"


def test_the_back_of_a_statement_says_what_is_so():
    shown = told(a_statement(), 0, "s", Chose((0,)))

    assert (shown.answer, shown.given) == ("False", "True")
    assert shown.correction == "secret: it was 1931"
    assert shown.lines == (Line(text="True", chosen=True), Line(text="False", correct=True))


def test_the_back_of_an_order_sets_the_right_items_beside_the_learners():
    shown = told(an_ordering("a", "b", "c"), 0, "s", Arranged((1, 0, 2)))

    assert shown.answer == "a → b → c"
    assert shown.given == "b → a → c"
    assert shown.lines == (
        Line(text="a", given="b"),
        Line(text="b", given="a"),
        Line(text="c", given="c", correct=True),
    )


def test_the_back_of_pairs_sets_the_right_match_beside_the_learners():
    shown = told(a_matching(("a", "x"), ("b", "y"), extra=("z",)), 0, "s", Joined((0, 2)))

    assert shown.lines == (
        Line(text="a", given="x", feedback="x", correct=True),
        Line(text="b", given="z", feedback="y"),
    )


def test_the_back_of_a_number_groups_its_digits_and_has_its_unit():
    shown = told(a_numeric(), 0, "s", Typed(("1200",)))

    assert (shown.answer, shown.given) == ("1,235 aircraft", "1200")


def test_the_back_of_a_text_fills_the_blanks_in():
    shown = told(a_cloze(), 1, "s", Typed(("1235",)))

    assert shown.segments == (
        Segment("The USSR sent "),
        Segment("1,235", blank=True, hint="how many"),
        Segment(" aircraft."),
    )
    assert shown.lines == (Line(text="1,235", given="1235", correct=True),)


def test_the_back_of_a_comparison_has_the_points_and_a_model_answer():
    shown = told(a_comparison(), 0, "s", Revealed("my view"))

    assert (shown.answer, shown.given) == ("secret model answer", "my view")
    assert shown.points == ("secret point one", "secret point two")


def test_an_old_answer_to_options_that_are_no_more_can_still_be_shown():
    question = replace(a_single(), options=options("*only", "two"))

    assert told(question, 0, "s", Chose((3,))).given == ""
    assert told(an_ordering("a", "b"), 0, "s", Arranged((5, 1, 0))).lines[0].given == ""
