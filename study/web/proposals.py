"""What one page shows of a proposal, however many rows it has, and what its ticks mean."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from study.actions.proposals import (
    BankProposal,
    Decision,
    FieldChange,
    Proposal,
    Row,
    RowState,
    WordDiff,
)

MOST_SHOWN = 200
# What can be ticked, in the order of a bank's part of the page; KEPT is only told.
TICKED = (RowState.CONFLICT, RowState.CHANGED, RowState.NEW, RowState.DRAFT, RowState.MISSING)
LISTED = (*TICKED, RowState.KEPT)
# What else has a line among the rest: documents, and what banks say of themselves.
DOCUMENTS, OWN = "documents", "own"
# Of words that stay the same, so many are shown beside those that do not.
NEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The rows of one state in one bank: those that this page shows, and how many there are."""

    state: RowState
    rows: tuple[Row, ...]
    total: int

    @property
    def others(self) -> int:
        """How many are on other pages."""
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A bank of the proposal with the parts that this page shows of it."""

    bank: BankProposal
    parts: tuple[Part, ...]
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Rows of one state that this page does not show, and whether they come in by themselves."""

    state: RowState
    count: int
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was ticked on which page: `rest` names the states whose other rows come in too."""

    token: str
    everything: bool
    rows: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    rest: frozenset[str] = frozenset()
    show: str = ""
    start: int = 0


def shown(proposal: Proposal, show: str = "", start: int = 0) -> tuple[Shown, ...]:
    """The banks with their first rows of each state; with `show` one state's, from `start` on."""
    here = _names_here(proposal, show, start)
    banks = tuple(_shown(bank, show, here) for bank in proposal.banks)
    return tuple(it for it in banks if it.parts or not show)


def _names_here(proposal: Proposal, show: str, start: int) -> frozenset[str]:
    """The names of the rows on one page; the rows of all banks are counted together."""
    first = start if show else 0
    rows = _rows(proposal)
    names = (
        row.name
        for state in LISTED
        if show in {"", state.value}
        for row in [row for row in rows if row.state is state][first : first + MOST_SHOWN]
    )
    return frozenset(names)


def _shown(bank: BankProposal, show: str, here: frozenset[str]) -> Shown:
    counts = bank.counts()
    rows: dict[RowState, list[Row]] = {state: [] for state in LISTED if counts[state]}
    for row in bank.rows:
        if row.state in rows and row.name in here:
            rows[row.state].append(_folded(row))
    parts = tuple(
        Part(state=state, rows=tuple(some), total=counts[state])
        for state, some in rows.items()
        if some or not show
    )
    return Shown(bank=bank, parts=parts, unchanged=counts[RowState.UNCHANGED])


def rest(proposal: Proposal, show: str = "", start: int = 0) -> tuple[Rest, ...]:
    """What can be ticked and is not on this page, state by state."""
    here = _names_here(proposal, show, start)
    found: dict[RowState, Rest] = {}
    for row in _rows(proposal):
        if row.state in TICKED and row.name not in here:
            before = found.get(row.state)
            count = before.count if before else 0
            found[row.state] = Rest(state=row.state, count=count + 1, is_default=row.is_default)
    return tuple(found[state] for state in TICKED if state in found)


def totals(proposal: Proposal) -> Mapping[RowState, int]:
    """How many rows of each state all the banks have together."""
    counted = Counter(row.state for row in _rows(proposal))
    return {state: counted[state] for state in RowState}


def decision(proposal: Proposal, choice: Choice) -> Decision:
    """What the ticks mean: "everything" takes what else was ticked along."""
    here = _names_here(proposal, choice.show, choice.start)
    tickable = [row for row in _rows(proposal) if row.state in TICKED]
    ticked = frozenset(
        row.name
        for row in tickable
        if (row.name in choice.rows if row.name in here else row.state.value in choice.rest)
    )
    texts = frozenset(it.slug for it in proposal.documents)
    banks = frozenset(it.slug for it in proposal.banks if has_own(it))
    if choice.show:  # Neither stands on such a page, so that each has a line among the rest.
        texts, banks = (
            some if name in choice.rest else frozenset()
            for name, some in ((DOCUMENTS, texts), (OWN, banks))
        )
    else:
        texts, banks = texts & choice.documents, banks & choice.rows
    return Decision(
        token=choice.token, everything=choice.everything, rows=ticked | banks, documents=texts
    )


def has_own(bank: BankProposal) -> bool:
    """Whether something of the bank beside its questions changes: ticked by the bank's name."""
    return bank.is_new or bool(bank.head_changes) or bank.moved > 0


def _rows(proposal: Proposal) -> list[Row]:
    return [row for bank in proposal.banks for row in bank.rows]


def _folded(row: Row) -> Row:
    """The row with long runs of unchanged words cut in their middle."""
    return replace(row, changes=fold(row.changes), ours=fold(row.ours))


def fold(changes: Sequence[FieldChange]) -> tuple[FieldChange, ...]:
    """The same changes with only the words near what differs."""
    return tuple(replace(it, difference=fold_words(it.difference)) for it in changes)


def fold_words(difference: WordDiff) -> WordDiff:
    """The same difference with only the words near what differs."""
    last = len(difference) - 1
    return tuple(
        (kind, _cut(words, 0 if place == 0 else NEAR, 0 if place == last else NEAR))
        if kind == "equal"
        else (kind, words)
        for place, (kind, words) in enumerate(difference)
    )


def _cut(words: str, before: int, after: int) -> str:
    run = words.split(" ")
    if len(run) <= before + after + 2:
        return words
    return " ".join([*run[:before], "…", *run[len(run) - after :]])
