"""Options that give the key away: for each check what it finds, and what it leaves alone."""

from time import process_time

import pytest

from study.domain.linting import lint_question
from study.domain.questions import AnyQuestion, Option
from tests.domain.builders import a_matching, a_multiple, a_single, a_statement, an_ordering


def finds(check: str, question: AnyQuestion, **context: object) -> bool:
    """Whether the check finds something in a question; it says what, where and what to do."""
    found = [it for it in lint_question(question, **context) if it.check == check]
    assert len(found) <= 1
    assert all(it.message and it.fix and it.question == question.id for it in found)
    return bool(found)


@pytest.mark.parametrize(
    ("texts", "is_found"),
    [
        (("*An end to Soviet aid to China, before anything else", "A loan", "A new border"), True),
        (("*An end to Soviet aid", "A loan from Moscow", "A new border"), False),
        (("*Xinjiang Province", "Yunnan", "Burma"), False),
        (("An end to Soviet aid to China, before anything else", "*A loan", "A border"), False),
    ],
)
def test_a_key_that_is_much_the_longest_option_stands_out(texts, is_found):
    assert finds("longest-option", a_single(*texts)) is is_found


@pytest.mark.parametrize(
    ("texts", "is_found"),
    [
        (("*At the Elbe.", "At the Oder", "At the Rhine"), True),
        (("*the Elbe", "The Oder", "The Rhine"), True),
        (("*From Burma", "By Burma", "By India"), True),
        (("*1,235 aircraft", "many aircraft", "some aircraft"), True),
        (("*168 (in 21 nodes)", "16", "40"), True),
        (("*16", "40 (in 10 nodes)", "168"), False),
        (("*In August 1938", "In June 1940", "After the war"), False),
        (("*Berlin", "Vienna"), False),
        (("*柏林", "维也纳", "东京"), False),
    ],
)
def test_a_key_written_in_another_form_than_all_others_is_the_odd_one_out(texts, is_found):
    assert finds("odd-key", a_single(*texts)) is is_found


@pytest.mark.parametrize(
    ("texts", "is_found"),
    [
        (("*It often rains", "It always rains", "It snows"), True),
        (("*Some ships", "All of the ships", "No ship"), True),
        (("*All ships", "Every ship", "A ship"), False),
        (("*One", "Not at all", "Two"), False),
        (("*One", "The “only” one, as he says", "Two"), False),
        (("*Two", "Almost all", "Three"), False),
    ],
)
def test_a_sweeping_word_that_only_wrong_options_have_is_found(texts, is_found):
    assert finds("absolute-words", a_single(*texts)) is is_found


def test_a_sweeping_word_of_the_prompt_may_come_back_in_an_option():
    prompt = "Which is the only river that crosses all of the country?"
    texts = ("*The Elbe", "The only canal", "All of them")
    assert not finds("absolute-words", a_single(*texts, prompt=prompt))


@pytest.mark.parametrize(
    ("prompt", "answer", "is_found"),
    [
        ("Soviet pilots never took part in the fighting.", False, True),
        ("Every one of the pilots came home.", False, True),
        ("Soviet pilots never took part in the fighting.", True, False),
        ("Soviet pilots stayed out of the fighting.", False, False),
        ("China supplied 1,235 aircraft.", False, False),
    ],
)
def test_a_sweeping_word_gives_a_false_statement_away(prompt, answer, is_found):
    asked = a_statement(prompt=prompt, answer=answer)
    assert finds("absolute-words", asked) is is_found


def test_a_sweeping_word_of_the_source_is_no_clue():
    asked = a_statement(prompt="The quote says nothing of all this.", answer=False)
    (citation,) = asked.citations
    assert finds("absolute-words", asked)
    said = type(citation.quote)("it says nothing of the kind")
    cited = (type(citation)(citation.document, said),)
    assert not finds(
        "absolute-words", a_statement(prompt=asked.prompt, answer=False, citations=cited)
    )


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("All of the above", True),
        ("None of these", True),
        ("none of the answers above", True),
        ("Both of them", True),
        ("A and C", True),
        ("Both A and B", True),
        ("(A), (B) and (C)", True),
        ("All of China", False),
        ("None", False),
        ("Both Koreas", False),
        ("Vitamins A and C", False),
        ("The plan named above all by Stalin", False),
    ],
)
def test_an_option_that_speaks_of_the_others_is_found(text, is_found):
    assert finds("all-of-the-above", a_single("*Wuhan", "Nanjing", text)) is is_found


@pytest.mark.parametrize(
    ("texts", "is_found"),
    [
        (("*The Soviet Union", "the Soviet Union.", "Japan"), True),
        (("*1,235", "1235", "985"), True),
        (("*“Nanjing”", '"Nanjing"', "Wuhan"), True),
        (("*An ally", "ally", "a foe"), True),
        (("*`List`", "`list`", "`set`"), False),
        (("*x == y", "x = y", "x < y"), False),
        (("*1.5", "15", "150"), False),
        (("*+", "-", "?"), False),
    ],
)
def test_options_that_differ_only_in_writing_are_the_same(texts, is_found):
    assert finds("same-options", a_single(*texts)) is is_found
    assert finds("same-options", a_multiple(*texts)) is is_found


