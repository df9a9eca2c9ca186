"""Who holds which office or follows which calling, where a text says so beside the name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from study.generation.finding.names import Kind, Mention
from study.generation.finding.offices import TITLES, ends_in_office, is_office
from study.generation.finding.places import is_people
from study.generation.lexicon import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

MOST_WORDS = 24

_CONTEXTUAL = re.compile(
    r"(?i)\b(?:his|her|their|its|our|my|your|this|that|these|those|same|other|another|latter|former|late|"
    r"then|new|current|fellow|own|whose|who|which|mr|mrs|ms|dr)\b"
)
_OFFICE_OF_PLACE = re.compile(
    r"(?P<lead>(?:[\w’'.-]+\s){0,5})(?P<office>[a-zé]+|[A-Z][a-z]+)"
    r"(?P<place>\s(?:to|of|in|for|at)\s(?:the\s)?[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*){0,3}),?\s(?:[A-Z][a-z]+\s)?\Z"
)
_LAST_PHRASE = re.compile(r"(?P<words>[^,;:.()“”\"—]{6,180}),\s(?:[A-Z][a-z]+\s)?\Z")
_ARTICLE = re.compile(r"\b(the|an?)\s")
_BEHIND = re.compile(
    r",\s(?:(?P<article>the|an?)\s)?(?P<role>[^,;:.()“”\"—]{4,180}?)(?=,|\s--|\s—|\.(?:\s|\Z)|\swho\s|\swhich\s)"
)
_VERBAL = re.compile(
    r"(?i)\b(?:is|was|are|were|be|been|has|had|have|did|does|became|said|told|will|would)\b"
)
# Of these a country or a ministry has one at a time; "Chinese representative" may be anybody.
_UNIQUE = lexicon("ambassador minister chancellor premier governor mayor archbishop pope")
# Whose president or king somebody is, everybody knows.
_RULES_A_COUNTRY = re.compile(
    r"(?:[\w.-]+ )?(?:[Pp]resident|[Ll]eader|[Kk]ing|[Qq]ueen|[Ee]mperor)"
    r"(?: of (?:the )?[A-Z]\w+(?: [A-Z]\w+)?)?\Z"
)
_ARTICLES = frozenset({"the", "a", "an"})
_SMALL_WORDS = lexicon(
    "the a an to of in for at by with from on during after before as and or about into over "
    "under between against through"
)


@dataclass(frozen=True, slots=True)
class Role:
    """A person by full name, and what the text calls him, without an article before it."""

    name: str
    role: str
    article: str = ""


def introduces_somebody(span: "Span") -> bool:
    """Whether a sentence may say who somebody is: it holds an office's name. Quick."""
    return any(is_office(token.lower_) for token in span)


def roles(span: "Doc | Span", mentions: tuple[Mention, ...]) -> tuple[Role, ...]:
    """The roles that a sentence gives to those it names in full."""
    return tuple(_roles(span, mentions))


def _roles(span: "Doc | Span", mentions: tuple[Mention, ...]) -> Iterator[Role]:
    for mention in mentions:
        if mention.kind is not Kind.PERSON or " " not in mention.full:
            continue
        for look in (_before, _apposed, _posted):
            said = look(span, mention)
            if said is not None and said[0] not in {"a", "an"} and _is_telling(said[1], mention):
                yield Role(mention.full, said[1], said[0])
                break


def _before(span: "Doc | Span", mention: Mention) -> tuple[str, str] | None:
    """What stands right before the name: "Chinese Vice Foreign Minister"."""
    first = _token_at(span, mention.start)
    if first is None:
        return None
    start = first.i
    doc = first.doc
    while (
        start > span[0].i
        and doc[start - 1].pos_ in {"NOUN", "PROPN", "ADJ"}
        and doc[start - 1].whitespace_
    ):
        if start - 1 > span[0].i and doc[start - 2].text == "-":
            break
        start -= 1
    words = doc[start : first.i].text.strip()
    if not words or not ends_in_office(words):
        return None
    before = doc[start - 1] if start > span[0].i else None
    if before is not None and (before.dep_ == "poss" or before.tag_ in {"POS", "PRP$"}):
        return None
    article = before.lower_ if before is not None and before.lower_ in {"the", "a", "an"} else ""
    return article, words


def _apposed(span: "Doc | Span", mention: Mention) -> tuple[str, str] | None:
    """What is added behind the name: "Aleksei Pushkov, the chairman of the committee, …"."""
    found = _BEHIND.match(span.text, mention.end)
    if found is None or not _begins_with_office(found["role"]):
        return None
    return found["article"] or "", found["role"].strip()


def _posted(span: "Doc | Span", mention: Mention) -> tuple[str, str] | None:
    """What stands before the name with its place: "the Soviet ambassador to China NAME"."""
    before, after = span.text[: mention.start], span.text[mention.end :]
    found = _LAST_PHRASE.search(before)
    if found is not None and after[:1] in {",", "."}:
        for article in reversed(list(_ARTICLE.finditer(found["words"]))):
            role = found["words"][article.end() :]
            if _begins_with_office(role):
                return article[1], role
    placed = _OFFICE_OF_PLACE.search(before)
    if placed is None or not is_office(placed["office"]):
        return None
    lead = placed["lead"].split()
    small = [at for at, word in enumerate(lead) if word.casefold() in _SMALL_WORDS]
    last = lead[small[-1]].casefold() if small else ""
    words = lead[small[-1] + 1 :] if small else lead
    return last if last in _ARTICLES else "", " ".join([*words, placed["office"]]) + placed["place"]


def _begins_with_office(words: str) -> bool:
    """Whether a phrase is headed by an office: "chief specialist of the department"."""
    for at, word in enumerate(words.split()[:7]):
        if word.casefold() in _SMALL_WORDS or (word.endswith(("ing", "ed")) and "-" not in word):
            return at > 0 and is_office(words.split()[at - 1])
        following = words.split()[at + 1 : at + 2]
        if is_office(word) and (not following or following[0].casefold() in _SMALL_WORDS):
            return True
    return False


def _is_telling(role: str, mention: Mention) -> bool:
    """Whether a role says enough to ask who holds it, and does not lean on its sentence."""
    words = role.split()
    if not 2 <= len(words) <= MOST_WORDS or _CONTEXTUAL.search(role) or _VERBAL.search(role):
        return False
    if any(part in role for part in mention.full.split() if len(part) > 2):
        return False
    if all(word in TITLES for word in words) or _RULES_A_COUNTRY.match(role):
        return False
    if len(words) == 2 and words[1].casefold() not in _UNIQUE:
        return False
    return len(words) >= 3 or any(is_people(word) or word[0].isupper() for word in words[:-1])


def _token_at(span: "Doc | Span", offset: int) -> "Token | None":
    base = span[0].idx
    for token in span:
        if token.idx - base <= offset < token.idx - base + len(token):
            return token
    return None
