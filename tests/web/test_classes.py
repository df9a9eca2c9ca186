"""Classes in the browser: opened, looked after, and closed to everybody else."""

import re

import pytest
from sqlalchemy import event

from study.actions import teaching
from study.storage import classes, notices
from study.storage.database import Database
from tests.builders import NOW
from tests.classroom import a_class, a_person, signed_in
from tests.visiting import Visitor
from tests.web.rooms import LIST, a_teacher, code_on, founded, number_of, passing


@pytest.fixture
def tess(database: Database) -> Visitor:
    """A teacher's browser."""
    return a_teacher(database)


def test_a_class_is_opened_and_shows_its_code_link_and_picture(tess):
    class_id, page = founded(tess)

    code = code_on(page)
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{4}", code)
    assert page.one("input", id="link")["value"] == f"http://127.0.0.1:8000/join/{code}"
    assert page.all("svg", class_="qr")
    assert "Whoever has the code joins at once, until Tuesday 8 December 2026" in page.words
    assert "History 7b" in tess.get("/classes").words
    assert "style=" not in page.text
    assert class_id


def test_a_form_sent_twice_opens_one_class(tess):
    tess.post("/classes/new", {"name": "7b"})
    tess.post("/classes/new", {"name": "7b"})

    assert len(tess.get("/classes").all("a", href="/classes/1")) == 1
    assert tess.get("/classes").words.count("7b") == 1


def test_a_class_without_a_name_comes_back_with_what_to_do(tess):
    page = tess.post("/classes/new", {"name": " "})

    assert page.status == 422
    assert "Write the name of the class" in page.one("p", id="name-error").words


def test_only_who_may_teach_opens_classes(database):
    ada = signed_in(database, a_person(database, "Ada"))
    assert ada.get("/classes/new").status == 404
    assert ada.post("/classes/new", {"name": "7b"}).status == 404
    assert "Open a class" not in ada.get("/classes").words


@pytest.mark.parametrize("path", ["/classes", "/classes/1", "/classes/new", "/join", "/join/ABC"])
def test_there_are_no_classes_without_accounts(database, path):
    assert Visitor(database).get(path).status == 404


def test_others_and_signed_out_people_do_not_find_a_class(database, tess):
    class_id, _ = founded(tess)
    tom = signed_in(database, a_person(database, "Tom", may_teach=True, is_admin=True))
    paths = ("", "/roster", "/roster.csv", "/slips", "/learners/2")

    for path in paths:
        assert tom.get(f"/classes/{class_id}{path}").status == 404
        sent = passing(database).get(f"/classes/{class_id}{path}")
        assert sent.status == 303
        assert sent.headers["location"].startswith("/sign-in?next=")


def test_a_learner_finds_the_class_and_nothing_of_its_teachers(database, tess):
    ada = a_person(database, "Ada")
    class_id = a_class(database, number_of(database, "tess"), ada)
    visitor = signed_in(database, ada)

    page = visitor.get(f"/classes/{class_id}")
    assert "Taught by Tess" in page.words
    assert "large-code" not in page.text
    for path in ("/roster", "/roster.csv", "/slips", f"/learners/{ada}"):
        assert visitor.get(f"/classes/{class_id}{path}").status == 404


def test_numbers_that_are_none_are_not_found_and_no_accident(tess):
    for number in ("0", "-1", str(2**31), str(2**63), "10000000000000000000000", "x", "1%00"):
        assert tess.get(f"/classes/{number}").status in {404, 422}
    class_id, _ = founded(tess)
    assert tess.get(f"/classes/{class_id}/learners/999").status == 404


def test_how_a_code_works_is_chosen(tess):
    class_id, page = founded(tess)

    page = tess.send(page, "/entrance", lasts="never")
    assert "Whoever has the code joins at once." in page.words
    page = tess.send(page, "/entrance", lasts="until", until="2026-12-01T08:00")
    assert "until Tuesday 1 December 2026, 08:00" in page.words
    page = tess.send(page, "/entrance", lasts="day", approval="true")
    assert "one of the teachers lets them in" in page.words
    page = tess.post(f"/classes/{class_id}/entrance", {"lasts": "until", "until": "soon"})
    assert page.status == 422
    assert page.one("input", id="until")["value"] == "soon"
    page = tess.send(tess.get(f"/classes/{class_id}"), f"/classes/{class_id}", act="off")
    assert "The code is switched off" in page.words


def test_a_class_is_renamed_archived_and_taken_back(tess):
    class_id, page = founded(tess)

    page = tess.send(page, "/name", name="History 8b")
    assert page.one("h1").words == "History 8b"
    page = tess.post(f"/classes/{class_id}/name", {"name": "x" * 101})
    assert page.status == 422
    tess.post(f"/classes/{class_id}", {"act": "archive"})
    page = tess.get(f"/classes/{class_id}")
    assert "This class is archived." in page.words
    assert not page.all("p", class_="large-code")
    assert "1 archived class" in tess.get("/classes").words
    assert tess.post(f"/classes/{class_id}/name", {"name": "9b"}).status == 409
    page = tess.send(page, f"/classes/{class_id}", act="unarchive")
    assert page.all("p", class_="large-code")
    assert tess.post(f"/classes/{class_id}", {"act": "explode"}).status == 422


