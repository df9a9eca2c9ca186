"""What is written reads back the same, and is written the same again."""

import string
from dataclasses import replace
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from study.banks.reading import read_bank
from study.banks.writing import write_bank
from study.domain import questions as q
from study.domain.quoting import Quote
from tests.banks.builders import HEAD, OWN, bank, question, read

NASTY = [
    *["no", "12:30", "007", "~", "null", "True", "1e3", "0x1F", "2020-01-01", "1,235", "-", "?"],
    *[" leading", "trailing ", "a: b", "a #b", "#a", "a:", ":a", "'", '"', "\\", "`x", "@x", "%x"],
    *["&a", "*a", "!a", "|", ">", "[a]", "{a}", "a, b", "---", "...", "- a", "? a", "<<", "="],
    *["one\ntwo", "one\n\ntwo", "end\n", "\nstart", "a\n  b", "a \nb", "tab\there", "\ttab"],
    *[
        "🙂 emoji",
        "中文：冒号",
        "עברית",
        "e\u0301",
        "a\u00a0b",
        "\ufeffx",
        "\u2028",
        "\u3000x",
        "x\u2003",
    ],
    "long " * 60 + "end",
    "double  space " * 20 + "end",
]
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXT = (
    st.sampled_from(NASTY) | st.text(CHARACTERS | st.sampled_from("\n\t:#-' \""), min_size=1)
).filter(lambda text: text.strip(string.whitespace) and text.strip())
REMARK = st.just("") | TEXT
SLUG = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
QUOTE = TEXT.map(lambda text: (text + " and some more words")[:600])
NUMBER = st.decimals(
    allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
)
AMOUNT = st.decimals(min_value=0, max_value=1000, places=2)
DOCUMENTS = ["talks", "papers"]


def several(what, least=2):
    return st.lists(
        what, min_size=least, max_size=5, unique_by=lambda it: " ".join(str(it).split())
    )


CITATION = st.builds(
    q.Citation, st.sampled_from(DOCUMENTS), st.builds(Quote, QUOTE, prefix=REMARK, suffix=REMARK)
)
SHARED = {
    "id": SLUG,
    "citations": st.lists(CITATION, min_size=2, max_size=3).map(tuple),
    "explanation": REMARK,
    "hint": REMARK,
    "tags": st.lists(TEXT.map(lambda text: text[:100]).filter(str.strip), max_size=3).map(tuple),
    "difficulty": st.none() | st.integers(1, 5),
    "provenance": st.builds(
        q.Provenance, st.sampled_from(["hand", "generator", "model"]), REMARK, REMARK, REMARK
    ),
}


@st.composite
def options(draw: st.DrawFn, *, one: bool) -> tuple[q.Option, ...]:
    texts = draw(several(TEXT))
    right = {0} if one else set(range(draw(st.integers(1, len(texts) - 1))))
    return tuple(q.Option(text, n in right, draw(REMARK)) for n, text in enumerate(texts))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    lefts = draw(several(TEXT))
    return tuple((left, draw(st.sampled_from(["x", "no", "a, b"]))) for left in lefts)


