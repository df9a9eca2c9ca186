"""Words pointed at become a quote: whole, within one passage, and found again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.passages import split
from study.domain.quoting import LONGEST, Quote, Span, State, index, locate
from study.domain.selecting import quoted, selected

TEXT = """\
[He answers] The Soviet Union supplied China with 1,235 aircraft. A non-aggression pact followed.

The aircraft came in 1937. The pilots came in 1938. The aircraft came in 1937 and later.
"""


def meant(text: str, words: str) -> str:
    """What is taken when exactly these words of the first passage that has them are selected."""
    start = text.index(words)
    passages = split(text)
    passage = next(it for it in passages if it.start <= start < it.end)
    span = selected(text, passage, start, start + len(words))
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("supplied China", "supplied China"),
        (" supplied China ", "supplied China"),
        ("pplied Chi", "supplied China"),
        ("235 aircraft", "1,235 aircraft"),
        (",235 aircraft", "1,235 aircraft"),
        ("with 1,2", "with 1,235"),
        ("with 1,", "with 1,235"),
        ("aggression pact", "non-aggression pact"),
        ("answers] The Soviet", "answers] The Soviet"),
    ],
)
def test_a_selection_is_widened_to_whole_words(words: str, taken: str) -> None:
    assert meant(TEXT, words) == taken


@pytest.mark.parametrize(
    ("text", "words", "taken"),
    [
        ("他说援助很多。", "援助", "援助"),
        ("他说𠮷野家很多。", "𠮷", "𠮷"),
        ("Thumbs 👍🏽 up 👩‍👩‍👧 all.", "👍", "👍🏽"),
        ("Thumbs 👍🏽 up 👩‍👩‍👧 all.", "👩‍👧", "👩‍👩‍👧"),
        ("Flags 🇨🇳🇷🇺 wave.", "🇷", "🇷🇺"),
        ("Flags 🇨🇳🇷🇺 wave.", "🇷🇺", "🇷🇺"),
        ("A cafe\u0301 in it.", "caf", "cafe\u0301"),
        ("قدم الاتحاد السوفيتي ١٢٣٥ طائرة", "اتحاد", "الاتحاد"),
        ("הוא אמר שלום לכולם", "שלו", "שלום"),
    ],
)
def test_no_sign_of_any_script_is_cut(text: str, words: str, taken: str) -> None:
    assert meant(text, words) == taken


def test_a_selection_stays_within_its_passage() -> None:
    first, second = split(TEXT)
    assert selected(TEXT, first, first.end - 9, second.start + 9).end == first.end
    assert selected(TEXT, second, first.end - 9, second.start + 9).start == second.start


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 3), (-4, 0), (10_000, 10_001)])
def test_nothing_selected_is_an_empty_span(start: int, end: int) -> None:
    first = split(TEXT)[0]
    span = selected(TEXT, first, start, end)
    assert span.start == span.end


def cited(words: str, place: int = 0) -> Quote:
    """The quote for the nth place of some words in the second passage."""
    passage = split(TEXT)[1]
    start = passage.start - 1
    for _ in range(place + 1):
        start = TEXT.index(words, start + 1)
    return quoted(Span(start, start + len(words)), passage, index(TEXT))


def test_words_that_stand_once_need_no_context() -> None:
    assert cited("The pilots came in 1938") == Quote("The pilots came in 1938")


def test_words_that_stand_twice_get_as_much_context_as_decides() -> None:
    words = "The aircraft came in 1937"
    assert cited(words) == Quote(words, suffix=".")
    assert cited(words, place=1) == Quote(words, prefix="1938. ")


def test_words_that_nothing_tells_apart_come_back_bare() -> None:
    text = "One and one.\n\nOne and one."
    passages = split(text)
    quote = quoted(Span(0, 12), passages[0], index(text))
    assert quote == Quote("One and one.")
    assert locate(quote, index(text)).state is State.AMBIGUOUS


WORDS = st.sampled_from(
    [
        "aid",
        "1,235",
        "a",
        "ﬁne",
        "“so”",
        "𠮷野",
        "援助",
        "👍🏽",
        "e\u0301te\u0301",
        "שלום",
        "no.",
        "-",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=40), st.data())
def test_whatever_is_selected_is_found_at_its_place_or_told_to_be_ambiguous(
    words: list[str], data: st.DataObject
) -> None:
    text = " ".join(words)
    (passage,) = split(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = selected(text, passage, start, end)
    if span.start == span.end or span.end - span.start > LONGEST:
        return
    assert span.start <= start + len(text[start:end]) - len(text[start:end].lstrip())
    found = locate(quoted(span, passage, index(text)), index(text))
    assert found.span == span or found.state is State.AMBIGUOUS
