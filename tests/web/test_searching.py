"""The search page and the page that shows what is asked about a document."""

from pathlib import Path

import pytest

from study.domain.questions import Citation, DocumentRef
from study.domain.quoting import Quote
from study.domain.searching import excerpt, terms, tokens, words
from tests.builders import AIRCRAFT, TEXT, a_bank, a_document, brought_in, kept, written
from tests.domain.builders import a_flashcard
from tests.visiting import HTMX, Visitor


def test_a_word_finds_paragraphs_and_questions(visitor: Visitor, tmp_path: Path) -> None:
    question = a_flashcard(id="q", prompt="Which city was bombed?")
    kept(visitor.database, tmp_path, a_bank(question))

    page = visitor.get("/search?q=bombed")

    assert [mark.words for mark in page.all("mark")] == ["bombed", "bombed"]
    links = [link["href"] for link in page.all("a") if "#" in link["href"]]
    assert "/banks/aid#q-q" in links
    assert any(link.startswith("/documents/xinhua#p") for link in links)


def test_a_search_by_a_key_has_to_be_asked_for(visitor: Visitor, tmp_path: Path) -> None:
    question = a_flashcard(id="q", prompt="Who commanded?", answer="Chuikov")
    kept(visitor.database, tmp_path, a_bank(question))

    assert "q-q" not in visitor.get("/search?q=chuikov").text
    found = visitor.get("/search?q=chuikov&keys=1")
    assert "#q-q" in found.text
    assert "Chuikov" not in " ".join(hit.words for hit in found.all("li"))


def test_nothing_found_is_said_with_what_to_try(visitor: Visitor, tmp_path: Path) -> None:
    kept(visitor.database, tmp_path, a_bank())

    assert "No question and no paragraph" in visitor.get("/search?q=zeppelin").words


def test_no_word_finds_nothing_and_says_how_to_begin(visitor: Visitor, tmp_path: Path) -> None:
    kept(visitor.database, tmp_path, a_bank())

    for query in ("", "%20", "...", "%22%22"):
        assert "Type a word" in visitor.get(f"/search?q={query}").words


def test_htmx_gets_the_results_alone(visitor: Visitor, tmp_path: Path) -> None:
    kept(visitor.database, tmp_path, a_bank())

    page = visitor.get("/search?q=aircraft", HTMX)

    assert page.text.lstrip().startswith('<section id="found"')


def test_many_results_come_page_by_page(visitor: Visitor, tmp_path: Path) -> None:
    some = [a_flashcard(id=f"q{n}", prompt=f"Which squadron, case {n}?") for n in range(25)]
    kept(visitor.database, tmp_path, a_bank(*some))

    first = visitor.get("/search?q=squadron")
    further = next(link for link in first.all("a") if link.words == "More questions")
    second = visitor.get(further["href"])

    assert "25 questions" in first.words
    assert sum("#q-q" in link["href"] for link in second.all("a")) == 5


@pytest.mark.parametrize("start", ["-5", "99999", "7"])
def test_a_page_beyond_the_end_is_empty_and_no_accident(
    visitor: Visitor, tmp_path: Path, start: str
) -> None:
    kept(visitor.database, tmp_path, a_bank())

    assert visitor.get(f"/search?q=aircraft&start={start}").status == 200


def test_coverage_counts_questions_and_lists_paragraphs_without_any(
    visitor: Visitor, tmp_path: Path
) -> None:
    text = a_document(TEXT + "\n\nNobody asked about these last words.", id="fresh")
    cited = (Citation("fresh", Quote(AIRCRAFT)),)
    bank = a_bank(
        a_flashcard(id="one", difficulty=1, citations=cited),
        a_flashcard(id="two", difficulty=5, citations=cited),
        id="asking",
        documents=(DocumentRef("fresh", "../documents/fresh.md"),),
    )
    brought_in(visitor.database, written(tmp_path / "asking", bank, documents=[text]))

    page = visitor.get("/documents/fresh/coverage")

    assert "2 questions rest on 1 of" in page.words
    assert "Nobody asked about these last words." in page.words
    assert {"easy", "hard"} <= {rect["class"] for rect in page.all("rect")}
    assert "middling" not in {rect["class"] for rect in page.all("rect")}


def test_a_document_without_questions_says_so(visitor: Visitor, tmp_path: Path) -> None:
    other = a_document("Other words altogether, of no use to anybody.", id="other")
    brought_in(visitor.database, written(tmp_path, a_bank(), documents=[a_document(), other]))

    assert "No question rests on" in visitor.get("/documents/other/coverage").words
    assert visitor.get("/documents/nowhere/coverage").status == 404


def test_an_excerpt_is_cut_around_its_first_hit() -> None:
    text = "before " * 60 + "the zeppelin landed " + "after " * 60
    pieces = excerpt(text, terms("zeppelin"))

    assert [piece for piece, is_marked in pieces if is_marked] == ["zeppelin"]
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)
    assert len("".join(piece for piece, _ in pieces)) < 360


def test_a_marked_phrase_is_marked_whole() -> None:
    pieces = excerpt("The Soviet Union and a union of Soviets", terms('"soviet union"'))

    assert [piece for piece, is_marked in pieces if is_marked] == ["Soviet Union"]


def test_a_token_knows_its_place_in_the_text() -> None:
    text = "Über 1,235 Flugzeuge, 中国"

    assert [text[t.start : t.end] for t in tokens(text)] == [
        "Über",
        "1,235",
        "Flugzeuge",
        "中",
        "国",
    ]
    assert words(text) == "uber 1235 flugzeuge 中 国"
