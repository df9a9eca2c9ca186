"""What was brought in and changed: every batch, what it did, and taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from study.actions import foreseeing, rolling_back
from study.actions.proposals import FieldChange
from study.domain.describing import asked, field_diffs, field_texts
from study.domain.questions import AnyQuestion
from study.storage import banks as bank_storage
from study.storage import drafts, imports, people, versions
from study.storage.contents import decode
from study.storage.database import Transaction
from study.storage.documents import documents
from study.storage.imports import Batch, TouchedQuestion
from study.storage.people import Learner
from study.web.access import Author
from study.web.deps import Visit
from study.web.proposals import fold
from study.web.render import SettingsView, day, page, see_other

router = APIRouter()
# PostgreSQL counts batches up to here; what is beyond names none.
LAST = 2**31 - 1
Number = Annotated[int, Path(ge=1, le=LAST)]
Start = Annotated[int, Query(alias="from", ge=0, le=LAST)]
MOST_SHOWN = 200
NAMES = {
    "file": "Files brought in",
    "shipped": "Banks that come with Study",
    "edit": "An edit",
    "bulk": "An edit of many questions",
    "restored": "An older version restored",
    "drafted": "Drafts made into questions",
    "rolled_back": "Taken back",
}
# How what a summary counts is said, for one and for many.
COUNTED = {
    "documents": ("{} document", "{} documents"),
    "new": ("{} new question", "{} new questions"),
    "changed": ("{} changed", "{} changed"),
    "deleted": ("{} deleted", "{} deleted"),
    "retired": ("{} retired", "{} retired"),
    "resumed": ("{} asked again", "{} asked again"),
    "drafts": ("{} draft", "{} drafts"),
    "moved": ("{} moved", "{} moved"),
}


# What taking back does, in the order in which it is told: before it is done, and after it.
FATES = {
    "restored": "As before, with the words and the place they had",
    "deleted": "Deleted with their cards, since nobody has answered them",
    "retired": "Retired: not asked any more, with every answer kept",
    "resumed": "Asked again",
    "left": "Left as they are, since they were changed meanwhile",
    "banks_deleted": "Deleted banks, since nothing is in them any longer",
    "banks_left": "Banks whose own fields are left, since they were changed meanwhile",
    "documents": "Documents as before",
    "documents_left": "Documents left as they are, since they were changed or are cited",
    "drafts": "Drafts that nobody has decided about: gone",
}
MOST_NAMES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A batch as it stands in a list."""

    id: int
    name: str
    what: str
    who: str
    when: str
    source: str
    is_undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a batch did to one question; `url` is "" for one that is no longer here."""

    slug: str
    prompt: str
    what: str
    url: str
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Fate:
    """What taking a batch back does to some of what it wrote; the first of their names."""

    what: str
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Touched:
    """A bank or document that a batch touched; `url` is "" when it is no longer here."""

    slug: str
    title: str
    url: str
    what: str = ""
    changes: tuple[Change, ...] = ()
    drafts: int = 0


@router.get("/banks/imports", name="imports")
def show_batches(
    here: Author, before: Annotated[int | None, Query(ge=1, le=LAST)] = None
) -> Response:
    """Every change of the banks, the newest first."""
    with here.database.read() as db:
        learner = people.learner(db, here.who)
        found = imports.batches(db, _whose(here), before=before)
    return page(
        here.pages,
        "imports/index.html",
        section="banks",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        listed=tuple(_entry(batch, learner) for batch in found),
        older=found[-1].id if len(found) == imports.MOST_BATCHES else None,
    )


def _whose(here: Visit) -> int | None:
    """In a classroom everybody sees what they did themselves."""
    return None if here.person.is_local else here.who


def _entry(batch: Batch, learner: Learner) -> Entry:
    at = batch.created_at.astimezone(learner.zone)
    titles = [title for _, title in batch.banks]
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    where = "; ".join(titles[:3]) + more
    what = counted(batch.summary)
    return Entry(
        id=batch.id,
        name=_name(batch),
        what=f"{where}: {what}" if where and what else where or what,
        who="You" if batch.learner_id == learner.id else batch.who or "Study itself",
        when=f"{day(at.date())}, {at:%H:%M}",
        source=batch.source,
        is_undone=batch.undone_by is not None,
    )


def _name(batch: Batch) -> str:
    """The act in words; of drafts those too that nobody has accepted yet."""
    if batch.kind == "drafted" and "drafts" in batch.summary:
        return "Questions drafted"
    return NAMES.get(batch.kind, batch.kind)


def counted(summary: Mapping[str, object]) -> str:
    """The counts of a summary in words: 3 new questions, 1 changed."""
    said = []
    for name, (one, many) in COUNTED.items():
        count = summary.get(name)
        if isinstance(count, int) and count:
            said.append((one if count == 1 else many).format(f"{count:,}"))
    return ", ".join(said)


@router.get("/banks/imports/{batch}", name="batch")
def show_batch(here: Author, batch: Number, start: Start = 0) -> Response:
    """What one batch did, row by row, and what taking it back would do."""
    with here.database.read() as db:
        learner = people.learner(db, here.who)
        found = imports.batch(db, batch, _whose(here))
        changes = imports.questions_of(db, batch)
        foreseen = () if found.undoes or found.undone_by else _foreseen(db, found)
        back = imports.batch(db, found.undone_by) if found.undone_by else found
        touched = _banks(db, batch, changes[start : start + MOST_SHOWN])
        texts = _documents(db, batch)
    return page(
        here.pages,
        "imports/batch.html",
        section="banks",
        settings_view=SettingsView(shortcuts=learner.shortcuts),
        it=_entry(found, learner),
        undoes=found.undoes,
        undone_by=found.undone_by,
        banks=touched,
        documents=texts,
        foreseen=foreseen,
        done=_fates(back.summary.get("taken_back", {})),
        total=len(changes),
        start=start,
        step=MOST_SHOWN,
    )


@router.post("/banks/imports/{batch}/back", name="take_back")
def take_back(here: Author, batch: Number) -> Response:
    """Takes a batch back, and shows it with what that did."""
    with here.database.write() as db:
        if not here.person.is_local:
            imports.batch(db, batch, here.who)
        rolling_back.roll_back(db, here.who, batch, here.now)
    return see_other(f"/banks/imports/{batch}")


def _foreseen(db: Transaction, batch: Batch) -> tuple[Fate, ...]:
    told = asdict(foreseeing.foresee(db, batch))
    brought = [it for it in imports.documents_of(db, batch.id) if it.before is None]
    more = (
        ("Documents that it brought: they go unless something cites them", len(brought)),
        ("Drafts that it brought: they go unless somebody decided", batch.summary.get("drafts", 0)),
    )
    return _fates(told) + tuple(Fate(what, count) for what, count in more if count)


def _fates(told: Mapping[str, Any]) -> tuple[Fate, ...]:
    """What there is to say of taking back: lists of names, or a count."""
    fates = []
    for name, what in FATES.items():
        some = told.get(name, 0)
        if isinstance(some, int):
            fates.append(Fate(what, some))
        else:
            fates.append(Fate(what, len(some), tuple(some[:MOST_NAMES])))
    return tuple(fate for fate in fates if fate.count)


def _banks(db: Transaction, batch: int, changes: Sequence[TouchedQuestion]) -> tuple[Touched, ...]:
    here = {bank.id: bank for bank in bank_storage.banks(db)}
    said = _changes(db, changes, {identity: bank.slug for identity, bank in here.items()})
    waiting = drafts.counts(db)
    found = []
    for bank in imports.banks_of(db, batch):
        url = f"/banks/{bank.slug}" if bank.bank_id in here else ""
        mine = tuple(said[it.question_id] for it in changes if it.bank_id == bank.bank_id)
        _, count = waiting.get(bank.slug, ("", 0))
        found.append(Touched(bank.slug, bank.title, url, changes=mine, drafts=count if url else 0))
    return tuple(found)


def _changes(
    db: Transaction, changes: Sequence[TouchedQuestion], slugs: Mapping[int, str]
) -> Mapping[int, Change]:
    """What happened to each question, by its id."""
    wanted = {(it.question_id, number) for it in changes for number in (it.before, it.after)}
    contents = versions.contents(db, [(q, number) for q, number in wanted if number is not None])
    kept = {key: decode(kind, text) for key, (kind, text, _) in contents.items()}
    said = {}
    for it in changes:
        before, after = (
            kept.get((it.question_id, number or 0)) for number in (it.before, it.after)
        )
        is_here = after is not None and it.bank_id in slugs and not it.is_retired
        said[it.question_id] = Change(
            slug=it.slug,
            prompt=asked(after) if after else it.slug,
            what=_done(it),
            url=f"/banks/{slugs[it.bank_id]}#q-{it.slug}" if is_here else "",
            changes=_differences(before, after),
        )
    return said


def _differences(before: AnyQuestion | None, after: AnyQuestion | None) -> tuple[FieldChange, ...]:
    if before is None or after is None:
        return ()
    found = field_diffs(field_texts(before), field_texts(after))
    changes = [FieldChange(field=name, difference=it) for name, it in found.items()]
    return fold(changes)


def _done(it: TouchedQuestion) -> str:
    if it.before is None:
        return "new"
    if it.is_retired and not it.was_retired:
        return "retired"
    if it.was_retired and not it.is_retired:
        return "asked again"
    return "changed" if it.before != it.after else "moved"


def _documents(db: Transaction, batch: int) -> tuple[Touched, ...]:
    titles = {document.id: document.source.title for document in documents(db)}
    return tuple(
        Touched(
            it.slug,
            titles.get(it.document_id, it.slug),
            f"/documents/{it.slug}" if it.document_id in titles else "",
            "new" if it.before is None else "changed",
        )
        for it in imports.documents_of(db, batch)
    )
