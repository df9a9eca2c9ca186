"""Whose banks are whose: what a teacher writes is theirs, and learners come to what is free."""

import pytest

from study.banks.writing import write_bank
from study.storage.database import Database
from tests.builders import a_bank, brought_in, execute, kept, rows, written
from tests.classroom import a_class, a_person, signed_in
from tests.domain.builders import a_short
from tests.visiting import Page, Visitor


@pytest.fixture
def tess(sqlite_database: Database, tmp_path) -> Visitor:
    """A teacher with a bank of her own, held back; another is everybody's."""
    everybodys = a_bank(
        a_short("a secret", id="open", prompt="An open question?"), id="open", title="For everybody"
    )
    brought_in(sqlite_database, written(tmp_path, a_bank(*numbered(2)), everybodys))
    who = a_person(sqlite_database, "Tess", may_teach=True)
    execute(
        sqlite_database,
        "UPDATE bank SET owner_id = :who, is_held = true WHERE slug = 'aid'",
        who=who,
    )
    return signed_in(sqlite_database, who)


def numbered(count: int) -> list:
    return [
        a_short(id=f"q-{number:03}", prompt=f"Which city, numbered {number}?")
        for number in range(count)
    ]


def somebody(tess: Visitor, name: str = "Lena", **rights: bool) -> Visitor:
    return signed_in(tess.database, a_person(tess.database, name, **rights))


def brought(visitor: Visitor, bank) -> Page:
    """The page after a bank's file was sent."""
    form = visitor.get("/banks/import")
    fields = form.filled(form.form("/banks/import"))
    sent = visitor.client.post(
        "/banks/import",
        data={**fields, "text": write_bank(bank), "format": ".yaml"},
        files={"none": ("", b"")},
    )
    return visitor.get(sent.headers["location"])


def owner_of(visitor: Visitor, slug: str) -> tuple:
    return tuple(
        rows(visitor.database, "SELECT owner_id, is_held FROM bank WHERE slug = :slug", slug=slug)[
            0
        ]
    )


def test_a_learner_takes_up_what_is_everybody_s_and_finds_nothing_of_what_is_held(tess):
    lena = somebody(tess)
    page = lena.get("/banks")
    assert "For everybody" in page.words
    assert "Help from outside" not in page.words
    after = lena.send(page, "/banks/open/take")
    assert after.one("a", class_="button").words == "Study this bank"
    assert "An open question?" in lena.get("/practice?bank=open").words
    assert lena.post("/banks/aid/take", {}).status == 404
    assert "Which city, numbered" not in lena.get("/search?q=numbered").words


def test_taking_up_twice_gives_no_card_twice(tess):
    lena = somebody(tess)
    for _ in range(2):
        assert lena.post("/banks/open/take", {}).status == 303
    found = rows(
        tess.database,
        "SELECT cards FROM shelf JOIN bank ON id = bank_id WHERE slug = 'open' ORDER BY learner_id",
    )
    assert found[-1] == (1,)


def test_a_learner_sees_no_way_to_keys(tess):
    lena = somebody(tess)
    lena.post("/banks/open/take", {})
    page = lena.get("/banks/open")
    links = {link["href"] for link in page.all("a")}
    assert not {
        it for it in links if "export" in it or "edit" in it or "lint" in it or "version" in it
    }
    assert not lena.get("/search").all("input", name="keys")
    assert "An open question?" not in lena.get("/search?q=secret&keys=1").words
    assert "An open question?" in tess.get("/search?q=secret&keys=1").words


def test_a_teacher_lets_learners_study_a_bank_by_themselves_and_takes_that_back(tess):
    lena = somebody(tess)
    page = tess.get("/banks/aid")
    tess.send(page, "/banks/aid/held", is_free="true")
    assert lena.get("/banks/aid").status == 200
    tess.post("/banks/aid/held", {})
    assert lena.get("/banks/aid").status == 404


def test_of_a_held_bank_on_the_shelf_a_learner_sees_what_they_were_given(tess):
    lena = somebody(tess)
    tess.post("/banks/aid/held", {"is_free": "true"})
    lena.post("/banks/aid/take", {})
    tess.post("/banks/aid/held", {})
    me = rows(tess.database, "SELECT max(id) FROM learner")[0][0]
    execute(
        tess.database,
        "DELETE FROM card WHERE learner_id = :me AND question_id IN "
        "(SELECT id FROM question WHERE slug = 'q-001')",
        me=me,
    )
    page = lena.get("/banks/aid")
    assert "Which city, numbered 0" in page.words
    assert "Which city, numbered 1" not in page.words
    assert "Which city, numbered 1" not in lena.get("/search?q=numbered").words


