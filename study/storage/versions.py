"""Writing questions: versions are only ever added, and cards stay with their question."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlmodel import col

from study.domain.quoting import Span, State
from study.storage.banks import Anchor, Edition, KeptQuestion
from study.storage.database import Transaction
from study.storage.shelves import chunks
from study.storage.tables import (
    AnswerRow,
    AssignmentQuestionRow,
    CardRow,
    CitationRow,
    DisputeRow,
    ImportChangeRow,
    ImportRow,
    QuestionRow,
    QuestionVersionRow,
    ReviewRow,
    SearchEntryRow,
    ShelfRow,
)

_Q, _V, _C, _K, _S = QuestionRow, QuestionVersionRow, CitationRow, CardRow, ShelfRow
_I, _IC = ImportRow, ImportChangeRow


def add_questions(
    db: Transaction,
    bank_id: int,
    editions: Sequence[Edition],
    batch_id: int,
    now: datetime,
    *,
    filed: bool,
) -> Mapping[str, int]:
    """Writes new questions with their first version; gives their ids by slug."""
    if not editions:
        return {}
    rows = [
        {
            "bank_id": bank_id,
            "slug": e.slug,
            "version": 1,
            "position": e.position,
            "retired": False,
            "file_version": 1 if filed else None,
        }
        for e in editions
    ]
    statement = insert(_Q).returning(col(_Q.id), col(_Q.slug))
    ids = {slug: identity for identity, slug in db.execute(statement, rows)}
    _write_versions(db, [(ids[e.slug], 1, e) for e in editions], batch_id, now)
    return ids


def change_questions(
    db: Transaction,
    changes: Sequence[tuple[KeptQuestion, Edition]],
    batch_id: int,
    now: datetime,
) -> None:
    """Writes a new version of each question; cards and reviews stay with it."""
    if not changes:
        return
    rows = [(old.id, old.version + 1, edition) for old, edition in changes]
    _write_versions(db, rows, batch_id, now)
    db.execute(
        update(_Q)
        .where(col(_Q.id) == bindparam("question"))
        .values(version=bindparam("number"), position=bindparam("place")),
        [{"question": row[0], "number": row[1], "place": row[2].position} for row in rows],
    )


def move_questions(db: Transaction, places: Iterable[tuple[int, int]]) -> None:
    """Gives questions their place in the bank: pairs of id and position."""
    rows = [{"question": identity, "place": place} for identity, place in places]
    if rows:
        statement = update(_Q).where(col(_Q.id) == bindparam("question"))
        db.execute(statement.values(position=bindparam("place")), rows)


def agree_with_file(db: Transaction, agreed: Iterable[tuple[int, int | None]]) -> None:
    """Notes which version of each question its file has: pairs of id and version."""
    rows = [{"question": identity, "number": number} for identity, number in agreed]
    if rows:
        statement = update(_Q).where(col(_Q.id) == bindparam("question"))
        db.execute(statement.values(file_version=bindparam("number")), rows)


def versions_of(db: Transaction, bank_id: int) -> Mapping[int, tuple[int, bool]]:
    """The current version of each question of a bank, and whether it is retired."""
    rows = db.execute(
        select(col(_Q.id), col(_Q.version), col(_Q.retired)).where(col(_Q.bank_id) == bank_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


# Who brings these may ask for a question again that such a batch retired.
_NOT_BY_HAND = ("file", "shipped", "rolled_back")


def retired_here(db: Transaction, question_ids: Collection[int]) -> frozenset[int]:
    """Those of the retired questions that somebody retired here, and not by bringing a file."""
    kinds: dict[int, str] = {}
    for chunk in chunks(question_ids):
        rows = db.execute(
            select(col(_IC.question_id), col(_I.kind))
            .join(_I, col(_I.id) == col(_IC.import_id))
            .where(col(_IC.question_id).in_(chunk), col(_IC.is_retired), ~col(_IC.was_retired))
            .order_by(col(_I.id))
        )
        kinds |= {row[0]: row[1] for row in rows}
    return frozenset(identity for identity, kind in kinds.items() if kind not in _NOT_BY_HAND)


def contents(
    db: Transaction, wanted: Collection[tuple[int, int]]
) -> Mapping[tuple[int, int], tuple[str, str, str]]:
    """Kind, content and key hash of these versions, given as pairs of question id and number."""
    found: dict[tuple[int, int], tuple[str, str, str]] = {}
    numbers = set(wanted)
    for chunk in chunks({identity for identity, _ in numbers}):
        rows = db.execute(
            select(
                col(_V.question_id),
                col(_V.number),
                col(_V.kind),
                col(_V.content),
                col(_V.key_sha256),
            ).where(col(_V.question_id).in_(chunk))
        )
        found |= {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows if row[:2] in numbers}
    return found


def add_own_version(db: Transaction, question_id: int, edition: Edition, now: datetime) -> int:
    """Writes a version that the bank does not have, for one assignment; gives its number.

    Such versions are counted downwards from -1: a bank's own never meet them.
    """
    lowest = select(func.min(col(_V.number))).where(col(_V.question_id) == question_id)
    number = min(0, int(db.execute(lowest).scalar() or 0)) - 1
    _write_versions(db, [(question_id, number, edition)], None, now)
    return number


def _write_versions(
    db: Transaction,
    rows: Sequence[tuple[int, int, Edition]],
    batch_id: int | None,
    now: datetime,
) -> None:
    db.execute(
        insert(_V),
        [
            {
                "question_id": identity,
                "number": number,
                "kind": edition.kind,
                "content": edition.content,
                "key_sha256": edition.key_sha256,
                "import_id": batch_id,
                "created_at": now,
            }
            for identity, number, edition in rows
        ],
    )
    anchors = [
        {
            "question_id": identity,
            "version": number,
            "position": place,
            **_anchor_values(anchor),
        }
        for identity, number, edition in rows
        for place, anchor in enumerate(edition.anchors)
    ]
    if anchors:
        db.execute(insert(_C), anchors)


def _anchor_values(anchor: Anchor) -> dict[str, object]:
    return {
        "document_id": anchor.document_id,
        "document_version": anchor.document_version,
        "passage": anchor.passage,
        "start": anchor.span.start,
        "end": anchor.span.end,
        "state": anchor.state.value,
    }


def move_anchors(db: Transaction, moved: Iterable[tuple[int, int, int, Anchor]]) -> None:
    """Lets citations lead to where their quotes now stand: question, version, position, anchor."""
    rows = [
        {"question": question, "number": number, "place": place}
        | {f"new_{name}": value for name, value in _anchor_values(anchor).items()}
        for question, number, place, anchor in moved
    ]
    if rows:
        names = ("document_id", "document_version", "passage", "start", "end", "state")
        db.execute(
            update(_C)
            .where(
                col(_C.question_id) == bindparam("question"),
                col(_C.version) == bindparam("number"),
                col(_C.position) == bindparam("place"),
            )
            .values(**{name: bindparam(f"new_{name}") for name in names}),
            rows,
        )


def anchors(
    db: Transaction, wanted: Collection[tuple[int, int]]
) -> Mapping[tuple[int, int], tuple[Anchor, ...]]:
    """Where the quotes of these versions stand, given as pairs of question id and number."""
    found: dict[tuple[int, int], tuple[Anchor, ...]] = {}
    numbers = set(wanted)
    for chunk in chunks({identity for identity, _ in numbers}):
        rows = db.execute(
            select(
                col(_C.question_id),
                col(_C.version),
                col(_C.document_id),
                col(_C.document_version),
                col(_C.passage),
                col(_C.start),
                col(_C.end),
                col(_C.state),
            )
            .where(col(_C.question_id).in_(chunk))
            .order_by(col(_C.position))
        )
        for row in rows:
            if (name := (row[0], row[1])) in numbers:
                anchor = Anchor(
                    document_id=row[2],
                    document_version=row[3],
                    passage=row[4],
                    span=Span(row[5], row[6]),
                    state=State(row[7]),
                )
                found[name] = (*found.get(name, ()), anchor)
    return found


# --- taking questions out again ----------------------------------------------------------


def answers_of(db: Transaction, question_ids: Collection[int]) -> Mapping[int, int]:
    """How many answers everybody has given to each of these questions; none: not named."""
    return _counted(db, question_ids, AnswerRow)


def steps_of(db: Transaction, question_ids: Collection[int]) -> Mapping[int, int]:
    """How many steps everybody's cards of these questions have taken; none: not named."""
    return _counted(db, question_ids, ReviewRow)


