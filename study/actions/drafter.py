"""The program that drafts, in a process of its own.

It is started by study.actions.dispatching as `python -I -m study.actions.drafter`, with an order
as JSON on its standard input. It answers in lines of JSON: how far it is, and last what came of it.
"""

import json
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, TextIO

from study.banks.proposed import proposed, schema
from study.banks.writing import standing_alone
from study.domain.errors import StudyError
from study.endpoint import Endpoint, Patience
from study.generation.documents import Document
from study.generation.drafts import Draft, DraftSet
from study.generation.grounding import CHECKS
from study.generation.llm import check_with_model, draft_with_model
from study.generation.pipeline import LEFT_OUT, Progress, Wishes, draft

# What a model is asked for, if it is asked: to check what was drafted, or to draft.
CHECK, WRITE = "check", "write"
# Pages are served meanwhile, on a computer that may have one core.
_PATIENCE = 10
_TOLD_EVERY = 0.1


def main() -> int:
    """Carries out the order; whatever else is printed on the way goes elsewhere."""
    answers, sys.stdout = sys.stdout, sys.stderr
    if hasattr(os, "nice"):
        os.nice(_PATIENCE)
    order = json.load(sys.stdin)
    _say(answers, answered(order, _telling(answers)))
    return 0


def answered(order: Mapping[str, Any], progress: Progress) -> dict[str, object]:
    """What came of an order: drafts, the sentence that refuses it, or the program's mistake."""
    try:
        return _plain(_found(order, progress))
    except StudyError as error:
        return {"refused": str(error)}
    except BrokenPipeError:  # Nobody waits for the answer any longer.
        raise
    except Exception:  # noqa: BLE001  # It is told to whoever started this, and logged there.
        return {"accident": traceback.format_exc()}


def _found(order: Mapping[str, Any], progress: Progress) -> DraftSet:
    """The drafts of the generator, those of them that a model confirms, or a model's own."""
    if order["model"] == WRITE:
        return _written(order, progress)
    wishes = Wishes(
        kinds=order["kinds"],
        without=order["without"],
        # What a model is asked may cost something: about no more than is wanted.
        most=order["most"] if order["model"] else None,
    )
    texts, library = _documents(order["documents"]), _documents(order["library"])
    found = draft(texts, library=library, wishes=wishes, progress=progress)
    if order["model"] == CHECK:
        found = check_with_model(found, _endpoint(order), progress=progress)
    return found


def _written(order: Mapping[str, Any], progress: Progress) -> DraftSet:
    found = draft_with_model(
        _documents(order["documents"]),
        _endpoint(order),
        schema=schema(),
        validate=proposed,
        library=_documents(order["library"]),
        most=order["most"],
        progress=progress,
    )
    barred = frozenset(order["without"])
    kept, rejected = [], Counter(found.rejected)
    for it in found.drafts:
        rules = sorted(barred.intersection(it.rules))
        if rules:
            rejected[f"{LEFT_OUT}{rules[0]}"] += 1
        elif it.question.kind in order["kinds"]:
            kept.append(it)
    return replace(found, drafts=tuple(kept), rejected=rejected)


def _endpoint(order: Mapping[str, Any]) -> Endpoint:
    fields = dict(order["endpoint"])
    prices = {n: Decimal(fields[n]) for n in ("price_in", "price_out") if fields[n] is not None}
    return Endpoint(**{**fields, **prices, "patience": Patience(**fields["patience"])})


def _telling(answers: TextIO) -> Progress:
    """Tells how far the work is, ten times a second at most."""
    told, at = "", 0.0

    def tell(what: str, done: int, total: int) -> None:
        nonlocal told, at
        now = time.monotonic()
        if what != told or now - at >= _TOLD_EVERY:
            told, at = what, now
            _say(answers, {"progress": [what, done, total]})

    return tell


def _say(answers: TextIO, what: Mapping[str, object]) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()


def _documents(some: Iterable[Mapping[str, str]]) -> tuple[Document, ...]:
    return tuple(Document(**fields) for fields in some)


def _plain(found: DraftSet) -> dict[str, object]:
    barred = {name: count for name, count in found.rejected.items() if name.startswith(LEFT_OUT)}
    return {
        "drafts": [_drafted(it) for it in found.drafts],
        "left_out": dict(found.left_out),
        "rejected": {n: count for n, count in found.rejected.items() if n not in barred},
        "barred": {name.removeprefix(LEFT_OUT): count for name, count in barred.items()},
        "remarks": list(found.remarks),
        "words": found.words,
    }


def _drafted(it: Draft) -> dict[str, object]:
    """A draft as plain values; one that nothing was said for or against has no score."""
    return {
        "fields": dict(standing_alone(it.question)),
        "document": it.sources[0].document,
        "places": [[source.document, source.passage] for source in it.sources],
        "rules": list(it.rules),
        "points": [[reason.name, reason.points] for reason in it.reasons],
        "score": it.score if it.reasons else None,
        "proved": list(CHECKS),
    }


if __name__ == "__main__":
    sys.exit(main())
