"""Answers that are checked at once: in mastery, and where a test tells something during."""

from datetime import timedelta
from pathlib import Path

import pytest

from study.domain.assignments import AT_ONCE, CAUTIOUS, EVERYTHING, Mode, Phase
from study.storage.database import Database
from tests.builders import NOW
from tests.domain.builders import a_flashcard, a_short, a_single, a_statement
from tests.web.attempting import Taker, a_taker

THREE = (a_single(), a_short(), a_statement())


@pytest.fixture
def taker(sqlite_database: Database, tmp_path: Path) -> Taker:
    return a_taker(sqlite_database, tmp_path, *THREE)


def test_an_answer_is_checked_at_once_where_the_policy_says_so(sqlite_database, tmp_path):
    during = {**CAUTIOUS, Phase.DURING: EVERYTHING}
    taker = a_taker(sqlite_database, tmp_path, *THREE, review=during)
    page = taker.visitor.get(taker.begin() and f"{taker.url}/attempts/1?question=2")
    assert "Check now" in page.words
    fields = page.filled(page.form("/answers/2")) | {"text": "Nanjing"}
    sent = taker.visitor.post(f"{taker.url}/attempts/1/checks/2", fields)
    told = taker.visitor.get(sent.headers["location"])
    assert "Not right" in told.words
    assert "Chongqing" in told.words
    taker.visitor.post(f"{taker.url}/attempts/1/checks/2", fields | {"text": "Chongqing"})
    taker.visitor.post(f"{taker.url}/attempts/1/answers/2", fields | {"text": "Chongqing"})
    assert taker.answers()[1]["verdict"] == "wrong"
    assert taker.answers()[1]["tries"] == 1


def test_nothing_is_checked_at_once_where_the_policy_does_not_say_so(taker):
    taker.begin()
    taker.visitor.post(f"{taker.url}/attempts/1/checks/2", {"text": "Nanjing"})
    assert taker.answers()[1]["verdict"] == ""


def mastery(database: Database, folder: Path, *questions: object, **rules: object) -> Taker:
    return a_taker(
        database,
        folder,
        *questions,
        **{"mode": Mode.MASTERY, "review": AT_ONCE, "goal": 1.0} | rules,
    )


def test_mastery_asks_again_until_the_goal_is_reached(sqlite_database, tmp_path):
    taker = mastery(sqlite_database, tmp_path, a_short(), a_statement())
    page = taker.begin()
    told = taker.visitor.send(page, "/checks/1", text="Nanjing")
    assert "Not right" in told.words
    assert "0 of 2 right; the goal is 100 %." in told.words
    minute = iter(range(1, 9))
    for place, answer in ((2, {"choice": "1"}), (1, {"text": "Chongqing"})):
        taker.visitor.now = NOW + timedelta(minutes=next(minute))
        told = taker.visitor.send(taker.attempt(), f"/checks/{place}", **answer)
    review = taker.attempt("/review")
    assert "100 %" in review.one("h1").words
    assert "2 of 2 were right in the end, 50 % at the first try" in review.words
    assert [it["tries"] for it in taker.answers()] == [2, 1]


def test_sending_a_try_twice_is_one_try(sqlite_database, tmp_path):
    taker = mastery(sqlite_database, tmp_path, a_short(), a_statement())
    page = taker.begin()
    for _ in range(2):
        taker.visitor.send(page, "/checks/1", text="Nanjing")
    assert taker.answers()[0]["tries"] == 1


def test_mastery_can_be_finished_by_hand(sqlite_database, tmp_path):
    taker = mastery(sqlite_database, tmp_path, a_short(), a_statement())
    taker.visitor.send(taker.begin(), "/checks/1", text="Chongqing")
    page = taker.attempt("/hand-in")
    assert "1 of 2 are right; the goal of 100 % is not reached yet." in page.words
    assert "50 %" in taker.visitor.send(page, "/hand-in").one("h1").words


def test_in_mastery_who_answers_in_own_words_says_whether_it_was_known(sqlite_database, tmp_path):
    taker = mastery(sqlite_database, tmp_path, a_flashcard(), a_statement())
    told = taker.visitor.send(taker.begin(), "/checks/1")
    assert "The Soviet Union" in told.words
    taker.visitor.send(told, "/knew/1", knew="yes")
    taker.visitor.post(f"{taker.url}/attempts/1/knew/1", {"knew": "no"})
    assert taker.answers()[0]["fraction"] == 1.0


def test_in_mastery_no_question_is_answered_before_its_turn(sqlite_database, tmp_path):
    taker = mastery(sqlite_database, tmp_path, a_short(), a_statement())
    taker.begin()
    assert taker.attempt("?question=2&shown=1").status == 404