QUESTION = st.one_of(
    st.builds(q.Flashcard, prompt=TEXT, answer=TEXT, reverse=st.booleans(), **SHARED),
    st.builds(
        q.Cloze,
        text=TEXT.filter(lambda t: not set(t) & set("{}")).map(lambda t: t + "{{c1::x}}"),
        **SHARED,
    ),
    st.builds(q.Single, prompt=TEXT, options=options(one=True), shuffle=st.booleans(), **SHARED),
    st.builds(q.Multiple, prompt=TEXT, options=options(one=False), shuffle=st.booleans(), **SHARED),
    st.builds(q.TrueFalse, prompt=TEXT, answer=st.booleans(), correction=REMARK, **SHARED),
    st.builds(
        q.Short,
        prompt=TEXT,
        answers=several(TEXT, 1).map(tuple),
        accept=st.builds(q.Accept, *[st.booleans()] * 4),
        **SHARED,
    ),
    st.builds(
        q.Numeric,
        prompt=TEXT,
        answer=NUMBER,
        unit=REMARK,
        tolerance=st.builds(q.Tolerance, AMOUNT, st.booleans()),
        **SHARED,
    ),
    st.builds(q.Ordering, prompt=TEXT, items=several(TEXT).map(tuple), **SHARED),
    st.builds(
        q.Matching, prompt=TEXT, pairs=pairs(), extra=st.just(()) | st.just(("e",)), **SHARED
    ),
    st.builds(q.Comparison, prompt=TEXT, points=several(TEXT, 1).map(tuple), answer=TEXT, **SHARED),
)
BANK = st.builds(
    q.Bank,
    id=SLUG,
    title=TEXT,
    description=REMARK,
    language=st.sampled_from(["en", "zh-Hans"]),
    license=REMARK,
    authors=st.lists(TEXT, max_size=2).map(tuple),
    defaults=st.builds(
        q.Defaults,
        st.sampled_from(["", *DOCUMENTS]),
        st.sampled_from([(), ("aid",), ("no", "a, b")]),
    ),
    documents=st.just(tuple(q.DocumentRef(name, f"../documents/{name}.md") for name in DOCUMENTS)),
    questions=st.lists(QUESTION, max_size=4, unique_by=lambda it: it.id).map(tuple),
)


@settings(max_examples=300, deadline=None)
@given(BANK)
def test_what_is_written_reads_back_the_same_and_writes_the_same_bytes(original):
    written = write_bank(original)
    reading = read_bank(written.encode(), "bank.yaml")
    assert [it for it in reading.problems if it.severity == "error"] == []
    assert reading.bank == original
    assert write_bank(reading.bank) == written


@pytest.mark.parametrize("text", NASTY)
def test_every_other_reader_of_yaml_sees_the_same_texts(text):
    found = read(bank(question())).bank
    assert found is not None
    changed = replace(found, questions=(replace(found.questions[0], prompt=text, answer=text),))
    (written,) = yaml.safe_load(write_bank(changed))["questions"]
    assert (written["prompt"], written["answer"]) == (text, text)


EXAMPLE = """\
# yaml-language-server: $schema=../bank.schema.json
format: study-bank/1
id: aid
title: Aid to China
language: en
documents:
  - {id: talks, file: "../documents/talks.md"}
questions:
  - id: q
    type: single
    prompt: Who?
    options:
      - text: They
        correct: true
      - text: We
    tags: [a, b]
    cite:
      - document: talks
        quote: supplied China with 1,235 aircraft
    provenance: {by: hand}
"""


def test_a_written_bank_looks_like_one_written_by_hand():
    found = read(bank(question("single", more="    tags: [a, b]\n"))).bank
    assert found is not None
    assert write_bank(found) == EXAMPLE


@pytest.mark.parametrize("kind", OWN)
def test_every_type_survives_the_round_trip(kind):
    found = read(bank(question(kind), head=HEAD + "defaults: {document: talks, tags: [x]}\n")).bank
    assert found is not None
    assert read(write_bank(found)).bank == found


def test_a_long_text_is_wrapped():
    found = read(bank(question().replace("Many.", "word " * 100))).bank
    assert found is not None
    assert max(map(len, write_bank(found).splitlines())) <= 100


@pytest.mark.parametrize(("written", "amount"), [("5%", "0.05"), ("50%", "0.5"), ("0.5%", "0.005")])
def test_a_share_is_written_as_it_was(written, amount):
    found = read(bank(question("numeric", more=f"    tolerance: {written}\n"))).bank
    assert found is not None
    assert found.questions[0].tolerance == q.Tolerance(Decimal(amount), relative=True)
    assert f'tolerance: "{written}"' in write_bank(found)
