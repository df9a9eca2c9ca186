"""Files that somebody brought to be looked at, until they are decided about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlmodel import col

from study.domain.errors import NotFound
from study.storage.database import Transaction
from study.storage.tables import UploadFileRow, UploadRow

_U, _F = UploadRow, UploadFileRow


@dataclass(frozen=True, slots=True)
class Upload:
    """Files brought together; `import_id` is the batch that was made of them, None before."""

    id: str
    learner_id: int
    import_id: int | None
    created_at: datetime


_GONE = "These files are no longer here: they are kept for a week. Bring them in again."


def add_upload(
    db: Transaction,
    upload_id: str,
    learner_id: int,
    files: Sequence[tuple[str, bytes]],
    now: datetime,
) -> None:
    """Keeps files under a new name; each has a name and its bytes."""
    db.execute(insert(_U), {"id": upload_id, "learner_id": learner_id, "created_at": now})
    rows = [
        {"upload_id": upload_id, "number": number, "name": name, "data": data}
        for number, (name, data) in enumerate(files, start=1)
    ]
    if rows:
        db.execute(insert(_F), rows)


def find_upload(db: Transaction, learner_id: int, upload_id: str) -> Upload | None:
    """The learner's upload of that name, held until the transaction ends; or None."""
    if "\0" in upload_id:
        return None
    statement = select(col(_U.id), col(_U.learner_id), col(_U.import_id), col(_U.created_at))
    mine = statement.where(col(_U.id) == upload_id, col(_U.learner_id) == learner_id)
    row = db.execute(mine.with_for_update()).first()
    return None if row is None else Upload(row[0], row[1], row[2], row[3])


def upload(db: Transaction, learner_id: int, upload_id: str) -> Upload:
    """The learner's upload of that name; raises NotFound, for somebody else's too."""
    found = find_upload(db, learner_id, upload_id)
    if found is None:
        raise NotFound(_GONE)
    return found


def files(db: Transaction, learner_id: int, upload_id: str) -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of each file of the learner's upload; raises NotFound when it is gone."""
    if "\0" in upload_id:
        raise NotFound(_GONE)
    rows = db.execute(
        select(col(_F.name), col(_F.data))
        .join(_U, col(_U.id) == col(_F.upload_id))
        .where(col(_U.id) == upload_id, col(_U.learner_id) == learner_id)
        .order_by(col(_F.number))
    )
    found = tuple((row[0], bytes(row[1])) for row in rows)
    if not found:
        raise NotFound(_GONE)
    return found


def settle(db: Transaction, upload_id: str, import_id: int) -> None:
    """Notes which batch was made of an upload."""
    db.execute(update(_U).where(col(_U.id) == upload_id).values(import_id=import_id))


def forget_uploads(db: Transaction, before: datetime) -> None:
    """Removes what was brought before that and never decided, and the bytes of what was."""
    old = select(col(_U.id)).where(col(_U.created_at) < before)
    db.execute(delete(_F).where(col(_F.upload_id).in_(old)))
    undecided = col(_U.import_id).is_(None)
    db.execute(delete(_U).where(col(_U.created_at) < before, undecided))
