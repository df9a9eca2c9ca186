"""A bank file is read whole, or says what to mend and where."""

from decimal import Decimal

import pytest

from study.banks.reading import read_bank
from study.domain.questions import Citation, Flashcard, Numeric, Option, Single, Tolerance
from study.domain.quoting import Quote
from tests.banks.builders import CITE, HEAD, OWN, bank, only_problem, question, read


def only_question(text):
    reading = read(text)
    assert reading.problems == ()
    assert reading.bank is not None
    (asked,) = reading.bank.questions
    return asked


@pytest.mark.parametrize("kind", OWN)
def test_a_good_question_of_every_type_is_read_without_a_word(kind):
    assert only_question(bank(question(kind))).kind == kind


def test_a_bank_carries_its_head():
    more = "description: D\nlanguage: zh-Hans\nlicense: CC-BY-4.0\nauthors: [A, B]\n"
    found = read(bank(question(), head=HEAD + more)).bank
    assert found is not None
    assert (found.id, found.title, found.language) == ("aid", "Aid to China", "zh-Hans")
    assert (found.authors, found.documents[0].file) == (("A", "B"), "../documents/talks.md")


def test_a_question_carries_every_field():
    more = "    hint: H\n    explanation: E\n    tags: [a, b]\n    difficulty: 3\n"
    asked = only_question(bank(question("numeric", more=more + "    tolerance: 5%\n")))
    assert asked == Numeric(
        id="q",
        prompt="How many?",
        answer=Decimal(1235),
        tolerance=Tolerance(Decimal("0.05"), relative=True),
        citations=(Citation("talks", Quote("supplied China with 1,235 aircraft")),),
        hint="H",
        explanation="E",
        tags=("a", "b"),
        difficulty=3,
    )


def test_options_keep_their_order_and_feedback():
    own = "    options: [{text: A}, {text: B, correct: true, feedback: Yes.}]\n    shuffle: no\n"
    asked = only_question(bank(question("single").replace(OWN["single"], "    prompt: P\n" + own)))
    assert isinstance(asked, Single)
    assert asked.options == (Option("A"), Option("B", correct=True, feedback="Yes."))
    assert not asked.shuffle


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "yes",
        "12:30",
        "1:30:00",
        "007",
        "010",
        "2020-01-01",
        "1e3",
        "~",
        "null",
        ".inf",
        "0x1F",
    ],
)
def test_a_text_stays_as_it_is_written(written):
    asked = only_question(bank(question()).replace("Many.", written))
    assert isinstance(asked, Flashcard)
    assert asked.answer == written


@pytest.mark.parametrize("written", ["1235", "1235.50", "-3", "1e3", "+0.5", ".5"])
def test_a_number_keeps_its_written_form(written):
    asked = only_question(bank(question("numeric")).replace("answer: 1235", f"answer: {written}"))
    assert isinstance(asked, Numeric)
    assert str(asked.answer) == str(Decimal(written))


def test_what_a_question_leaves_out_comes_from_the_defaults():
    head = HEAD + "defaults: {document: talks, tags: [aid]}\n"
    bare = question(cite="    cite: [{quote: supplied China with}]\n")
    asked = only_question(bank(bare, head=head))
    assert (asked.tags, asked.citations[0].document) == (("aid",), "talks")
    assert only_question(bank(bare + "    tags: []\n", head=head)).tags == ()


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.rstrip("\n").encode(),
    ],
    ids=["UTF-8 mark", "UTF-16", "UTF-16 big-endian", "CRLF", "no last line end"],
)
def test_the_usual_encodings_give_the_same_bank(encode):
    text = bank(question().replace("Many.", "Très 中国 🙂"), question("cloze", name="second"))
    assert read(encode(text)).bank == read(text).bank
    assert read(encode(text)).positions == {"q": 7, "second": 13}


def test_the_reader_tells_how_far_it_is():
    told = []
    text = bank(*(question(name=f"q-{n}") for n in range(1_000)))
    read_bank(text.encode(), "b.yaml", progress=lambda *told_now: told.append(told_now))
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1] == (len(text), len(text))


# --- problems ----------------------------------------------------------------------------

