"""What a model refused, field by field, in sentences for the author of the file."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from study.banks import format as bank_format
from study.banks.fields import shown
from study.banks.yaml_events import Path

TYPES: dict[str, type[BaseModel]] = {
    "flashcard": bank_format.Flashcard,
    "cloze": bank_format.Cloze,
    "single": bank_format.Single,
    "multiple": bank_format.Multiple,
    "true_false": bank_format.TrueFalse,
    "short": bank_format.Short,
    "numeric": bank_format.Numeric,
    "ordering": bank_format.Ordering,
    "matching": bank_format.Matching,
    "comparison": bank_format.Comparison,
}
_GROUPS: dict[str, type[BaseModel]] = {
    "cite": bank_format.Cite,
    "options": bank_format.Option,
    "accept": bank_format.Accept,
    "provenance": bank_format.Provenance,
    "documents": bank_format.DocumentEntry,
    "defaults": bank_format.DefaultsEntry,
}
_SLUG = "Use small letters, digits and single hyphens, like aircraft-1937-1941."


class Complaint(NamedTuple):
    """One refused field: its path, the sentence, a proposal, and whether its name is at fault."""

    path: Path
    message: str
    fix: str = ""
    is_name: bool = False


def complaints(error: ValidationError, whole: type[BaseModel] | None = None) -> list[Complaint]:
    """A question's refused fields; or those of another group, where `whole` names it."""
    found: list[Complaint] = []
    expected: set[Path] = set()
    for details in error.errors(include_url=False)[:1_000]:
        tag, path = ("", details["loc"]) if whole else _without_tag(details["loc"])
        if details["type"] == "extra_forbidden":
            names = _names(path, whole or TYPES[tag])
            complaint, meant = _unknown_name(path, names)
            expected.add((*path[:-1], meant))
            found.append(complaint)
        else:
            found.append(Complaint(path, *_sentence(details, path)))
    return [it for it in found if not (it.message.endswith("is missing.") and it.path in expected)]


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """The known name most like this one, or "" where none is like it."""
    best = process.extractOne(name[:80], list(names), scorer=ratio, score_cutoff=60)
    return best[0] if best else ""


def field_path(path: Path) -> str:
    """A path as it is written for people: `options[2].text`, counted from 1."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part[:80]}" for part in path)
    return "".join(parts).removeprefix(".")


def _without_tag(loc: Path) -> tuple[str, Path]:
    return (str(loc[0]), loc[1:]) if loc else ("", ())


def _names(path: Path, whole: type[BaseModel]) -> list[str]:
    groups = [part for part in path[:-1] if isinstance(part, str)]
    return list((_GROUPS[groups[-1]] if groups else whole).model_fields)


def _unknown_name(path: Path, names: list[str]) -> tuple[Complaint, str]:
    name = str(path[-1])
    meant = did_you_mean(name, names)
    fix = f"Did you mean `{meant}`?" if meant else f"Known are {', '.join(names)}."
    return Complaint(path, f"`{name[:80]}` is no field here.", fix, is_name=True), meant


def _sentence(details: ErrorDetails, path: Path) -> tuple[str, str]:
    name = f"`{field_path(path[-1:])}`" if path and isinstance(path[-1], str) else "An entry"
    write = _SENTENCES.get(details["type"])
    if write is None:
        return f"{name} is not what it should be ({details['msg']}).", ""
    return write(name, details["input"], details.get("ctx", {}))


Value: TypeAlias = Any  # Whatever the refused field holds.
Context: TypeAlias = dict[str, Any]
_Sentence = Callable[[str, Value, Context], tuple[str, str]]


def _missing(name: str, _: Value, __: Context) -> tuple[str, str]:
    return f"{name} is missing.", "Add it."


def _no_text(name: str, value: Value, _: Context) -> tuple[str, str]:
    return f"{name} must be a text, not {shown(value).lower()}.", _QUOTED


_QUOTED = "Write a text; one with brackets, braces or a colon goes between double quotes."


def _no_list(name: str, value: Value, _: Context) -> tuple[str, str]:
    return f"{name} must be a list, not {_lower(shown(value))}.", "Write [one, two]."


def _no_group(name: str, value: Value, _: Context) -> tuple[str, str]:
    return f"{name} must be a group of fields, not {_lower(shown(value))}.", "Write `field: value`."


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _short_text(name: str, value: Value, ctx: Context) -> tuple[str, str]:
    if not value:
        return f"{name} is empty.", "Write something, or leave the field out if it may be."
    least = ctx["min_length"]
    return f"{name} has {len(value)} characters; it needs {least} or more.", "Take in more words."


def _long_text(name: str, value: Value, ctx: Context) -> tuple[str, str]:
    most = ctx["max_length"]
    return f"{name} has {len(value):,} characters; at most {most:,} are allowed.", "Shorten it."


def _bad_pattern(name: str, value: Value, ctx: Context) -> tuple[str, str]:
    if not str(value).strip():
        return f"{name} is empty.", "Write something."
    if "A-Za-z" in ctx["pattern"]:
        return f"{shown(value)} is no language.", "Write a code like en, de or zh-Hans."
    return f"{shown(value)} cannot be used as {name}.", _SLUG


def _short_list(name: str, _: Value, ctx: Context) -> tuple[str, str]:
    least, count = ctx["min_length"], ctx["actual_length"]
    entries = "1 entry" if count == 1 else f"{count} entries"
    return f"{name} has {entries}; it needs {least} or more.", "Add some."


def _long_list(name: str, value: Value, ctx: Context) -> tuple[str, str]:
    most = ctx["max_length"]
    return f"{name} has {len(value)} entries; at most {most} are allowed.", "Remove some."


def _not_listed(name: str, value: Value, ctx: Context) -> tuple[str, str]:
    return f"{shown(value)} is not possible for {name}.", f"Write {ctx['expected']}."


def _no_type(_: str, __: Value, ___: Context) -> tuple[str, str]:
    return "`type` is missing.", f"Add one of {', '.join(TYPES)}."


def _unknown_type(_: str, __: Value, ctx: Context) -> tuple[str, str]:
    meant = did_you_mean(str(ctx["tag"]), TYPES)
    fix = f"Did you mean `{meant}`?" if meant else f"Known are {', '.join(TYPES)}."
    return f"“{str(ctx['tag'])[:80]}” is no type of question.", fix


def _out_of_range(name: str, value: Value, _: Context) -> tuple[str, str]:
    return f"{name} is {value}; it goes from 1 to 5.", "Write 1 for easy to 5 for hard."


def _no_whole_number(name: str, value: Value, _: Context) -> tuple[str, str]:
    return f"{shown(value)} is no whole number, as {name} must be.", "Write 1, 2, 3, 4 or 5."


def _ready(_: str, __: Value, ctx: Context) -> tuple[str, str]:
    return ctx["sentence"], ctx["fix"]


_SENTENCES: dict[str, _Sentence] = {
    "missing": _missing,
    "string_type": _no_text,
    "list_type": _no_list,
    "model_type": _no_group,
    "model_attributes_type": _no_group,
    "string_too_short": _short_text,
    "string_too_long": _long_text,
    "string_pattern_mismatch": _bad_pattern,
    "too_short": _short_list,
    "too_long": _long_list,
    "literal_error": _not_listed,
    "union_tag_not_found": _no_type,
    "union_tag_invalid": _unknown_type,
    "greater_than_equal": _out_of_range,
    "less_than_equal": _out_of_range,
    "int_parsing": _no_whole_number,
    "int_type": _no_whole_number,
    "int_from_float": _no_whole_number,
    "sentence": _ready,
}
