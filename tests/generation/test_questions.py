"""How facts are asked for, kind by kind."""

from decimal import Decimal

import pytest

from study.domain.clozes import blanks
from study.domain.questions import (
    Cloze,
    Flashcard,
    Matching,
    Numeric,
    Ordering,
    Short,
    Single,
    TrueFalse,
)
from study.generation.documents import source_of
from tests.generation.texts import LIGHTHOUSE, a_text, asked, drafted, drafts_of, forms_of

SOURCE = "Jane Byrne in “A history of Carlow Lighthouse” (1998)"


def stems(words: str) -> list[str]:
    """What is asked with a question word, without its source."""
    found = forms_of(words, "short", "numeric", "flashcard")
    return [asked(one).replace(f"According to {SOURCE}, ", "") for one in found]


@pytest.mark.parametrize(
    ("words", "question"),
    [
        (
            "Henry Marsh sold the Harbour Company to William Oakes on 4 May 1893.",
            "on what date did Henry Marsh sell the Harbour Company to William Oakes?",
        ),
        (
            "The Harbour Company was founded in Dublin by Henry Marsh in 1884.",
            "in what year was the Harbour Company founded in Dublin by Henry Marsh?",
        ),
        (
            "The Harbour Company had moved to Glasgow with Henry Marsh in March 1921.",
            "in what month and year had the Harbour Company moved to Glasgow with Henry Marsh?",
        ),
        (
            "Ines Doyle has kept the Carlow Lighthouse in Ireland since 2003.",
            "since when has Ines Doyle kept the Carlow Lighthouse in Ireland?",
        ),
    ],
)
def test_a_date_is_asked_with_the_words_of_its_statement(words, question):
    assert question in stems(words)


def test_a_year_is_that_of_the_deed_it_stands_beside():
    words = "Henry Marsh bought the Harbour Company in 1884 and went to Glasgow with William Oakes."
    assert "in what year did Henry Marsh buy the Harbour Company?" in stems(words)


def test_what_stands_before_the_subject_stays_before_the_question():
    found = forms_of("In 1893 Henry Marsh sold the Harbour Company to William Oakes.", "short")
    told = [asked(one) for one in found]
    assert f"In 1893, according to {SOURCE}, who sold the Harbour Company to William Oakes?" in told


def test_a_number_is_asked_with_what_it_counts_and_typed():
    words = (
        "Between 1902 and 1910 the Harbour Company bought 14 ships from Palmer Brothers in Cork."
    )
    one = next(it.question for it in drafts_of(words, "numeric"))
    assert isinstance(one, Numeric)
    assert "how many ships did the Harbour Company buy" in one.prompt
    assert (one.answer, one.unit) == (Decimal(14), "ships")


def test_a_cloze_leaves_one_fact_blank_and_says_what_it_is():
    words = "In 1893 Henry Marsh sold the Harbour Company to William Oakes."
    one = drafts_of(words, "cloze")[0].question
    assert isinstance(one, Cloze)
    assert len(blanks(one.text, 1)) == 1
    assert one.text.endswith(f", according to {SOURCE}.")


def test_a_false_statement_differs_in_one_date_or_number_and_is_put_right():
    found = [it.question for it in drafts_of(LIGHTHOUSE, "true_false")]
    false = [one for one in found if isinstance(one, TrueFalse) and not one.answer]
    assert false
    for one in false:
        told = one.prompt.partition(", according to")[0].split()
        right = one.correction.rstrip(".").split()
        changed = [words for words in zip(told, right, strict=True) if words[0] != words[1]]
        assert len(changed) == 1
        assert any(map(str.isdigit, "".join(changed[0])))


def test_true_statements_stand_as_they_are():
    found = [it.question for it in drafts_of(LIGHTHOUSE * 1, "true_false")]
    for one in found:
        if isinstance(one, TrueFalse) and one.answer:
            assert one.prompt.partition(", according to")[0] in LIGHTHOUSE.replace("\n", " ")


def test_a_choice_has_four_options_that_are_all_of_one_kind():
    found = drafts_of(LIGHTHOUSE, "single")
    assert found
    for one in found:
        assert isinstance(one.question, Single)
        options = [option.text for option in one.question.options]
        assert len(set(options)) == 4
        assert len({any(map(str.isdigit, text)) for text in options}) == 1


def test_no_wrong_year_lies_after_the_text_was_written():
    found = drafts_of("Henry Marsh sold the Harbour Company to Jane Oakes in 1997.", "single")
    for one in found:
        assert isinstance(one.question, Single)
        assert all(int(option.text[-4:]) <= 1998 for option in one.question.options)


