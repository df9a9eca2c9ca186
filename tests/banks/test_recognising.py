"""Which format a file is in, whatever it is called; and hostile files of every format."""

import resource
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.banks.brought import Sent
from study.banks.encoding import MOST_BYTES
from study.banks.recognising import READERS, format_of, is_document, read_any
from tests.banks.builders import bank, question
from tests.banks.exchanged import DATA, asked, from_file, from_text

FORMATS = {
    "dialects/lettered.yaml": "yaml",
    "exchange/everything.gift": "gift",
    "exchange/good-and-bad.txt": "aiken",
    "exchange/moodle.xml": "moodle-xml",
    "exchange/table.csv": "table",
    "exchange/anki.txt": "table",
    "exchange/terms.tsv": "table",
    "exchange/trivia.json": "json",
}
UNTOLD = sorted(set(FORMATS) - {"dialects/lettered.yaml"})


@pytest.mark.parametrize("file", FORMATS)
def test_a_file_is_told_with_its_name(file):
    assert format_of(Sent(file, (DATA / file).read_bytes())) == FORMATS[file]


@pytest.mark.parametrize("file", UNTOLD)
def test_a_file_is_told_without_one(file):
    assert format_of(Sent("upload", (DATA / file).read_bytes())) == FORMATS[file]


@pytest.mark.parametrize("name", ["a.txt", "a.gift", "a.csv", "a.json", "a"])
def test_a_bank_of_ours_is_one_under_any_name(name):
    reading = read_any(Sent(name, bank(question()).encode()))
    assert list(asked(reading)) == ["q"]
    assert reading.format == "bank file"


def test_no_dialect_is_told_by_its_name():
    data = (DATA / "dialects/lettered.yaml").read_bytes()
    assert len(asked(read_any(Sent("helm/questions.yaml", data)))) == 3


DOCUMENTS = {
    "a.md": b"x",
    "a.html": b"x",
    "b": b"<!DOCTYPE html><html></html>",
    "c": b"%PDF-1.7",
    "a.txt": b"Once upon a time there was a king.\n\nHe had a castle; it was cold.\n",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_texts_are_documents(name):
    assert is_document(Sent(name, DOCUMENTS[name]))


@pytest.mark.parametrize("file", UNTOLD)
def test_quizzes_are_none(file):
    assert not is_document(Sent("a.txt", (DATA / file).read_bytes()))


REFUSED = {
    b"": "empty",
    b"# only a comment\n": "empty",
    b"<!DOCTYPE html><html><body>x</body></html>": "web page",
    b"\x89PNG\r\n\x1a\n": "picture",
    b"\x1f\x8b\x08": "gzip",
    b"PK\x03\x04": "ZIP",
    b"just a sentence": "no bank",
    b"\xff\xfe\x00\xd8": "not UTF-16",
    b"a: b\nc: [d]\n": "no quiz",
}


@pytest.mark.parametrize("data", REFUSED)
def test_what_is_no_bank_is_refused_in_one_sentence(data):
    reading = read_any(Sent("upload", data))
    assert reading.bank is None
    (problem,) = reading.problems
    assert REFUSED[data] in problem.message


@pytest.mark.parametrize("name", READERS)
def test_nothing_is_read_beyond_the_limit(name):
    reading = READERS[name](Sent("x", b" " * 2_000), 1_000, None)
    assert reading.bank is None
    assert "too large" in reading.problems[0].message


# --- hostile files -----------------------------------------------------------------------

SCRIPTS = '<script>alert(1)</script><b hx-get="/x" onclick="y()">b</b>'
HOSTILE = {
    "yaml": f"- question: '{SCRIPTS}?'\n  options: ['{SCRIPTS}', b]\n  answer: b\n",
    "json": '[{"question": "<script>x</script>?", "options": ["<script>", "b"], "answer": "b"}]',
    "aiken": f"{SCRIPTS}?\nA. {SCRIPTS}\nB. b\nANSWER: B\n",
    "table": "question,correct,wrong\n<script>x</script>?,b,<script>y</script>\n",
    "gift": "[plain]<script>x</script>? {~<script>y</script> =b}\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_scripts_in_texts_stay_texts(name):
    (found,) = asked(from_text(name, HOSTILE[name])).values()
    assert "<script>" in getattr(found, "prompt", "")
    assert any("<script>" in option.text for option in getattr(found, "options", ()))


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system [x]", "!local x", "!!binary aGk="]
)
def test_no_tag_of_a_dialect_is_executed(tag):
    text = f"- {{question: Q?, answer: {tag}}}\n- {{question: R?, answer: y}}\n"
    reading = from_text("yaml", text)
    assert list(asked(reading)) == ["r"]
    assert ["not allowed" in it.message for it in reading.problems] == [True]


def test_aliases_of_a_dialect_multiply_nothing():
    laughs = "a: &a [x, x]\n" + "".join(f"a{n}: &b{n} [*a, *a]\n" for n in range(50))
    reading = from_text("yaml", laughs + "questions: [{question: Q?, answer: A}]\n")
    assert list(asked(reading)) == ["q"]
    assert len(reading.problems) == 1 + 50 + 100


CONTROLS = ["\0", "\x07", "\x85", "\u2028", "\ufffe"]


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"json"}))
@pytest.mark.parametrize("control", CONTROLS)
def test_control_characters_are_refused_with_their_line(name, control):
    reading = from_text(name, "\n\n" + HOSTILE[name].replace("?", f"{control}?", 1))
    assert reading.bank is None
    assert (reading.problems[0].line, "U+" in reading.problems[0].message) == (
        3 + (name == "table"),
        True,
    )


