"""JSON files: our schema, other shapes, and what is no JSON."""

import json
import time

import pytest

from tests.banks.exchanged import asked, from_file, from_text, options, problems, remarks, told

HEAD = '{"format": "study-bank/1", "id": "x", "title": "X", "questions": ['


def test_our_schema_in_json():
    reading = from_file("exchange/bank.json")
    assert reading.problems == ()
    aircraft, strange = asked(reading).values()
    assert (aircraft.kind, aircraft.hint, len(aircraft.citations)) == ("numeric", "", 1)
    assert told(strange)["answers"] == ("NaN", "nothing")
    assert reading.positions == {"aircraft": 7, "not-a-number": 9}
    assert reading.format == "JSON bank file"


def test_other_shapes_in_json():
    reading = from_file("exchange/trivia.json")
    dams, bamboo = asked(reading).values()
    assert dams.kind == "single"
    assert options(dams)["Beaver"]
    assert (bamboo.kind, bamboo.difficulty, bamboo.tags) == ("true_false", 5, ("Nature",))
    assert [it[1] for it in remarks(reading)] == ["dropped", "guessed", "guessed"]


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 5_000, "0.10", "1.50E+2"])
def test_numbers_stay_the_texts_they_are(number):
    text = f'{HEAD}{{"id": "q", "type": "flashcard", "prompt": "P", "answer": {number}}}]}}'
    assert told(asked(from_text("json", text))["q"])["answer"] == number


BROKEN = {
    '{"a": 1,}': (1, 9, "A name between double quotes is missing here."),
    '{"a" 1}': (1, 6, "A colon is missing behind a name."),
    "[1\n 2]": (2, 2, "A comma is missing before this."),
    "[1, x]": (1, 5, "A value is missing here, or this is none."),
    '["open]': (1, 2, "The quotation mark that opens here is never closed."),
    '["a\tb"]': (1, 4, "A line end or a tab stands within a text."),
    '["\\q"]': (1, 3, "A backslash stands before a wrong letter."),
    "[] []": (1, 4, "Something follows where the value has already ended."),
    "[" * 100_000: (1, 21, "Values stand inside one another more than 20 deep."),
    "[" + "0," * 1_000_001: (1, 2_000_001, "The file holds more than 1,000,000 values."),
}


@pytest.mark.parametrize("text", BROKEN, ids=[it[:12] for it in BROKEN])
def test_what_is_no_json_is_placed_and_explained(text):
    begun = time.process_time()
    assert problems(from_text("json", text)) == [BROKEN[text]]
    assert time.process_time() - begun < 5


def test_a_name_given_twice_is_refused_where_it_stands_again():
    text = (
        HEAD + '\n{"id": "q", "type": "flashcard", "prompt": "P",\n "answer": "A", "prompt": "B"}]}'
    )
    reading = from_text("json", text)
    assert problems(reading) == [(3, 17, "`prompt` stands here twice, first in line 2.")]
    assert reading.bank is not None
    assert reading.bank.questions == ()


def test_a_control_character_is_refused_however_it_is_written():
    text = HEAD + '\n{"id": "q", "type": "flashcard", "prompt": "P\\u0000", "answer": "A"}]}'
    assert problems(from_text("json", text)) == [
        (2, 44, "The text holds the control character U+0000.")
    ]


def test_half_a_surrogate_is_refused_and_a_whole_one_is_a_character():
    good = '{"id": "g", "type": "flashcard", "prompt": "\\ud83d\\ude42", "answer": "A"}'
    bad = '{"id": "b", "type": "flashcard", "prompt": "\\ud83d", "answer": "A"}'
    reading = from_text("json", f"{HEAD}{good},\n{bad}]}}")
    assert told(asked(reading)["g"])["prompt"] == "🙂"
    assert [it[0] for it in problems(reading)] == [2]


def test_a_wrong_field_is_placed_and_the_others_are_read():
    good = '{"id": "g", "type": "flashcard", "prompt": "P", "answer": "A"}'
    text = f'{HEAD}{good},\n{{"id": "b", "type": "flashcard", "promt": "P", "answer": "A"}}]}}'
    reading = from_text("json", text)
    assert list(asked(reading)) == ["g"]
    (problem,) = reading.problems
    assert (problem.line, problem.question, problem.fix) == (2, "b", "Did you mean `prompt`?")


def test_json_that_is_no_quiz_is_refused():
    reading = from_text("json", json.dumps({"name": "x", "dependencies": {"a": "1"}}))
    assert [it.message[:16] for it in reading.problems] == ["This is no quiz:"]
