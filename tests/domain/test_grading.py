from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.answers import Arranged, Chose, Joined, Revealed, Skipped, Typed
from study.domain.grading import Confidence, Mark, Verdict, grade, suggested_rating
from study.domain.numbers import shown_number
from study.domain.questions import Tolerance
from study.domain.scheduling import Rating
from tests.domain.builders import (
    a_cloze,
    a_comparison,
    a_flashcard,
    a_matching,
    a_multiple,
    a_numeric,
    a_short,
    a_single,
    a_statement,
    an_ordering,
    one_of_each,
)

SURE, UNSURE, GUESSING = Confidence.SURE, Confidence.UNSURE, Confidence.GUESSING


def typed(question, *texts, part=0, **more):
    return grade(question, part, Typed(texts), **more)


@pytest.mark.parametrize("question", [a_flashcard(), a_comparison()])
def test_what_the_learner_rates_himself_is_not_marked(question):
    for answer in (Revealed("my notes"), Skipped()):
        assert grade(question, 0, answer) == Mark(None, Verdict.UNMARKED)


@pytest.mark.parametrize("answer", [Skipped(), Revealed()])
def test_not_knowing_is_shown_apart_from_wrong_and_earns_nothing(answer):
    assert grade(a_single(), 0, answer) == Mark(0.0, Verdict.SKIPPED)


def test_one_option_is_right_and_the_others_are_wrong():
    verdicts = [grade(a_single(), 0, Chose((place,))).verdict for place in range(4)]

    assert verdicts == [Verdict.WRONG, Verdict.RIGHT, Verdict.WRONG, Verdict.WRONG]


def test_choosing_everything_is_not_choosing_the_right_option():
    assert grade(a_single(), 0, Chose((0, 1, 2, 3))).fraction == 0


def test_of_a_false_statement_false_is_right():
    assert grade(a_statement(), 0, Chose((1,))).verdict is Verdict.RIGHT
    assert grade(a_statement(), 0, Chose((0,))).verdict is Verdict.WRONG
    assert grade(a_statement(answer=True), 0, Chose((0,))).verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    ("chosen", "fraction", "verdict"),
    [
        ((0, 1), 1.0, Verdict.RIGHT),
        ((1, 0), 1.0, Verdict.RIGHT),
        ((0,), 0.5, Verdict.PARTIAL),
        ((0, 1, 2), 0.5, Verdict.PARTIAL),
        ((0, 2), 0.0, Verdict.WRONG),
        ((2,), 0.0, Verdict.WRONG),
        ((0, 1, 2, 3), 0.0, Verdict.WRONG),
        ((), 0.0, Verdict.WRONG),
    ],
)
def test_several_options_earn_a_part_less_what_is_wrong(chosen, fraction, verdict):
    mark = grade(a_multiple(), 0, Chose(chosen))

    assert (mark.fraction, mark.verdict) == (fraction, verdict)


def test_choosing_everything_earns_nothing_even_where_most_options_are_right():
    question = a_multiple("*a", "*b", "*c", "d")

    assert grade(question, 0, Chose((0, 1, 2, 3))).fraction == 0
    assert grade(a_multiple("*a", "*b"), 0, Chose((0, 1))).fraction == 1


@pytest.mark.parametrize(
    ("text", "fraction", "verdict", "remark"),
    [
        ("chongqing", 1.0, Verdict.RIGHT, ""),
        (
            "Chonqing",
            1.0,
            Verdict.CLOSE,
            'Accepted: the spelling in the source is "Chongqing".',
        ),
        ("Nanjing", 0.0, Verdict.WRONG, ""),
    ],
)
def test_a_short_answer_is_right_close_or_wrong(text, fraction, verdict, remark):
    mark = typed(a_short("Chongqing"), text)

    assert mark == Mark(fraction, verdict, (fraction == 1,), remark)


def test_a_less_exact_date_earns_half_and_is_told_the_exact_one():
    mark = typed(a_short("2 September 1945"), "1945")

    assert (mark.fraction, mark.verdict) == (0.5, Verdict.VAGUE)
    assert mark.remark == (
        "Less exact than the source, which says 2 September 1945: half the marks."
    )


