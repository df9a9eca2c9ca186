"""What an import would change, shown before anything is decided; and the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from study.banks.brought import Remark
from study.banks.problems import Problem
from study.domain.differing import WordDiff

__all__ = [
    "BankProposal",
    "Decision",
    "DocumentProposal",
    "FieldChange",
    "Proposal",
    "Relocated",
    "Row",
    "RowState",
    "WordDiff",
]


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
    """One question of a bank's proposal; `name` (bank/question) is what a decision ticks.

    `reviews` counts the answers that were marked by the key that would change. `changes` lead
    from what is kept to what the file says; `ours`, where something was edited here, from what
    a file last said to what is kept. `reasons` are sentences: why it is a draft, or why it
    stays as it is.
    """

    name: str
    slug: str
    state: RowState
    kind: str
    prompt: str
    line: int = 0
    touches_key: bool = False
    reviews: int = 0
    changes: tuple[FieldChange, ...] = ()
    ours: tuple[FieldChange, ...] = ()
    reasons: tuple[str, ...] = ()
    is_default: bool = True  # Whether it is accepted unless somebody says otherwise.


@dataclass(frozen=True, slots=True, kw_only=True)
class BankProposal:
    """What a file would do to one bank; `revision` is that of the bank it was compared with.

    `moved` counts the questions that stand in another order in the file. The bank's own fields
    and the order come along with any of its rows; alone they are ticked by the bank's slug.
    """

    file: str
    format: str
    slug: str
    title: str
    is_new: bool
    revision: int
    head_changes: tuple[FieldChange, ...] = ()
    moved: int = 0
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
            and not bank.moved
            and all(row.state in idle for row in bank.rows)
            for bank in self.banks
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is accepted: all that a proposal takes by default, or just these rows and documents.

    `rows` are row names, `documents` slugs; with `everything` they are accepted besides. A
    ticked conflict takes the file's words; a ticked missing row retires the question; a ticked
    draft is kept for completing. With `prefer_file` the file's words win in every conflict.
    """

    token: str = ""
    everything: bool = True
    rows: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    prefer_file: bool = False
