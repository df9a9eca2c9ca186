"""Practice as a person does it: by plain forms, and by htmx, with the same outcome."""

from collections.abc import Callable

import pytest

from tests.builders import DAY, MINUTE, card_of, count, rows
from tests.visiting import Page, Visitor

Fields = dict[str, str | list[str]]


def chosen(page: Page, *texts: str) -> Fields:
    """The options with these texts ticked."""
    labels = page.all("label", class_="option")
    inputs = [it for label in labels for it in page.within(label) if it.tag == "input"]
    told = dict(zip([label.words[2:] for label in labels], inputs, strict=True))
    return {"choice": [told[text]["value"] for text in texts]}


def typed(_page: Page, *texts: str) -> Fields:
    return {"text": list(texts)}


def placed(page: Page, *texts: str) -> Fields:
    """Each displayed item with its place among these texts."""
    items = [it.words for it in page.all("span", class_="item")]
    return {"place": [str(texts.index(item) + 1) for item in items]}


def joined(page: Page, *rights: str) -> Fields:
    """For each left-hand item the position of that right-hand text."""
    options = [it for it in page.within(page.one("select", name="match")) if it.tag == "option"]
    told = {option.words: option["value"] for option in options}
    return {"match": [told[right] for right in rights]}


def nothing(_page: Page) -> Fields:
    return {}


ORDER = ("Mukden", "Marco Polo Bridge", "Pearl Harbor", "Hiroshima")
# The question's id, how its form is filled in, what is right, what is wrong, and the headline.
KINDS: dict[str, tuple[Callable[..., Fields], tuple[str, ...], tuple[str, ...], str]] = {
    "sent": (typed, ("1,235",), ("1,100",), "Not right"),
    "capital": (chosen, ("Chongqing",), ("Wuhan",), "Not right"),
    "sorts": (chosen, ("tanks", "aircraft"), ("rockets",), "Not right"),
    "manchuria": (chosen, ("False",), ("True",), "Not right"),
    "city": (typed, ("chongqing",), ("Nanjing",), "Not right"),
    "count": (typed, ("1235",), ("1236",), "Not right"),
    "events": (placed, ORDER, ORDER[::-1], "Not right"),
    "capitals": (
        joined,
        ("Moscow", "Tokyo", "Chongqing"),
        ("Moscow", "Tokyo", "Vichy"),
        "Partly right: 2 of 3",
    ),
    "aid": (nothing, (), (), "Here is the answer"),
    "figures": (nothing, (), (), "Here is the answer"),
}


def question_of(visitor: Visitor, slug: str) -> Page:
    part = 1 if slug == "sent" else 0
    return visitor.get(f"/practice?card={card_of(visitor.database, slug, part)}")


def assert_explained(page: Page, headline: str) -> None:
    """The page says how it went, why, where it stands, and what each rating would do."""
    assert page.status == 200
    assert page.one("h1").words.startswith(headline)
    assert "secret explanation" in page.text
    assert "supplied China with 1,235 aircraft" in page.one("mark").words
    buttons = [it for it in page.all("button", name="rating") if "rating" in it["class"]]
    assert [it["value"] for it in buttons] == ["1", "2", "3", "4"]
    assert all("min" in it.words or "day" in it.words for it in buttons)


@pytest.mark.parametrize("slug", KINDS)
@pytest.mark.parametrize("is_right", [True, False])
def test_a_question_of_each_kind_is_answered_without_scripts(visitor, slug, is_right):
    fill, right, wrong, headline = KINDS[slug]
    question = question_of(visitor, slug)
    fields = fill(question, *(right if is_right else wrong))
    form = question.form("/answer")
    sent = visitor.post(form["action"], question.filled(form) | fields)

    assert sent.status == 303
    assert_explained(
        visitor.get(sent.headers["location"]),
        headline if not is_right or not right else "Correct",
    )


