"""Keys and what proves them: printed beside the question, not in the quote, not explained."""

import re
from collections.abc import Iterator

from study.domain.deriving import missing_figure, underivable
from study.domain.linting.findings import Flaw, Path, shown
from study.domain.linting.reading import Asked
from study.domain.linting.wording import contains, plain, words
from study.domain.questions import (
    AnyQuestion,
    Cloze,
    Flashcard,
    Multiple,
    Numeric,
    Short,
    Single,
    TrueFalse,
)

SHORTEST_QUOTE = 5
_SHORTEST_KEY = 3


def key_in_prompt(asked: Asked[AnyQuestion]) -> Iterator[Flaw]:
    """H28: the prompt already prints what it asks for."""
    for key in asked.keys:
        if _is_telling(key) and contains(asked.prompt, key) and not _is_choice(asked, key):
            yield Flaw(
                f"The answer, {shown(key)}, stands in the question itself.",
                "Ask without naming it.",
                (asked.prompt_field,),
            )
            return


def key_in_hint(asked: Asked[AnyQuestion]) -> Iterator[Flaw]:
    """A hint is a step towards the answer, not the answer."""
    for key in asked.keys:
        if _is_telling(key) and contains(asked.question.hint, key):
            yield Flaw(
                f"The hint prints the answer, {shown(key)}.",
                "Hint at the way to it: the kind of thing, the place, the time.",
                ("hint",),
            )
            return


def _is_telling(key: str) -> bool:
    """Whether a key is long enough that it does not stand in a text by chance."""
    return len(plain(key)) >= _SHORTEST_KEY or key.isdigit()


def _is_choice(asked: Asked[AnyQuestion], key: str) -> bool:
    """Whether the prompt itself names the choices: "Was it Berlin or Rome?"."""
    return any(contains(asked.prompt, text) for _, text in asked.wrong if plain(text) != plain(key))


# Scripts that write no spaces: their words cannot be counted so.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def key_not_in_quote(asked: Asked[AnyQuestion]) -> Iterator[Flaw]:
    """A key that no quote shows is the author's inference: the learner cannot check it."""
    if not asked.question.citations:
        return
    lacking = underivable(asked.question) or _figure_nowhere(asked)
    if lacking:
        yield Flaw(
            f"{shown(lacking)} is in none of the quotes: the key is an inference from them.",
            "Quote the words that say it, or waive this and explain the step.",
            _key_path(asked),
        )


def _figure_nowhere(asked: Asked[AnyQuestion]) -> str:
    """A figure in a chosen or turned key that neither the quotes nor the prompt hold."""
    if not isinstance(asked.question, (Single, Multiple, Flashcard)):
        return ""
    known = f"{asked.quotes}\n{asked.prompt}"
    return next(filter(None, [missing_figure(known, key) for key in asked.keys]), "")


def _key_path(asked: Asked[AnyQuestion]) -> Path:
    fields = {Short: "answers", Cloze: "text", Numeric: "answer", Flashcard: "answer"}
    name = fields.get(type(asked.question))
    return (name,) if name else ("options", asked.right[0][0], "text")


def short_quote(asked: Asked[AnyQuestion]) -> Iterator[Flaw]:
    """Out of a few words nobody can see that the key is right."""
    quotes = [citation.quote.exact for citation in asked.question.citations]
    most = max((len(words(quote)) for quote in quotes), default=0)
    if quotes and most < SHORTEST_QUOTE and not _UNSPACED.search(asked.quotes):
        yield Flaw(
            f"The quote has {most} words: too few to see from them that the key is right.",
            f"Quote the whole clause, {SHORTEST_QUOTE} words or more.",
            ("cite", 0, "quote"),
        )


def no_explanation(asked: Asked[AnyQuestion]) -> Iterator[Flaw]:
    """Who was wrong learns from why, not from what alone."""
    question = asked.question
    if question.explanation:
        return
    if isinstance(question, TrueFalse) and question.correction:
        return
    if asked.options and all(option.feedback for option in asked.options):
        return
    yield Flaw(
        "Nothing explains the answer.",
        "Add an `explanation`: why it is so, or what it should not be confused with.",
    )
