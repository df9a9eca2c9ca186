"""Shapes that people already have: recognised by what they hold, mapped, and reported on."""

import pytest

from study.banks.format import QUESTION
from study.domain.questions import Defaults, Option
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

NO_KEY = ("It has no key: nothing says which answer is right.",)


def test_options_by_letter():
    found = asked(from_file("dialects/lettered.yaml"))
    planet, whale, gases = found.values()
    assert [text for text, right in options(planet).items() if right] == ["Jupiter"]
    assert options(whale) == {"yes": False, "no": True, "only in the sea": False}
    assert gases.kind == "multiple"
    assert options(gases) == {"Neon": True, "Oxygen": False, "Argon": True, "Iron": False}
    assert (gases.tags, gases.difficulty) == (("Chemistry",), 1)
    assert gases.explanation.startswith("Noble gases")


def test_what_was_guessed_is_said_of_the_question_it_was_guessed_for():
    assert remarks(from_file("dialects/lettered.yaml")) == [
        ("which-of-these-are-noble-gases", "guessed", "The difficulty “easy” became 1 of 5.")
    ]


def test_answers_with_the_number_of_the_right_one():
    reading = from_file("dialects/indexed.yaml")
    danube, cairo, atlantic = asked(reading).values()
    assert options(danube) == {"Black Sea": True, "Baltic Sea": False, "Caspian Sea": False}
    assert options(cairo)["Nile"]
    assert [text for text, right in options(atlantic).items() if right] == ["Portugal", "Ghana"]
    assert danube.hint == "It also borders Turkey."
    assert reading.bank is not None
    assert (reading.bank.id, reading.bank.title) == ("indexed", "Rivers and seas")
    assert reading.bank.description.startswith("A short round")
    said = remarks(reading)
    assert said[0][:2] == ("the whole file", "dropped")
    assert "“time_limit”" in said[0][2]
    assert ("which-river-passes-through-cairo", "dropped", "Left out: “points”.") in said
    assert "counted from 0" in said[1][2]


def test_numbers_that_count_from_nowhere_make_drafts():
    reading = from_file("dialects/uncountable.yaml")
    (draft,) = reading.drafts
    assert draft.reasons == ("It cannot be told whether its key 1 counts from 0 or from 1.",)
    assert (draft.kind, draft.line) == ("single", 2)


@pytest.mark.parametrize(("keys", "right"), [((1, 3), "ac"), ((0, 2), "ac")])
def test_the_whole_file_says_from_where_it_counts(keys, right):
    text = "".join(f"- {{question: Q{key}?, options: [a, b, c], answer: {key}}}\n" for key in keys)
    found = asked(from_text("yaml", text)).values()
    assert (
        "".join(it for one in found for it, is_right in options(one).items() if is_right) == right
    )


def test_an_id_leads_to_question_and_answer():
    found = asked(from_file("dialects/by-id.yaml"))
    assert list(found) == ["water-boils", "leap-year"]
    assert told(found["water-boils"]) == {
        "kind": "flashcard",
        "prompt": "At how many degrees Celsius does water boil at sea level?",
        "answer": "100",
        "reverse": False,
    }


def test_a_term_leads_to_right_and_wrong_answers():
    reading = from_file("dialects/terms.yaml")
    term, _ = asked(reading).values()
    assert told(term)["prompt"] == "photosynthesis"
    assert list(options(term).values()) == [True, False, False]
    assert ("photosynthesis", "guessed", "The term is what is asked about.") in remarks(reading)


def test_crosses_and_circles_and_types_with_short_names():
    found = list(asked(from_file("dialects/crossed.yaml")).values())
    kinds = ["single", "multiple", "true_false", "matching", "ordering", "flashcard"]
    assert [it.kind for it in found] == kinds
    assert options(found[0]) == {"Square": False, "Triangle": True, "Circle": False}
    assert told(found[3])["pairs"] == (("Pentagon", "5"), ("Hexagon", "6"))
    assert told(found[4])["items"] == ("one third", "one half", "three quarters")


def test_several_documents_in_one_file():
    reading = from_file("dialects/several-documents.yaml")
    violin, brass = asked(reading).values()
    assert options(violin) == {"Four": True, "Five": False, "Six": False}
    assert options(brass)["Trumpet"]
    assert reading.bank is not None
    assert (reading.bank.title, reading.bank.authors) == (
        "Musical instruments",
        ("The music room",),
    )
    assert [reading.positions[it] for it in (violin.id, brass.id)] == [4, 9]


