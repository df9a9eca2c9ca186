"""Pronouns of a statement: explained in it, or only by the sentences before."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from study.generation.alone.judged import Judged
from study.generation.clauses import SUBJECTS, subject_of
from study.generation.english import base_form
from study.generation.finding.names import Kind
from study.generation.finding.places import is_people
from study.generation.lexicon import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

HE_OR_SHE = lexicon("he him his himself she her hers herself")

_SPEAKER = lexicon("i me my mine myself we us our ours ourselves you your yours yourself")
_IT = frozenset({"it", "its", "itself"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_POINTERS = frozenset({"this", "these", "those"})
_PAIRS = frozenset({"both", "either", "neither"})
_BACK = _PAIRS | {"such", "another", "others"}
_UNRESOLVED = "unresolved pronoun"
_POINTS_BACK = "points to what was said before"
# With these "it" is a thing; with others it may stand for the clause that follows.
_NOT_EMPTY = frozenset({"have", "make", "do", "become", "use", "help"})


def fault_of_pronouns(judged: Judged, resolved: "Token | None") -> str:
    """What is wrong with the statement's pronouns, or ""; `resolved` is told as a name."""
    for token in judged.tokens:
        if token.pos_ not in {"PRON", "DET"} and token.lower_ != "such":
            continue
        if resolved is not None and token.i == resolved.i:
            continue
        fault = _fault_of(judged, token, is_told=resolved is not None)
        if fault:
            return fault
    return ""


def points_outside(token: "Token", among: "Sequence[Token]") -> bool:
    """Whether a word needs another sentence to be understood: "this", "they", "we"."""
    word = token.lower_
    if _is_speaker(token):
        return True
    if word in _POINTERS or word == "such" or (word == "that" and token.tag_ == "DT"):
        return not _is_pointed_within(token)
    if word in _THEY | _IT and token.dep_ != "expl":
        return not any(it.i < token.i and it.dep_ in SUBJECTS and _is_noun(it) for it in among)
    return False


def _fault_of(judged: Judged, token: "Token", *, is_told: bool) -> str:
    word = token.lower_
    if _is_speaker(token):
        return "speaks of the speaker"
    if word in HE_OR_SHE:
        return "" if is_told or _is_he_known(judged, token) else _UNRESOLVED
    if word in _IT | _THEY:
        return _fault_of_it(judged, token)
    return _POINTS_BACK if _points_back(token) else ""


def _is_speaker(token: "Token") -> bool:
    return token.lower_ in _SPEAKER and token.text != "US"


def _fault_of_it(judged: Judged, token: "Token") -> str:
    known = _is_it_known if token.lower_ in _IT else _are_they_known
    if not known(judged, token) or _is_counted_from(token):
        return _UNRESOLVED
    is_own = token.i + 1 < len(token.doc) and token.nbor().lower_ == "own"
    # What is told out of another statement may have meant that one's things.
    is_borrowed = judged.clause.is_inner and token.dep_ != "expl" and not is_own
    return _UNRESOLVED if is_borrowed else ""


def _is_counted_from(token: "Token") -> bool:
    """Whether it owns what is counted, "seven of its ships": not the subject does, as a rule."""
    of = token.head.head if token.dep_ == "poss" else None
    is_own = any(child.lower_ == "own" for child in token.head.lefts)
    return of is not None and of.lower_ == "of" and of.head.like_num and not is_own


def _points_back(token: "Token") -> bool:
    word = token.lower_
    if word in _POINTERS or (word == "that" and token.tag_ == "DT"):
        return not _is_pointed_within(token)
    if word not in _BACK:
        return False
    ahead = {it.lower_ for it in token.doc[token.i + 1 : token.i + 5]}
    if word == "such":
        return "as" not in ahead
    return word not in _PAIRS or not ahead & {"and", "or", "nor"}


def _is_pointed_within(token: "Token") -> bool:
    """Whether "those" is explained by what follows it: those who, that of."""
    if token.dep_ == "det":
        return False
    explaining = {"relcl", "acl", "prep"}
    return any(child.dep_ in explaining and child.i > token.i for child in token.children)


def _is_he_known(judged: Judged, token: "Token") -> bool:
    """Whether "he" can only be the one person who is named before, or who is the subject."""
    before = judged.people(token)
    subject = judged.clause.subject
    if _is_of_another(judged, token, before):
        return False
    if len(before) == 1:
        return True
    if subject is not None and token.lower_ in {"she", "her"} and _is_ship(judged, subject):
        return subject.i < token.i
    if subject is None or not judged.is_person(subject):
        return False
    if before and token.dep_ == "poss" and subject.i < token.i:
        return all(m.start >= subject.left_edge.idx for m in judged.mentions if m.end <= token.idx)
    return len(judged.people()) == 1


def _is_of_another(judged: Judged, token: "Token", before: set[str]) -> bool:
    """Whether grammar forbids that anybody is meant who is named: who "asked her" asked another,
    and "his nephew" at the beginning is nobody's who comes later."""
    subject = judged.clause.subject
    if subject is None:
        return False
    if token.dep_ == "poss":
        return subject.left_edge.i == token.i
    is_object = token.dep_ in {"dobj", "dative", "iobj"} and not token.lower_.endswith("self")
    return is_object and before <= judged.people_of(subject)


def _is_ship(judged: Judged, subject: "Token") -> bool:
    """Whether it is something named that is no person, with "the": a ship is a she."""
    named = [m for m in judged.mentions if m.start <= subject.idx < m.end]
    before = subject.doc.text[: named[0].start] if named else ""
    return bool(named) and named[0].kind is Kind.OTHER and before.casefold().endswith("the ")


def _is_it_known(judged: Judged, token: "Token") -> bool:
    if token.dep_ == "expl" or _is_empty(token):
        return True
    subject = _subject_before(judged, token)
    if subject is None or subject.tag_ not in {"NN", "NNP"}:
        return False
    return _is_noun(subject) and not judged.is_person(subject)


def _are_they_known(judged: Judged, token: "Token") -> bool:
    subject = _subject_before(judged, token)
    if subject is not None and _is_noun(subject):
        is_joined = any(child.dep_ == "conj" for child in subject.children)
        if is_joined or _is_plural(subject) or is_people(subject.text):
            return True
    objects = {"dobj", "nsubj", "nsubjpass"}
    plural = [
        it for it in judged.tokens if it.i < token.i and _is_plural(it) and it.dep_ in objects
    ]
    return len(plural) == 1 and token.dep_ != "nsubj"


def _is_plural(token: "Token") -> bool:
    return token.tag_ in {"NNS", "NNPS"}


def _is_noun(token: "Token") -> bool:
    return token.pos_ != "PRON"


def _subject_before(judged: Judged, token: "Token") -> "Token | None":
    """The subject that governs a pronoun: of its own clause, or of one above."""
    for verb in (token.head, *token.head.ancestors):
        subject = subject_of(verb) if verb.pos_ in {"VERB", "AUX"} else None
        if subject is not None and subject.i < token.i and judged.clause.has(subject):
            return subject
    subject = judged.clause.subject
    return subject if subject is not None and subject.i < token.i else None


def _is_empty(token: "Token") -> bool:
    """Whether "it" stands for a clause that follows: "it was decided to"."""
    verb = token.head
    if token.dep_ not in SUBJECTS or verb.dep_ not in {"ROOT", "ccomp", "conj"}:
        return False
    clauses = {"ccomp", "xcomp", "csubj"}
    has_clause = any(child.dep_ in clauses and child.i > verb.i for child in verb.children)
    return has_clause and base_form(verb) not in _NOT_EMPTY
