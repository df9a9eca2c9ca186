"""What taking a batch back would do, told before anybody decides; nothing is written."""

from dataclasses import dataclass, field

from study.actions.batches import state_of
from study.storage import banks, documents, imports, versions
from study.storage.banks import KeptBank, KeptQuestion
from study.storage.database import Transaction
from study.storage.imports import Batch, TouchedBank, TouchedQuestion


@dataclass(slots=True, kw_only=True)
class Foreseen:
    """What would become of everything that a batch wrote; questions are named bank/question.

    `deleted` nobody has answered, `retired` somebody has; `left` was changed since and stays.
    Of documents those that the batch brought are not among them: they go when nothing cites
    them any longer.
    """

    restored: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    resumed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    banks_deleted: list[str] = field(default_factory=list)
    banks_left: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    documents_left: list[str] = field(default_factory=list)


def foresee(db: Transaction, batch: Batch) -> Foreseen:
    """What taking this batch back would do now."""
    told = Foreseen()
    moved = _tell_moved(db, batch, told)
    _tell_documents(db, batch, told)
    here = {bank.id: bank for bank in banks.banks(db)}
    written = imports.questions_of(db, batch.id)
    for touched in imports.banks_of(db, batch.id):
        if touched.bank_id in here:
            mine = [it for it in written if it.bank_id == touched.bank_id]
            some = [it for it in mine if it.question_id not in moved]
            _tell_bank(db, touched, here[touched.bank_id], some, told)
    return told


def _tell_moved(db: Transaction, batch: Batch, told: Foreseen) -> set[int]:
    """Tells of the questions that the batch moved to another bank; gives those that go back."""
    carried = batch.summary.get("carried")
    here = {bank.id: bank for bank in banks.banks(db)}
    if carried is None or not {carried["source"], carried["target"]} <= here.keys():
        return set()
    source, target = here[carried["source"]], here[carried["target"]]
    there = {q.id: q for q in banks.questions(db, target.id)}
    taken = {q.slug for q in banks.questions(db, source.id)}
    some = [there[identity] for identity, *_ in carried["questions"] if identity in there]
    back = [q for q in some if q.slug not in taken]
    told.restored += [f"{source.slug}/{q.slug}" for q in back]
    told.left += [f"{target.slug}/{q.slug}" for q in some if q.slug in taken]
    return {q.id for q in back}


def _tell_documents(db: Transaction, batch: Batch, told: Foreseen) -> None:
    for it in imports.documents_of(db, batch.id):
        document = documents.find_document(db, it.slug)
        if document is not None and it.before is not None:
            is_as_written = document.version == it.after
            (told.documents if is_as_written else told.documents_left).append(it.slug)


def _tell_bank(
    db: Transaction,
    touched: TouchedBank,
    kept: KeptBank,
    written: list[TouchedQuestion],
    told: Foreseen,
) -> None:
    now = {q.id: q for q in banks.questions(db, kept.id)}
    there = [it for it in written if it.question_id in now]
    new = [it.question_id for it in there if it.before is None]
    used = {*versions.answers_of(db, new), *versions.steps_of(db, new), *versions.bound(db, new)}
    before = len(told.deleted)
    for it in there:
        for name in _fates(it, now[it.question_id], used):
            getattr(told, name).append(f"{kept.slug}/{it.slug}")
    if touched.before is None:
        if len(told.deleted) - before == len(now):
            told.banks_deleted.append(kept.slug)
    elif touched.before.head is not None and touched.before.head_after != state_of(kept):
        told.banks_left.append(kept.slug)


def _fates(it: TouchedQuestion, now: KeptQuestion, used: set[int]) -> list[str]:
    """The lists that one question would be in."""
    if (now.version, now.retired) != (it.after, it.is_retired):
        return ["left"]
    if it.before is None:
        return ["retired" if it.question_id in used else "deleted"]
    turned = {(True, False): "retired", (False, True): "resumed"}
    fates = [turned[it.was_retired, it.is_retired]] if it.was_retired != it.is_retired else []
    return fates + (["restored"] if it.before != it.after else [])
