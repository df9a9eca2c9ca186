"""An attempt in the browser, without scripts: beginning, answering, handing in, reviewing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from study.domain.assignments import AT_ONCE, Late, Phase, Seen
from study.storage.database import Database
from tests.attempting import begun
from tests.builders import DAY, MINUTE, NOW, a_bank, execute, kept, some_questions
from tests.classroom import a_class, a_person, an_assignment, signed_in, taken
from tests.domain.builders import a_flashcard, a_short, a_single, a_statement, an_ordering
from tests.web.attempting import Taker, a_taker

THREE = (a_single(), a_short(), a_statement())


@contextmanager
def queries(database: Database) -> Iterator[list[str]]:
    """The statements that are carried out meanwhile."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def taker(sqlite_database: Database, tmp_path: Path) -> Taker:
    return a_taker(sqlite_database, tmp_path, *THREE)


def test_the_overview_says_the_rules_and_offers_to_begin(sqlite_database, tmp_path):
    taker = a_taker(sqlite_database, tmp_path, *THREE, time_limit=45 * MINUTE, most_attempts=2)
    page = taker.visitor.get(taker.url)
    assert "You have 2 attempts; the best one counts." in page.words
    assert "An attempt may take 45 minutes." in page.words
    assert "It is due on Tuesday 1 December 2026, 12:00." in page.words
    assert page.form("/attempts")


def test_extra_time_is_told_to_the_learner(sqlite_database, tmp_path):
    taker = a_taker(sqlite_database, tmp_path, *THREE, time_limit=60 * MINUTE)
    execute(sqlite_database, "UPDATE enrolment SET extra_time = 1.5 WHERE role = 'learner'")
    page = taker.visitor.get(taker.url)
    assert "An attempt may take 1 hour 30 minutes." in page.words
    assert "half as much again as the 1 hour of the class" in page.words


def test_beginning_twice_is_one_attempt(taker):
    overview = taker.visitor.get(taker.url)
    first = taker.visitor.send(overview, "/attempts")
    again = taker.visitor.send(overview, "/attempts")
    assert first.one("h1").words == again.one("h1").words
    assert len(taker.answers()) == 3
    assert "Go on with your attempt" in taker.visitor.get(taker.url).words


def test_an_answer_is_saved_and_the_next_question_shown(taker):
    page = taker.visitor.send(taker.begin(), "/answers/1", choice="1", go="2")
    assert "Question 2 of 3" in page.words
    back = taker.attempt("?question=1")
    assert [
        it["value"] for it in back.all("input", type="radio") if "checked" in it.attributes
    ] == ["1"]
    assert "Saved 12:00" in back.words


def test_going_elsewhere_by_the_map_saves_too(taker):
    page = taker.visitor.send(taker.begin(), "/answers/1", choice="0", go="3")
    assert "Question 3 of 3" in page.words
    assert taker.answers()[0]["given"]


def test_an_answer_can_be_taken_away_again(taker):
    page = taker.begin()
    taker.visitor.send(page, "/answers/1", choice="0")
    taker.visitor.send(page, "/answers/1", choice=[])
    assert taker.answers()[0]["given"] == ""


def test_a_flag_stays_and_keeps_the_answer(taker):
    page = taker.visitor.send(taker.begin(), "/answers/1", choice="0", flag="on")
    assert "Take the flag off" in page.words
    assert taker.answers()[0]["is_flagged"]
    assert taker.answers()[0]["given"]
    taker.visitor.send(page, "/answers/1", flag="off")
    assert not taker.answers()[0]["is_flagged"]


def test_a_form_that_is_half_filled_in_comes_back_as_it_was(sqlite_database, tmp_path):
    taker = a_taker(sqlite_database, tmp_path, an_ordering())
    page = taker.visitor.send(taker.begin(), "/answers/1", place=["1", "", "", ""])
    assert page.status == 422
    assert "Give every item a place from 1 to 4" in page.words
    chosen = [it["value"] for it in page.all("option") if "selected" in it.attributes]
    assert chosen == ["1"]


def test_another_device_goes_on_where_one_was(taker):
    taker.visitor.send(taker.begin(), "/answers/1", choice="1")
    page = taker.another_browser().get(f"{taker.url}/attempts/1")
    assert "Question 2 of 3" in page.words


def test_handing_in_lists_what_is_open_and_asks_first(taker):
    taker.visitor.send(taker.begin(), "/answers/1", choice="1", flag="on")
    page = taker.attempt("/hand-in")
    assert "1 of 3 questions are answered" in page.words
    assert [it.words for it in page.all("h2")][:2] == ["Not answered", "Flagged"]
    assert [it.words for it in page.all("li") if it.parents[-1]["class"] == "listed"] == [
        "Question 2",
        "Question 3",
        "Question 1",
    ]
    review = taker.visitor.send(page, "/hand-in")
    assert "Handed in on" in review.words


