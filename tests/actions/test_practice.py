"""Answering, rating and what comes next: every write happens once, however often it is asked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from study.actions import practice
from study.actions.sittings import Answered, Finished, Question
from study.domain.answers import Skipped
from study.domain.asking import Sent
from study.domain.days import moment
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.grading import Verdict
from study.domain.scheduling import Phase, Rating, delay_words
from study.storage import reviews
from study.storage.database import Database
from tests.builders import (
    DAY,
    MINUTE,
    NOW,
    WHO,
    a_bank,
    card_of,
    count,
    kept,
    rows,
    some_questions,
    state_of,
    with_settings,
)
from tests.domain.builders import a_cloze, a_flashcard, a_multiple, a_short, a_single
from tests.practising import SKIP, answered, asked, rated, shown, studied

CHONGQING = Sent(text=("Chongqing",))


@pytest.fixture
def bank(database: Database, tmp_path: Path) -> Database:
    """A database with one bank of short questions."""
    kept(database, tmp_path, a_bank(*some_questions(30)))
    return database


# What is shown.


def test_the_first_card_of_the_first_bank_is_shown_first(bank):
    question = shown(bank)

    assert (question.stage, question.card.bank_slug) == ("question", "aid")
    assert question.card.card_id == card_of(bank, "q-000")
    assert question.card.is_new


def test_looking_again_shows_the_same_card(bank):
    first = shown(bank)
    later = shown(bank, NOW + MINUTE)

    assert first.card.card_id == later.card.card_id
    assert first.card.showing != later.card.showing


def test_an_unknown_bank_or_card_is_not_found(bank):
    with pytest.raises(NotFound):
        shown(bank, bank="no-such-bank")
    with pytest.raises(NotFound):
        shown(bank, card_id=999_000)


def test_a_card_in_hand_is_shown_before_its_turn(bank):
    wanted = card_of(bank, "q-007")

    assert shown(bank, card_id=wanted).card.card_id == wanted


# Answering.


def test_an_answer_is_graded_and_shown_with_its_passage(bank):
    back = answered(bank, shown(bank), Sent(text=("city number 0",)))

    assert (back.mark.verdict, back.headline) == (Verdict.RIGHT, "Correct")
    assert [piece for piece in back.citations[0].pieces if piece[1]] == [
        ("supplied China with 1,235 aircraft", True)
    ]
    assert back.citations[0].label == "Xinhua answers"
    assert [button.preselected for button in back.buttons] == [False, False, True, False]


def test_a_skipped_question_suggests_again(bank):
    back = answered(bank, shown(bank), SKIP)

    assert back.headline == "Skipped"
    assert [button.name for button in back.buttons if button.preselected] == ["Again"]


def test_a_hint_makes_the_best_of_it_hard(bank):
    back = answered(bank, shown(bank), Sent(text=("city number 0",)), hinted=True)

    assert [button.name for button in back.buttons if button.preselected] == ["Hard"]
    assert back.hint == "secret hint"


def test_a_flashcard_is_rated_by_its_learner(database, tmp_path):
    kept(database, tmp_path, a_bank(a_flashcard()))
    back = answered(database, shown(database), Sent())

    assert back.self_rated
    assert not back.can_overrule
    assert [button.name for button in back.buttons if button.preselected] == ["Good"]


def test_an_empty_form_is_refused_and_nothing_is_kept(bank):
    with pytest.raises(BadInput, match="Type an answer"):
        answered(bank, shown(bank), Sent())

    assert count(bank, "answer") == 0


NO_SHOWINGS = ("", "x", "1.2", "-1.2.n", "1.2.n/x", "1.2.é", "1.2.a\nb", "1.2.\x00", "9" * 70)


def test_a_showing_that_no_page_made_is_refused(bank):
    card = card_of(bank, "q-000")
    for showing in NO_SHOWINGS:
        with pytest.raises(BadInput, match="open practice again"), bank.write() as db:
            practice.answer(db, WHO, card, showing, "", CHONGQING, NOW)


def test_an_answer_to_another_card_s_showing_is_refused(bank):
    question = asked(bank)
    answered(bank, question)
    other = card_of(bank, "q-001")
    with pytest.raises(Conflict), bank.write() as db:
        practice.answer(db, WHO, other, question.card.showing, "", CHONGQING, NOW)


def test_the_time_taken_is_capped_at_a_minute(bank):
    answered(bank, shown(bank), now=NOW + 5 * MINUTE)

    assert rows(bank, "SELECT taken_ms FROM answer") == [(60_000,)]


def test_a_clock_that_went_back_gives_no_negative_time(bank):
    answered(bank, shown(bank), now=NOW - 2 * DAY)

    assert rows(bank, "SELECT taken_ms FROM answer") == [(0,)]


# The same again.


def test_the_same_answer_five_times_is_one_answer(bank):
    question = shown(bank)
    replies = [answered(bank, question, CHONGQING) for _ in range(5)]

    assert count(bank, "answer") == 1
    assert all(reply == replies[0] for reply in replies)


def test_another_answer_to_the_same_showing_changes_nothing(bank):
    question = shown(bank)
    first = answered(bank, question, Sent(text=("wrong",)))
    again = answered(bank, question, Sent(text=("city number 0",)))

    assert again == first
    assert count(bank, "answer") == 1


def test_the_same_rating_five_times_is_one_review(bank):
    question = shown(bank)
    answered(bank, question)
    for _ in range(5):
        rated(bank, question)

    assert count(bank, "review") == 1
    assert state_of(bank, question.card.card_id).memory.reps == 1
    assert rows(bank, "SELECT new_done, passed FROM day") == [(1, 1)]


def test_eight_at_once_make_one_answer_and_one_review(bank):
    question = shown(bank)

    def everything(_: int) -> Answered:
        back = answered(bank, question, CHONGQING)
        rated(bank, question)
        return back

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(everything, range(8)))

    assert len({reply.headline for reply in replies}) == 1
    assert (count(bank, "answer"), count(bank, "review")) == (1, 1)
    assert state_of(bank, question.card.card_id).memory.reps == 1


def test_many_at_once_on_many_cards_lose_no_count(bank):
    questions = [shown(bank, card_id=card_of(bank, f"q-{n:03}")) for n in range(16)]

    def everything(question: Question) -> None:
        answered(bank, question, CHONGQING)
        rated(bank, question)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(everything, questions))

    assert rows(bank, "SELECT new_done FROM day") == [(16,)]
    assert rows(bank, "SELECT begun FROM shelf") == [(16,)]


def test_two_windows_on_one_card_make_one_review_and_the_second_is_told(bank):
    one, two = shown(bank), shown(bank)
    answered(bank, one)
    rated(bank, one)
    with pytest.raises(Conflict, match="another window"):
        answered(bank, two)

    assert (count(bank, "answer"), count(bank, "review")) == (1, 1)


def test_two_windows_that_both_answered_make_one_review_and_the_second_is_told(bank):
    one, two = shown(bank), shown(bank)
    answered(bank, one)
    answered(bank, two)
    rated(bank, one)
    with pytest.raises(Conflict, match="another window"):
        rated(bank, two)

    assert count(bank, "review") == 1


def test_a_rating_without_an_answer_is_not_found(bank):
    with pytest.raises(NotFound, match="not been answered"):
        rated(bank, shown(bank))


def test_a_rating_with_another_card_s_answer_is_not_found(bank):
    question = shown(bank)
    answered(bank, question)
    other = card_of(bank, "q-001")
    with pytest.raises(NotFound), bank.write() as db:
        practice.rate(db, WHO, other, question.card.showing, "", Rating.GOOD, NOW, "n")


def test_an_answered_card_can_be_looked_at_after_its_rating(bank):
    question = studied(bank, Rating.HARD)
    with bank.read() as db:
        back = practice.show_answer(db, WHO, question.card.showing, "", NOW)

    assert back.rated == "Hard"


def test_an_answer_nobody_gave_is_not_found(bank):
    for showing in ("0.1.nonce", "nonsense", "0.1.\x00"):
        with pytest.raises(NotFound), bank.read() as db:
            practice.show_answer(db, WHO, showing, "", NOW)


# Rating.


def test_a_button_promises_what_its_rating_then_does(database, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(12)))
    cards = [card_of(database, f"q-{number:03}") for number in range(12)]
    for number in range(60):
        now, rating = NOW + number * 3 * DAY, Rating(1 + (number * 7 // 5) % 4)
        question = asked(database, now, card_id=cards[number % 12])
        promised = answered(database, question, now=now).buttons[rating - 1].delay
        rated(database, question, rating, now)
        memory = state_of(database, question.card.card_id).memory
        assert delay_words(memory, moment(now, ZoneInfo("UTC"))) == promised


def test_a_rating_keeps_what_was_suggested_and_how_it_was_scheduled(bank):
    question = studied(bank, Rating.EASY)
    with bank.read() as db:
        (step,) = reviews.log_of(db, WHO, question.card.card_id)

    assert (step.kind, step.rating, step.suggested) == ("rated", Rating.EASY, Rating.AGAIN)
    assert (step.algorithm, step.parameters) == ("fsrs-6", "fsrs-6/default")


def test_good_on_a_new_card_brings_it_back_within_minutes(bank):
    question = studied(bank, Rating.GOOD)
    memory = state_of(bank, question.card.card_id).memory

    assert memory.phase is Phase.LEARNING
    assert timedelta(minutes=10) <= memory.due_at - NOW <= timedelta(minutes=13)


def test_eight_lapses_make_a_leech_and_a_pass_never_does(database, tmp_path):
    kept(database, tmp_path, a_bank(a_short()))
    card, now = card_of(database, "city"), NOW
    leeches = []
    for _ in range(8):
        studied(database, Rating.EASY, now, card_id=card)
        assert state_of(database, card).leech is False
        now += 400 * DAY
        studied(database, Rating.AGAIN, now, card_id=card)
        leeches.append(state_of(database, card).leech)

    assert leeches == [False] * 7 + [True]


# The end of the day.


def test_the_finished_page_says_what_was_done_and_when_the_next_come(database, tmp_path):
    kept(database, tmp_path, a_bank(a_short()))
    studied(database, Rating.EASY)
    end = shown(database)
    memory = state_of(database, card_of(database, "city")).memory

    assert isinstance(end, Finished)
    assert (end.title, end.done.new, end.done.passed) == ("Done for today", 1, 1)
    assert (end.next_on, end.next_count) == (memory.due_on, 1)
    assert end.more_new == 0


def test_a_learner_without_cards_is_done(database):
    with_settings(database)
    end = shown(database)

    assert isinstance(end, Finished)
    assert (end.next_on, end.more_new, end.banks) == (None, 0, ())


# Cards with several parts, and answers of every shape.


def test_all_blanks_of_a_cloze_number_are_one_card(database, tmp_path):
    text = "The {{c1::USSR}} sent {{c2::1,235}} aircraft to {{c1::China}}."
    kept(database, tmp_path, a_bank(a_cloze(text)))
    back = answered(database, shown(database), Sent(text=("USSR", "Japan")))

    assert back.headline == "Partly right: 1 of 2"


def test_a_partly_right_choice_says_how_much_of_it_is_right(database, tmp_path):
    kept(database, tmp_path, a_bank(a_multiple()))
    question = shown(database)
    places = [n for n, text in enumerate(question.front.choices) if text == "tanks"]
    back = answered(database, question, Sent(choice=(str(places[0]),)))

    assert back.headline.startswith("Partly right")
    assert back.can_overrule


def test_what_was_chosen_is_shown_again_in_the_order_of_the_showing(database, tmp_path):
    kept(database, tmp_path, a_bank(a_single()))
    question = shown(database)
    back = answered(database, question, Sent(choice=("2",)))

    assert tuple(line.text for line in back.back.lines) == question.front.choices
    assert [line.chosen for line in back.back.lines] == [False, False, True, False]


def test_a_skip_is_kept_as_a_skip(bank):
    question = shown(bank)
    answered(bank, question, Sent(text=("typed before",), skip=True))
    with bank.read() as db:
        assert reviews.find_answer(db, WHO, question.card.showing).given == Skipped()
