"""Classes in the browser: opened, joined, looked after, and closed to everybody else."""

import re

import pytest
from sqlalchemy import event

from study.actions import enrolling, teaching
from study.storage import classes, notices
from study.storage.database import Database
from tests.builders import DAY, NOW
from tests.classroom import a_class, a_person, signed_in
from tests.visiting import Page, Visitor, page_of

LIST = "name,login,extra time\nAda Lovelace,ada,1.5\nCharles Babbage,charles,\nNo Login,,\n"
PASSWORD = "three words in a row"


@pytest.fixture
def tess(database: Database) -> Visitor:
    """A teacher's browser."""
    return signed_in(database, a_person(database, "Tess", may_teach=True))


def founded(visitor: Visitor, name: str = "History 7b") -> tuple[int, Page]:
    page = visitor.send(visitor.get("/classes/new"), "/classes/new", name=name)
    return int(page.form("/entrance")["action"].split("/")[2]), page


def code_on(page: Page) -> str:
    return page.one("p", class_="large-code").words


def passing(database: Database) -> Visitor:
    """The browser of somebody who is not signed in."""
    return Visitor(database, classroom=True)


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
    class_id = a_class(database, tess_id(database), ada)
    visitor = signed_in(database, ada)

    page = visitor.get(f"/classes/{class_id}")
    assert "Taught by Tess" in page.words
    assert "large-code" not in page.text
    for path in ("/roster", "/roster.csv", "/slips", f"/learners/{ada}"):
        assert visitor.get(f"/classes/{class_id}{path}").status == 404


def tess_id(database: Database) -> int:
    with database.read() as db:
        found = classes.known_by(db, {"tess"})
    return found["tess"][0]


def test_numbers_that_are_none_are_not_found_and_no_accident(tess):
    for number in ("0", "-1", str(2**31), str(2**63), "10000000000000000000000", "x", "1%00"):
        assert tess.get(f"/classes/{number}").status in {404, 422}
    class_id, _ = founded(tess)
    assert tess.get(f"/classes/{class_id}/learners/999").status == 404


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
        teaching.accommodate(db, tess_id(database), class_id, ada_id, 2.0, NOW)
    ada = signed_in(database, ada_id)
    path = f"/classes/{class_id}/learners/{ada_id}"

    assert tess.post(path, {"act": "remove"}).headers["location"].endswith("?done=remove")
    assert ada.get(f"/classes/{class_id}").status == 404
    page = tess.get(f"/classes/{class_id}")
    assert "1 no longer in the class" in page.words
    tess.send(page, f"/learners/{ada_id}", act="back")
    assert "twice the time" in ada.get(f"/classes/{class_id}").words


def test_a_list_is_shown_before_it_is_taken_in(database, tess):
    class_id, _ = founded(tess)
    page = tess.get(f"/classes/{class_id}/roster")
    page = upload(tess, page.form("/roster")["action"], LIST.encode())

    assert page.status == 200
    assert "A new account: 2; Left out: 1." in page.words
    assert "The sign-in name is missing: write one, without spaces." in page.words
    assert "Ada Lovelace" not in tess.get(f"/classes/{class_id}").words

    page = tess.send(page, "/roster/take")
    assert page.one("h1").words == "Slips for first passwords"
    assert "2 learners have an account and no password yet." in page.words
    again = tess.post(f"/classes/{class_id}/roster/take", {"text": LIST})
    assert again.headers["location"] == f"/classes/{class_id}?done=roster"


def upload(visitor: Visitor, path: str, data: bytes) -> Page:
    sent = visitor.client.post(path, files={"file": ("list.csv", data, "text/csv")})
    return page_of(sent)


def test_a_slip_leads_to_a_first_password(database, tess):
    class_id, _ = founded(tess)
    tess.post(f"/classes/{class_id}/roster/take", {"text": LIST})

    page = tess.send(tess.get(f"/classes/{class_id}/slips"), "/slips")

    links = [it.words for it in page.all("p", class_="slip-link")]
    assert len(links) == 2
    ada = passing(database)
    path = links[0].removeprefix("http://127.0.0.1:8000")
    page = ada.send(ada.get(path), path, password=PASSWORD)
    assert ada.get(f"/classes/{class_id}").status == 200
    assert (
        "1 learner has an account and no password yet."
        in tess.get(f"/classes/{class_id}/slips").words
    )


def test_a_list_that_cannot_be_read_comes_back_with_its_text(tess):
    class_id, _ = founded(tess)
    page = tess.client.post(
        f"/classes/{class_id}/roster", files={"text": (None, "name,email\nAda,a@x.test")}
    )

    assert page.status_code == 422
    assert "No column has the heading login" in page.text
    assert "a@x.test" in page.text


def test_a_list_cannot_be_sent_to_somebody_elses_class(database, tess):
    class_id, _ = founded(tess)
    tom = signed_in(database, a_person(database, "Tom", may_teach=True))
    assert upload(tom, f"/classes/{class_id}/roster", LIST.encode()).status == 404
    assert tom.post(f"/classes/{class_id}/roster/take", {"text": LIST}).status == 404
    assert tom.post(f"/classes/{class_id}/slips", {}).status == 404


def test_the_learners_are_taken_away_as_a_table_that_calculates_nothing(database, tess):
    class_id, _ = founded(tess)
    text = 'name;login\n"=HYPERLINK(""http://x.test"")";ada\n'
    tess.post(f"/classes/{class_id}/roster/take", {"text": text})

    page = tess.get(f"/classes/{class_id}/roster.csv")
    assert page.headers["content-type"] == "text/csv; charset=utf-8"
    assert '"\'=HYPERLINK(""http://x.test"")","ada","1"' in page.text


def test_a_link_for_a_new_password_is_shown_once(database, tess):
    class_id, _ = founded(tess)
    tess.post(f"/classes/{class_id}/roster/take", {"text": LIST})
    with database.read() as db:
        ada = classes.members(db, class_id)[0].learner_id
    path = f"/classes/{class_id}/learners/{ada}"

    page = tess.post(path, {"act": "password"})

    assert page.one("input", id="link")["value"].startswith("http://127.0.0.1:8000/invitation/")
    assert "invitation" not in tess.get(path).text


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
    before = [queries(tess, path) for path in paths]
    lines = "".join(f"Learner {number},learner-{number}\n" for number in range(40))
    tess.post(f"/classes/{class_id}/roster/take", {"text": f"name,login\n{lines}"})
    tess.get("/classes")

    assert [queries(tess, path) for path in paths] == before
    assert max(before) <= 12


def test_the_page_of_who_waits_is_told_so_at_the_code(database, tess):
    class_id, page = founded(tess)
    code = code_on(page).replace("-", "")
    tess.send(page, "/entrance", lasts="never", approval="true")
    ada = signed_in(database, a_person(database, "Ada"))
    ada.post(f"/join/{code}", {})

    assert "A teacher of the class has to let you in." in ada.get(f"/join/{code}").words
    assert class_id
