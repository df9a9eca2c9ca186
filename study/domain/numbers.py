"""Numbers as people write them: digits grouped any way, multiples, units, words."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal

from study.domain.questions import Tolerance
from study.domain.spelled_numbers import NUMBER_WORDS, ORDINALS, from_roman, from_words
from study.domain.units import SCALES, UNITS, Unit

LONGEST = 200
MOST_WORDS = 4
LONGEST_SHOWN = 30

# Wide enough that nothing a learner can type is ever rounded to the key, and without
# traps: an overflow becomes an infinity, which equals no key.
_WIDE = Context(prec=400, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
_ONE = Decimal(1)
_BEFORE = frozenset("$€£¥₽₹₩")

_POWER = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SIGNS = str.maketrans(
    {**dict.fromkeys("−‐‑‒–—﹣", "-"), **dict.fromkeys("’‘ʼ′`´", "'"), "٬": ",", "٫": ".", "⁄": "/"}
)
_REWRITES = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"(?<=[a-z])\^2\b", " squared"),
        (r"(?<=[a-z])\^3\b", " cubed"),
        (r"(?<=\d)\s?[x×*·⋅]\s?10\s?\^\s?(?=[-+]?\d)", "e"),
        (r"(?<![\d.,])10\s?\^\s?(?=[-+]?\d)", "1e"),
        (r"(?<=\d) and a half\b", ".5"),
        (r"(?<=\d) and a quarter\b", ".25"),
        (r"\bper cent\b", "percent"),
        (r"\b(?:us|u\.\s?s\.?|american)\s?(?:\$|dollars?\b)", " usd "),
        (r"\bcanadian dollars?\b", "cad"),
        (r"\baustralian dollars?\b", "aud"),
        (r"\bhong kong dollars?\b|\bhk\s?\$", " hkd "),
        (r"^- (?=[\d.,$€£¥₽₹₩])", "-"),
    )
)
_NUMERAL = re.compile(
    r"[-+]?(?:\d+(?:[.,' ]\d+)*|[.,]\d+)(?:e(?:[-+]?\d{1,4})(?!\d))?"
    r"(?:\s?/\s?(?P<under>\d+))?"
)
_TOKEN = re.compile(r"°[cf]?|[$€£¥₽₹₩%‰¢]|[^\W\d_]+(?:/[^\W\d_]+)*")
_MINUS = re.compile(r"(?:^-\s*|\b(?:minus|negative)\s*)([$€£¥₽₹₩]?)\s*$")
_MORE = re.compile(
    r"\b(?:not? (?:less|fewer) than|(?<!no )(?<!not )more than|over|above|at least|upwards of)\b"
    "|[>≥]"
)
_LESS = re.compile(
    r"\b(?:not? more than|(?<!no )(?<!not )(?:less|fewer) than|under|below|at most|up to)\b|[<≤]"
)
_FILLER_WORDS = (
    "a about all almost altogether an approx approximately around c ca circa exactly for in is it "
    "its just nearly of on only roughly some that the there they total was were"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
# With one of these words the text says something else than one number.
_REFUSED_WORDS = "and except minus neither never no nor not or plus times versus vs without"
_REFUSED = frozenset((*_REFUSED_WORDS.split(), *ORDINALS))
_COMPOUND = frozenset({"per", "square", "cubic", "squared", "cubed"})
_EXPRESSION = re.compile(r"[\^*=+|]|-\s*$|^\s*-")
_GROUPED = {
    mark: re.compile(rf"[-+]?(?:\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+|\d\d?(?:,\d\d)+,\d{{3}})")
    for mark in ".,"
}
_SPACED = re.compile(r"[-+]?\d{1,3}(?:[' ]\d{3})+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Amount:
    """One value the text can mean; a doubtful unit (5 m) counts only where the key has it."""

    value: Decimal
    units: tuple[Unit, ...] = ()
    margin: Decimal = Decimal(0)
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what stands around it: `bound` is 1 for "more than", -1 for "less than"."""

    amounts: tuple[Amount, ...]
    words: tuple[str, ...] = ()
    bound: int = 0


def read_quantity(text: str) -> Quantity | None:
    """The one number a text states, with every value it can mean, or None.

    A single comma or full stop before exactly three digits can group thousands or begin
    decimals (`1,235`, `1.235`): both values are given, and a key may match either; only
    `5,000` is never a five. Two such marks, a leading zero or another count of digits
    leave one reading. Spaces and apostrophes only ever group by three. `5 m` is five
    million, or five metres where the key is a length. Fractions, powers of ten, percent
    signs, Roman numerals and English number words are read; ranges, alternatives, ordinals
    and denials are no number.
    """
    line = " ".join(text.split())
    if not line or len(line) > LONGEST:
        return None
    bound, line = _bound(_plain(line))
    numeral = _NUMERAL.search(line)
    if numeral is None:
        return _in_words(line, bound)
    before, after = line[: numeral.start()], line[numeral.end() :]
    values = _values(numeral)
    if _MINUS.search(before):
        before, values = _MINUS.sub(r"\1", before), [value.copy_negate() for value in values]
    if not _stands_alone(numeral[0], before, after):
        return None
    return _with_words(values, _TOKEN.findall(before), _TOKEN.findall(after), bound)


