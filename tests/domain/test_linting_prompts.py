"""Prompts: for each check what it finds, and what it leaves alone."""

import pytest

from study.domain.linting import lint_question
from study.domain.questions import AnyQuestion, Citation
from study.domain.quoting import Quote
from tests.domain.builders import (
    a_cloze,
    a_comparison,
    a_flashcard,
    a_multiple,
    a_numeric,
    a_short,
    a_single,
    a_statement,
)

SAID = "According to A.K.'s study of the talks, "


def finds(check: str, question: AnyQuestion, **context: object) -> bool:
    return any(it.check == check for it in lint_question(question, **context))


@pytest.mark.parametrize(
    ("prompt", "is_found"),
    [
        ("Which of these is not a river?", True),
        ("Which country did NOT sign the treaty?", False),
        ("Which country did *not* sign the treaty?", False),
        ("Which country has never been occupied?", True),
        ("Which country didn't sign?", True),
        ("All of these are rivers except:", True),
        ("The capital was not", True),
        (SAID + "which impression did Stalin, speaking to Ribbentrop, not want to give?", True),
        ("Why did Japan not attack the Soviet Union in 1941?", False),
        ("Which treaty was signed by a state that did not keep it?", False),
        ("Which state, which did not keep it, signed the treaty?", False),
        ("What happened when the treaty was not kept?", False),
        ("Who came not only as an adviser?", False),
        ("Japan did not attack in 1941. Where was its army?", False),
        ('Who said "We will not forget"?', False),
    ],
)
def test_a_question_turned_round_by_a_small_word_is_found(prompt, is_found):
    assert finds("negative-prompt", a_single(prompt=prompt)) is is_found
    assert finds("negative-prompt", a_multiple(prompt=prompt)) is is_found


@pytest.mark.parametrize(
    ("prompt", "answer", "is_found"),
    [
        ("Putin did not say who was trying to rewrite history.", True, False),
        ("Putin did not say who was trying to rewrite history.", False, True),
        ("It is not impossible that help came.", True, True),
        ("Nobody did nothing.", True, True),
        ("China echoed the message, but not the attacks.", False, False),
        ("The aid was no longer needed.", False, False),
        ("Soviet pilots stayed out of the fighting.", False, False),
    ],
)
def test_a_statement_that_has_to_be_denied_twice_is_found(prompt, answer, is_found):
    assert finds("double-negation", a_statement(prompt=prompt, answer=answer)) is is_found


@pytest.mark.parametrize(
    "prompt",
    [
        "According to the article, who came first?",
        "What does the author think of this?",
        "Who is named in this passage?",
        "In the text above, who came first?",
        "When did they arrive?",
        "Why was he sent to Chongqing?",
        "In which year did it happen?",
        "Did she sign?",
        "He arrived in Chongqing in 1942.",
        "This was the largest loan.",
        "Its capital was Chongqing.",
    ],
)
def test_a_prompt_that_needs_another_text_to_be_understood_is_found(prompt):
    assert finds("vague-reference", a_short(prompt=prompt))


def test_on_a_flashcard_a_pronoun_may_stand_for_the_answer():
    prompt = "It moves the blood."
    assert finds("vague-reference", a_statement(prompt=prompt))
    assert not finds("vague-reference", a_flashcard(prompt=prompt))


@pytest.mark.parametrize(
    "prompt",
    [
        "According to the Izvestia article of 2025, who came first?",
        "The unsigned Izvestia article of 2025 counts losses. How many does the article count?",
        "What does the author of the survey say of Japan?",
        "Match each event with the year that the source named in brackets gives for it.",
        "Which of these texts speaks of the 1920s?",
        "In his 2025 Xinhua interview, Putin names a river. Which one?",
        "Stilwell came in 1942. When did he leave?",
        "When Stalin declared war, where did he speak?",
        "Why is it important that quotes are exact?",
        "How long did it take to build the road?",
        "It is true that help came in 1937.",
        "Which gorge has a dam, and when was it built?",
        "In HTML, what does the text element do?",
        "How long is the story of the wall?",
        "Is this a prime number: 91?",
        "What does this print?\n```\nprint(1)\n```",
        "It moves the blood. Which organ is it?",
        "Where is the source of the Nile?",
        'Who wrote the book "Dune"?',
        "These events of 1939 led to a truce. Which events came first?",
        "How many people live above sea level, or below it, in Holland?",
        "Above all, which river is the longest in Asia?",
        'Who wrote "It was the article that mattered"?',
        "Who came first?",
    ],
)
def test_a_prompt_that_stands_alone_is_left_alone(prompt):
    assert not finds("vague-reference", a_short(prompt=prompt))


