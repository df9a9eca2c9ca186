"""Words that tie a sentence to the one before it, and where it begins without them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONGEST = 5

# A sentence stands as well without them.
_JOINS = """
however|moreover|furthermore|in addition|besides|nevertheless|nonetheless|therefore|thus|hence
consequently|accordingly|indeed|in fact|in particular|for example|for instance|likewise|similarly
in contrast|by contrast|on the contrary|on the other hand|on the one hand|of course|interestingly
unfortunately|fortunately|notably|importantly|overall|in total|in general|generally|clearly
in other words|that is|so|and|but|or|yet|nor|first of all|to begin with|in short|in sum
as a result|finally|ultimately|initially|at first|originally|historically|additionally|also
interestingly enough|in any case|after all|to be sure|even so|still|surprisingly|remarkably
famously|in practice|in theory|in reality|as expected|despite this|in spite of this
"""
# Without them it loses its time: it cannot do without, unless it has a date of its own.
_TIMED_JOINS = """
then|later|meanwhile|subsequently|afterward|afterwards|at the time|at that time|at the same time
at that same time|soon|soon after|soon afterwards|during this time|during this period|that year
that same year|in the same year|in the same month|since then|by then|by this time|by that time
from then on|thereafter|eventually|shortly after|shortly afterwards
"""
_FREE, _TIMED = (
    frozenset(text.strip().replace("\n", "|").split("|")) for text in (_JOINS, _TIMED_JOINS)
)
_BARE = frozenset({"but", "and", "so", "or", "yet"})


def after_connectives(doc: "Doc") -> tuple[int, bool]:
    """At which token a sentence begins without its connectives, and whether one told its time."""
    start, is_timed = 0, False
    while length := _length(doc, start):
        is_timed = is_timed or doc[start : start + length].text.rstrip(" ,").casefold() in _TIMED
        start += length
    return start, is_timed


def _length(doc: "Doc", start: int) -> int:
    """How many tokens the connective here has with its comma; "But" and "And" need none."""
    if start >= len(doc):
        return 0
    if doc[start].lower_ in _BARE and doc[start].dep_ == "cc":
        return 2 if start + 1 < len(doc) and doc[start + 1].text == "," else 1
    for length in range(1, LONGEST + 1):
        end = start + length
        if end < len(doc) and doc[end].text == ",":
            words = doc[start:end].text.casefold()
            if words in _FREE or words in _TIMED:
                return length + 1
    is_loose = doc[start].dep_ == "advmod" and doc[start].lower_ in {"thus", "therefore", "also"}
    return 1 if is_loose else 0
