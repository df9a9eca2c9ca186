"""Events of a document to be put in the order in which they happened."""

from collections.abc import Iterator, Sequence

from study.domain.questions import Ordering
from study.generation.documents import source_of
from study.generation.drafts import Draft
from study.generation.kinds.events import Event
from study.generation.library import Library
from study.generation.making import framed, source_of_sentence

FEWEST, MOST = 3, 5
# Days between two events, counted as if every month had 31: nearer ones are a matter of minutes.
_APART = 60
_SPAN = 60 * 12 * 31


def compose(events: Sequence[Event], library: Library) -> Iterator[Draft]:
    """A draft of the events that are far enough apart, if there are enough of them."""
    chosen = _spaced(events)
    if len(chosen) < FEWEST:
        return
    document = chosen[0].asking.document
    sources = tuple(source_of_sentence(event.asking.sentence) for event in chosen)
    items = tuple(event.text.rstrip(".") for event in chosen)
    voice = chosen[0].asking.voice
    prompt = (
        "Put the events in the order in which they happened, the earliest first, "
        f"according to {source_of(document, voice)}."
    )
    dated = "; ".join(
        f"{event.asking.fact.text}: {item}" for event, item in zip(chosen, items, strict=True)
    )
    first = sources[0]
    yield framed(
        Ordering,
        library,
        sources=tuple(dict.fromkeys(sources)),
        fact=(document.id, first.start, sources[-1].end),
        answer=" → ".join(items),
        rules=("ordering", "dated events"),
        explanation=f"{dated}.",
        words="order of events",
        own={"prompt": prompt, "items": items},
    )


def _spaced(events: Sequence[Event]) -> list[Event]:
    chosen: list[Event] = []
    for event in events:
        if chosen and event.period.first - chosen[-1].period.last < _APART:
            continue
        if chosen and event.period.last - chosen[0].period.first > _SPAN:
            break
        if any(event.asking.sentence is other.asking.sentence for other in chosen):
            continue
        chosen.append(event)
    if len(chosen) <= MOST:
        return chosen
    step = (len(chosen) - 1) / (MOST - 1)
    return [chosen[round(at * step)] for at in range(MOST)]