def test_items_and_answers_to_be_joined_must_differ_too():
    assert finds("same-options", an_ordering("Mukden", "mukden.", "Hiroshima"))
    assert finds("same-options", a_matching(("USSR", "Moscow"), ("Japan", "the Moscow")))
    assert not finds("same-options", a_matching(("USSR", "Moscow"), ("Russia", "Moscow")))


@pytest.mark.parametrize(
    ("texts", "is_found"),
    [
        (("*10-20", "15-30", "40-50"), True),
        (("*between 10 and 20", "from 18 to 25", "over 30"), True),
        (("*Beijing", "Beijing and Moscow", "Tokyo"), True),
        (("*150-250 dollars", "250-350 dollars", "600-750 dollars"), False),
        (("*1937 to 1941", "1941 to 1945", "1945"), False),
        (("*The peoples of the USSR and China", "The peoples of China and America", "A"), False),
    ],
)
def test_options_of_which_one_holds_the_other_overlap(texts, is_found):
    assert finds("overlapping-options", a_single(*texts)) is is_found


@pytest.mark.parametrize(
    ("prompt", "texts", "is_found"),
    [
        ("Which text begins with Soviet help?", ("*The Soviet survey", "A diary", "A poem"), True),
        ("What is a reverse gear for?", ("*Going in reverse", "Braking", "Steering"), True),
        (
            "Which text begins with Soviet help?",
            ("*The Soviet survey", "A text on help", "A poem"),
            False,
        ),
        ("Which text begins with help?", ("*The Soviet survey", "A diary", "A poem"), False),
        (
            "According to the survey of Soviet aid, who came?",
            ("*Soviet advisers", "Pilots", "Spies"),
            False,
        ),
    ],
)
def test_a_key_that_alone_takes_up_a_word_of_the_prompt_is_found(prompt, texts, is_found):
    assert finds("echo-in-key", a_single(*texts, prompt=prompt)) is is_found


@pytest.mark.parametrize(
    ("prompt", "texts", "is_found"),
    [
        ("The animal was an", ("*elephant", "tiger", "ox"), True),
        ("The animal was a(n)", ("*elephant", "tiger", "ox"), False),
        ("The school was a ____", ("*university", "hospital", "church"), False),
        ("He was an", ("*heir", "hour late", "honest man"), False),
        ("The first to arrive were", ("*the pilots", "an adviser", "the trucks"), True),
        ("Who were the first to arrive?", ("*the pilots", "the general", "the drivers"), True),
        ("Who was the first to arrive?", ("*Chennault", "Stilwell", "Zhukov"), False),
        ("Japan wanted to", ("*attack", "attacking India", "wait"), True),
        ("Japan decided to", ("*bring in oil", "speed up", "feed its army"), False),
        ("He escaped by", ("*swimming", "to hide", "running"), True),
        ("Which general came first?", ("*Stilwell", "an adviser", "pilots"), False),
    ],
)
def test_grammar_that_rules_an_option_out_is_found(prompt, texts, is_found):
    assert finds("grammar-clue", a_single(*texts, prompt=prompt)) is is_found


def test_two_options_two_items_are_too_few():
    assert finds("too-few-options", a_single("*Berlin", "Tokyo"))
    assert finds("too-few-options", a_multiple("*tanks", "rockets"))
    assert finds("too-few-options", an_ordering("Mukden", "Hiroshima"))
    assert not finds("too-few-options", a_single("*Berlin", "Tokyo", "Rome"))
    assert not finds("too-few-options", an_ordering("Mukden", "Nanjing", "Hiroshima"))


def test_a_multiple_promises_several_right_options():
    assert finds("one-right-of-several", a_multiple("*tanks", "rockets", "ships"))
    assert not finds("one-right-of-several", a_multiple("*tanks", "*aircraft", "ships"))


@pytest.mark.parametrize(
    ("texts", "shuffle", "is_found"),
    [
        (("10", "*30", "20"), False, True),
        (("10", "*30", "20"), True, False),
        (("*10", "20", "30"), False, False),
        (("30 %", "*20 %", "10 %"), False, False),
        (("10 to 20", "*5 to 7", "30 to 40"), False, False),
        (("Nanjing", "*2", "1"), False, False),
    ],
)
def test_numbers_that_are_not_shuffled_stand_in_order(texts, shuffle, is_found):
    asked = a_single(*texts, shuffle=shuffle)
    assert finds("unordered-numbers", asked) is is_found


def test_a_finding_names_the_option_it_is_about():
    (found,) = lint_question(a_single("Wuhan", "*Nanjing", "None of these"))
    assert found.path == ("options", 2, "text")
    assert "“None of these”" in found.message


def test_checks_that_know_english_words_are_not_asked_of_other_languages():
    asked = a_single("*Wuhan", "Nanjing", "None of these")
    assert finds("all-of-the-above", asked, language="en-GB")
    assert not finds("all-of-the-above", asked, language="de")


def test_hostile_options_are_read_in_bounded_time():
    options = tuple(Option("a, b and " * 2_000 + str(n), correct=not n) for n in range(50))
    begun = process_time()
    lint_question(a_single(options=options, prompt="in what the text of " * 1_000))
    assert process_time() - begun < 1
