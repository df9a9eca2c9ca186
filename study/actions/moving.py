"""Questions move to another bank, and everybody's cards, reviews and history with them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from study.actions import batches
from study.actions.batches import Batch, Changes
from study.actions.bulk import Choice, Done, chosen, quoted, repeated
from study.domain.errors import BadInput
from study.domain.questions import DocumentRef
from study.storage import banks, imports, moving, versions
from study.storage.banks import KeptBank, KeptQuestion
from study.storage.database import Transaction
from study.storage.imports import TouchedQuestion

SHOWN = 5


def move(db: Transaction, who: int, choice: Choice, target_slug: str, now: datetime) -> Done:
    """Moves the questions to the end of another bank, as one batch.

    Raises BadInput when that bank has questions of the same names.
    """
    if done := repeated(db, who, choice.token):
        return done
    bank, some = chosen(db, choice)
    target = banks.bank(db, target_slug)
    if target.id == bank.id:
        raise BadInput("Choose another bank than the one they are in.")
    with imports.first_come_first_served():
        kept = banks.locked(db, {bank.id, target.id})
        _refuse_collisions(db, some, target)
        batch = batches.begin(db, who, "bulk", f"Moved to “{target.title}”", now)
        _carry(db, batch, some, source=kept[bank.id], target=kept[target.id])
        carried = {
            "source": bank.id,
            "target": target.id,
            "questions": [[q.id, q.position, q.file_version] for q in some],
        }
        told = {"moved": len(some), "count": len(some), "token": choice.token}
        imports.finish(db, batch.id, {**told, "carried": carried})
    return Done(batch_id=batch.id, count=len(some))


def _refuse_collisions(db: Transaction, some: Sequence[KeptQuestion], target: KeptBank) -> None:
    there = {q.slug for q in banks.questions(db, target.id)}
    same = [q.slug for q in some if q.slug in there]
    if same:
        more = f" and {len(same) - SHOWN} more" if len(same) > SHOWN else ""
        raise BadInput(
            f"“{target.title}” has questions with the same ids: {quoted(same[:SHOWN])}{more}. "
            "Nothing was moved: untick these, or give them other ids in their file."
        )


def _carry(
    db: Transaction,
    batch: Batch,
    some: Sequence[KeptQuestion],
    *,
    source: KeptBank,
    target: KeptBank,
) -> None:
    """Puts questions at the end of a bank that lists the documents they cite."""
    first = banks.next_position(db, target.id)
    places = [(q.id, first + n) for n, q in enumerate(some)]
    moving.move(db, places, batch.now, source=source.id, target=target.id)
    batches.write_bank(db, batch, source, Changes(bank_id=source.id))
    head = replace(target.head(), documents=_listed(some, target))
    batches.write_bank(db, batch, target, Changes(bank_id=target.id, head=head))
    imports.note_questions(db, batch.id, [_touched(q, target.id) for q in some])


def _listed(some: Sequence[KeptQuestion], target: KeptBank) -> tuple[DocumentRef, ...]:
    listed = {ref.id for ref in target.documents}
    cited = dict.fromkeys(it.document for q in some for it in q.question().citations)
    new = [DocumentRef(slug, f"../documents/{slug}.md") for slug in cited if slug not in listed]
    return (*target.documents, *new)


def _touched(q: KeptQuestion, bank_id: int) -> TouchedQuestion:
    """Its words stay: the version before is the one after."""
    return TouchedQuestion(
        question_id=q.id,
        bank_id=bank_id,
        slug=q.slug,
        before=q.version,
        after=q.version,
        was_retired=q.retired,
        is_retired=q.retired,
    )


def carry_back(
    db: Transaction, summary: Mapping[str, Any], now: datetime
) -> tuple[list[str], list[str]]:
    """Moves back what a batch moved, where it still is; the names of those, and of the others.

    A question stays that somebody has moved on since, or whose name its old bank has given
    to another meanwhile.
    """
    carried = summary.get("carried")
    if carried is None:
        return [], []
    kept = banks.locked(db, {carried["source"], carried["target"]})
    source, target = kept.get(carried["source"]), kept.get(carried["target"])
    if source is None or target is None:
        return [], []
    there = {q.id: q for q in banks.questions(db, target.id)}
    taken = {q.slug for q in banks.questions(db, source.id)}
    places = {identity: (place, filed) for identity, place, filed in carried["questions"]}
    back = [there[i] for i in places if i in there and there[i].slug not in taken]
    moving.move(
        db, [(q.id, places[q.id][0]) for q in back], now, source=target.id, target=source.id
    )
    versions.agree_with_file(db, [(q.id, places[q.id][1]) for q in back])
    left = [there[i] for i in places if i in there and there[i] not in back]
    return [f"{source.slug}/{q.slug}" for q in back], [f"{target.slug}/{q.slug}" for q in left]
