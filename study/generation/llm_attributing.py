"""How models name their sources, made alike to how this program does."""

import re
from collections.abc import Collection
from dataclasses import replace

from study.domain.linting.wording import SOURCES
from study.domain.questions import AnyQuestion, Cloze
from study.generation.library import Library

# How far from a word like "article" a year still tells which article.
_NEAR = 45
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_OWNED_OR_DATED = re.compile(rf"{_YEAR.pattern}|(?<=\w)['’]s\b")
# The end of a day or a month before its year: that dates what is told, not who tells it.
_DATED = re.compile(
    r"(?:\d,? |\b(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December),? )\Z"
)
_SOURCE = re.compile(rf"\b(?:{SOURCES})s?\b", re.IGNORECASE)


def plainer(question: AnyQuestion, library: Library) -> AnyQuestion:
    """The question with its sources named more plainly: "Xinhua interview" for "Xinhua's 2015
    interview"."""
    cited = [library.documents[it.document] for it in question.citations]
    years = {year for it in cited for year in _YEAR.findall(f"{it.title} {it.published}")}
    if isinstance(question, Cloze):
        return replace(question, text=_without(years, question.text))
    return replace(question, prompt=_without(years, question.prompt))


def _without(years: Collection[str], text: str) -> str:
    """A text without the years, and the 's, that stand near a word for a source."""
    nouns = [(noun.start() - _NEAR, noun.end() + _NEAR) for noun in _SOURCE.finditer(text)]

    def cut(found: re.Match[str]) -> str:
        is_near = any(start <= found.start() <= end for start, end in nouns)
        is_dated = _DATED.search(text, 0, found.start()) is not None
        dates_source = found[0] in years and not is_dated
        return "" if is_near and (dates_source or not found[0].isdigit()) else found[0]

    return _OWNED_OR_DATED.sub(cut, text)
