"""Why, and what it is called: purposes, causes and definitions as facts to be asked for."""

import re
from collections.abc import Iterator, Sequence

from study.generation.facts import Fact, Type
from study.generation.lexicon import lexicon
from study.generation.statements import Statement
from study.generation.stems.order import Stem, fronted, in_small, inverted, noun_phrase, told_tokens

FEWEST_MEANING_WORDS = 6
MOST_TERM_WORDS = 4

_REASONS = (
    (
        "for what purpose",
        re.compile(r"(?i)\bin order to [a-z][^,;:]*(?:, [^,;:]*(?=,? and ))*[^,;:]*"),
    ),
    ("why", re.compile(r"(?i)\bbecause (?!of )[^,;:]+")),
    ("because of what", re.compile(r"(?i)\b(?:because of|due to|owing to) [^,;:]+")),
)
_SORTS = lexicon(
    "example kind type part one form member result sort number series set way name term word"
)


def reasons(statement: Statement) -> Iterator[Fact]:
    """What the statement gives as a purpose or a cause, at its beginning or its end."""
    text, places = _laid_out(statement)
    tokens = statement.clause.tokens
    for asked, pattern in _REASONS:
        for match in pattern.finditer(text):
            phrase = [at for at, place in places if match.start() <= place < match.end()]
            is_edge = max(phrase) >= tokens[-1] - 1 or min(phrase) == tokens[0]
            if statement.clause.subject is not None and is_edge:
                yield _reason(statement, phrase, asked)


def _reason(statement: Statement, phrase: Sequence[int], asked: str) -> Fact:
    told = statement.words(phrase).rstrip(" .,")
    answer = re.sub(r"(?i)^in order (?=to )", "", told[:1].lower() + told[1:])
    last = statement.doc[[at for at in phrase if not statement.doc[at].is_punct][-1]]
    start, end = statement.doc[phrase[0]].idx, last.idx + len(last)
    return Fact(Type.REASON, start, end, answer, asked, (answer,))


def _laid_out(statement: Statement) -> tuple[str, list[tuple[int, int]]]:
    """The statement's words with one space each, and where each token begins among them."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    for at in statement.clause.tokens:
        token = statement.doc[at]
        follows = token.nbor() if at + 1 < len(statement.doc) else None
        is_glued = follows is not None and follows.is_punct and not token.is_punct
        piece = token.text + ("" if is_glued else " ")
        places.append((at, length))
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces), places


def why(statement: Statement, fact: Fact) -> Stem | None:
    """The question for a purpose or a cause, where more than "is due to" is said."""
    words = set(told_tokens(statement, fact.start, fact.end))
    verb, doc = statement.clause.verb, statement.doc
    if len([at for at in statement.kept if at > verb.i and at not in words]) < 2:
        return None
    commas = {at for at in statement.kept if at - 1 in words and doc[at].text == ","}
    return inverted(statement, words | commas, fact.hint, "why")


def terms(statement: Statement) -> Iterator[Fact]:
    """What the statement defines: "A caldera is a large crater that …"."""
    clause = statement.clause
    subject = clause.subject
    meaning = _meaning(statement)
    words = noun_phrase(statement, subject) if subject is not None else None
    if subject is None or meaning is None or words is None or subject.pos_ != "NOUN":
        return
    is_short = len(words) <= MOST_TERM_WORDS and min(words) == clause.tokens[0]
    if not is_short or statement.doc[words[0]].lower_ in {"the", "this", "these", "one"}:
        return
    told = [at for at in words if statement.doc[at].lower_ not in {"a", "an"}]
    term = statement.words(told)
    start = statement.doc[told[0]].idx
    yield Fact(Type.TERM, start, subject.idx + len(subject), term, "term", (term,))


def called(statement: Statement, fact: Fact) -> Stem | None:
    """The question for a term, where its meaning is all that is said of it."""
    meaning = _meaning(statement)
    if fact.type is not Type.TERM or meaning is None:
        return None
    if max(meaning) < statement.clause.tokens[-1] - 1:
        return None
    core = f"what {statement.clause.verb.lower_} {in_small(statement, meaning)} called"
    return fronted(statement, (), core, "what is it called")


def _meaning(statement: Statement) -> list[int] | None:
    """What a definition says its subject is, if it says enough."""
    verb = statement.clause.verb
    if verb.lower_ not in {"is", "are"}:
        return None
    defined = next((child for child in verb.children if child.dep_ == "attr"), None)
    if defined is None or defined.lower_ in _SORTS:
        return None
    words = noun_phrase(statement, defined)
    if words is None or len(words) < FEWEST_MEANING_WORDS:
        return None
    has_article = statement.doc[words[0]].lower_ in {"a", "an", "the"}
    return words if has_article or defined.tag_ == "NNS" else None
