"""Ids and titles for what comes without: made from the words themselves, so that they stay."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from anyascii import anyascii

from study.banks.fields import LONGEST_NAME

_LONGEST_SLUG = 60
_MOST_WORDS = 9
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_MARKED_NUMBERS = re.compile(r"\{\{c[0-9]+::")


def slug(text: str) -> str:
    """The text's first words in small Latin letters and hyphens; "" where it has no letters."""
    letters = str(anyascii(_MARKED_NUMBERS.sub(" ", text[:1_000]))).lower()
    words = [word for word in _NO_SLUG.split(letters.replace("'", "")) if word]
    return _fitting(words[:_MOST_WORDS])


def _fitting(words: list[str]) -> str:
    kept = words[0][:_LONGEST_SLUG] if words else ""
    for word in words[1:]:
        if len(kept) + 1 + len(word) > _LONGEST_SLUG:
            break
        kept += f"-{word}"
    return kept


def digest(text: str) -> str:
    """Eight characters that stand for the text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def is_slug(text: str) -> bool:
    """Whether the text can be an id as it is."""
    return len(text) <= LONGEST_NAME and _SLUG.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Called:
    """What decides a question's id: its name or its first words, its text, all that it says."""

    wanted: str
    asked: str
    whole: str


def question_ids(questions: Sequence[Called]) -> list[str]:
    """Ids for the questions of a file that depend on what they say, not on where they stand.

    Where several want the same, their whole texts decide, then everything they say; only those
    wholly alike are counted.
    """
    named = [_id_of(it.wanted) for it in questions]
    named = _parted(named, [it.asked for it in questions])
    named = _parted(named, [it.whole for it in questions])
    taken: set[str] = set()
    last: Counter[str] = Counter()
    for place, name in enumerate(named):
        named[place], last[name] = _counted(name, taken, last[name])
        taken.add(named[place])
    return named


def question_id(text: str, whole: str, taken: Collection[str]) -> str:
    """An id for one more question, unlike those taken."""
    wanted = _id_of(text)
    return _counted(f"{wanted}-{digest(whole)}" if wanted in taken else wanted, taken)[0]


def _id_of(text: str) -> str:
    if is_slug(text):
        return text
    wanted = slug(text)
    if any(letter.isalpha() for letter in wanted):
        return wanted
    return f"q-{wanted}" if wanted else f"q-{digest(text)}"


def _parted(names: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The names, each that several have with a digest of its own text."""
    counted = Counter(names)
    return [
        f"{name}-{digest(text)}" if counted[name] > 1 else name
        for name, text in zip(names, texts, strict=True)
    ]


def _counted(wanted: str, taken: Collection[str], last: int = 0) -> tuple[str, int]:
    """The name with the next number that makes it one of its own, and that number."""
    number = last + 1
    unique = wanted if number == 1 else f"{wanted}-{number}"
    while unique in taken:
        number += 1
        unique = f"{wanted}-{number}"
    return unique[:LONGEST_NAME], number


def bank_id(file: str) -> str:
    """An id for the bank in a file."""
    stem = _stem(file)
    return slug(stem) or f"bank-{digest(stem)}"


def bank_title(file: str) -> str:
    """A title for the bank in a file."""
    words = " ".join(re.split(r"[\s_]+|-+", _stem(file))).strip()
    return words[:1].upper() + words[1:] if words else "Without a name"


def _stem(file: str) -> str:
    """The file's name without folders and endings; names are shown and never opened."""
    name = PurePosixPath(file.replace("\\", "/")).name
    printable = "".join([it if it.isprintable() else " " for it in name])
    return printable.split(".")[0][:200] or printable.strip(".")[:200]