WRONG = [
    ("flashcard", "prompt:", "promt:", 9, "promt", "no field", "Did you mean `prompt`?"),
    ("flashcard", "answer: Many.\n", "\n", 7, "answer", "missing", "Add it."),
    ("flashcard", "answer: Many.", "answer:", 10, "answer", "empty", "Write something"),
    ("flashcard", "answer: Many.", "answer: ' '", 10, "answer", "empty", "Write"),
    ("flashcard", "answer: Many.", "answer: [a]", 10, "answer", "not a list", "text"),
    ("flashcard", "type: flashcard", "type: flashcrd", 7, "", "no type", "`flashcard`?"),
    ("flashcard", "type: flashcard\n", "\n", 7, "", "`type` is missing", "flashcard"),
    ("flashcard", "id: q", "id: Q 1", 7, "id", "“Q 1” cannot be used", "small letters"),
    ("flashcard", "talks, quote", "talk, quote", 12, "cite[1].document", "listed", "“talks”?"),
    ("flashcard", "document: talks, ", "", 12, "cite[1].document", "no default", "defaults"),
    ("flashcard", "supplied China with 1,235 aircraft", "1,235", 12, "cite[1].quote", "12", "more"),
    ("cloze", "{{c1::1,235::number}}", "1,235", 9, "text", "no deletion", "{{c1::"),
    ("cloze", "number}}", "number", 9, "text", "never closed", ""),
    ("single", ", correct: yes", "", 10, "options", "No option is the right", "correct: true"),
    ("single", "{text: We}", "{text: We, correct: yes}", 10, "options", "2 options", "multiple"),
    ("single", "correct: yes", "correct: maybe", 10, "options[1].correct", "“maybe”", "true or"),
    ("single", ", {text: We}", "", 10, "options", "1 entry", "Add"),
    ("single", "text: We", "text: They", 10, "options", "“They” stands here twice", "Change"),
    ("multiple", ", correct: yes", "", 10, "options", "No option", "correct: true"),
    ("multiple", "text: We", "text: We, correct: yes", 10, "options", "Every option", "wrong"),
    ("true_false", "answer: yes", "answer: 1", 10, "answer", "neither true nor false", "true or"),
    ("short", "[aircraft, planes]", "[]", 10, "answers", "0 entries", "Add"),
    ("short", "planes]", "aircraft]", 10, "answers", "twice", "Change"),
    ("numeric", "1235\n", "1,235\n", 10, "answer", "not a plain number", "Write 1235."),
    ("numeric", "1235\n", "nan\n", 10, "answer", "not a plain number", "like 1235"),
    ("numeric", "1235\n", "１２\n", 10, "answer", "not a plain number", "like 1235"),
    ("numeric", "1235\n", "1235\n    tolerance: -5\n", 11, "tolerance", "no tolerance", "5%"),
    ("numeric", "1235\n", "1235\n    difficulty: 9\n", 11, "difficulty", "9", "1 for easy"),
    ("numeric", "1235\n", "1235\n    difficulty: hard\n", 11, "difficulty", "whole number", "1"),
    ("numeric", "1235\n", "1235\n    tags: aid\n", 11, "tags", "must be a list", "[one, two]"),
    ("ordering", ", second, third", "", 10, "items", "1 entry", "Add"),
    ("ordering", "third", "first", 10, "items", "“first” stands here twice", "Change"),
    ("matching", "[b, two]", "[a, two]", 7, "", "“a” stands here twice", "Change"),
    ("matching", "[b, two]", "[b]", 10, "pairs[2]", "1 entry", "Add"),
    ("matching", "two]]", "two]]\n    extra: [one]", 7, "", "“one” stands here twice", "Change"),
    ("comparison", "points: [both]", "points: both", 10, "points", "must be a list", "[one, two]"),
]


@pytest.mark.parametrize(("kind", "old", "new", "line", "field", "message", "fix"), WRONG)
def test_a_mistake_is_named_with_its_place_and_a_proposal(
    kind, old, new, line, field, message, fix
):
    good = question(kind)
    assert old in good
    problem = only_problem(bank(good.replace(old, new, 1), question(name="other")))
    assert (problem.line, problem.field) == (line, field)
    assert message in problem.message
    assert fix in problem.fix


def test_a_comparison_needs_two_passages():
    problem = only_problem(bank(question("comparison", cite=CITE + "    difficulty: 1\n")))
    assert "two passages" in problem.message


def test_fifty_one_options_are_one_too_many():
    options = ", ".join(f"{{text: o{n}}}" for n in range(51))
    problem = only_problem(bank(question("single").replace("{text: We}", options)))
    assert "52 entries; at most 50" in problem.message


def test_a_field_is_limited_to_twenty_thousand_characters():
    problem = only_problem(bank(question().replace("Many.", "x" * 20_001)))
    assert "20,001 characters; at most 20,000" in problem.message


def test_one_bad_question_blocks_no_other():
    bad = question(name="bad").replace("prompt", "promt")
    reading = read(bank(question(name="one"), bad, question(name="two")))
    assert reading.bank is not None
    assert [it.id for it in reading.bank.questions] == ["one", "two"]
    assert [it.question for it in reading.problems] == ["bad"]


def test_an_unknown_field_is_not_reported_as_a_missing_one_too():
    assert only_problem(bank(question().replace("answer", "anwser"))).field == "anwser"


