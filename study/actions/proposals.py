"""What an import would change, shown before anything is decided; and the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from study.banks.brought import Remark
from study.banks.problems import Problem

# Runs of ("equal" | "delete" | "insert", words), from the old text to the new one.
WordDiff = tuple[tuple[str, str], ...]


class RowState(StrEnum):
    """What a file would do to one question."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MISSING = "missing"
    CONFLICT = "conflict"  # Edited here since a file last had it, and the file says something else.
    KEPT = "kept"  # Edited here; the file still has what it had before the edit.
    DRAFT = "draft"  # Cannot be asked yet: no key, no citation, or a quote that is nowhere.


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that differs, in words the author knows."""

    field: str
    difference: WordDiff


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question of a bank's proposal; `name` (bank/question) is what a decision ticks."""

    name: str
    slug: str
    state: RowState
    kind: str
    prompt: str
    line: int = 0
    touches_key: bool = False
    reviews: int = 0
    changes: tuple[FieldChange, ...] = ()
    ours: tuple[FieldChange, ...] = ()  # Of a conflict: what was edited here.
    reasons: tuple[str, ...] = ()  # Of a draft: why it is none yet.
    is_default: bool = True  # Whether it is accepted unless somebody says otherwise.


@dataclass(frozen=True, slots=True, kw_only=True)
class BankProposal:
    """What a file would do to one bank; `revision` is that of the bank it was compared with."""

    file: str
    format: str
    slug: str
    title: str
    is_new: bool
    revision: int
    head_changes: tuple[FieldChange, ...] = ()
    rows: tuple[Row, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def counts(self) -> Mapping[RowState, int]:
        """How many rows there are of each state."""
        return {state: sum(row.state is state for row in self.rows) for state in RowState}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relocated:
    """One citation after its document changed: unchanged, moved, changed or gone."""

    bank: str
    question: str
    prompt: str
    state: str
    difference: WordDiff = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentProposal:
    """What a file would do to one document; `version` is the one it was compared with."""

    file: str
    slug: str
    title: str
    is_new: bool
    is_changed: bool
    version: int
    words: int
    words_added: int = 0
    words_removed: int = 0
    citations: tuple[Relocated, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Everything an upload would change; `token` changes when what it was compared with does."""

    documents: tuple[DocumentProposal, ...]
    banks: tuple[BankProposal, ...]
    problems: tuple[Problem, ...]
    token: str

    @property
    def changes_nothing(self) -> bool:
        """Whether accepting all of it would change nothing."""
        idle = {RowState.UNCHANGED, RowState.KEPT}
        return not any(d.is_new or d.is_changed for d in self.documents) and all(
            not bank.is_new
            and not bank.head_changes
            and all(row.state in idle for row in bank.rows)
            for bank in self.banks
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is accepted: all that a proposal takes by default, or just these rows and documents.

    `rows` are row names, `documents` slugs. A ticked conflict takes the file's words; a ticked
    missing row retires the question; a ticked draft is kept for completing.
    """

    token: str = ""
    everything: bool = True
    rows: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
