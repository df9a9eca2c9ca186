"""Drafts are accepted, mended or rejected, each once; either is taken back; rejections teach."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from study.actions import completing, drafting, importing, reviewing, rolling_back, rules
from study.actions.drafting import Order
from study.banks.reading import read_bank
from study.banks.writing import write_bank
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.questions import Provenance
from study.storage import banks, drafts, imports, people
from study.storage.database import Database
from study.storage.tables import LearnerRow
from tests import builders
from tests.bringing import files_of
from tests.builders import DAY, NOW, WHO, a_bank, a_document, count, rows
from tests.drafting import (
    BANK,
    a_draft,
    accepted,
    all_from,
    asked,
    found,
    kept,
    many,
    rejected,
    slugs,
    undone,
)
from tests.practising import answered
from tests.practising import asked as in_hand

READ = Provenance("generator", "study", "1", completing.ALONE)


@pytest.fixture
def database(database: Database, tmp_path) -> Database:
    builders.kept(database, tmp_path, a_bank())
    return database


# --- accepting -----------------------------------------------------------------------------


def test_an_accepted_draft_is_a_question_of_a_bank_made_for_it(database) -> None:
    kept(database, a_draft())
    assert [accepted(database), accepted(database)] == [True, False]

    with database.read() as db:
        bank = banks.bank(db, BANK)
        batch = imports.batches(db)[0]
    assert (bank.title, bank.questions) == ("Drafted from An interview on the war", 1)
    assert [ref.id for ref in bank.documents] == ["xinhua"]
    assert (batch.kind, batch.summary) == ("drafted", {"new": 1})
    assert asked(database).provenance == READ
    cards = "SELECT learner_id FROM card JOIN bank ON bank.id = bank_id WHERE slug = :slug"
    assert rows(database, cards, slug=BANK) == [(WHO,)]


def test_the_name_of_whoever_reads_a_draft_stays_on_its_question(database) -> None:
    kept(database, a_draft())
    reader = {"id": 2, "name": "R. Eader", "time_zone": "UTC", "created_at": NOW}
    with database.write() as db:
        db.execute(insert(LearnerRow), reader)
        reviewing.accept(db, 2, found(database).id, NOW)
    assert asked(database).provenance.reviewed_by == "R. Eader"


def test_a_mended_draft_says_so(database) -> None:
    kept(database, a_draft(), a_draft("river"))
    with database.write() as db:
        for slug in ("city", "river"):
            draft = drafts.of_bank(db, BANK)[slug]
            question = reviewing.question_of(draft)
            assert question is not None
            mended = replace(question, hint="On a river.") if slug == "city" else question
            assert completing.complete(db, WHO, draft.id, mended, NOW)
            assert not completing.complete(db, WHO, draft.id, mended, NOW)

    assert asked(database).provenance.reviewed_by == f"{completing.ALONE}, who mended it"
    assert asked(database, "river").provenance == READ
    assert [found(database, it).decision for it in ("city", "river")] == ["mended", ""]


def test_what_was_mended_and_kept_as_a_draft_is_mended_when_it_is_accepted(database) -> None:
    kept(database, a_draft(), a_draft("river"))
    with database.write() as db:
        here = drafts.of_bank(db, BANK)
        completing.rewrite(db, here["city"].id, {**here["city"].fields, "hint": "A port."}, ())
        completing.rewrite(db, here["river"].id, here["river"].fields, ())
    accepted(database)
    accepted(database, "river")
    assert asked(database).provenance.reviewed_by.endswith(", who mended it")
    assert [found(database, it).decision for it in ("city", "river")] == ["mended", ""]


def test_a_mended_draft_that_is_taken_back_waits_as_it_was_mended(database) -> None:
    kept(database, a_draft())
    draft = found(database)
    question = reviewing.question_of(draft)
    assert question is not None
    with database.write() as db:
        completing.complete(db, WHO, draft.id, replace(question, hint="A port."), NOW)
    assert undone(database) == 1
    assert found(database).fields["hint"] == "A port."
    assert found(database).fields["provenance"] == draft.fields["provenance"]
    accepted(database)
    assert found(database).decision == "mended"


def test_a_bank_of_accepted_drafts_is_given_out_like_any_other(database) -> None:
    kept(database, *many(3))
    for number in range(3):
        accepted(database, f"city-{number}")
    with database.read() as db:
        bank = banks.exported(db, BANK)
    read = read_bank(write_bank(bank).encode(), "drafted.yaml").bank
    assert read == bank
    assert {it.provenance for it in bank.questions} == {READ}


def test_a_question_of_that_name_keeps_it(database) -> None:
    kept(database, a_draft(), order=replace(Order(documents=("xinhua",)), bank="aid"))
    with database.write() as db:
        reviewing.accept(db, WHO, found(database, bank="aid").id, NOW)
    assert asked(database, "city", "aid").provenance.by == "hand"
    assert asked(database, "city-2", "aid").provenance == READ


def test_a_draft_whose_document_has_moved_on_cannot_be_accepted(database, tmp_path) -> None:
    kept(database, a_draft(), a_draft("river"))
    words = "## On the help that came\n\nNothing of this is said any longer.\n"
    checked = files_of(tmp_path / "new", documents=[a_document(words)])
    with database.write() as db:
        importing.decide(db, checked, WHO, importing.Decision(), NOW)
    with pytest.raises(BadInput, match="no longer in the document"):
        accepted(database)
    assert all_from(database, 70, ["city", "river"]).left == 2
    assert slugs(database) == ["city", "river"]


# --- rejecting -----------------------------------------------------------------------------


def test_a_rejected_draft_keeps_its_reason(database) -> None:
    kept(database, a_draft(), a_draft("river"))
    assert [rejected(database), rejected(database)] == [True, False]
    rejected(database, "river", "other", words=" Asked \n elsewhere. " + "x" * 600)
    assert found(database).decision == "ambiguous"
    assert found(database, "river").decision.startswith("other: Asked elsewhere. xxx")
    assert len(found(database, "river").decision) == len("other: ") + 500


@pytest.mark.parametrize("reason", ["", "because", "other"])
def test_a_rejection_needs_a_reason(database, reason: str) -> None:
    kept(database, a_draft())
    with pytest.raises(BadInput, match="Say why"):
        rejected(database, reason=reason)


def test_a_decision_is_not_overturned_by_another(database) -> None:
    kept(database, a_draft(), a_draft("river"))
    accepted(database)
    rejected(database, "river")
    with pytest.raises(Conflict, match="has decided"):
        rejected(database)
    with pytest.raises(Conflict, match="has decided"):
        accepted(database, "river")


def test_what_nobody_drafted_is_not_on_the_desk(database) -> None:
    incomplete = {"id": "route", "type": "short", "prompt": "By which route?"}
    with database.write() as db:
        identity = completing.keep(db, banks.bank(db, "aid"), incomplete, ("No key.",), NOW)
        for number in (identity, 0, 2**40):
            with pytest.raises(NotFound):
                reviewing.made(db, number)


# --- taking back ---------------------------------------------------------------------------


def test_decisions_are_taken_back_one_after_the_other(database) -> None:
    kept(database, *many(3))
    accepted(database, "city-0", NOW)
    rejected(database, "city-1", now=NOW + timedelta(seconds=1))
    with pytest.raises(Conflict, match="Something else was decided"):
        undone(database, "city-0")
    assert [undone(database, it) for it in ("city-1", "city-1", "city-0")] == [1, 0, 1]
    assert slugs(database) == ["city-0", "city-1", "city-2"]
    with database.read() as db:
        assert banks.find_bank(db, BANK) is None
    assert accepted(database, "city-0")


def test_what_was_answered_meanwhile_is_not_taken_back(database) -> None:
    kept(database, a_draft())
    accepted(database)
    card = rows(database, "SELECT max(card_id) FROM card")[0][0]
    answered(database, in_hand(database, card_id=card))
    with pytest.raises(Conflict, match="answered its question"):
        undone(database)
    assert found(database).state == drafts.ACCEPTED


def test_taking_a_batch_back_lets_its_drafts_wait_again(database) -> None:
    kept(database, *many(3))
    batch = all_from(database, 70, ["city-0", "city-1"]).batch or 0
    with database.write() as db:
        rolling_back.roll_back(db, WHO, batch, NOW)
    assert slugs(database) == ["city-0", "city-1", "city-2"]
    assert found(database, "city-0").question_id is None


# --- accepting unread ----------------------------------------------------------------------


def test_drafts_are_accepted_unread_as_one_batch_from_a_score_on(database) -> None:
    kept(database, *many(3), a_draft("low", score=65), a_draft("unscored", score=None))
    rejected(database, "city-2", now=NOW - DAY)
    done = all_from(database, 70, ["city-0", "city-1", "city-2", "low", "unscored"])
    assert (done.count, done.left) == (2, 3)
    assert slugs(database, state=drafts.ACCEPTED) == ["city-0", "city-1"]
    assert all_from(database, 70, ["city-0"]).batch is None
    assert undone(database, "city-1") == 2


def test_below_a_certain_score_nothing_is_accepted_unread(database) -> None:
    kept(database, a_draft())
    with pytest.raises(BadInput, match="must be read"):
        all_from(database, 69, ["city"])


# --- how rules fare ------------------------------------------------------------------------


def decided(database: Database, bad: int, good: int, now=NOW) -> None:
    """So many rejected and accepted drafts of the rule “which”."""
    first = count(database, "draft")
    some = [a_draft(f"it-{first + number}") for number in range(bad + good)]
    kept(database, *some, now=now)
    for number, draft in enumerate(some):
        slug = draft["fields"]["id"]
        (rejected if number < bad else accepted)(database, slug, now=now)


def left_out(database: Database) -> list[str]:
    with database.read() as db:
        return list(rules.left_out(db))


@pytest.mark.parametrize(("bad", "good", "is_out"), [(6, 19, True), (5, 20, False), (6, 18, False)])
def test_a_rule_is_left_out_when_too_many_of_its_drafts_are_rejected(
    database, bad: int, good: int, is_out: bool
) -> None:
    decided(database, bad, good)
    assert left_out(database) == (["which"] if is_out else [])
    with database.read() as db:
        placed = drafting.placed(db, Order(documents=("xinhua",)))
    assert placed["without"] == left_out(database)


def test_a_rule_that_is_taken_up_again_begins_anew(database) -> None:
    decided(database, 6, 19)
    with database.write() as db:
        rules.resume(db, WHO, "which", NOW + DAY)
        rules.resume(db, WHO, "nothing", NOW + DAY)
    assert left_out(database) == []
    assert count(database, "drafting_rule") == 1
    decided(database, 6, 19, NOW + 2 * DAY)
    assert left_out(database) == ["which"]
    with database.write() as db:
        rules.resume(db, WHO, "which", NOW + 3 * DAY)
    assert left_out(database) == []


def test_statistics_count_every_draft_by_what_became_of_it(database) -> None:
    kept(database, *many(3), a_draft("other", rules=["short", "which", "others: date"]))
    accepted(database, "city-0")
    rejected(database, "city-1", "other", words="Too easy")
    rejected(database, "other", "wrong key")
    with database.read() as db:
        found = rules.statistics(db)
    whole = found.whole
    assert (whole.drafted, whole.waiting, whole.untouched, whole.rejected) == (4, 1, 1, 2)
    assert whole.reasons == {"other": 1, "wrong key": 1}
    assert [(it.name, it.drafted) for it in found.kinds] == [("short", 4)]
    assert [(it.fared.name, it.fared.drafted) for it in found.rules] == [
        ("which", 4),
        ("others: date", 1),
    ]


# --- what it costs -------------------------------------------------------------------------


def test_the_cost_counts_the_cards_of_what_was_accepted_of_a_drafting(database) -> None:
    batch = kept(database, *many(3)).batch
    accepted(database, "city-0")
    accepted(database, "city-2")
    with database.read() as db:
        assert reviewing.cards_of(db, WHO, batch) == 2
        learner = people.learner(db, WHO)
    assert reviewing.cost_of(learner, 2).days == 1
