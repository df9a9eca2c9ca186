"""The work behind `study import`: read and check without a lock, then publish as one batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from study.actions.bringing import checked_files, opened
from study.actions.freshness import fresh_files
from study.actions.importing import Outcome, Terms, bring_in
from study.banks.brought import Sent
from study.banks.checking import Checked, Progress, check
from study.banks.files import contents
from study.banks.problems import Problem
from study.banks.reading import collector_paused
from study.cli.watching import watched
from study.storage.database import Database
from study.storage.people import ensure_local_learner


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes(Terms):
    """What was asked for on the command line."""

    silent: bool


def import_files(
    database: Database, paths: Sequence[Path], time_zone: str, now: datetime, wishes: Wishes
) -> Outcome:
    """What importing these files changed, or would change; a long file is read before the lock."""
    with database.read() as db:
        fresh, unchanged = fresh_files(db, paths)
    if wishes.retire_missing or wishes.prefer_file:
        # What is missing, and what was edited here, is known only from reading the files again.
        fresh, unchanged = tuple(paths), 0
    with watched(silent=wishes.silent) as progress, collector_paused():
        checked = _checked(database, fresh, progress)
        # What a dry run does is never committed.
        with database.read() if wishes.dry_run else database.write() as db:
            who = ensure_local_learner(db, time_zone, now)
            outcome = bring_in(db, checked, who, now, wishes, progress=progress)
    outcome.unchanged += unchanged
    return outcome


# What is read where it lies; everything else is taken like files that are sent in the browser.
_OURS = frozenset({".yaml", ".yml", ".md"})


def _checked(database: Database, paths: Sequence[Path], progress: Progress | None) -> Checked:
    """Everything in the files, those of other programs and archives too."""
    others = [path for path in paths if path.is_file() and path.suffix.lower() not in _OURS]
    ours = check([path for path in paths if path not in others], progress=progress)
    if not others:
        return ours
    read = [(path, contents(path)) for path in others]
    sent, problems = opened([Sent(path.name, it) for path, it in read if isinstance(it, bytes)])
    unread = [it for _, it in read if isinstance(it, Problem)]
    with database.read() as db:
        theirs = checked_files(db, sent, (*problems, *unread), progress or _unwatched)
    return _together(ours, theirs)


def _unwatched(_what: str, _done: int, _total: int) -> None:
    """Nobody looks on."""


def _together(ours: Checked, theirs: Checked) -> Checked:
    return Checked(
        banks=(*ours.banks, *theirs.banks),
        documents=(*ours.documents, *theirs.documents),
        problems=(*ours.problems, *theirs.problems),
        document_files={**theirs.document_files, **ours.document_files},
        document_remarks={**theirs.document_remarks, **ours.document_remarks},
    )


def publish(database: Database, files: Sequence[Path], time_zone: str, now: datetime) -> Outcome:
    """What bringing in the shipped banks for the local learner changed; edits made here stay."""
    checked = check(files)
    with database.write() as db:
        who = ensure_local_learner(db, time_zone, now)
        return bring_in(db, checked, who, now, Terms(), kind="shipped")
