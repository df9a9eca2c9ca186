"""The gate that every draft passes, whatever made it: its key follows from its quotes alone."""

import re
from collections.abc import Callable, Iterator

from study.domain.answers import Outcome, compare
from study.domain.dates import read_periods
from study.domain.deriving import missing_figure, underivable
from study.domain.linting import lint_question
from study.domain.linting.wording import EMPTY, plain, words
from study.domain.numbers import read_quantity
from study.domain.questions import (
    AnyQuestion,
    Cloze,
    Comparison,
    Flashcard,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Short,
    Single,
    TrueFalse,
)
from study.domain.quoting import LONGEST, SHORTEST
from study.generation.grounded import Grounded
from study.generation.library import Library, content

FEWEST_QUOTED_WORDS = 5
# What share of the question's words, by weight, another sentence holds that says the same thing.
SAME_THING = 0.75
COVERED = 0.4

_NEGATION = re.compile(
    r"(?i)\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot)\b|n['’]t\b"
)
_DENIED = 3
_ASKS = (
    ("person", re.compile(r"(?i)(?:^|, )(?:by )?(?:who|whom)\b")),
    (
        "date",
        re.compile(
            r"(?i)(?:^|, )(?:when|(?:in|on|during|until|since|by) (?:what|which) "
            r"(?:date|day|month|year|decade|century|period))\b"
        ),
    ),
    ("number", re.compile(r"(?i)\bhow (?:many|much)\b")),
)


def failures(question: AnyQuestion, library: Library) -> tuple[str, ...]:
    """The name of the first check a draft fails, or of the item-writing checks it fails."""
    grounded = Grounded(question, library)
    for name, check in CHECKS.items():
        if not check(grounded):
            return (name,)
    return tuple(_lint(grounded))


def _quotes_are_found(it: Grounded) -> bool:
    return bool(it.spans) and all(span is not None for span in it.spans)


def _quotes_are_long_enough(it: Grounded) -> bool:
    return all(_is_long_enough(citation.quote.exact) for citation in it.question.citations)


def _is_long_enough(exact: str) -> bool:
    return SHORTEST <= len(exact) <= LONGEST and len(exact.split()) >= FEWEST_QUOTED_WORDS


# --- the key -----------------------------------------------------------------------------


def _key_follows(it: Grounded) -> bool:
    """Whether every part of the key stands in the quotes."""
    question = it.question
    if isinstance(question, Short | Numeric | Cloze):
        return not underivable(question)
    if isinstance(question, Comparison):
        known = "\n".join([it.quotes, *(f"{d.title} {d.published}" for d in it.documents)])
        return all(not missing_figure(known, point) for point in question.points)
    if isinstance(question, TrueFalse) and not question.answer:
        return _contradicts(it, question)
    return all(it.is_told(text) for text in _claims(question))


def _claims(question: AnyQuestion) -> Iterator[str]:
    """The texts of a question that its key says are so."""
    match question:
        case TrueFalse(prompt=prompt):
            yield prompt
        case Single(options=options) | Multiple(options=options):
            yield from [option.text for option in options if option.correct]
        case Matching(pairs=pairs):
            yield from [text for pair in pairs for text in pair]
        case Ordering(items=items):
            yield from items
        case Flashcard(answer=answer):
            yield answer


def _contradicts(it: Grounded, question: TrueFalse) -> bool:
    """Whether a false statement differs from the quotes, and its correction does not."""
    bare = it.without_sources(question.prompt)
    differs = bool(missing_figure(it.quotes, bare)) or bool(content(bare) - it.quoted)
    return differs and it.is_told(question.correction)


# --- numbers, names, negation, type ------------------------------------------------------


def _numbers_agree(it: Grounded) -> bool:
    """Whether every figure of the question stands in the quotes."""
    if isinstance(it.question, TrueFalse) and not it.question.answer:
        return True
    return not missing_figure(it.quotes, it.asked)


def _names_agree(it: Grounded) -> bool:
    """Whether every name of the question stands in a cited passage, document or its title."""
    near = content(" ".join(it.passages()))
    heads = content(" ".join(f"{d.title} {d.author} {d.publisher}" for d in it.documents))
    known = it.quoted | near | heads
    return all(content(name) <= known or _is_somewhere(it, name) for name in it.names)


def _is_somewhere(it: Grounded, name: str) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", document.text) for document in it.documents)


def _negation_agrees(it: Grounded) -> bool:
    """Whether the question denies only what its quotes deny, and keeps what they deny."""
    if isinstance(it.question, Comparison | Matching):
        return True
    mine, theirs = len(_NEGATION.findall(it.asked)), len(_NEGATION.findall(it.quotes))
    return mine == theirs or (mine < theirs and not _covers_denial(it))


