"""Wrong answers that could be right: other numbers, dates and names of the same kind."""

import re
from calendar import month_name
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal
from random import Random

from study.domain.dates import read_periods
from study.domain.numbers import read_quantity
from study.generation.finding.dates import Date, Grain
from study.generation.finding.names import ERA, Names, is_short_for
from study.generation.finding.quantities import Amount

WANTED = 3
_FACTORS = tuple(
    Decimal(factor)
    for factor in ("0.5", "0.6", "0.7", "0.8", "1.25", "1.4", "1.5", "1.6", "1.75", "2")
)
_MONTHS = tuple(month_name[1:])
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SMALL_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
_SMALL = _SMALL_NUMBERS.split()
_AT_LEAST = re.compile(
    r"(?i)\b(?:more|higher|over|above|at least|fewer than|less than|upwards|no fewer)\b"
)
_NOT_OVER = re.compile(r"(?i)\b(?:up to|at most|under|below|less|fewer|no more)\b")


def other_numbers(amount: Amount, taken: Collection[Decimal], chance: Random) -> list[str]:
    """Numbers written like this one and far enough from it and from each other."""
    return _different(_numbers(amount, chance), taken, WANTED)


def false_number(amount: Amount, taken: Collection[Decimal], chance: Random) -> str:
    """A number that makes the statement false: behind "more than" only a greater one does."""
    for other in _numbers(amount, chance):
        value = _value(other)
        if value is None or value in taken:
            continue
        if _makes_false(amount, value):
            return other
    return ""


def _makes_false(amount: Amount, value: Decimal) -> bool:
    known = _value(amount.text)
    if known is None:
        return False
    if _NOT_OVER.search(amount.bound):
        return value < known
    if _AT_LEAST.search(amount.bound):
        return value > known
    return True


def _value(text: str) -> Decimal | None:
    quantity = read_quantity(text)
    return quantity.amounts[0].value if quantity and quantity.amounts else None


def _different(others: Iterator[str], taken: Collection[Decimal], wanted: int) -> list[str]:
    found: list[str] = []
    values: list[Decimal] = []
    for other in others:
        value = _value(other)
        if value is None or value in taken or any(_is_near(value, one) for one in values):
            continue
        found.append(other)
        values.append(value)
        if len(found) == wanted:
            break
    return found


def _is_near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) * 25 <= max(abs(one), abs(other))


def _numbers(amount: Amount, chance: Random) -> Iterator[str]:
    """Numbers like this one, in an order left to chance."""
    digits = _DIGITS.search(amount.text)
    if digits is None:
        yield from _spelled(amount.text, chance)
        return
    written = digits[0]
    value = Decimal(written.replace(",", ""))
    for other in _values_near(value, written, chance):
        yield amount.text[: digits.start()] + _written(other, written) + amount.text[digits.end() :]


def _spelled(text: str, chance: Random) -> Iterator[str]:
    word, _, rest = text.partition(" ")
    if word.casefold() not in _SMALL:
        return
    at = _SMALL.index(word.casefold())
    near = [other for other in range(max(2, at - 4), min(20, at + 5) + 1) if other != at]
    for other in _shuffled(near, chance):
        spelled = _SMALL[other].capitalize() if word[0].isupper() else _SMALL[other]
        yield f"{spelled} {rest}".strip()


def _values_near(value: Decimal, written: str, chance: Random) -> Iterator[Decimal]:
    is_whole = "." not in written
    if is_whole and value <= 20:
        near = [Decimal(n) for n in range(max(2, int(value) - 5), int(value) + 7) if n != value]
        yield from _shuffled(near, chance)
        return
    step = _step(written)
    for factor in _shuffled(_FACTORS, chance):
        jitter = Decimal(chance.randint(-3, 3)) / 100
        other = ((value * (factor + jitter)) / step).to_integral_value() * step
        if other > 0 and other != value:
            yield other


def _step(written: str) -> Decimal:
    """The least unit a number is told in: thousands of 14,000, hundredths of 74.67."""
    if "." in written:
        return Decimal(1).scaleb(-len(written.partition(".")[2]))
    digits = written.replace(",", "")
    zeros = len(digits) - len(digits.rstrip("0"))
    return Decimal(10) ** min(zeros, max(0, len(digits) - 2))


