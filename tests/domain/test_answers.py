import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.answers import (
    Arranged,
    Chose,
    Joined,
    Outcome,
    Revealed,
    Skipped,
    Typed,
    compare,
    decode_given,
    encode_given,
    right_items,
)
from study.domain.dates import Relation, read_periods, relate
from study.domain.errors import BadInput
from study.domain.questions import Accept

RIGHT, CLOSE, VAGUE, WRONG = Outcome.RIGHT, Outcome.CLOSE, Outcome.VAGUE, Outcome.WRONG

# The key, what was typed, and what it is worth.
DATES = [
    ("2 September 1945", "2 September 1945", RIGHT),
    ("2 September 1945", "September 2, 1945", RIGHT),
    ("2 September 1945", "2.9.1945", RIGHT),
    ("2 September 1945", "1945-09-02", RIGHT),
    ("2 September 1945", "2/9/1945", RIGHT),
    ("2 September 1945", "9/2/1945", RIGHT),
    ("2 September 1945", "Sept. 2nd, 1945", RIGHT),
    ("2 September 1945", "the 2nd of September 1945", RIGHT),
    ("2 September 1945", "Sunday, 2 September 1945", RIGHT),
    ("2 September 1945", "1945年9月2日", RIGHT),
    ("2 September 1945", "2-Sep-1945", RIGHT),
    ("September 1945", "9/1945", RIGHT),
    ("September 1945", "1945-09", RIGHT),
    ("1937-1941", "1939", WRONG),
    ("1937-1941", "1935-1941", WRONG),
    ("1937-1941", "1937-1945", WRONG),
    ("2 September 1945", "1930 to 1950", WRONG),
    ("2 September 1945", "2 Septmber 1945", CLOSE),
    ("2 September 1945", "1945", VAGUE),
    ("2 September 1945", "September 1945", VAGUE),
    ("2 September 1945", "2 September", VAGUE),
    ("2 September 1945", "1940s", VAGUE),
    ("2 September 1945", "20th century", WRONG),
    ("2 September 1945", "3 September 1945", WRONG),
    ("2 September 1945", "2 September 1946", WRONG),
    ("2 September 1945", "August 1945", WRONG),
    ("2 September 1945", "1944", WRONG),
    ("2 September 1945", "32 September 1945", WRONG),
    ("2 September 1945", "before 1945", WRONG),
    ("1945", "2 September 1945", VAGUE),
    ("1945", "in 1945", RIGHT),
    ("1945", "1945 AD", RIGHT),
    ("1945", "nineteen forty-five", RIGHT),
    ("1945", "1954", WRONG),
    ("1945", "19445", WRONG),
    ("October 1937 to June 1941", "October 1937 - June 1941", RIGHT),
    ("October 1937 to June 1941", "from Oct. 1937 until June 1941", RIGHT),
    ("October 1937 to June 1941", "1937-1941", VAGUE),
    ("October 1937 to June 1941", "between October 1937 and June 1941", RIGHT),
    ("October 1937 to June 1941", "October 1937 to July 1941", WRONG),
    ("1937-1941", "1937–41", RIGHT),
    ("1937-1941", "1937 to 1941", RIGHT),
    ("June 1941", "July 1941", WRONG),
    ("the 1930s", "1930's", RIGHT),
    ("the 1930s", "1935", VAGUE),
    ("summer 1939", "the summer of 1939", RIGHT),
    ("44 BC", "44 BCE", RIGHT),
    ("44 BC", "44 AD", WRONG),
    ("AD 79", "79 CE", RIGHT),
    ("19th century", "the nineteenth century", RIGHT),
    ("early 1942", "1942", VAGUE),
    ("2-5 September 1945", "September 2-5, 1945", RIGHT),
]