def test_handing_in_twice_shows_the_same(taker):
    taker.begin()
    page = taker.attempt("/hand-in")
    first = taker.visitor.send(page, "/hand-in")
    again = taker.visitor.send(page, "/hand-in")
    assert first.words == again.words
    assert [it["verdict"] for it in taker.answers()] == ["skipped"] * 3


def test_what_is_blank_is_called_blank(taker):
    taker.begin()
    review = taker.visitor.send(taker.attempt("/hand-in"), "/hand-in")
    assert review.words.count("Left blank") == 3
    assert "Not right" not in review.words
    assert "0 of 3 points" in review.words


def test_a_cautious_review_shows_marks_now_and_says_when_more_comes(sqlite_database, tmp_path):
    taker = a_taker(sqlite_database, tmp_path, *THREE, close_at=NOW + 9 * DAY)
    taker.begin()
    taker.answer(2, text="Nanjing")
    review = taker.visitor.send(taker.attempt("/hand-in"), "/hand-in")
    assert "You said Nanjing" in review.words
    assert "Not right" in review.words
    assert "Chongqing" not in "".join(it.text for it in review.all("section")[1:2])
    assert "secret" not in review.text
    assert (
        "The explanations, the right answers and the passages they come from will be shown"
        " from Thursday 3 December 2026, 12:00 on."
    ) in review.words

    later = taker.another_browser(NOW + 9 * DAY).get(f"{taker.url}/attempts/1/review")
    assert "Chongqing" in later.words
    assert "secret explanation" in later.words
    assert later.all("mark")


def test_nothing_is_shown_that_the_policy_hides(sqlite_database, tmp_path):
    hidden = dict.fromkeys(Phase, frozenset[Seen]())
    taker = a_taker(sqlite_database, tmp_path, *THREE, review=hidden)
    taker.begin()
    taker.answer(2, text="Nanjing")
    review = taker.visitor.send(taker.attempt("/hand-in"), "/hand-in")
    assert "Nothing more of this attempt is shown now." in review.words
    assert not review.all("section")
    assert "%" not in review.one("h1").words
    assert "mark not shown yet" in taker.visitor.get(taker.url).words


def test_what_is_only_shown_after_closing_says_so_when_nothing_closes(taker):
    taker.begin()
    review = taker.visitor.send(taker.attempt("/hand-in"), "/hand-in")
    assert "it has no closing day" in review.words


def test_the_time_left_is_the_servers(sqlite_database, tmp_path):
    taker = a_taker(sqlite_database, tmp_path, *THREE, time_limit=45 * MINUTE)
    page = taker.begin()
    assert "45 minutes left until 12:45" in page.words
    taker.visitor.now = NOW + 44.5 * MINUTE
    assert "Less than a minute left" in taker.attempt().words


def test_an_attempt_whose_time_is_up_is_handed_in_on_sight(sqlite_database, tmp_path):
    taker = a_taker(sqlite_database, tmp_path, *THREE, time_limit=45 * MINUTE)
    taker.begin()
    taker.answer(2, text="Chongqing")
    taker.visitor.now = NOW + 47 * MINUTE
    sent = taker.attempt()
    assert sent.headers["location"] == f"{taker.url}/attempts/1/review"
    review = taker.attempt("/review")
    assert "1 of 3 points" in review.words
    assert "after 45 minutes" in review.words


def test_an_overview_hands_in_what_was_left_lying(sqlite_database, tmp_path):
    taker = a_taker(sqlite_database, tmp_path, *THREE, time_limit=45 * MINUTE)
    taker.begin()
    taker.visitor.now = NOW + DAY
    page = taker.visitor.get(taker.url)
    assert "Go on with your attempt" not in page.words
    assert "after 45 minutes" in page.words


def test_a_save_that_comes_too_late_is_told_so(sqlite_database, tmp_path):
    taker = a_taker(sqlite_database, tmp_path, *THREE, time_limit=45 * MINUTE)
    page = taker.begin()
    taker.visitor.now = NOW + 46.1 * MINUTE
    review = taker.visitor.send(page, "/answers/1", choice="1")
    assert "Time was up before your last answer arrived" in review.words
    assert taker.answers()[0]["given"] == ""


def test_a_closing_time_that_is_put_off_while_the_page_is_open_is_honoured(
    sqlite_database, tmp_path
):
    taker = a_taker(sqlite_database, tmp_path, *THREE, due_at=NOW + 10 * MINUTE, late=Late.REFUSED)
    page = taker.begin()
    later = (NOW + 30 * MINUTE).timestamp() * 1_000_000
    execute(sqlite_database, "UPDATE assignment SET due_at = :at", at=int(later))
    taker.visitor.now = NOW + 12 * MINUTE
    told = taker.visitor.client.get(f"{taker.url}/attempts/1/time").json()
    assert (told["is_open"], told["left"], told["ends"]) == (True, 18 * 60, "12:30")
    up = taker.visitor.post(f"{taker.url}/attempts/1/hand-in?up=1", {})
    assert up.headers["location"] == f"{taker.url}/attempts/1"
    saved = taker.visitor.send(page, "/answers/1", choice="1")
    assert "Saved 12:12" in taker.attempt("?question=1").words, saved.words


