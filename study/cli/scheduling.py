"""The work behind `study import --with-scheduling`: when cards were answered in Anki."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from study.actions.histories import bring_scheduling
from study.banks.archives import RefusedArchiveError
from study.banks.brought import Sent
from study.banks.exchange.anki import read_history
from study.banks.exchange.anki_package import is_package
from study.banks.files import contents, shown_path
from study.storage.database import Database
from study.storage.people import ensure_local_learner


def bring_histories(
    database: Database, paths: Sequence[Path], time_zone: str, now: datetime
) -> list[dict[str, Any]]:
    """What became of the scheduling in each Anki package among these files."""
    done = []
    for path in paths:
        data = contents(path) if path.is_file() else b""
        if not isinstance(data, bytes) or not is_package(data):
            continue
        try:
            history = read_history(Sent(path.name, data))
        except RefusedArchiveError:  # What is wrong with it was said when it was imported.
            continue
        with database.write() as db:
            brought = bring_scheduling(db, ensure_local_learner(db, time_zone, now), history, now)
        done.append({"file": shown_path(path), **asdict(brought)})
    return done
