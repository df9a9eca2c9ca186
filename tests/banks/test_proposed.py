import json

import jsonschema
import pytest

from study.banks.proposed import KINDS, proposed, schema
from study.domain.questions import KINDS as EVERY_KIND
from study.domain.questions import Numeric, Short, Single

CITE = [{"document": "text", "quote": "Five ships left Spain in 1519."}]


def sent(kind: str, **own: object) -> dict[str, object]:
    return {"id": "one", "type": kind, "prompt": "How many ships left Spain?", "cite": CITE, **own}


def refusal(fields: dict[str, object]) -> str:
    found = proposed(fields)
    assert isinstance(found, tuple)
    return " ".join(found)


def test_the_schema_has_only_what_every_endpoint_takes() -> None:
    text = json.dumps(schema())
    for word in ("$ref", "$defs", "pattern", "oneOf", "minLength", "maxItems", "default", "const"):
        assert f'"{word}"' not in text
    assert text.count('"additionalProperties": false') == text.count('"type": "object"')
    assert len(text) < 4_500


def test_the_schema_takes_a_question_of_each_kind_and_no_other() -> None:
    cite = [{"passage": "text#p1", "quote": "Five ships left Spain in 1519."}]
    good = {"type": "numeric", "prompt": "How many?", "answer": 5, "unit": "ships", "cite": cite}
    jsonschema.validate({"questions": [good]}, schema())
    for bad in (good | {"type": "essay"}, good | {"hint": "five"}, good | {"answer": "five"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"questions": [bad]}, schema())
    assert set(KINDS) < {kind.kind for kind in EVERY_KIND}


def test_json_numbers_and_truths_become_those_of_a_bank() -> None:
    number = proposed(sent("numeric", answer=5, unit="ships"))
    assert isinstance(number, Numeric)
    assert (str(number.answer), number.unit) == ("5", "ships")
    options = [{"text": "five", "correct": True}, {"text": "six", "correct": False}]
    single = proposed(sent("single", options=options))
    assert isinstance(single, Single)
    assert [option.correct for option in single.options] == [True, False]


def test_what_was_not_asked_for_is_left_out() -> None:
    more = {"explanation": "x", "hint": "x", "tags": ["x"], "unit": "ships", "new": {"a": [1]}}
    found = proposed(sent("short", answers=["five", "5"], **more))
    assert isinstance(found, Short)
    assert (found.explanation, found.hint, found.tags) == ("", "", ())


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (sent("essay"), "“essay” is none of the kinds"),
        (sent("ordering", items=["a", "b"]), "“ordering” is none of the kinds"),
        (sent("short"), "answers: `answers` is missing."),
        (sent("short", answers=[{"text": "a"}]), "must be a text"),
        (sent("numeric", answer="many"), "answer: “many” is not a plain number."),
        (sent("short", answers=["a\x07"]), "characters that cannot be seen"),
        ({}, "“” is none of the kinds"),
    ],
)
def test_what_is_wrong_is_told_in_sentences(fields: dict[str, object], sentence: str) -> None:
    assert sentence in refusal(fields)
