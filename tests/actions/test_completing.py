"""Drafts become questions, and banks are made here."""

import pytest

from study.actions import completing, editing, founding
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.questions import AnyQuestion, Citation
from study.domain.quoting import Quote
from study.storage import banks, drafts, imports
from study.storage.database import Database
from tests.builders import AIRCRAFT, NOW, WHO, a_bank, count, kept, rows
from tests.domain.builders import a_short

CITED = (Citation("xinhua", Quote(AIRCRAFT)),)


@pytest.fixture
def database(database: Database, tmp_path) -> Database:
    kept(database, tmp_path, a_bank())
    return database


# --- drafts ----------------------------------------------------------------------------

FIELDS = {"id": "route", "type": "short", "prompt": "By which route?", "tags": []}


def drafted(database: Database, fields=FIELDS, reasons=("It cites nothing.",)) -> int:
    with database.write() as db:
        return completing.keep(db, banks.bank(db, "aid"), fields, reasons, NOW)


def test_what_cannot_be_asked_is_kept_with_what_it_lacks(database: Database) -> None:
    identity = drafted(database)
    with database.read() as db:
        (draft,) = drafts.drafts(db, "aid")
    assert (draft.id, draft.slug, draft.fields) == (identity, "route", FIELDS)
    assert draft.reasons == ("It cites nothing.",)
    assert count(database, "question") == 10


def test_a_draft_sent_twice_is_kept_once_and_others_of_its_name_beside_it(
    database: Database,
) -> None:
    assert drafted(database) == drafted(database)
    other = drafted(database, {**FIELDS, "prompt": "By which other route?"})
    with database.read() as db:
        assert [draft.slug for draft in drafts.drafts(db, "aid")] == ["route", "route-2"]
        assert drafts.draft(db, other).fields["id"] == "route-2"


def test_a_draft_without_words_is_refused(database: Database) -> None:
    with pytest.raises(BadInput, match="Write the question first"):
        drafted(database, {**FIELDS, "prompt": " "})


def asked(database: Database, bank: str, slug: str) -> AnyQuestion:
    with database.read() as db:
        return banks.question(db, banks.bank(db, bank).id, slug).question()


def completed(database: Database, draft: int, question: AnyQuestion) -> bool:
    with database.write() as db:
        return completing.complete(db, WHO, draft, question, NOW)


def test_a_completed_draft_is_a_question_once(database: Database) -> None:
    draft = drafted(database)
    question = a_short("Overland", id="route", citations=CITED)
    assert [completed(database, draft, question), completed(database, draft, question)] == [
        True,
        False,
    ]
    with database.read() as db:
        assert drafts.drafts(db, "aid") == ()
        assert drafts.draft(db, draft).decided_by == WHO
        assert imports.batches(db)[0].kind == "drafted"
    assert asked(database, "aid", "route") == question


def test_a_draft_that_is_decided_about_is_a_conflict(database: Database) -> None:
    draft = drafted(database)
    with database.write() as db:
        completing.discard(db, WHO, draft, NOW)
        completing.discard(db, WHO, draft, NOW)
    with pytest.raises(Conflict, match="has decided about this draft"):
        completed(database, draft, a_short("Overland", id="route", citations=CITED))
    with pytest.raises(BadInput, match="was discarded before"):
        drafted(database, {**FIELDS, "id": "route-again"})


def test_a_draft_is_rewritten_while_it_waits(database: Database) -> None:
    draft = drafted(database)
    with database.write() as db:
        assert completing.rewrite(db, draft, {**FIELDS, "hint": "By land."}, ())
        assert drafts.draft(db, draft).fields["hint"] == "By land."
        completing.discard(db, WHO, draft, NOW)
        assert not completing.rewrite(db, draft, FIELDS, ())


def test_a_draft_for_a_bank_that_is_not_there_makes_the_bank(database: Database) -> None:
    new = drafts.NewDraft(
        bank="routes", bank_title="Routes", slug="route", position=1, kind="short", fields=FIELDS
    )
    with database.write() as db:
        drafts.add_drafts(db, [new], None, NOW)
        (draft,) = drafts.drafts(db, "routes")
        assert completing.bank_of(db, "routes").title == "Routes"
        with pytest.raises(NotFound):
            completing.bank_of(db, "nowhere")
    assert completed(database, draft.id, a_short("Overland", id="route", citations=CITED))
    with database.read() as db:
        assert banks.bank(db, "routes").questions == 1
    assert asked(database, "routes", "route").answers == ("Overland",)


# --- banks -----------------------------------------------------------------------------

HEAD = {
    "title": "The war at sea",
    "language": "en",
    "license": "CC0-1.0",
    "authors": ["A. Author"],
}


def a_head(**changes):
    bank = founding.head({**HEAD, **changes})
    assert not isinstance(bank, tuple), bank
    return bank


def founded(database: Database, bank) -> bool:
    with database.write() as db:
        return founding.found(db, WHO, bank, NOW)


def test_a_bank_is_made_once_and_stands_on_the_shelf(database: Database) -> None:
    assert [founded(database, a_head()), founded(database, a_head())] == [True, False]
    with database.read() as db:
        assert banks.bank(db, "the-war-at-sea").authors == ("A. Author",)
    assert rows(database, "SELECT count(*) FROM shelf")[0][0] == 2
    with database.write() as db:
        question = a_short("x", id="new", citations=CITED)
        assert editing.add(db, WHO, "the-war-at-sea", question, NOW)


def test_a_bank_needs_a_name_of_its_own(database: Database) -> None:
    with pytest.raises(editing.Taken, match="is the id of another bank"):
        founded(database, a_head(id="aid"))


@pytest.mark.parametrize("slug", ["new", "import", "imports"])
def test_a_bank_is_not_named_like_another_page(slug: str) -> None:
    found = founding.head({**HEAD, "id": slug})
    assert isinstance(found, tuple)
    assert [it.path for it in found] == [("id",)]


def test_a_wrong_head_is_told_field_by_field() -> None:
    found = founding.head({"title": "", "language": "English!", "id": "A B"})
    assert isinstance(found, tuple)
    assert {it.path[0] for it in found} == {"title", "language", "id"}


def revised(database: Database, bank, token: str) -> bool:
    with database.write() as db:
        return founding.revise(db, WHO, "aid", bank, NOW, token=token)


def test_what_a_bank_says_of_itself_is_changed_once_and_never_unseen(database: Database) -> None:
    with database.read() as db:
        token = founding.token_of(banks.bank(db, "aid"))
    mine = a_head(title="Help from abroad", defaults={"tags": ["aid"]})
    assert [revised(database, mine, token), revised(database, mine, token)] == [True, False]
    with database.read() as db:
        bank = banks.bank(db, "aid")
    assert (bank.title, bank.defaults.tags) == ("Help from abroad", ("aid",))
    assert [ref.id for ref in bank.documents] == ["xinhua"]
    with pytest.raises(Conflict, match="changed this bank while you were writing"):
        revised(database, a_head(title="Help from nearby"), token)