def test_names_are_offered_as_options_only_where_the_text_has_enough_of_one_time():
    few = "In 1893 Henry Marsh sold the Harbour Company to William Oakes."
    assert not any("who " in asked(one) for one in forms_of(few, "single"))
    many = few + " ".join(
        f" In 189{year} the engineer {name} married a harpist in Vienna."
        for year, name in enumerate(("Peter Reid", "Jane Rowe", "Oscar Finch", "Edith Poole"))
    )
    offered = [one.question for one in forms_of(many, "single") if "who " in asked(one)]
    assert offered
    people = {
        "Henry Marsh",
        "William Oakes",
        "Peter Reid",
        "Jane Rowe",
        "Oscar Finch",
        "Edith Poole",
    }
    assert isinstance(offered[0], Single)
    assert {option.text for option in offered[0].options} <= people


def test_a_purpose_is_asked_and_answered_in_its_own_words():
    words = (
        "In June 1893 Henry Marsh sent William Oakes to Dublin in order to buy the ships of the "
        "Harbour Company."
    )
    one = next(it.question for it in drafts_of(words, "flashcard"))
    assert isinstance(one, Flashcard)
    assert "for what purpose did Henry Marsh send William Oakes to Dublin?" in one.prompt
    assert one.answer == "To buy the ships of the Harbour Company."


def test_a_definition_is_asked_the_other_way_round():
    words = "A lantern house is a glazed chamber that protects the lamp of a lighthouse."
    one = next(it.question for it in drafts_of(words, "short"))
    assert isinstance(one, Short)
    assert one.answers[0] == "lantern house"
    assert "what is a glazed chamber that protects the lamp of a lighthouse called?" in one.prompt


def test_an_abbreviation_is_asked_for_where_its_letters_prove_it():
    words = "In 1921 Henry Marsh joined the Irish Lighthouse Service (ILS) in the city of Dublin."
    one = next(it for it in drafts_of(words, "short") if "stand for" in asked(it))
    assert one.answer == "Irish Lighthouse Service"
    assert not any("stand for" in asked(it) for it in drafts_of(words.replace("ILS", "XLS")))


def test_a_quotation_asks_for_its_speaker():
    words = (
        '"The light of Carlow has saved more men than any other in Ireland," said Henry Marsh, the '
        "engineer, in his speech of 1893."
    )
    one = next(it for it in drafts_of(words, "short") if asked(it).startswith("Who"))
    assert one.answer == "Henry Marsh"
    assert "said: “The light of Carlow has saved more men than any other in Ireland”?" in asked(one)


def test_nobody_is_asked_for_who_only_repeats_what_others_said():
    words = "Henry Marsh said that he also thought the lighthouse of Carlow the best in Europe."
    assert not any(asked(it).startswith("Who") for it in drafts_of(words, "short", "single"))


def test_people_and_their_offices_are_matched():
    people = (
        ("Peter Reid", "the chairman of the Harbour Company"),
        ("Jane Rowe", "the curator of the Coast Museum"),
        ("Oscar Finch", "the mayor of Dublin"),
        ("Edith Poole", "the secretary of the Coast Office"),
        ("Simon Hurst", "the editor of the Carlow Gazette"),
    )
    words = " ".join(f"{name}, {role}, spoke at length in Dublin in 1893." for name, role in people)
    one = next(it.question for it in drafts_of(words, "matching"))
    assert isinstance(one, Matching)
    assert {left for left, _ in one.pairs} < {name for name, _ in people}
    assert len(one.pairs) == 4
    assert len(one.extra) == 1


def test_events_that_lie_apart_are_put_in_their_order():
    one = drafts_of(LIGHTHOUSE, "ordering")[0].question
    assert isinstance(one, Ordering)
    assert [item.split()[0] for item in one.items] == ["Henry", "The", "The"]


def test_two_texts_that_count_the_same_differently_are_compared():
    one = a_text("In 1893 the Harbour Company sold 14 ships to Henry Marsh in Dublin.")
    other = a_text(
        "In 1893 the Harbour Company sold 19 ships to Henry Marsh in Dublin.",
        id="other",
        title="Another history",
        author="Paul Reid",
    )
    found = drafted(one, other, kinds=["comparison"]).drafts
    assert len(found) == 1
    assert {source.document for source in found[0].sources} == {"carlow", "other"}
    assert drafted(one, a_text(one.text, id="other"), kinds=["comparison"]).drafts == ()


@pytest.mark.parametrize(
    ("changes", "source"),
    [
        ({}, SOURCE),
        ({"author": "not named"}, "“A history of Carlow Lighthouse” (1998)"),
        ({"published": ""}, "Jane Byrne in “A history of Carlow Lighthouse”"),
        ({"author": "", "published": "undated"}, "“A history of Carlow Lighthouse”"),
    ],
)
def test_a_source_is_named_by_what_is_known_of_it(changes, source):
    assert source_of(a_text(**changes)) == source


def test_every_question_names_its_source():
    for one in drafts_of(LIGHTHOUSE):
        assert "A history of Carlow Lighthouse" in asked(one)
