"""Sentences that are damaged or are no plain statement: nothing is drafted from them."""

import re
from typing import TYPE_CHECKING

from study.generation.finding.places import peoples
from study.generation.lexicon import lexicon
from study.generation.quotations import Quotation

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

FEWEST_WORDS = 6
MOST_WORDS = 75
LONGEST = 600
LONG_QUOTATION = 7

_SMALL_PEOPLES = re.compile(rf"\b(?:{'|'.join(sorted(name.lower() for name in peoples()))})s?\b")
_ALSO_WORDS = frozenset({"polish", "turkey", "swede", "china"})
_BROKEN = re.compile(
    r"""(?x)
    \s[,.;:!?](?:\s|\Z)                        # a space before a full stop: words are lost there
    | [^\W\d_]-\s(?!and\b|or\b|to\b)\w         # "reward- 600"
    | \b(?!etc)[a-z]{3,}[.!?]\s[a-z]             # a full stop inside
    | (?<=[a-z]\s)(?:The|This|That|These|It|He|She|They|We|Is|Was|Are|Were|And|But|Of)\s[a-z]
    | \.\.\.|… | https?: | www\. | \S@\S+\.\w | [{}<>|\\_^~] | \?\?
    """
)
_DOUBLED = re.compile(
    r"\b(?!(?:that|had|very|so)\b)([a-z]+)\s\1\b|\b(\w{4,}) of (?:the )?\2\b|\b(\w[\w .-]+) \(\3\)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\.[\"”’)]*\Z|[.\"”]\Z")
_NEEDS_OBJECT = lexicon(
    "receive receives received obtain obtains obtained acquire acquires acquired contain "
    "contains contained include includes included enable enables enabled cause causes caused"
)


def flaw(span: "Span", quoted: tuple[Quotation, ...]) -> str:
    """Why nothing can be drafted from a sentence, in a few words, or "" where something can."""
    text = span.text
    return _flaw_of_text(text) or _flaw_of_quotation(text, quoted) or _flaw_of_parse(span)


def _flaw_of_text(text: str) -> str:
    for why, test in _TESTS:
        if test(text):
            return why
    return ""


def _is_too_long(text: str) -> bool:
    return text.count(" ") + 1 > MOST_WORDS or len(text) > LONGEST


def _has_broken_beginning(text: str) -> bool:
    first = text.lstrip("\"“‘'(")[:1]
    return text[0] == "(" or not (first.isupper() or first.isdigit() or first in "$€£¥")


def _is_unbalanced(text: str) -> bool:
    return text.count("(") != text.count(")") or text.count("[") != text.count("]")


def _is_damaged(text: str) -> bool:
    if _BROKEN.search(text) or _DOUBLED.search(text):
        return True
    small = _SMALL_PEOPLES.search(text)
    return small is not None and small[0] not in _ALSO_WORDS


_TESTS = (
    ("too short", lambda text: text.count(" ") + 1 < FEWEST_WORDS),
    ("too long", _is_too_long),
    ("question or exclamation", lambda text: text.endswith(("?", "!"))),
    ("no full stop", lambda text: not _ENDS.search(text)),
    ("broken beginning", _has_broken_beginning),
    ("unbalanced brackets", _is_unbalanced),
    ("damaged text", _is_damaged),
)


def _flaw_of_quotation(text: str, quoted: tuple[Quotation, ...]) -> str:
    if any(not quotation.is_closed for quotation in quoted):
        return "open quotation"
    marked = sum(text.count(mark) for mark in '"“”„«»')
    if marked != sum(text[q.start : q.end].count(mark) for q in quoted for mark in '"“”„«»'):
        return "stray quotation mark"
    inside = sum(quotation.end - quotation.start for quotation in quoted)
    if inside and inside > 0.9 * len(text.rstrip(".")):
        return "inside a quotation"
    return ""


def long_quotations(text: str, quoted: tuple[Quotation, ...]) -> tuple[Quotation, ...]:
    """Those that are somebody's words, and not only a name or a term in quotation marks."""
    return tuple([q for q in quoted if len(text[q.start : q.end].split()) >= LONG_QUOTATION])


def _flaw_of_parse(span: "Span") -> str:
    if not any(token.pos_ in {"VERB", "AUX"} for token in span):
        return "no verb"
    for token in span:
        if token.pos_ == "ADP" and token.dep_ == "prep" and _has_lost_its_object(token):
            return "lost words"
        if token.lower_ in _NEEDS_OBJECT and _lacks_object(token):
            return "lost words"
    return ""


def _has_lost_its_object(preposition: "Token") -> bool:
    """Whether a verb or a lone adjective follows where a noun should: "in voluntary became"."""
    if any(True for _ in preposition.rights):
        return False
    at = preposition.i + 1
    doc = preposition.doc
    if at + 1 >= len(doc):
        return False
    return doc[at].pos_ == "ADJ" and doc[at + 1].tag_ in {"VBD", "VBZ", "VBP"}


def _lacks_object(verb: "Token") -> bool:
    """Whether a verb that needs an object has none: "which received for a total of"."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.pos_ != "VERB":
        return False
    has = {"dobj", "ccomp", "xcomp", "obj", "dative", "attr", "oprd", "auxpass"}
    if any(child.dep_ in has for child in verb.children):
        return False
    has_which = any(it.dep_ == "nsubj" and it.tag_ in {"WDT", "WP"} for it in verb.children)
    return has_which or verb.dep_ not in {"relcl", "pcomp", "ccomp"}
