"""Which questions an assignment takes, and which of them a learner is given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.selections import Choosable, Selection, chosen, drawn, group_of


def a_question(number: int, **changes) -> Choosable:
    usual = {"bank": "aid", "slug": f"q{number}", "kind": "single", "tags": (), "difficulty": 3}
    return Choosable(id=number, **(usual | changes))


SOME = (
    a_question(1, tags=("air",), difficulty=1),
    a_question(2, tags=("air", "dates"), kind="numeric"),
    a_question(3, bank="talks", tags=("dates",), difficulty=None),
    a_question(4, bank="talks", kind="short", difficulty=5),
)


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Selection(), []),
        (Selection(banks=("aid",)), [1, 2]),
        (Selection(tags=("dates",)), [2, 3]),
        (Selection(banks=("talks",), kinds=("short",)), [4]),
        (Selection(difficulties=(1, 5)), [1, 4]),
        (Selection(questions=("talks/q3",)), [3]),
        (Selection(banks=("aid",), questions=("talks/q4",)), [1, 2, 4]),
    ],
)
def test_a_selection_takes_what_fits_all_its_parts_and_what_it_names(
    selection: Selection, ids: list[int]
) -> None:
    assert [it.id for it in chosen(selection, SOME)] == ids


def test_a_question_of_two_tags_is_drawn_by_the_first_that_is_asked_for() -> None:
    selection = Selection(draw={"dates": 1, "air": 1})

    assert [group_of(selection, it) for it in SOME] == ["air", "dates", "dates", ""]


GROUPS = st.lists(st.sampled_from(["", "air", "dates"]), max_size=30)


@given(GROUPS, st.integers(0, 9), st.integers(0, 9), st.integers(), st.booleans())
def test_every_learner_gets_as_many_of_each_tag_and_the_same_ones_again(
    groups: list[str], air: int, dates: int, seed: int, shuffle: bool
) -> None:
    selection = Selection(draw={"air": air, "dates": dates})
    first = drawn(groups, selection, seed, 7, shuffle=shuffle)

    assert first == drawn(groups, selection, seed, 7, shuffle=shuffle)
    assert len(first) == len(set(first))
    assert [groups[place] for place in first].count("air") == min(air, groups.count("air"))
    assert [groups[place] for place in first].count("") == groups.count("")
    assert shuffle or list(first) == sorted(first)


def test_two_learners_are_given_different_questions() -> None:
    groups = ["air"] * 20
    given = {drawn(groups, Selection(draw={"air": 5}), 1, who, shuffle=False) for who in range(9)}

    assert len(given) > 1


def test_no_more_are_given_than_the_most() -> None:
    assert len(drawn([""] * 20, Selection(most=7), 1, 1, shuffle=True)) == 7
