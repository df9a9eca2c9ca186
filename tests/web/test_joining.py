"""Joining a class: by its code, with an account or without one, at once or after a word."""

import pytest

from study.actions import enrolling
from study.storage import classes
from study.storage.database import Database
from tests.builders import DAY, NOW
from tests.classroom import a_person, signed_in
from tests.visiting import Visitor
from tests.web.rooms import PASSWORD, a_teacher, code_on, founded, passing


@pytest.fixture
def tess(database: Database) -> Visitor:
    """A teacher's browser."""
    return a_teacher(database)


def test_a_new_learner_joins_with_a_name_and_a_password(database, tess):
    class_id, page = founded(tess)
    code = code_on(page)
    ada = passing(database)
    page = ada.send(ada.get("/join"), "/join", code=f" {code.lower().replace('-', ' ')} ")
    assert "History 7b" in page.words

    fields = {"name": "Ada Lovelace", "login": "Ada", "password": PASSWORD}
    page = ada.send(page, "/new", **fields)

    assert page.status == 200
    assert page.one("h1").words == "History 7b"
    assert "Ada Lovelace" in tess.get(f"/classes/{class_id}").words


def test_a_password_is_never_sent_back(database, tess):
    _, page = founded(tess)
    code = code_on(page).replace("-", "")
    fields = {"name": "", "login": "a b", "password": PASSWORD}
    page = passing(database).post(f"/join/{code}/new", fields)

    assert page.status == 422
    assert page.one("input", id="login")["value"] == "a b"
    assert PASSWORD not in page.text


def test_who_is_signed_in_joins_by_one_button_and_twice_is_harmless(database, tess):
    class_id, page = founded(tess)
    path = f"/join/{code_on(page)}"
    ada = signed_in(database, a_person(database, "Ada"))

    for _ in range(2):
        sent = ada.post(path.replace("-", ""), {})
        assert (sent.status, sent.headers["location"]) == (303, f"/classes/{class_id}")
    assert ada.get(path).headers["location"] == f"/classes/{class_id}"
    assert tess.get(f"/classes/{class_id}").words.count("joined by the code") == 1


def test_unknown_and_replaced_codes_are_told_in_the_same_words(database, tess):
    class_id, page = founded(tess)
    old = code_on(page)
    tess.send(page, f"/classes/{class_id}", act="code")
    ada = passing(database)

    replaced, unknown = ada.get(f"/join/{old}"), ada.get("/join/ZZZ-ZZZZ")
    assert replaced.status == unknown.status == 422
    sentences = {it.one("p", id="code-error").words for it in (replaced, unknown)}
    assert sentences == {enrolling.NO_CODE}
    assert "History 7b" not in replaced.text


def test_guessing_codes_is_slowed(database, tess):
    _, page = founded(tess)
    right = code_on(page)
    eve = passing(database)
    for number in range(30):
        assert eve.get(f"/join/ZZZZZ{number:02}").status == 422

    assert eve.get("/join/ZZZZZZZ").status == 429
    assert eve.post("/join", {"code": right}).status == 429


def test_who_comes_by_an_old_code_waits_until_a_teacher_lets_them_in(database, tess):
    class_id, page = founded(tess)
    code = code_on(page).replace("-", "")
    ada = signed_in(database, a_person(database, "Ada"), NOW + 15 * DAY)

    assert "you wait until you are let in" in ada.get(f"/join/{code}").words
    assert ada.post(f"/join/{code}", {}).headers["location"] == "/classes"
    assert ada.get(f"/classes/{class_id}").status == 404
    assert "A teacher of History 7b has to let you in." in ada.get("/").words

    page = tess.get(f"/classes/{class_id}")
    assert "1 waits to be let in" in tess.get("/").words
    page = tess.send(page, "/waiting", act="approve")
    assert "They are in the class." in page.words
    assert ada.get(f"/classes/{class_id}").status == 200
    assert "You are in the class History 7b." in ada.get("/").words


def test_all_who_wait_are_let_in_at_once_or_not(database, tess):
    class_id, _ = founded(tess)
    learners = [a_person(database, name) for name in ("Ada", "Ben", "Eve")]
    with database.write() as db:
        waiting = {"role": classes.LEARNER, "state": classes.WAITING, "now": NOW}
        classes.enrol(db, class_id, learners, **waiting)
    page = tess.get(f"/classes/{class_id}")

    tess.send(page, "/waiting", act="decline", learner=[str(learners[0])])
    tess.send(page, "/waiting", act="approve-all")

    with database.read() as db:
        assert [it.name for it in classes.members(db, class_id)] == ["Ben", "Eve"]


def test_the_page_of_who_waits_is_told_so_at_the_code(database, tess):
    class_id, page = founded(tess)
    code = code_on(page).replace("-", "")
    tess.send(page, "/entrance", lasts="never", approval="true")
    ada = signed_in(database, a_person(database, "Ada"))
    ada.post(f"/join/{code}", {})

    assert "A teacher of the class has to let you in." in ada.get(f"/join/{code}").words
    assert class_id
