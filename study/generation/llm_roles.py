"""Who does what to whom, and who does not: whether a question turns round what its quotes say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from study.domain.questions import AnyQuestion
from study.generation import english
from study.generation.lexicon import lexicon
from study.generation.llm_claims import claims

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ASKS = lexicon("who whom what which whose")
_BE = lexicon("is are was were be been being")
_DENIALS = lexicon("no not never none nobody nothing neither nor")
_DOES, _SUFFERS, _MEETS = "does", "suffers", "meets"
# "Declared war on", "returned it to": whoever stands there does not do it.
_TOWARDS = lexicon("to on upon against")
_OPPOSITES = {
    _DOES: {_SUFFERS, _MEETS},
    _SUFFERS: {_DOES},
    _MEETS: {_DOES},
    "from": {"to"},
    "to": {"from"},
}
# What two do with each other, whichever is named first.
_MUTUAL = lexicon(
    "marry meet fight join border resemble equal match face accompany encounter divorce"
)
# A part in a deed: the deed in its base form, the part, and the word for who or what has it.
_Part = tuple[str, str, str]


def is_turned_round(question: AnyQuestion, quotes: Sequence[str]) -> bool:
    """Whether somebody does in the question what in the quotes is done to him, or goes to where
    he there comes from.

    Only what both tell with the same verb, or with "from" and "to", is compared.
    """
    told = _by_place(part for quote in quotes for part in _parts(_parsed(quote)))
    return any(
        parts & told[place] == set() and any(_OPPOSITES[part] & told[place] for part in parts)
        for text, key in claims(question)
        for place, parts in _by_place(_claimed(text, key)).items()
        if place in told
    )


def is_denied(question: AnyQuestion, quotes: Sequence[str]) -> bool:
    """Whether a question denies a deed that its quotes do not deny, or tells one that they do."""
    told = _by_deed(deed for quote in quotes for deed in _deeds(_parsed(quote)))
    mine = _by_deed(it for text, _ in claims(question) for it in _deeds(_parsed(text)))
    return any(
        (True in denials and True not in told.get(deed, ()))
        or (deed in told and denials.isdisjoint(told[deed]))
        for deed, denials in mine.items()
    )


def _by_deed(found: Iterable[tuple[str, bool]]) -> dict[str, set[bool]]:
    """Of each deed, whether it is denied somewhere, and whether it is told somewhere."""
    deeds: dict[str, set[bool]] = defaultdict(set)
    for deed, is_denial in found:
        deeds[deed].add(is_denial)
    return deeds


def _deeds(doc: "Doc") -> Iterator[tuple[str, bool]]:
    for token in doc:
        if token.pos_ == "VERB" or (token.pos_ == "AUX" and token.dep_ in {"ROOT", "ccomp"}):
            is_denial = any(_denies(child) for child in token.children)
            yield english.base_form(token), is_denial


def _denies(token: "Token") -> bool:
    if token.dep_ == "neg" or token.lower_ in _DENIALS:
        return True
    is_part = token.dep_ in {"dobj", "nsubj", "nsubjpass", "attr"}
    return is_part and any(child.lower_ in _DENIALS for child in token.children)


def _by_place(found: Iterable[_Part]) -> dict[tuple[str, str], set[str]]:
    """The parts that a word has in a deed."""
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for deed, part, word in found:
        places[deed, word].add(part)
    return places


@lru_cache(maxsize=128)
def _parsed(text: str) -> "Doc":
    """A text by its words and how they hang together; each is looked at twice or more."""
    return english.load()(text)


def _claimed(text: str, key: str) -> Iterator[_Part]:
    """The parts in a text, the key having the part that is asked for."""
    words = [_word(root) for root in _heads(_parsed(key))] if key else []
    for deed, part, word in _parts(_parsed(text)):
        if word != "?":
            yield deed, part, word
        for answer in words:
            if word == "?" and answer:
                yield deed, part, answer


def _heads(doc: "Doc") -> "Iterator[Token]":
    for token in doc:
        if token.dep_ == "ROOT":
            yield from _joined(token)


def _parts(doc: "Doc") -> Iterator[_Part]:
    for token in doc:
        if token.pos_ == "VERB":
            deed = english.base_form(token)
            if deed in _MUTUAL:
                continue
            for part, named in _of_verb(token):
                for one in _joined(named):
                    if word := _word(one):
                        yield deed, part, word
        elif token.dep_ == "pobj" and token.head.lower_ in {"from", "to"}:
            for one in _joined(token):
                if word := _word(one):
                    yield "", token.head.lower_, word


def _of_verb(verb: "Token") -> "Iterator[tuple[str, Token]]":
    """Who does a deed, and to whom it is done, as far as the sentence shows it.

    Of a verb without an object nothing is told: a war ends, and something ends a war.
    """
    does, suffers = list(_doers(verb)), list(_sufferers(verb))
    meets = [it for holder in (verb, *suffers) for it in _towards(holder)]
    if suffers or meets:
        yield from [(_DOES, it) for it in does]
    yield from [(_SUFFERS, it) for it in suffers]
    yield from [(_MEETS, it) for it in meets]


def _is_passive(verb: "Token") -> bool:
    return any(
        child.dep_ in {"auxpass", "nsubjpass"}
        or (child.dep_ == "aux" and verb.tag_ == "VBN" and child.lower_ in _BE)
        for child in verb.children
    )


def _doers(verb: "Token") -> "Iterator[Token]":
    is_passive = _is_passive(verb) or (verb.dep_ == "acl" and verb.tag_ == "VBN")
    for child in verb.children:
        is_named = child.dep_ == "nsubj" and not is_passive
        if is_named or (_is_subject(child) and _follows_by(child)):
            yield child
        elif is_passive and child.dep_ in {"agent", "prep"} and child.lower_ == "by":
            yield from [it for it in child.children if it.dep_ == "pobj"]
    goes_on = verb.dep_ == "conj" or (verb.dep_ == "advcl" and verb.tag_ == "VBG")
    if not is_passive and goes_on and not _has_subject(verb):
        yield from _doers(verb.head)


def _sufferers(verb: "Token") -> "Iterator[Token]":
    is_passive = _is_passive(verb)
    for child in verb.children:
        is_object = child.dep_ in {"dobj", "dative"} and child.pos_ != "ADP"
        if is_object or (is_passive and _is_subject(child) and not _follows_by(child)):
            yield child
    if verb.tag_ == "VBN" and verb.dep_ == "acl":
        yield verb.head
    elif verb.tag_ == "VBN" and verb.dep_ == "conj" and not _has_subject(verb):
        yield from [it for it in _sufferers(verb.head) if _is_subject(it)]


def _towards(holder: "Token") -> "Iterator[Token]":
    for child in holder.children:
        if child.dep_ in {"prep", "dative"} and child.lower_ in _TOWARDS:
            yield from [it for it in child.children if it.dep_ == "pobj"]


def _follows_by(token: "Token") -> bool:
    """Whether it is asked for as in "By whom was … ?", which parsers take for a subject."""
    first = token.left_edge.i
    return first > 0 and token.doc[first - 1].lower_ == "by"


def _has_subject(verb: "Token") -> bool:
    return any(_is_subject(child) for child in verb.children)


def _is_subject(token: "Token") -> bool:
    return token.dep_ in {"nsubj", "nsubjpass"}


def _joined(token: "Token") -> "Iterator[Token]":
    """A noun and those joined to it: "Japan and Germany"."""
    yield token
    for child in token.children:
        if child.dep_ == "conj":
            yield from _joined(child)


def _word(token: "Token") -> str:
    """The word that stands for a noun phrase, "?" where it is asked for, "" for a pronoun."""
    if token.lower_ in _ASKS and token.dep_ != "relcl":
        relative = token.head.dep_ in {"relcl", "acl"} and token.head.head.pos_ != "AUX"
        return _word(token.head.head) if relative else "?"
    if any(child.lower_ in {"which", "what", "whose"} for child in token.children):
        return "?"
    if token.pos_ == "PRON":
        return ""
    return token.lower_