def bound(db: Transaction, question_ids: Collection[int]) -> frozenset[int]:
    """Those of these questions that an assignment asks or that somebody has objected to."""
    return frozenset(
        row[0]
        for chunk in chunks(question_ids)
        for held in (AssignmentQuestionRow, DisputeRow)
        for row in db.execute(
            select(col(held.question_id)).where(col(held.question_id).in_(chunk)).distinct()
        )
    )


def _counted(
    db: Transaction, question_ids: Collection[int], log: type[AnswerRow] | type[ReviewRow]
) -> Mapping[int, int]:
    counts: dict[int, int] = {}
    for chunk in chunks(question_ids):
        rows = db.execute(
            select(col(_K.question_id), func.count())
            .join(
                log,
                (col(log.learner_id) == col(_K.learner_id)) & (col(log.card_id) == col(_K.card_id)),
            )
            .where(col(_K.question_id).in_(chunk))
            .group_by(col(_K.question_id))
        )
        counts |= {row[0]: row[1] for row in rows}
    return counts


def delete_questions(db: Transaction, bank_id: int, question_ids: Collection[int]) -> None:
    """Removes questions that nobody has answered, with their versions and everybody's cards.

    Those that are `bound` cannot be removed.
    """
    for chunk in chunks(question_ids):
        mine = col(_K.question_id).in_(chunk)
        held = db.execute(
            select(col(_K.learner_id), func.count()).where(mine).group_by(col(_K.learner_id))
        ).all()
        db.execute(delete(_K).where(mine))
        for who, count in held:
            db.execute(
                update(_S)
                .where(col(_S.learner_id) == who, col(_S.bank_id) == bank_id)
                .values(cards=col(_S.cards) - count)
            )
        db.execute(delete(_C).where(col(_C.question_id).in_(chunk)))
        db.execute(delete(_V).where(col(_V.question_id).in_(chunk)))
        db.execute(delete(_Q).where(col(_Q.id).in_(chunk)))
        # SQLite gives their numbers to others, which must not be found by these words.
        db.execute(delete(SearchEntryRow).where(col(SearchEntryRow.id).in_(chunk)))
