"""The bank that the browser tests practise: one question of each type, in a known order."""

from study.domain.questions import AnyQuestion, Bank, Citation
from study.domain.quoting import Quote
from tests.builders import a_bank
from tests.domain.builders import (
    COMMON,
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
)

TWO_PASSAGES = (
    *COMMON["citations"],
    Citation("xinhua", Quote("The wartime capital was Chongqing")),
)
# In the order of the bank, each with the id of its question.
SLUGS = {
    "flashcard": "aid",
    "cloze": "sent",
    "single": "capital",
    "multiple": "sorts",
    "true_false": "manchuria",
    "short": "city",
    "numeric": "count",
    "ordering": "events",
    "matching": "capitals",
    "comparison": "figures",
}


def one_of_each() -> tuple[AnyQuestion, ...]:
    """A question of each of the ten types."""
    return (
        a_flashcard(),
        a_cloze(),
        a_single(),
        a_multiple(),
        a_statement(),
        a_short(),
        a_numeric(),
        an_ordering(),
        a_matching(),
        a_comparison(citations=TWO_PASSAGES),
    )


def ten_types() -> Bank:
    """The bank of the ten."""
    return a_bank(*one_of_each())
