"""A text that questions are drafted from, and how a question names it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from study.generation.lexicon import lexicon

LONGEST_TITLE = 80

_ANONYMOUS = re.compile(
    r"(?i)\b(?:not|un)[- ]?(?:named|signed|known|given|stated)\b|\banon\w*|\bstaff\b"
)
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_NAME_PART = re.compile(r"(?:[^\W\d_][\w'’-]*\.?|(?:[^\W\d_]\.)+)")
_PARTICLES = lexicon("al bin da de del der di du el ibn la le of ten ter van von y")
_YEAR = re.compile(r"\W*(?:c(?:irca|a)?\.?\s*)?(1[0-9]\d\d|20\d\d)(?!\d)")
# What follows a title only to date or explain it.
_TAILS = (
    re.compile(r"\s*\((?=[^)]*\d)[^)]*\)\s*\Z"),
    re.compile(r",\s[^,:]*\b1\d\d\d\b[^,:]*\Z|,\s[^,:]*\b20\d\d\b[^,:]*\Z"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text with what is known about it; `published` begins with a year where one is known."""

    id: str
    title: str
    author: str = ""
    publisher: str = ""
    published: str = ""
    viewpoint: str = ""
    language: str = "en"
    text: str

    @property
    def is_english(self) -> bool:
        """Whether it can be drafted from."""
        return self.language.lower().partition("-")[0] == "en"


@lru_cache(maxsize=4_096)
def author_of(document: Document) -> str:
    """The name of the one person who wrote it, or "" where there is no such name."""
    name = _ASIDE.sub("", document.author.partition(";")[0]).strip(" ,.")
    parts = name.split()
    is_name = 2 <= len(parts) <= 5 and all(_is_name_part(part) for part in parts)
    return name if is_name and not _ANONYMOUS.search(name) else ""


def _is_name_part(part: str) -> bool:
    if part in _PARTICLES:
        return True
    return part[0].isupper() and _NAME_PART.fullmatch(part) is not None


def year_of(document: Document) -> str:
    """The year it was published in, or "" where none is known."""
    found = _YEAR.match(document.published)
    return found[1] if found else ""


@lru_cache(maxsize=4_096)
def title_of(document: Document) -> str:
    """Its title as a question names it: long ones without dates and explanations at the end."""
    title = " ".join(document.title.split())
    for tail in _TAILS:
        title = tail.sub("", title) or title
    head, colon, _ = title.partition(": ")
    if colon and len(title) > LONGEST_TITLE and len(head.split()) >= 4:
        title = head
    return title


def source_of(document: Document, voice: str = "") -> str:
    """Who says it, where and when, as it stands behind "According to".

    `voice` is the person whose words they are; without one it is the author, and without
    an author the text itself.
    """
    if voice and not voice[:1].isupper():
        return f"{voice}, as quoted in {titled(document)}"
    return titled(document, voice or author_of(document))


def titled(document: Document, voice: str = "") -> str:
    """The title with its year, and before it whose words they are."""
    year = f" ({year_of(document)})" if year_of(document) else ""
    title = f"“{title_of(document)}”{year}"
    return f"{voice} in {title}" if voice else title
