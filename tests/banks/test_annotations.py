"""Citations as Web Annotations: both selectors lead to the same words, in code points."""

import json
from datetime import UTC, datetime

import pytest

from study.banks.exchange.annotations import (
    CitedText,
    CitedWords,
    read_annotations,
    write_annotations,
)
from study.domain.errors import StudyError
from study.domain.quoting import Quote, Span
from tests.builders import a_bank
from tests.domain.builders import a_cloze, a_flashcard

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEXT = "𠮷野家 sent 1,235 aircraft 🛩.\n\nIt sent 3,665 advisers, and it sent 3,665 advisers more."


def cited(words: str, *, nth: int = 0, text: str = TEXT, question=None) -> CitedWords:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    kept = CitedText("talks", 2, text, NOW)
    return CitedWords(question or a_flashcard(), nth, kept, Span(start, start + len(words)))


def written(*citations: CitedWords, address: str = "") -> dict:
    return json.loads(write_annotations(a_bank(), citations, address))


def test_an_annotation_has_both_selectors_the_state_and_the_question():
    (annotation,) = written(cited("1,235 aircraft 🛩"))["first"]["items"]

    assert annotation["body"] == {
        "id": "banks/aid#q-aid",
        "type": "TextualBody",
        "value": "Who sent aircraft?",
        "format": "text/markdown",
        "language": "en",
        "purpose": "questioning",
    }
    assert annotation["target"]["source"] == "documents/talks"
    assert annotation["target"]["selector"] == [
        {
            "type": "TextQuoteSelector",
            "exact": "1,235 aircraft 🛩",
            "prefix": "𠮷野家 sent ",
            "suffix": ".\n\nIt sent 3,665 advisers, and i",
        },
        {"type": "TextPositionSelector", "start": 9, "end": 25},
    ]
    assert annotation["target"]["state"]["sourceDate"] == "2026-11-24T12:00:00Z"
    assert annotation["target"]["state"]["schema:version"] == 2


def test_offsets_are_code_points_whatever_the_script():
    start, end = (
        written(cited("1,235 aircraft 🛩"))["first"]["items"][0]["target"]["selector"][1]["start"],
        25,
    )

    assert TEXT[start:end] == "1,235 aircraft 🛩"
    assert len(TEXT[:start].encode("utf-16-le")) // 2 == start + 1


def test_it_is_a_collection_with_one_page():
    collection = written(cited("1,235 aircraft"), cited("3,665 advisers"))

    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (collection["type"], collection["total"]) == ("AnnotationCollection", 2)
    assert collection["first"]["type"] == "AnnotationPage"
    ids = [annotation["id"] for annotation in collection["first"]["items"]]
    assert ids == ["banks/aid#q-aid-1", "banks/aid#q-aid-1"]


def test_with_an_address_every_id_leads_there():
    (annotation,) = written(cited("1,235 aircraft"), address="https://study.example/")["first"][
        "items"
    ]

    assert annotation["target"]["source"] == "https://study.example/documents/talks"
    assert annotation["id"] == "https://study.example/banks/aid#q-aid-1"


def test_words_that_stand_twice_have_as_much_around_them_as_tells_them_apart():
    around = "words and words that are as long on both sides and tell nothing, "
    again = f"{around}the very same words, {around}"
    text = f"At first, {again}then once more, {again}and that is all."
    data = write_annotations(a_bank(), [cited("very same words", nth=1, text=text)])

    ((quote, span),) = read_annotations(data)

    assert text[span.start : span.end] == "very same words"
    assert span.start == text.rindex("very same words")
    assert len(quote.prefix) > 32


def test_the_prompt_of_a_cloze_does_not_tell_its_answers():
    asked = a_cloze("The USSR sent {{c1::1,235::how many}} aircraft.")
    (annotation,) = written(cited("1,235 aircraft", question=asked))["first"]["items"]

    assert annotation["body"]["value"] == "The USSR sent _____ aircraft."


def test_a_quote_that_is_not_found_again_is_not_given_out():
    broken = CitedWords(a_flashcard(), 0, CitedText("talks", 1, TEXT, NOW), Span(13, 17))

    with pytest.raises(StudyError, match="A quote of “aid” is not found again in “talks”"):
        write_annotations(a_bank(), [broken])


def test_reading_gives_quotes_and_places_back():
    data = write_annotations(a_bank(), [cited("3,665 advisers", nth=1)])

    ((quote, span),) = read_annotations(data)

    assert isinstance(quote, Quote)
    assert TEXT[span.start : span.end] == quote.exact == "3,665 advisers"