def test_a_more_exact_date_than_the_source_earns_half():
    mark = typed(a_short("1945"), "2 September 1945")

    assert mark.verdict is Verdict.VAGUE
    assert mark.remark == "More exact than the source, which says 1945: half the marks."


def test_another_known_name_is_wrong_and_not_misspelt():
    question = a_short("Slovakia")

    assert typed(question, "Slovania").verdict is Verdict.CLOSE
    assert typed(question, "Slovania", known_others=("Slovenia",)).verdict is Verdict.WRONG


@pytest.mark.parametrize(
    ("answer", "unit", "text", "right"),
    [
        ("1235", "aircraft", "1235", True),
        ("1235", "aircraft", "1,235 aircraft", True),
        ("1235", "aircraft", "aircraft: 1 235", True),
        ("1235", "aircraft", "1.235", True),
        ("1235", "aircraft", "1235.0", True),
        ("1235", "aircraft", "1235 planes", True),
        ("1235", "aircraft", "1235 aircraft supplied to China", True),
        ("1235", "aircraft", "1235 aircraft and tanks", False),
        ("5", "", "5,000", False),
        ("5000", "", "5.000", True),
        ("5", "", "1,235", False),
        ("1235", "aircraft", "$1235", False),
        ("1235", "aircraft", "1235 %", False),
        ("1235", "aircraft", "1235 km", False),
        ("1235", "aircraft", "12,35", False),
        ("1235", "aircraft", "1234 to 1236", False),
        ("1235", "aircraft", "one thousand two hundred and thirty-five", True),
        ("1235", "aircraft", "１２３５", True),
        ("1235", "aircraft", "-1235", False),
        ("1235", "aircraft", "T-1235", False),
        ("1.235", "", "1,235", True),
        ("1.235", "", "1 235", False),
        ("1.5", "", "1,5", True),
        ("15", "", "1,5", False),
        ("0.235", "", "0,235", True),
        ("235", "", "0,235", False),
        ("47", "million dollars", "47", True),
        ("47", "million dollars", "$47 million", True),
        ("47", "million dollars", "47,000,000", True),
        ("47", "million dollars", "US$47m", True),
        ("47", "million dollars", "€47 million", False),
        ("47", "million dollars", "47 billion", False),
        ("47", "million dollars", "47 thousand", False),
        ("25", "$", "25 dollars", True),
        ("25", "$", "25 pounds", False),
        ("25", "lb", "25 pounds", True),
        ("3", "km", "3000 m", True),
        ("3", "km", "3000", False),
        ("3", "km", "3 miles", False),
        ("5", "m", "5m", True),
        ("5", "", "5m", False),
        ("5000000", "", "5m", True),
        ("2", "years", "24 months", True),
        ("4", "%", "4", True),
        ("4", "%", "4 per cent", True),
        ("4", "%", "4 dollars", False),
        ("0.05", "", "5%", True),
        ("12", "", "a dozen", True),
        ("6", "", "half a dozen", True),
        ("0.5", "", "½", True),
        ("2.5", "", "2½", True),
        ("14", "", "XIV", True),
        ("1e309", "", "inf", False),
        ("1e309", "", "nan", False),
        ("1", "", "1e309", False),
        ("0", "", "1e-309", False),
        ("1235", "", "9" * 5000, False),
        ("-5", "°C", "−5 °C", True),
        ("-5", "°C", "minus five", True),
        ("5", "", "5 or 6", False),
        ("5", "", "5/0", False),
        ("5", "", "five and six", False),
        ("1930", "", "1930s", False),
        ("5", "", "5th", False),
    ],
)
def test_a_number_is_right_however_it_is_written(answer, unit, text, right):
    assert typed(a_numeric(answer, unit), text).verdict is (
        Verdict.RIGHT if right else Verdict.WRONG
    )


