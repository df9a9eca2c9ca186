"""What can be asked about a statement: every date, number and name in it, each with its type."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from study.generation.finding.dates import Date, Grain
from study.generation.finding.names import Kind, Mention, Names
from study.generation.finding.places import is_people, is_place, kind_of_place, same_as
from study.generation.finding.quantities import Amount, Measure
from study.generation.finding.surnames import names_of
from study.generation.lexicon import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc

# A name that stands in more than this share of a document's sentences is its subject.
_COMMON = 0.04
_COMMON_AT_LEAST = 4
MOST_NAME_WORDS = 4
_BEFORE_DATES = lexicon(
    "in since by until till from to of after before during around about circa between and or "
    "on early late mid year for through"
)
_WHERE = lexicon(
    "in at to from near into through off of around across towards toward via outside inside "
    "between beyond above over past by with"
)
_DIRECTIONS = frozenset({"east", "west", "north", "south", "earth", "far east", "middle east"})
_EVERYBODY_KNOWS = re.compile(r"\bWorld War\b|\bCold War\b|\bUnited Nations\b|\bEuropean Union\b")
_TWO_DAYS = re.compile(r"\d and \d")
_YEAR_BEFORE = re.compile(r"\d{3}\d?s?,?\s(?:and|or)\s\Z")
_YEAR_AFTER = re.compile(r",?\s(?:and|or)\s\d{4}\b")
_CALLED = re.compile(
    r"\b(island|city|town|village|province|river|lake|region|state|district|peninsula|port|"
    r"county|capital) of (?:the )?\Z"
)
_GOES_ON = re.compile(
    r"(?:['’]s)?,?\s(?:for|of|on|and|&)\s(?:the\s)?[A-Z]|\s[A-Z]|-\w|['’]s?\s[A-Z]"
)
_WENT_BEFORE = re.compile(r"[A-Z][\w.]*\s(?:and|of|for|&)\s(?:the\s)?\Z|[a-z]\s[A-Z][\w'’-]*\s\Z")
_GRAIN_HINTS = {
    Grain.DAY: "date",
    Grain.MONTH: "month and year",
    Grain.YEAR: "year",
    Grain.SEASON: "season and year",
    Grain.PART: "time",
    Grain.DECADE: "decade",
    Grain.CENTURY: "century",
    Grain.RANGE: "period",
}


class Type(StrEnum):
    """What kind of answer a fact is."""

    DATE = "date"
    NUMBER = "number"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    TITLE = "title"
    TERM = "term"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer in a sentence by its characters; `answers` are what counts as right."""

    type: Type
    start: int
    end: int
    text: str
    hint: str
    answers: tuple[str, ...]
    date: Date | None = None
    amount: Amount | None = None
    mention: Mention | None = None


def facts(
    doc: "Doc",
    dates: Sequence[Date],
    amounts: Sequence[Amount],
    mentions: Sequence[Mention],
    names: Names,
) -> tuple[Fact, ...]:
    """Everything in a sentence that can be an answer, in order."""
    found = [
        *_of_dates(doc, dates),
        *_of_amounts(amounts),
        *_of_names(doc, mentions, names),
    ]
    return tuple(sorted(found, key=lambda fact: fact.start))


def _of_dates(doc: "Doc", dates: Sequence[Date]) -> Iterator[Fact]:
    for date in dates:
        text = date.text.removeprefix("the ")
        start = date.end - len(text)
        if _is_attribute(doc, date) or _is_one_of_two(doc.text, date):
            continue
        hint = "dates" if _TWO_DAYS.search(date.text) else _GRAIN_HINTS[date.grain]
        told = replace(date, start=start, text=text)
        yield Fact(Type.DATE, start, date.end, text, hint, (text,), date=told)


def _is_one_of_two(text: str, date: Date) -> bool:
    """Whether a year stands beside another: "in 1885 and 1886"."""
    return bool(_YEAR_BEFORE.search(text[: date.start]) or _YEAR_AFTER.match(text[date.end :]))