def test_a_script_is_told_what_became_of_a_save(taker):
    taker.begin()
    fields = {"answered": "1", "choice": "1", "quiet": "1", "save": "5"}
    reply = taker.visitor.client.post(f"{taker.url}/attempts/1/answers/1", data=fields).json()
    assert (reply["outcome"], reply["at"], reply["is_open"]) == ("saved", "12:00", True)
    older = taker.visitor.client.post(
        f"{taker.url}/attempts/1/answers/1", data=fields | {"save": "4", "choice": "2"}
    ).json()
    assert older["outcome"] == "older"


def test_nobody_else_sees_an_attempt(taker):
    taker.begin()
    stranger = signed_in(taker.database, a_person(taker.database, "Bea"))
    teacher = signed_in(taker.database, taker.teacher)
    for path in ("", "/hand-in", "/review", "/time"):
        assert stranger.get(f"{taker.url}/attempts/1{path}").status == 404
        assert teacher.get(f"{taker.url}/attempts/1{path}").status == 404
    for number in (0, 2, 2**31, 10**30):
        assert taker.attempt(number=number).status in {404, 422}
    assert taker.attempt("?question=9").status == 404
    assert taker.visitor.post(f"{taker.url}/attempts/1/answers/9", {}).status == 404


@pytest.mark.parametrize("shown", ["0", str(2**53), "9" * 30, "-1", "x"])
def test_no_number_of_a_form_is_an_accident(taker, shown):
    taker.begin()
    fields = {"answered": "1", "choice": "1", "shown": shown, "save": shown, "go": shown}
    status = taker.visitor.post(f"{taker.url}/attempts/1/answers/1", fields).status
    assert status in {303, 422}


def test_addresses_with_impossible_numbers_are_refused(taker):
    taker.begin()
    for number in ("-1", "0", "2147483648", "1" * 30, "x", "%00"):
        for path in (f"{taker.url}/attempts/{number}", f"/assignments/{number}/attempts/1"):
            assert taker.visitor.get(path).status in {404, 422}
            assert taker.visitor.get(f"{path}/review").status in {404, 422}


@pytest.mark.parametrize("path", ["", "/attempts/1", "/attempts/1/hand-in", "/attempts/1/review"])
def test_more_questions_and_learners_cost_no_more_queries(sqlite_database, tmp_path, path):
    counts = []
    for n, size in enumerate((3, 30)):
        folder = tmp_path / str(n)
        questions = some_questions(size)
        kept(sqlite_database, folder, a_bank(*questions, id=f"bank-{n}"))
        teacher = a_person(sqlite_database, f"Teacher {n}", may_teach=True)
        learners = [a_person(sqlite_database, f"Learner {n} {m}") for m in range(size)]
        class_id = a_class(sqlite_database, teacher, *learners)
        names = [f"bank-{n}/{it.id}" for it in questions]
        test = an_assignment(sqlite_database, class_id, teacher, *names, review=AT_ONCE)
        begin = taken if path.endswith("review") else begun
        extra = ([True] * size,) if path.endswith("review") else ()
        begin(sqlite_database, test, learners[0], *extra)
        visitor = signed_in(sqlite_database, learners[0])
        with queries(sqlite_database) as said:
            assert visitor.get(f"/assignments/{test}{path}").status == 200
        counts.append(len(said))
    assert counts[0] == counts[1] <= 16, counts


def test_an_open_attempt_has_no_review(taker):
    taker.begin()
    assert taker.attempt("/review").status == 404


def test_a_learner_who_left_the_class_sees_nothing_more(taker):
    taker.begin()
    execute(taker.database, "UPDATE enrolment SET state = 'removed' WHERE role = 'learner'")
    assert taker.attempt().status == 404


def test_answers_in_ones_own_words_wait_for_the_teacher(sqlite_database, tmp_path):
    taker = a_taker(sqlite_database, tmp_path, a_flashcard(), a_short())
    page = taker.begin()
    assert "your teacher reads and marks it" in page.words
    taker.visitor.send(page, "/answers/1", text="It was Moscow")
    review = taker.visitor.send(taker.attempt("/hand-in"), "/hand-in")
    assert "1 answer waits to be marked by your teacher" in review.words
    assert review.one("h1").words == "0 % so far"
    assert "It was Moscow" in review.words


def test_a_mark_and_a_comment_by_hand_are_shown(sqlite_database, tmp_path):
    taker = a_taker(sqlite_database, tmp_path, a_flashcard(), review=AT_ONCE)
    taker.begin()
    taker.visitor.send(taker.attempt("/hand-in"), "/hand-in")
    execute(
        sqlite_database,
        "UPDATE attempt_answer SET fraction = 0.5, verdict = 'partial', marked_by = :who,"
        " comment = 'Half of <it>.'",
        who=taker.teacher,
    )
    review = taker.attempt("/review")
    assert "marked by your teacher" in review.words
    assert "Half of <it>." in review.words