def key_quantity(answer: Decimal, unit: str, tolerance: Tolerance) -> Quantity:
    """A key with its unit; of "47 million dollars" both 47 and 47,000,000 are the number."""
    tokens = [word for word in _TOKEN.findall(_plain(unit)) if word not in _FILLERS]
    size = _ONE
    while tokens and len(tokens[0]) > 1 and tokens[0] in SCALES:
        size = _WIDE.multiply(size, SCALES[tokens.pop(0)])
    units, words = _units(tokens)
    margin = _WIDE.abs(tolerance.amount)
    if tolerance.relative:
        margin = _WIDE.multiply(margin, _WIDE.abs(answer))
    amounts = tuple(
        Amount(_WIDE.multiply(answer, scale), units or (), _WIDE.multiply(margin, scale))
        for scale in dict.fromkeys((size, _ONE))
    )
    return Quantity(amounts, words)


def fits(said: Quantity, key: Quantity) -> bool:
    """Whether what was said is the key's number, within its margin and in its unit.

    A missing unit is fine, and so is a word that is no known unit. A known unit that the
    key does not share is wrong; within one dimension it is converted (3 km, 3,000 m).
    """
    if said.bound * key.bound < 0:
        return False
    return any(
        _near(
            _WIDE.multiply(mine.value, here),
            _WIDE.multiply(theirs.value, there),
            _WIDE.multiply(theirs.margin, there),
        )
        for mine in said.amounts
        for theirs in key.amounts
        for here, there in _conversions(mine, theirs.units, named=bool(key.words))
    )


def _near(said: Decimal, key: Decimal, margin: Decimal) -> bool:
    if not (said.is_finite() and key.is_finite() and margin.is_finite()):
        return False
    return said == key or _WIDE.abs(_WIDE.subtract(said, key)) <= margin != 0


def _conversions(
    mine: Amount, theirs: Sequence[Unit], *, named: bool
) -> Iterable[tuple[Decimal, Decimal]]:
    """The sizes by which the said and the key's value are to be multiplied; none: no match."""
    shared = [(a, b) for name, a in mine.units for other, b in theirs if name == other]
    if shared or mine.doubtful:
        return shared
    if not mine.units:
        return [(_ONE, _ONE)]
    if theirs or named:
        return []
    # Without any unit in the key, "5 %" may mean 5 or 0.05.
    percent = [(size.scaleb(-2), _ONE) for name, size in mine.units if name == "percent"]
    return [(_ONE, _ONE), *percent]


def _plain(line: str) -> str:
    if not line.isascii():
        line = _POWER.sub(lambda power: "^" + unicodedata.normalize("NFKC", power[0]), line)
        line = "".join(f" {sign}" if _is_vulgar(sign) else sign for sign in line)
        line = unicodedata.normalize("NFKC", line).translate(_SIGNS)
        line = re.sub(r"[^\x00-\x7f]", _ascii_digit, line)
    line = line.casefold().replace("`", "'").strip(' ;:!?"()[]').rstrip(".")
    if not line.isalpha():
        for pattern, text in _REWRITES:
            line = pattern.sub(text, line)
    return " ".join(line.split())


def _is_vulgar(sign: str) -> bool:
    return unicodedata.category(sign) == "No"


def _ascii_digit(match: re.Match[str]) -> str:
    digit = unicodedata.decimal(match[0], None)
    return match[0] if digit is None else str(digit)


def _bound(line: str) -> tuple[int, str]:
    for pattern, bound in ((_MORE, 1), (_LESS, -1)):
        if pattern.search(line):
            return bound, pattern.sub("", line, count=1).strip()
    return 0, line


def _stands_alone(numeral: str, before: str, after: str) -> bool:
    """Whether the digits are a number of their own, not a part of a name, a range or a sum."""
    if any(sign.isdigit() for sign in before + after):
        return False
    if before[-1:].isalpha():
        code = _TOKEN.findall(before)[-1]
        if numeral[0] in "-+" or len(code) != 3 or code not in UNITS:
            return False
    if after[:1].isalpha():
        word = _TOKEN.findall(after)[0]
        if word not in UNITS and word not in SCALES:
            return False
    return not (_EXPRESSION.search(before) or _EXPRESSION.search(after))


