"""Moodle XML: every kind of question that has a place here; of the others it is said."""

import time
from decimal import Decimal

import pytest

from study.banks.brought import Sent
from study.banks.exchange.moodle_xml import read_moodle_xml
from study.banks.recognising import read_any
from study.domain.questions import Accept, Option, Tolerance
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


def quiz(inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>{inner}</quiz>'


def question(kind: str, inner: str = "", text: str = "Q?", style: str = "html") -> str:
    return (
        f'<question type="{kind}"><name><text>N</text></name>'
        f'<questiontext format="{style}"><text>{text}</text></questiontext>{inner}</question>'
    )


def answer(text: str, fraction: str = "100", more: str = "") -> str:
    return f'<answer fraction="{fraction}"><text>{text}</text>{more}</answer>'


def xml(text: str):
    return from_text("moodle-xml", text)


def test_a_real_file_with_everything_in_it():
    reading = from_file("exchange/moodle.xml")
    assert reading.problems == ()
    assert [(name, it.kind) for name, it in asked(reading).items()] == [
        ("red-planet", "single"),
        ("moons", "multiple"),
        ("sun", "true_false"),
        ("galaxy", "short"),
        ("distance", "numeric"),
        ("order-of-size", "matching"),
        ("gaps", "cloze"),
        ("eclipse", "flashcard"),
        ("from-the-sun", "ordering"),
        ("words", "cloze"),
    ]
    assert {it.tags[0] for it in asked(reading).values()} == {"Space"}
    assert reading.positions["red-planet"] == 7


def test_a_single_choice_with_all_that_belongs_to_it():
    found = told(asked(from_file("exchange/moodle.xml"))["red-planet"])
    assert found == {
        "kind": "single",
        "prompt": "Which planet is called the *red* planet?\n\na red disc",
        "options": (
            Option("Mars", correct=True),
            Option("Jupiter", feedback="It has a red spot."),
            Option("Venus"),
        ),
        "explanation": "Rust colours its soil.",
        "tags": ("Space", "planets"),
        "shuffle": False,
    }


def test_what_has_no_place_is_said_of_each_question():
    said = remarks(from_file("exchange/moodle.xml"))
    of_mars = [message for item, _, message in said if item == "red-planet"]
    assert of_mars == [
        "The file “mars.png” has no place.",
        "A picture was left out: @@PLUGINFILE@@/mars.png.",
        "Its 2 marks: here all questions count the same.",
        "“Jupiter” was worth 25 %; here it is wrong.",
    ]
    dropped = [item for item, kind, _ in said if kind == "dropped"]
    assert dropped[-2:] == ["Introduction", "Find the crater"]


def test_typed_answers_numbers_and_their_units():
    found = asked(from_file("exchange/moodle.xml"))
    galaxy, moon = told(found["galaxy"]), told(found["distance"])
    assert galaxy["answers"] == ("Milky Way", "The Milky Way")
    assert galaxy["accept"] == Accept(case=True, typos=False)
    assert (moon["answer"], moon["unit"]) == (Decimal(384400), "km")
    assert moon["tolerance"] == Tolerance(Decimal(2000))


def test_embedded_answers_become_deletions():
    found = told(asked(from_file("exchange/moodle.xml"))["gaps"])
    assert found["text"] == (
        "The Earth goes around the {{c1::Sun}} in {{c2::365}} days, "
        "and it is {{c3::round::flat / hollow / round}}."
    )


EMBEDDED = {
    "{1:SA:=a}": "{{c1::a}}",
    "{SHORTANSWER:=a}": None,
    "{:MW:=a#yes~b}": "{{c1::a}}",
    "{1:SHORTANSWER_C:%100%a~%50%b}": "{{c1::a}}",
    "{2:NM:=3.5:0.5}": "{{c1::3.5}}",
    "{1:MCVS:b~=a}": "{{c1::a::a / b}}",
    r"{1:SA:=a\}b\~c\#d}": "{{c1::a)b~c#d}}",
    "{1:SA:=5::00}": "{{c1::5：：00}}",
    "{1:SA:=a&amp;amp;b}": "{{c1::a&b}}",
    "{1:SA:b}": None,
    "{1:SA:=a": None,
}


@pytest.mark.parametrize("gap", EMBEDDED)
def test_every_form_of_an_embedded_answer(gap):
    reading = xml(quiz(question("cloze", text=f"x {gap} y")))
    if EMBEDDED[gap] is None:
        assert len(reading.drafts) == 1
    else:
        assert only(reading)["text"] == f"x {EMBEDDED[gap]} y"


@pytest.mark.parametrize("kind", ["calculated", "random", "ddimageortext", "", "<x>"])
def test_other_kinds_are_left_out_and_that_is_said(kind):
    name = kind.replace("<", "&lt;")
    reading = xml(quiz(question(name) + question("shortanswer", answer("a"))))
    assert len(asked(reading)) == 1
    ((item, what, message),) = [it for it in remarks(reading) if it[1] == "dropped"]
    assert (item, what) == ("N", "dropped")
    assert f"of the kind “{kind}”" in message


def test_an_essay_without_a_model_answer_is_a_draft():
    (draft,) = xml(quiz(question("essay"))).drafts
    assert draft.reasons == ("It is an essay: write the answer that a learner can compare with.",)


def test_markdown_and_plain_texts_stay_as_they_are():
    for style in ("markdown", "plain_text"):
        asks = question("shortanswer", answer("a"), text="*a* &lt;b&gt;x&lt;/b&gt;", style=style)
        assert only(xml(quiz(asks)))["prompt"] == "*a* <b>x</b>"


def test_what_was_hidden_is_asked_and_that_is_said():
    reading = xml(quiz(question("shortanswer", answer("a") + "<hidden>1</hidden>")))
    assert ("n", "approximated", "It was hidden in Moodle; here it is asked.") in remarks(reading)


def test_a_truth_without_a_right_answer_is_refused():
    reading = xml(quiz(question("truefalse", answer("true", "0"))))
    assert ["neither true nor false" in it.message for it in reading.problems] == [True]


def test_after_a_break_in_the_xml_what_stands_before_it_is_read():
    good = question("shortanswer", answer("a"))
    reading = xml(f"<quiz>\n{good}\n{good.replace('</answer>', '</wrong>')}\n</quiz>")
    assert len(asked(reading)) == 1
    ((line, _, message),) = problems(reading)
    assert (line, message) == (3, "This closing tag has no opening one.")


REFUSED = {
    '<!DOCTYPE q [<!ENTITY a "x">]><quiz>&a;</quiz>': "declares a document type",
    '<!DOCTYPE q SYSTEM "file:///etc/passwd"><quiz/>': "declares a document type",
    "<quiz>&nbsp;</quiz>": "knows no entity",
    "<quiz><question>": "ends before its last tag",
    "<quiz></quiz><quiz/>": "already ended",
    "<quiz>&#0;</quiz>": "XML cannot be read here",
    "<quiz a='1' a='2'/>": "an attribute stands here twice",
    "<rss><item/></rss>": "no quiz of moodle",
    '<?xml version="1.0" encoding="klingon"?><quiz/>': "encoding",
    "<a>" * 200: "more than 40 deep",
    "": "no question was found",
}


@pytest.mark.parametrize("text", REFUSED, ids=[it[:24] for it in REFUSED])
def test_hostile_and_broken_xml_is_refused_in_a_sentence(text):
    reading = xml(text)
    assert reading.bank is None
    said = " ".join(it.message for it in reading.problems).lower()
    assert REFUSED[text].lower() in said or "ends before its last tag" in said


def test_a_million_elements_are_too_many_and_take_seconds():
    begun = time.process_time()
    reading = xml("<quiz>" + "<a/>" * 1_000_001 + "</quiz>")
    assert "more than 1,000,000 elements" in reading.problems[0].message
    assert time.process_time() - begun < 10


def test_a_large_file_is_refused_before_it_is_parsed():
    reading = read_moodle_xml(Sent("x.xml", b"<quiz>" + b" " * 2_000), limit=1_000)
    assert "too large" in reading.problems[0].message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_encodings_that_xml_names(encoding):
    text = quiz(question("shortanswer", answer("größer")))
    named = text.replace('"UTF-8"', f'"{encoding.removesuffix("-sig")}"')
    reading = read_any(Sent("x.xml", named.encode(encoding)))
    assert only(reading)["answers"] == ("größer",)


def test_scripts_and_attributes_of_htmx_are_neutralised():
    text = '<![CDATA[<p hx-get="/x" onclick="y()">Who?<script>alert(1)</script></p>]]>'
    reading = xml(quiz(question("shortanswer", answer("<![CDATA[<b hx-on>a</b>]]>"), text=text)))
    (found,) = asked(reading).values()
    assert told(found)["prompt"] == "Who?"
    assert told(found)["answers"] == ("<b hx-on>a</b>",)
    assert ("n", "dropped", "Left out: script.") in remarks(reading)


def test_options_of_several_right_ones():
    moons = asked(from_file("exchange/moodle.xml"))["moons"]
    assert options(moons) == {"Mars": True, "Saturn": True, "Venus": False}
