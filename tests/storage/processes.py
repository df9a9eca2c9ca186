"""Programs that the tests of storage start, and kill.

python -m tests.storage.processes race URL        four processes upgrade at the same moment
python -m tests.storage.processes upgrade URL DIR  one upgrades with the migrations of DIR
python -m tests.storage.processes write URL       writes learners for ever, naming each commit
"""

import multiprocessing
import sys
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sqlalchemy import insert, select
from sqlmodel import col

from study.storage.database import Database
from study.storage.migrations import upgrade
from study.storage.tables import LearnerRow

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RACERS = 4


def say(text: object) -> None:
    """One line, in one piece and at once: several processes share the pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def race(url: str) -> None:
    """Prints for each of four processes the revision that it found."""
    fork = multiprocessing.get_context("fork")
    barrier = fork.Barrier(RACERS)
    racers = [fork.Process(target=run_one, args=(barrier, url)) for _ in range(RACERS)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()


def run_one(barrier: Barrier, url: str) -> None:
    barrier.wait()
    done = upgrade(url, now=NOW)
    database = Database(url)
    with database.read() as db:
        db.execute(select(col(LearnerRow.id)))
    say(done.before)


def write(url: str) -> None:
    """Prints the number of each learner once it is committed."""
    database = Database(url)
    number = 0
    while True:
        number += 1
        with database.write() as db:
            values = {"id": number, "name": "A", "time_zone": "UTC", "created_at": NOW}
            db.execute(insert(LearnerRow), values)
        say(number)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["race", url]:
            race(url)
        case ["upgrade", url, scripts]:
            say(upgrade(url, now=NOW, scripts=Path(scripts)).after)
        case ["write", url]:
            write(url)
        case _:
            sys.exit(__doc__)
