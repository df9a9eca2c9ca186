"""A bank as an Anki package: it reads back, Anki knows its notes again, and nothing in it acts."""

import json
import re
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from io import BytesIO

import pytest

from study.banks.brought import Sent
from study.banks.exchange.anki import read_apkg
from study.banks.exchange.anki_writing import Whereabouts, write_apkg
from study.domain.questions import Accept, Bank, Defaults, Provenance
from tests.builders import DAY, NOW, TWO_PASSAGES, a_bank
from tests.domain.builders import (
    a_cloze,
    a_comparison,
    a_flashcard,
    a_matching,
    a_multiple,
    a_numeric,
    a_short,
    a_single,
    a_statement,
    an_ordering,
)

SOURCES = {"xinhua": "An interview on the war, Xinhua, 2025"}
HOSTILE = '<script>alert(1)</script><b hx-get="/x" onclick=a()>x</b> {{Question}} <!--'


def package(*questions, where: Whereabouts = Whereabouts(), now=NOW, **changes) -> bytes:  # noqa: B008
    return write_apkg(a_bank(*questions, **changes), where, now).data


def back(data: bytes):
    return read_apkg(Sent("x.apkg", data), 2**24, None)


def query(data: bytes, statement: str) -> list:
    """What stands in the collection of a package."""
    with zipfile.ZipFile(BytesIO(data)) as archive, closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(archive.read("collection.anki2"))
        return db.execute(statement).fetchall()


def fields(data: bytes) -> list[list[str]]:
    return [row[0].split("\x1f") for row in query(data, "SELECT flds FROM notes ORDER BY id")]


def template(data: bytes, kind: str) -> dict:
    models = json.loads(query(data, "SELECT models FROM col")[0][0])
    return next(model for model in models.values() if model["name"] == kind)["tmpls"][0]


def test_every_type_of_question_comes_back_as_it_was():
    bank = a_bank()

    reading = back(write_apkg(bank, Whereabouts(sources=SOURCES), NOW).data)

    assert reading.bank == bank
    assert (reading.remarks, reading.problems, reading.drafts) == ((), (), ())


@pytest.mark.parametrize(
    "bank",
    [
        a_bank(a_short("a", "b", accept=Accept(case=True, typos=False)), waive=(("x", "why"),)),
        a_bank(a_flashcard(tags=("two words", "a::b"), difficulty=4, hint="", explanation="")),
        a_bank(a_flashcard(prompt="cafe\u0301", answer="\u212b \u1e9b\u0323", hint="e\u0301")),
        a_bank(
            a_flashcard(prompt=HOSTILE, answer=HOSTILE), title=HOSTILE[:80], description=HOSTILE
        ),
        a_bank(a_flashcard(prompt="**a**\n\n- b\n- *c*\n\n```\nd\n```", answer=r"\* $x_1$ ____")),
        a_bank(a_cloze(r"{{c1::\frac{a}{b}::h}} {{c2::x {{c3::}} }}".replace("c3::", "c3::y"))),
        a_bank(a_flashcard(provenance=Provenance("model", "m", "1", "A. Author"))),
        a_bank(a_single("*a", "b", shuffle=False), defaults=Defaults("xinhua", ("t",))),
        a_bank(a_flashcard(waive=(("longest-option", "it is so"),)), language="zh-Hant"),
    ],
    ids=lambda bank: bank.questions[0].kind,
)
def test_what_anki_has_no_place_for_comes_back_too(bank: Bank):
    assert back(write_apkg(bank, Whereabouts(), NOW).data).bank == bank


def test_the_same_bank_at_the_same_time_gives_the_same_bytes():
    assert package() == package()


def test_notes_decks_and_types_keep_what_anki_knows_them_by():
    first = package(a_flashcard(), a_cloze())
    later = package(a_cloze(), a_flashcard(answer="other words"), now=NOW + DAY, title="New title")

    for statement in (
        "SELECT guid, mid FROM notes ORDER BY guid",
        "SELECT DISTINCT did FROM cards",
    ):
        assert query(first, statement) == query(later, statement)
    assert query(later, "SELECT mod FROM notes")[0] > query(first, "SELECT mod FROM notes")[0]
    assert query(first, "SELECT guid FROM notes") != query(
        package(a_flashcard(), a_cloze(), id="other"), "SELECT guid FROM notes"
    )


@pytest.mark.parametrize(
    ("question", "front", "answer"),
    [
        (a_flashcard(prompt="**Who** & what?"), "<strong>Who</strong> &amp; what?", "The Soviet"),
        (a_short("Chongqing", "Chungking"), "Which city?", "Chongqing"),
        (a_numeric("1235"), "How many? <span>(aircraft)</span>", "1235"),
        (a_statement(answer=False), "<div>True or false?</div>", "False"),
    ],
    ids=lambda it: getattr(it, "kind", ""),
)
def test_front_and_back_say_what_is_asked_and_what_is_right(question, front, answer):
    ((shown, right, *_),) = fields(package(question))

    assert front in shown
    assert right.startswith(answer)


