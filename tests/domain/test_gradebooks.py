"""Gradebooks as tables: blank is not 0, and what anybody called themselves calculates nothing."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies

from study.domain.gradebooks import (
    Column,
    Convention,
    Grade,
    Gradebook,
    Pupil,
    last_first,
    rows,
    split_name,
)
from study.domain.sheets import FORMULA, rows_to_csv

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
DONE = Grade(share=0.75, points=3.0, state="handed in", is_late=True, handed_in_at=AT)
NOTHING = Grade(share=0.0, points=0.0, state="handed in", is_late=False, handed_in_at=AT)
BLANK = Grade(share=None, points=None, state="not begun", is_late=False, handed_in_at=None)


def a_pupil(identity: int = 1, name: str = "Ada Maria Lane", login: str = "ada") -> Pupil:
    return Pupil(id=identity, name=name, login=login, email=f"{login}@example.org")


def a_book(*pupils: Pupil, title: str = "Aid", grade: Grade = DONE) -> Gradebook:
    some = pupils or (a_pupil(),)
    column = Column(id=7, title=title, possible=4.0, grades={it.id: grade for it in some})
    return Gradebook(section="History 10b", pupils=some, columns=(column,))


def test_a_gradebook_for_anybody() -> None:
    assert rows(a_book(), Convention.GENERIC, ZONE) == (
        (
            "Learner",
            "Login",
            "Aid: share",
            "Aid: points",
            "Aid: state",
            "Aid: late",
            "Aid: handed in",
        ),
        ("Ada Maria Lane", "ada", 0.75, 3.0, "handed in", "yes", "2026-11-24T13:00:00+01:00"),
    )


def test_a_gradebook_as_canvas_takes_it() -> None:
    assert rows(a_book(), Convention.CANVAS, ZONE) == (
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Aid (7)"),
        ("    Points Possible", None, None, None, None, 4.0),
        ("Lane, Ada Maria", 1, None, "ada", "History 10b", 3.0),
    )


def test_a_gradebook_as_moodle_takes_it() -> None:
    assert rows(a_book(), Convention.MOODLE, ZONE) == (
        (
            "First name",
            "Surname",
            "ID number",
            "Institution",
            "Department",
            "Email address",
            "Aid (Real)",
        ),
        ("Ada Maria", "Lane", "ada", None, None, "ada@example.org", 3.0),
    )


@pytest.mark.parametrize("convention", Convention)
def test_blank_is_not_nothing(convention: Convention) -> None:
    blank = rows_to_csv(rows(a_book(grade=BLANK), convention, ZONE)).splitlines()[-1]
    nothing = rows_to_csv(rows(a_book(grade=NOTHING), convention, ZONE)).splitlines()[-1]
    assert "0.0" not in blank
    assert "0.0" in nothing


@pytest.mark.parametrize(
    ("name", "first", "last", "listed"),
    [
        ("Ada Lane", "Ada", "Lane", "Lane, Ada"),
        ("Ada Maria Lane", "Ada Maria", "Lane", "Lane, Ada Maria"),
        ("Ada", "", "Ada", "Ada"),
        ("", "", "", ""),
    ],
)
def test_a_name_as_lists_sort_it(name: str, first: str, last: str, listed: str) -> None:
    assert (split_name(name), last_first(name)) == ((first, last), listed)


def test_a_learner_called_like_a_formula_is_a_text() -> None:
    name = '=HYPERLINK("http://example.org"; "Ada")'
    text = rows_to_csv(rows(a_book(a_pupil(name=name)), Convention.GENERIC, ZONE))
    assert read(text)[1][0] == "'" + name


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


NAMES = strategies.text(strategies.characters(codec="utf-8", exclude_characters="\0"))


@given(
    pupils=strategies.lists(strategies.tuples(NAMES, NAMES), min_size=1, max_size=4),
    title=NAMES,
    convention=strategies.sampled_from(Convention),
)
def test_no_cell_begins_like_a_formula_and_each_reads_back(pupils, title, convention) -> None:
    some = [a_pupil(n, name, login) for n, (name, login) in enumerate(pupils)]
    table = rows(a_book(*some, title=title), convention, ZONE)
    cells = read(rows_to_csv(table))

    assert [len(row) for row in cells] == [len(row) for row in table]
    for row, meant in zip(cells, table, strict=True):
        for text, value in zip(row, meant, strict=True):
            assert not text.lstrip(" \n").startswith(FORMULA)
            said = "" if value is None else str(value)
            is_guarded = said.lstrip(" \n").startswith(FORMULA)
            assert text == ("'" + said if is_guarded else said)
