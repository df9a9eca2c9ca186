"""Taking steps back: everything is as it was before, and the log tells the whole story."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.actions.sittings import Question
from study.domain.cards import CardState
from study.domain.cards import rated as rated_state
from study.domain.days import moment
from study.domain.errors import Conflict
from study.domain.scheduling import Plan, Rating
from study.storage import reviews
from study.storage.database import Database
from study.storage.reviews import Step
from study.storage.tables import EPOCH
from tests.builders import (
    DAY,
    MINUTE,
    NOW,
    WHO,
    a_bank,
    brought_in,
    card_ids,
    card_of,
    count,
    kept,
    rows,
    snapshot,
    some_questions,
    state_of,
)
from tests.domain.builders import a_cloze, a_flashcard
from tests.practising import (
    asked,
    flagged,
    put_off,
    rated,
    resumed,
    shown,
    studied,
    suspended,
    undone,
)

THREE_NUMBERS = "The {{c1::USSR}} sent {{c2::1,235}} aircraft to {{c3::China}}."


@pytest.fixture
def bank(database: Database, tmp_path: Path) -> Database:
    """A database with siblings of both sorts and a few questions by themselves."""
    questions = (a_cloze(THREE_NUMBERS), a_flashcard(reverse=True), *some_questions(4))
    kept(database, tmp_path, a_bank(*questions))
    return database


def version_of(database: Database, card: int) -> int:
    query = "SELECT version FROM card WHERE card_id = :card"
    return int(rows(database, query, card=card)[0][0])


def log_of(database: Database) -> list[Step]:
    """Every step of every card, in the order they were taken."""
    with database.read() as db:
        steps = [step for card in card_ids(database) for step in reviews.log_of(db, WHO, card)]
    return sorted(steps, key=lambda step: step.sequence)


def begun_states(database: Database) -> dict[int, CardState]:
    return snapshot(database).cards


def replayed(states: dict[int, CardState], steps: list[Step]) -> dict[int, CardState]:
    """The states that a log leads to, told by its rows alone."""
    told, by_sequence = dict(states), {step.sequence: step for step in steps}
    for step in steps:
        buried_on = step.day_on if step.kind != "undone" else None
        siblings = step.siblings if step.undoes is None else by_sequence[step.undoes].siblings
        for sibling in siblings:
            told[sibling] = replace(told[sibling], buried_on=buried_on)
        assert told[step.card_id] == step.before
        told[step.card_id] = step.after
    return told


# One step.


def test_undoing_a_rating_restores_the_card_the_day_and_the_shelf(bank):
    before = snapshot(bank)
    question = studied(bank, Rating.GOOD)
    card, message = undone(bank)

    assert (card, message) == (question.card.card_id, "Undone: rated Good.")
    assert snapshot(bank) == before
    assert (count(bank, "review"), count(bank, "answer")) == (2, 1)


def test_the_undone_card_is_in_hand_again_with_a_new_showing(bank):
    question = studied(bank)
    card, _ = undone(bank)
    again = asked(bank, card_id=card)

    assert again.card.card_id == question.card.card_id
    assert again.card.showing != question.card.showing
    assert not again.can_undo


def test_a_showing_from_before_the_undo_rates_nothing(bank):
    question = studied(bank)
    undone(bank)
    rated(bank, question, Rating.EASY)

    assert state_of(bank, question.card.card_id).memory.reps == 0


def test_putting_aside_and_marking_can_be_undone(bank):
    card, before = card_of(bank, "q-000"), snapshot(bank)
    for kind, change in (("buried", put_off), ("suspended", suspended)):
        change(bank, card, version_of(bank, card))
        assert snapshot(bank) != before
        assert undone(bank) == (card, f"Undone: {kind}.")
        assert snapshot(bank) == before
    flagged(bank, card)
    assert undone(bank) == (card, "Undone: flagged.")
    assert snapshot(bank) == before


def test_siblings_come_back_with_the_card(bank):
    studied(bank, card_id=card_of(bank, "sent", 2))
    assert state_of(bank, card_of(bank, "sent", 1)).buried_on == NOW.date()
    undone(bank)

    assert state_of(bank, card_of(bank, "sent", 1)).buried_on is None


def test_the_last_card_comes_back_from_the_finished_page(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(1)))
    studied(database, Rating.EASY)
    assert shown(database).stage == "finished"
    assert shown(database).can_undo
    card, _ = undone(database)

    assert asked(database).card.card_id == card


# When there is nothing to take back.


def test_with_nothing_done_there_is_nothing_to_undo(bank):
    with pytest.raises(Conflict, match="nothing to undo"):
        undone(bank)
    assert not shown(bank).can_undo


def test_an_undo_is_not_undone_by_another(bank):
    studied(bank)
    undone(bank)
    with pytest.raises(Conflict, match="nothing to undo"):
        undone(bank)


def test_a_step_can_be_undone_for_a_day_and_no_longer(bank):
    studied(bank)

    assert shown(bank, NOW + DAY).can_undo
    assert not shown(bank, NOW + DAY + timedelta(seconds=1)).can_undo
    with pytest.raises(Conflict):
        undone(bank, NOW + DAY + timedelta(seconds=1))
    undone(bank, NOW + DAY)


def test_undoing_after_the_rollover_restores_the_day_of_the_step(bank):
    studied(bank, now=NOW.replace(hour=23))
    undone(bank, NOW.replace(hour=23) + 6 * 60 * MINUTE)

    assert rows(bank, "SELECT new_done, taken_ms FROM day") == [(0, 0)]


def test_undoing_a_step_of_a_retired_card_leaves_it_retired(bank, tmp_path):
    card = studied(bank, card_id=card_of(bank, "q-003")).card.card_id
    kept(bank, tmp_path, a_bank(*some_questions(3)))
    brought_in(bank, tmp_path, retire_missing=True)
    undone(bank)

    assert rows(bank, "SELECT queue, reps FROM card WHERE card_id = :card", card=card) == [(4, 0)]


# Many steps.


def test_thirty_one_steps_are_undone_one_by_one(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(20)))
    states = [snapshot(database)]
    for number in range(31):
        studied(database, Rating(1 + number % 4), NOW + number * MINUTE)
        states.append(snapshot(database))
    for expected in reversed(states[:-1]):
        undone(database, NOW + 31 * MINUTE)
        assert snapshot(database) == expected

    with pytest.raises(Conflict):
        undone(database, NOW + 31 * MINUTE)


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["rate"] * 4 + ["bury", "suspend", "resume", "flag", "undo"]),
        st.integers(0, 8),
        st.integers(1, 4),
    ),
    max_size=12,
)


def carry_out(database: Database, operation: tuple[str, int, int], now: datetime) -> None:
    """One thing a learner may do; what cannot be done is left."""
    what, which, number = operation
    card = card_ids(database)[which]
    match what:
        case "rate":
            seen = shown(database, now, card_id=card)
            if isinstance(seen, Question):
                studied(database, Rating(number), now, card_id=card)
        case "bury":
            put_off(database, card, version_of(database, card), now)
        case "suspend":
            suspended(database, card, version_of(database, card), now)
        case "resume":
            resumed(database, card, now)
        case "flag":
            flagged(database, card, number, now)
        case "undo" if shown(database, now).can_undo:
            undone(database, now)


@given(operations=OPERATIONS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_done_its_log_tells_it_and_undoing_all_restores_it(bank, operations):
    # Every example goes on where the one before ended, a fortnight later.
    now = NOW + 14 * DAY * (count(bank, "review") + 1)
    before, steps_before = snapshot(bank), log_of(bank)
    for number, operation in enumerate(operations):
        carry_out(bank, operation, now + number * 5 * MINUTE)
    steps = log_of(bank)[len(steps_before) :]
    assert replayed(before.cards, steps) == begun_states(bank)

    while shown(bank, now + 60 * MINUTE).can_undo:
        undone(bank, now + 60 * MINUTE)
    after = snapshot(bank)
    assert {card: without_old_burial(state, now) for card, state in after.cards.items()} == {
        card: without_old_burial(state, now) for card, state in before.cards.items()
    }
    assert (after.days, after.begun) == (before.days, before.begun)


def without_old_burial(state: CardState, now: datetime) -> CardState:
    """A card put off on an earlier day is put off no more: that is not a difference."""
    return state if state.buried_on == now.date() else replace(state, buried_on=None)


def test_the_log_alone_gives_every_memory_again(bank):
    for number in range(40):
        studied(bank, Rating(1 + number % 4), NOW + number * DAY / 2, card_id=None)
    query = "SELECT sequence, done_at FROM review"
    done_at = {row[0]: EPOCH + timedelta(microseconds=row[1]) for row in rows(bank, query)}
    for step in log_of(bank):
        then = moment(done_at[step.sequence].astimezone(UTC), ZoneInfo("UTC"))
        card = step.card_id
        assert rated_state(step.before, step.rating, then, Plan(), card=card) == step.after