def test_what_is_new_in_a_held_bank_is_dealt_to_nobody_but_its_owner(tess, tmp_path):
    lena = somebody(tess)
    tess.post("/banks/aid/held", {"is_free": "true"})
    lena.post("/banks/aid/take", {})
    tess.post("/banks/aid/held", {})
    before = rows(tess.database, "SELECT learner_id, cards FROM shelf ORDER BY 1")
    page = brought(tess, a_bank(*numbered(3)))
    tess.send(page, "/decide", take="everything")
    after = rows(tess.database, "SELECT learner_id, cards FROM shelf ORDER BY 1")
    me = rows(tess.database, "SELECT max(id) FROM learner")[0][0]
    assert [it for it in after if it[0] == me] == [it for it in before if it[0] == me]


def test_what_a_teacher_makes_and_brings_in_is_theirs_and_held(tess):
    who = rows(tess.database, "SELECT learner_id FROM account")[0][0]
    fields = {"title": "Mine", "license": "CC0-1.0", "authors": "Tess"}
    assert tess.post("/banks/new", fields).status == 303
    assert owner_of(tess, "mine") == (who, 1)
    page = brought(tess, a_bank(a_short(), id="brought", title="Brought"))
    tess.send(page, "/decide", take="everything")
    assert owner_of(tess, "brought") == (who, 1)
    assert owner_of(tess, "open") == (None, 0)


def test_a_file_with_the_id_of_somebody_else_s_bank_is_refused_and_tells_nothing(tess):
    uma = somebody(tess, "Uma", may_teach=True)
    page = brought(uma, a_bank(a_short("something else", id="q-000")))
    assert page.status == 409
    assert "“aid” is the id of a bank that is not yours to change" in page.words
    assert "Which city, numbered" not in page.words


def test_a_text_that_somebody_else_s_bank_cites_keeps_its_words(tess, tmp_path):
    uma = somebody(tess, "Uma", may_teach=True)
    form = uma.get("/banks/import")
    fields = form.filled(form.form("/banks/import"))
    text = (tmp_path / "documents" / "xinhua.md").read_text().replace("1,235", "9,999")
    sent = uma.client.post(
        "/banks/import", data=fields, files={"files": ("xinhua.md", text.encode())}
    )
    page = uma.get(sent.headers["location"])
    assert page.status == 409
    assert "is cited by a bank that is not yours to change" in page.words


def test_everybody_s_banks_are_changed_by_an_admin_alone(tess):
    adam = somebody(tess, "Adam", is_admin=True)
    assert [it.get("/banks/open/edit").status for it in (tess, adam)] == [404, 200]
    assert [it.get("/banks/open/export").status for it in (tess, adam)] == [200, 200]
    assert adam.get("/banks/aid/edit").status == 404


def test_questions_are_not_moved_into_somebody_else_s_bank(tess):
    uma = somebody(tess, "Uma", may_teach=True)
    page = brought(uma, a_bank(a_short("mine", id="mine"), id="umas", title="Uma’s"))
    uma.send(page, "/decide", take="everything")
    fields = {"act": "move", "chosen": "mine", "target": "aid", "token": "t"}
    moved = uma.post("/banks/umas/manage", fields)
    assert moved.status == 422
    assert "not yours to change" in moved.words


def test_drafts_do_not_go_to_somebody_else_s_bank(tess):
    uma = somebody(tess, "Uma", may_teach=True)
    execute(tess.database, "UPDATE bank SET slug = 'drafted-xinhua' WHERE slug = 'open'")
    for bank in ("aid", ""):
        fields = {"document": "xinhua", "bank": bank, "kind": "short", "most": "5", "token": "t"}
        page = uma.post("/drafts/new", fields)
        assert (page.status, "not yours to change" in page.words) == (422, True)
    assert "aid" not in {it["value"] for it in uma.get("/drafts/new").all("option")}


def test_everybody_sees_what_they_did_themselves(tess, tmp_path):
    tess.post("/banks/new", {"title": "Mine", "license": "CC0-1.0", "authors": "Tess"})
    uma = somebody(tess, "Uma", may_teach=True)
    assert "Mine" in tess.get("/banks/imports").words
    assert "Mine" not in uma.get("/banks/imports").words


def test_a_teacher_chooses_from_what_they_may_read(tess):
    uma = a_person(tess.database, "Uma", may_teach=True)
    klass = a_class(tess.database, uma)
    page = signed_in(tess.database, uma).get(f"/classes/{klass}/assignments/new")
    assert "For everybody" in page.words
    assert "Help from outside" not in page.words


def test_alone_nothing_is_anybody_s(sqlite_database, tmp_path):
    visitor = Visitor(sqlite_database)
    kept(sqlite_database, tmp_path, a_bank())
    visitor.post("/banks/new", {"title": "Mine", "license": "CC0-1.0", "authors": "Me"})
    assert owner_of(visitor, "mine") == (None, 0)
    assert "Learners may study this" not in visitor.get("/banks/aid").words