def test_a_second_teacher_is_added_and_can_leave_the_last_one_cannot(database, tess):
    class_id, page = founded(tess)
    tom_id = a_person(database, "Tom")
    page = tess.post(f"/classes/{class_id}/teachers", {"login": "nobody"})
    assert page.status == 422
    assert "Nobody signs in by this name." in page.one("p", id="login-error").words

    tess.send(page, "/teachers", login="Tom")
    tom = signed_in(database, tom_id)
    assert tom.get(f"/classes/{class_id}").one("h1").words == "History 7b"
    assert tom.post(f"/classes/{class_id}/leave", {}).headers["location"] == "/classes"
    assert tess.post(f"/classes/{class_id}/leave", {}).status == 409


def test_a_learners_time_is_set_and_told_to_them(database, tess):
    class_id, _ = founded(tess)
    ada = a_person(database, "Ada")
    with database.write() as db:
        active = {"role": classes.LEARNER, "state": classes.ACTIVE, "now": NOW}
        classes.enrol(db, class_id, {ada}, **active)
    visitor = signed_in(database, ada)

    page = tess.get(f"/classes/{class_id}/learners/{ada}")
    form = f"/learners/{ada}"
    page = tess.send(page, form, time="1.5")

    assert "Ada is told" in page.words
    words = "You have one and a half times the time."
    assert f"In History 7b: {words}" in visitor.get("/").words
    assert words in visitor.get(f"/classes/{class_id}").words
    assert tess.post(f"/classes/{class_id}{form}", {"act": "time", "time": "7"}).status == 422


def test_a_notice_goes_when_it_was_seen(database, tess):
    ada_id = a_person(database, "Ada")
    with database.write() as db:
        notices.tell(db, {ada_id}, "A key was corrected.", "/classes", NOW)
    ada = signed_in(database, ada_id)
    page = ada.get("/")
    assert page.one("a", href="/classes").attributes

    tess.post("/notices/1/seen", {})
    assert "A key was corrected." in ada.get("/").words
    page = ada.send(page, "/seen")
    assert "A key was corrected." not in page.words


def test_a_removed_learner_sees_nothing_and_comes_back_to_everything(database, tess):
    class_id, _ = founded(tess)
    ada_id = a_person(database, "Ada")
    with database.write() as db:
        active = {"role": classes.LEARNER, "state": classes.ACTIVE, "now": NOW}
        classes.enrol(db, class_id, {ada_id}, **active)
        teaching.accommodate(db, number_of(database, "tess"), class_id, ada_id, 2.0, NOW)
    ada = signed_in(database, ada_id)
    path = f"/classes/{class_id}/learners/{ada_id}"

    assert tess.post(path, {"act": "remove"}).headers["location"].endswith("?done=remove")
    assert ada.get(f"/classes/{class_id}").status == 404
    page = tess.get(f"/classes/{class_id}")
    assert "1 no longer in the class" in page.words
    tess.send(page, f"/learners/{ada_id}", act="back")
    assert "twice the time" in ada.get(f"/classes/{class_id}").words


def test_names_are_text_wherever_they_stand(database, tess):
    hostile = "<script>alert(1)</script> {{7*7}}"
    class_id, page = founded(tess, hostile)
    tess.post(f"/classes/{class_id}/roster/take", {"text": f"name;login\n{hostile};ada\n"})
    with database.read() as db:
        ada = classes.members(db, class_id)[0].learner_id

    paths = ("", "/roster", "/slips", f"/learners/{ada}")
    pages = [tess.get(f"/classes/{class_id}{path}") for path in paths]
    pages += [tess.get("/classes"), passing(database).get(f"/join/{code_on(page)}")]
    for each in pages:
        assert each.status == 200
        assert "<script>alert" not in each.text
        assert "49" not in each.one("h1").words


def queries(visitor: Visitor, path: str) -> int:
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    engine = visitor.database.engine
    event.listen(engine, "before_cursor_execute", counted)
    try:
        assert visitor.get(path).status == 200
    finally:
        event.remove(engine, "before_cursor_execute", counted)
    return count


def test_a_page_costs_the_same_however_many_learn_in_a_class(database, tess):
    class_id, _ = founded(tess)
    paths = (f"/classes/{class_id}", "/classes", f"/classes/{class_id}/slips")
    tess.post(f"/classes/{class_id}/roster/take", {"text": LIST})
    before = [queries(tess, path) for path in paths]
    lines = "".join(f"Learner {number},learner-{number}\n" for number in range(40))
    tess.post(f"/classes/{class_id}/roster/take", {"text": f"name,login\n{lines}"})
    tess.get("/classes")

    assert [queries(tess, path) for path in paths] == before
    assert max(before) <= 12
