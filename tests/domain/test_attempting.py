"""How an attempt asks its questions, and puts what was said back into its forms."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.answers import Arranged, Chose, Joined, Revealed, Typed
from study.domain.asking import Sent, read
from study.domain.assignments import AT_ONCE, CAUTIOUS, EVERYTHING, Mode, Phase, Rules
from study.domain.attempting import (
    LONGEST_LOOK,
    asked_front,
    is_told_at_once,
    looked,
    order_seed,
    said,
    typed,
    whole,
)
from study.domain.clozes import at_once, blanks
from study.domain.questions import AnyQuestion, Cloze
from tests.attempting import right_answer, wrong_answer
from tests.builders import NOW
from tests.domain.builders import a_cloze, a_multiple, a_short, an_ordering, one_of_each


def test_a_cloze_is_asked_with_all_its_blanks_at_once() -> None:
    text = "In {{c2::1937}} the {{c1::Soviet {{c3::Union}}::who}} sent {{c2::aircraft}}."
    asked, part = whole(a_cloze(text))
    assert isinstance(asked, Cloze)
    assert blanks(asked.text, part) == ("1937", "Soviet Union", "aircraft")
    assert [it.hint for it in asked_front(a_cloze(text), "s").segments if it.blank] == [
        "",
        "who",
        "",
    ]


@pytest.mark.parametrize("text", ["{{c1::\\frac{a}{b}}}", "{{{c1::x}}}", "a {b} {{c7::c::d}} {{"])
def test_braces_of_the_text_stay_where_they_are(text: str) -> None:
    renumbered = at_once(text.replace("c7", "c1"))
    assert renumbered == text.replace("c7", "c1")


@pytest.mark.parametrize("question", one_of_each(), ids=lambda it: it.kind)
@given(seed=st.text(max_size=5), is_right=st.booleans())
def test_what_was_said_stands_in_the_form_again(
    question: AnyQuestion, seed: str, *, is_right: bool
) -> None:
    answer = right_answer(question) if is_right else wrong_answer(question)
    sent = typed(question, seed, answer)
    if any((*sent.choice, *sent.text, *sent.place, *sent.match)):
        assert said(question, seed, sent) == answer


@given(st.randoms(use_true_random=False), st.text(max_size=5))
def test_any_order_stands_in_the_form_again(chance: random.Random, seed: str) -> None:
    question = an_ordering()
    items = list(range(4))
    chance.shuffle(items)
    answer = Arranged(tuple(items))
    assert read(question, 0, seed, typed(question, seed, answer)) == answer


@pytest.mark.parametrize(
    "sent",
    [
        Sent(),
        Sent(text=("", " ")),
        Sent(place=("", "", "", "")),
        Sent(match=("", "", "")),
        Sent(skip=True),
    ],
)
def test_an_empty_form_is_a_blank_answer(sent: Sent) -> None:
    assert said(a_short(), "s", sent) is None


def test_an_answer_to_what_the_question_was_before_fills_no_field() -> None:
    assert typed(an_ordering(), "s", Arranged((0, 1))) == Sent()
    assert typed(a_multiple(), "s", Chose((17,))) == Sent()
    assert typed(a_short(), "s", Typed(("a",))) == Sent(text=("a",))
    assert typed(a_short(), "s", Revealed("notes")) == Sent(text=("notes",))
    assert typed(a_short(), "s", Joined((None,))) == Sent(match=("",))


def test_each_try_has_an_order_of_its_own() -> None:
    assert len({order_seed("s", 1), order_seed("s", 2), order_seed("s", 1, 1)}) == 3


def test_answers_are_checked_at_once_in_mastery_or_when_something_is_told_during() -> None:
    rules = Rules(mode=Mode.TEST, open_at=NOW, due_at=NOW, review=CAUTIOUS)
    assert not is_told_at_once(rules)
    assert is_told_at_once(Rules(mode=Mode.MASTERY, open_at=NOW, due_at=NOW, review=CAUTIOUS))
    during = {**CAUTIOUS, Phase.DURING: EVERYTHING}
    assert is_told_at_once(Rules(mode=Mode.TEST, open_at=NOW, due_at=NOW, review=during))
    assert is_told_at_once(Rules(mode=Mode.TEST, open_at=NOW, due_at=NOW, review=AT_ONCE))


def test_time_is_counted_once_by_the_servers_clock() -> None:
    minute = timedelta(minutes=1)
    assert looked(NOW, NOW, NOW + minute) == minute
    assert looked(NOW, NOW + minute, NOW + 3 * minute) == 2 * minute
    assert looked(NOW + 9 * minute, NOW, NOW + minute) == timedelta(0)
    assert looked(NOW - 900 * minute, NOW - 900 * minute, NOW) == LONGEST_LOOK