def _covers_denial(it: Grounded) -> bool:
    """Whether the question tells the very part of a quote that is denied, without its denial."""
    if _NEGATION.search(it.asked):
        return False
    told = set(words(it.asked))
    for match in _NEGATION.finditer(it.quotes):
        # The verb itself may stand in another form: "never sold", "did … sell".
        after = [word for word in words(it.quotes[match.end() :][:80]) if word not in EMPTY]
        if sum(word in told for word in after[:_DENIED]) >= _DENIED - 1:
            return True
    return False


def _type_agrees(it: Grounded) -> bool:
    """Whether the answer is of the kind that the question word asks for."""
    if not isinstance(it.question, Short | Single | Numeric):
        return True
    asked = next((kind for kind, pattern in _ASKS if pattern.search(it.asked)), "")
    return not asked or all(_is_of_kind(key, asked) for key in it.keys[:1])


def _is_of_kind(key: str, kind: str) -> bool:
    if kind == "date":
        return bool(read_periods(key)) or re.search(r"\d{3,4}", key) is not None
    if kind == "number":
        return read_quantity(key) is not None
    return key[:1].isupper() and not read_periods(key)


# --- one right answer --------------------------------------------------------------------


def _answer_is_hidden(it: Grounded) -> bool:
    """Whether no answer stands in the question itself."""
    asked = f" {plain(it.asked)} "
    return not any(f" {plain(key)} " in asked for key in it.keys if plain(key))


def _is_one_right(it: Grounded) -> bool:
    """Whether no wrong option is the right one in other words, or stands in the quotes."""
    if not isinstance(it.question, Single | Multiple):
        return True
    if not it.wrong or (isinstance(it.question, Single) and len(it.keys) != 1):
        return False
    quotes = f" {plain(it.quotes)} "
    every = {plain(text) for text in (*it.keys, *it.wrong)}
    is_apart = len(every) == len(it.keys) + len(it.wrong)
    return is_apart and not any(_is_right(it, other, quotes) for other in it.wrong)


def _is_right(it: Grounded, other: str, quotes: str) -> bool:
    if f" {plain(other)} " in quotes:
        return True
    return any(compare(other, (key,)).outcome in {Outcome.RIGHT, Outcome.VAGUE} for key in it.keys)


def _is_about_its_quotes(it: Grounded) -> bool:
    """Whether the quotes hold a good part of what is asked."""
    asked = content(it.asked)
    if len(asked) < 3 or isinstance(it.question, Comparison | Matching | Ordering):
        return True
    weights = {word: it.library.weight(word) for word in asked}
    held = sum(weight for word, weight in weights.items() if word in it.quoted)
    return held >= COVERED * sum(weights.values())


def _is_wrong_everywhere(it: Grounded) -> bool:
    """Whether no sentence of the library makes a wrong option right."""
    asked = content(it.asked)
    return not any(is_said(it.library, asked, other) for other in it.wrong)


def is_said(library: Library, asked: frozenset[str], answer: str) -> bool:
    """Whether a sentence of the library says of an answer what is asked."""
    mine = content(answer)
    found = library.like(asked | mine, SAME_THING)
    return any(mine <= content(text) for text in found)


def _is_answered_alike(it: Grounded) -> bool:
    """Whether no other sentence that says the same thing gives another answer."""
    if not isinstance(it.question, Short | Single | Numeric | Cloze) or not it.keys:
        return True
    own = [_spaced(citation.quote.exact) for citation in it.question.citations]
    likes = it.library.like(content(it.asked), SAME_THING)
    others = [
        text
        for text in map(_spaced, likes)
        if not any(text in quote or quote in text for quote in own)
    ]
    return not any(_answers_otherwise(it, text) for text in others)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _answers_otherwise(it: Grounded, text: str) -> bool:
    """Whether a sentence has an answer of the key's kind, and not the key."""
    if any(content(key) <= content(text) for key in it.keys):
        return False
    if read_periods(it.keys[0]):
        return re.search(r"\b1\d\d\d\b|\b20\d\d\b", text) is not None
    if read_quantity(it.keys[0]):
        return re.search(r"\d", re.sub(r"\b(?:1\d|20)\d\d\b", "", text)) is not None
    return True


def _lint(it: Grounded) -> list[str]:
    """The names of the item-writing checks it fails."""
    findings = lint_question(it.question, passages=it.passage)
    return [f"lint: {finding.check}" for finding in findings]


CHECKS: dict[str, Callable[[Grounded], bool]] = {
    "quote found": _quotes_are_found,
    "quote length": _quotes_are_long_enough,
    "key in quote": _key_follows,
    "numbers agree": _numbers_agree,
    "names agree": _names_agree,
    "negation agrees": _negation_agrees,
    "answer type agrees": _type_agrees,
    "answer hidden": _answer_is_hidden,
    "one right answer": _is_one_right,
    "about its quotes": _is_about_its_quotes,
    "wrong everywhere": _is_wrong_everywhere,
    "answered alike": _is_answered_alike,
}
