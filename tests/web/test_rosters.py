"""Lists of learners in the browser: looked over, taken in, handed out, taken away."""

import pytest

from study.storage import classes
from study.storage.database import Database
from tests.classroom import a_person, signed_in
from tests.visiting import Page, Visitor, page_of
from tests.web.rooms import LIST, PASSWORD, a_teacher, founded, passing


@pytest.fixture
def tess(database: Database) -> Visitor:
    """A teacher's browser."""
    return a_teacher(database)


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
