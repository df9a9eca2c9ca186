"""Files that somebody brought: opened, checked, and decided about once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from study.actions import importing
from study.actions.proposals import Decision
from study.actions.uploads import library
from study.banks.archives import PACKED, kind_of, unpacked_with_remarks
from study.banks.brought import Sent
from study.banks.checking import Checked, Progress, check_sent
from study.banks.exchange.anki_package import is_package
from study.banks.problems import Problem
from study.storage import uploads
from study.storage.database import Transaction


def opened(files: Sequence[Sent]) -> tuple[tuple[Sent, ...], tuple[Problem, ...]]:
    """The files with those of their ZIP archives in place of these, and what is wrong with them."""
    found: list[Sent] = []
    problems: list[Problem] = []
    for sent in files:
        if not _is_archive(sent):
            found.append(sent)
            continue
        whole = unpacked_with_remarks(sent)
        if isinstance(whole, Problem):
            problems.append(whole)
            continue
        found += whole.files
        problems += [
            Problem(file=sent.name, severity="warning", message=f"{it.item}: {it.message}")
            for it in whole.remarks
        ]
    return tuple(found), tuple(problems)


def _is_archive(sent: Sent) -> bool:
    """Whether it holds files that are brought; a deck or a Word file is an archive too."""
    is_zip = sent.data.startswith(PACKED[:2])
    return is_zip and not kind_of(sent.data) and not is_package(sent.data)


def checked_files(
    db: Transaction, files: Sequence[Sent], problems: Sequence[Problem], progress: Progress
) -> Checked:
    """Everything in these files, beside what was wrong with opening them."""
    checked = check_sent(files, library(db), progress=progress)
    return replace(checked, problems=(*problems, *checked.problems))


def decided_on(db: Transaction, who: int, upload_id: str) -> int | None:
    """The batch that was made of one's upload, None before; raises NotFound."""
    return uploads.upload(db, who, upload_id).import_id


def decide_once(
    db: Transaction,
    who: int,
    upload_id: str,
    checked: Checked,
    decision: Decision,
    now: datetime,
    *,
    after: int | None,
) -> int | None:
    """Carries a decision out and gives its batch, None when nothing changes.

    `after` is the batch of this upload that the page knew of: a decision that was sent twice
    finds another, and gives that. Raises Conflict when something else changed meanwhile.
    """
    known = decided_on(db, who, upload_id)
    if known is not None and known != after:
        return known
    batch = importing.decide(db, checked, who, decision, now)
    if batch is not None:
        uploads.settle(db, upload_id, batch)
    return batch
