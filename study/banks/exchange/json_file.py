"""JSON of the same schema as a bank file, or of another shape."""

import json
from decimal import Decimal

from study.banks.brought import Sent
from study.banks.dialects import found_in, is_ours, read_dialect
from study.banks.encoding import escaped
from study.banks.exchange.json_text import json_places, load_json
from study.banks.exchange.passages import Sources
from study.banks.exchange.written import Written
from study.banks.problems import Problem
from study.banks.reading import Reading, read_loaded
from study.banks.writing import bank_fields
from study.banks.yaml_events import Loaded, Plain, RefusedError
from study.banks.yaml_text import Value
from study.domain.questions import Bank

SHAPE = "JSON bank file"
OTHER_SHAPE = "JSON with questions in a shape of its own"
NO_QUIZ = "This is no quiz: nothing in it is a question with options or an answer."
HOW = "docs/bank-format.md shows how a bank is written."


def read_json(text: str, sent: Sent) -> Reading:
    """The bank in a JSON file, in our schema or in one of the shapes people use."""
    try:
        loaded = load_json(text)
    except RefusedError as refused:
        return read_loaded(Loaded(flaws=[refused.flaw]), text, sent.name, SHAPE)
    if is_ours(loaded.value):
        return read_loaded(loaded, text, sent.name, SHAPE)
    if found := found_in(loaded.value):
        return read_dialect(found, loaded, json_places(text), sent.name, OTHER_SHAPE)
    return Reading(None, (Problem(file=sent.name, message=NO_QUIZ, fix=HOW),), format=SHAPE)


def write_json(bank: Bank, _sources: Sources) -> Written:
    """The bank as JSON: the fields of its YAML file under the same names."""
    text = json.dumps(_shown(bank_fields(bank)), ensure_ascii=False, indent=1)
    return Written((escaped(text) + "\n").encode())


def _shown(value: Value) -> Plain:
    """The value as JSON has it; a number only where that keeps every digit as it is written."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) and str(int(value)) == str(value) else str(value)
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, dict):
        return {name: _shown(inner) for name, inner in value.items()}
    return [_shown(inner) for inner in value]
