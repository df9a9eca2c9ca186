"""Writing questions by plain forms: every button is a page, and nothing typed is lost."""

import pytest

from study.web.editing_forms import OWN
from tests.builders import AIRCRAFT, CAPITAL, card_of, count
from tests.practising import answered, asked
from tests.visiting import HTMX, Page, Visitor
from tests.web.writing import (
    BASE,
    NEW,
    OF_EACH,
    SINGLE,
    error_at,
    field,
    focused,
    the_question,
)

# --- new questions -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", OWN)
def test_every_type_has_a_form_that_makes_it(visitor: Visitor, kind: str) -> None:
    form = visitor.get(f"{NEW}?type={kind}")
    assert form.status == 200
    assert form.one("input", name="type")["value"] == kind

    fields = BASE | OF_EACH[kind] | {"type": kind, "slug": "made", "save": "1"}
    sent = visitor.post(NEW, fields)

    assert (sent.status, sent.headers["location"]) == (303, "/banks/aid#q-made")
    made = the_question(visitor, "made")
    assert made.kind == kind
    assert made.citations
    assert visitor.get("/banks/aid/questions/made/edit").status == 200


def test_a_type_that_there_is_not_is_a_single_choice(visitor: Visitor) -> None:
    assert visitor.get(f"{NEW}?type=essay").one("input", name="type")["value"] == "single"


def test_what_was_typed_is_kept(visitor: Visitor) -> None:
    visitor.post(NEW, SINGLE)
    made = the_question(visitor, "which-city-was-the-capital")
    assert [(o.text, o.correct, o.feedback) for o in made.options] == [
        ("Chongqing", True, ""),
        ("Nanjing", False, "Until 1937."),
    ]
    assert (made.tags, made.difficulty, made.provenance.by) == (("capitals", "war"), 2, "hand")


def test_a_form_sent_twice_makes_one_question(visitor: Visitor) -> None:
    first, second = visitor.post(NEW, SINGLE), visitor.post(NEW, SINGLE)
    assert first.headers["location"] == second.headers["location"]
    assert count(visitor.database, "question") == 11


def test_saving_leads_on_to_another_of_the_same_kind(visitor: Visitor) -> None:
    sent = visitor.post(NEW, SINGLE | {"save": "another"})
    assert sent.headers["location"] == f"{NEW}?type=single&document=xinhua"
    page = visitor.get(sent.headers["location"])
    (chosen,) = [
        it for it in page.within(field(page, "cite.r1.document")) if "selected" in it.attributes
    ]
    assert chosen["value"] == "xinhua"


def test_a_wrong_form_comes_back_with_what_was_typed_and_what_is_wrong(visitor: Visitor) -> None:
    wrong = SINGLE | {"prompt": "", "options.b.text": "", "cite.a.quote": "Nobody said this ever."}
    page = visitor.post(NEW, wrong)

    assert page.status == 422
    assert focused(page) == "prompt"
    assert error_at(page, "prompt") == "The question is empty. Write something."
    assert error_at(page, "options.b.text") == "The text is empty. Write something."
    assert error_at(page, "cite.a.quote") == "These words are not in the document."
    assert field(page, "options.b.feedback").words == "Until 1937."
    assert (
        "checked"
        in next(it for it in page.all("input", name="correct") if it["value"] == "a").attributes
    )
    assert field(page, "tags")["value"] == "capitals, war"
    assert "3 fields need another look" in page.words
    assert count(visitor.database, "question") == 10


def test_a_list_that_is_wrong_gets_the_focus_in_its_first_field(visitor: Visitor) -> None:
    page = visitor.post(NEW, {**SINGLE, "correct": ""})
    assert "No option is the right one. Mark the right one." in page.words
    assert focused(page) == "options.a.text"


def test_an_id_that_is_taken_is_told_at_its_field(visitor: Visitor) -> None:
    page = visitor.post(NEW, SINGLE | {"slug": "city"})
    assert page.status == 422
    assert "is the id of another question" in error_at(page, "slug")


