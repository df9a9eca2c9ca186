"""The kinds of value a bank file holds, each with the sentence that refuses a wrong one.

Every scalar arrives as the text that stands in the file, so that `no`, `007` and `12:30` stay
what they are; only truths and numbers are turned into something else here.
"""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from study.domain import clozes
from study.domain.errors import BadInput
from study.domain.questions import Tolerance
from study.domain.quoting import LONGEST, SHORTEST

LONGEST_TEXT = 20_000
LONGEST_NAME = 100
MOST_OPTIONS = 50
MOST_DOCUMENTS = 1_000

_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_SHARE = re.compile(r"(\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})\s*(%?)", re.ASCII)
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


def wrong(sentence: str, fix: str = "") -> PydanticCustomError:
    """An error whose sentence is already written for the author of the file."""
    return PydanticCustomError("sentence", "{sentence}", {"sentence": sentence, "fix": fix})


def shown(value: object) -> str:
    """A value as an error quotes it: short, and named where it is no text."""
    if not isinstance(value, str):
        return "A list" if isinstance(value, list) else "A group of fields"
    return f"“{value[:80]}”" if value else "An empty value"


def _truth(value: object) -> bool:
    if isinstance(value, str) and value.lower() in _TRUTHS:
        return _TRUTHS[value.lower()]
    raise wrong(f"{shown(value)} is neither true nor false.", "Write true or false.")


def is_number(text: str) -> bool:
    """Whether this is a number that a key can be; one that is stays short when written out."""
    return _NUMBER.fullmatch(text) is not None


def _figure(value: object) -> Decimal:
    text = value if isinstance(value, str) else ""
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    bare = re.sub(r"[,\s'_]", "", text)
    proposal = f"Write {bare}." if _NUMBER.fullmatch(bare) else "Write a number like 1235 or 0.5."
    raise wrong(f"{shown(value)} is not a plain number.", proposal)


def _share(value: object) -> Tolerance:
    found = _SHARE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        sentence = f"{shown(value)} is no tolerance."
        raise wrong(sentence, "Write an amount like 5, or a share like 5%.")
    amount = Decimal(found[1])
    return Tolerance(amount.scaleb(-2), relative=True) if found[2] else Tolerance(amount)


def all_different(texts: list[str]) -> list[str]:
    """The texts, or the error that names one that stands here twice."""
    seen: set[str] = set()
    for text in texts:
        if " ".join(text.split()) in seen:
            raise wrong(f"“{text[:80]}” stands here twice.", "Change or remove one of them.")
        seen.add(" ".join(text.split()))
    return texts


def _has_deletions(text: str) -> str:
    try:
        numbers = clozes.numbers(text)
    except BadInput as error:
        raise wrong(str(error)) from error
    if not numbers:
        raise wrong("The text has no deletion.", "Mark what is asked: {{c1::answer::hint}}.")
    return text


def _schema(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": pattern}]})


Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S")]
Remark = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Slug = Annotated[
    str, StringConstraints(max_length=LONGEST_NAME, pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
]
Language = Annotated[
    str, StringConstraints(max_length=35, pattern=r"^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$")
]
Tag = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME, pattern=r"\S")]
Cited = Annotated[str, StringConstraints(min_length=SHORTEST, max_length=LONGEST, pattern=r"\S")]
Truth = Annotated[bool, BeforeValidator(_truth)]
Difficulty = Annotated[int, Field(ge=1, le=5)]
Figure = Annotated[
    Decimal, PlainValidator(_figure), _schema(r"^[+-]?[0-9]*\.?[0-9]*([eE][+-]?[0-9]+)?$")
]
Share = Annotated[Tolerance, PlainValidator(_share), _schema(r"^[0-9]*\.?[0-9]*\s*%?$")]
Tags = Annotated[list[Tag], Field(max_length=MOST_OPTIONS)]
# A lint check's name, and why its finding is accepted.
Waivers = Annotated[dict[Slug, Text], Field(max_length=MOST_OPTIONS)]
ClozeText = Annotated[Text, AfterValidator(_has_deletions)]
# A bank's page is /banks/ID; these addresses lead elsewhere.
_TAKEN = frozenset({"import", "imports", "new", "stale"})


def _no_page_of_ours(slug: str) -> str:
    if slug in _TAKEN:
        raise wrong(f"“{slug}” is the address of another page.", "Give the bank another id.")
    return slug


BankSlug = Annotated[Slug, AfterValidator(_no_page_of_ours)]
_Different = AfterValidator(all_different)
DifferentTexts = Annotated[list[Text], Field(min_length=1, max_length=MOST_OPTIONS), _Different]
Sequenced = Annotated[list[Text], Field(min_length=2, max_length=MOST_OPTIONS), _Different]
