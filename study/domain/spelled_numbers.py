"""Numbers without digits: English words and Roman numerals."""

import re
from collections.abc import Sequence
from decimal import Decimal

from text_to_num import text2num

from study.domain.units import SCALES

_UNIT_WORDS = "zero one two three four five six seven eight nine"
_TEEN_WORDS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_UNITS, _TEENS, _TENS = _UNIT_WORDS.split(), _TEEN_WORDS.split(), _TEN_WORDS.split()
_SIZES = {word: size for word, size in SCALES.items() if len(word) > 3}
_PARTS = {
    "half": Decimal("0.5"),
    "quarter": Decimal("0.25"),
    "quarters": Decimal("0.25"),
    "third": Decimal(1) / 3,
    "thirds": Decimal(1) / 3,
}
NUMBER_WORDS = frozenset((*_UNITS, *_TEENS, *_TENS, *_SIZES, *_PARTS))

ORDINALS = {word: place for place, word in enumerate(_ORDINAL_WORDS.split(), 1)}
ORDINALS |= {f"{ten[:-1]}ieth": 10 * tens for tens, ten in enumerate(_TENS[1:], 3)}

_DIGITS = {word: str(digit) for digit, word in enumerate(_UNITS)}
_ROMAN = re.compile(r"(?=.)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def from_roman(text: str) -> int | None:
    """The value of a Roman numeral in small letters; a lone c, d, l or m is a letter."""
    if len(text) > 15 or not _ROMAN.fullmatch(text) or text in {"c", "d", "l", "m"}:
        return None
    values = [_ROMAN_VALUES[sign] for sign in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(value if value >= following else -value for value, following in pairs)


def from_words(words: Sequence[str]) -> Decimal | None:
    """The value of English number words, halves and dozens included, or None."""
    words = list(words)
    size = Decimal(1)
    if {"half", "point", "dozen", "dozens"}.intersection(words):
        while words and words[-1] in _SIZES:
            size *= _SIZES[words.pop()]
        if words[-1:] in (["a"], ["an"]) and len(words) > 1:
            words.pop()
    value = _counted(words) if words else Decimal(1)
    return None if value is None else value * size


def _counted(words: list[str]) -> Decimal | None:
    part = _PARTS.get(words[-1])
    if part is None:
        return _decimal(words) if "point" in words else _whole(words)
    if words[-3:-2] == ["and"]:
        whole = _whole(words[:-3])
        return None if whole is None or words[-2] not in {"a", "one"} else whole + part
    if len(words) == 1:
        return part if words == ["half"] else None
    times = _whole(words[:-1])
    return None if times is None else times * part


def _decimal(words: list[str]) -> Decimal | None:
    place = words.index("point")
    digits = [_DIGITS.get(word) for word in words[place + 1 :]]
    whole = _whole(words[:place])
    if whole is None or not digits or None in digits:
        return None
    return Decimal(f"{whole}.{''.join(digit or '' for digit in digits)}")


def _whole(words: list[str]) -> Decimal | None:
    counted = ["one", *words[1:]] if words[:1] in (["a"], ["an"]) else words
    value = _by_text2num(counted)
    return value if value is not None else _year(words)


def _by_text2num(words: list[str]) -> Decimal | None:
    try:
        return Decimal(text2num(" ".join(words), "en"))
    except (ValueError, OverflowError):
        return None


def _year(words: list[str]) -> Decimal | None:
    """Two numbers below a hundred side by side, as years are said: nineteen forty-five."""
    if not 2 <= len(words) <= 4 or words[0] not in (*_TEENS, *_TENS[:1]):
        return None
    left, right = _by_text2num(words[:1]), _by_text2num(words[1:])
    if left is None or right is None or not 10 <= right < 100:
        return None
    return left * 100 + right