@pytest.mark.parametrize("slug", KINDS)
def test_a_question_of_each_kind_is_answered_by_htmx(visitor, slug):
    fill, right, wrong, headline = KINDS[slug]
    for texts, expected in ((right, "Correct" if right else headline), (wrong, headline)):
        question = question_of(visitor, slug)
        region = visitor.swap(question, "/answer", **fill(question, *texts))
        showing = question.one("input", name="showing")["value"]

        assert [it["id"] for it in region.elements if not it.parents] == ["sitting"]
        assert region.headers["hx-push-url"] == f"/practice/answers/{showing}"
        assert_explained(region, expected)


def test_a_rating_brings_the_next_card(visitor):
    question = visitor.get("/practice")
    answered = visitor.send(question, "/answer", skip="1")
    following = visitor.send(answered, "/rate", rating="3")

    assert following.one("section", id="sitting")["data-stage"] == "question"
    assert following.form("/answer")["action"] != question.form("/answer")["action"]


def test_a_rating_by_htmx_brings_the_next_card_s_region(visitor):
    question = visitor.get("/practice?bank=aid")
    answered = visitor.swap(question, "/answer", skip="1")
    following = visitor.swap(answered, "/rate", rating="3")

    assert following.headers["hx-push-url"] == "/practice?bank=aid"
    assert following.elements[0]["id"] == "sitting"
    assert following.elements[0]["data-stage"] == "question"


def test_opening_practice_again_shows_the_same_card(visitor):
    actions = [visitor.get("/practice").form("/answer")["action"] for _ in range(3)]

    assert len(set(actions)) == 1


def test_practice_of_one_bank_stays_in_it(visitor):
    question = visitor.get("/practice?bank=aid")
    answered = visitor.send(question, "/answer", skip="1")

    assert answered.one("input", name="bank")["value"] == "aid"


def test_a_hint_is_shown_when_it_is_asked_for_and_what_was_typed_stays(visitor):
    question = question_of(visitor, "city")
    assert "secret hint" not in question.text
    form = question.form("/answer")
    button = next(it for it in question.all("button") if it["formaction"].endswith("/hint"))
    hinted = visitor.post(button["formaction"], question.filled(form) | {"text": "Chong"})

    assert "secret hint" in hinted.text
    assert hinted.one("input", id="typed")["value"] == "Chong"
    answered = visitor.send(hinted, "/answer", text="Chongqing")
    assert answered.one("button", class_="rating suggested")["value"] == "2"


def test_an_empty_answer_is_shown_again_with_the_mistake_beside_the_field(visitor):
    question = question_of(visitor, "city")
    again = visitor.send(question, "/answer", text="")

    assert again.status == 422
    assert "Type an answer" in again.one("p", id="answer-error").words
    assert again.one("input", id="typed")["aria-describedby"] == "answer-error"
    showing = again.one("input", name="showing")["value"]
    assert showing == question.one("input", name="showing")["value"]
    assert count(visitor.database, "answer") == 0


def test_what_was_sent_wrongly_stays_in_every_kind_of_control(visitor):
    for slug, fields in (
        ("events", {"place": ["1", "1", "2", ""]}),
        ("capitals", {"match": ["", "", ""]}),
        ("capital", {"choice": ["0", "1"]}),
    ):
        again = visitor.send(question_of(visitor, slug), "/answer", **fields)
        assert again.status == 422
        name, values = next(iter(fields.items()))
        assert again.filled(again.form("/answer")).get(name) == values


def test_i_was_right_rates_a_wrong_answer_good(visitor):
    answered = visitor.send(question_of(visitor, "city"), "/answer", text="the river city")
    overrule = next(form for form in answered.all("form") if form["class"] == "overrule")
    visitor.post(overrule["action"], answered.filled(overrule) | {"rating": "3"})

    assert rows(visitor.database, "SELECT rating, suggested FROM review") == [(3, 1)]


