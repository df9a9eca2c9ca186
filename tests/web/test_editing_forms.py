"""A question's form: everything of the question stands in it, and comes back out of it."""

import pytest
from hypothesis import given
from pydantic import ValidationError

from study.banks.explaining import complaints
from study.banks.format import QUESTION
from study.banks.writing import shape_of
from study.domain.questions import AnyQuestion, Defaults
from study.web.editing_errors import errors_of
from study.web.editing_forms import (
    OWN,
    ROWS,
    Typed,
    blank,
    cleaned,
    fields_of,
    read_sent,
    tags_of,
    typed_of,
)
from study.web.editing_rows import of_kind, pressed, with_citation
from tests.banks.test_writing import QUESTION as ANY_QUESTION
from tests.domain.builders import a_matching, a_short, a_single, one_of_each

HIDDEN = {"provenance", "waive"}
NOTHING = Defaults()


def tidy(value: object) -> object:
    """What a form keeps of a file's value: everything but white space around a text."""
    if isinstance(value, dict):
        kept = {name: tidy(inner) for name, inner in value.items() if name not in HIDDEN}
        return {name: inner for name, inner in kept.items() if inner != ""}
    if isinstance(value, list):
        return [tidy(inner) for inner in value]
    return cleaned(str(value)).strip()


def as_sent(typed: Typed) -> list[tuple[str, str]]:
    """The fields that a browser sends for a form."""
    fields = [("type", typed.kind), *typed.texts.items(), *((tick, "on") for tick in typed.ticks)]
    for name, rows in typed.rows.items():
        for row in rows:
            fields += [(f"{name}.{row.key}.{field}", text) for field, text in row.values.items()]
            fields += [("correct", row.key)] if row.correct else []
    return [(name, text.replace("\n", "\r\n")) for name, text in fields]


@given(ANY_QUESTION)
def test_a_question_comes_out_of_its_form_as_it_went_in(question: AnyQuestion) -> None:
    shape = dict(shape_of(question, NOTHING))
    shape["tags"] = list(dict.fromkeys(" ".join(tag.split()) for tag in question.tags))
    typed = typed_of(question.kind, shape)

    assert tidy(fields_of(typed)) == tidy({"tags": [], **shape})
    assert tidy(fields_of(read_sent(as_sent(typed)).typed)) == tidy(fields_of(typed))


@pytest.mark.parametrize("question", one_of_each(), ids=lambda it: it.kind)
def test_a_form_accepts_what_the_format_accepts(question: AnyQuestion) -> None:
    typed = typed_of(question.kind, shape_of(question, NOTHING))
    cite = [*fields_of(typed)["cite"] * 2]
    again = QUESTION.validate_python(fields_of(typed) | {"cite": cite}).domain(NOTHING)
    assert (again.kind, again.id, again.hint) == (question.kind, question.id, question.hint)


def wrong(typed: Typed) -> dict[str, str]:
    try:
        QUESTION.validate_python(fields_of(typed))
    except ValidationError as error:
        return errors_of(typed, complaints(error))
    return {}


@pytest.mark.parametrize("kind", OWN)
def test_an_empty_form_is_told_field_by_field_in_words_of_the_page(kind: str) -> None:
    errors = wrong(blank(kind))
    assert ({"text"} if kind == "cloze" else {"prompt"}) <= errors.keys()
    assert all(name in {*OWN[kind], "slug", "cite"} for name in errors)
    assert not any("`" in said for said in errors.values())


def test_an_error_stands_at_its_row_whatever_rows_are_empty_before_it() -> None:
    typed = read_sent(
        [
            ("type", "single"),
            ("slug", "a"),
            ("prompt", "Who?"),
            ("options.b.text", ""),
            ("options.a.text", ""),
            ("options.a.feedback", "Why?"),
            ("options.c.text", "We"),
            ("correct", "c"),
        ]
    ).typed
    assert wrong(typed) == {"options.a.text": "The text is empty. Write something."}


def test_a_pair_without_its_right_side_is_told_there() -> None:
    typed = typed_of("matching", shape_of(a_matching(("a", "x"), ("b", " ")), NOTHING))
    assert wrong(typed) == {"pairs.r2.right": "An entry is empty. Write something."}


