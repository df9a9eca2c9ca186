"""Many questions of a bank on one page, a bank’s own fields, and its files to take away."""

import io
import zipfile

import pytest

from study.banks.reading import read_bank
from study.storage import banks
from tests.builders import a_bank, brought_in, count, written
from tests.domain.builders import a_short
from tests.visiting import Page, Visitor

MANAGE = "/banks/aid/manage"


def chosen(page: Page) -> list[str]:
    return [it["value"] for it in page.all("input", name="chosen")]


def done(visitor: Visitor, act: str, *slugs: str, **what: object) -> Page:
    form = visitor.get(MANAGE)
    fields = form.filled(form.form(MANAGE)) | {"act": act, "chosen": list(slugs)} | what
    sent = visitor.post(MANAGE, fields)
    return visitor.get(sent.headers["location"]) if sent.status == 303 else sent


def the_question(visitor: Visitor, slug: str, bank: str = "aid"):
    with visitor.database.read() as db:
        return banks.question(db, banks.bank(db, bank).id, slug)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 10),
        ("?words=wartime capital", 2),
        ("?words=CHONGQING%20city", 1),
        ("?kind=numeric", 1),
        ("?tag=nothing", 0),
        ("?level=none", 10),
        ("?level=3", 0),
        ("?state=retired", 0),
        ("?state=all", 10),
        ("?state=nonsense&start=0", 10),
        ("?start=200", 0),
    ],
)
def test_questions_are_chosen_by_what_they_are(visitor: Visitor, query: str, found: int) -> None:
    page = visitor.get(MANAGE + query)
    assert (page.status, len(chosen(page))) == (200, found)


def test_the_ticked_are_tagged_and_it_is_told(visitor: Visitor) -> None:
    page = done(visitor, "tag", "city", "count", tags="war, aid")
    assert "Done with 2 questions." in page.words
    assert the_question(visitor, "city").question().tags == ("war", "aid")
    link = next(it for it in page.all("a") if "take it back" in it.words)
    assert visitor.get(link["href"]).status == 200
    assert "Nothing had to be changed." in done(visitor, "tag", "city", tags="war").words


def test_all_that_match_are_meant_where_that_is_ticked(visitor: Visitor) -> None:
    page = done(visitor, "retire", everything="1", kind="numeric")
    assert "Done with 1 question." in page.words
    assert the_question(visitor, "count").retired
    assert chosen(visitor.get(f"{MANAGE}?state=retired")) == ["count"]
    done(visitor, "resume", "count", state="retired")
    assert not the_question(visitor, "count").retired


def test_the_filters_stay_after_an_act(visitor: Visitor) -> None:
    page = done(visitor, "weigh", "count", difficulty="4", kind="numeric")
    assert chosen(page) == ["count"]
    assert the_question(visitor, "count").question().difficulty == 4


def test_an_act_without_ticks_comes_back_with_what_was_typed(visitor: Visitor) -> None:
    page = done(visitor, "tag", tags="war")
    assert page.status == 422
    assert "No question is ticked: tick those that you mean." in page.words
    assert page.one("input", name="tags")["value"] == "war"
    assert count(visitor.database, "import") == 1


def test_ticks_stay_when_something_else_is_missing(visitor: Visitor) -> None:
    page = done(visitor, "tag", "city", tags="")
    ticked = [it["value"] for it in page.all("input", name="chosen") if "checked" in it.attributes]
    assert (page.status, ticked) == (422, ["city"])


def test_questions_are_put_in_order(visitor: Visitor) -> None:
    done(visitor, "reorder", "events", place="1")
    assert chosen(visitor.get(MANAGE))[0] == "events"


def test_questions_move_to_another_bank(visitor: Visitor, tmp_path) -> None:
    more = a_bank(a_short(id="other"), id="more", title="More")
    brought_in(visitor.database, written(tmp_path / "more", more))
    page = done(visitor, "move", "city", target="more")
    assert "Done with 1 question." in page.words
    assert the_question(visitor, "city", "more").version == 1
    assert done(visitor, "move", "count", target="nowhere").status == 404


