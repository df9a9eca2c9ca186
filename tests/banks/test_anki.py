"""Anki packages of every generation, read: notes become questions, and nothing else happens."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from study.banks.brought import Sent
from study.banks.exchange.anki import CardHistory, read_history
from study.banks.exchange.anki_package import is_package
from study.domain.questions import Cloze, Flashcard, Short
from tests.banks.packages import (
    BASIC,
    CLOZE,
    OCCLUSION,
    PLACEHOLDER,
    REVERSED,
    TYPED,
    N,
    Type,
    a_package,
    packed,
    read,
    reading_of,
)

REAL = Path(__file__).parent.parent / "data" / "anki"
GENERATIONS = ("anki2", "anki21", "anki21b")


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def only(*notes, **options):
    """The one question of a package."""
    reading = reading_of(*notes, **options)
    assert not reading.problems
    (question,) = reading.bank.questions
    return question


def said(*notes, **options) -> list[tuple[str, str]]:
    """What a package's items lose."""
    return [(it.kind, it.message) for it in reading_of(*notes, **options).remarks[1:]]


# Generations.


@pytest.mark.parametrize("generation", GENERATIONS)
def test_every_generation_gives_the_same_questions(generation):
    notes = [N(["What?", "That."]), N(["{{c1::x}}", "more"], CLOZE), N(["a", "b"], TYPED)]

    asked = reading_of(*notes, generation=generation).bank.questions

    assert [type(question) for question in asked] == [Flashcard, Cloze, Short]
    assert (asked[0].prompt, asked[1].text, asked[2].answers) == ("What?", "{{c1::x}}", ("b",))


@pytest.mark.parametrize("name", ["anki-26.9-new.apkg", "anki-26.9-legacy.apkg"])
def test_what_anki_itself_wrote_is_read(name):
    reading = read((REAL / name).read_bytes(), name)

    kinds = [question.kind for question in reading.bank.questions]
    assert (reading.bank.id, reading.bank.title) == ("history", "History")
    assert kinds == [*["flashcard"] * 4, "short", "cloze", "flashcard"]
    assert reading.bank.questions[0].prompt == "What was the **wartime** capital?"
    assert reading.bank.questions[0].answer == "Chongqing\n(*bombed*)"
    assert reading.bank.questions[0].tags == ("city::china", "exam", "Cities")
    assert [question.reverse for question in reading.bank.questions[1:4]] == [True, False, True]
    assert reading.bank.questions[6].hint == "a *shield* and sword"
    assert [remark.message for remark in reading.remarks[1:]] == [
        "A sound was left out: capital.mp3.",
        "A picture was left out: map.jpg.",
        "A picture with covered parts (image occlusion) cannot be asked here; it is left out.",
        "A picture was left out: shield.png.",
        "The field “Notes to self” is on no card and was left out.",
        "Its card “Draw” asks in another way; it is left out.",
    ]


def test_both_files_that_anki_wrote_say_the_same():
    new, legacy = (read((REAL / f"anki-26.9-{it}.apkg").read_bytes()) for it in ("new", "legacy"))

    assert new == legacy


def test_the_note_that_asks_to_update_anki_is_no_question():
    (problem,) = reading_of(N([PLACEHOLDER, ""])).problems

    assert problem.message == "The package holds only a note that asks to update Anki."


# Kinds of notes.


@pytest.mark.parametrize(
    ("note", "fields"),
    [
        (N(["a", "b"]), {"prompt": "a", "answer": "b", "reverse": False}),
        (N(["a", "b"], REVERSED, places=(0, 1)), {"prompt": "a", "reverse": True}),
        (N(["a", "b"], REVERSED, places=(0,)), {"reverse": False}),
        (N(["a<br>b", "<b>c</b> *"]), {"prompt": "a\nb", "answer": r"**c** \*"}),
        (N(["a", " <b>b</b>  c* "], TYPED), {"prompt": "a", "answers": ("b c*",)}),
        (N(["{{c1::a*b::<i>h</i>}} *", "x"], CLOZE), {"text": r"{{c1::a*b::h}} \*"}),
        (N(["{{c2::a {{c1::b}} c}}", ""], CLOZE), {"text": "{{c2::a {{c1::b}} c}}"}),
        (N([r"[$]x_1[/$] [sound:a.mp3]", "[latex]y[/latex]"]), {"prompt": r"\(x_1\)"}),
        (N(["[anki:tts lang=en]a[/anki:tts]", "b"]), {"prompt": "a"}),
    ],
)
def test_a_note_becomes_the_question_it_asks(note, fields):
    question = only(note)

    assert {name: getattr(question, name) for name in fields} == fields


def test_other_note_types_are_understood_by_their_templates():
    kind = Type(
        ("Id", "Word", "Meaning", "Example", "Clue"),
        (
            (
                "{{Word}} {{hint:Clue}}",
                "{{FrontSide}}{{Meaning}}{{#Example}}{{Example}}{{/Example}}",
            ),
        ),
    )

    question = only(N(["7", "щит", "shield", "a shield", "armour"], kind))

    assert (question.prompt, question.answer) == ("щит", "shield")
    assert (question.explanation, question.hint) == ("a shield", "armour")


