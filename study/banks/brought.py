"""What comes with a file beside its good questions: what was guessed, and what is incomplete."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

# A question, or a bank's head, as its file has it: names to texts, lists and groups of such.
Fields: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was brought; its name is only ever shown, and never a path."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a conversion did to one item that its author should know."""

    item: str
    line: int = 1
    kind: Literal["guessed", "approximated", "dropped"]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """A question that cannot be asked yet, with what it has and what it lacks.

    The fields need no defaults of a bank.
    """

    id: str
    kind: str
    fields: Fields
    reasons: tuple[str, ...]
    line: int = 1
