"""The pages of drafting: what is wanted, how far it is, and what came of it."""

import sys
import threading
from collections.abc import Callable

import pytest

from study.endpoint import endpoint
from study.generation import english
from tests.builders import WHO
from tests.drafting import a_draft, kept, many
from tests.visiting import HTMX, Visitor


def test_a_document_and_its_bare_paragraphs_lead_to_drafting(visitor) -> None:
    page = visitor.get("/documents/xinhua")
    (link,) = [it for it in page.all("a") if it.words == "Draft questions"]
    form = visitor.get(link["href"])
    assert [it["value"] for it in form.all("input", name="document", checked="")] == ["xinhua"]
    assert len(form.all("input", name="kind")) == 9

    coverage = visitor.get("/documents/xinhua/coverage")
    (link,) = [it for it in coverage.all("a") if it.words.startswith("Draft questions on")]
    bare = visitor.get(link["href"])
    assert "checked" in bare.one("input", name="bare").attributes


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"document": []}, "Choose a document"),
        ({"kind": []}, "Choose a kind"),
        ({"most": "many"}, "Ask for 1 to 200"),
        ({"document": ["xinhua", "nowhere"]}, "not in the library"),
    ],
)
def test_a_form_that_cannot_be_carried_out_comes_back_as_it_was(visitor, changes, sentence) -> None:
    form = visitor.get("/drafts/new?document=xinhua")
    sent = visitor.send(form, "/drafts/new", **({"bank": "aid"} | changes))
    assert sent.status == 422
    assert sentence in sent.one("p", id="form-error").words
    assert "selected" in next(it for it in sent.all("option") if it["value"] == "aid").attributes


def test_without_the_library_the_page_says_how_to_install_it(visitor, monkeypatch) -> None:
    form = visitor.get("/drafts/new?document=xinhua")
    monkeypatch.setitem(sys.modules, english.MODEL, None)
    page = visitor.get("/drafts/new?document=xinhua")
    assert "pip install 'study[generate]'" in page.words
    assert (
        "disabled"
        in next(it for it in page.all("button") if it.words == "Draft questions").attributes
    )
    assert visitor.send(form, "/drafts/new").status == 422


def test_a_model_is_offered_where_one_is_set_up(visitor) -> None:
    assert not visitor.get("/drafts/new").all("input", name="model")
    visitor.app.state.llm = endpoint("http://localhost:11434/v1", "<b>gemma</b>")
    page = visitor.get("/drafts/new?document=xinhua")
    assert [it["value"] for it in page.all("input", name="model")] == ["", "check", "write"]
    assert "are sent to http://localhost:11434/v1." in page.words
    assert "<b>gemma</b>" in page.words
    assert visitor.send(page, "/drafts/new", model="everything").status == 422


def running(visitor: Visitor, key: str, work: Callable) -> None:
    visitor.app.state.jobs.start(WHO, f"drafting {key}", work)


def test_drafting_tells_how_far_it_is_and_is_cancelled_by_a_form(visitor) -> None:
    gate = threading.Event()

    def work(progress) -> None:
        while not gate.wait(0.02):
            progress("Reading", 40, 100)

    running(visitor, "one", work)
    page = visitor.get("/drafts/runs/one")
    assert page.one("p", id="doing").words == "Reading: 40 %"
    fragment = visitor.get("/drafts/runs/one", HTMX)
    assert not fragment.all("html")
    assert fragment.one("div", id="progress")["hx-get"] == "/drafts/runs/one"

    stopped = visitor.send(page, "/cancel")
    assert "Drafting was cancelled" in stopped.words
    assert visitor.get("/drafts/runs/one", HTMX).headers["HX-Refresh"] == "true"


def test_what_came_of_drafting_is_told_with_what_was_left_out(visitor) -> None:
    running(visitor, "one", lambda _: kept(visitor.database, *many(2), a_draft("city-0")))
    page = visitor.get("/drafts/runs/one")
    assert "2 drafts to read" in page.words or "3 drafts to read" in page.words
    assert "From 1,000 words" in page.words
    assert "A remark." in page.words
    assert "Below the line 1" in page.words
    assert "Others: place 2" in page.words
    read = next(it for it in page.all("a") if it.words == "Read them")
    assert "Would you ask this?" in visitor.get(read["href"]).words

    running(visitor, "two", lambda _: kept(visitor.database, *many(2)))
    again = visitor.get("/drafts/runs/two")
    assert "Nothing new to read" in again.words
    assert "Waiting already 2" in again.words


def test_a_drafting_that_is_forgotten_is_said_to_be_over(visitor) -> None:
    page = visitor.get("/drafts/runs/one")
    assert (page.status, "This drafting is over" in page.words) == (404, True)