@pytest.mark.parametrize(
    ("prompt", "is_found"),
    [
        ("Who is currently the president of China?", True),
        ("How many people live there today?", True),
        ("Who won last year?", True),
        ("Who was president at the moment?", True),
        ("Who was president in 2015, when he said that relations today are good?", False),
        ("What did Stalin's speech call 'the present'?", False),
        ("How long is a year?", False),
        ("Which plan was made for the last decade of the war?", True),
    ],
)
def test_a_time_that_moves_on_with_the_reader_is_found(prompt, is_found):
    assert finds("relative-time", a_short(prompt=prompt)) is is_found


def cited(words: str) -> tuple[Citation, ...]:
    return (Citation("izvestia-2025", Quote(words)),)


SPEECH = "He said: “We have gone through hard years, and we have won.” Then he stopped."


@pytest.mark.parametrize(
    ("words", "passage", "is_found"),
    [
        (
            "supplied China with 1,235 aircraft",
            "The USSR supplied China with 1,235 aircraft.",
            False,
        ),
        ("supplied aircraft", "[Putin answers] The USSR supplied aircraft.", True),
        ("gone through hard years", SPEECH, True),
        ("Then he stopped", SPEECH, False),
        ("gone through hard years", 'He said: "We have gone through hard years," and left.', True),
        ("We have gone through hard years", "", True),
        ("the war was lost, the Russian president said", "", True),
        ("Stalin said that help came", "", True),
        ("the heroic resistance of the city", "", True),
        ("during World War I the city was taken", "", False),
        ("what we call a truce was signed", "", False),
        ("the army, which was called a miracle, was lost", "", False),
    ],
)
def test_a_claim_asked_for_as_a_fact_is_found(words, passage, is_found):
    asked = a_short(prompt="How did the war go?", citations=cited(words))
    assert finds("no-attribution", asked, passages=lambda _: passage) is is_found


@pytest.mark.parametrize(
    "prompt",
    [
        "According to Putin, how did the war go?",
        "How, in Stalin's words, did the war go?",
        "How does the survey say that the war went?",
        "What does Izvestia make of the war?",
        "What did Stalin call the war?",
    ],
)
def test_a_prompt_that_names_its_source_in_any_way_is_left_alone(prompt):
    asked = a_short(prompt=prompt, citations=cited("We have gone through hard years"))
    assert not finds("no-attribution", asked)


@pytest.mark.parametrize(
    ("prompt", "is_found"),
    [
        ("The capital ____ was bombed for years.", True),
        ("The wartime capital of China was ____.", False),
        ("The wartime capital of China was ...", False),
        ("Which city was bombed?", False),
    ],
)
def test_a_gap_in_mid_sentence_is_found(prompt, is_found):
    assert finds("blank-in-the-middle", a_single(prompt=prompt)) is is_found


def test_a_cloze_may_have_its_blank_anywhere():
    assert not finds("blank-in-the-middle", a_cloze())


@pytest.mark.parametrize(
    ("prompt", "is_found"),
    [
        ("The capital:", True),
        ("China", True),
        ("Which city?", False),
        ("China's capital was", False),
    ],
)
def test_a_prompt_that_asks_nothing_yet_is_found(prompt, is_found):
    assert finds("unfocused-prompt", a_single(prompt=prompt)) is is_found


@pytest.mark.parametrize(
    ("prompt", "is_found"),
    [
        ("Who came first, and when?", True),
        ("Who came first and in which year did he leave?", True),
        ("Who came first? And who last?", True),
        ("Which city and which river are named?", True),
        ("Who came first and last?", False),
        ("A river which is long, and which few know, rises here. Where does it end?", False),
        ("The Soviet Union and China signed a treaty. When?", False),
        ('Who asked "Where is he, and when?"', False),
    ],
)
def test_two_questions_with_one_answer_are_found(prompt, is_found):
    assert finds("two-questions", a_short(prompt=prompt)) is is_found
    assert finds("two-questions", a_numeric(prompt=prompt)) is is_found
    assert not finds("two-questions", a_flashcard(prompt=prompt))


def test_an_opinion_of_ones_own_cannot_be_marked():
    prompt = "In your opinion, who counted most?"
    assert finds("asks-for-an-opinion", a_short(prompt=prompt))
    assert not finds("asks-for-an-opinion", a_comparison(prompt=prompt))
    assert not finds("asks-for-an-opinion", a_short(prompt="In Putin's opinion, who counted?"))


def test_a_very_long_prompt_is_found():
    assert finds("long-prompt", a_short(prompt="Which river? " + "word " * 80))
    assert not finds("long-prompt", a_short(prompt="Which river? " + "word " * 40))


def test_prompts_of_other_languages_are_not_read_as_english():
    asked = a_single(prompt="Die Frage ist not, today it the article above?")
    assert {it.check for it in lint_question(asked, language="de")} == set()
