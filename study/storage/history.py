"""How a question came to read as it does: its versions, by whom, when and by which act."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from study.domain.questions import AnyQuestion
from study.storage.contents import decode
from study.storage.database import Transaction
from study.storage.tables import AnySelect, ImportRow, LearnerRow, QuestionVersionRow

_V, _I = QuestionVersionRow, ImportRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A question as it read at one time; `who` is "" where nobody is known.

    `act` is the kind of its batch: file, shipped, edit, bulk, restored, drafted or rolled_back.
    """

    number: int
    kind: str
    content: str
    key_sha256: str
    batch_id: int | None
    act: str
    source: str
    who: str
    written_at: datetime

    def question(self) -> AnyQuestion:
        """The question itself, as it read then."""
        return decode(self.kind, self.content)


_VERSIONS: AnySelect = (
    select(
        col(_V.number),
        col(_V.kind),
        col(_V.content),
        col(_V.key_sha256),
        col(_V.import_id),
        col(_I.kind),
        col(_I.source),
        col(LearnerRow.name),
        col(_V.created_at),
    )
    .outerjoin(_I, col(_I.id) == col(_V.import_id))
    .outerjoin(LearnerRow, col(LearnerRow.id) == col(_I.learner_id))
    # What an assignment alone asks is not the bank's.
    .where(col(_V.number) > 0)
    .order_by(col(_V.number).desc())
)


def versions(db: Transaction, question_id: int) -> tuple[Version, ...]:
    """All versions of a question, the newest first."""
    return tuple(
        Version(
            number=row[0],
            kind=row[1],
            content=row[2],
            key_sha256=row[3],
            batch_id=row[4],
            act=row[5] or "file",
            source=row[6] or "",
            who=row[7] or "",
            written_at=row[8],
        )
        for row in db.execute(_VERSIONS.where(col(_V.question_id) == question_id))
    )
