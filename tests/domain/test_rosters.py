"""Lists of learners: whatever a school's program writes is read, and what is wrong is told."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.rosters import MOST_LEARNERS, Roster, decoded, read_roster
from study.domain.sheets import BOM, rows_to_csv

NAMES = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=2, max_size=12)


def people(roster: Roster) -> list[tuple[str, str]]:
    return [(line.name, line.login) for line in roster.lines]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_are_known_by_their_headings_in_any_order(separator):
    rows = (
        ("Extra time", "E-mail", "Login", "Full name"),
        ("1.5", "ada@x.test", "ADA", "Ada  Lovelace"),
    )
    roster = read_roster("\n".join(separator.join(row) for row in rows))

    (line,) = roster.lines
    assert (line.name, line.login, line.email) == ("Ada Lovelace", "ada", "ada@x.test")
    assert (line.line, line.extra_time, line.problems) == (2, 1.5, ())


def test_first_and_last_names_make_a_name():
    roster = read_roster("Surname;First name;Username\nLovelace;Ada;ada\n")
    assert people(roster) == [("Ada Lovelace", "ada")]


def test_a_table_without_headings_is_read_in_the_usual_order():
    roster = read_roster("Ada Lovelace,ada\nCharles Babbage,charles\n")

    assert not roster.has_headings
    assert people(roster) == [("Ada Lovelace", "ada"), ("Charles Babbage", "charles")]


def test_a_comma_inside_a_name_is_part_of_it():
    roster = read_roster('name;login\n"Lovelace, Ada";ada\n')
    assert people(roster) == [("Lovelace, Ada", "ada")]


def test_a_line_is_told_by_its_number_in_the_file():
    roster = read_roster("name,login\n\nAda,ada\n\n,bob\n")
    assert [(it.line, bool(it.problems)) for it in roster.lines] == [(3, False), (5, True)]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",ada", "The name is missing: write it."),
        ("Ada,", "The sign-in name is missing: write one, without spaces."),
        ("Ada,ada lovelace", "The sign-in name 'ada lovelace' cannot be used"),
        ("Ada,ada,nobody", "The e-mail address is none"),
        ("Ada,ada,,3", "The extra time '3' cannot be used"),
        ("A\u202eda,ada", "has signs that cannot be seen"),
        ("Eve,zoe", "Line 2 has the same sign-in name"),
    ],
)
def test_what_is_wrong_with_a_line_is_told_with_what_to_do(row, sentence):
    roster = read_roster(f"name,login,email,extra time\nZoe,zoe\n{row}\n")

    good, bad = roster.lines
    assert good.problems == ()
    assert sentence in " ".join(bad.problems)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "No learner is in this list. Write one in each line."),
        ("name,login\n", "No learner is in this list. Write one in each line."),
        ("name,email\nAda,a@x.test", "No column has the heading login"),
        ("login,email\nada,a@x.test", "No column has the heading name"),
        ("name,login\n" + "Ada,ada\n" * (MOST_LEARNERS + 1), "At most 500 learners"),
        ("x" * 100_001, "This is too long for a list of learners."),
        ("name,login\n" + "a\0b,c\n", ""),
    ],
)
def test_a_list_that_cannot_be_read_is_one_sentence(text, sentence):
    assert read_roster(text).problem.startswith(sentence)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_whichever_of_the_usual_encodings(encoding):
    assert decoded("name;login\nZoë;zoë".encode(encoding)).removeprefix(BOM) == (
        "name;login\nZoë;zoë"
    )


@given(st.lists(NAMES, min_size=1, max_size=5, unique_by=str.casefold))
def test_a_roster_that_was_written_is_read_again(names):
    rows = [("name", "login"), *((name, f"login-{at}") for at, name in enumerate(names))]

    roster = read_roster(rows_to_csv(rows, bom=True))

    assert [line.login for line in roster.lines] == [login for _, login in rows[1:]]


def test_a_name_kept_from_being_calculated_is_read_as_it_was():
    roster = read_roster(rows_to_csv([("name", "login"), ("=1+1", "ada")]))
    assert people(roster) == [("=1+1", "ada")]


@given(st.text(max_size=200))
def test_no_text_is_an_accident(text):
    roster = read_roster(text)
    assert bool(roster.problem) != bool(roster.lines)


@given(st.binary(max_size=100))
def test_no_file_is_an_accident(data):
    assert isinstance(decoded(data), str)


def test_csv_modules_own_rows_agree():
    text = 'name,login\n"A ""B"" C",abc\n'
    assert people(read_roster(text)) == [tuple(list(csv.reader(io.StringIO(text)))[1])]
