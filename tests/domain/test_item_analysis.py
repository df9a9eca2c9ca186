"""Item analysis against figures that Moodle computed, and where there is nothing to divide by."""

import csv
import math
from dataclasses import astuple
from pathlib import Path
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.item_analysis import ItemFigures, item_figures, verdict, whole_figures

DATA = Path(__file__).parents[1] / "data" / "item-statistics"


def marks_of_moodle() -> list[list[float]]:
    with (DATA / "marks.csv").open() as file:
        return [
            [float(row[f"slots.{n}.mark"]) for n in range(1, 8)] for row in csv.DictReader(file)
        ]


def expected() -> list[dict[str, str]]:
    with (DATA / "expected.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", expected(), ids=lambda row: f"question {row['slot']}")
def test_the_figures_are_moodles_to_six_decimals(row: dict[str, str]) -> None:
    found = item_figures(marks_of_moodle(), [1.0] * 7)[int(row["slot"]) - 1]

    assert found.facility == pytest.approx(float(row["facility"]), abs=5e-7)
    assert found.deviation == pytest.approx(float(row["sd"]), abs=5e-7)
    assert found.weight == pytest.approx(float(row["effectiveweight"]), abs=5e-7)
    assert found.covariance == pytest.approx(float(row["covariance"]), abs=5e-7)
    assert found.discrimination == pytest.approx(float(row["discriminationindex"]), abs=5e-7)
    assert found.greatest_covariance == pytest.approx(float(row["covariancemax"]), abs=5e-7)
    assert found.efficiency == pytest.approx(float(row["discriminativeefficiency"]), abs=5e-7)


def test_the_whole_test_has_its_figures() -> None:
    found = whole_figures(marks_of_moodle())

    assert found.attempts == 25
    assert found.mean == pytest.approx(4.617333, abs=5e-7)
    assert found.median == 4.5
    assert found.deviation == pytest.approx(stdev(sum(row) for row in marks_of_moodle()))
    # Seven questions of which each goes against the rest: alpha is below zero, and that is said.
    assert found.alpha is not None
    assert found.alpha < 0
    assert found.error_ratio is not None
    assert found.error_ratio > 100


def test_alpha_of_two_questions_that_agree_is_a_hundred() -> None:
    found = whole_figures([[0, 0], [1, 1], [1, 1], [0, 0]])

    assert found.alpha == pytest.approx(100)
    assert found.error_ratio == pytest.approx(0)
    assert found.standard_error == pytest.approx(0)


def test_one_learner_gives_shares_and_no_spread() -> None:
    (only,) = item_figures([[0.5]], [1])

    assert (only.facility, only.deviation, only.discrimination, only.weight) == (
        0.5,
        None,
        None,
        None,
    )
    assert whole_figures([[0.5]]).deviation is None


def test_a_question_that_all_know_discriminates_nothing() -> None:
    known, other = item_figures([[1, 0], [1, 1], [1, 1]], [1, 1])

    assert known.facility == 1
    assert known.deviation == 0
    assert known.discrimination is None
    assert known.efficiency is None
    assert other.facility == pytest.approx(2 / 3)


def test_a_test_that_nobody_took_has_no_figures() -> None:
    (only,) = item_figures([], [1])

    assert set(astuple(only)) == {None}
    assert set(astuple(whole_figures([]))) == {0, None}


@given(
    st.integers(0, 5).flatmap(
        lambda items: st.lists(
            st.lists(st.floats(0, 1), min_size=items, max_size=items), max_size=12
        ).map(lambda rows: (items, rows))
    )
)
def test_a_figure_is_a_number_or_none(made: tuple[int, list[list[float]]]) -> None:
    items, marks = made
    figures = [*item_figures(marks, [1.0] * items), whole_figures(marks)]

    assert all(value is None or math.isfinite(value) for it in figures for value in astuple(it))


def figures_with(**values: float | None) -> ItemFigures:
    names = ItemFigures.__dataclass_fields__
    usual = dict.fromkeys(names) | {"facility": 0.6, "discrimination": 40.0}
    return ItemFigures(**(usual | values))


@pytest.mark.parametrize(
    ("figures", "attempts", "sentence"),
    [
        (figures_with(discrimination=-12.0), 41, "Negative discrimination, n = 41: check the key."),
        (figures_with(discrimination=-12.0), 9, "Too few attempts to judge (n = 9)."),
        (figures_with(discrimination=None), 20, "Everybody got the same mark"),
        (figures_with(facility=0.2), 20, "Very hard"),
        (figures_with(discrimination=12.0), 20, "Weak discrimination"),
        (figures_with(facility=0.99), 20, "Nearly everybody"),
        (figures_with(), 20, ""),
    ],
)
def test_the_verdict_says_what_to_look_at(
    figures: ItemFigures, attempts: int, sentence: str
) -> None:
    found = verdict(figures, attempts)

    assert found.startswith(sentence)
    assert bool(found) == bool(sentence)
