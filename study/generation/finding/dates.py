"""Dates in a sentence: days, months, years, parts of them, decades, centuries, periods."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from study.domain.dates import Period, read_periods
from study.generation.lexicon import lexicon

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\."
)
_M = rf"(?:{_MONTHS})"
_D = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_Y = r"(?:1[0-9]\d\d|20\d\d)"
_ERA = r"(?:\s(?:BCE?|B\.C\.(?:E\.)?|CE|AD|A\.D\.))"
_PART = (
    r"(?:(?:the\s)?(?:very\s)?(?:early|late|mid)[\s-]|(?:the\s)?(?:beginning|start|middle|end|"
    r"first\shalf|second\shalf)\sof\s(?:the\s)?)"
)
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
    r"eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|"
    r"twentieth|twenty-first)"
)
_DAY = rf"(?:{_M}\s{_D},?\s{_Y}|{_D}\s(?:of\s)?{_M},?\s{_Y})"
_MONTH = rf"(?:{_M},?\s(?:of\s)?{_Y})"
_SEASON = rf"(?:(?:the\s)?(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)(?:\sof)?\s{_Y})"
_DECADE = r"(?:(?:the\s)?(?:1[0-9]\d|20\d)0s\b)"
_CENTURY = rf"(?:(?:the\s)?{_ORDINAL}\s[Cc]entur(?:y|ies)(?:{_ERA})?)"
_YEAR = rf"(?:{_Y}(?![\d-]|[.,]\d|s\b|%)(?:{_ERA})?|\d{{1,4}}{_ERA}|(?:AD|A\.D\.)\s\d{{1,4}})"
_ANY_YEARED = rf"(?:{_PART}?(?:{_DAY}|{_MONTH}|{_SEASON}|{_DECADE}|{_CENTURY}|{_YEAR}))"
_YEARLESS = rf"(?:{_M}\s{_D}(?![\d,.]*\d)|{_D}\s(?:of\s)?{_M}|{_M})"
_TO = r"\s?(?:[-–—]|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s?"
_RANGE = (
    rf"(?:[Ff]rom\s(?:{_ANY_YEARED}|{_YEARLESS}|{_D}){_TO}{_ANY_YEARED}"
    rf"|[Bb]etween\s(?:{_ANY_YEARED}|{_YEARLESS}|{_D})\sand\s{_ANY_YEARED}"
    rf"|(?:{_ANY_YEARED}|{_YEARLESS}){_TO}{_ANY_YEARED}"
    rf"|{_Y}\s?[-–—]\s?{_Y}(?![\d-])|{_Y}[-–]\d\d(?![\d-])"
    rf"|{_M}\s{_D}\sand\s{_D},?\s{_Y}|{_D}\sand\s{_D}\s{_M}\s{_Y}"
    rf"|(?:[Bb]etween|[Ff]rom)\s\d{{1,4}}\s(?:and|to)\s\d{{1,4}}{_ERA})"
)
_DATED = re.compile(
    rf"(?P<range>\b{_RANGE})|\b(?P<part>{_PART}(?:{_MONTH}|{_DECADE}|{_CENTURY}|{_YEAR}))"
    rf"|\b(?:(?P<day>{_DAY})|(?P<month>{_MONTH})|(?P<season>{_SEASON})|(?P<decade>{_DECADE})"
    rf"|(?P<century>{_CENTURY})|(?P<year>{_YEAR}))"
)
_LOOSE = re.compile(
    rf"\b(?:{_M}\s{_D}(?!\d)|{_D}\s(?:of\s)?{_M})\b|"
    r"\b(?:in|of|by|since|until|late|early|mid|during|last|next|this|from|to|between|and)[\s-]"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
    re.IGNORECASE,
)
# A bare year is one only behind such a word or at such a place.
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|to|of|after|before|during|around|about|circa|c\.|between|"
    r"and|or|year|years|early|late|mid|the|for|as of|through)|[(,;–—-])\s?\Z",
    re.IGNORECASE,
)
_WORD_AFTER = re.compile(r"\s([a-z]+)")
_NO_NOUNS = lexicon(
    "and or to until till but when where which who that as at in on by for from with after "
    "before because although though while was were is are had has have did the a an its his "
    "her their it he she they under over during through into onto against without within "
    "between among following marking making"
)


class Grain(StrEnum):
    """How exact a date is."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    SEASON = "season"
    PART = "part"
    DECADE = "decade"
    CENTURY = "century"
    RANGE = "range"


@dataclass(frozen=True)
class Date:
    """A date as it is written; `start` and `end` are characters of the sentence."""

    start: int
    end: int
    text: str
    grain: Grain

    @cached_property
    def period(self) -> Period | None:
        """When it was, or None where it can mean several times or none that is known."""
        found = read_periods(self.text)
        return found[0] if len(found) == 1 else None

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years it names."""
        return tuple([int(year) for year in re.findall(rf"(?<!\d){_Y}(?!\d)", self.text)])


def dates(text: str) -> tuple[Date, ...]:
    """The dates of a sentence that name a year, a decade or a century."""
    return tuple(_dates(text))


def _dates(text: str) -> Iterator[Date]:
    for match in _DATED.finditer(text):
        kind = match.lastgroup or ""
        if kind == "year" and not _is_year(text, match):
            continue
        yield Date(match.start(), match.end(), match[0], Grain(kind))


def _is_year(text: str, match: re.Match[str]) -> bool:
    if not match[0].isdigit():
        return True
    if _BEFORE_YEAR.search(text[: match.start()]) is None and match.start() > 0:
        return False
    # "in 1200 villages" counts villages.
    follows = _WORD_AFTER.match(text, match.end())
    return follows is None or follows[1] in _NO_NOUNS or not follows[1].endswith("s")


def yearless(text: str) -> tuple[tuple[int, int], ...]:
    """Days and months without their year, which only their neighbours date."""
    taken = [(date.start, date.end) for date in dates(text)]
    return tuple(
        match.span()
        for match in _LOOSE.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    )
