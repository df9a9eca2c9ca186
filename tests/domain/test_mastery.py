"""Mastery: what is asked next, and when it is enough."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from study.domain.mastery import BETWEEN, Tried, next_question, progress
from tests.builders import NOW

MINUTE = timedelta(minutes=1)


def new(position: int) -> Tried:
    return Tried(position=position, tries=0, is_right=False, at=NOW)


def right(position: int, at: int, tries: int = 1) -> Tried:
    return Tried(position=position, tries=tries, is_right=True, at=NOW + at * MINUTE)


def wrong(position: int, at: int) -> Tried:
    return Tried(position=position, tries=1, is_right=False, at=NOW + at * MINUTE)


def test_all_are_asked_in_their_order() -> None:
    assert next_question([new(4), new(2), new(9)]) == 4
    assert next_question([right(4, 1), new(2), new(9)]) == 2


def test_a_wrong_one_comes_back_after_three_others() -> None:
    early = [wrong(1, 1), right(2, 2), right(3, 3), new(4), new(5)]
    assert next_question(early) == 4
    assert next_question([*early[:3], right(4, 4), new(5)]) == 1


def test_near_the_end_the_one_tried_longest_ago_comes() -> None:
    assert next_question([wrong(1, 5), wrong(2, 4), right(3, 1)]) == 2
    assert next_question([wrong(1, 5), right(3, 1)]) == 1


def test_nothing_is_asked_when_all_are_right() -> None:
    assert next_question([right(1, 1), right(2, 2)]) is None
    assert next_question([]) is None


def test_the_share_at_the_first_try_is_kept_apart() -> None:
    questions = [right(1, 1), right(2, 5, tries=3), wrong(3, 2), new(4)]
    far = progress(questions, 0.5)
    assert (far.right, far.tried, far.count) == (2, 3, 4)
    assert (far.share, far.first_share) == (0.5, 0.25)
    assert far.is_reached
    assert not progress(questions, 0.6).is_reached
    assert not progress([], 0).is_reached


@given(st.lists(st.booleans(), min_size=1, max_size=400), st.integers(1, 12))
def test_nothing_wrong_comes_back_at_once_while_others_are_there(
    answers: list[bool], size: int
) -> None:
    questions = [new(position) for position in range(size)]
    last: list[int] = []
    for at, is_right in enumerate(answers, start=1):
        position = next_question(questions)
        if position is None:
            break
        left = {it.position for it in questions if not it.is_right} - {position}
        since = last[-BETWEEN:]
        assert position not in since or left <= set(since)
        tries = questions[position].tries + 1
        moment = NOW + at * MINUTE
        questions[position] = Tried(position=position, tries=tries, is_right=is_right, at=moment)
        last.append(position)