# --- buttons that give the form back -----------------------------------------------------


def pressed(visitor: Visitor, **button: str) -> Page:
    return visitor.post(NEW, {k: v for k, v in SINGLE.items() if k != "save"} | button)


def texts(page: Page, ending: str = ".text") -> list[str]:
    return [it.words for it in page.all("textarea") if it["name"].endswith(ending)]


@pytest.mark.parametrize(
    ("button", "options"),
    [
        ({"up": "options.b"}, ["Nanjing", "Chongqing"]),
        ({"down": "options.a"}, ["Nanjing", "Chongqing"]),
        ({"drop": "options.a"}, ["Nanjing"]),
        ({"add": "options"}, ["Chongqing", "Nanjing", ""]),
        ({"preview": "1"}, ["Chongqing", "Nanjing"]),
        ({"look": "1"}, ["Chongqing", "Nanjing"]),
    ],
)
def test_a_button_gives_the_form_back_changed(visitor: Visitor, button, options) -> None:
    page = pressed(visitor, **button)
    assert (page.status, texts(page)) == (200, options)
    assert count(visitor.database, "question") == 10


def test_a_browser_with_scripts_gets_the_form_alone(visitor: Visitor) -> None:
    fields = {k: v for k, v in SINGLE.items() if k != "save"}
    page = visitor.post(NEW, fields | {"up": "options.b"}, HTMX)
    assert not page.all("html")
    assert page.one("form", id="editor")["action"] == NEW


def test_another_type_keeps_what_both_have(visitor: Visitor) -> None:
    page = pressed(visitor, retype="1", to="short")
    assert page.one("input", name="type")["value"] == "short"
    assert field(page, "prompt").words == "Which city was the capital?"
    assert field(page, "answers.r1.text").words == "Chongqing"


def test_a_paragraph_is_cited_by_its_button(visitor: Visitor) -> None:
    page = visitor.get(NEW)
    button = next(it for it in page.all("button", name="take") if "paragraph 4" in it.words)
    taken = pressed(visitor, take=button["value"])
    quotes = texts(taken, ".quote")
    assert quotes[1] == "The wartime capital was Chongqing, which was bombed for years."
    assert "Found in paragraph 4, word for word." in taken.words
    assert taken.all("mark")


@pytest.mark.parametrize("value", ["", "xinhua|1|5|5", "nowhere|1|0|20", "x|y|z", "xinhua|9|0|20"])
def test_what_cannot_be_cited_is_told(visitor: Visitor, value: str) -> None:
    page = pressed(visitor, take=value)
    assert page.status == 200
    assert page.one("p", id="f-cite-error").words
    assert texts(page) == ["Chongqing", "Nanjing"]


def test_passages_are_found_by_their_words(visitor: Visitor) -> None:
    page = pressed(visitor, look="1", source="xinhua", find="CAPITAL bombed")
    assert "1 of 4 paragraphs" in page.words
    alone = visitor.get("/banks/aid/questions/beside?source=xinhua&find=nowhere", HTMX)
    assert "0 of 4 paragraphs" in alone.words


def test_the_preview_shows_both_sides_and_the_passage(visitor: Visitor) -> None:
    page = pressed(visitor, preview="1")
    preview = page.one("section", id="preview")
    for words in ("Choose one", "Which city was the capital?", "right answer", CAPITAL):
        assert words in preview.words
    assert "open" in page.one("details", id="preview-part").attributes


def test_the_preview_says_what_is_still_missing(visitor: Visitor) -> None:
    page = visitor.post("/banks/aid/questions/preview", {"type": "numeric", "answer": "many"}, HTMX)
    assert "The question is empty." in page.words
    assert "“many” is not a plain number." in page.words


