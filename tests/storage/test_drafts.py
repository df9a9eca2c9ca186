"""Drafts: kept with what they lack, decided once, and never offered again when rejected."""

from typing import Any

import pytest

from study.domain.errors import NotFound
from study.storage import drafts, people
from study.storage.database import Database
from study.storage.drafts import NewDraft
from tests.builders import MINUTE, NOW, WHO

FIELDS = {"id": "city", "type": "short", "prompt": "Which city?", "answers": ["Chongqing"]}


def a_draft(slug: str = "city", **changes: Any) -> NewDraft:
    fields = {
        "bank": "aid",
        "bank_title": "Help from outside",
        "slug": slug,
        "position": 0,
        "kind": "short",
        "fields": FIELDS | {"id": slug, "prompt": f"Which {slug}?"},
        "reasons": ("It cites no passage.",),
    }
    return NewDraft(**(fields | changes))


def added(database: Database, *some: NewDraft) -> int:
    with database.write() as db:
        people.ensure_local_learner(db, "UTC", NOW)
        return drafts.add_drafts(db, some, None, NOW)


def listed(database: Database, **options: Any) -> list[str]:
    with database.read() as db:
        return [it.slug for it in drafts.drafts(db, **options)]


def decided(database: Database, slug: str, state: str, **options: Any) -> bool:
    with database.write() as db:
        draft = drafts.of_bank(db, "aid")[slug]
        return drafts.decide(db, draft.id, state, WHO, NOW + MINUTE, **options)


def test_a_draft_comes_out_as_it_went_in(database):
    new = a_draft(score=0.75, reasons=("No key.", "Keinen Schlüssel – 中."))
    added(database, new)
    with database.read() as db:
        (draft,) = drafts.drafts(db)
        assert drafts.draft(db, draft.id) == draft

    names = NewDraft.__dataclass_fields__
    assert {name: getattr(draft, name) for name in names} == {
        name: getattr(new, name) for name in names
    }
    assert (draft.state, draft.created_at, draft.decided_by) == ("waiting", NOW, None)


def test_drafts_are_listed_by_bank_and_state_in_their_order(database):
    others = [a_draft("z", position=1), a_draft("a", position=2), a_draft("b", bank="other")]
    added(database, *others)
    decided(database, "z", drafts.ACCEPTED)

    assert listed(database) == ["a", "b"]
    assert listed(database, bank="aid") == ["a"]
    assert listed(database, bank="aid", state=drafts.ACCEPTED) == ["z"]
    assert listed(database, start=1, most=1) == ["b"]
    with database.read() as db:
        assert drafts.counts(db) == {
            "aid": ("Help from outside", 1),
            "other": ("Help from outside", 1),
        }


def test_a_draft_is_decided_once(database):
    added(database, a_draft())

    assert decided(database, "city", drafts.REJECTED, reason="Too easy.")
    assert not decided(database, "city", drafts.ACCEPTED)
    with database.read() as db:
        draft = drafts.of_bank(db, "aid")["city"]
    assert (draft.state, draft.decision, draft.decided_by, draft.decided_at) == (
        "rejected",
        "Too easy.",
        WHO,
        NOW + MINUTE,
    )


def test_what_was_rejected_is_taken_again_under_no_name(database):
    added(database, a_draft())
    decided(database, "city", drafts.REJECTED)
    same = {**FIELDS, "prompt": "Which city?", "explanation": "Other beside."}

    assert added(database, a_draft(), a_draft("other", fields={**same, "id": "other"})) == 0
    assert added(database, a_draft(bank="elsewhere")) == 0
    assert listed(database) == []


def test_what_was_rejected_may_come_with_other_words(database):
    added(database, a_draft())
    decided(database, "city", drafts.REJECTED)

    assert added(database, a_draft(fields=FIELDS | {"answers": ["Wuhan"]})) == 1
    with database.read() as db:
        draft = drafts.of_bank(db, "aid")["city"]
    assert (draft.state, draft.decided_by, draft.decision) == ("waiting", None, "")


def test_the_newer_of_two_drafts_of_one_name_stays_and_accepted_ones_are_left_alone(database):
    added(database, a_draft(), a_draft("done"))
    decided(database, "done", drafts.ACCEPTED)
    newer = [a_draft(name, fields=FIELDS | {"prompt": "And now?"}) for name in ("city", "done")]

    assert added(database, *newer) == 1
    with database.read() as db:
        found = drafts.of_bank(db, "aid")
    assert found["city"].fields["prompt"] == "And now?"
    assert (found["done"].state, found["done"].fields["prompt"]) == ("accepted", "Which done?")


def test_a_waiting_draft_can_be_given_other_words(database):
    added(database, a_draft())
    with database.write() as db:
        draft = drafts.of_bank(db, "aid")["city"]
        drafts.change_draft(db, draft.id, "flashcard", {"prompt": "New?"}, ("No key.",))
        after = drafts.draft(db, draft.id)

    assert (after.kind, after.fields, after.reasons) == (
        "flashcard",
        {"prompt": "New?"},
        ("No key.",),
    )
    assert after.sha256 != draft.sha256


def test_drafts_that_became_questions_are_dropped(database):
    added(database, *(a_draft(name) for name in ("one", "two", "done")), a_draft(bank="other"))
    decided(database, "done", drafts.ACCEPTED)
    with database.write() as db:
        drafts.drop(db, "aid", {"one", "done", "unknown"})
        drafts.drop(db, "aid", ())

    assert listed(database) == ["two", "city"]
    assert listed(database, state=drafts.ACCEPTED) == ["done"]


def test_a_draft_that_there_is_not_is_not_found(database):
    with database.read() as db, pytest.raises(NotFound):
        drafts.draft(db, 99)
