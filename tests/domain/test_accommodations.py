"""More time: what can be written for it, and how it is told."""

import pytest

from study.domain.accommodations import FACTORS, NAMES, in_words, is_factor, typed_factor


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("1", 1.0),
        ("1.25", 1.25),
        ("1,5", 1.5),
        (" × 2 ", 2.0),
        ("x1.5", 1.5),
        ("+50 %", 1.5),
        ("25%", 1.25),
        ("200%", 2.0),
        ("none", 0.0),
        ("No limit", 0.0),
        ("0", 0.0),
        ("100%", None),
        ("3", None),
        ("nan", None),
        ("inf", None),
        ("much", None),
        ("", None),
    ],
)
def test_extra_time_is_read_however_it_is_written(text, factor):
    assert typed_factor(text) == factor


def test_every_time_that_can_be_chosen_is_told_in_words():
    assert set(NAMES) == set(FACTORS)
    assert in_words(1.5) == "You have one and a half times the time."
    assert len({in_words(factor) for factor in FACTORS}) == len(FACTORS)
    assert not is_factor(1.75)
