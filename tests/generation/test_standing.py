"""A sentence that needs its neighbours is resolved with certainty, or nothing comes of it."""

import pytest

from tests.generation.texts import asked, drafts_of, forms_of

BEFORE = "Mary Doyle was the keeper of Carlow Lighthouse from 1930 to 1941."


def questions(words: str, **changes: str) -> str:
    return "\n".join(asked(one) for one in drafts_of(words, **changes))


@pytest.mark.parametrize(
    "leaning",
    [
        "They rescued 23 sailors of the steamer Albatross off Dublin in March 1934.",
        "The company sold its offices in Dublin to the Bank of Ireland in 1921.",
        "A year later the Harbour Company sold its offices in Dublin to the Bank of Ireland.",
        "The latter sold the Albatross to the Bank of Ireland in 1921.",
        "The first, the Albatross, entered the service of the Bank of Ireland in June 1923.",
        "The government of Ireland founded a rival service between Dublin and Cork in 1951.",
        "This sold the Albatross to the Bank of Ireland in 1921.",
        "We sold the Albatross to the Bank of Ireland in 1921.",
        "On 4 May the Harbour Company sold the Albatross to the Bank of Ireland.",
        "The Harbour Company would sell the Albatross to the Bank of Ireland in 1921.",
        "The Harbour Company did not sell the Albatross to the Bank of Ireland in 1921.",
        "In March 1827 Henry Marsh asked her to sell the Albatross to the Bank of Ireland.",
        "In 1955 his nephew sold the Albatross to the Bank of Ireland.",
        "During the war the Admiralty took seven of its nine ships to Dublin in 1915.",
    ],
)
def test_nothing_is_asked_about_a_sentence_that_leans_on_others(leaning):
    assert questions(leaning, title="Notes") == ""


def test_a_pronoun_is_told_as_the_only_person_it_can_mean():
    told = questions(f"{BEFORE} She rescued 23 sailors of the steamer Albatross in March 1934.")
    assert "Mary Doyle rescue" in told
    assert "She" not in told


def test_a_pronoun_that_two_can_mean_is_not_resolved():
    two = "Mary Doyle met Anna Oakes in Dublin in 1933."
    assert "rescued" not in questions(f"{two} She rescued 23 sailors of the Albatross in 1934.")


def test_he_is_not_she():
    told = questions(f"{BEFORE} He rescued 23 sailors of the steamer Albatross in March 1934.")
    assert "rescued" not in told


def test_words_that_only_tie_a_sentence_to_the_one_before_are_left_out():
    told = questions("However, in 1893 Henry Marsh sold the Harbour Company to William Oakes.")
    assert "sold the Harbour Company" in told
    assert "However" not in told


def test_a_surname_alone_is_told_in_full():
    told = questions(f"{BEFORE} In March 1934 Doyle rescued 23 sailors of the Albatross.")
    assert "Mary Doyle rescued" in told


def test_a_statement_inside_another_is_told_alone():
    words = "Henry Marsh, who was born in Dublin in 1831, built Carlow Lighthouse in 1871."
    assert any("Marsh was born in" in asked(one) for one in forms_of(words, "true_false"))


def test_what_is_only_said_is_ascribed_to_who_says_it():
    words = "According to the Coast Office, Henry Marsh sold 14 ships to William Oakes in 1893."
    told = questions(words)
    assert "according to the Coast Office, as quoted in “A history" in told
    assert "According to the Coast Office, Henry" not in told