@pytest.mark.parametrize(
    ("tolerance", "text", "right"),
    [
        (Tolerance(Decimal(5)), "1240", True),
        (Tolerance(Decimal(5)), "1241", False),
        (Tolerance(Decimal("0.05"), relative=True), "1,296.75", True),
        (Tolerance(Decimal("0.05"), relative=True), "1173", False),
        (Tolerance(Decimal(5)), "1e309", False),
        (Tolerance(Decimal("1e400")), "nan", False),
    ],
)
def test_a_number_may_be_off_by_the_tolerance_and_no_more(tolerance, text, right):
    mark = typed(a_numeric(tolerance=tolerance), text)

    assert mark.fraction == (1 if right else 0)
    assert (mark.remark == "Near enough: the source says 1,235 aircraft.") is right


def test_a_tolerance_grows_with_the_multiple_in_the_unit():
    question = a_numeric("47", "million dollars", tolerance=Tolerance(Decimal(1)))

    assert typed(question, "47.5").fraction == 1
    assert typed(question, "$47.5 million").fraction == 1
    assert typed(question, "49 million").fraction == 0


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        ("1235", "aircraft", "1,235 aircraft"),
        ("1931", "", "1931"),
        ("47", "$", "$47"),
        ("-47", "$", "-$47"),
        ("4", "%", "4%"),
        ("1E+6", "", "1,000,000"),
        ("0.05", "", "0.05"),
        ("1e309", "", "1E+309"),
    ],
)
def test_a_number_is_shown_as_a_reader_expects_it(number, unit, shown):
    assert shown_number(Decimal(number), unit) == shown


def test_a_blank_is_right_as_a_short_answer_to_it_would_be():
    cloze = a_cloze("On {{c1::2 September 1945}} the {{c2::Soviet Union}} had {{c2::1,235}}.")

    assert typed(cloze, "September 2, 1945", part=1).verdict is Verdict.RIGHT
    assert typed(cloze, "1945", part=1).verdict is Verdict.VAGUE
    assert typed(cloze, "the soviet union", "1235 aircraft", part=2).verdict is Verdict.RIGHT
    assert typed(cloze, "Sovjet Union", "1235", part=2).verdict is Verdict.CLOSE


def test_several_blanks_share_the_marks():
    cloze = a_cloze("{{c1::Iran}}, {{c1::1945}}, {{c1::two}}, {{c1::2 May 1945}}")
    mark = typed(cloze, "Iraq", "1945", "", "May 1945", part=1)

    assert mark.fraction == pytest.approx(1.5 / 4)
    assert (mark.verdict, mark.parts) == (Verdict.PARTIAL, (False, True, False, False))
    assert mark.remark.startswith("1 of 4 blanks are right. Less exact")


@pytest.mark.parametrize(
    ("order", "fraction"),
    [
        ((0, 1, 2, 3), 1.0),
        ((1, 0, 2, 3), 2 / 3),
        ((0, 1, 3, 2), 2 / 3),
        ((1, 0, 3, 2), 1 / 3),
        ((3, 0, 1, 2), 0.0),
        ((3, 2, 1, 0), 0.0),
        ((0, 1, 2), 0.0),
        ((0, 0, 0, 0), 0.0),
    ],
)
def test_an_order_earns_by_its_pairs(order, fraction):
    assert grade(an_ordering(), 0, Arranged(order)).fraction == pytest.approx(fraction)


@pytest.mark.parametrize("count", range(2, 7))
def test_only_the_right_order_earns_all_and_chance_earns_little(count):
    question = an_ordering(*"abcdef"[:count])
    marks = {order: grade(question, 0, Arranged(order)) for order in permutations(range(count))}

    assert [o for o, mark in marks.items() if mark.fraction == 1] == [tuple(range(count))]
    assert marks[tuple(reversed(range(count)))].fraction == 0
    assert sum(mark.fraction >= 0.5 for mark in marks.values()) <= len(marks) / 2


def test_items_with_the_same_text_may_change_places():
    question = an_ordering("a", "b", "a")

    assert grade(question, 0, Arranged((2, 1, 0))).verdict is Verdict.RIGHT
    assert grade(question, 0, Arranged((0, 2, 1))).fraction == pytest.approx(1 / 3)


