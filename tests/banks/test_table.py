"""Tables: CSV, TSV and what Anki exports as text, whatever parts their columns."""

import time

import pytest

from study.banks.brought import Sent
from study.banks.recognising import read_any
from study.domain.questions import Option
from tests.banks.exchanged import (
    DATA,
    asked,
    from_file,
    from_text,
    only,
    options,
    problems,
    remarks,
    told,
)

ONE = "question,answer\nQ?,A\n"


def table(text: str):
    return from_text("table", text)


def test_a_table_with_names_over_its_columns():
    reading = from_file("exchange/table.csv")
    boot, city = asked(reading).values()
    assert told(boot)["prompt"] == 'Which country is called "the boot"?'
    assert options(boot) == {"Italy": True, "Greece": False, "Spain": False}
    assert options(city)["Istanbul"]
    assert city.tags == ("Europe", "Asia")
    (draft,) = reading.drafts
    assert draft.fields["prompt"] == "Which river flows through\nLondon and Oxford?"
    assert (draft.line, reading.positions[city.id]) == (4, 3)


def test_what_anki_exports_as_text():
    reading = from_file("exchange/anki.txt")
    dog, cat, cow = asked(reading).values()
    assert (dog.id, dog.tags) == ("abc-1", ("animals", "german/nouns"))
    assert told(dog)["answer"] == "der **Hund**"
    assert told(cat)["answer"] == 'die Katze\n(she is "feminine")'
    assert told(cow)["prompt"] == "cow"
    assert any(item == "abc-3" and "picture" in message for item, _, message in remarks(reading))


def test_two_columns_without_names_are_cards():
    reading = from_file("exchange/terms.tsv")
    assert [told(it)["answer"][:10] for it in asked(reading).values()] == ["a particle"] * 3
    assert [it[1] for it in remarks(reading)] == ["guessed"]


def test_an_encoding_that_is_not_ours_is_guessed_and_that_is_said():
    text = (DATA / "exchange/german.csv").read_text(encoding="utf-8")
    reading = read_any(Sent("german.csv", text.encode("cp1252")))
    first, second = asked(reading).values()
    assert told(first)["prompt"] == "Wer schrieb äußerst lange Briefe über die Ästhetik?"
    assert options(second) == {"Großglockner": True, "Ortler": False, "Watzmann": False}
    assert "read as cp1252" in remarks(reading)[0][2]


@pytest.mark.parametrize("delimiter", ["\t", ",", ";", "|"])
def test_the_delimiter_is_told_by_the_text(delimiter):
    rows = [["question", "answer"], ["What, then?", "A; b"], ["Why | how?", "c"]]
    quoted = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    found = asked(table("\n".join(quoted)))
    assert [told(it)["answer"] for it in found.values()] == ["A; b", "c"]


SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", ":": ":"}


@pytest.mark.parametrize("name", SEPARATORS)
def test_the_separator_that_a_header_line_names(name):
    found = only(table(f"#separator:{name}\nQ?{SEPARATORS[name]}A\n"))
    assert (found["prompt"], found["answer"]) == ("Q?", "A")


def test_columns_and_tags_that_header_lines_name():
    text = (
        "#separator:semicolon\n#columns:Back;Front;Tags\n#tags:all of::them\n#deck:My::Deck\n"
        "A;Q?;one two\n"
    )
    found = only(table(text))
    assert (found["prompt"], found["answer"]) == ("Q?", "A")
    assert found["tags"] == ("all", "of/them", "My/Deck", "one", "two")


def test_columns_that_header_lines_set_apart():
    text = (
        "#separator:tab\n#guid column:1\n#notetype column:2\n#deck column:3\n"
        "g1\tBasic\tX::Y\tQ?\tA\n"
    )
    reading = table(text)
    (found,) = asked(reading).values()
    assert (found.id, found.tags, told(found)["answer"]) == ("g1", ("X/Y",), "A")


