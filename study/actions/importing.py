"""Whole files brought in: the unchanged are told by their hash, the rest is compared."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from study.actions.batches import begin
from study.actions.publishing import compare, keep_documents, publish
from study.banks.checking import Checked, Progress
from study.banks.problems import Problem
from study.storage import imports
from study.storage.database import Transaction
from study.storage.documents import Document, Source, documents


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What an import changed or would change; questions are named bank/question."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The outcome as JSON wants it."""
        return asdict(self)


def bring_in(
    db: Transaction,
    checked: Checked,
    who: int,
    now: datetime,
    *,
    dry_run: bool = False,
    strict: bool = False,
    retire_missing: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Publishes checked banks with their documents, as one batch; the caller's commit makes it so.

    With `strict` nothing is written when anything is wrong, with `dry_run` nothing at all.
    """
    outcome = Outcome(problems=checked.problems)
    write = not dry_run and not (strict and any(p.severity == "error" for p in checked.problems))
    known = (
        keep_documents(db, checked, now)
        if write
        else _as_if_kept(db, [file.id for file in checked.documents])
    )
    source = ", ".join(bank.file for bank in checked.banks)
    batch = begin(db, who, "file", source, now) if write and checked.banks else None
    flawed = {problem.file for problem in checked.problems if problem.severity == "error"}
    # Of two files with the same bank the first counts; the second was reported as a problem.
    different = {bank.bank.id: bank for bank in reversed(checked.banks)}
    for done, bank in enumerate(different.values(), start=1):
        difference = compare(db, bank, known)
        outcome.new += [f"{bank.bank.id}/{edition.slug}" for edition in difference.new]
        outcome.changed += [f"{bank.bank.id}/{old.slug}" for old, _ in difference.changed]
        outcome.unchanged += len(difference.unchanged)
        outcome.missing += [f"{bank.bank.id}/{old.slug}" for old in difference.missing]
        if batch:
            # A question that could not be read is not in the bank, and yet in the file.
            sound = bank.file not in flawed
            publish(db, difference, batch, retire_missing=retire_missing and sound)
        if progress is not None:
            progress("Publishing", done, len(different))
    if batch:
        summary = {name: len(getattr(outcome, name)) for name in ("new", "changed", "missing")}
        imports.finish(db, batch.id, summary)
    return outcome


def _as_if_kept(db: Transaction, ids: Sequence[str]) -> dict[str, Document]:
    """The documents a dry run may cite: those kept, and stand-ins for those of the files."""
    known = {document.source.slug: document for document in documents(db)}
    for name in ids:
        if name not in known:
            blank = {f: "" for f in Source.__dataclass_fields__ if f != "slug"}
            known[name] = Document(id=0, version=0, sha256="", source=Source(slug=name, **blank))
    return known