def _is_attribute(doc: "Doc", date: Date) -> bool:
    """Whether a year only names a thing, as in "the 2017 budget" or "Ehret (2002)"."""
    before = doc.text[: date.start].rstrip()
    if date.grain is not Grain.YEAR:
        return before.endswith("(")
    if before.endswith("("):
        return True
    last = before.rpartition(" ")[2].casefold()
    if last == "of" and date.grain is Grain.YEAR:
        noun = before.split()[-2:-1]
        return not noun or not noun[0][0].isupper()
    return bool(last) and last not in _BEFORE_DATES and not before.endswith((",", "—", "–"))


def _of_amounts(amounts: Sequence[Amount]) -> Iterator[Fact]:
    hints = {Measure.COUNT: "number", Measure.MONEY: "amount", Measure.SHARE: "percentage"}
    for amount in amounts:
        hint = hints[amount.measure]
        yield Fact(
            Type.NUMBER, amount.start, amount.end, amount.text, hint, (amount.text,), amount=amount
        )


def _of_names(doc: "Doc", mentions: Sequence[Mention], names: Names) -> Iterator[Fact]:
    for mention in mentions:
        if mention.kind is Kind.PERSON and " " in mention.full:
            answers = tuple(
                dict.fromkeys((mention.full, mention.text, *names_of(mention.full, names.people)))
            )
            yield _named(mention, Type.PERSON, "person", answers)
        elif mention.kind is Kind.PLACE and _is_whole_place(doc, mention, names):
            hint = _kind_by_words(doc, mention) or kind_of_place(mention.text)
            yield _named(mention, Type.PLACE, hint, (mention.text, *_others(mention.text)))
        elif mention.kind in {Kind.ORGANISATION, Kind.OTHER} and _is_proper(doc, mention, names):
            yield _named(mention, Type.ORGANISATION, "name", (mention.text,))


def _named(mention: Mention, kind: Type, hint: str, answers: tuple[str, ...]) -> Fact:
    return Fact(kind, mention.start, mention.end, mention.text, hint, answers, mention=mention)


def _others(name: str) -> tuple[str, ...]:
    return tuple(sorted(same_as(name) - {name}))


def _kind_by_words(doc: "Doc", mention: Mention) -> str:
    """What the words before a place call it: "the remote island of"."""
    found = _CALLED.search(doc.text[: mention.start])
    return found[1] if found else ""


def _is_whole_place(doc: "Doc", mention: Mention, names: Names) -> bool:
    """Whether a place is a place here: no part of a name, no government, no item of a list."""
    span = doc.char_span(mention.start, mention.end)
    if span is None or _is_common(mention.text, names) or mention.text.casefold() in _DIRECTIONS:
        return False
    if kind_of_place(mention.text) == "continent" or _WENT_BEFORE.search(doc.text[: mention.start]):
        return False
    root = span.root
    if root.dep_ not in {"pobj", "dobj", "attr"}:
        return False
    if any(child.dep_ == "conj" for child in root.children) or root.dep_ == "conj":
        return False
    before = doc[span.start - 1] if span.start else None
    if not is_place(mention.text) and not (root.dep_ == "pobj" and root.head.lower_ in _WHERE):
        return False
    return before is None or not (before.pos_ in {"PROPN", "ADJ"} or is_people(before.text))


def _is_common(name: str, names: Names) -> bool:
    """Whether a name stands so often in its document that nobody needs to learn it."""
    count = sum(names.count(other) for other in same_as(name))
    return count >= max(_COMMON_AT_LEAST, _COMMON * names.sentences)


def _is_proper(doc: "Doc", mention: Mention, names: Names) -> bool:
    """Whether a name of an organisation is whole, and not a part of a longer one."""
    words = mention.text.split()
    is_named = 2 <= len(words) <= MOST_NAME_WORDS and all(
        word[0].isupper() for word in words if len(word) > 3
    )
    if _EVERYBODY_KNOWS.search(mention.text):
        return False
    if not is_named or _is_common(mention.text, names) or is_people(words[0]):
        return False
    before, after = doc.text[: mention.start], doc.text[mention.end :]
    return _GOES_ON.match(after) is None and _WENT_BEFORE.search(before) is None
