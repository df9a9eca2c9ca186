"""Taking the review log along: all of it out, and into an instance that has the same banks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from study.domain.cards import Counted
from study.domain.errors import Conflict
from study.domain.review_log import Log, LogRow, Name, consequences, is_same_step
from study.storage import review_logs, reviews, shelves
from study.storage.database import Transaction
from study.storage.review_logs import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LogBrought:
    """What bringing a log in did; `left_out` are cards that are not here, with their rows."""

    added: int
    already: int
    left_out: Mapping[Name, int]


def whole_log(db: Transaction, who: int) -> Log:
    """Everything the learner did to their cards; what they typed is not part of it."""
    return Log(tuple(review_logs.log(db, who)), review_logs.extra_new(db, who))


def bring_log(db: Transaction, who: int, log: Log) -> LogBrought:
    """Brings a log in; cards, day counters and the log are then what they were where it was kept.

    Rows that are here already are passed over, so bringing it twice changes nothing. Raises
    Conflict when a card has reviews here that the log does not know.
    """
    last = review_logs.hold(db, who)
    known = review_logs.places(db, who, {row.name.bank for row in log.rows})
    by_card = _by_card(row for row in log.rows if row.name in known)
    here = _by_card(row for row in review_logs.log(db, who) if row.name in by_card)
    twins: dict[int, LogRow] = {}
    fresh = [
        row
        for name, rows in by_card.items()
        for row in _beyond(rows, here.get(name, []), known[name], twins)
    ]
    fresh.sort(key=lambda row: row.sequence)
    write_rows(db, who, _renumbered(fresh, last, twins), known, twins)
    _add_extra_new(db, who, log)
    left_out = _by_card(row for row in log.rows if row.name not in known)
    return LogBrought(
        added=len(fresh),
        already=len(log.rows) - len(fresh) - sum(map(len, left_out.values())),
        left_out={name: len(rows) for name, rows in left_out.items()},
    )


def _by_card(rows: Iterable[LogRow]) -> dict[Name, list[LogRow]]:
    found: dict[Name, list[LogRow]] = {}
    for row in rows:
        found.setdefault(row.name, []).append(row)
    return found


def _beyond(
    rows: Sequence[LogRow], here: Sequence[LogRow], place: Place, twins: dict[int, LogRow]
) -> Sequence[LogRow]:
    """The rows of one card that are not here yet; those that are become known as twins.

    One of the two logs has to begin with the other: histories that part cannot be joined.
    """
    for row, ours in zip(rows, here, strict=False):
        undoes = None if row.undoes is None else twins[row.undoes].sequence
        if not is_same_step(row, ours) or undoes != ours.undoes:
            raise _parted(row)
        twins[row.sequence] = ours
    beyond = rows[len(here) :]
    if beyond and beyond[0].before.memory != place.state.memory:
        raise _parted(beyond[0])
    return beyond


def _parted(row: LogRow) -> Conflict:
    message = f"Line {row.line}: the card {row.name} has other reviews here"
    return Conflict(f"{message}. Nothing was brought in.")


def _renumbered(
    rows: Sequence[LogRow], last: int, twins: Mapping[int, LogRow]
) -> tuple[LogRow, ...]:
    """The rows with numbers after the last one taken here; in an empty log they keep theirs."""
    shift = max(0, last + 1 - rows[0].sequence) if rows else 0

    def moved(number: int | None) -> int | None:
        if number is None:
            return None
        return twins[number].sequence if number in twins else number + shift

    return tuple(
        replace(row, sequence=row.sequence + shift, undoes=moved(row.undoes)) for row in rows
    )


def write_rows(
    db: Transaction,
    who: int,
    rows: Sequence[LogRow],
    known: Mapping[Name, Place],
    undone: Mapping[int, LogRow],
) -> None:
    """Appends rows to the log and brings cards, days and shelves to where they lead.

    `undone` holds the steps here that rows may take back.
    """
    if not rows:
        return
    review_logs.add_rows(db, who, rows, known)
    review_logs.reach(db, who, rows[-1].sequence)
    states = {name: place.state for name, place in known.items()}
    told = consequences(rows, states, {row.sequence: row for row in undone.values()})
    versions = {row.name: row.version + 1 for row in rows}
    changed = [
        (known[name], state, max(known[name].version, versions.get(name, 0)))
        for name, state in told.states.items()
        if name in versions or state != known[name].state
    ]
    review_logs.save_cards(db, who, changed)
    for day_on, counts in told.days.items():
        added = {name: counts[name] for name in Counted.__dataclass_fields__}
        reviews.count(db, who, day_on, Counted(**added), taken_ms=counts["taken_ms"])
    banks = {name.bank: place.bank_id for name, place in known.items()}
    for bank, change in told.begun.items():
        if change:
            shelves.count_begun(db, who, banks[bank], change)


def _add_extra_new(db: Transaction, who: int, log: Log) -> None:
    here = review_logs.extra_new(db, who)
    for day_on, amount in log.extra_new.items():
        missing = amount - here.get(day_on, 0)
        if missing > 0:
            reviews.count(db, who, day_on, Counted(), extra_new=missing)
