"""Answers, the log and the days' counters: what comes back, and what the database refuses."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from study.domain.answers import Arranged, Chose, Joined, Revealed, Skipped, Typed
from study.domain.cards import CardState, Counted
from study.domain.grading import Confidence, Mark, Verdict
from study.domain.scheduling import Rating
from study.storage import reviews
from study.storage.reviews import Answer, Day, Step
from tests.builders import NOW, WHO, a_bank, card_ids, count, kept, some_questions

TODAY = NOW.date()
GIVEN = (
    Revealed("notes\n“quoted”"),
    Skipped(),
    Chose((0, 3)),
    Typed(("1,235", "")),
    Arranged((2, 0, 1)),
    Joined((1, None, 0)),
)


@pytest.fixture
def bank(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(2)))
    return database


def an_answer(card: int, showing: str = "0.1.a", **changes) -> Answer:
    fields = {
        "card_id": card,
        "question_version": 1,
        "showing": showing,
        "given": Skipped(),
        "mark": Mark(0.5, Verdict.PARTIAL, (True, False), "1 of 2"),
        "hinted": True,
        "confidence": Confidence.UNSURE,
        "suggested": Rating.HARD,
        "taken_ms": 1234,
    }
    return Answer(**(fields | changes))


def a_step(card: int, **changes) -> Step:
    fields = {
        "sequence": 1,
        "card_id": card,
        "version": 0,
        "kind": "buried",
        "day_on": TODAY,
        "before": CardState(),
        "after": CardState(buried_on=TODAY),
        "algorithm": "fsrs-6",
        "parameters": "default",
    }
    return Step(**(fields | changes))


def test_every_shape_of_answer_comes_back(bank):
    card = card_ids(bank)[0]
    with bank.write() as db:
        for number, given in enumerate(GIVEN):
            answer = an_answer(card, f"0.1.{number}", given=given)
            assert reviews.add_answer(db, WHO, number + 1, answer, NOW)
            assert reviews.find_answer(db, WHO, answer.showing) == answer


def test_an_unmarked_answer_comes_back(bank):
    unmarked = Mark(None, Verdict.UNMARKED)
    answer = an_answer(card_ids(bank)[0], mark=unmarked, confidence=None, suggested=None)
    with bank.write() as db:
        reviews.add_answer(db, WHO, 1, answer, NOW)
        assert reviews.find_answer(db, WHO, answer.showing) == answer


def test_one_showing_has_one_answer(bank):
    first, second = card_ids(bank)
    with bank.write() as db:
        assert reviews.add_answer(db, WHO, 1, an_answer(first), NOW)
        assert not reviews.add_answer(db, WHO, 2, an_answer(second), NOW)
    assert count(bank, "answer") == 1


def test_an_answer_is_its_learner_s_own(bank):
    with bank.write() as db:
        reviews.add_answer(db, WHO, 1, an_answer(card_ids(bank)[0]), NOW)
        assert reviews.find_answer(db, WHO + 1, "0.1.a") is None


def test_a_step_comes_back_with_both_its_states(bank):
    card = card_ids(bank)[0]
    step = a_step(card, kind="rated", rating=Rating.GOOD, suggested=Rating.HARD, siblings=(7, 8))
    with bank.write() as db:
        reviews.add_step(db, WHO, step, NOW)
        assert reviews.log_of(db, WHO, card) == (step,)
        assert reviews.step_of(db, WHO, card, 0) == step
        assert reviews.last_step(db, WHO, NOW) == step
        assert reviews.last_step(db, WHO, NOW + timedelta(microseconds=1)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"sequence": 2},
        {"version": 1},
        {"sequence": 2, "version": 1, "kind": "rated"},
        {"sequence": 2, "version": 1, "rating": Rating.GOOD},
        {"sequence": 2, "version": 1, "kind": "undone"},
        {"sequence": 2, "version": 1, "card_id": 999_000},
    ],
)
def test_the_log_refuses_what_cannot_be(bank, changes):
    step = a_step(card_ids(bank)[0])
    with bank.write() as db:
        reviews.add_step(db, WHO, step, NOW)
    with pytest.raises(IntegrityError), bank.engine.begin() as db:
        reviews.add_step(db, WHO, replace(step, **changes), NOW)


def test_a_step_is_undone_once(bank):
    step = a_step(card_ids(bank)[0])
    undoing = replace(step, sequence=2, version=1, kind="undone", undoes=1)
    with bank.write() as db:
        reviews.add_step(db, WHO, step, NOW)
        reviews.add_step(db, WHO, undoing, NOW)
        assert reviews.last_step(db, WHO, NOW) is None
        assert reviews.undone_step(db, WHO, 1) == undoing
    with pytest.raises(IntegrityError), bank.engine.begin() as db:
        reviews.add_step(db, WHO, replace(undoing, sequence=3, version=2), NOW)


def test_a_day_counts_up_and_down(bank):
    done = Counted(reviews_done=1, passed=1, young_total=1, young_passed=1)
    with bank.write() as db:
        assert reviews.day(db, WHO, TODAY) == Day(day_on=TODAY)
        reviews.count(db, WHO, TODAY, done, taken_ms=5)
        now = reviews.count(db, WHO, TODAY, done, taken_ms=7, extra_new=3)
        assert (now.reviews_done, now.passed, now.taken_ms, now.extra_new) == (2, 2, 12, 3)
        assert now.answered == 2
        back = reviews.count(db, WHO, TODAY, done, sign=-1, taken_ms=7)
        assert (back.reviews_done, back.taken_ms) == (1, 5)
        assert reviews.days_since(db, WHO, TODAY) == (back,)
        assert reviews.days_since(db, WHO, TODAY + timedelta(days=1)) == ()


def test_whether_a_question_was_answered_is_told_for_any_number(bank):
    card = card_ids(bank)[0]
    with bank.write() as db:
        reviews.add_answer(db, WHO, 1, an_answer(card), NOW)
        assert reviews.has_answered(db, WHO, card // 1000)
        for question in (-1, 0, card // 1000 + 1, 2**63, 10**30):
            assert not reviews.has_answered(db, WHO, question)
