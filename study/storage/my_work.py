"""What a learner has begun and not handed in."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from study.storage.database import Transaction
from study.storage.tables import AttemptRow

_T = AttemptRow


def going_on(db: Transaction, who: int) -> Mapping[int, datetime]:
    """When somebody began what they have not handed in yet, by assignment."""
    statement = select(col(_T.assignment_id), col(_T.started_at)).where(
        col(_T.learner_id) == who, col(_T.state) == "open"
    )
    return {row.assignment_id: row.started_at for row in db.execute(statement)}