def test_questions_within_their_type_and_texts_with_tags():
    reading = from_file("dialects/wrapped.yaml")
    cats, night = asked(reading).values()
    assert (cats.id, night.id) == ("cats-asleep", "awake-at-night")
    assert told(cats)["options"] == (
        Option("Two hours", feedback="That is about what a giraffe sleeps."),
        Option("Half of it or more", correct=True),
        Option("true"),
    )
    assert told(cats)["prompt"] == "How long does a cat sleep in a day, **roughly**?"
    assert reading.bank is not None
    assert reading.bank.title == "Sleep & waking"
    assert reading.problems == ()
    assert [(it.id, it.reasons) for it in reading.drafts] == [("why-sleep", NO_KEY)]


def test_a_bank_without_any_key_becomes_drafts():
    reading = from_file("dialects/without-key.yaml")
    assert reading.bank is not None
    assert reading.bank.questions == ()
    assert [(it.id[:9], it.reasons, it.line) for it in reading.drafts] == [
        ("which-is-", NO_KEY, 1),
        ("how-many-", NO_KEY, 3),
    ]
    fields = {**reading.drafts[0].fields}
    fields["options"] = [{**fields["options"][0], "correct": "true"}, *fields["options"][1:]]
    assert QUESTION.validate_python(fields).domain(Defaults()).kind == "single"


def test_headings_become_tags_and_strays_are_named_with_their_line():
    reading = from_file("dialects/mixed.yaml")
    continent, invented, noun = asked(reading).values()
    assert (continent.tags, noun.tags) == (("geography",), ("history",))
    assert options(continent) == {"Africa": False, "Asia": True, "Europe": False}
    assert options(invented)["the printing press"]
    assert told(noun)["options"][0].feedback == "Old is one."
    assert [it[0] for it in problems(reading)] == [5]
    assert "no question" in reading.problems[0].message


@pytest.mark.parametrize("name", ["helm.yaml", "notes.yaml"])
def test_what_is_no_quiz_is_refused_in_one_sentence(name):
    reading = from_file(f"dialects/{name}")
    assert reading.bank is None
    assert [it.message for it in reading.problems] == [
        "This is no quiz: nothing in it is a question with options or an answer."
    ]


SINGLES = {
    "key as words": "{question: Q?, options: [a, b], answer: b}",
    "label and words": "{question: Q?, options: [a, b], answer: B. b}",
    "named option": "{question: Q?, choices: [a, b], solution: Option B}",
    "marked options": "{question: Q?, options: [{text: a}, {text: b, correct: true}]}",
    "score": "{prompt: Q?, options: [{option: a, answer: false}, {option: b, answer: true}]}",
    "words to truths": "{question: Q?, options: {first: false, second: true}}",
    "starred": "{question: Q?, options: [a, '*b']}",
    "ticked": "{question: Q?, options: ['[ ] a', '[x] b']}",
    "fields of their own": "{question: Q?, option_a: a, option_b: b, correct_answer: b}",
    "letters": "{question: Q?, A: a, B: b, answer: B}",
    "ids of options": "{question: Q?, answers: [{id: x, text: a}, {id: y, text: b}], correct: y}",
    "wrong ones": "{q: Q?, correctAnswer: b, incorrectAnswers: [a]}",
    "numbered wrong ones": "{question: Q?, correct: b, wrong1: a}",
    "an index that says so": "{question: Q?, options: [a, b], correct_index: 1}",
    "nested text": "{question: {text: Q?}, options: [a, b], answer: b}",
}


@pytest.mark.parametrize("item", SINGLES.values(), ids=SINGLES)
def test_one_right_answer_however_it_is_written(item):
    found = only(from_text("yaml", f"- {item}\n"))
    assert (found["kind"], found["prompt"]) == ("single", "Q?")
    right = [option.text for option in found["options"] if option.correct]
    assert right in (["b"], ["second"])
    assert len(found["options"]) == 2


