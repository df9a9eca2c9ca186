"""Dates as people write them, each a closed interval: a day, a month, a year, a period."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from rapidfuzz.distance import OSA

from study.domain.spelled_numbers import ORDINALS

LONGEST = 80
MOST_CENTURIES = 30
YEAR = 12 * 31  # Days are counted as if every month had 31.

_MONTH_NAMES = (
    "january february march april may june july august september october november december"
)
_MONTHS = _MONTH_NAMES.split()
_MONTH_OF = {
    **{name: n for n, name in enumerate(_MONTHS, 1)},
    **{name[:3]: n for n, name in enumerate(_MONTHS, 1)},
    "sept": 9,
}
_DAYS_IN = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
_ORDINALS = {**ORDINALS, "twentyfirst": 21}
# Which part of a period a word means, in twelfths.
_PORTIONS = {
    "early": (0, 4),
    "beginning": (0, 4),
    "mid": (4, 8),
    "middle": (4, 8),
    "late": (8, 12),
    "end": (8, 12),
    "firsthalf": (0, 6),
    "secondhalf": (6, 12),
}
_FILLER_WORDS = (
    "about around at c ca circa day during in month of on the year monday tuesday wednesday "
    "thursday friday saturday sunday from"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_ERAS = {"ad": 1, "ce": 1, "bc": -1, "bce": -1}

_YMD = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_DMY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_MY = re.compile(r"(\d{1,2})[/.](\d{4})")
_YM = re.compile(r"(\d{4})-(\d\d)")
_CJK = re.compile(r"(\d{1,4})年(?:(\d{1,2})月(?:(\d{1,2})[日号號])?)?")
_RANGE = re.compile(r"\s*-\s*|\s+(?:to|till|until|through)\s+")
_BETWEEN = re.compile(r"between (.+) and (.+)")
_NUMBER = re.compile(r"(\d{1,4})(?:st|nd|rd|th)?")
_DECADE = re.compile(r"(\d{3}0)s")
_REWRITES = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        ("[‐‑‒–—−]", "-"),
        ("(?<=0)['’]s", "s"),
        (r"(?<=[^\W\d_])\.|(?<=\d)\.(?!\d)|[,’']", " "),
        (r"\btwenty[- ]first\b", "twentyfirst"),
        (r"\b(first|second) half\b", r"\1half"),
        (r"\bmid-", "mid "),
        (r"^(\d{1,2})-([a-z]+)-(\d{4})$", r"\1 \2 \3"),
    )
)
_MAYBE = re.compile(r"\d|" + "|".join(name[:3] for name in _MONTHS) + "|century|centuries")


class Relation(Enum):
    """How a date that was said stands to the key's."""

    SAME = auto()
    LESS_EXACT = auto()
    MORE_EXACT = auto()
    DIFFERENT = auto()


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, counted; without a year, days within any year.

    `head` is the last day on which the period can begin and `tail` the first on which it
    can end: of "1937 to 1941" the last of 1937 and the first of 1941. `slip`: misspelt.
    """

    first: int
    last: int
    head: int
    tail: int
    yearless: bool = False
    slip: bool = False


@dataclass(frozen=True, slots=True)
class _Parts:
    year: int | None = None
    month: int | None = None
    day: int | None = None
    span: int = 1
    era: bool = False
    season: tuple[int, int] | None = None
    portion: tuple[int, int] | None = None
    slip: bool = False


def read_periods(text: str) -> tuple[Period, ...]:
    """Every period a text can mean (2/9/1945 is two days), or nothing if it is no date."""
    if len(text) > 2 * LONGEST:
        return ()
    line = _plain(text)
    if len(line) > LONGEST or not _MAYBE.search(line):
        return ()
    found = _numeric(line) or _worded(line)
    return tuple(dict.fromkeys(period for period in found if period))


def relate(said: Sequence[Period], key: Sequence[Period]) -> tuple[Relation, bool]:
    """The best relation among all readings, and whether it rests on a misspelt month.

    Less exact is a period that blurs the key's ends, up to a decade or ten times the key's
    own length: a century is no answer to a day. More exact is one whose ends the key blurs.
    """
    pairs = [(_relate(mine, theirs), mine.slip) for mine in said for theirs in key]
    return min(pairs, key=lambda pair: (pair[0].value, pair[1]))


def _relate(said: Period, key: Period) -> Relation:
    if said.yearless != key.yearless:
        return _relate_without_year(said, key)
    if (said.first, said.last) == (key.first, key.last):
        return Relation.SAME
    if _blurs(said, key):
        most = max(10 * YEAR, 10 * (key.last - key.first + 1))
        return Relation.LESS_EXACT if said.last - said.first < most else Relation.DIFFERENT
    return Relation.MORE_EXACT if _blurs(key, said) else Relation.DIFFERENT


def _relate_without_year(said: Period, key: Period) -> Relation:
    wide, narrow = (said, key) if said.yearless else (key, said)
    if narrow.last - narrow.first >= YEAR:
        return Relation.DIFFERENT
    if not (wide.first <= narrow.first % YEAR and narrow.last % YEAR <= wide.last):
        return Relation.DIFFERENT
    return Relation.LESS_EXACT if said.yearless else Relation.MORE_EXACT


def _blurs(blurred: Period, sharp: Period) -> bool:
    """Whether one is the other with both of its ends told less exactly."""
    return (
        blurred.first <= sharp.first <= blurred.head and blurred.tail <= sharp.last <= blurred.last
    )


def _serial(year: int, month: int, day: int) -> int:
    """Days counted as if every month had 31: enough to compare, and good before year 1."""
    return (year * 12 + month - 1) * 31 + day - 1


def _plain(text: str) -> str:
    line = unicodedata.normalize("NFKC", text).casefold()
    for pattern, replacement in _REWRITES:
        line = pattern.sub(replacement, line)
    return " ".join(line.split())


def _numeric(line: str) -> list[Period | None]:
    if match := _YMD.fullmatch(line):
        return [_day(int(match[1]), int(match[3]), int(match[4]))]
    if match := _DMY.fullmatch(line):
        one, other, year = int(match[1]), int(match[3]), int(match[4])
        swapped = [_day(year, one, other)] if match[2] != "." else []
        return [_day(year, other, one), *swapped]
    if match := _MY.fullmatch(line):
        return [_months(int(match[2]), int(match[1]), int(match[1]))]
    if match := _CJK.fullmatch(line.replace(" ", "")):
        parts = [int(part) if part else None for part in match.groups()]
        return [_period(_Parts(parts[0], parts[1], parts[2]))]
    if match := _YM.fullmatch(line):
        year, month = int(match[1]), int(match[2])
        return [_months(year, month, month), *_worded(line)]
    return []


def _worded(line: str) -> list[Period | None]:
    between = _BETWEEN.fullmatch(line)
    sides = between.groups() if between else _RANGE.split(line)
    parts = [_parts(side) for side in sides]
    if len(parts) == 1 and parts[0]:
        return [_period(parts[0])]
    if len(parts) == 2 and parts[0] and parts[1]:
        return [_stretch(parts[0], parts[1])]
    return []


def _stretch(start: _Parts, end: _Parts) -> Period | None:
    """From one date to another; what one leaves out it takes from the other."""
    if end.year is None and end.month is None and end.day and start.year and not start.month:
        end = replace(end, year=start.year // 100 * 100 + end.day, day=None)
    if end.day and end.month is None:
        end = replace(end, month=start.month)
    if start.year is None:
        start = replace(start, year=end.year, month=start.month or end.month)
    first, last = _period(start), _period(end)
    if first is None or last is None or first.yearless != last.yearless or first.first > last.last:
        return None
    return Period(
        first.first, last.last, first.last, last.first, first.yearless, first.slip or last.slip
    )


def _parts(side: str) -> _Parts | None:
    tokens = [token for token in side.split() if token not in _FILLERS]
    parts: _Parts | None = _Parts()
    for token, following in zip(tokens, [*tokens, ""][1:], strict=True):
        parts = _taken(parts, token, following) if parts else None
    return parts if tokens else None


def _taken(parts: _Parts, token: str, following: str) -> _Parts | None:
    number = _ORDINALS.get(token) or _digits(token)
    if following in {"century", "centuries"}:
        known = 0 < number <= MOST_CENTURIES
        return replace(parts, year=number * 100 - 99, span=100, era=True) if known else None
    if token in {"century", "centuries"}:
        return parts if parts.span == 100 else None
    if token in _ERAS:
        return _in_era(parts, _ERAS[token])
    if token in _PORTIONS:
        return replace(parts, portion=_PORTIONS[token]) if not parts.portion else None
    if token in _SEASONS:
        return replace(parts, season=_SEASONS[token]) if not parts.season else None
    return _with_number(parts, token, number) if number else _with_month(parts, token)


def _digits(token: str) -> int:
    match = _NUMBER.fullmatch(token) or _DECADE.fullmatch(token)
    return int(match[1]) if match else 0


def _in_era(parts: _Parts, sign: int) -> _Parts | None:
    """The era after the year (44 BC), or before it (AD 79), which span 0 remembers."""
    if parts.year is None and parts.day is not None and parts.month is None:
        parts = replace(parts, year=parts.day, day=None)
    if parts.year is None:
        return replace(parts, span=0, era=True) if sign > 0 else None
    return _in_era_after(parts, parts.year, sign)


def _in_era_after(parts: _Parts, year: int, sign: int) -> _Parts:
    """Counted as astronomers do, 1 BC is the year 0; periods run the other way."""
    return replace(parts, year=year if sign > 0 else 2 - year - parts.span, era=True)


def _with_number(parts: _Parts, token: str, number: int) -> _Parts | None:
    if parts.year is None and token.endswith("0s"):
        return replace(parts, year=number, span=100 if number % 100 == 0 else 10)
    if parts.year is None and parts.span == 0 and token.isdigit():
        return replace(parts, year=number, span=1)
    if parts.year is None and token.isdigit() and len(token) >= 3:
        return replace(parts, year=number)
    if number <= 99 and parts.day is None:
        return replace(parts, day=number)
    return None


def _with_month(parts: _Parts, token: str) -> _Parts | None:
    if parts.month is not None:
        return None
    if token in _MONTH_OF:
        return replace(parts, month=_MONTH_OF[token])
    near = [n for n, name in enumerate(_MONTHS, 1) if _is_slip(token, name)]
    return replace(parts, month=near[0], slip=True) if len(near) == 1 else None


def _is_slip(token: str, name: str) -> bool:
    return len(name) > 4 and OSA.distance(token, name, score_cutoff=1) <= 1


def _period(parts: _Parts) -> Period | None:
    whole = _without_month(parts) if parts.month is None else _with_day(parts, parts.month)
    if whole and parts.portion:
        whole = _portion(whole, parts.portion)
    return replace(whole, slip=parts.slip) if whole else None


def _without_month(parts: _Parts) -> Period | None:
    year = parts.year
    if year is None or parts.day is not None or not parts.span:
        return None
    if parts.season:
        return _months(year, *parts.season)
    # A bare number below 1000 is a number, not a year, unless an era says so.
    return _years(year, parts.span) if parts.era or year >= 1000 else None


def _with_day(parts: _Parts, month: int) -> Period | None:
    if parts.span != 1 or parts.season:
        return None
    if parts.day is None:
        return _months(parts.year, month, month)
    return _day(parts.year, month, parts.day)


def _whole(first: int, last: int, *, yearless: bool = False) -> Period:
    return Period(first, last, head=last, tail=first, yearless=yearless)


def _day(year: int | None, month: int, day: int) -> Period | None:
    if not (1 <= month <= 12 and 1 <= day <= _DAYS_IN[month - 1]):
        return None
    serial = _serial(year or 0, month, day)
    return _whole(serial, serial, yearless=year is None)


def _months(year: int | None, first: int, last: int) -> Period | None:
    if not 1 <= first <= last <= 12:
        return None
    start, end = _serial(year or 0, first, 1), _serial(year or 0, last, _DAYS_IN[last - 1])
    return _whole(start, end, yearless=year is None)


def _years(first: int, count: int) -> Period:
    return _whole(_serial(first, 1, 1), _serial(first + count - 1, 12, 31))


def _portion(period: Period, portion: tuple[int, int]) -> Period | None:
    days = period.last - period.first + 1
    if days < 12:
        return None
    first, last = (period.first + days * twelfth // 12 for twelfth in portion)
    return _whole(first, last - 1, yearless=period.yearless)
