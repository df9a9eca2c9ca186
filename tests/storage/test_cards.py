"""Cards as they are kept: every state comes back, and a line gives its first card."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from study.domain.cards import CardState, Queue
from study.domain.days import moment
from study.domain.errors import NotFound
from study.domain.scheduling import Memory, Phase
from study.storage import cards, lines
from study.storage.lines import Pick
from tests.builders import MINUTE, NOW, WHO, a_bank, card_ids, card_of, kept, rows, some_questions
from tests.domain.builders import a_flashcard

TODAY = NOW.date()
LEARNING = Memory(Phase.LEARNING, 1, 2.3, 5.1, NOW + MINUTE / 7, None, TODAY, 0, 1, 0)
FAR = date(2126, 10, 31)
REVIEW = Memory(Phase.REVIEW, 0, 36_500.0, 1.0, None, FAR, TODAY, 36_500, 900, 12)
STATES = (
    CardState(),
    CardState(memory=LEARNING),
    CardState(memory=REVIEW, order=2**31 - 1, leech=True),
    CardState(memory=REVIEW, suspended=True, flag=4),
    CardState(memory=LEARNING, buried_on=TODAY),
)


@pytest.fixture
def bank(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(3)))
    return database


def line(database, pick, *, minutes=0, bank_id=None):
    """The first card of a line at a moment; learning counts as soon twenty minutes ahead."""
    then = moment(NOW + minutes * MINUTE, ZoneInfo("UTC"))
    ahead = then.now + 20 * MINUTE
    with database.read() as db:
        found = lines.next_card(db, WHO, pick, then, ahead, bank_id)
    return found and found.id


def save(database, card, state):
    with database.write() as db:
        cards.save_state(db, WHO, card, state)


def test_every_state_comes_back_and_counts_its_changes(bank):
    card = card_ids(bank)[0]
    for number, state in enumerate(STATES, start=1):
        save(bank, card, state)
        with bank.read() as db:
            found = cards.card(db, WHO, card)
        assert (found.state, found.version) == (state, number)


def test_instants_keep_their_microseconds(bank):
    card = card_ids(bank)[0]
    due_at = NOW + timedelta(microseconds=123_457)
    save(bank, card, CardState(memory=Memory(Phase.LEARNING, 0, 1, 5, due_at, None, TODAY, 0, 1)))
    with bank.read() as db:
        assert cards.card(db, WHO, card).state.memory.due_at == due_at


def test_a_card_is_its_learner_s_own(bank):
    card = card_ids(bank)[0]
    with bank.read() as db, pytest.raises(NotFound):
        cards.card(db, WHO + 1, card)


def test_a_number_that_no_card_can_have_is_not_found(bank):
    for number in (-1, 0, 2**63, 10**30):
        with bank.read() as db, pytest.raises(NotFound):
            cards.card(db, WHO, number)


def test_each_line_gives_its_first_card(bank):
    first, second, third = card_ids(bank)
    assert line(bank, Pick.NEW) == first
    save(bank, first, CardState(memory=LEARNING))
    assert (line(bank, Pick.NEW), line(bank, Pick.LEARNING)) == (second, None)
    assert (line(bank, Pick.AHEAD), line(bank, Pick.LEARNING, minutes=1)) == (first, first)
    due = Memory(Phase.REVIEW, 0, 5.0, 5.0, None, TODAY, TODAY, 5, 2, 0)
    save(bank, second, CardState(memory=due, order=7))
    save(bank, third, CardState(memory=due, order=3))
    assert line(bank, Pick.REVIEW) == third


def test_suspended_and_buried_cards_stand_in_no_line(bank):
    for card in card_ids(bank):
        save(bank, card, CardState(suspended=True))
    assert [line(bank, pick) for pick in Pick] == [None] * 4
    for card in card_ids(bank):
        save(bank, card, CardState(buried_on=TODAY))
    assert [line(bank, pick) for pick in Pick] == [None] * 4


def test_siblings_are_put_off_and_brought_back(database, tmp_path):
    kept(database, tmp_path, a_bank(a_flashcard(reverse=True)))
    front, back = card_of(database, "aid", 0), card_of(database, "aid", 1)
    with database.write() as db:
        assert cards.bury_siblings(db, cards.card(db, WHO, front), TODAY) == (back,)
        assert cards.bury_siblings(db, cards.card(db, WHO, front), TODAY) == ()
        cards.unbury(db, WHO, (back,))
    assert rows(database, "SELECT card_id FROM card WHERE buried_on IS NOT NULL") == []


def test_the_queue_is_kept_beside_the_memory(bank):
    card = card_ids(bank)[0]
    for state in STATES:
        save(bank, card, state)
        query = "SELECT queue FROM card WHERE card_id = :card"
        assert rows(bank, query, card=card) == [(state.queue.value,)]
    with bank.write() as db:
        cards.save_state(db, WHO, card, CardState(), retired=True)
    assert rows(bank, query, card=card) == [(Queue.RETIRED.value,)]
