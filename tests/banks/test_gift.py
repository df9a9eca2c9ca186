"""GIFT, the whole of it, and files in which something is wrong."""

from decimal import Decimal

import pytest

from study.domain.questions import Option, Tolerance
from tests.banks.exchanged import (
    asked,
    from_file,
    from_text,
    only,
    options,
    problems,
    remarks,
    told,
)


def gift(text: str):
    return from_text("gift", text)


def test_a_real_file_with_everything_in_it():
    reading = from_file("exchange/everything.gift")
    assert reading.problems == ()
    assert [(name, it.kind) for name, it in asked(reading).items()] == [
        ("speed-of-sound", "single"),
        ("light-and-sound", "true_false"),
        ("a-thermometer-measures-and-not-time", "short"),
        ("boiling", "numeric"),
        ("how-large-is-the-number-pi", "numeric"),
        ("in-which-year-did-people-first-land-on-the", "numeric"),
        ("which-unit-belongs-to-which-quantity", "matching"),
        ("which-of-these-are-units-of-length", "multiple"),
        ("sets", "single"),
        ("why-does-ice-float", "flashcard"),
    ]
    assert [it.id for it in reading.drafts] == ["describe-an-experiment-with-a-magnet"]
    assert reading.positions["boiling"] == 16


def test_single_choice_with_comments_and_general_feedback():
    found = told(asked(from_file("exchange/everything.gift"))["speed-of-sound"])
    assert found == {
        "kind": "single",
        "prompt": "In which of these does sound travel fastest?",
        "options": (
            Option("air", feedback="There it needs three seconds for a kilometre."),
            Option("water"),
            Option("steel", correct=True, feedback="Right: its atoms hold together firmly."),
        ),
        "explanation": "Sound is faster the stiffer a material is.",
        "tags": ("Sciences/Physics",),
        "shuffle": True,
    }


def test_everything_that_was_changed_is_said():
    said = remarks(from_file("exchange/everything.gift"))
    messages = [message for _, _, message in said]
    assert "Categories became tags." in messages
    assert "The titles of questions became their ids." in messages
    assert (
        "a-thermometer-measures-and-not-time",
        "approximated",
        "“heat” was worth 50 %; here it is wrong.",
    ) in said
    assert "“1969 ± 2” was worth 50 %; here it is wrong." in messages
    assert any("every number from 3.14 to 3.15" in message for message in messages)
    assert any("(a description)" in message for message in messages)
    assert len(said) == len({*said})


def test_a_title_an_id_and_tags_of_comments():
    reading = gift("// [id:q-7] [tag:a b] [tag:c\\]d]\n::Title:: Q? {=x}\n")
    (found,) = asked(reading).values()
    assert (found.id, found.tags) == ("q-7", ("a b", "c]d"))
    assert list(asked(gift("::A Title:: Q? {=x}\n"))) == ["a-title"]


TRUTHS = ["T", "F", "TRUE", "FALSE", "true", "False"]


@pytest.mark.parametrize("word", TRUTHS)
def test_true_and_false(word):
    assert only(gift(f"It is so.{{{word}}}"))["answer"] is word.upper().startswith("T")


def test_what_is_said_to_the_wrong_answer_corrects_a_false_statement():
    found = only(gift("The Sun is a planet.{FALSE#It is a star.#Right.####Stars shine.}"))
    assert found["correction"] == "It is a star."
    assert found["explanation"] == "Stars shine.\n\nRight."


NUMBERS = {
    "#1822": ("1822", "0"),
    "#1822:5": ("1822", "5"),
    "# -3.5 : 0.5 ": ("-3.5", "0.5"),
    "#10..20": ("15", "5"),
    "#=42": ("42", "0"),
    "#=%50%41:3 =42:1": ("42", "1"),
    "#1e3:1E1": ("1E+3", "10"),
}


@pytest.mark.parametrize("key", NUMBERS)
def test_numbers_with_their_margins(key):
    found = only(gift(f"How many? {{{key}}}"))
    amount, margin = NUMBERS[key]
    assert found["answer"] == Decimal(amount)
    assert found["tolerance"] == Tolerance(Decimal(margin))


