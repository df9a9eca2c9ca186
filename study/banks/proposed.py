"""Questions that a model proposes: the shape it is asked for, and what it sent as a question."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError

from study.banks.explaining import TYPES, complaints, field_path
from study.banks.format import QUESTION
from study.banks.yaml_events import CONTROL
from study.domain.questions import AnyQuestion, Defaults

# Of every other kind the gate cannot prove the whole key: which goes with which, what comes first.
KINDS = ("single", "multiple", "true_false", "short", "numeric", "cloze", "flashcard")

Json: TypeAlias = Any  # Whatever a JSON text holds.

# What a model is asked for. Explanations, hints and feedback cannot be proved by a quote.
_FIELDS = ("type", "prompt", "text", "options", "answer", "answers", "unit", "correction")
_OPTION_FIELDS = ("text", "correct")
_SIMPLE = {"string", "boolean", "number", "integer"}
_KEPT = frozenset({"id", "cite", *_FIELDS})


def schema(kinds: Sequence[str] = KINDS) -> dict[str, Json]:
    """The JSON schema of a model's answer: questions of these kinds that cite numbered passages.

    It has only what every endpoint takes: no patterns, no lengths, no references, and every
    field that it has is required.
    """
    shapes = [_shape(TYPES[kind]) for kind in KINDS if kind in kinds]
    return _group({"questions": {"type": "array", "items": {"anyOf": shapes}}})


def _shape(model: type[BaseModel]) -> dict[str, Json]:
    whole = model.model_json_schema()
    own = {name: whole["properties"][name] for name in _FIELDS if name in whole["properties"]}
    fields = {name: _plain(value, whole["$defs"]) for name, value in own.items()}
    cite = _group({"passage": {"type": "string"}, "quote": {"type": "string"}})
    return _group({**fields, "cite": {"type": "array", "items": cite}})


def _plain(value: Mapping[str, Json], named: Mapping[str, Json]) -> dict[str, Json]:
    """A field's schema without what only some endpoints understand."""
    if "$ref" in value:
        properties = named[value["$ref"].rpartition("/")[2]]["properties"]
        return _group({name: _plain(properties[name], named) for name in _OPTION_FIELDS})
    if "const" in value:
        return {"type": "string", "enum": [value["const"]]}
    if value.get("type") == "array":
        return {"type": "array", "items": _plain(value["items"], named)}
    return {"type": value["type"] if value.get("type") in _SIMPLE else "number"}


def _group(fields: Mapping[str, Json]) -> dict[str, Json]:
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(fields),
        "additionalProperties": False,
    }


def proposed(fields: Mapping[str, Json]) -> AnyQuestion | tuple[str, ...]:
    """The question in what a model sent, or a sentence for everything that is wrong with it.

    What was not asked for is left out; a number or a truth may be written as JSON has it.
    """
    kept = {name: _written(fields[name]) for name in fields if name in _KEPT}
    kept["type"] = str(kept.get("type", "")).lower().replace("-", "_").replace(" ", "_")
    if kept["type"] not in KINDS:
        return (f"“{kept['type'][:40]}” is none of the kinds that were asked for.",)
    if isinstance(kept.get("answers"), str):
        kept["answers"] = [kept["answers"]]
    kept = {name: value for name, value in kept.items() if name in _names(kept["type"])}
    if _has_control(kept):
        return ("It holds characters that cannot be seen.",)
    try:
        question: AnyQuestion = QUESTION.validate_python(kept).domain(Defaults())
    except ValidationError as error:
        return tuple([f"{field_path(it.path)}: {it.message}" for it in complaints(error)])
    return question


def _names(kind: str) -> Sequence[str]:
    """The fields that a kind of question has: a model fills in those of others as well."""
    return list(TYPES[kind].model_fields)


def _written(value: Json) -> Json:
    """A JSON value as a bank file would have it: scalars as texts, what is null left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return [_written(inner) for inner in value if inner is not None]
    if isinstance(value, dict):
        return {name: _written(inner) for name, inner in value.items() if inner is not None}
    return "" if value is None else str(value)


def _has_control(value: Json) -> bool:
    if isinstance(value, str):
        return CONTROL.search(value) is not None
    inner = value.values() if isinstance(value, dict) else value
    return any(_has_control(it) for it in inner)
