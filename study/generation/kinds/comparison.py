"""Two documents that give different figures for the same thing, side by side."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from study.domain.questions import Comparison
from study.generation.clauses import span_of
from study.generation.drafts import Draft
from study.generation.english import base_form
from study.generation.finding.places import plain_name
from study.generation.finding.quantities import Amount, Measure
from study.generation.judging import anchors
from study.generation.library import Library
from study.generation.making import Asking, framed, source_of_sentence

FEWEST_SHARED = 2
# Of one document at most so many figures for one noun are held against another document's.
MOST_OF_DOCUMENT = 40


def compose(askings: Iterable[Asking], library: Library) -> Iterator[Draft]:
    """A draft for every two documents that count the same and come to different numbers."""
    alike: dict[tuple[str, str], list[Asking]] = defaultdict(list)
    counted: Counter[tuple[str, str, str]] = Counter()
    for asking in askings:
        amount = asking.fact.amount
        if amount is not None and amount.measure is Measure.COUNT:
            key = (amount.head.casefold(), _verb(asking))
            counted[(*key, asking.document.id)] += 1
            if counted[(*key, asking.document.id)] <= MOST_OF_DOCUMENT:
                alike[key].append(asking)
    told: set[tuple[str, ...]] = set()
    for (noun, _), group in sorted(alike.items()):
        for one, other in combinations(group, 2):
            pair = (noun, *sorted((one.document.id, other.document.id)))
            if _differ(one, other) and pair not in told:
                told.add(pair)
                yield _draft(one, other, library)


def _verb(asking: Asking) -> str:
    """The verb that the number hangs on."""
    doc, fact = asking.statement.doc, asking.fact
    token = span_of(doc, fact.start, fact.end).root
    while token.pos_ != "VERB" and token.head.i != token.i:
        token = token.head
    return base_form(token)


def _differ(one: Asking, other: Asking) -> bool:
    mine, theirs = one.fact.amount, other.fact.amount
    if one.document.id == other.document.id or mine is None or theirs is None:
        return False
    shared = anchors(one).names & anchors(other).names
    return mine.number != theirs.number and len(shared) >= FEWEST_SHARED


def _draft(one: Asking, other: Asking, library: Library) -> Draft:
    amount = one.fact.amount
    assert amount is not None
    shared = sorted(anchors(one).names & anchors(other).names)
    prompt = (
        f"Two sources give different numbers of {_noun(amount)} ({', '.join(shared)}): "
        f"{one.source} and {other.source}. What number does each give, "
        "and what exactly does it count?"
    )
    points = tuple(f"{asking.source}: {asking.statement.text}" for asking in (one, other))
    sources = (source_of_sentence(one.sentence), source_of_sentence(other.sentence))
    return framed(
        Comparison,
        library,
        sources=sources,
        fact=one.place,
        answer=" / ".join(asking.fact.text for asking in (one, other)),
        rules=("comparison", "different figures"),
        explanation="",
        words=f"different figures {amount.head}",
        own={"prompt": prompt, "points": points, "answer": " ".join(points)},
    )


def _noun(amount: Amount) -> str:
    return plain_name(amount.noun or amount.head)
