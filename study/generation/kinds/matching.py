"""Events to be joined to their years, and persons to what they were."""

from collections.abc import Iterator, Sequence
from random import Random

from study.domain.questions import Matching
from study.generation.documents import source_of
from study.generation.drafts import Draft
from study.generation.kinds.events import Event
from study.generation.kinds.roles import Held
from study.generation.library import Library
from study.generation.making import framed, source_of_sentence

FEWEST, MOST = 4, 5


def events_and_years(events: Sequence[Event], library: Library, seed: int) -> Iterator[Draft]:
    """A draft of events that happened in different years, with a year that fits none."""
    chosen = list({event.year: event for event in reversed(events)}.values())[::-1][:MOST]
    if len(chosen) < FEWEST:
        return
    document = chosen[0].asking.document
    source = source_of(document, chosen[0].asking.voice)
    chance = Random(f"{seed}:{document.id}:years")  # noqa: S311  # Not for secrets.
    years = {event.year for event in events}
    spare = [year for year in range(min(years) - 2, max(years) + 3) if year not in years]
    pairs = tuple((event.text.rstrip("."), str(event.year)) for event in chosen)
    sources = tuple(dict.fromkeys(source_of_sentence(event.asking.sentence) for event in chosen))
    yield framed(
        Matching,
        library,
        sources=sources,
        fact=(document.id, sources[0].start, sources[-1].end),
        answer="; ".join(f"{left}: {right}" for left, right in pairs),
        rules=("matching", "events and years"),
        explanation="; ".join(f"{e.asking.fact.text}: {e.text.rstrip('.')}" for e in chosen) + ".",
        words="events and their years",
        own={
            "prompt": f"In which year did each of the events happen, according to {source}?",
            "pairs": pairs,
            "extra": (str(chance.choice(spare)),),
        },
    )


def people_and_roles(held: Sequence[Held], library: Library) -> Iterator[Draft]:
    """A draft of persons and what the text calls them, with a role that fits none of them."""
    if len(held) < FEWEST + 1:
        return
    document = held[0][0].document
    chosen, spare = held[:FEWEST], held[FEWEST:]
    pairs = tuple((role.name, role.role) for _, role in chosen)
    sources = tuple(dict.fromkeys(source_of_sentence(sentence) for sentence, _ in chosen))
    yield framed(
        Matching,
        library,
        sources=sources,
        fact=(document.id, sources[0].start, sources[-1].end),
        answer="; ".join(f"{name}: {role}" for name, role in pairs),
        rules=("matching", "people and roles"),
        explanation="; ".join(f"{name}: {role}" for name, role in pairs) + ".",
        words="people and their roles",
        own={
            "prompt": f"What is each of these people in the words of {source_of(document)}?",
            "pairs": pairs,
            "extra": (spare[0][1].role,),
        },
    )