OTHERS = {
    "{question: Q?, options: ['True', 'False'], answer: 'True'}": {
        "kind": "true_false",
        "answer": True,
    },
    "{statement: So it is., type: boolean, answer: false}": {"kind": "true_false", "answer": False},
    "{question: Q?, type: short_answer, answer: [x, y]}": {"kind": "short", "answers": ("x", "y")},
    "{question: Q?, answers: [x]}": {"kind": "flashcard", "answer": "x"},
    "{question: Q?, type: numeric, answer: 12, unit: m}": {"kind": "numeric", "unit": "m"},
    "{question: Q?, pairs: {a: '1', b: '2'}}": {"kind": "matching"},
    "{text: 'A {{c1::gap}}.', type: cloze, answer: Yes}": {"kind": "cloze", "explanation": "Yes"},
    "{term: T, definition: D}": {"kind": "flashcard", "answer": "D"},
    "{front: F, back: B, tags: 'x, y'}": {"kind": "flashcard", "tags": ("x", "y")},
    "{question: Q?, answer: A, source: a book}": {"explanation": "a book"},
}


@pytest.mark.parametrize("item", OTHERS)
def test_other_types_are_told_by_what_they_hold(item):
    found = only(from_text("yaml", f"- {item}\n"))
    assert found | OTHERS[item] == found


def test_a_key_that_is_none_of_the_options_makes_a_draft():
    reading = from_text("yaml", "- {question: Q?, options: [a, b], answer: F}\n")
    assert reading.drafts[0].reasons == ("Its key “F” is none of its options.",)


def test_ids_come_from_the_words_in_any_script():
    found = asked(
        from_text("yaml", "- {question: Ist Öl größer?, answer: x}\n- {q: Другой, a: y}\n")
    )
    assert list(found) == ["ist-ol-grosser", "drugoy"]


def test_ids_stay_where_questions_move_even_those_of_questions_that_begin_alike():
    start = "Which of the following words is spelled as it should be"
    items = [
        f"- {{question: '{start}, in {where}?', options: [a, b], answer: {key}}}\n"
        for where, key in (("London", "a"), ("Oxford", "a"), ("Oxford", "b"))
    ]
    there = {repr(told(it)): name for name, it in asked(from_text("yaml", "".join(items))).items()}
    items.reverse()
    back = {repr(told(it)): name for name, it in asked(from_text("yaml", "".join(items))).items()}
    assert there == back
    assert len(set(there.values())) == 3


def test_the_same_question_twice_has_two_ids():
    found = asked(from_text("yaml", "- {question: Same?, answer: x}\n" * 2))
    assert len(found) == 2


def test_a_flaw_in_the_yaml_takes_only_the_question_it_stands_in():
    text = (
        "- {question: A?, answer: x}\n- {question: B?, answer: &y y}\n- {question: C?, answer: z}\n"
    )
    reading = from_text("yaml", text)
    assert list(asked(reading)) == ["a", "c"]
    assert [it[:2] for it in problems(reading)] == [(2, 26)]


def test_a_bank_of_ours_that_forgot_its_format_is_told_so():
    text = "id: x\ntitle: X\nquestions:\n  - {id: q, type: flashcard, prompt: P, answer: A}\n"
    reading = from_text("yaml", text)
    assert reading.bank is None
    assert [it.field for it in reading.problems] == ["format"]


def test_a_bank_of_ours_stays_alone_in_its_file():
    text = "format: study-bank/1\nid: x\ntitle: X\nquestions: []\n---\nquestion: Q?\nanswer: A\n"
    assert problems(from_text("yaml", text)) == [(5, 1, "The file holds a second YAML document.")]


BROKEN_LATER = {
    "question: Q?\nanswer: A\n---\nb: [x\n": (5, "The bracket opened in line 4"),
    "question: Q?\nanswer: A\n---\nb: " + "[" * 30: (4, "Values stand inside one another"),
}


@pytest.mark.parametrize("text", BROKEN_LATER)
def test_a_later_document_that_is_broken_is_told_with_its_line(text):
    reading = from_text("yaml", text)
    ((line, _, message),) = problems(reading)
    assert line == BROKEN_LATER[text][0]
    assert message.startswith(BROKEN_LATER[text][1])


def test_a_name_that_leads_to_two_kinds_of_values_is_only_a_problem():
    reading = from_text("yaml", "question: Q?\nanswer: A\na: {b: !html c}\na: [x]\n")
    assert problems(reading) == [(4, 1, "`a` stands here twice, first in line 3.")]


def test_no_control_character_of_a_file_comes_through_its_title_or_its_remarks():
    text = 'title: "a\\0b"\n"x\\0": y\nquestions: [{question: Q?, answer: A}]\n'
    reading = from_text("yaml", text)
    assert reading.bank is not None
    assert reading.bank.title == "a\ufffdb"
    assert "\0" not in repr([it.message for it in reading.remarks])
