"""Item analysis as Moodle's quiz statistics compute it: what a test says about its questions.

The formulas are those of Moodle's documentation of its statistics report ("Quiz statistics
calculations"); variances and covariances divide by the number of attempts less one. A figure that
would divide by nothing is None, never NaN.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

FEW = 10  # Below so many attempts a discrimination says more about chance than about a question.


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFigures:
    """One question over all attempts; shares are from 0 to 1, indices in per cent.

    `facility` is the mean mark as a share; `deviation` the standard deviation of the marks;
    `discrimination` the correlation with the rest of the test; `efficiency` that covariance
    as a part of the greatest possible; `weight` the question's share in the spread of totals.
    """

    facility: float | None
    deviation: float | None
    covariance: float | None
    discrimination: float | None
    greatest_covariance: float | None
    efficiency: float | None
    weight: float | None
    guess: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeFigures:
    """The whole test over all attempts; totals are sums of marks.

    `alpha` is Cronbach's coefficient of internal consistency in per cent; `error_ratio` and
    `standard_error` follow from it.
    """

    attempts: int
    mean: float | None
    median: float | None
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    error_ratio: float | None
    standard_error: float | None


def item_figures(
    marks: Sequence[Sequence[float]],
    most: Sequence[float],
    guesses: Sequence[float | None] | None = None,
) -> tuple[ItemFigures, ...]:
    """The figures of each question; `marks` has a row for each attempt, `most` the full marks."""
    columns = [[row[item] for row in marks] for item in range(len(most))]
    totals = [sum(row) for row in marks]
    spread = [_root(covariance(column, totals)) for column in columns]
    # A question that goes against the test has no weight of its own, and takes none from others.
    whole = sum(root for root in spread if root is not None)
    known = guesses or [None] * len(most)
    return tuple(
        _figures(
            column, totals, full, 100 * root / whole if root is not None and whole else None, guess
        )
        for column, full, root, guess in zip(columns, most, spread, known, strict=True)
    )


def _figures(
    column: Sequence[float],
    totals: Sequence[float],
    full: float,
    weight: float | None,
    guess: float | None,
) -> ItemFigures:
    rest = [total - mark for total, mark in zip(totals, column, strict=True)]
    together = covariance(column, rest)
    greatest = covariance(sorted(column), sorted(rest))
    here, there = covariance(column, column), covariance(rest, rest)
    return ItemFigures(
        facility=fmean(column) / full if column and full else None,
        deviation=_root(here),
        covariance=together,
        discrimination=_share(together, _root((here or 0) * (there or 0))),
        greatest_covariance=greatest,
        efficiency=_share(together, greatest),
        weight=weight,
        guess=guess,
    )


def whole_figures(marks: Sequence[Sequence[float]]) -> WholeFigures:
    """The figures of the whole test; a row of `marks` for each attempt."""
    totals = [sum(row) for row in marks]
    count, items = len(totals), len(marks[0]) if marks else 0
    variance = covariance(totals, totals)
    alpha = None
    if variance and items > 1:
        parts = sum(
            covariance([row[item] for row in marks], [row[item] for row in marks]) or 0.0
            for item in range(items)
        )
        alpha = 100 * items / (items - 1) * (1 - parts / variance)
    error = None if alpha is None or alpha > 100 else 100 * sqrt(1 - alpha / 100)
    deviation = _root(variance)
    ordered = sorted(totals)
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2 if count else None
    third, fourth = _cumulants(totals)
    return WholeFigures(
        attempts=count,
        mean=fmean(totals) if totals else None,
        median=middle,
        deviation=deviation,
        skewness=third / variance**1.5 if variance and third is not None else None,
        kurtosis=fourth / variance**2 if variance and fourth is not None else None,
        alpha=alpha,
        error_ratio=error,
        standard_error=error * deviation / 100
        if error is not None and deviation is not None
        else None,
    )


def covariance(some: Sequence[float], others: Sequence[float]) -> float | None:
    """The covariance of two rows of numbers of the same length; None for fewer than two."""
    count = len(some)
    if count < 2:
        return None
    mean, other = fmean(some), fmean(others)
    return sum((x - mean) * (y - other) for x, y in zip(some, others, strict=True)) / (count - 1)


def _cumulants(totals: Sequence[float]) -> tuple[float | None, float | None]:
    """Unbiased third and fourth cumulants; they need three and four totals (Moodle's k3, k4)."""
    count = len(totals)
    if count < 3:
        return None, None
    mean = fmean(totals)
    second, third, fourth = (fmean((x - mean) ** power for x in totals) for power in (2, 3, 4))
    k3 = count**2 * third / ((count - 1) * (count - 2))
    if count < 4:
        return k3, None
    k4 = count**2 / ((count - 1) * (count - 2) * (count - 3))
    return k3, k4 * ((count + 1) * fourth - 3 * (count - 1) * second**2)


def _root(value: float | None) -> float | None:
    """The square root; None of nothing and of what is below zero."""
    return sqrt(value) if value is not None and value >= 0 else None


def _share(part: float | None, whole: float | None) -> float | None:
    return 100 * part / whole if part is not None and whole else None


def verdict(figures: ItemFigures, attempts: int) -> str:
    """What the figures say to a teacher, in a sentence; "" where there is nothing to say."""
    if attempts < FEW:
        return f"Too few attempts to judge (n = {attempts})."
    told_apart, known = figures.discrimination, figures.facility
    if told_apart is None or known is None:
        return f"Everybody got the same mark (n = {attempts}): it tells nobody apart."
    sentences = (
        (told_apart < 0, "Negative discrimination, n = {n}: check the key."),
        (known < 0.3, "Very hard (n = {n}): was it taught, and is the key right?"),
        (told_apart < 20, "Weak discrimination, n = {n}: it hardly tells who knows the rest."),
        (known > 0.95, "Nearly everybody knows it (n = {n})."),
    )
    return next((words.format(n=attempts) for is_so, words in sentences if is_so), "")
