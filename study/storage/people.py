"""Learners and how each of them wants to study."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import col

from study.domain.days import Moment, moment
from study.domain.errors import NotFound
from study.domain.scheduling import Plan
from study.storage.database import Transaction
from study.storage.tables import AnySelect, LearnerRow

LOCAL_LEARNER = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """A person who studies; retention is a fraction, the rollover an hour of their day."""

    id: int
    name: str
    zone: ZoneInfo
    rollover_hour: int
    new_a_day: int
    reviews_a_day: int
    desired_retention: float
    maximum_interval: int
    shortcuts: bool
    ask_confidence: bool
    sequence: int

    def moment(self, now: datetime) -> Moment:
        """The study day it is for this learner."""
        return moment(now, self.zone, self.rollover_hour)

    def plan(self) -> Plan:
        """How this learner's cards are scheduled."""
        return Plan(
            desired_retention=self.desired_retention, maximum_interval=self.maximum_interval
        )


LEARN_AHEAD = timedelta(minutes=20)
_FIELDS = tuple("time_zone" if name == "zone" else name for name in Learner.__dataclass_fields__)
_COLUMNS = tuple(col(getattr(LearnerRow, name)) for name in _FIELDS)
_READ: AnySelect = select(*_COLUMNS).where(col(LearnerRow.id) == bindparam("learner"))
_BEGIN_STEP = (
    update(LearnerRow)
    .where(col(LearnerRow.id) == bindparam("learner"))
    .values(sequence=col(LearnerRow.sequence) + 1)
    .returning(*_COLUMNS)
    .execution_options(synchronize_session=False)
)


def learner(db: Transaction, learner_id: int) -> Learner:
    """The learner; raises NotFound."""
    return _learner(db.execute(_READ, {"learner": learner_id}).first())


def begin_step(db: Transaction, learner_id: int) -> Learner:
    """The learner with the next number of their log.

    Being an update, it also locks the learner's row: two requests of one person
    happen one after the other on every database.
    """
    return _learner(db.execute(_BEGIN_STEP, {"learner": learner_id}).first())


def _learner(row: object) -> Learner:
    if row is None:
        raise NotFound("There is no such learner.")
    values = dict(row._mapping)  # type: ignore[attr-defined]  # noqa: SLF001  # The public name of a row's columns.
    values["zone"] = ZoneInfo(values.pop("time_zone"))
    return Learner(**values)


def has_learner(db: Transaction, learner_id: int) -> bool:
    """Whether there is such a learner."""
    return db.execute(_READ, {"learner": learner_id}).first() is not None


def ensure_local_learner(db: Transaction, time_zone: str, now: datetime) -> int:
    """The id of the one learner of the single-user default, made when there is none."""
    if not has_learner(db, LOCAL_LEARNER):
        db.execute(
            insert(LearnerRow),
            {"id": LOCAL_LEARNER, "name": "You", "time_zone": time_zone, "created_at": now},
        )
    return LOCAL_LEARNER


def save_learner(db: Transaction, changed: Learner) -> None:
    """Keeps how the learner wants to study."""
    values = {
        name: getattr(changed, name)
        for name in _FIELDS
        if name not in {"id", "time_zone", "sequence"}
    }
    statement = update(LearnerRow).where(col(LearnerRow.id) == changed.id)
    db.execute(statement.values(time_zone=changed.zone.key, **values))
