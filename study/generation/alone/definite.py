"""Nouns that say "the" of something: known to everybody, explained here, or only from before."""

from enum import StrEnum
from typing import TYPE_CHECKING

from study.generation.alone.judged import Judged
from study.generation.finding.names import Kind
from study.generation.finding.offices import is_office
from study.generation.finding.places import is_people
from study.generation.lexicon import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

# There is one of them, or everybody knows which one is meant.
_UNIQUE = lexicon(
    "world war earth sun moon sky sea ocean universe internet press public past future east "
    "west north south poor rich dead wounded elderly young sick blind crown throne church "
    "state law economy environment climate population army navy air weather government "
    "military police media country nation ground atmosphere equator mainland continent "
    "kremlin bible koran arts sciences humanities piano violin organ guitar way order basis "
    "eve aim goal purpose majority rest beginning end middle centre center front rear"
)
_NEEDS_COUNTRY = lexicon(
    "government country nation army navy military police crown throne state economy "
    "population mainland"
)
_RELATIONAL = lexicon(
    "replacement successor predecessor alternative counterpart version copy remainder sequel "
    "reply answer result outcome cause effect consequence reason addition extension remains "
    "survivor victim participant opponent rival contemporary namesake"
)
# With a capital and "the" they stand for a longer name that was given before.
_SHORT_TITLES = lexicon(
    "board company corporation society museum court institute institution club college "
    "council committee commission trust association department ministry bureau authority "
    "agency act treaty convention congress conference union league bank school university "
    "academy hospital library gallery fund foundation federation group party project "
    "programme program order regiment corps squadron division fleet tower bridge railway line "
    "canal exchange hall house palace castle cathedral church abbey"
)
_RANKED = lexicon("first second third last next only previous final main original")
_STRIFE = lexicon(
    "fighting war struggle fight conflict aggression invasion occupation defeat victory "
    "twenties thirties forties fifties sixties seventies eighties nineties"
)
# A people has one of each: "the Soviet army".
_COLLECTIVE = lexicon(
    "government army navy troops forces fleet people peoples side leadership authorities "
    "parliament economy population command press public market currency language empire "
    "republic border capital coast occupation invaders soldiers military aviation air pilots "
    "delegation embassy front"
)
_BINDING = lexicon("of in on between for with against to from at under over that who which whose")
_ANAPHORIC = lexicon(
    "company firm business group organization organisation ship vessel boat aircraft plane "
    "battle treaty agreement pact accord deal contract plan program programme project report "
    "document paper meeting summit conference event gathering conversation talk negotiation "
    "statement proposal draft decision law act bill book article study film movie play poem "
    "novel painting city town village region area district building church school university "
    "college hospital factory mill mine farm house team club party newspaper journal magazine "
    "man woman boy girl couple family child pair incident attack expedition campaign "
    "operation mission trial case verdict election crisis disaster accident fire storm "
    "eruption discovery invention device machine engine method process system theory idea "
    "concept word term name substance material compound element species animal plant tree "
    "bird fish disease drug treatment position post job role work story letter speech "
    "interview figure number amount sum total result cause reason problem issue question "
    "answer site place island river lake mountain volcano bridge canal railway line road "
    "station route tower loan fund money payment restriction change"
)


class Reference(StrEnum):
    """How surely a reader knows which thing a noun means."""

    CLEAR = ""
    DOUBTFUL = "definite"
    LOST = "lost"


def reference(judged: Judged, noun: "Token") -> Reference:
    """How surely a reader of the statement alone knows which thing the noun means."""
    if _is_relational(noun) or _is_short_title(noun):
        return Reference.LOST
    if not _says_the(noun) or judged.is_named(noun) or _is_date(judged, noun):
        return Reference.CLEAR
    if _is_restricted(noun) or _was_introduced(judged, noun):
        return Reference.CLEAR
    return _unrestricted(judged, noun)


def _says_the(noun: "Token") -> bool:
    if noun.pos_ != "NOUN" or noun.dep_ == "compound":
        return False
    return any(child.dep_ == "det" and child.lower_ == "the" for child in noun.lefts)


def _unrestricted(judged: Judged, noun: "Token") -> Reference:
    """Of "the N" with at most a word or two before it."""
    more = [it for it in noun.lefts if it.dep_ in {"amod", "compound", "nummod", "poss"}]
    is_of_people = any(is_people(it.text) for it in more)
    if is_of_people and _is_in(noun, _COLLECTIVE):
        return Reference.CLEAR
    if noun.lower_ in _UNIQUE and not is_of_people:
        return _unique(judged, noun.lower_)
    if not more:
        return Reference.DOUBTFUL if noun.lower_ in _STRIFE else Reference.LOST
    is_known = _is_in(noun, _ANAPHORIC) or is_office(noun.lower_.removesuffix("s"))
    is_ranked = any(it.lower_ in _RANKED for it in more)
    lost = judged.is_subject(noun) and (is_known or is_ranked)
    return Reference.LOST if lost else Reference.DOUBTFUL


def _is_in(noun: "Token", words: frozenset[str]) -> bool:
    return noun.lower_ in words or noun.lower_.removesuffix("s") in words


def _unique(judged: Judged, noun: str) -> Reference:
    if noun in _NEEDS_COUNTRY and not any(m.kind is Kind.PLACE for m in judged.mentions):
        return Reference.LOST
    return Reference.LOST if noun == "war" and not judged.dates else Reference.CLEAR


def _is_date(judged: Judged, noun: "Token") -> bool:
    return any(date.start <= noun.idx < date.end for date in judged.dates)


def _is_restricted(noun: "Token") -> bool:
    """Whether what belongs to a noun says which one is meant."""
    if any(_restricts(noun, child) for child in noun.children):
        return True
    # The parser often hangs what follows a noun on the verb.
    after = noun.nbor() if noun.i + 1 < len(noun.doc) else None
    return after is not None and (after.lower_ in _BINDING or after.tag_ == "WP$")


def _restricts(noun: "Token", child: "Token") -> bool:
    if child.i > noun.i and child.dep_ in {"prep", "acl", "relcl", "appos"}:
        return True
    is_name = child.dep_ == "compound" and child.pos_ == "PROPN"
    return is_name or child.dep_ == "nummod" or child.tag_ == "JJS"


def _was_introduced(judged: Judged, noun: "Token") -> bool:
    """Whether the same noun stands before in the statement."""
    return any(other.i < noun.i and other.lower_ == noun.lower_ for other in judged.tokens)


def _is_short_title(token: "Token") -> bool:
    """Whether "the Board" stands where only a longer name would say which board is meant."""
    if token.lower_ not in _SHORT_TITLES or not token.is_title or token.i == 0:
        return False
    if token.nbor(-1).lower_ != "the":
        return False
    follows = token.nbor() if token.i + 1 < len(token.doc) else None
    return follows is None or not (follows.lower_ in {"of", "for"} or follows.text[0].isupper())


def _is_relational(token: "Token") -> bool:
    """Whether a noun says to what it belongs only by what was told: "two replacements"."""
    if token.pos_ != "NOUN" or not _is_in(token, _RELATIONAL):
        return False
    explaining = {"prep", "poss", "acl", "relcl", "amod", "compound"}
    return not any(child.dep_ in explaining for child in token.children)
