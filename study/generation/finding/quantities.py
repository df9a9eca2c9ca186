"""Numbers in a sentence with what they count: things, money, shares."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from study.domain.numbers import read_quantity
from study.generation.finding.dates import Date, yearless

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SCALES = "hundred|thousand|million|billion|trillion|mln|bn"
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WORD = rf"(?:(?:{_TENS})(?:[- ](?:{_UNITS}))?|{_TEENS}|{_UNITS})"
_DIGITS = r"\d{1,3}(?:[,\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?<![\w.,/-])(?<!\d )(?P<money>(?:US|A|C|HK|NZ)?[$€£¥]\s?)?"
    rf"(?P<number>(?:{_DIGITS})(?:[\s-](?:{_SCALES}))?"
    rf"|(?:half\sa|a|{_WORD}(?:\sand\sa\s(?:half|quarter))?)\s(?:{_SCALES})"
    rf"(?:\s(?:and\s)?(?:{_WORD}))?(?:\s(?:{_SCALES}))?"
    rf"|{_WORD})"
    r"(?P<unit>\s?%|\s(?:per\s?cent|percent|dollars|euros|pounds|rubles|roubles|yen|yuan|francs|"
    r"marks|rupees|pesos|kronor|kroner|lire|cents|pence)\b)?"
    r"(?![\w/]|[.,:]\d|[-–](?:\d|year|day|month|week|hour|man|time|fold))",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(?:^|\s)(?P<bound>(?:a\s)?(?:little|slightly|much|far|well|significantly)?\s?(?:more|less|fewer|higher)\sthan|"
    r"(?:well|just)?\s?(?:over|under|above|below)|at\s(?:least|most)|up\sto|as\s(?:many|much|few|little)\sas|"
    r"no\s(?:fewer|more|less)\sthan|nearly|almost|about|around|approximately|roughly|some|"
    r"an\sestimated|(?:only|just|exactly)(?:\sabout)?|close\sto|upwards\sof|"
    r"a\stotal\sof|another|the)\s\Z",
    re.IGNORECASE,
)
_RANGED_BEFORE = re.compile(
    r"(?:\d|thousand|million|billion|hundred)\s?(?:[-–—]|to|or|and)\s?\Z|"
    r"\b(?:between|from)\s(?:\w+\s)?\Z",
    re.IGNORECASE,
)
_RANGED_AFTER = re.compile(
    rf"\s?(?:[-–—]\s?|\s(?:to|or)\s)(?:[$€£]?\d|(?:{_UNITS}|{_TEENS}|{_TENS})\b)", re.IGNORECASE
)
_NAMED_BEFORE = re.compile(
    r"(?:\b(?:No\.|Nos\.|number|article|articles|chapter|page|pages|section|paragraph|part|step|volume|"
    r"figure|table|room|route|flight|highway|resolution|class|type|model|version|grade|level|phase|"
    r"age|aged|channel|line|unit|squadron|regiment|division|protocol)\s|[A-Z][\w.]*\s|#)\Z"
)

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
MOST_BETWEEN = 5
_TOO_SMALL = frozenset({"0", "1", "one", "two"})
_YEAR_LIKE = re.compile(r"(?:1[0-9]|20)\d\d")


class Measure(StrEnum):
    """What a number measures."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "percent"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as it is written, without its bound ("more than") and what it counts.

    `start` and `end` are characters of the sentence and hold the number with its currency or
    percent sign; `noun` is what is counted with the words before it, `head` its main word.
    """

    start: int
    end: int
    text: str
    number: Decimal
    measure: Measure
    bound: str = ""
    noun: str = ""
    head: str = ""
    noun_end: int = 0


def amounts(doc: "Doc", dates: Sequence[Date]) -> tuple[Amount, ...]:
    """The numbers of a sentence that measure something."""
    return tuple(_amounts(doc, dates))


def _amounts(doc: "Doc", dates: Sequence[Date]) -> Iterator[Amount]:
    text = doc.text
    taken = [*((date.start, date.end) for date in dates), *yearless(text)]
    for match in _NUMBER.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if _belongs_to_more(text, match) or match[0].casefold() in _TOO_SMALL:
            continue
        number = _number(match)
        found = None if number is None else _measured(doc, match, number)
        if found is not None:
            yield found


def _belongs_to_more(text: str, match: re.Match[str]) -> bool:
    """Whether the number is one end of a range, or part of a name."""
    before = text[max(0, match.start() - 30) : match.start()]
    if _RANGED_BEFORE.search(before) or _RANGED_AFTER.match(text, match.end()):
        return True
    named = _NAMED_BEFORE.search(before)
    if named is None or match["money"]:
        return False
    # A capital may only begin the sentence: "Some 470 million".
    return match.start() != len(named[0])


def _number(match: re.Match[str]) -> Decimal | None:
    """The number without currency and scale: of "$47 million" it is 47."""
    quantity = read_quantity(match["number"])
    if quantity is None or not quantity.amounts:
        return None
    return Decimal(f"{quantity.amounts[0].value:f}")


def _measured(doc: "Doc", match: re.Match[str], number: Decimal) -> Amount | None:
    start, end = match.span()
    bound = _bound(doc.text, start)
    unit = (match["unit"] or "").strip().casefold()
    share = unit == "%" or ("cent" in unit and unit != "cents")
    if match["money"] or share or unit:
        measure = Measure.SHARE if share else Measure.MONEY
        return Amount(start, end, match[0], number, measure, bound)
    counted = _counted(doc, start, end)
    if counted is None:
        return None
    noun_start, head = counted
    if head.tag_ in {"NN", "NNP"} and _YEAR_LIKE.fullmatch(match[0]):
        return None  # "The 2018 budget proposal" counts nothing.
    noun_end = head.idx + len(head.text)
    noun = doc.text[noun_start:noun_end]
    return Amount(start, end, match[0], number, Measure.COUNT, bound, noun, head.text, noun_end)


def _bound(text: str, start: int) -> str:
    found = _BOUND.search(text[max(0, start - 40) : start])
    return " ".join(found["bound"].split()) if found else ""


def _counted(doc: "Doc", start: int, end: int) -> "tuple[int, Token] | None":
    """Where the counted noun phrase begins behind the number, and its head."""
    span = doc.char_span(start, end)
    if span is None or span.end >= len(doc):
        return None
    last = span[-1]
    head = last.head
    while head.i < span.end and head.dep_ in {"nummod", "quantmod", "compound"}:
        head = head.head
    if head.i < span.end:
        return _of_phrase(span.root, span.end)
    is_counting = last.dep_ == "nummod" or span.root.dep_ == "nummod"
    if not is_counting or head.tag_ not in _NOUNS or head.i - span.end > MOST_BETWEEN:
        return None
    # "two-thirds" counts nothing.
    is_whole = doc[span.end].text[0].isalpha() and not any(
        (token.is_punct and token.text != "-") or token.pos_ in {"VERB", "ADP"}
        for token in doc[span.end : head.i]
    )
    return (doc[span.end].idx, head) if is_whole else None


def _of_phrase(root: "Token", after: int) -> "tuple[int, Token] | None":
    """ "470 million of its own citizens": what is counted stands behind "of"."""
    for child in root.children:
        if child.text == "of" and child.i == after:
            for noun in child.children:
                if noun.dep_ == "pobj" and noun.tag_ in {"NNS", "NNPS"}:
                    return child.idx, noun
    return None
