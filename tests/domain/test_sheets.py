"""Tables for spreadsheets: nothing in them is calculated, and everything comes back."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.sheets import BOM, FORMULA, cell, rows_to_csv

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def read_back(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("sign", FORMULA)
def test_what_begins_like_a_formula_is_text(sign):
    assert cell(f"{sign}1+1") == f"'{sign}1+1"
    assert cell(f"  {sign}1+1") == f"'  {sign}1+1"
    assert cell(f"1{sign}1") == f"1{sign}1"


def test_a_name_that_is_a_formula_opens_as_text():
    text = rows_to_csv([('=HYPERLINK("http://x.test";"look")', 1)])

    assert text == '"\'=HYPERLINK(""http://x.test"";""look"")",1\r\n'


def test_numbers_are_bare_and_nothing_is_an_empty_cell():
    assert rows_to_csv([("Ada", 3, 0.5, None, "")]) == '"Ada",3,0.5,,""\r\n'


def test_a_byte_order_mark_stands_first_when_asked_for():
    assert rows_to_csv([("Zoë",)], bom=True) == f'{BOM}"Zoë"\r\n'
    assert rows_to_csv([], bom=True) == BOM


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), max_size=5))
def test_every_text_comes_back_as_it_was_shown(rows):
    assert read_back(rows_to_csv(rows)) == [[cell(text) for text in row] for row in rows]


@given(TEXTS)
def test_no_cell_begins_like_a_formula(text):
    assert not cell(text).lstrip(" \n").startswith(FORMULA)
