"""Questions on paper: lettered, numbered, and with a key that fits what was printed."""

import pytest
from hypothesis import given, strategies

from study.domain.papers import key_on_paper, letter, on_paper
from tests.domain.builders import (
    a_cloze,
    a_comparison,
    a_matching,
    a_multiple,
    a_short,
    a_single,
    a_statement,
    an_ordering,
    one_of_each,
)

SEEDS = strategies.text("0123456789.", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("place", "name"), [(0, "a"), (25, "z"), (26, "aa"), (51, "az"), (52, "ba")]
)
def test_letters_go_on_after_z(place: int, name: str) -> None:
    assert letter(place) == name


@given(SEEDS)
def test_the_key_names_the_letters_that_were_printed(seed: str) -> None:
    for question in (a_single(), a_multiple()):
        printed = {f"{it.letter}) {it.text}" for it in on_paper(question, seed).choices}
        right = {option.text for option in question.options if option.correct}
        key = set(key_on_paper(question, seed))
        assert key <= printed
        assert {line.partition(") ")[2] for line in key} == right


@given(SEEDS)
def test_the_key_numbers_items_as_they_were_printed(seed: str) -> None:
    question = an_ordering()
    shown = [it.text for it in on_paper(question, seed).choices]
    numbers = key_on_paper(question, seed)[1].removeprefix("From the top: ").split(", ")
    assert [question.items[int(number) - 1] for number in numbers] == shown


@given(SEEDS)
def test_the_key_joins_the_letters_that_were_printed(seed: str) -> None:
    question = a_matching()
    letters = {it.text: it.letter for it in on_paper(question, seed).choices}
    assert key_on_paper(question, seed) == tuple(
        f"{n}{letters[right]}: {left} – {right}"
        for n, (left, right) in enumerate(question.pairs, start=1)
    )


def test_a_key_says_what_is_so_and_what_an_answer_contains() -> None:
    assert key_on_paper(a_statement(), "1") == ("False", "secret: it was 1931")
    assert key_on_paper(a_short("Chongqing", "Yuzhou"), "1") == ("Chongqing",)
    assert key_on_paper(a_cloze("{{c1::one}} and {{c2::two}}"), "1") == ("one; two",)
    assert key_on_paper(a_comparison(), "1")[1:] == ("secret point one", "secret point two")


@pytest.mark.parametrize("question", one_of_each(), ids=lambda it: it.kind)
def test_paper_holds_nothing_of_the_key(question) -> None:
    printed = repr(on_paper(question, "1"))
    assert "secret" not in printed
    assert "1,235" not in printed
    assert "correct" not in printed