def test_joining_earns_the_share_of_left_hand_items():
    question = a_matching()

    assert grade(question, 0, Joined((0, 1, 2))).verdict is Verdict.RIGHT
    mark = grade(question, 0, Joined((0, 3, None)))
    assert (mark.fraction, mark.parts) == (pytest.approx(1 / 3), (True, False, False))
    assert mark.remark == "1 of 3 are joined rightly."


def test_left_hand_items_may_share_a_right_hand_text():
    question = a_matching(("a", "x"), ("b", "y"), ("c", "x"), extra=())

    assert grade(question, 0, Joined((0, 1, 0))).verdict is Verdict.RIGHT


def test_an_answer_to_another_form_of_the_question_is_wrong_and_says_why():
    for answer in (Typed(("a", "b")), Arranged((9,)), Joined((99,))):
        mark = grade(a_single(), 0, answer)
        assert mark.verdict is Verdict.WRONG
        assert "another form" in mark.remark


@pytest.mark.parametrize(
    ("mark", "kind", "hinted", "confidence", "rating"),
    [
        (Mark(None, Verdict.UNMARKED), "flashcard", False, None, None),
        (Mark(None, Verdict.UNMARKED), "comparison", True, SURE, None),
        (Mark(0.0, Verdict.SKIPPED), "short", False, None, Rating.AGAIN),
        (Mark(0.0, Verdict.WRONG), "single", False, SURE, Rating.AGAIN),
        (Mark(0.49, Verdict.PARTIAL), "multiple", False, None, Rating.AGAIN),
        (Mark(0.5, Verdict.PARTIAL), "multiple", False, None, Rating.HARD),
        (Mark(0.5, Verdict.VAGUE), "short", False, None, Rating.HARD),
        (Mark(0.99, Verdict.PARTIAL), "matching", False, None, Rating.HARD),
        (Mark(1.0, Verdict.RIGHT), "short", False, None, Rating.GOOD),
        (Mark(1.0, Verdict.CLOSE), "cloze", False, None, Rating.GOOD),
        (Mark(1.0, Verdict.RIGHT), "numeric", True, None, Rating.HARD),
        (Mark(1.0, Verdict.RIGHT), "single", False, None, Rating.GOOD),
        (Mark(1.0, Verdict.RIGHT), "single", False, SURE, Rating.GOOD),
        (Mark(1.0, Verdict.RIGHT), "true_false", False, UNSURE, Rating.HARD),
        (Mark(1.0, Verdict.RIGHT), "multiple", False, GUESSING, Rating.AGAIN),
        (Mark(1.0, Verdict.RIGHT), "single", True, GUESSING, Rating.AGAIN),
        (Mark(1.0, Verdict.RIGHT), "short", False, GUESSING, Rating.GOOD),
    ],
)
def test_a_mark_suggests_a_rating(mark, kind, hinted, confidence, rating):
    suggested = suggested_rating(mark, kind=kind, hinted=hinted, confidence=confidence)

    assert suggested is rating


PLACES = st.lists(st.integers(-2, 60), max_size=6).map(tuple)
ANSWERS = st.one_of(
    st.builds(Revealed, st.text()),
    st.just(Skipped()),
    st.builds(Chose, PLACES),
    st.builds(Typed, st.lists(st.text(), max_size=3).map(tuple)),
    st.builds(Arranged, PLACES | st.permutations(range(4)).map(tuple)),
    st.builds(Joined, st.lists(st.none() | st.integers(-2, 9), max_size=4).map(tuple)),
)


@given(st.sampled_from(one_of_each()), ANSWERS, st.integers(0, 2))
def test_every_answer_to_every_question_gets_a_mark(question, answer, part):
    mark = grade(question, part, answer)

    assert mark.fraction is None or 0 <= mark.fraction <= 1
    assert (mark.fraction == 1) == (mark.verdict in {Verdict.RIGHT, Verdict.CLOSE})
    assert suggested_rating(mark, kind=question.kind) is not Rating.EASY
    assert grade(replace(question), part, answer) == mark