@pytest.mark.parametrize("key", ["#many", "#1,000", "#1..", "#1:x", "#1e999999999", "#=", "#nan"])
def test_what_is_no_number_is_said_where_it_stands(key):
    ((line, column, message),) = problems(gift(f"\nHow many? {{{key}}}"))
    assert (line, column) == (2, 12 + (len(key) == 2))
    assert "neither a number nor a range" in message


def test_several_right_options_by_weight():
    found = only(gift("Which? {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-50%d ~%-50%e}"))
    assert found["kind"] == "multiple"
    assert [option.correct for option in found["options"]] == [True] * 3 + [False] * 2


def test_uneven_weights_and_half_right_answers_are_said():
    said = [it[2] for it in remarks(gift("Which? {~%70%a ~%30%b ~c}\n\nWho? {=a ~%20%b ~c}\n"))]
    assert said == [
        "Its options had weights of their own; here all of them count the same.",
        "“b” was worth 20 %; here it is wrong.",
    ]


def test_options_without_a_right_one_make_a_draft():
    (draft,) = gift("Which? {~a ~b}").drafts
    assert draft.kind == "single"
    assert "no key" in draft.reasons[0]


def test_matching_with_spare_sides():
    found = only(gift("Join. {=a -> 1\n=b -> 2\n= -> 3}"))
    assert (found["pairs"], found["extra"]) == ((("a", "1"), ("b", "2")), ("3",))


def test_answers_in_the_middle_of_a_sentence():
    assert only(gift("The {=moon} is not a star."))["prompt"] == "The _____ is not a star."


def test_escapes_mean_the_characters_themselves():
    found = only(gift(r"a\{b\} \= \~ \# \: c\nd \\ e {=\{x\}\~\#1}"))
    assert found["prompt"] == "a{b} = ~ # : c\nd \\ e"
    assert found["answers"] == ("{x}~#1",)


STYLES = {
    "[html]<p>a <b>b</b></p>": "a **b**",
    "[moodle]a <i>b</i>": "a *b*",
    "a<br>b": "a\nb",
    "if a<b and c>d": "if a<b and c>d",
    "[plain]<b>a</b>": "<b>a</b>",
    "[markdown]*a* <b>": "*a* <b>",
}


@pytest.mark.parametrize("text", STYLES)
def test_each_markup_becomes_ours(text):
    assert only(gift(f"{text} {{=x}}"))["prompt"] == STYLES[text]


def test_what_html_loses_is_said_of_its_question():
    (said,) = remarks(gift('[html]Look: <img src="a.png" alt="a bird"> {=x}'))
    assert said[:2] == ("look-a-bird", "dropped")
    assert "a.png" in said[2]


def test_a_broken_question_blocks_no_other_and_is_placed():
    reading = from_file("exchange/broken.gift")
    assert list(asked(reading)) == ["good", "also-good", "gap"]
    assert problems(reading) == [
        (3, 36, "The brace that opens here is never closed."),
        (7, 37, "A second pair of braces stands in one question."),
        (9, 31, "The answers begin with neither = nor ~."),
        (11, 43, "Some answers are pairs, this one is none."),
        (13, 36, "An empty line stands between the braces of a question; it is skipped."),
    ]


def test_a_question_that_never_opens_is_named():
    ((line, _, message),) = problems(gift("\nHow many? =four}\n"))
    assert line == 2
    assert "no brace opens before it" in message


def test_a_question_that_cannot_be_is_refused_with_our_own_sentence():
    ((_, _, message),) = problems(gift("Which? {=same ~same}"))
    assert message == "“same” stands here twice."


def test_categories_are_tags_until_the_next_one():
    text = (
        "$CATEGORY: $course$/top/Default for X\n\nOne? {=1}\n\n"
        "$CATEGORY: A//B/C\n\nTwo? {=2}\n\n$CATEGORY: $course$/top\n\nThree? {=3}\n"
    )
    assert [it.tags for it in asked(gift(text)).values()] == [(), ("A/B/C",), ()]


def test_windows_line_ends_change_nothing():
    text = "::T:: One? {\n=1\n~2\n}\n\nTwo? {=2}\n"
    with_ends = asked(gift(text.replace("\n", "\r\n")))
    assert with_ends == asked(gift(text))
    assert options(with_ends["t"]) == {"1": True, "2": False}


def test_an_empty_file_says_so():
    assert [it.message for it in gift("// nothing\n").problems] == [
        "No question was found in this file (GIFT)."
    ]
