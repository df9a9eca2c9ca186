"""Answers counted by option, by what was typed and by question; the figures of a whole class."""

import csv
from pathlib import Path

import pytest

from study.domain.answers import Arranged, Chose, Given, Joined, Revealed, Skipped, Typed
from study.domain.results import Answered, Try
from study.domain.tallies import (
    Said,
    Thirds,
    analysed,
    by_question,
    guess,
    in_words,
    is_one_test,
    option_counts,
    said_counts,
    step,
    tally,
    thirds,
)
from tests.domain.builders import (
    a_cloze,
    a_comparison,
    a_matching,
    a_multiple,
    a_numeric,
    a_short,
    a_single,
    a_statement,
    an_ordering,
)
from tests.domain.test_results import BLANK, RIGHT, UNMARKED, WRONG, a_try

DATA = Path(__file__).parents[1] / "data" / "item-statistics"


def said(*given: Given, fraction: float | None = 0.0) -> list[Said]:
    return [Said(number, 1, it, fraction) for number, it in enumerate(given)]


def test_options_are_counted_for_all_and_for_the_best_and_the_weakest_third() -> None:
    answers = said(Chose((1,)), Chose((1,)), Chose((0,)), Chose((0,)), Chose((2,)), Chose((0,)))
    by = Thirds(top=frozenset({(0, 1), (1, 1)}), bottom=frozenset({(4, 1), (5, 1)}))
    found = option_counts(a_single(), answers, by)

    assert [(it.text, it.is_key, it.count) for it in found] == [
        ("Nanjing", False, 3),
        ("Chongqing", True, 2),
        ("Wuhan", False, 1),
        ("Xi'an", False, 0),
    ]
    assert [(it.top, it.bottom) for it in found[:3]] == [(0.0, 0.5), (1.0, 0.0), (0.0, 0.5)]


def test_few_attempts_make_no_thirds() -> None:
    assert thirds([a_try(RIGHT, learner=n) for n in range(5)]) == Thirds()
    assert len(thirds([a_try(RIGHT, learner=n) for n in range(7)]).top) == 2


def test_what_was_typed_is_grouped_whatever_its_case_and_spaces() -> None:
    answers = [
        *said(Typed(("Nanjing",)), Typed(("nanjing ",)), Typed(("Nanjing",))),
        *said(Typed(("Chongqing",)), fraction=1.0),
        *said(Skipped(), Typed(("",))),
    ]
    found = said_counts(a_short(), answers)

    assert [(it.text, it.count, it.fraction) for it in found] == [
        ("Nanjing", 3, 0.0),
        ("Chongqing", 1, 1.0),
    ]


@pytest.mark.parametrize(
    ("question", "given", "words"),
    [
        (a_cloze(), Typed(("1,235", "tanks")), "1,235; tanks"),
        (an_ordering("a", "b", "c"), Arranged((2, 0, 1)), "c → a → b"),
        (a_matching(), Joined((0, None, 1)), "USSR → Moscow; Japan → …; China → Tokyo"),
        (a_comparison(), Revealed("They differ."), "They differ."),
        (a_multiple(), Chose((0, 2)), "tanks; submarines"),
        (a_statement(), Chose((1,)), "False"),
        (a_single(), Chose((9,)), ""),
        (a_short(), Skipped(), ""),
    ],
)
def test_an_answer_in_words(question, given, words) -> None:
    assert in_words(question, given) == words


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (a_single(), 0.25),
        (a_multiple(), 0.25),
        (a_statement(), 0.5),
        (a_short(), 0.0),
        (a_numeric(), 0.0),
        (a_cloze(), 0.0),
        (a_matching(), 0.25),
        (an_ordering(), None),
        (a_comparison(), None),
    ],
)
def test_what_guessing_earns(question, expected) -> None:
    assert guess(question) == expected


def test_a_blank_answer_earns_nothing_and_an_unmarked_one_is_not_counted() -> None:
    marks = by_question([a_try(RIGHT, BLANK), a_try(UNMARKED, BLANK)])
    found = tally((1, 2, 3), marks)

    assert marks == {1: (1.0, None), 2: (0.0, 0.0)}
    assert (found.share, found.answers, found.questions) == (pytest.approx(1 / 3), 4, 2)
    assert tally((3,), marks).step is None


def test_a_share_falls_into_one_of_five_steps() -> None:
    shares = (0, 0.39, 0.396, 0.55, 0.7, 22 / 26, 1)

    assert [step(it) for it in shares] == [1, 1, 2, 3, 4, 5, 5]


def tries_of_moodle() -> list[Try]:
    with (DATA / "marks.csv").open() as file:
        rows = list(csv.DictReader(file))
    return [
        a_try(*(Answered(float(row[f"slots.{n}.mark"]), False) for n in range(1, 8)), learner=at)
        for at, row in enumerate(rows)
    ]


def test_the_figures_of_a_classs_attempts_are_moodles() -> None:
    found = analysed(tries_of_moodle(), dict.fromkeys(range(1, 8), 1.0), dict.fromkeys(range(1, 8)))
    with (DATA / "expected.csv").open() as file:
        for row in csv.DictReader(file):
            figures = found[int(row["slot"])].figures
            assert figures is not None
            assert figures.discrimination == pytest.approx(
                float(row["discriminationindex"]), abs=5e-7
            )
            assert figures.weight == pytest.approx(float(row["effectiveweight"]), abs=5e-7)


def test_where_chance_gave_other_questions_each_is_compared_with_its_own_rest() -> None:
    whole = tries_of_moodle()
    drawn = [*whole, a_try(RIGHT, WRONG, asked=(8, 9), learner=99)]
    points = dict.fromkeys(range(1, 10), 1.0)
    alone = analysed(drawn, points, dict.fromkeys(points))
    together = analysed(whole, points, dict.fromkeys(points))

    assert not is_one_test(drawn)
    assert alone[1].attempts == 25
    assert alone[1].figures.discrimination == pytest.approx(together[1].figures.discrimination)
    assert alone[1].figures.efficiency == pytest.approx(together[1].figures.efficiency)
    assert alone[1].figures.weight is None
    assert alone[8].figures.discrimination is None


def test_a_question_with_answers_that_wait_for_a_mark_has_no_figures() -> None:
    found = analysed([a_try(RIGHT, UNMARKED), a_try(WRONG, RIGHT)], {1: 1.0, 2: 1.0}, {1: 0, 2: 0})

    assert found[2].figures is None
    assert found[2].unmarked == 1
    assert found[1].figures.facility == 0.5
