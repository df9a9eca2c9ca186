"""Codes to join a class."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.class_codes import ALPHABET, LENGTH, new_code, shown, typed


@given(st.integers())
def test_a_code_is_read_however_it_is_typed(seed: int) -> None:
    code = new_code(random.Random(seed))

    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    for written in (code, code.lower(), shown(code), f"  {shown(code).lower()} ", " ".join(code)):
        assert typed(written) == code


def test_no_character_is_mistaken_for_another() -> None:
    assert not set("01OILU") & set(ALPHABET)


@pytest.mark.parametrize("text", ["", "ABC", "ABC-DEF0", "ABCDEFGH", "АВСDEFG", "ABCDEFÉ"])
def test_what_can_be_no_code_is_none(text: str) -> None:
    assert typed(text) == ""
