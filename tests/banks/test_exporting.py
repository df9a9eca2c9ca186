"""A bank goes out in every format and comes back the same; others can read it too."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from study.banks.brought import Sent
from study.banks.encoding import MOST_BYTES
from study.banks.exchange.gift_writing import write_gift
from study.banks.exchange.json_file import write_json
from study.banks.exchange.moodle_writing import write_moodle_xml
from study.banks.exchange.table_writing import write_table
from study.banks.recognising import READERS, read_any
from study.domain import questions as q
from tests.banks.builders import HEAD, OWN, bank, question, read
from tests.banks.test_writing import BANK

WRITERS = {
    "json": write_json,
    "gift": write_gift,
    "moodle-xml": write_moodle_xml,
    "table": write_table,
}
EVERY = pytest.mark.parametrize("name", WRITERS)
SOURCES = {"talks": "Talks about aid, 2025"}
MORE = "    hint: Think.\n    explanation: Because.\n    tags: [aid, numbers]\n    difficulty: 2\n"


def whole_bank(*kinds: str, more: str = MORE) -> q.Bank:
    """A bank with a question of each type, or of these."""
    asked = [question(kind, name=kind.replace("_", "-"), more=more) for kind in kinds or OWN]
    found = read(bank(*asked, head=HEAD + "defaults: {document: talks, tags: [x]}\n")).bank
    assert found is not None
    return found


def text_of(name: str, *kinds: str) -> str:
    """What a bank looks like in a format."""
    return WRITERS[name](whole_bank(*kinds), SOURCES).data.decode()


def back(name: str, data: bytes | str) -> q.Bank:
    """The bank in a file of a format, in which nothing is wrong."""
    sent = Sent("other-name", data.encode() if isinstance(data, str) else data)
    reading = READERS[name](sent, MOST_BYTES, None)
    assert [it for it in reading.problems if it.severity == "error"] == []
    assert reading.bank is not None
    return reading.bank


@EVERY
@settings(max_examples=150, deadline=None)
@given(BANK)
def test_any_bank_comes_back_the_same_and_goes_out_the_same_again(name, original):
    written = WRITERS[name](original, SOURCES).data
    found = back(name, written)
    assert found == original
    assert WRITERS[name](found, SOURCES).data == written


@EVERY
def test_every_type_comes_back_with_its_citations_and_nothing_to_remark(name):
    original = whole_bank()
    written = WRITERS[name](original, SOURCES)
    reading = read_any(Sent(f"aid.{name}", written.data))
    assert reading.bank == original
    assert (reading.problems, reading.drafts, reading.remarks) == ((), (), ())


@EVERY
def test_a_format_is_recognised_whatever_its_file_is_called(name):
    written = WRITERS[name](whole_bank(), SOURCES).data
    assert read_any(Sent("notes", written)).bank == whole_bank()


@EVERY
def test_what_was_set_aside_with_a_reason_comes_back_too(name):
    original = whole_bank()
    waive = (("quote-too-short", "It says all."),)
    asked = tuple(replace(it, waive=waive) for it in original.questions)
    original = replace(original, waive=(("key-position", "By design."),), questions=asked)
    assert back(name, WRITERS[name](original, SOURCES).data) == original


@EVERY
def test_a_bank_without_questions_goes_out_and_comes_back(name):
    empty = replace(whole_bank(), questions=())
    reading = READERS[name](Sent("x", WRITERS[name](empty, {}).data), MOST_BYTES, None)
    assert reading.bank == empty


@pytest.mark.parametrize("name", ["gift", "moodle-xml", "table"])
def test_the_quote_and_its_source_are_there_for_people(name):
    text = text_of(name, "single")
    assert "“supplied China with 1,235 aircraft”" in text
    assert "Talks about aid, 2025" in text


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("gift", "Who?", "Who was it?"),
        ("moodle-xml", "Who?", "Who was it?"),
        ("table", "Who?", "Who was it?"),
    ],
)
def test_a_question_that_was_edited_elsewhere_keeps_its_citations_and_says_so(name, before, after):
    edited = text_of(name, "single").replace(before, after)
    reading = READERS[name](Sent("x", edited.encode()), MOST_BYTES, None)
    assert reading.bank is not None
    (asked,) = reading.bank.questions
    (original,) = whole_bank("single").questions
    assert asked == replace(original, prompt=after)
    assert ["was changed since it was exported" in it.message for it in reading.remarks] == [True]


@pytest.mark.parametrize("name", ["gift", "moodle-xml"])
def test_what_has_no_type_elsewhere_is_said_question_by_question(name):
    said = {it.item: it.message for it in WRITERS[name](whole_bank(), SOURCES).remarks}
    assert "became an essay" in said["flashcard"]
    assert "became a matching" in said["ordering"]
    assert "single" not in said


def test_a_share_is_an_amount_elsewhere_and_that_is_said():
    asked = whole_bank("numeric").questions[0]
    share = replace(asked, tolerance=q.Tolerance(Decimal("0.02"), relative=True))
    written = write_gift(replace(whole_bank(), questions=(share,)), {})
    assert "#1235:24.70" in written.data.decode()
    assert "no share there" in written.remarks[-1].message


def test_gift_looks_like_one_written_by_hand():
    text = text_of("gift", "single")
    _, _, written = text.partition("[tag:aid]")
    assert written == (
        " [tag:numbers]\n"
        "::single::[markdown]Who? {\n"
        "\t=They\n"
        "\t~We\n"
        "\t####Because.\\n\\n> “supplied China with 1,235 aircraft”\\n> — Talks about aid, 2025\n"
        "}\n"
    )


def test_what_means_something_in_gift_is_escaped():
    original = whole_bank("short")
    asked = replace(
        original.questions[0], prompt="a::b {c} ~ d = 1 \\n e # f", answers=("%5%", "*")
    )
    written = write_gift(replace(original, questions=(asked,)), {})
    assert back("gift", written.data).questions == (asked,)
    assert "a\\:\\:b \\{c\\} \\~ d \\= 1 \\\\n e \\# f" in written.data.decode()


def test_moodle_xml_is_xml_that_any_program_reads():
    tree = ET.fromstring(text_of("moodle-xml"))
    kinds = [node.get("type") for node in tree.iter("question")]
    assert kinds == [
        *("essay", "cloze", "multichoice", "multichoice", "truefalse", "shortanswer"),
        *("numerical", "matching", "matching", "essay"),
    ]
    names = [node.findtext("idnumber") for node in tree.iter("question")]
    assert names == [kind.replace("_", "-") for kind in OWN]


def test_the_table_is_one_that_any_program_reads():
    rows = list(csv.DictReader(io.StringIO(text_of("table").removeprefix("\ufeff"), newline="")))
    assert rows[0]["type"] == "bank"
    assert [row["type"] for row in rows[1:]] == list(OWN)
    assert rows[3] | {"study": ""} == {
        **dict.fromkeys(rows[3], ""),
        "id": "single",
        "type": "single",
        "prompt": "Who?",
        "answer": "They",
        "wrong": "We",
        "explanation": "Because.",
        "hint": "Think.",
        "tags": "aid, numbers",
        "difficulty": "2",
        "quotes": "“supplied China with 1,235 aircraft” — Talks about aid, 2025",
    }


FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "＝1",
    "＋1",
    "－1+2",
    "＠a",
    "=cmd|' /C calc'!A0",
    " =1",
]


@pytest.mark.parametrize("text", [*FORMULAS, '=HYPERLINK("http://x","y")', "'=1", "''+a"])
def test_no_cell_is_run_by_a_spreadsheet_and_every_text_comes_back(text):
    asked = replace(whole_bank("flashcard").questions[0], prompt=text, answer=text, hint=text)
    original = replace(whole_bank(), title=text, questions=(asked,))
    written = write_table(original, {"talks": text}).data
    for row in csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")):
        assert [
            cell for cell in row if cell.lstrip()[:1] in ("=", "+", "-", "@", *"＝＋－＠")
        ] == []
    assert back("table", written) == original


def test_numbers_stay_numbers_in_a_table():
    asked = replace(whole_bank("numeric").questions[0], answer=Decimal("-40.5"))
    written = write_table(replace(whole_bank(), questions=(asked,)), {}).data
    assert b'"-40.5"' in written


def test_json_has_the_fields_of_the_bank_file():
    loaded = json.loads(text_of("json", "numeric"))
    assert loaded["format"] == "study-bank/1"
    assert loaded["questions"][0] == {
        "id": "numeric",
        "type": "numeric",
        "prompt": "How many?",
        "answer": 1235,
        "explanation": "Because.",
        "hint": "Think.",
        "tags": ["aid", "numbers"],
        "difficulty": 2,
        "cite": [{"quote": "supplied China with 1,235 aircraft"}],
        "provenance": {"by": "hand"},
    }


HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror=alert(1) hx-get="/x">',
    "]]></text><question type='cloze'>",
    "--> <!-- study: {} -->",
    "// study: {}\n::x:: {=a}",
    "{{7*7}} ${x} %(y)s",
    "</div></div>\t\u2028\u202e",
    "&lt;b&gt; &amp;amp;",
]


@EVERY
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(name, text):
    original = replace(
        whole_bank(),
        title=text,
        questions=tuple(
            replace(asked, explanation=text, hint=text, tags=(text,))
            for asked in whole_bank().questions
        ),
    )
    assert back(name, WRITERS[name](original, {"talks": text}).data) == original


def test_what_stands_beside_a_question_cannot_give_it_another_shape():
    beside = '// study: {"was":"0","cite":"x","tags":{"a":"b"},"hint":["c"],"difficulty":"3"}\n'
    reading = read_any(Sent("a.gift", f"{beside}Q? {{}}\n".encode()))
    (draft,) = reading.drafts
    assert draft.fields == {"prompt": "Q?", "type": "flashcard", "id": "q", "difficulty": "3"}
    refused = read_any(Sent("a.gift", f"{beside}Q? {{=a}}\n".encode()))
    assert {it.field for it in refused.problems} == {"cite", "tags", "hint"}


@pytest.mark.parametrize("beside", ["{", "[]", '{"was":1}', "x" * 100, "[" * 100_000, '{"a":null}'])
def test_what_stands_beside_and_cannot_be_read_is_left_out(beside):
    reading = read_any(Sent("a.gift", f"// study: {beside}\nQ? {{=a}}\n".encode()))
    assert reading.bank is not None
    assert [it.id for it in reading.bank.questions] == ["q"]
    assert any("export" in it.message for it in reading.remarks)
