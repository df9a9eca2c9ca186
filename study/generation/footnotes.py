"""Marks of footnotes inside a text, which are no words of its sentences."""

import re
from itertools import pairwise

from study.generation.mapping import Edit

FEWEST = 3

_ALWAYS = re.compile(
    r"[¹²³⁰⁴-⁹]+|\s?\[(?:\d{1,3}(?:[-–,]\s?\d{1,3})*|[a-z]|citation needed|note \d+|"
    r"who\?|when\?|clarification needed|better source needed|dubious[^\]]*)\]|[†‡]"
)
_GLUED = re.compile(r"(?<=[a-z”’\"»).,;])(?<!\d[.,])(\d{1,3})(?=[\s.,;:!?)\]”\"]|\Z)(?![.,]\d)")


def marks(text: str) -> list[Edit]:
    """What takes the marks out of a text, in order.

    Numbers glued to words are marks only where they rise through the text: "Guangfu1",
    "program4", "ground11" do, and the names "Debconf4" and "Covid19" stay.
    """
    found = [Edit(*match.span()) for match in _ALWAYS.finditer(text) if not _is_power(text, match)]
    glued = [match for match in _GLUED.finditer(text) if _is_plain(text, match.start())]
    numbers = [int(match[1]) for match in glued]
    if _rises(numbers):
        found += [Edit(*match.span()) for match in glued]
    return sorted(found)


def _is_power(text: str, match: re.Match[str]) -> bool:
    """Whether a raised figure belongs to a unit or a number: km², 10³."""
    before = re.search(r"\w+\Z", text[max(0, match.start() - 12) : match.start()])
    return before is not None and (before[0][-1].isdigit() or len(before[0]) <= 2)


def _is_plain(text: str, at: int) -> bool:
    before = text[max(0, at - 30) : at]
    return re.search(r"[A-Za-z]+[-_/]\Z|[/@#]\w*\Z", before) is None


def _rises(numbers: list[int]) -> bool:
    """Whether numbers are those of notes: small at first, and nearly always greater than before."""
    if len(numbers) < FEWEST or numbers[0] > 20 or len(set(numbers)) < FEWEST:
        return False
    steps = list(pairwise(numbers))
    up = sum(1 for one, other in steps if one < other <= one + 20)
    return 10 * up >= 9 * len(steps) - 9 and 4 * up >= 3 * len(steps)
