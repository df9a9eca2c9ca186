"""Dated events of a document, told without their dates: what is put in order or joined to years."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from study.domain.dates import Period
from study.generation.english import base_form
from study.generation.facts import Type
from study.generation.lexicon import lexicon
from study.generation.making import Asking
from study.generation.stems import undated

FEWEST_WORDS = 5
MOST_WORDS = 26

_STATES = lexicon("be have own know live remain belong contain consist seem become")
_DATED = re.compile(
    r"\b(?:1\d\d\d|20\d\d)\b|\b(?:before|after|later|earlier|first|last|then|again)\b",
    re.IGNORECASE,
)
# What is quoted, and two events in one.
_MIXED = re.compile('["“”;]')


@dataclass(frozen=True, slots=True)
class Event:
    """What happened and when, with the asking it comes from."""

    text: str
    period: Period
    year: int
    asking: Asking


def events(askings: Iterable[Asking]) -> list[Event]:
    """The events among what can be asked, each told once and all by one voice, in order of time."""
    found: dict[str, Event] = {}
    for event in filter(None, map(_event, askings)):
        found.setdefault(event.text, event)
    voices = Counter(event.asking.voice for event in found.values())
    if voices:
        voice = min(voices, key=lambda one: (-voices[one], one))
        found = {text: event for text, event in found.items() if event.asking.voice == voice}
    return sorted(found.values(), key=lambda event: (event.period.first, event.text))


def _event(asking: Asking) -> Event | None:
    date = asking.fact.date
    if asking.fact.type is not Type.DATE or date is None or date.period is None:
        return None
    if len(date.years) != 1:
        return None
    if base_form(asking.statement.clause.verb) in _STATES:
        return None
    text = undated(asking.statement, asking.fact)
    words = text.count(" ") + 1
    if not FEWEST_WORDS <= words <= MOST_WORDS or _DATED.search(text) or _MIXED.search(text):
        return None
    return Event(text, date.period, date.years[0], asking)
