"""For every fact of a document the best way to ask for it, and drafts of each kind."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from study.generation.drafts import Draft
from study.generation.facts import Type
from study.generation.judging import fault, judge, promise, score_of
from study.generation.kinds import cloze, flashcard, numeric, short, single, true_false
from study.generation.library import Library
from study.generation.making import Asking
from study.generation.reading import Reading, Sentence
from study.generation.stating import statements

MAKERS: Mapping[str, Callable[[Asking], Draft | None]] = {
    "cloze": cloze.compose,
    "short": short.compose,
    "numeric": numeric.compose,
    "single": single.compose,
    "true_false": true_false.compose,
    "flashcard": flashcard.compose,
}

Scored = tuple[int, Asking]


def askings(
    sentence: Sentence, reading: Reading, library: Library, seed: int, rejected: Counter[str]
) -> list[Scored]:
    """For every fact of a sentence the best way to ask for it, with its points.

    Why the others are not asked for is counted.
    """
    best: dict[tuple[Type, int], Scored] = {}
    faults: dict[tuple[Type, int], str] = {}
    for statement, own in statements(sentence, reading):
        for fact in own:
            asking = Asking(sentence, statement, fact, own, reading.names, library, seed)
            key, why = (fact.type, fact.start), fault(asking)
            points = 0 if why else score_of(promise(asking))
            if why:
                faults.setdefault(key, why)
            elif key not in best or points > best[key][0]:
                best[key] = (points, asking)
    rejected.update([why for key, why in faults.items() if key not in best])
    return list(best.values())


def drafts_of(asking: Asking, kinds: Sequence[str]) -> Iterator[Draft]:
    """The drafts about a fact, kind by kind, each with its score and the reasons for it."""
    for kind in kinds:
        draft = MAKERS[kind](asking)
        if draft is not None:
            reasons = judge(asking, draft)
            yield replace(draft, score=score_of(reasons), reasons=reasons)
