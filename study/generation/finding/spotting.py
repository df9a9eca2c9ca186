"""Where a sentence has names, and what speaks for each being a person, a place, a firm."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from study.generation.finding.genders import gender
from study.generation.finding.offices import TITLES, is_office
from study.generation.finding.places import is_people, is_place
from study.generation.lexicon import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

STRONG = 4

INITIALLED = re.compile(
    r"(?<![\w.])(?!U\.\s?[SKN]\.)(?:[A-Z]\.[ -]?){1,3}(?:(?:de|von|van|del|di|la)\s)?"
    r"[A-Z][a-zà-ÿ'’]+(?:-[A-Za-zà-ÿ]+)*(?!\w|\.\w)"
)
# Initials, and given names as Chinese ones are written: "Sun Yat-sen".
_SHAPED = re.compile(rf"{INITIALLED.pattern}|[A-Z][a-z]+ [A-Z][a-z]+-[a-z]+")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_DONE_BY = re.compile(
    r"\b(?:headed|led|chaired|written|invented|composed|painted|sculpted|named after)(?: by)? \Z"
)
# What stands before a person's name: "the philosopher", "a teacher called".
_CALLING = re.compile(
    r"\b(?P<word>[\w-]*?(?P<sure>[a-z](?:ist|ian|grapher|loger|nomer|man|woman))?)\b"
    r"(?:\s(?:called|named))?,?\s\Z"
)
_SAID = re.compile(r"\b(?:said|says|added|asked|replied|wrote|writes|explained|recalled) \Z")
_ABOUT_SOMEBODY = re.compile(
    r"\s\w+\s(?:his|her)\b|,\s(?:who|whose|whom|aged|\d\d(?=,)|then\s(?:a|the))\b|\s(?:said|says|told|wrote|writes|"
    r"replied|answered|declared|argued|believed|insisted|recalled|explained|noted|married|died|"
    r"asked|resigned|studied|thought|stated|announced|admitted|"
    r"(?:was|were)\s(?:born|married|educated|elected|arrested|killed|appointed|buried))\b"
)
_OFFICE_OF = re.compile(
    r"(?i)\b(?:chief|head|minister|secretary|commander|chairman|director|president|leader|member)"
    r"\sof\s(?:[\w-]+\s){1,5}\Z"
)
_STRAY = re.compile(r"""(?:[ ,;:"”’'()\-—–]|(?<![A-Z])\.)+\Z""")
_KINDS = {
    "PERSON": "person",
    "GPE": "place",
    "LOC": "place",
    "ORG": "organisation",
    "FAC": "other",
    "EVENT": "other",
    "PRODUCT": "other",
    "LAW": "other",
    "WORK_OF_ART": "other",
}
NOT_IN_PERSONS = lexicon(
    "the of and for & act treaty pact war battle operation program plan company corporation "
    "institute university college school museum ministry department committee party army navy "
    "force forces council union league bank agency office society association club street "
    "road river lake mount island islands sea ocean bay valley north south east west northern "
    "southern eastern western street hall house castle palace church cathedral airport airway "
    "station line railway press times post herald festival prize award cup olympic olympics "
    "world national international first second great new revolution empire mont mount cape "
    "fort port point lough loch glen ben republic kingdom states city town county province "
    "region district assembly"
)
ORGANISATIONS = lexicon(
    "company corporation corp. inc. ltd ltd. plc limited institute university college school "
    "academy museum ministry department committee party council union league bank agency "
    "office society association club foundation organization organisation party trust fund "
    "board bureau authority commission court parliament congress senate press group brothers "
    "works library laboratory hospital army navy corps service services orchestra theatre "
    "theater"
)


def spotted(span: "Doc | Span") -> Iterator[tuple[int, int, str, int]]:
    """Names by their characters, each with a voice for what bears it and that voice's weight."""
    text = span.text
    base = span[0].idx if len(span) else 0
    longer = [
        (entity.start_char - base, entity.end_char - base)
        for entity in span.ents
        if entity.label_ == "PERSON"
    ]
    initialled = [
        match.span()
        for match in INITIALLED.finditer(text)
        if not any(a < match.start() and match.end() <= b for a, b in longer)
    ]
    for start, end in initialled:
        yield start, end, "person", STRONG
    for entity in span.ents:
        kind = _KINDS.get(entity.label_)
        start, end = entity.start_char - base, entity.end_char - base
        if kind == "person":
            start = max(0, start - _grown(entity))
        if kind is not None and not any(a < end and start < b for a, b in initialled):
            yield from _voices(text, start, end, kind, entity.root)


def _voices(
    text: str, start: int, end: int, kind: str, root: "Token"
) -> Iterator[tuple[int, int, str, int]]:
    trimmed = _trimmed(text, start, end)
    if trimmed is None:
        return
    start, end, titled = trimmed
    # Nobody says "the" before a person's name: it is a ship, a hotel or a book.
    if kind == "person" and not titled and text[max(0, start - 4) : start].casefold() == "the ":
        kind = "other"
    yield start, end, _looks_like(text[start:end], kind), 1
    titled = titled or _DONE_BY.search(text[max(0, start - 16) : start]) is not None
    if titled or (kind != "organisation" and _acts_as_human(root)):
        yield start, end, "person", STRONG if titled else 1


def _grown(entity: "Span") -> int:
    """How many characters before a person's name belong to it: first names that were missed."""
    first = entity[0]
    while first.i > entity.sent.start if entity.doc.has_annotation("SENT_START") else first.i > 0:
        before = first.nbor(-1)
        is_part = before.pos_ == "PROPN" and before.dep_ == "compound" and before.ent_type_ == ""
        is_title = before.text in TITLES or is_office(before.text) or is_people(before.text)
        if not is_part or is_title or before.lower_ in NOT_IN_PERSONS or is_place(before.text):
            break
        first = before
    return entity[0].idx - first.idx


def _looks_like(name: str, kind: str) -> str:
    words = name.casefold().split()
    if is_place(name):
        return kind
    if kind in {"person", "place", "other"} and len(words) > 1 and words[-1] in ORGANISATIONS:
        return "organisation"
    return kind


def _trimmed(text: str, start: int, end: int) -> tuple[int, int, bool] | None:
    """A name without article, titles, possessive and stray marks; whether a title led it."""
    name = text[start:end]
    end -= len(name) - len(_POSSESSIVE.sub("", _STRAY.sub("", name)))
    titled = _is_titled(text, start)
    while True:
        word = re.match(r"\W*([\w.'’-]+)(?:\s+|\Z)", text[start:end])
        if word is None:
            return None
        bare = word[1]
        if bare.casefold() in {"the", "a", "an"}:
            start += word.end()
        elif (bare in TITLES or is_office(bare)) and word.end() < end - start:
            start += word.end()
            titled = True
        elif is_people(bare) and word.end() < end - start and titled:
            start += word.end()
        else:
            start += word.start(1)
            break
    name = text[start:end]
    if len(name) < 2 or not name[0].isupper() or any(mark in name for mark in '"“”()[];:|'):
        return None
    return start, end, (titled and " " not in name) or _is_titled(text, start)


def shows_a_human(text: str, start: int, end: int) -> bool:
    """Whether something in the sentence shows that the name is a person's."""
    name, before, after = text[start:end], text[:start], text[end:]
    if _SHAPED.fullmatch(name) or gender(name) or _is_titled(text, start):
        return True
    if _OFFICE_OF.search(before) or _SAID.search(before) or _DONE_BY.search(before):
        return True
    calling = _CALLING.search(before)
    if calling is not None and (calling["sure"] or is_office(calling["word"])):
        return True
    return _ABOUT_SOMEBODY.match(after) is not None


def _is_titled(text: str, start: int) -> bool:
    before = re.search(r"([\w.]+)\s\Z", text[max(0, start - 20) : start])
    return before is not None and before[1] in TITLES


_HUMAN_VERBS = lexicon(
    "said say says wrote writes told replied answered declared announced argued believed "
    "thought asked insisted recalled added explained noted remarked stated admitted married "
    "died studied graduated resigned emigrated arrived"
)


def _acts_as_human(root: "Token") -> bool:
    return root.dep_ == "nsubj" and root.head.lower_ in _HUMAN_VERBS