NUMBERS = [
    ("1,235", "1235", RIGHT),
    ("1,235", "1 235", RIGHT),
    ("1,235", "1.235", RIGHT),
    ("1,235", "1'235", RIGHT),
    ("1,235", "1236", WRONG),
    ("1,235", "one thousand two hundred and thirty-five", RIGHT),
    ("1,235", "1235 aircraft", RIGHT),
    ("1,235 aircraft", "1235", RIGHT),
    ("1,235 aircraft", "1235 aircraft", RIGHT),
    ("1,235 aircraft", "1235 aircrafts", CLOSE),
    ("1,235 aircraft", "1235 tanks", WRONG),
    ("$47 million", "47 million dollars", RIGHT),
    ("$47 million", "47 million", RIGHT),
    ("$47 million", "47,000,000", RIGHT),
    ("$47 million", "€47 million", WRONG),
    ("$47 million", "47", WRONG),
    ("more than 1,300", "1300", RIGHT),
    ("more than 1,300", "over 1300", RIGHT),
    ("more than 1,300", "less than 1300", WRONG),
    ("4%", "4 percent", RIGHT),
    ("4%", "4", RIGHT),
    ("4%", "$4", WRONG),
    ("14", "fourteen", RIGHT),
    ("14", "14 years", RIGHT),
    ("14", "XIV", RIGHT),
    ("14", "41", WRONG),
    ("10 years", "10 months", WRONG),
    ("2 years", "24 months", RIGHT),
    ("a dozen", "12", RIGHT),
    ("half", "1/2", RIGHT),
    ("007", "7", WRONG),
    ("Three Kingdoms", "3", WRONG),
    ("Three Kingdoms", "3 Kingdoms", RIGHT),
    ("Apollo 11", "11", WRONG),
    ("Apollo 11", "apollo 11", RIGHT),
    ("Apollo 11", "Apolo 11", CLOSE),
    ("Apollo 11", "Apollo 12", WRONG),
    ("-5", "5", WRONG),
    ("1,235", "１，２３５", RIGHT),
    ("1,235", "١٢٣٥", RIGHT),
    ("1,235", "1.235e3", RIGHT),
    ("1,235", "12 35", WRONG),
    ("1,235", "1235-1240", WRONG),
    ("1,235", "1235 or 1300", WRONG),
    ("1,235", "not 1235", WRONG),
    ("2,500,000", "two and a half million", RIGHT),
    ("2,500,000", "2.5m", RIGHT),
    ("500,000", "half a million", RIGHT),
    ("24", "two dozen", RIGHT),
    ("1,5", "15", WRONG),
    ("up to 135", "135", RIGHT),
    ("fifteen divisions", "15 divisions", RIGHT),
]

WORDS = [
    ("Chongqing", "chongqing", RIGHT),
    ("Chongqing", "Chonqing", CLOSE),
    ("Chongqing", "Chongqign", CLOSE),
    ("Chongqing", "Chungking", CLOSE),
    ("Iran", "Iraq", WRONG),
    ("Austria", "Australia", WRONG),
    ("Niger", "Nigeria", WRONG),
    ("North Korea", "South Korea", WRONG),
    ("World War I", "World War II", WRONG),
    ("World War I", "World War 1", RIGHT),
    ("World War II", "world war two", RIGHT),
    ("World War II", "World War III", WRONG),
    ("Henry VIII", "Henry VII", WRONG),
    ("Xi Jinping", "xi jinping", RIGHT),
    ("Xi Jinping", "Xijinping", RIGHT),
    ("Xi Jinping", "Xi Jingping", CLOSE),
    ("Xi'an", "Xian", RIGHT),
    ("Chiang Kai-shek", "chiang kaishek", RIGHT),
    ("Chiang Kai-shek", "Chiang Kai Shek", RIGHT),
    ("Chiang Kai-shek", "Kai-shek Chiang", RIGHT),
    ("Chiang Kai-shek", "Chang Kai-shek", CLOSE),
    ("Chiang Kai-shek", "Chiang Kai-shec", CLOSE),
    ("Chiang Kai-shek", "Chiang", WRONG),
    ("J. Stilwell", "Stilwell", RIGHT),
    ("J. Stilwell", "Joseph Stilwell", RIGHT),
    ("J. Stilwell", "Stillwell", CLOSE),
    ("J. Stilwell", "K. Stilwell", WRONG),
    ("Joseph Stilwell", "J. Stilwell", RIGHT),
    ("U.S.S.R.", "USSR", RIGHT),
    ("USSR", "U.S.S.R", RIGHT),
    ("USSR", "USSA", WRONG),
    ("the Soviet Union", "Soviet Union", RIGHT),
    ("Soviet Union", "The Soviet Union.", RIGHT),
    ("Soviet Union", "soviet  union", RIGHT),
    ("Soviet Union", "Sovjet Union", CLOSE),
    ("Soviet Union", "not the Soviet Union", WRONG),
    ("a treaty", "treaty", RIGHT),
    ("Vitamin A", "vitamin", WRONG),
    ("Vitamin C", "vitamin", WRONG),
    ("Vitamin C", "vitamin 100", WRONG),
    ("Hepatitis A", "hepatitis B", WRONG),
    ("São Paulo", "Sao Paulo", RIGHT),
    ("Göring", "Goering", RIGHT),
    ("Köln", "Koeln", RIGHT),
    ("Goering", "Göring", RIGHT),
    ("Łódź", "Lodz", RIGHT),
    ("Straße", "STRASSE", RIGHT),
    ("İstanbul", "istanbul", RIGHT),
    ("Москва", "москва", RIGHT),
    ("Москва", "Масква", CLOSE),
    ("Киев", "Киёв", RIGHT),
    ("重慶", "重慶", RIGHT),
    ("重慶", "重庆", WRONG),
    ("東京", "京都", WRONG),
    ("中华人民共和国", "中华人民共和園", WRONG),
    ("がくせい", "かくせい", WRONG),
    ("서울", "서울", RIGHT),
    ("Αθήνα", "αθηνα", RIGHT),
    ("दिल्ली", "दिल्ली", RIGHT),
    ("दिल्ली", "दल्ली", WRONG),
    ("C++", "C", WRONG),
    ("C#", "C++", WRONG),
    ("C++", "c++", RIGHT),
    ("hypertension", "hypotension", WRONG),
    ("macroeconomics", "microeconomics", WRONG),
    ("inflation", "deflation", WRONG),
    ("emigration", "immigration", WRONG),
    ("intracellular", "intercellular", WRONG),
    ("sulfate", "sulfite", WRONG),
    ("affect", "effect", WRONG),
    ("seventeen", "seventy", WRONG),
    ("thirtieth", "thirteenth", WRONG),
    ("Legion XXVIII", "Legion XXVII", WRONG),
    ("бой", "бои", WRONG),
    ("fifty", "sixty", WRONG),
    ("T-34", "T34", RIGHT),
    ("T-34", "T 34", RIGHT),
    ("T-34", "T-35", WRONG),
    ("3:1", "31", WRONG),
    ("1.5", "15", WRONG),
    ("1.5", "1,5", RIGHT),
    ("?", "?", RIGHT),
    ("?", "!", WRONG),
    ("Roosevelt & Churchill", "Churchill and Roosevelt", RIGHT),
    ("ﬁnance", "finance", RIGHT),
    ("Ｔｏｋｙｏ", "tokyo", RIGHT),
    ("A. Hitler", "Hitler", RIGHT),
    ("A. Hitler", "A Hitler", RIGHT),
    ("Franklin D. Roosevelt", "F.D. Roosevelt", RIGHT),
    ("Franklin D. Roosevelt", "F D Roosevelt", RIGHT),
    ("Battle of Stalingrad", "Battel of Stalingrad", CLOSE),
    ("12:30", "1230", WRONG),
]


