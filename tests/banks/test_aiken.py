"""Aiken files as people write them: the good questions come in, the rest is told by line."""

import time

import pytest

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


def aiken(text: str):
    return from_text("aiken", text)


def test_of_a_real_file_the_good_ones_come_in_and_the_rest_is_told_by_line():
    reading = from_file("exchange/good-and-bad.txt")
    assert reading.format == "Aiken"
    gas, metal, vegetables = asked(reading).values()
    assert options(gas) == {"Carbon dioxide": True, "Oxygen": False, "Helium": False}
    assert options(metal) == {"Iron": False, "Mercury": True}
    assert told(vegetables)["explanation"] == "Apples are fruit."
    assert [text for text, right in options(vegetables).items() if right] == ["Carrot", "Leek"]
    assert [(line, message[:30]) for line, _, message in problems(reading)] == [
        (14, "The question has no line that "),
        (19, "“D” is none of the options A, "),
        (21, "The answer belongs to no quest"),
        (23, "The question has only one opti"),
        (27, "“These lines are only a remark"),
    ]


def test_a_question_without_an_answer_is_a_draft_with_its_options():
    (draft,) = from_file("exchange/good-and-bad.txt").drafts
    assert draft.fields["options"] == [{"text": "Fifty"}, {"text": "Sixty"}]
    assert (draft.kind, draft.line) == ("single", 12)


FORMS = [
    "Q?\nA. x\nB. y\nANSWER: B\n",
    "Q?\nA) x\nB) y\nANSWER: B",
    "Q?\r\na. x\r\nb. y\r\nanswer: b\r\n",
    "  Q?\n  A.  x\n\tB.\ty\n  ANSWER:  B.\n",
    "Q?\n\nA. x\nB. y\nANSWER: B\n",
]


@pytest.mark.parametrize("text", FORMS)
def test_the_ways_to_write_one_question(text):
    found = only(aiken(text))
    assert (found["kind"], found["prompt"]) == ("single", "Q?")
    assert [(it.text, it.correct) for it in found["options"]] == [("x", False), ("y", True)]


def test_a_text_of_several_lines_is_kept():
    assert only(aiken("One\ntwo?\nA. x\nB. y\nANSWER: A\n"))["prompt"] == "One\ntwo?"


def test_several_letters_are_all_asked_for_and_that_is_said():
    reading = aiken("Q?\nA. x\nB. y\nC. z\nANSWER: A and C\n")
    (found,) = asked(reading).values()
    assert options(found) == {"x": True, "y": False, "z": True}
    assert [it[1] for it in remarks(reading)] == ["guessed"]


BROKEN = {
    "Q?\nA. x\nA. y\nB. z\nANSWER: B\n": (3, "The letter A is given twice."),
    "Q?\nA. x\nB.\nANSWER: A\n": (3, "Option B is empty."),
    "Q?\nA. x\nB. y\nANSWER: ?\n": (4, "“?” is none of the options A, B."),
    "Q?\nA. x\nB. y\nANSWER:\n": (4, "“” is none of the options A, B."),
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_question_is_told_by_its_line(text):
    reading = aiken(text)
    assert (reading.problems[0].line, reading.problems[0].message) == BROKEN[text]


def test_a_key_of_a_million_letters_takes_no_time():
    begun = time.process_time()
    aiken(f"Q?\nA. x\nB. y\nANSWER: A{' ' * 1_000_000}!\n")
    assert time.process_time() - begun < 2