def test_replacing_is_shown_word_by_word_and_then_done(visitor: Visitor) -> None:
    shown = done(
        visitor, "replace", "city", "capital", find="Which", write="What", places=["question"]
    )
    assert "2 questions would change. Nothing is done yet." in shown.words
    assert [it.words for it in shown.all("ins")] == ["[added: What]"] * 2
    assert count(visitor.database, "import") == 1

    fields = shown.filled(shown.form(MANAGE)) | {"act": "apply"}
    fields["ticked"] = [it for it in fields["ticked"] if it.startswith("city")]
    sent = visitor.post(MANAGE, fields)

    assert sent.status == 303
    assert the_question(visitor, "city").question().prompt == "What city?"
    assert the_question(visitor, "capital").version == 1
    assert visitor.post(MANAGE, fields).headers["location"] == sent.headers["location"]


def test_what_was_shown_and_changed_since_is_a_conflict(visitor: Visitor) -> None:
    shown = done(visitor, "replace", "city", find="Which", write="What", places=["question"])
    done(visitor, "tag", "city", tags="new")
    page = visitor.post(MANAGE, shown.filled(shown.form(MANAGE)) | {"act": "apply"})
    assert page.status == 409
    assert "changed since its preview was made" in page.words


def test_rubbish_is_no_act(visitor: Visitor) -> None:
    assert done(visitor, "explode", "city").status == 422
    assert done(visitor, "apply", "city", ticked=["x|y", "city|99"], find="a").status in {409, 422}


# --- a bank's own fields -----------------------------------------------------------------


def test_a_bank_is_made_and_gets_its_first_question(visitor: Visitor) -> None:
    page = visitor.get("/banks/new")
    bank = visitor.send(page, "/banks/new", title="The war at sea", license="CC0-1.0")
    assert bank.status == 200
    assert "The war at sea" in bank.one("h1").words
    assert "The war at sea" in visitor.get("/banks").words
    assert visitor.get("/banks/the-war-at-sea/questions/new").status == 200


def test_a_wrong_bank_comes_back_with_what_was_typed(visitor: Visitor) -> None:
    fields = {"title": " ", "language": "Englisch!", "description": "Long.", "slug": "aid"}
    page = visitor.post("/banks/new", fields)
    assert page.status == 422
    assert page.one("p", id="title-error").words == "The title is empty. Write something."
    assert "no language" in page.one("p", id="language-error").words
    assert page.one("textarea", name="description").words == "Long."
    taken = visitor.post("/banks/new", fields | {"title": "Aid", "language": "en"})
    assert "is the id of another bank" in taken.one("p", id="slug-error").words


def test_what_a_bank_says_of_itself_is_changed(visitor: Visitor) -> None:
    page = visitor.get("/banks/aid/edit")
    visitor.send(page, "/edit", title="Help from abroad", authors="A. Author\r\nB. Author\r\n")
    with visitor.database.read() as db:
        bank = banks.bank(db, "aid")
    assert (bank.title, bank.authors) == ("Help from abroad", ("A. Author", "B. Author"))
    late = visitor.send(page, "/edit", title="Help from nearby")
    assert (late.status, "changed this bank while you were writing" in late.words) == (409, True)


# --- taking it away ----------------------------------------------------------------------


def test_a_bank_is_taken_away_as_the_file_to_put_back(visitor: Visitor) -> None:
    given = visitor.client.get("/banks/aid/export")
    assert given.headers["content-disposition"] == 'attachment; filename="aid.yaml"'
    assert given.headers["x-content-type-options"] == "nosniff"
    bank = read_bank(given.content, "aid.yaml").bank
    assert bank is not None
    assert len(bank.questions) == 10


@pytest.mark.parametrize("name", ["json", "gift", "moodle-xml", "csv", "apkg", "annotations"])
def test_every_format_is_an_attachment(visitor: Visitor, name: str) -> None:
    given = visitor.client.get(f"/banks/aid/export?format={name}")
    assert given.status_code == 200
    assert given.headers["content-disposition"].startswith('attachment; filename="aid.')
    assert given.content
    if name == "apkg":
        assert zipfile.is_zipfile(io.BytesIO(given.content))
    assert visitor.get(f"/banks/aid/exports?format={name}").status == 200


def test_an_unknown_format_is_told(visitor: Visitor) -> None:
    assert visitor.get("/banks/aid/export?format=exe").status == 422
    assert visitor.get("/banks/aid/exports?format=exe").status == 404


def test_the_banks_page_leads_to_everything_an_author_does(visitor: Visitor) -> None:
    page = visitor.get("/banks/aid")
    nav = page.one("nav", aria_label="For authors")
    links = [it["href"] for it in page.within(nav) if it.tag == "a"]
    for link in links:
        assert visitor.client.get(link).status_code == 200, link
    assert len(links) > 6