def test_gaps_of_anki_stay_gaps_and_what_is_beside_them_explains():
    found = only(table("#separator:tab\nA {{c1::gap::hint}}.\tMore.\n"))
    assert (found["kind"], found["text"]) == ("cloze", "A {{c1::gap::hint}}.")
    assert found["explanation"] == "More."


def test_without_header_lines_html_is_text():
    assert only(table("question,answer\n<b>Q</b>?,<script>x</script>\n"))["answer"].startswith(
        "<scr"
    )


CHOICES = [
    "question,correct,wrong,wrong\nQ?,b,a,c\n",
    "Frage;Antwort;falsch1;falsch2\nQ?;b;a;c\n",
    "question,option1,option2,option3,answer\nQ?,a,b,c,b\n",
    "Question,Option A,Option B,Option C,Correct Answer\nQ?,a,b,c,B\n",
    "Q?,a,b,c,b\nR?,d,e,f,d\n",
    'question\toptions\tanswer\nQ?\t"a\nb\nc"\tb\n',
]


@pytest.mark.parametrize("text", CHOICES)
def test_choices_in_columns(text):
    found = next(iter(asked(table(text)).values()))
    assert {it.text: it.correct for it in told(found)["options"]} == {
        "a": False,
        "b": True,
        "c": False,
    }


def test_a_guess_about_columns_is_said():
    assert remarks(table("Q?,a,b,b\n"))[0][2].startswith(
        "No row names the columns: a question, its"
    )


def test_a_broken_quotation_mark_loses_one_row_at_most():
    reading = table('question,answer\n"Q?,A\nR?,B\nS?,C\n')
    assert [told(it)["answer"] for it in asked(reading).values()] == ["A", "B", "C"]
    assert problems(reading) == [
        (2, 1, "A quotation mark opens here and is never closed; it counts as text.")
    ]


def test_quotation_marks_within_a_cell_are_characters():
    found = only(table('question\tanswer\n"Now" is?\tan "adverb"\n'))
    assert (found["prompt"], found["answer"]) == ('"Now" is?', 'an "adverb"')


def test_rows_that_are_too_long_or_have_no_question_are_told_by_line():
    reading = table("question,answer\nQ?,A,B\n,A\n\nR?,C\n")
    assert [(line, message[:30]) for line, _, message in problems(reading)] == [
        (2, "The row has 1 cells more than "),
        (3, "The row has no question."),
    ]
    assert len(asked(reading)) == 2


def test_columns_that_mean_nothing_are_said():
    reading = table("question,answer,colour\nQ?,A,red\n")
    assert remarks(reading) == [("q", "dropped", "Left out: “colour”.")]


def test_a_row_without_an_answer_is_a_draft():
    assert len(table("question,answer\nQ?,\n").drafts) == 1


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_every_line_end_ends_a_row(end):
    assert only(table(ONE.replace("\n", end)))["answer"] == "A"


def test_options_keep_their_comments_only_where_columns_have_them():
    found = only(table("question,correct,wrong\nQ?,a,b\n"))
    assert found["options"] == (Option("a", correct=True), Option("b"))


LARGE = {
    "quotation marks": '"' * 2_000_001,
    "delimiters": "," * 2_000_000,
    "one line": "a" * 4_000_000,
    "many rows": "q,a\n" * 300_000,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_large_tables_take_seconds(text):
    begun = time.process_time()
    table(text)
    assert time.process_time() - begun < 20


def test_a_row_for_the_bank_that_is_cut_off_is_only_a_warning():
    reading = table("type,prompt,answer,study\nbank,x\nshort,Q?,A,\n")
    assert [(it.line, it.severity) for it in reading.problems] == [(2, "warning")]
    assert len(asked(reading)) == 1


def test_named_columns_need_no_named_separator():
    found = only(table("#columns:Back\tFront\nA\tQ?\n"))
    assert (found["prompt"], found["answer"]) == ("Q?", "A")


def test_a_question_that_begins_with_a_hash_is_no_header_line():
    assert only(table("#note: what is it?\tA\n"))["prompt"] == "#note: what is it?"