@pytest.mark.parametrize("name", ["gift", "aiken", "table"])
def test_marks_of_utf_8_and_windows_line_ends_are_no_part_of_a_text(name):
    data = b"\xef\xbb\xbf" + HOSTILE[name].replace("\n", "\r\n").encode()
    reading = READERS[name](Sent("x", data), MOST_BYTES, None)
    assert asked(reading) == asked(from_text(name, HOSTILE[name]))


MIB16 = 16 * 1024 * 1024
LARGE = {
    "yaml": "- {question: Q?, options: [a, b], answer: a}\n" * 22_000,
    "json": "[" + ",".join(['{"question":"Q?","options":["a","b"],"answer":"a"}'] * 22_000) + "]",
    "gift": "Q{=a}\n\n" * 500_000,
    "gift with braces": "{\n\n" * 1_000_000,
    "gift with backslashes": "\\" * 4_000_000 + "{}",
    "gift with answers": "Q{" + "~" * (MIB16 - 3) + "}",
    "aiken": "Q\nA. x\nB. y\nANSWER: A\n" * 100_000,
    "table": "q,a\n" * 1_000_000,
    "table with marks": '"' * MIB16,
    "moodle-xml": "<quiz>" + "<question type='essay'/>" * 200_000,
    "moodle-xml with text": "<quiz><question type='essay'><questiontext><text>" + "x" * 15_000_000,
}


@pytest.mark.parametrize("which", LARGE)
def test_the_largest_files_take_seconds_and_little_memory(which):
    data = LARGE[which].encode()
    assert len(data) <= MIB16
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    READERS[which.split()[0]](Sent("x", data), MOST_BYTES, None)
    assert time.process_time() - begun < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 700 * 1024


PIECES = [
    *["::", "{", "}", "=", "~", "#", "####", "%50%", "->", "\\", "\n", "\n\n", "//", "[html]", "T"],
    *["$CATEGORY: a/b", "1..2", ":5", "<b>", "</b>", "&amp;", "<quiz>", "</quiz>", "<text>"],
    *['<question type="cloze">', "</question>", "</text>", "<questiontext>", "</questiontext>"],
    *["{1:SA:=a~b}", "{1:MC:", '<answer fraction="100">', "</answer>", "ANSWER: A", "A. x", "B) y"],
    *["question", "answer", "options", "- ", "  ", ": ", "[", "]", '"', "'", ",", "\t", ";"],
    *["#separator:tab", "#html:true", "&a", "*a", "!html", "!!python/object:x", "study: {}"],
    *['// study: {"was":"x","cite":[{}]}', "format: study-bank/1", "id: x", "questions:", "0", "1"],
    *["type: single", "prompt", "1e999", "NaN", "null", "true", "\u2028", "\0", "é", "中", "]]>"],
    *[
        '<?xml version="1.0"?>',
        "<!DOCTYPE a [<!ENTITY x 'y'>]>",
        "&x;",
        "<![CDATA[",
        "{{c1::a::b}}",
    ],
]
ANYTHING = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join)


@settings(max_examples=1_000, deadline=None)
@given(text=ANYTHING, name=st.sampled_from(sorted(READERS)))
def test_no_text_makes_any_reader_fail(text, name):
    sent = Sent("f", text.encode("utf-8", "surrogatepass"))
    for reading in (READERS[name](sent, MOST_BYTES, None), read_any(sent)):
        assert reading.bank is not None or reading.problems
        assert all(it.line >= 1 and it.column >= 1 for it in reading.problems)


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300), name=st.sampled_from(sorted(READERS)))
def test_no_bytes_make_any_reader_fail(data, name):
    READERS[name](Sent("f", data), MOST_BYTES, None)
    read_any(Sent("f", data))


def test_every_file_of_the_examples_is_read_the_same_twice():
    for file in FORMATS:
        assert from_file(file) == from_file(file)
