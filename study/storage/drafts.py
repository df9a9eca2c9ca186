"""Questions that are not asked yet: what a file lacked, or what was drafted and nobody has read."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import col

from study.domain.errors import NotFound
from study.storage.database import Transaction
from study.storage.shelves import chunks
from study.storage.tables import AnySelect, DraftRow

_D = DraftRow
# What two drafts may differ in and still ask the same with the same key.
_BESIDE = frozenset(
    ("id", "explanation", "hint", "tags", "difficulty", "cite", "provenance", "waive", "shuffle")
)
MOST_DRAFTS = 1_000
WAITING, ACCEPTED, REJECTED = "waiting", "accepted", "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How a draft was made: by which rules, what counted for or against it, what was proved.

    `sha256` is of what was drafted, whatever it has been mended to since, and `words` the same
    of all its fields.
    """

    rules: tuple[str, ...]
    sha256: str = ""
    words: str = ""
    points: tuple[tuple[str, int], ...] = ()
    proved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDraft:
    """A draft to be kept; its fields are those of a bank file, texts as texts.

    `bank` is the slug of the bank it would go to, `reasons` say what it lacks; `made` is None
    where a person wrote it.
    """

    bank: str
    bank_title: str
    slug: str
    position: int
    kind: str
    fields: Mapping[str, Any]
    reasons: tuple[str, ...] = ()
    score: float | None = None
    document_id: int | None = None
    made: Made | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft as it is kept, waiting, accepted or rejected, with who decided and why.

    `question_id` is the question that an accepted one became.
    """

    id: int
    bank: str
    bank_title: str
    slug: str
    position: int
    kind: str
    fields: Mapping[str, Any]
    sha256: str
    reasons: tuple[str, ...]
    score: float | None
    state: str
    import_id: int | None
    document_id: int | None
    created_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    decision: str
    made: Made | None
    question_id: int | None


_NAMES = tuple("content" if name == "fields" else name for name in Draft.__dataclass_fields__)
_DRAFTS: AnySelect = select(*(getattr(_D, name) for name in _NAMES)).order_by(
    col(_D.bank), col(_D.position), col(_D.id)
)


def asked_sha256(kind: str, fields: Mapping[str, Any]) -> str:
    """A hash of what a draft asks and its key: what was rejected is known by it."""
    asked = {name: value for name, value in fields.items() if name not in _BESIDE}
    text = json.dumps([kind, asked], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def add_drafts(
    db: Transaction, drafts: Sequence[NewDraft], import_id: int | None, now: datetime
) -> int:
    """Keeps drafts to be read, and gives how many; of the same name the newer one stays.

    What was rejected before is not taken again under any name, nor what was accepted.
    """
    hashes = [asked_sha256(it.kind, it.fields) for it in drafts]
    refused = rejected(db, hashes)
    known = {(it.bank, it.slug): it for bank in {it.bank for it in drafts} for it in _of(db, bank)}
    added, changed = [], []
    for draft, sha256 in zip(drafts, hashes, strict=True):
        old = known.get((draft.bank, draft.slug))
        if sha256 in refused or (old is not None and old.state == ACCEPTED):
            continue
        values = _values(draft, sha256) | {"import_id": import_id, "created_at": now}
        if old is None:
            added.append(values)
        else:
            changed.append((old.id, values))
    if added:
        db.execute(insert(_D), added)
    for identity, values in changed:
        undecided = values | {"decided_by": None, "decided_at": None}
        db.execute(update(_D).where(col(_D.id) == identity).values(**undecided))
    return len(added) + len(changed)


def _values(draft: NewDraft, sha256: str) -> dict[str, Any]:
    names = ("bank", "bank_title", "slug", "position", "kind", "score", "document_id")
    return {name: getattr(draft, name) for name in names} | {
        "content": json.dumps(draft.fields, ensure_ascii=False),
        "reasons": json.dumps(draft.reasons, ensure_ascii=False),
        "made": json.dumps(asdict(draft.made), ensure_ascii=False) if draft.made else None,
        "sha256": sha256,
        "state": WAITING,
        "decision": "",
    }


def rejected(db: Transaction, hashes: Collection[str]) -> frozenset[str]:
    """Those of the hashes that stand for something rejected, in whichever bank."""
    if not hashes:
        return frozenset()
    rows = db.execute(select(col(_D.sha256)).where(col(_D.state) == REJECTED))
    return frozenset(row[0] for row in rows) & frozenset(hashes)


def drafts(
    db: Transaction,
    bank: str | None = None,
    *,
    state: str = WAITING,
    start: int = 0,
    most: int = MOST_DRAFTS,
) -> tuple[Draft, ...]:
    """The drafts of one bank or of all, in the order of their banks, from `start` on."""
    statement = _DRAFTS.where(col(_D.state) == state).offset(start).limit(most)
    if bank is not None:
        statement = statement.where(col(_D.bank) == bank)
    return tuple(_draft(*row) for row in db.execute(statement))


def of_bank(db: Transaction, bank: str) -> Mapping[str, Draft]:
    """Every draft of a bank, the decided ones too, by slug."""
    return {draft.slug: draft for draft in _of(db, bank)}


def _of(db: Transaction, bank: str) -> tuple[Draft, ...]:
    return tuple(_draft(*row) for row in db.execute(_DRAFTS.where(col(_D.bank) == bank)))


def find_draft(db: Transaction, draft_id: int) -> Draft | None:
    """The draft of that number, or None."""
    row = db.execute(_DRAFTS.where(col(_D.id) == draft_id)).first()
    return None if row is None else _draft(*row)


def by_ids(db: Transaction, ids: Collection[int]) -> tuple[Draft, ...]:
    """The drafts of these numbers that there are, in the order of their banks."""
    return tuple(_draft(*row) for row in db.execute(_DRAFTS.where(col(_D.id).in_(ids))))


def draft(db: Transaction, draft_id: int) -> Draft:
    """The draft of that number, held until the transaction ends; raises NotFound."""
    row = db.execute(_DRAFTS.where(col(_D.id) == draft_id).with_for_update()).first()
    if row is None:
        raise NotFound("There is no such draft.")
    return _draft(*row)


def counts(db: Transaction, *, state: str = WAITING) -> Mapping[str, tuple[str, int]]:
    """The title of each bank that has drafts, and how many, by slug."""
    rows = db.execute(
        select(col(_D.bank), func.max(col(_D.bank_title)), func.count())
        .where(col(_D.state) == state)
        .group_by(col(_D.bank))
        .order_by(col(_D.bank))
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def change_draft(
    db: Transaction, draft_id: int, kind: str, fields: Mapping[str, Any], reasons: tuple[str, ...]
) -> None:
    """Gives a waiting draft other words."""
    values = {
        "kind": kind,
        "content": json.dumps(fields, ensure_ascii=False),
        "reasons": json.dumps(reasons, ensure_ascii=False),
        "sha256": asked_sha256(kind, fields),
    }
    waiting = (col(_D.id) == draft_id, col(_D.state) == WAITING)
    db.execute(update(_D).where(*waiting).values(**values))


def decide(
    db: Transaction,
    draft_id: int,
    state: str,
    who: int,
    now: datetime,
    *,
    reason: str = "",
    question_id: int | None = None,
) -> bool:
    """Accepts or rejects a waiting draft; whether it was still waiting."""
    values = {"state": state, "decided_by": who, "decided_at": now, "decision": reason}
    values["question_id"] = question_id
    waiting = (col(_D.id) == draft_id, col(_D.state) == WAITING)
    return bool(db.execute(update(_D).where(*waiting).values(**values)).rowcount)


def wait_again(
    db: Transaction, *, ids: Collection[int] = (), questions: Collection[int] = ()
) -> None:
    """Takes back what was decided about these drafts, and those that became these questions."""
    undecided = {"state": WAITING, "decided_by": None, "decided_at": None, "decision": ""}
    for column, some in ((_D.id, ids), (_D.question_id, questions)):
        for chunk in chunks(some):
            statement = update(_D).where(col(column).in_(chunk))
            db.execute(statement.values(question_id=None, **undecided))


def drop(db: Transaction, bank: str, slugs: Collection[str]) -> None:
    """Removes waiting drafts that have become questions in another way."""
    if not slugs:
        return
    waiting = (col(_D.bank) == bank, col(_D.state) == WAITING)
    rows = db.execute(select(col(_D.id), col(_D.slug)).where(*waiting))
    for chunk in chunks(row[0] for row in rows if row[1] in slugs):
        db.execute(delete(_D).where(col(_D.id).in_(chunk)))


def drop_brought_by(db: Transaction, import_id: int) -> int:
    """Removes the drafts that a batch brought and nobody has decided about; how many."""
    mine = (col(_D.import_id) == import_id, col(_D.state) == WAITING)
    return int(db.execute(delete(_D).where(*mine)).rowcount)


def _draft(*row: Any) -> Draft:
    values = dict(zip(_NAMES, row, strict=True))
    fields = json.loads(values.pop("content"))
    reasons, made = tuple(json.loads(values["reasons"])), made_of(values["made"])
    return Draft(fields=fields, **{**values, "reasons": reasons, "made": made})


def made_of(text: str | None) -> Made | None:
    """How a draft was made, from what is kept of it."""
    if text is None:
        return None
    content = json.loads(text)
    return Made(
        rules=tuple(content["rules"]),
        sha256=content["sha256"],
        words=content["words"],
        points=tuple((name, points) for name, points in content["points"]),
        proved=tuple(content["proved"]),
    )