def test_a_quote_is_looked_up_at_once(visitor: Visitor) -> None:
    def state(quote: str) -> Page:
        fields = {"type": "short", "cite.k.document": "xinhua", "cite.k.quote": quote}
        return visitor.post("/banks/aid/questions/quote/k", fields, HTMX)

    assert "word for word" in state(AIRCRAFT).words
    assert (
        "only spaces, quotation marks or dashes differ"
        in state(f"{AIRCRAFT[:8]}\n {AIRCRAFT[9:]}").words
    )
    wrong = state("supplied China with 1,236 aircraft")
    assert "Not in this document." in wrong.words
    assert "1,236" in wrong.one("del").words
    assert "The closest is in paragraph 3" in wrong.words


def test_the_documents_own_words_replace_a_quote_that_is_not_there(visitor: Visitor) -> None:
    wrong = pressed(
        visitor, look="1", **{"cite.a.quote": "the wartime capitol was Chongqing, which"}
    )
    button = next(it for it in wrong.all("button", name="take") if "document’s words" in it.words)
    assert texts(pressed(visitor, take=button["value"]), ".quote") == [
        "The wartime capital was Chongqing, which"
    ]


# --- editing -----------------------------------------------------------------------------

CITY = "/banks/aid/questions/city/edit"


def test_a_question_is_edited(visitor: Visitor) -> None:
    page = visitor.get(CITY)
    assert field(page, "hint").words == "secret hint"
    sent = visitor.post(CITY, page.filled(page.form(CITY)) | {"hint": "On a river.", "save": "1"})
    assert sent.headers["location"] == "/banks/aid#q-city"
    assert the_question(visitor, "city").hint == "On a river."


def test_two_who_edit_at_once_see_both_texts_and_lose_nothing(visitor: Visitor) -> None:
    page = visitor.get(CITY)
    fields = page.filled(page.form(CITY)) | {"save": "1"}
    visitor.post(CITY, fields | {"hint": "Theirs."})

    conflict = visitor.post(CITY, fields | {"hint": "Mine."})

    assert conflict.status == 409
    assert "This question was changed while you were writing" in conflict.words
    assert field(conflict, "hint").words == "Mine."
    assert [it.words for it in conflict.all("del")] == ["[removed: Theirs.]"]
    assert the_question(visitor, "city").hint == "Theirs."
    saved = visitor.send(conflict, CITY, save="1")
    assert saved.status == 200
    assert the_question(visitor, "city").hint == "Mine."


def test_an_edit_sent_twice_is_one_version(visitor: Visitor) -> None:
    page = visitor.get(CITY)
    fields = page.filled(page.form(CITY)) | {"hint": "Once.", "save": "1"}
    assert [visitor.post(CITY, fields).status, visitor.post(CITY, fields).status] == [303, 303]
    assert count(visitor.database, "question_version") == 11


def test_editing_from_the_answer_leads_back_to_practice(visitor: Visitor) -> None:
    card = card_of(visitor.database, "city")
    question = asked(visitor.database, card_id=card)
    answered(visitor.database, question)
    answer = f"/practice/answers/{question.card.showing}"
    link = next(it for it in visitor.get(answer).all("a") if it["data-key"] == "e")
    page = visitor.get(visitor.get(link["href"]).headers["location"])
    fields = page.filled(page.form(CITY)) | {"save": "1"}

    same = visitor.post(CITY, fields)
    other = visitor.post(CITY, fields | {"hint": "Better."})

    assert same.headers["location"] == answer
    assert other.headers["location"] == f"/practice?card={card}"
    assert visitor.get(other.headers["location"]).status == 200


@pytest.mark.parametrize("back", ["//evil.example", "/settings", "javascript:alert(1)", "x" * 300])
def test_the_way_back_leads_nowhere_else(visitor: Visitor, back: str) -> None:
    page = visitor.get(f"{CITY}?back={back}")
    assert page.status == 200
    sent = visitor.post(CITY, page.filled(page.form(CITY)) | {"back": back, "save": "1"})
    assert sent.headers["location"] == "/banks/aid#q-city"
