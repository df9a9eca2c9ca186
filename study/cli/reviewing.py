"""The work behind `study reviews`: the learner's log out as a file, and in from one."""

from datetime import datetime
from pathlib import Path

from study.actions.review_logs import LogBrought, bring_log, whole_log
from study.banks.exchange.review_log import MOST_BYTES, read_review_log, write_review_log
from study.domain.errors import BadInput
from study.storage.database import Database
from study.storage.people import LOCAL_LEARNER, ensure_local_learner


def exported_log(database: Database) -> str:
    """The whole log as CSV."""
    with database.read() as db:
        return write_review_log(whole_log(db, LOCAL_LEARNER))


def import_log(database: Database, file: Path, time_zone: str, now: datetime) -> LogBrought:
    """What bringing a log in did: all of it, or nothing."""
    log = read_review_log(_contents(file))
    with database.write() as db:
        return bring_log(db, ensure_local_learner(db, time_zone, now), log)


def _contents(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