def test_what_was_guessed_about_a_note_type_is_said():
    kind = Type(("A", "B", "C"), (("{{A}}", "{{FrontSide}}{{B}}{{C}}"),))
    unknown = Type(("A", "B"), (("no field", "at all"),))

    assert said(N(["a", "b", "c"], kind)) == [
        ("guessed", "The first field of its back answers, the others explain.")
    ]
    assert said(N(["a", "b"], unknown)) == [
        ("guessed", "Its card shows no field that is known: the first is asked, the next answers.")
    ]


@pytest.mark.parametrize(
    ("note", "loss"),
    [
        (N(["a", "b[sound:x.mp3]"]), "A sound was left out: x.mp3."),
        (N(["a<img src='x.png'>", "b"]), "A picture was left out: x.png."),
        (N(["a<script>alert(1)</script>", "b"]), "Left out: script."),
        (
            N(["a", "b", "c"], Type(("Front", "Back", "Own"))),
            "The field “Own” is on no card and was",
        ),
        (N(["a", "b" * 300], TYPED), "Its answer is too long to be typed; it is a flashcard."),
        (N(["<b>{{c1::a}}</b>", ""], CLOZE), "Emphasis and lists in a text with blanks are left"),
        (N(["{{c1::image}}", "x"], OCCLUSION), "A picture with covered parts (image occlusion)"),
        (N(["a", "b"], tags=["t" * 101]), "1 of its tags are too long or too many."),
    ],
)
def test_what_a_note_loses_is_said(note, loss):
    (_, message), *rest = said(note)

    assert message.startswith(loss)
    assert not rest


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        (N(["a", ""]), "It has no key: nothing says which answer is right."),
        (N(["<img src=a.png>", "b"]), "Its front is empty."),
        (N(["a", "<br>"], TYPED), "It has no key: nothing says which answer is right."),
        (N(["no deletion", ""], CLOZE), "Its text has no deletion."),
    ],
)
def test_what_cannot_be_asked_is_a_draft_with_its_reason(note, reason):
    reading = reading_of(note)

    assert not reading.problems
    assert [draft.reasons for draft in reading.drafts] == [(reason,)]


# Names, tags and decks.


def test_ids_come_from_what_anki_knows_a_note_by():
    first = only(N(["old words", "b"], guid="q]K>x9{"))
    again = only(N(["new words", "b"], guid="q]K>x9{"))

    assert first.id == again.id
    assert first.id.startswith("anki-")


def test_decks_name_the_bank_and_become_tags_where_there_are_several():
    one = reading_of(N(["a", "b"], decks=["My deck"]))
    several = reading_of(N(["a", "b"], decks=["Top::X::Y"]), N(["c", "d"], decks=["Top"]))
    apart = reading_of(N(["a", "b"], decks=["One::X"]), N(["c", "d"], decks=["Two"]))

    assert (one.bank.id, one.bank.title, one.bank.questions[0].tags) == ("my-deck", "My deck", ())
    assert several.bank.id == "top"
    assert [question.tags for question in several.bank.questions] == [("X/Y",), ()]
    assert apart.bank.id == "cards"
    assert [question.tags for question in apart.bank.questions] == [("One/X",), ("Two",)]


def test_decks_of_other_scripts_name_the_bank_too():
    bank = reading_of(N(["a", "b"], decks=["История"])).bank
    nameless = reading_of(N(["a", "b"], decks=["—"])).bank

    assert (bank.id, bank.title) == ("istoriya", "История")
    assert (nameless.id, nameless.title) == ("cards", "—")


def test_a_package_is_told_by_what_is_in_it():
    assert all(is_package(a_package(N(["a", "b"]), generation=it)) for it in GENERATIONS)
    assert not is_package(packed({"bank.yaml": b"x"}))
    assert not is_package(b"collection.anki2")
    assert is_package(a_package(N(["a", "b"]))[:500])


# Scheduling.


def test_the_history_of_cards_is_read_when_it_is_asked_for():
    notes = [
        N(["a", "b"], REVERSED, places=(0, 1), reviews=[(2_000, 3), (1_000, 1)], flags=2),
        N(["{{c2::x}}", ""], CLOZE, places=(1,), reviews=[(3_000, 4)]),
        N(["c", "d"], queue=-1),
        N(["e", "f"], BASIC),
    ]
    data = a_package(*notes, generation="anki21b")
    names = [question.id for question in read(data).bank.questions]

    history = read_history(Sent("cards.apkg", data))

    assert history.bank == "deck"
    assert history.cards == (
        CardHistory(names[0], 0, ((at(1), 1, 1_500), (at(2), 3, 1_500)), flag=2),
        CardHistory(names[0], 1, (), flag=2),
        CardHistory(names[1], 2, ((at(3), 4, 1_500),)),
        CardHistory(names[2], 0, (), is_suspended=True),
    )


def test_only_answers_since_a_card_was_forgotten_count_and_no_previews():
    script = """
    UPDATE revlog SET type = 4, factor = 0, ease = 0 WHERE id = 2000;
    UPDATE revlog SET type = 3, factor = 0 WHERE id = 4000;
    UPDATE revlog SET type = 5, ease = 0 WHERE id = 5000;
    """
    reviews = [(1_000, 3), (2_000, 3), (3_000, 2), (4_000, 3), (5_000, 3), (6_000, 4)]
    data = a_package(N(["a", "b"], reviews=reviews), script=script)

    (card,) = read_history(Sent("cards.apkg", data)).cards

    assert [answer[:2] for answer in card.answers] == [(at(3), 2), (at(6), 4)]