@pytest.mark.parametrize(("key", "typed", "outcome"), DATES)
def test_a_date_is_compared_as_a_stretch_of_time(key, typed, outcome):
    assert compare(typed, (key,)).outcome is outcome


@pytest.mark.parametrize(("key", "typed", "outcome"), NUMBERS)
def test_a_number_is_compared_by_its_value(key, typed, outcome):
    assert compare(typed, (key,)).outcome is outcome


@pytest.mark.parametrize(("key", "typed", "outcome"), WORDS)
def test_words_are_compared_as_a_reader_would(key, typed, outcome):
    assert compare(typed, (key,)).outcome is outcome


@pytest.mark.parametrize(
    ("accept", "key", "typed", "outcome"),
    [
        (Accept(case=True), "Polish", "polish", WRONG),
        (Accept(case=True), "Polish", "Polish", RIGHT),
        (Accept(case=True), "the Hague", "Hague", RIGHT),
        (Accept(accents=True), "São Paulo", "Sao Paulo", WRONG),
        (Accept(accents=True), "São Paulo", "Sa\u0303o Paulo", RIGHT),
        (Accept(accents=True), "Göring", "Goering", WRONG),
        (Accept(accents=True), "Göring", "Goring", WRONG),
        (Accept(case=True), "McCarthy", "Mccarthy", WRONG),
        (Accept(typos=False), "Chongqing", "Chonqing", WRONG),
        (Accept(typos=False), "Chongqing", "chongqing", RIGHT),
        (Accept(order=True), "Stalin, Churchill", "Churchill, Stalin", WRONG),
        (Accept(order=True), "Stalin, Churchill", "Stalin Churchil", CLOSE),
    ],
)
def test_what_must_be_kept_to_is_up_to_the_question(accept, key, typed, outcome):
    assert compare(typed, (key,), accept).outcome is outcome


@pytest.mark.parametrize(
    ("key", "typed", "other"),
    [
        ("Iraqian", "Iranian", "Iranian"),
        ("Slovakia", "Slovania", "Slovenia"),
        ("Marne", "Maren", "Maren"),
    ],
)
def test_another_known_name_is_no_slip_of_spelling(key, typed, other):
    assert compare(typed, (key,)).outcome is not RIGHT
    assert compare(typed, (key,), known_others=(other,)).outcome is WRONG


