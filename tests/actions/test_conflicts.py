"""Files and edits made here: nothing that somebody wrote is lost unseen."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from study.actions.importing import Terms, bring_in
from study.actions.proposals import Decision, RowState
from study.domain.errors import BadInput, Conflict
from study.storage import imports, people
from study.storage.database import Database
from tests.bringing import (
    added,
    decided,
    edited,
    files_of,
    kept_question,
    prompts,
    proposed,
    retired,
    rolled_back,
    row_of,
    states,
    taken,
    ticked,
    whole,
    with_head,
)
from tests.builders import (
    NOW,
    TEXT,
    WHO,
    a_bank,
    a_document,
    brought_in,
    count,
    kept,
    some_questions,
)
from tests.domain.builders import a_short

CITY = a_short()
EDITED_HERE = "Which city, then?"
IN_THE_FILE = "Which city was it?"


@pytest.fixture
def edit(database: Database, tmp_path: Path) -> Database:
    """A bank from a file whose one question was edited here."""
    taken(database, tmp_path, a_bank(CITY))
    edited(database, "aid/city", prompt=EDITED_HERE)
    return database


def in_file(folder: Path, *questions, **changes):
    return files_of(folder, a_bank(*(questions or (CITY,)), **changes))


# An edit made here and a file.


def test_a_file_with_its_old_words_leaves_the_edit_alone(edit, tmp_path):
    checked = in_file(tmp_path, title="A new title")
    assert states(proposed(edit, checked)) == {"aid/city": RowState.KEPT}

    decided(edit, checked)
    assert prompts(edit) == {"city": EDITED_HERE}
    assert whole(edit).title == "A new title"


def test_a_file_with_other_words_is_a_conflict_that_shows_both_sides(edit, tmp_path):
    row = row_of(proposed(edit, in_file(tmp_path, replace(CITY, prompt=IN_THE_FILE))), "aid/city")

    assert (row.state, row.is_default) == (RowState.CONFLICT, False)
    (ours,), (theirs,) = row.ours, row.changes
    assert ours.difference == (("equal", "Which"), ("delete", "city?"), ("insert", "city, then?"))
    assert theirs.difference == (
        ("equal", "Which"),
        ("delete", "city, then?"),
        ("insert", "city was it?"),
    )


def test_a_conflict_stays_as_edited_here_unless_it_is_ticked(edit, tmp_path):
    checked = in_file(tmp_path, replace(CITY, prompt=IN_THE_FILE))
    assert decided(edit, checked) is None
    assert prompts(edit) == {"city": EDITED_HERE}

    decided(edit, checked, ticked("aid/city"))
    assert prompts(edit) == {"city": IN_THE_FILE}
    assert states(proposed(edit, checked)) == {"aid/city": RowState.UNCHANGED}


def test_a_file_with_the_words_of_the_edit_ends_it(edit, tmp_path):
    checked = in_file(tmp_path, replace(CITY, prompt=EDITED_HERE))
    assert states(proposed(edit, checked)) == {"aid/city": RowState.UNCHANGED}
    assert proposed(edit, checked).changes_nothing
    assert decided(edit, checked) is None

    later = in_file(tmp_path, replace(CITY, prompt=IN_THE_FILE))
    assert states(proposed(edit, later)) == {"aid/city": RowState.CHANGED}


def test_an_edit_that_returns_to_the_words_of_the_file_is_none(edit, tmp_path):
    edited(edit, "aid/city", prompt=CITY.prompt)
    checked = in_file(tmp_path, replace(CITY, prompt=IN_THE_FILE))

    assert states(proposed(edit, checked)) == {"aid/city": RowState.CHANGED}


def test_a_question_made_here_is_no_business_of_a_file_that_lacks_it(edit, tmp_path):
    added(edit, "aid", a_short(id="mine"))
    checked = in_file(tmp_path)
    proposal = proposed(edit, checked)

    assert states(proposal)["aid/mine"] is RowState.KEPT
    assert proposal.changes_nothing
    bring_in_all = Terms(retire_missing=True, prefer_file=True)
    with edit.write() as db:
        bring_in(db, checked, WHO, NOW, bring_in_all)
    assert not kept_question(edit, "aid/mine").retired


def test_a_question_made_here_is_in_conflict_with_another_of_its_name(edit, tmp_path):
    added(edit, "aid", a_short(id="mine"))
    other = in_file(tmp_path, CITY, a_short(id="mine", prompt="Another question?"))
    same = in_file(tmp_path, CITY, a_short(id="mine"))

    assert states(proposed(edit, other))["aid/mine"] is RowState.CONFLICT
    assert states(proposed(edit, same))["aid/mine"] is RowState.UNCHANGED


def test_a_question_retired_here_stays_retired_whatever_file_has_it(edit, tmp_path):
    taken(edit, tmp_path, a_bank(CITY, a_short(id="old")))
    retired(edit, "aid/old")
    same = in_file(tmp_path, CITY, a_short(id="old"))
    assert states(proposed(edit, same))["aid/old"] is RowState.KEPT

    other = in_file(tmp_path, CITY, a_short(id="old", prompt="Another?"))
    assert states(proposed(edit, other))["aid/old"] is RowState.CONFLICT
    decided(edit, other, ticked("aid/old"))
    assert prompts(edit)["old"] == "Another?"


def test_a_question_edited_here_and_missing_from_the_file_is_only_named(edit, tmp_path):
    row = row_of(proposed(edit, in_file(tmp_path, a_short(id="other"))), "aid/city")

    assert (row.state, row.is_default) == (RowState.MISSING, False)
    assert any("edited here" in reason for reason in row.reasons)


# On the command line, and when the program starts.


def test_an_import_names_conflicts_and_takes_the_file_only_when_told(edit, tmp_path):
    checked = replace(CITY, prompt=IN_THE_FILE)
    outcome = kept(edit, tmp_path, a_bank(checked))
    assert (outcome.conflicts, outcome.changed) == (["aid/city"], [])
    assert prompts(edit) == {"city": EDITED_HERE}

    outcome = brought_in(edit, tmp_path, prefer_file=True)
    assert outcome.conflicts == ["aid/city"]
    assert prompts(edit) == {"city": IN_THE_FILE}


def test_a_file_that_was_not_taken_whole_is_looked_at_again(edit, tmp_path):
    kept(edit, tmp_path, a_bank(replace(CITY, prompt=IN_THE_FILE)))

    assert brought_in(edit, tmp_path).conflicts == ["aid/city"]


def test_a_shipped_bank_never_overwrites_an_edit_and_is_read_once(edit, tmp_path):
    checked = in_file(tmp_path, replace(CITY, prompt=IN_THE_FILE), a_short(id="new"))
    with edit.write() as db:
        bring_in(db, checked, WHO, NOW, Terms(), kind="shipped")

    assert prompts(edit) == {"city": EDITED_HERE, "new": "Which city?"}
    assert brought_in(edit, tmp_path).unchanged == 2


def test_a_shipped_bank_that_was_taken_back_does_not_come_again(database, tmp_path):
    shipped = Terms()
    with database.write() as db:
        who = people.ensure_local_learner(db, "UTC", NOW)
        bring_in(db, in_file(tmp_path), who, NOW, shipped, kind="shipped")
    with database.read() as db:
        batch = imports.batches(db)[0].id
    rolled_back(database, batch)
    with database.write() as db:
        bring_in(db, in_file(tmp_path), who, NOW, shipped, kind="shipped")
    assert count(database, "bank") == 0

    taken(database, tmp_path, a_bank(CITY))
    assert list(prompts(database)) == ["city"]


# The bank's own fields.


def test_fields_edited_here_stay_and_the_others_follow_the_file(edit, tmp_path):
    with_head(edit, "aid", title="Our title")
    checked = in_file(tmp_path, description="Another description.")
    (bank,) = proposed(edit, checked).banks
    assert [change.field for change in bank.head_changes] == ["description"]

    decided(edit, checked)
    assert (whole(edit).title, whole(edit).description) == ("Our title", "Another description.")


def test_a_field_changed_on_both_sides_stays_as_edited_here_and_is_told(edit, tmp_path):
    with_head(edit, "aid", title="Our title")
    checked = in_file(tmp_path, title="Their title")
    (bank,) = proposed(edit, checked).banks
    assert [remark.item for remark in bank.remarks] == ["title"]

    assert decided(edit, checked) is None
    assert whole(edit).title == "Our title"
    decided(edit, checked, Decision(prefer_file=True))
    assert whole(edit).title == "Their title"


def test_a_field_on_which_both_sides_agree_again_follows_the_file(edit, tmp_path):
    with_head(edit, "aid", title="Our title")
    assert decided(edit, in_file(tmp_path, title="Our title")) is None
    checked = in_file(tmp_path, title="Their title")
    assert [it.field for it in proposed(edit, checked).banks[0].head_changes] == ["title"]

    decided(edit, checked)
    assert whole(edit).title == "Their title"


def test_a_waiver_given_here_survives_every_later_file(edit, tmp_path):
    with_head(edit, "aid", waive=(("too-short", "It is a list of names."),))
    for title in ("One title", "Another title"):
        decided(edit, in_file(tmp_path, title=title))

    assert whole(edit).waive == (("too-short", "It is a list of names."),)


# Two people at once: the page one of them looks at is old.


def test_a_decision_on_an_old_page_is_told_so_and_changes_nothing(edit, tmp_path):
    checked = in_file(tmp_path, CITY, a_short(id="new"))
    seen = proposed(edit, checked)
    edited(edit, "aid/city", prompt="Edited once more?")

    with pytest.raises(Conflict, match="look again"):
        decided(edit, checked, Decision(token=seen.token))
    assert prompts(edit) == {"city": "Edited once more?"}


def test_the_token_tells_a_document_that_changed_too(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    checked = in_file(tmp_path, CITY, a_short(id="new"))
    seen = proposed(database, checked)
    taken(database, tmp_path / "b", documents=[a_document(TEXT + "\nMore.\n")])

    with pytest.raises(Conflict, match="look again"):
        decided(database, checked, Decision(token=seen.token))


def test_a_decision_on_the_page_as_it_is_goes_through(edit, tmp_path):
    checked = in_file(tmp_path, CITY, a_short(id="new"))
    decided(edit, checked, Decision(token=proposed(edit, checked).token))

    assert set(prompts(edit)) == {"city", "new"}


def test_a_question_that_cites_a_document_left_out_is_refused_in_a_sentence(database, tmp_path):
    checked = in_file(tmp_path)

    with pytest.raises(BadInput, match="Take that document too"):
        decided(database, checked, ticked("aid/city"))
    assert count(database, "bank") == count(database, "question") == 0


def test_of_two_people_who_bring_in_one_bank_at_once_the_second_is_told(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    checked = in_file(tmp_path, replace(CITY, prompt=IN_THE_FILE), *some_questions(50))
    decision = Decision(token=proposed(database, checked).token)

    assert at_once(lambda: decided(database, checked, decision)) == 1
    assert len(prompts(database)) == 51
    assert kept_question(database, "aid/city").version == 2
    assert count(database, "import") == 2


def test_of_two_people_who_bring_in_a_new_bank_at_once_the_second_is_told(database, tmp_path):
    with database.write() as db:
        people.ensure_local_learner(db, "UTC", NOW)
    checked = in_file(tmp_path, CITY, *some_questions(50))
    decision = Decision(token=proposed(database, checked).token)

    assert at_once(lambda: decided(database, checked, decision)) == 1
    assert (count(database, "question"), count(database, "card"), count(database, "import")) == (
        51,
        51,
        1,
    )


def test_of_an_edit_and_an_import_at_once_neither_is_lost(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY, *some_questions(50)))
    checked = in_file(tmp_path, CITY, *some_questions(50, prompt=IN_THE_FILE))
    acts = [
        lambda: edited(database, "aid/city", prompt=EDITED_HERE),
        lambda: decided(database, checked),
    ]
    told = at_once(*acts)

    assert prompts(database)["city"] == EDITED_HERE or told
    assert prompts(database)["q-000"] == IN_THE_FILE or told
    assert told <= 1


def at_once(*acts: Callable[[], object]) -> int:
    """How many were told of a conflict, of two threads that begin at the same moment."""
    start, told = threading.Barrier(2), []

    def act(what: Callable[[], object]) -> None:
        start.wait()
        try:
            what()
        except Conflict as conflict:
            told.append(conflict)

    threads = [threading.Thread(target=act, args=(acts[n % len(acts)],)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(told)
