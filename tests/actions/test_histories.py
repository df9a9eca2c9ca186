"""Scheduling taken over from Anki: replayed here with its dates, for cards that are untouched."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from study.actions.histories import HistoryBrought, bring_scheduling
from study.banks.exchange.anki import CardHistory, History
from study.domain.days import moment
from study.domain.scheduling import Plan, Rating, replay, seed_for
from study.storage.database import Database
from tests.builders import (
    DAY,
    NOW,
    WHO,
    a_bank,
    card_of,
    count,
    kept,
    rows,
    snapshot,
    some_questions,
    state_of,
    with_settings,
)
from tests.domain.builders import a_cloze, a_flashcard
from tests.practising import flagged, studied, undone

THREE = "The {{c1::USSR}} sent {{c2::1,235}} aircraft to {{c3::China}}."
BEGAN = NOW - 60 * DAY


@pytest.fixture
def bank(database: Database, tmp_path: Path) -> Database:
    kept(database, tmp_path, a_bank(a_cloze(THREE), a_flashcard(reverse=True), *some_questions(3)))
    return database


def answers(*told: tuple[float, int]):
    """Answers so many days after the beginning, by these buttons."""
    return tuple((BEGAN + timedelta(days=days), button, 4_000) for days, button in told)


def a_history(*cards: CardHistory, bank: str = "aid") -> History:
    return History(bank, cards)


def brought(database: Database, history: History) -> HistoryBrought:
    with database.write() as db:
        return bring_scheduling(db, WHO, history, NOW)


TOLD = answers((0, 3), (0.01, 3), (2, 3), (13, 1), (13.01, 3), (20, 4))


def test_a_history_leads_where_answering_here_would_have_led(bank):
    card = card_of(bank, "q-001")

    done = brought(bank, a_history(CardHistory("q-001", 0, TOLD)))

    events = [
        (Rating(button), moment(at, ZoneInfo("UTC")), seed_for(card, number))
        for number, (at, button, _) in enumerate(TOLD)
    ]
    assert done == HistoryBrought(cards=1, reviews=6)
    assert state_of(bank, card).memory == replay(events, Plan())
    assert state_of(bank, card).memory.lapses == 1


def test_the_log_and_the_days_have_the_dates_of_anki(bank):
    brought(bank, a_history(CardHistory("q-001", 0, TOLD), CardHistory("sent", 2, TOLD[1:3])))

    told = rows(bank, "SELECT done_at, version, rating, taken_ms FROM review ORDER BY sequence")
    instants = [row[0] for row in told]
    assert instants == sorted(instants)
    assert len(told) == 8
    days = snapshot(bank).days
    assert [day.day_on for day in days] == [(BEGAN + n * DAY).date() for n in (0, 2, 13, 20)]
    assert (days[0].new_done, days[0].learning_done, days[0].taken_ms) == (2, 1, 12_000)
    assert snapshot(bank).begun == {"aid": 2}


def test_bringing_it_twice_changes_nothing(bank):
    history = a_history(CardHistory("q-001", 0, TOLD, is_suspended=True, flag=3))
    brought(bank, history)
    before = snapshot(bank)

    assert brought(bank, history) == HistoryBrought(begun=1)
    assert snapshot(bank) == before


def test_cards_with_reviews_of_their_own_stay_as_they_are(bank):
    card = studied(bank, Rating.AGAIN).card.card_id
    slug = rows(bank, "SELECT slug FROM question WHERE id = :id", id=card // 1000)[0][0]
    flagged(bank, card_of(bank, "q-002"))
    before = snapshot(bank)

    told = (CardHistory(slug, card % 1000, TOLD), CardHistory("q-002", 0, TOLD))
    done = brought(bank, a_history(*told))

    assert done == HistoryBrought(begun=2)
    assert snapshot(bank) == before


def test_cards_that_are_not_asked_here_are_counted(bank):
    told = (CardHistory("gone", 0, TOLD), CardHistory("sent", 9, TOLD))

    assert brought(bank, a_history(*told)) == HistoryBrought(absent=2)
    assert brought(bank, a_history(CardHistory("q-001", 0, TOLD), bank="other")).absent == 1
    assert count(bank, "review") == 0


def test_suspension_and_flags_come_along_and_can_be_taken_back(bank):
    told = (
        CardHistory("q-000", 0, (), is_suspended=True),
        CardHistory("q-001", 0, TOLD, flag=4),
        CardHistory("q-002", 0, (), flag=7),
    )

    done = brought(bank, a_history(*told))

    assert done == HistoryBrought(cards=2, reviews=6)
    assert state_of(bank, card_of(bank, "q-000")).suspended
    assert state_of(bank, card_of(bank, "q-001")).flag == 4
    assert state_of(bank, card_of(bank, "q-002")).flag == 0
    undone(bank, NOW)
    assert state_of(bank, card_of(bank, "q-001")).flag == 0


def test_answers_that_are_yet_to_come_are_left_out(bank):
    told = answers((0, 3), (61, 3))

    assert brought(bank, a_history(CardHistory("q-001", 0, told))).reviews == 1


def test_practice_goes_on_from_there(bank):
    brought(bank, a_history(CardHistory("q-001", 0, TOLD)))
    card = card_of(bank, "q-001")
    with_settings(bank, new_a_day=0)

    question = studied(bank, Rating.GOOD, NOW + 400 * DAY)

    assert question.card.card_id == card
    assert state_of(bank, card).memory.reps == 7