def test_the_options_stand_in_the_question_in_an_order_that_tells_nothing():
    questions = [
        a_single(*(f"{'*' if n == 0 else ''}{n}" for n in range(4)), id=f"q-{k}") for k in range(40)
    ]

    answers = {right[:1] for _, right, *_ in fields(package(*questions))}

    assert answers == {"A", "B", "C", "D"}
    ((shown, right, *_),) = fields(package(a_multiple("*tea", "*milk", "sand", shuffle=False)))
    assert "<div>A. tea</div><div>B. milk</div><div>C. sand</div>" in shown
    assert right == "A. tea<br>B. milk"


def test_the_typed_kinds_are_typed_and_the_cloze_is_ankis_cloze():
    data = package(a_short("a"), a_numeric("1"), a_cloze())

    assert "{{type:Answer}}" in template(data, "Study, typed")["qfmt"]
    assert template(data, "Study, cloze")["qfmt"].startswith("{{cloze:Text}}")
    assert len(query(data, "SELECT DISTINCT mid FROM notes")) == 2


def test_every_deletion_has_a_card_nested_ones_too():
    data = package(a_cloze("{{c1::a {{c3::b}} c}} {{c12::d}}"))

    assert [row[0] for row in query(data, "SELECT ord FROM cards ORDER BY ord")] == [0, 2, 11]


def test_braces_in_a_deletion_do_not_end_it_before_its_end():
    ((text, *_),) = fields(package(a_cloze(r"{{c1::\frac{a}{b}}} and {{c2::\(\frac{a}{b}\)}}")))

    assert text == r"{{c1::\frac{a}{b} }} and {{c2::\(\frac{a}{b}\)}}"


def test_a_reversed_flashcard_has_two_cards():
    assert len(query(package(a_flashcard(reverse=True)), "SELECT * FROM cards")) == 2


def test_the_quote_stands_on_the_back_with_its_document_and_passage():
    where = Whereabouts(sources=SOURCES, passages={"figures": (3, 4)})

    ((*_, source, _),) = fields(package(a_comparison(citations=TWO_PASSAGES), where=where))

    assert "<blockquote>“supplied China with 1,235 aircraft”</blockquote>" in source
    assert "— An interview on the war, Xinhua, 2025, passage 3" in source
    assert "passage 4" in source
    assert "<a " not in source


def test_a_link_leads_back_only_where_an_address_was_given():
    where = Whereabouts(passages={"aid": (3,)}, address="https://study.example/")

    ((*_, source, _),) = fields(package(a_flashcard(), where=where))

    assert '<a href="https://study.example/documents/xinhua#p3">xinhua, passage 3</a>' in source


def test_nothing_that_an_author_wrote_becomes_markup():
    hostile = [
        kind(id=f"q-{n}", explanation=HOSTILE, hint=HOSTILE, **more)
        for n, (kind, more) in enumerate(
            (
                (a_flashcard, {"prompt": HOSTILE, "answer": HOSTILE}),
                (a_statement, {"prompt": HOSTILE, "correction": HOSTILE}),
                (a_matching, {"pairs": ((HOSTILE, "a"), ("b", HOSTILE + "c"))}),
                (an_ordering, {"items": (HOSTILE, "b")}),
            )
        )
    ]
    hostile += [a_single(f"*{HOSTILE}", "b", id="single"), a_short(HOSTILE, id="short")]
    hostile += [a_cloze("{{c1::x::h}} " + HOSTILE.replace("{{Question}}", ""), id="cloze")]

    data = package(*hostile, where=Whereabouts(sources={"xinhua": HOSTILE}))

    shown = "".join("".join(note) for note in fields(data))
    kinds = {tag.strip("/") for tag in re.findall(r"<(/?[a-z0-9]+)", shown)}
    assert kinds <= {"div", "span", "br", "blockquote", "ul", "ol", "li", "p"}
    assert not re.findall(r"<[^>]*(?:hx-|onclick)", shown)


def test_what_was_edited_in_anki_keeps_its_words_and_its_citation():
    data = package(a_flashcard(), a_single())
    with zipfile.ZipFile(BytesIO(data)) as archive, closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(archive.read("collection.anki2"))
        db.execute("UPDATE notes SET flds = replace(flds, 'Who sent', 'Who really sent')")
        db.commit()
        content = db.serialize()
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("collection.anki2", content)

    reading = back(held.getvalue())

    edited, untouched = reading.bank.questions
    assert untouched == a_single()
    assert edited == replace(a_flashcard(), prompt="Who really sent aircraft?")
    assert [remark.message for remark in reading.remarks] == [
        "It was changed since it was exported; its words are those of this file."
    ]


def test_what_anki_cannot_do_is_said_by_question():
    remarks = write_apkg(a_bank(), Whereabouts(), NOW).remarks

    assert {(remark.kind, remark.item) for remark in remarks} == {
        ("approximated", item)
        for item in ("capital", "sorts", "city", "count", "events", "capitals")
    }


def test_tags_are_written_as_anki_writes_them():
    data = package(a_flashcard(tags=("two words", "a::b")))

    assert query(data, "SELECT tags FROM notes") == [(" two_words a::b ",)]
