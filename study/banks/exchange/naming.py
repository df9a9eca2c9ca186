"""Ids and titles for what comes without: made from the words themselves, so that they stay."""

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

from study.banks.fields import LONGEST_NAME

_LONGEST_SLUG = 60
_MOST_WORDS = 9
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_MARKED_NUMBERS = re.compile(r"\{\{c[0-9]+::")


def slug(text: str) -> str:
    """The text's first words in small letters and hyphens; "" where it has no Latin letters."""
    bare = unicodedata.normalize("NFKD", _MARKED_NUMBERS.sub(" ", text[:1_000]))
    letters = "".join([it for it in bare if not unicodedata.combining(it)]).lower()
    words = [word for word in _NO_SLUG.split(letters.replace("'", "").replace("’", "")) if word]
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


def question_id(text: str, whole: str, taken: set[str]) -> str:
    """An id for a question, unlike those taken.

    It does not depend on where the question stands: what decides between two with the same
    words is everything they say (`whole`), and only between two wholly alike their order.
    """
    wanted = slug(text)
    if not any(letter.isalpha() for letter in wanted):
        wanted = f"q-{wanted}" if wanted else f"q-{digest(text)}"
    if wanted in taken:
        wanted = f"{wanted}-{digest(whole)}"
    unique, number = wanted, 1
    while unique in taken:
        number += 1
        unique = f"{wanted}-{number}"
    return unique[:LONGEST_NAME]


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