def test_an_accepted_answer_does_not_count_as_another_name():
    answers = ("Chongqing", "Chungking")

    assert compare("Chongqin", answers, known_others=answers).outcome is CLOSE


def test_the_best_of_several_accepted_answers_counts():
    found = compare("Chunking", ("Chongqing", "Chungking"))

    assert (found.outcome, found.key) == (CLOSE, "Chungking")


def test_a_date_more_exact_than_the_key_says_so():
    assert compare("2 September 1945", ("1945",)).too_exact
    assert not compare("1945", ("2 September 1945",)).too_exact


def test_a_day_that_can_be_read_two_ways_is_two_days():
    assert len(read_periods("2/9/1945")) == 2
    assert relate(read_periods("2/9/1945"), read_periods("9 February 1945"))[0] is Relation.SAME


@pytest.mark.parametrize(
    "text",
    ["235", "1,945", "31 June 1945", "13/13/1945", "May I", "2 3 September", "in the year", "45"],
)
def test_what_names_no_time_is_no_date(text):
    assert read_periods(text) == ()


@pytest.mark.parametrize(
    "typed", ["", " ", "1e309", "nan", "inf", "-inf", "9" * 5000, "x" * 100_000]
)
def test_what_is_no_answer_is_wrong_and_never_an_error(typed):
    for key in ("Chongqing", "1,235", "2 September 1945", "∞"):
        assert compare(typed, (key,)).outcome is WRONG


def test_without_accepted_answers_everything_is_wrong():
    assert compare("anything", ()).outcome is WRONG


KEYS = [key for key, _, _ in (*DATES, *NUMBERS, *WORDS)]


@given(st.sampled_from(KEYS), st.text(alphabet=" \t\n\u00a0\u2003", max_size=3))
def test_space_around_and_within_changes_nothing(key, space):
    typed = space + key.replace(" ", f" {space}") + space

    assert compare(typed, (key,)).outcome is RIGHT


@given(st.sampled_from((*DATES, *NUMBERS, *WORDS)))
def test_case_changes_no_outcome(case):
    key, typed, outcome = case

    assert compare(typed.upper(), (key,)).outcome is outcome
    assert compare(typed.lower(), (key,)).outcome is outcome


@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_any_text_can_be_compared_with_any_key(typed, key):
    assert compare(typed, (key,)).outcome in Outcome


@given(st.text(min_size=1, max_size=40).filter(str.strip))
def test_the_key_itself_is_always_right(key):
    assert compare(key, (key,)).outcome is RIGHT


NUMBERISH = st.text(alphabet="0123456789.,'’ /-−+eE×^%$€½²⁻km٣１()", max_size=30)
DATE_WORDS = "2 31 1945 0000 45 may Sept. of century 19th BC AD - / . to 1930s early mid"
DATEISH = st.lists(st.sampled_from(DATE_WORDS.split())).map(" ".join)


@given(NUMBERISH | DATEISH, NUMBERISH | DATEISH)
def test_whatever_looks_like_a_number_or_a_date_can_be_compared(typed, key):
    assert compare(typed, (key,)).outcome in Outcome
    assert compare(typed, ("1,235", "2 September 1945")).outcome in Outcome


GIVEN = st.one_of(
    st.builds(Revealed, st.text()),
    st.just(Skipped()),
    st.builds(Chose, st.lists(st.integers()).map(tuple)),
    st.builds(Typed, st.lists(st.text()).map(tuple)),
    st.builds(Arranged, st.lists(st.integers()).map(tuple)),
    st.builds(Joined, st.lists(st.none() | st.integers()).map(tuple)),
)


@given(GIVEN)
def test_a_stored_answer_reads_back_as_it_was(answer):
    assert decode_given(json.loads(json.dumps(encode_given(answer)))) == answer


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"said": "sung"},
        {"said": "chose"},
        {"said": "chose", "options": ["0"]},
        {"said": "chose", "options": [True]},
        {"said": "joined", "rights": [None, "1"]},
        {"said": "typed", "texts": "abc"},
    ],
)
def test_a_stored_answer_of_another_shape_is_refused(stored):
    with pytest.raises(BadInput, match="no stored answer"):
        decode_given(stored)


def test_right_hand_items_stand_once_and_spare_ones_last():
    assert right_items((("a", "x"), ("b", "y"), ("c", "x")), ("z", "y")) == ("x", "y", "z")