def test_no_right_option_and_two_of_them_are_told_at_the_list() -> None:
    none = typed_of("single", shape_of(a_single("a", "b"), NOTHING))
    assert wrong(none) == {"options": "No option is the right one. Mark the right one."}
    both = typed_of("single", shape_of(a_single("*a", "*b"), NOTHING))
    assert wrong(both)["options"].endswith("or make it a question with several.")


def row_texts(typed: Typed, name: str) -> list[str]:
    return [row.values[ROWS[name][0]] for row in typed.rows[name]]


@pytest.mark.parametrize(
    ("press", "target", "order", "focus"),
    [
        ("up", "options.r2", ["b", "a", "c"], "up.options.r2"),
        ("up", "options.r1", ["a", "b", "c"], "up.options.r1"),
        ("down", "options.r1", ["b", "a", "c"], "down.options.r1"),
        ("down", "options.r3", ["a", "b", "c"], "down.options.r3"),
        ("drop", "options.r2", ["a", "c"], "add.options"),
        ("add", "options", ["a", "b", "c", ""], "options.r4.text"),
        ("up", "options.zzz", ["a", "b", "c"], ""),
        ("add", "nothing", ["a", "b", "c"], ""),
    ],
)
def test_rows_are_added_taken_away_and_moved(
    press: str, target: str, order: list[str], focus: str
) -> None:
    typed = typed_of("single", shape_of(a_single("*a", "b", "c"), NOTHING))
    after, focused = pressed(typed, press, target)
    assert (row_texts(after, "options"), focused) == (order, focus)
    assert [row.values["text"] for row in after.rows["options"] if row.correct] == ["a"]


def test_a_removed_and_added_row_is_another_row() -> None:
    typed = typed_of("single", shape_of(a_single("*a", "b"), NOTHING))
    after, _ = pressed(pressed(typed, "drop", "options.r1")[0], "add", "options")
    assert [(row.values["text"], row.correct) for row in after.rows["options"]] == [
        ("b", False),
        ("", False),
    ]


def test_a_citation_fills_the_first_empty_row_and_then_new_ones() -> None:
    words = {"document": "talks", "quote": "some cited words", "prefix": "", "suffix": ""}
    once, first = with_citation(blank("single"), words)
    twice, second = with_citation(once, words)
    assert (first, second) == ("r1", "r2")
    assert [row.values["quote"] for row in twice.rows["cite"]] == ["some cited words"] * 2


@pytest.mark.parametrize("kind", OWN)
@pytest.mark.parametrize("question", one_of_each(), ids=lambda it: it.kind)
def test_another_type_keeps_what_both_have(question: AnyQuestion, kind: str) -> None:
    typed = of_kind(typed_of(question.kind, shape_of(question, NOTHING)), kind)
    assert typed.kind == kind
    assert typed.text("hint") == question.hint
    assert typed.text("text" if kind == "cloze" else "prompt") != ""
    assert all(typed.rows.get(name) is not None for name in OWN[kind] if name in ROWS)


def test_the_right_option_becomes_the_answer_and_the_other_way_round() -> None:
    single = typed_of("single", shape_of(a_single(), NOTHING))
    assert row_texts(of_kind(single, "short"), "answers") == ["Chongqing"]
    assert of_kind(single, "flashcard").text("answer") == "Chongqing"
    options = of_kind(typed_of("short", shape_of(a_short("Xinjiang"), NOTHING)), "single")
    assert [(r.values["text"], r.correct) for r in options.rows["options"]] == [("Xinjiang", True)]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("aid, aircraft", ["aid", "aircraft"]),
        (" aid ,, aid ", ["aid"]),
        ("one, two\nthree\n", ["one, two", "three"]),
        ("", []),
    ],
)
def test_tags_are_separated_by_commas_or_lines(text: str, tags: list[str]) -> None:
    assert tags_of(text) == tags


def test_signs_that_no_database_holds_are_left_out() -> None:
    sent = read_sent([("prompt", "a\0b\x1bc\u2028d\r\ne"), ("options.a.text", "\x07x")])
    assert sent.typed.text("prompt") == "abcd\ne"
    assert sent.typed.rows["options"][0].values["text"] == "x"


def test_a_form_takes_no_more_rows_than_it_shows() -> None:
    many = [(f"options.x{n}.text", "x") for n in range(900)]
    assert len(read_sent(many).typed.rows["options"]) == 60