def _values(numeral: re.Match[str]) -> list[Decimal]:
    digits = numeral[0]
    if numeral["under"]:
        return _fraction(digits.split("/")[0].strip(), numeral["under"])
    mantissa, _, power = digits.partition("e")
    values = [Decimal(reading) for reading in _readings(mantissa)]
    # Before a power of ten nobody groups thousands: only the last reading, the decimal, is meant.
    return [values[-1].scaleb(int(power), _WIDE)] if power and values else values


def _fraction(over: str, under: str) -> list[Decimal]:
    whole, _, top = over.rpartition(" ")
    if not all(part.lstrip("+-").isdigit() for part in (whole or "0", top)) or not int(under):
        return []
    part = _WIDE.divide(Decimal(top), Decimal(under))
    if not whole:
        return [part]
    return [_WIDE.add(Decimal(whole), part.copy_sign(Decimal(whole)))]


def _readings(digits: str) -> list[str]:
    spaced = " " in digits or "'" in digits
    if spaced:
        if not _SPACED.fullmatch(digits):
            return []
        digits = digits.replace(" ", "").replace("'", "")
    marks = [sign for sign in digits if sign in ".,"]
    if not marks:
        return [digits]
    if len(marks) > 1:
        return _several_marks(digits, marks)
    whole, _, rest = digits.partition(marks[0])
    decimal = f"{whole}.{rest}"
    if spaced or whole.lstrip("+-")[:1] in {"", "0"} or not _GROUPED[marks[0]].fullmatch(digits):
        return [decimal]
    return [whole + rest] if marks[0] + rest == ",000" else [whole + rest, decimal]


def _several_marks(digits: str, marks: Sequence[str]) -> list[str]:
    """The last mark begins the decimals if it differs from all before it."""
    first, last = marks[0], marks[-1]
    rest = ""
    if last != first:
        digits, _, rest = digits.rpartition(last)
    if not _GROUPED[first].fullmatch(digits):
        return []
    return [f"{digits.replace(first, '')}.{rest}"]


def _in_words(line: str, bound: int) -> Quantity | None:
    roman = from_roman(line)
    if roman is not None:
        return Quantity((Amount(Decimal(roman)),), bound=bound)
    tokens = _TOKEN.findall(line.replace("-", " "))
    places = [place for place, word in enumerate(tokens) if word in NUMBER_WORDS]
    if not places:
        return None
    first, last = places[0], places[-1] + 1
    if first and tokens[first - 1] in {"a", "an"}:
        first -= 1
    value = from_words(tokens[first:last])
    if value is None:
        return None
    before = tokens[:first]
    if before[-1:] in (["minus"], ["negative"]):
        before, value = before[:-1], -value
    return _with_words([value], before, tokens[last:], bound)


def _with_words(
    values: Sequence[Decimal], before: Sequence[str], after: Sequence[str], bound: int
) -> Quantity | None:
    following = list(after)
    size, letter = _ONE, ""
    while following and following[0] in SCALES:
        letter = following.pop(0)
        size = _WIDE.multiply(size, SCALES[letter])
    said = [word for word in (*before, *following) if word not in _FILLERS]
    units, words = _units(said)
    if units is None or not values or _REFUSED.intersection(said) or len(words) > MOST_WORDS:
        return None
    amounts = [Amount(_WIDE.multiply(value, size), units) for value in values]
    if letter in UNITS and not units:
        amounts += [Amount(value, UNITS[letter], doubtful=True) for value in values]
    return Quantity(tuple(amounts), words, bound)


def _units(words: Sequence[str]) -> tuple[tuple[Unit, ...] | None, tuple[str, ...]]:
    """What all known unit words can mean together (None: they contradict), and the other words."""
    known = [UNITS[word] for word in words if word in UNITS]
    others = tuple(word for word in words if word not in UNITS)
    if not known or _COMPOUND.intersection(others):
        return (), others
    shared = tuple(unit for unit in known[0] if all(unit in more for more in known))
    return shared or None, others


def shown_number(number: Decimal, unit: str = "") -> str:
    """The number as a reader expects it: "1,235 aircraft", "$47", "5%"; a bare 1931 ungrouped."""
    if not number.is_finite() or abs(number.adjusted()) > LONGEST_SHOWN:
        text = str(number)
    elif not unit and len(f"{number:f}") == 4:
        text = f"{number:f}"
    else:
        text = f"{number:,f}"
    if unit in _BEFORE:
        return f"-{unit}{text[1:]}" if text.startswith("-") else unit + text
    return text + unit if unit in {"%", "‰", "°"} else f"{text} {unit}".strip()
