"""The same again: double clicks, the back button, two windows, a reply that was lost."""

from concurrent.futures import ThreadPoolExecutor

from tests.builders import count, rows
from tests.visiting import HTMX, Page, Visitor


def stage(page: Page) -> str:
    return page.one("section", id="sitting")["data-stage"]


def sent(visitor: Visitor, page: Page, ending: str, **fields: str) -> Page:
    """A form sent as it stands; redirects are not followed."""
    form = page.form(ending)
    return visitor.post(form["action"], page.filled(form) | fields)


def test_an_answer_sent_five_times_gives_five_equal_replies(visitor):
    question = visitor.get("/practice")
    replies = [visitor.swap(question, "/answer", skip="1").text for _ in range(5)]

    assert len(set(replies)) == 1
    assert count(visitor.database, "answer") == 1


def test_an_answer_sent_eight_times_at_once_is_one_answer_with_equal_replies(visitor):
    question = visitor.get("/practice")
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: visitor.swap(question, "/answer", skip="1"), range(8)))

    assert {reply.status for reply in replies} == {200}
    assert len({reply.text for reply in replies}) == 1
    assert count(visitor.database, "answer") == 1


def test_a_double_click_on_a_rating_does_not_rate_the_next_card(visitor):
    answered = visitor.swap(visitor.get("/practice"), "/answer", skip="1")
    first = visitor.swap(answered, "/rate", rating="3")
    second = visitor.swap(answered, "/rate", rating="3")

    assert count(visitor.database, "review") == 1
    assert first.form("/answer")["action"] == second.form("/answer")["action"]


def test_the_back_button_and_another_rating_change_nothing(visitor):
    question = visitor.get("/practice")
    answered = visitor.send(question, "/answer", skip="1")
    visitor.send(answered, "/rate", rating="3")
    again = visitor.send(question, "/answer", skip="1")
    visitor.send(answered, "/rate", rating="1")

    assert "You rated this card “Good”" in again.words
    assert rows(visitor.database, "SELECT rating FROM review") == [(3,)]


def test_a_second_window_is_told_and_goes_on(visitor):
    one, two = visitor.get("/practice"), visitor.get("/practice")
    visitor.send(visitor.send(one, "/answer", skip="1"), "/rate", rating="3")
    told = visitor.swap(two, "/answer", skip="1")

    assert told.status == 409
    assert "You already answered this card in another window" in told.words
    assert stage(told) == "question"
    assert told.form("/answer")["action"] != two.form("/answer")["action"]
    assert count(visitor.database, "answer") == 1


def test_a_second_window_without_scripts_is_told_on_a_whole_page(visitor):
    one, two = visitor.get("/practice"), visitor.get("/practice")
    visitor.send(visitor.send(one, "/answer", skip="1"), "/rate", rating="3")
    told = sent(visitor, two, "/answer", skip="1")

    assert (told.status, stage(told)) == (409, "question")
    assert told.one("html")


def test_two_windows_that_both_answered_rate_once(visitor):
    one, two = visitor.get("/practice"), visitor.get("/practice")
    answers = [visitor.send(page, "/answer", skip="1") for page in (one, two)]
    visitor.send(answers[0], "/rate", rating="3")
    told = sent(visitor, answers[1], "/rate", rating="4")

    assert (told.status, stage(told)) == (409, "question")
    assert rows(visitor.database, "SELECT rating FROM review") == [(3,)]


def test_a_rating_of_what_was_not_answered_is_not_found(visitor):
    question = visitor.get("/practice")
    form = question.form("/answer")
    action = form["action"].replace("/answer", "/rate")

    assert visitor.post(action, question.filled(form) | {"rating": "3"}).status == 404


def test_a_double_click_on_undo_takes_one_step_back(visitor):
    page = visitor.get("/practice")
    for _ in range(3):
        page = visitor.send(visitor.send(page, "/answer", skip="1"), "/rate", rating="3")
    first = visitor.swap(page, "/undo")
    second = visitor.swap(page, "/undo")

    assert first.form("/answer")["action"] == second.form("/answer")["action"]
    assert rows(visitor.database, "SELECT new_done FROM day") == [(2,)]


def test_an_undo_of_something_older_than_the_last_step_is_told(visitor):
    page = visitor.send(
        visitor.send(visitor.get("/practice"), "/answer", skip="1"), "/rate", rating="3"
    )
    visitor.send(visitor.send(page, "/answer", skip="1"), "/rate", rating="3")
    told = visitor.swap(page, "/undo")

    assert told.status == 409
    assert rows(visitor.database, "SELECT new_done FROM day") == [(2,)]


def test_with_nothing_to_undo_the_learner_is_told(visitor):
    told = visitor.post("/practice/undo", {"bank": ""}, HTMX)

    assert (told.status, stage(told)) == (409, "question")
    assert "There is nothing to undo." in told.words


def test_settings_sent_twice_are_the_same_settings(visitor):
    page = visitor.get("/settings")
    for _ in range(2):
        visitor.send(page, "/settings", new_a_day="5")

    assert rows(visitor.database, "SELECT new_a_day FROM learner") == [(5,)]


def test_a_showing_answered_by_htmx_can_be_reloaded_as_a_page(visitor):
    region = visitor.swap(visitor.get("/practice"), "/answer", skip="1")
    page = visitor.get(region.headers["hx-push-url"])

    assert page.one("html")
    assert stage(page) == "answered"
    assert page.one("h1").words == region.one("h1").words


def test_going_back_in_the_browser_s_history_gives_a_whole_page(visitor):
    headers = HTMX | {"HX-History-Restore-Request": "true"}

    assert visitor.get("/practice", headers).one("html")