def test_two_questions_with_one_id_are_named_with_both_lines():
    problem = only_problem(bank(question(), question("cloze")))
    assert (problem.line, problem.question) == (13, "q")
    assert "in line 7 and here" in problem.message


def test_a_repeated_field_is_named_with_both_lines():
    problem = only_problem(bank(question(more="    prompt: Again?\n")))
    assert (problem.line, problem.column, problem.question) == (11, 5, "q")
    assert "`prompt` stands here twice, first in line 9" in problem.message


def test_a_repeated_field_in_the_head_leaves_no_bank():
    reading = read(bank(question(), head=HEAD + "title: Another\n"))
    assert reading.bank is None
    assert "first in line 3" in reading.problems[0].message


def test_a_document_listed_twice_is_named():
    head = HEAD + "  - {id: talks, file: ../documents/other.md}\n"
    assert "“talks” is listed twice" in only_problem(bank(question(), head=head)).message


def test_a_bad_head_is_reported_along_with_bad_questions():
    reading = read(bank(question().replace("prompt", "promt"), head=HEAD.replace("id: aid\n", "")))
    assert reading.bank is None
    assert [it.field for it in reading.problems] == ["id", "promt"]


@pytest.mark.parametrize("questions", ["questions: none\n", "questions: {a: b}\n", ""])
def test_questions_must_be_a_list(questions):
    problem = only_problem(HEAD + questions)
    assert (problem.field, problem.severity) == ("questions", "error")


def test_an_empty_bank_is_a_bank_with_a_warning():
    reading = read(HEAD + "questions: []\n")
    assert reading.bank is not None
    assert [it.severity for it in reading.problems] == ["warning"]


def test_a_question_that_is_no_group_of_fields_is_named():
    problem = only_problem(bank(question(), "  - just a text\n"))
    assert (problem.line, problem.field) == (13, "questions[2]")


def test_a_warning_keeps_the_question():
    reading = read(bank(question().replace("Many.", "!markdown Many.")))
    assert reading.bank is not None
    assert len(reading.bank.questions) == 1
    assert [(it.severity, it.line, it.question) for it in reading.problems] == [
        ("warning", 10, "q")
    ]


BROKEN = [
    ("prompt: How many?", "prompt: he said: many", 9, "colon"),
    ("prompt: How many?", 'prompt: "How many?', 9, "never closed"),
    ("prompt: How many?", "prompt: @all of them", 9, "cannot begin with “@”"),
    ("prompt: How many?", 'prompt: "How" many?', 9, "already ended"),
    ("prompt: How many?", "prompt How many?", 9, "no colon"),
    ("prompt: How many?", 'prompt: "\\q"', 9, "backslash"),
    ("prompt: How many?", "prompt: [How, many", 10, "opened in line 9"),
    ("    prompt", "\tprompt", 9, "tab"),
    ("    prompt", "     prompt", 9, "colon"),
    ("    prompt", "   prompt", 9, "another column"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), BROKEN)
def test_a_question_that_is_no_yaml_is_explained_and_blocks_no_other(old, new, line, message):
    broken = question(name="bad").replace(old, new)
    reading = read(bank(broken, question(name="good"), question("cloze", name="last")))
    assert reading.bank is not None
    assert [it.id for it in reading.bank.questions] == ["good", "last"]
    assert abs(reading.problems[0].line - line) <= 1
    assert message in reading.problems[0].message


def test_places_are_right_behind_a_broken_question():
    broken = question(name="bad").replace("How many?", "he said: many")
    text = bank(broken, question(name="other").replace("prompt", "promt"), question(name="last"))
    reading = read(text)
    assert [(it.question, it.line) for it in reading.problems] == [("bad", 9), ("other", 15)]
    assert reading.positions == {"last": 19}
    assert reading.source.place("last", ("prompt",)) == (21, 13)


def test_a_broken_head_is_one_problem():
    assert only_problem(bank(question(), head="title: 'x\n" + HEAD)).line == 1


def test_a_broken_file_of_another_layout_is_one_problem():
    assert only_problem(HEAD + "questions: [{id: a, type: b\nlast: 1\n").line in (6, 7)


def test_a_place_is_found_for_a_field_that_is_missing():
    reading = read(bank(question()))
    assert reading.source.place("q", ("cite", 0, "prefix")) == (12, 9)
    assert reading.source.place("", ("title",)) == (3, 8)


def test_of_a_thousand_problems_and_more_the_rest_is_counted():
    bad = [question(name=f"q-{n}").replace("prompt", "promt") for n in range(3_000)]
    problems = read(bank(*bad)).problems
    assert len(problems) == 1_001
    assert problems[-1].message == "… and 2,000 more."
