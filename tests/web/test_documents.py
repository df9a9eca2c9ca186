"""The texts with their marks, and lists that cost the same however long they are."""

from pathlib import Path

import pytest

from study.storage.database import Database
from tests.builders import (
    NOW,
    a_bank,
    a_document,
    brought_in,
    kept,
    some_questions,
    with_settings,
    written,
)
from tests.counting import counted
from tests.visiting import HTMX, Visitor

PATHS = ("/", "/banks", "/banks/aid", "/documents", "/documents/xinhua", "/progress", "/practice")


def costs(visitor: Visitor) -> dict[str, int]:
    found = {}
    for path in PATHS:
        with counted(visitor.database) as statements:
            assert visitor.get(path).status == 200
        found[path] = len(statements)
    return found


def test_a_page_costs_as_many_queries_for_fifty_questions_as_for_five(sqlite_database, tmp_path):
    visitor = Visitor(sqlite_database)
    kept(sqlite_database, tmp_path, a_bank(*some_questions(5)))
    few = costs(visitor)
    more = [a_bank(*some_questions(50), id=name) for name in ("aid", "two", "three")]
    other = a_document("Other words.", id="other", title="Other")
    written(tmp_path, *more, documents=[a_document(), other])
    brought_in(sqlite_database, tmp_path)
    many = costs(visitor)

    assert many == few
    assert max(few.values()) <= 15


def test_a_card_costs_few_queries(sqlite_database, tmp_path):
    visitor = Visitor(sqlite_database)
    kept(sqlite_database, tmp_path, a_bank(*some_questions(5)))
    question = visitor.get("/practice")
    with counted(sqlite_database) as answering:
        answered = visitor.swap(question, "/answer", skip="1")
    with counted(sqlite_database) as rating:
        visitor.swap(answered, "/rate", rating="3")

    assert (len(answering), len(rating)) <= (16, 16)


def test_a_studied_question_stands_beside_its_passage_without_its_key(visitor):
    answered = visitor.send(visitor.get("/practice"), "/answer", skip="1")
    assert not visitor.get("/documents/xinhua").all("ul", class_="notes")
    visitor.send(answered, "/rate", rating="4")
    page = visitor.get("/documents/xinhua")

    assert "Who sent aircraft?" in page.one("ul", class_="notes").words
    assert "secret" not in page.text


def test_the_documents_page_counts_words_passages_and_questions(visitor):
    page = visitor.get("/documents")

    assert "An interview on the war" in page.words
    assert "4 paragraphs" in page.words
    assert "0 of 10 questions studied" in page.words


def test_a_document_shows_who_speaks_and_where_it_is_from(visitor):
    page = visitor.get("/documents/xinhua")

    assert "A. Author, Xinhua, 2025" in page.words
    assert page.one("span", class_="speaker").words == "Xinhua asks"
    assert page.one("h2").words == "On the help that came"


def test_the_way_back_leads_to_the_answer_it_came_from(visitor):
    question = visitor.get("/practice")
    showing = question.one("input", name="showing")["value"]
    visitor.send(question, "/answer", skip="1")
    identity = int(question.form("/answer")["action"].split("/")[2]) // 1000
    page = visitor.get(f"/documents/xinhua?at={identity}&back={showing}")

    assert page.one("p", class_="way-back")
    assert (
        page.within(page.one("p", class_="way-back"))[0]["href"] == f"/practice/answers/{showing}"
    )


# Odd data: a name that a template does not know would be an error.


@pytest.fixture
def nobody(sqlite_database: Database) -> Visitor:
    """A visitor of a server that holds nothing."""
    with_settings(sqlite_database)
    return Visitor(sqlite_database)


def test_every_page_bears_a_server_without_banks(nobody):
    for path in ("/", "/practice", "/banks", "/documents", "/progress", "/settings"):
        for headers in ({}, HTMX):
            assert nobody.get(path, headers).status == 200, path


def test_every_page_bears_a_bank_without_questions_and_a_document_without_citations(
    nobody, tmp_path
):
    lost = some_questions(1, citations=())
    written(tmp_path, a_bank(*lost), documents=[a_document(), a_document("Short.", id="other")])
    brought_in(nobody.database, tmp_path)
    for path in (*PATHS, "/documents/other", "/practice?bank=aid"):
        assert nobody.get(path).status == 200, path


def test_every_page_bears_a_learner_who_took_nothing_up(visitor):
    with visitor.database.write() as db:
        db.exec_driver_sql("DELETE FROM card")
        db.exec_driver_sql("DELETE FROM shelf")
    for path in PATHS:
        assert visitor.get(path).status == 200, path


def test_every_page_bears_a_document_of_which_nothing_is_known(sqlite_database, tmp_path: Path):
    bare = dict.fromkeys(("author", "publisher", "published", "viewpoint"), "")
    bank = a_bank(*some_questions(2), description="", license="", authors=())
    written(tmp_path, bank, documents=[a_document(**bare)])
    brought_in(sqlite_database, tmp_path, NOW)
    visitor = Visitor(sqlite_database)
    for path in PATHS:
        assert visitor.get(path).status == 200, path
    assert visitor.send(visitor.get("/practice"), "/answer", skip="1").status == 200
