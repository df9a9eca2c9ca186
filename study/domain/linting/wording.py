"""Words of a text as checks compare them."""

import re
from functools import lru_cache

from study.domain.quoting import fold

_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")
_YEAR = re.compile(r"(?<![\d.,-])(?:1[0-9]|20)\d\d(?![\d.,]*\d)")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|`[^`]*`")
_ENDINGS = ("ings", "ing", "ies", "ied", "ed", "es", "ly", "s", "e", "y")

# What a prompt can name as its source.
SOURCES = (
    "account|address|analysis|announcement|article|book|chapter|declaration|diary|document|essay|"
    "interview|lecture|letter|memoirs?|note|novel|op-ed|paper|poem|record|recording|report|review|"
    "source|speech|statement|story|study|survey|testimony|text|transcript|tweets?"
)
_CLAUSE = re.compile(r"[^,?:;]+")
_SOURCE = re.compile(rf"\b(?:{SOURCES})s?\b(?: of \d{{4}}(?:-\d{{4}})?)?(?: on .*)?", re.IGNORECASE)
_PREPOSITION = re.compile(r"\b(?:in|by|of|from|as|to)\b", re.IGNORECASE)

# Words that carry no content: two texts that share only these share nothing.
_EMPTY_WORDS = """
a about above after again all also although an and another any are as at be became because become
been before being between both but by call called can could did do does done during each either
else etc ever every few first for from gave get give given gives had has have having he her here
him his how however i if in into is it its itself just kind last later less like made make many may
might more most much must neither next no nor not now of off on once one only onto or other others
our out over own part per put same say said says see several she should since so some such than
that the their them then there therefore these they thing this those though three through thus to
together too two under until up upon us very was way we were what when where whether which while
who whom whose why will with within without would yet you your
"""
EMPTY = frozenset(_EMPTY_WORDS.split())


@lru_cache(maxsize=8_192)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, "Stilwell's" as "stilwell"; "1,235" is one word."""
    found = _WORD.findall(fold(text).casefold())
    return tuple([word.removesuffix("'s") for word in found])


@lru_cache(maxsize=8_192)
def stems(text: str) -> frozenset[str]:
    """The words that carry content, cut to what their forms share."""
    return frozenset([stem(word) for word in words(text) if word not in EMPTY])


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """A word without its English ending, where enough of it remains; "supplies" is "suppl"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


@lru_cache(maxsize=8_192)
def plain(text: str) -> str:
    """A text with nothing left but its words: equal where only case and marks differ."""
    return " ".join(words(text))


def contains(text: str, part: str) -> bool:
    """Whether the words of the part stand one after the other in the text."""
    wanted = plain(part)
    return bool(wanted) and f" {wanted} " in f" {plain(text)} "


def years(text: str) -> list[str]:
    """The years that a text names."""
    return _YEAR.findall(text)


def unquoted(text: str) -> str:
    """The text with nothing left between its quotation marks and in its code."""
    return _QUOTED.sub('""', text)


def unframed(prompt: str) -> str:
    """The prompt without the phrases that say whose account it asks about."""
    return _CLAUSE.sub(_without_source, prompt)


def _without_source(clause: re.Match[str]) -> str:
    """A clause without "according to the article", or "in the article of 2025 on the war"."""
    text = clause[0]
    if text.lstrip().lower().startswith("according to "):
        return " "
    source = _SOURCE.search(text)
    before = list(_PREPOSITION.finditer(text, 0, source.start())) if source else []
    return text[: before[-1].start()] + text[source.end() :] if source and before else text