def _written(value: Decimal, like: str) -> str:
    places = len(like.partition(".")[2])
    grouped = "," in like or value >= 10_000 or (value >= 1_000 and len(like) <= 3)
    return f"{value:,.{places}f}" if grouped else f"{value:.{places}f}"


def _shuffled(values: Sequence[object], chance: Random) -> list:  # type: ignore[type-arg]
    return chance.sample(list(values), len(values))


# --- dates -------------------------------------------------------------------------------


def other_dates(
    date: Date, taken: Collection[int], chance: Random, latest: int = 9_999
) -> list[str]:
    """Dates written like this one with one part changed; never with a year that is taken or
    that comes after the latest one, that in which the text was written."""
    found: list[str] = []
    known = read_periods(date.text)
    for other in _dates(date, taken, chance):
        is_late = any(int(year) > latest for year in re.findall(r"\d{4}", other))
        if other not in found and not is_late and read_periods(other) not in (known, ()):
            found.append(other)
        if len(found) == WANTED:
            break
    return found


def _dates(date: Date, taken: Collection[int], chance: Random) -> Iterator[str]:
    match date.grain:
        case Grain.YEAR | Grain.SEASON | Grain.PART:
            yield from _other_years(date, taken, chance, range(1, 7))
        case Grain.MONTH:
            changes = [_other_years(date, taken, chance, range(1, 4)), _other_months(date, chance)]
            yield from _in_turn(changes)
        case Grain.DAY:
            changes = [
                _other_years(date, taken, chance, range(1, 4)),
                _other_months(date, chance),
                _other_days(date, chance),
            ]
            yield from _in_turn(changes)
        case Grain.DECADE:
            yield from _other_years(date, taken, chance, (10, 20, 30))


def _in_turn(changes: Sequence[Iterator[str]]) -> Iterator[str]:
    for _ in range(WANTED):
        for change in changes:
            other = next(change, None)
            if other is not None:
                yield other


def _other_years(
    date: Date, taken: Collection[int], chance: Random, steps: Sequence[int]
) -> Iterator[str]:
    if len(date.years) != 1:
        return
    year = date.years[0]
    near = [year + sign * step for step in steps for sign in (-1, 1)]
    for other in _shuffled([one for one in near if one not in taken], chance):
        yield date.text.replace(str(year), str(other))


def _other_months(date: Date, chance: Random) -> Iterator[str]:
    month = next((name for name in _MONTHS if name in date.text), None)
    if month is None:
        return
    at = _MONTHS.index(month)
    near = [_MONTHS[(at + step) % 12] for step in (-4, -3, -2, -1, 1, 2, 3, 4)]
    for other in _shuffled(near, chance):
        yield date.text.replace(month, other)


def _other_days(date: Date, chance: Random) -> Iterator[str]:
    day = re.search(r"(?<!\d)\d{1,2}(?!\d)", date.text)
    if day is None or date.text[day.end() : day.end() + 2] in {"st", "nd", "rd", "th"}:
        return
    known = int(day[0])
    near = [one for one in range(max(1, known - 9), min(28, known + 9) + 1) if one != known]
    for other in _shuffled(near, chance):
        yield f"{date.text[: day.start()]}{other}{date.text[day.end() :]}"


# --- names -------------------------------------------------------------------------------


def other_people(name: str, names: Names, beside: Collection[str], chance: Random) -> list[str]:
    """Other persons of the document and of the same time, none of whom stands beside the answer."""
    era = names.era(name)
    if era is None:
        return []
    near = [
        other
        for other in names.people
        if other != name
        and other not in beside
        and not is_short_for(other, name)
        and not is_short_for(name, other)
        and (theirs := names.era(other)) is not None
        and abs(theirs - era) <= ERA
    ]
    told_apart = {other.split()[-1]: other for other in _shuffled(near, chance)}
    return list(told_apart.values())[:WANTED] if len(told_apart) >= WANTED else []


def other_places(
    name: str,
    names: Names,
    beside: Collection[str],
    chance: Random,
    kind: Callable[[str], str],
) -> list[str]:
    """Other places of the document and of the same kind, none of which stands beside the answer."""
    near = [
        other
        for other in names.places
        if other != name and other not in beside and kind(other) == kind(name) != "place"
    ]
    return list(_shuffled(near, chance))[:WANTED] if len(near) >= WANTED else []
