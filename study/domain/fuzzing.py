"""Small seeded variation of delays, so that cards learnt together do not stay together."""

from datetime import timedelta
from math import floor

_MASK = (1 << 64) - 1
_LONGEST_STRETCH = 300.0  # Seconds.


def mixed(number: int) -> int:
    """64 well mixed bits of a whole number (the finalizer of SplitMix64)."""
    bits = (number + 0x9E3779B97F4A7C15) & _MASK
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & _MASK
    return bits ^ (bits >> 31)


def chance_of(seed: int) -> float:
    """A number from 0 up to, but never, 1 that belongs to a seed."""
    return (mixed(seed) >> 11) / (1 << 53)


def nearest(number: float) -> int:
    """The nearest whole number; a half goes up, as in Anki, not to the even one."""
    return floor(number + 0.5)


def fuzz_range(interval: float) -> tuple[int, int]:
    """The days around an interval among which fuzz may choose, in Anki's three bands."""
    if interval < 2.5:
        return nearest(interval), nearest(interval)
    spread = 1.0 + 0.15 * (min(interval, 7.0) - 2.5)
    if interval > 7.0:
        spread += 0.1 * (min(interval, 20.0) - 7.0)
    if interval > 20.0:
        spread += 0.05 * (interval - 20.0)
    return nearest(interval - spread), nearest(interval + spread)


def fuzzed(interval: float, lowest: int, highest: int, chance: float | None) -> int:
    """Whole days near an interval within bounds; without a chance, the nearest within them."""
    lowest = min(max(1, lowest), highest)
    interval = min(max(interval, lowest), highest)
    if chance is None:
        return nearest(interval)
    first, last = fuzz_range(interval)
    first, last = max(first, lowest), min(last, highest)
    if first == last and 2 < last < highest:
        last += 1
    return first + floor(chance * (last - first + 1))


def stretched(step: timedelta, chance: float | None) -> timedelta:
    """A learning step with up to a quarter, at most five minutes, added in whole seconds."""
    if chance is None:
        return step
    room = min(step.total_seconds() / 4, _LONGEST_STRETCH)
    return step + timedelta(seconds=floor(chance * room))