def test_the_citation_leads_to_the_words_in_the_document(visitor):
    answered = visitor.send(question_of(visitor, "city"), "/answer", skip="1")
    link = next(it for it in answered.all("a") if "Read it in the document" in it.words)
    path, _, anchor = link["href"].partition("#")
    document = visitor.get(path)

    assert document.one("div", id=anchor)["class"] == "passage current"
    assert "supplied China with 1,235 aircraft" in document.one("mark").words


# Menu and undo.


def test_a_card_is_put_off_suspended_and_brought_back_from_the_bank_s_page(visitor):
    first = visitor.get("/practice")
    second = visitor.send(first, "/bury")
    third = visitor.send(second, "/suspend")
    assert len({page.form("/answer")["action"] for page in (first, second, third)}) == 3

    bank = visitor.get("/banks/aid")
    assert "put off until tomorrow" in bank.words
    assert visitor.send(bank, "/resume").status == 200
    assert not visitor.get("/banks/aid").all("form", method="post")


def test_a_flag_keeps_the_card_in_hand(visitor):
    question = visitor.get("/practice")
    flagged = visitor.send(question, "/flag", flag="2")

    assert flagged.form("/answer")["action"] == question.form("/answer")["action"]
    assert flagged.all("span", class_="flag flag-2")


def test_a_flag_on_the_answer_keeps_the_answer(visitor):
    answered = visitor.send(visitor.get("/practice"), "/answer", skip="1")
    flagged = visitor.send(answered, "/flag", flag="2")
    assert flagged.one("section", id="sitting")["data-stage"] == "answered"
    visitor.send(flagged, "/rate", rating="3")

    assert rows(visitor.database, "SELECT kind FROM review ORDER BY sequence") == [
        ("flagged",),
        ("rated",),
    ]


def test_undo_works_after_a_reload_and_brings_the_card_back(visitor):
    question = visitor.get("/practice")
    answered = visitor.send(question, "/answer", skip="1")
    visitor.send(answered, "/rate", rating="3")
    back = visitor.send(visitor.get("/practice"), "/undo")

    assert back.form("/answer")["action"] == question.form("/answer")["action"]
    assert rows(visitor.database, "SELECT new_done FROM day") == [(0,)]


def test_undo_works_from_the_finished_page(visitor):
    visitor.now += 0 * MINUTE
    page = visitor.get("/practice")
    while page.one("section", id="sitting")["data-stage"] == "question":
        last = page.form("/answer")["action"]
        page = visitor.send(visitor.send(page, "/answer", skip="1"), "/rate", rating="4")
    assert page.one("h1").words == "Done for today"
    back = visitor.send(page, "/undo")

    assert back.form("/answer")["action"] == last


def test_the_finished_page_says_when_to_come_back_and_offers_more(visitor):
    page = visitor.send(visitor.get("/settings"), "/settings", new_a_day="3")
    page = visitor.get("/practice")
    while page.one("section", id="sitting")["data-stage"] == "question":
        page = visitor.send(visitor.send(page, "/answer", skip="1"), "/rate", rating="4")
    assert "Today you answered 3 cards" in page.words
    assert "on " in next(it.words for it in page.all("p") if it.words.startswith("The next"))
    more = visitor.send(page, "/more")

    assert more.one("section", id="sitting")["data-stage"] == "question"


def test_a_week_of_practice_goes_through_every_page(visitor):
    for day in range(7):
        page = visitor.get("/practice")
        for number in range(30):
            if page.one("section", id="sitting")["data-stage"] != "question":
                break
            rating = str(1 + (day + number) % 4)
            page = visitor.send(visitor.send(page, "/answer", skip="1"), "/rate", rating=rating)
            visitor.now += MINUTE
        for path in ("/", "/banks", "/banks/aid", "/documents", "/documents/xinhua", "/progress"):
            assert visitor.get(path).status == 200
        visitor.now += DAY
    assert count(visitor.database, "review") > 20
