from decimal import Decimal

import pytest

from study.generation import english
from study.generation.finding.dates import Grain, dates, yearless
from study.generation.finding.genders import gender
from study.generation.finding.names import Kind, is_short_for
from study.generation.finding.places import kind_of_place, plain_name, same_as
from study.generation.finding.quantities import amounts
from tests.generation.texts import reading_of


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("It was lit on 4 May 1871.", [("4 May 1871", Grain.DAY)]),
        ("It was lit on May 4, 1871, at night.", [("May 4, 1871", Grain.DAY)]),
        ("In March 1934 it burnt.", [("March 1934", Grain.MONTH)]),
        ("It opened in 1871.", [("1871", Grain.YEAR)]),
        ("In the summer of 1939 it closed.", [("the summer of 1939", Grain.SEASON)]),
        ("In the 1930s it was busy.", [("the 1930s", Grain.DECADE)]),
        ("In the nineteenth century it stood.", [("the nineteenth century", Grain.CENTURY)]),
        ("Between 1902 and 1910 it grew.", [("Between 1902 and 1910", Grain.RANGE)]),
        ("It ran from 1902 to 1910.", [("from 1902 to 1910", Grain.RANGE)]),
        ("On August 6 and 9, 1945 they fell.", [("August 6 and 9, 1945", Grain.RANGE)]),
        ("On 1 and 2 September 1859 it came.", [("1 and 2 September 1859", Grain.RANGE)]),
        ("It has 1871 steps and 1500 tons.", []),
    ],
)
def test_dates_are_found_whole_and_numbers_are_none(words, found):
    assert [(date.text, date.grain) for date in dates(words)] == found


def test_a_day_without_its_year_is_no_date():
    assert dates("It was lit on 4 May.") == ()
    assert yearless("It was lit on 4 May.")


@pytest.mark.parametrize(
    ("words", "number", "noun"),
    [
        ("The company bought 14 ships in Dublin.", Decimal(14), "ships"),
        ("They had more than 1,300 guns in all.", Decimal(1300), "guns"),
        ("It cost $1.5 million to build the house.", Decimal(1_500_000), ""),
        ("The share fell by 3.5 percent in a year.", Decimal("3.5"), ""),
        ("Six million people lived in the town.", Decimal(6_000_000), "people"),
    ],
)
def test_numbers_are_found_with_what_they_count(words, number, noun):
    found = amounts(english.load()(words), dates(words))
    assert (found[0].number, found[0].noun) == (number, noun)


def kind(words: str, name: str) -> Kind:
    return reading_of(words).names.kind(name)


def test_a_person_is_one_by_title_calling_or_first_name():
    words = (
        "In 1871 the engineer Tarvo Marsh came to Dublin. In 1872 Dr Ilko Beran followed him. "
        "Mary Doyle stayed in Glasgow until 1890."
    )
    names = reading_of(words).names
    assert {"Tarvo Marsh", "Ilko Beran", "Mary Doyle"} <= set(names.people)


def test_a_ship_with_a_name_like_a_person_is_none():
    words = "In 1934 the Mary Doyle was sunk off the coast of Ireland by a German submarine."
    assert kind(words, "Mary Doyle") is not Kind.PERSON


def test_a_surname_is_told_as_the_full_name_unless_two_bear_it():
    one = "Mary Doyle came to Carlow in 1930. In 1934 Doyle rescued the sailors of the Albatross."
    two = f"{one} Her brother John Doyle left for Boston in 1931."
    assert reading_of(one).names.full("Doyle") == "Mary Doyle"
    assert reading_of(two).names.full("Doyle") == ""


def test_a_firm_that_bears_its_founders_name_is_not_mistaken_for_him():
    words = (
        "The engineer Ezra Halden founded the Halden Typewriter Company in 1891. "
        "The Halden Typewriter Company grew fast. "
        "In 1917 the army bought 31,000 typewriters from Halden."
    )
    assert reading_of(words).names.full("Halden") == ""


@pytest.mark.parametrize(
    ("short", "name", "is_short"),
    [
        ("J. Brown", "John Brown", True),
        ("Brown", "John Brown", True),
        ("J.F. Brown", "John Fitzgerald Brown", True),
        ("K. Brown", "John Brown", False),
        ("John Brown", "J. Black", False),
    ],
)
def test_a_short_form_of_a_name_is_known(short, name, is_short):
    assert is_short_for(short, name) is is_short


def test_one_country_has_one_name():
    assert plain_name("Soviet") == plain_name("USSR") == "Soviet Union"
    assert "U.S." in same_as("United States")
    assert (kind_of_place("China"), kind_of_place("Tokyo")) == ("country", "city")


def test_first_names_and_titles_tell_he_from_she_and_others_tell_nothing():
    assert (gender("Mary Doyle"), gender("Henry Marsh"), gender("Tarvo Marsh")) == ("she", "he", "")
    assert gender("Doyle", "Mrs ") == "she"
