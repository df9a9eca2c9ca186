"""Files brought in: first the difference, then the decision, then one batch."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from study.actions import batches
from study.actions.batches import Changes
from study.actions.comparing import ComparedBank, Comparison, cited_documents, compare
from study.actions.proposals import Decision, Proposal, RowState
from study.actions.proposing import proposal
from study.actions.publishing import Places, Taken, accepted, agree, keep_documents, publish
from study.banks.checking import Checked, Progress
from study.banks.problems import Problem
from study.domain.errors import Conflict
from study.storage import banks, documents, imports
from study.storage.database import Transaction


def propose(db: Transaction, checked: Checked, _who: int) -> Proposal:
    """What these files would change; nothing is written."""
    return proposal(db, compare(db, checked), checked)


def decide(
    db: Transaction,
    checked: Checked,
    who: int,
    decision: Decision,
    now: datetime,
    *,
    kind: str = "file",
    source: str = "",
) -> int | None:
    """Writes what was accepted as one batch and gives its number; None when nothing changes.

    Raises Conflict when a bank or document is no longer what the decision's token stands for.
    """
    comparison = held(db, checked)
    if decision.token and decision.token != comparison.token:
        raise Conflict(
            "What these files are compared with has changed since this page was shown: somebody "
            "edited the same bank or brought it in. Nothing was changed: look again, then decide."
        )
    return settle(db, comparison, who, decision, now, kind=kind, source=source)


def held(db: Transaction, checked: Checked) -> Comparison:
    """The comparison with banks and documents that nobody else changes until it is over."""
    banks.hold(db, {it.bank.id for it in checked.banks})
    cited = {slug for it in checked.banks for slug in cited_documents(it)}
    documents.locked(db, cited | {it.id for it in checked.documents})
    return compare(db, checked)


def settle(
    db: Transaction,
    comparison: Comparison,
    who: int,
    decision: Decision,
    now: datetime,
    *,
    kind: str = "file",
    source: str = "",
    progress: Progress | None = None,
) -> int | None:
    """Writes what was accepted of a comparison that is held; None when nothing changes."""
    taken = [accepted(bank, decision, kind) for bank in comparison.banks]
    texts = [
        it
        for it in comparison.documents
        if (decision.everything or it.file.id in decision.documents)
        and (it.kept is None or it.is_changed)
    ]
    if not texts and all(it.is_nothing for it in taken):
        for it in taken:
            agree(db, it)
        return None
    named = source or ", ".join(it.bank.checked.file for it in taken) or texts[0].name
    with imports.first_come_first_served():
        batch = batches.begin(db, who, kind, named, now)
        kept = keep_documents(db, batch, texts)
        places = Places(db, comparison, kept)
        written = []
        for done, it in enumerate(taken, start=1):
            if it.is_nothing:
                agree(db, it)
            else:
                written.append(publish(db, batch, it, places))
            if progress is not None:
                progress("Publishing", done, len(taken))
        imports.finish(db, batch.id, _summary(written, taken, len(texts)))
    return batch.id


def _summary(written: Sequence[Changes], taken: Sequence[Taken], texts: int) -> Mapping[str, int]:
    """What was done, in numbers; a question that only makes room for others is not moved."""
    more = {
        "moved": sum(it.bank.moved for it in taken if it.has_head),
        "documents": texts,
        "drafts": sum(row.draft is not None for it in taken for row in it.rows),
    }
    counts = {**batches.summarised(written), **more}
    return {name: count for name, count in counts.items() if count}


# --- the whole at once, for the command line ---------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was asked for beside the files.

    With `strict` nothing is written when anything is wrong, with `dry_run` nothing at all.
    Missing questions are retired, and the file's words win over edits made here, only so.
    """

    dry_run: bool = False
    strict: bool = False
    retire_missing: bool = False
    prefer_file: bool = False


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What an import changed or would change; questions are named bank/question.

    `conflicts` were edited here and say something else in the file, `kept` stay as they are
    here, `drafts` cannot be asked yet.
    """

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The outcome as JSON wants it."""
        return asdict(self)


def bring_in(
    db: Transaction,
    checked: Checked,
    who: int,
    now: datetime,
    terms: Terms,
    *,
    kind: str = "file",
    progress: Progress | None = None,
) -> Outcome:
    """Takes everything by default, as one batch; the caller's commit makes it so."""
    comparison = compare(db, checked) if terms.dry_run else held(db, checked)
    if kind == "shipped":
        away = imports.put_away(db)
        wanted = [it for it in comparison.banks if it.kept or it.slug not in away]
        comparison = replace(comparison, banks=tuple(wanted))
    outcome = _outcome(comparison)
    has_errors = any(problem.severity == "error" for problem in checked.problems)
    if terms.dry_run or (terms.strict and has_errors):
        return outcome
    some = comparison.banks if terms.retire_missing else ()
    missing = frozenset(name for bank in some for name in _retirable(bank))
    decision = Decision(rows=missing, prefer_file=terms.prefer_file)
    settle(db, comparison, who, decision, now, kind=kind, progress=progress)
    return outcome


def _retirable(bank: ComparedBank) -> list[str]:
    """The missing questions; none where a part of the file could not be read."""
    missing = [row for row in bank.rows if row.state is RowState.MISSING and bank.is_sound]
    return [bank.name(row) for row in missing]


def _outcome(comparison: Comparison) -> Outcome:
    outcome = Outcome(problems=comparison.problems)
    lists = {
        RowState.NEW: outcome.new,
        RowState.CHANGED: outcome.changed,
        RowState.MISSING: outcome.missing,
        RowState.CONFLICT: outcome.conflicts,
        RowState.KEPT: outcome.kept,
        RowState.DRAFT: outcome.drafts,
    }
    for bank in comparison.banks:
        for row in bank.rows:
            if row.state is RowState.UNCHANGED:
                outcome.unchanged += 1
            else:
                lists[row.state].append(bank.name(row))
    return outcome
