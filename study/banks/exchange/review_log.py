"""The review log as CSV: what FSRS tools read in the first five columns, all of it in the rest.

The first five are filled for ratings that count, and empty for every other row; the tools leave
such rows out. No other cell of a rating is empty: some tools drop rows with an empty cell.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from study.domain.cards import FLAGS, PARTS_PER_QUESTION, CardState, decode, encode
from study.domain.errors import BadInput, StudyError
from study.domain.review_log import KINDS, Log, LogRow, Name, flaw
from study.domain.scheduling import Phase, Rating

_Value = TypeVar("_Value")
MOST_BYTES = 256 * 2**20
FSRS_COLUMNS = ("card_id", "review_time", "review_rating", "review_state", "review_duration")
OWN_COLUMNS = (
    "bank",
    "question",
    "part",
    "kind",
    "sequence",
    "version",
    "done_at",
    "day_on",
    "rating",
    "suggested",
    "showing",
    "undoes",
    "siblings",
    "taken_ms",
    "algorithm",
    "parameters",
    "before",
    "after",
    "more_new",
)
COLUMNS = FSRS_COLUMNS + OWN_COLUMNS
# Of a row that gives a day more new cards; it is no step of a card.
_DAY = "day"
_NOTHING = "no"
_STATES = {Phase.NEW: 0, Phase.LEARNING: 1, Phase.REVIEW: 2, Phase.RELEARNING: 3}
_MS = timedelta(milliseconds=1)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_HIGHEST = 2**31 - 1
_HIGHEST_SEQUENCE = 2**60
_NUMBER = re.compile(r"[0-9]{1,19}")
_PARTS = re.compile(r"\[(?:[0-9]{1,3}(?:, [0-9]{1,3})*)?\]")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = re.compile(r"[A-Za-z0-9][\w./:-]{0,199}", re.ASCII)
_MOST_SHOWN = 40


def write_review_log(log: Log) -> str:
    """The text of the CSV file; it reads back to the same log."""
    held = io.StringIO()
    writer = csv.writer(held, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (*counted, *_own(row)) for row, counted in zip(log.rows, _counted(log.rows), strict=True)
    )
    for day_on, amount in log.extra_new.items():
        cells = {"kind": _DAY, "day_on": day_on.isoformat(), "more_new": amount}
        writer.writerow([cells.get(name, "") for name in COLUMNS])
    text = held.getvalue()
    if read_review_log(text.encode()) != log:
        raise StudyError("The log was not written as it is kept: please report this.")
    return text


_UNCOUNTED = ("",) * len(FSRS_COLUMNS)


def _counted(rows: Sequence[LogRow]) -> Iterator[tuple[object, ...]]:
    """What the tools are told of each row: of a rating that was not taken back, its cells."""
    undone = {row.undoes for row in rows if row.undoes is not None}
    for row in rows:
        if row.rating is None or row.sequence in undone:
            yield _UNCOUNTED
            continue
        at, state = (row.done_at - _EPOCH) // _MS, _STATES[row.before.memory.phase]
        yield str(row.name), at, row.rating.value, state, row.taken_ms


def _own(row: LogRow) -> tuple[object, ...]:
    return (
        row.name.bank,
        row.name.question,
        row.name.part,
        row.kind,
        row.sequence,
        row.version,
        row.done_at.isoformat(),
        row.day_on.isoformat(),
        row.rating.value if row.rating else _NOTHING,
        row.suggested.value if row.suggested else _NOTHING,
        row.showing or _NOTHING,
        row.undoes if row.undoes is not None else _NOTHING,
        json.dumps(row.siblings),
        row.taken_ms,
        row.algorithm,
        row.parameters,
        encode(row.before),
        encode(row.after),
        0,
    )


def read_review_log(data: bytes) -> Log:
    """The log in a file; raises BadInput, with the line, unless every row of it is sound."""
    rows: list[LogRow] = []
    counted: list[tuple[str, ...]] = []
    extra_new: dict[date, int] = {}
    for line, cells in _records(data):
        try:
            if cells["kind"] == _DAY:
                extra_new[_day(cells["day_on"])] = _number(cells["more_new"])
            else:
                rows.append(_row(cells, line))
                counted.append(tuple(cells[name] for name in FSRS_COLUMNS))
        except _CellError as error:
            raise _refusal(line, str(error)) from error
    found = flaw(rows)
    if found is not None:
        raise _refusal(found[0].line, found[1])
    for row, cells_of_tools, expected in zip(rows, counted, _counted(rows), strict=True):
        if cells_of_tools != tuple(map(str, expected)):
            raise _refusal(row.line, "its first five cells do not say what the others say")
    return Log(tuple(rows), extra_new)


def _refusal(line: int, sentence: str) -> BadInput:
    return BadInput(f"Line {line}: {sentence}. Nothing was brought in.")


class _CellError(Exception):
    """What is wrong with a cell, as the end of a sentence."""


def _records(data: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The lines of the file as cells by column."""
    reader = csv.reader(io.StringIO(_text(data), newline=""), strict=True)
    try:
        header = next(reader, [])
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            names = ", ".join(missing[:3])
            raise BadInput(
                f"This is no review log of Study: it has no column {names}. "
                "Logs of other programs cannot be brought in."
            )
        for cells in reader:
            if len(cells) != len(header):
                counts = f"it has {len(cells)} cells, the first line has {len(header)}"
                raise _refusal(reader.line_num, counts)
            yield reader.line_num, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise _refusal(reader.line_num, f"this is no CSV ({error})") from error


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise BadInput(f"The log has more than {MOST_BYTES // 2**20} MB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"The log is not UTF-8: byte {error.start} cannot be read.") from error


def _row(cells: Mapping[str, str], line: int) -> LogRow:
    if cells["kind"] not in KINDS:
        raise _CellError(f"there is no kind of step called {_shown(cells['kind'])}")
    return LogRow(
        sequence=_number(cells["sequence"], most=_HIGHEST_SEQUENCE),
        name=Name(
            _slug(cells["bank"]),
            _slug(cells["question"]),
            _number(cells["part"], most=PARTS_PER_QUESTION - 1),
        ),
        version=_number(cells["version"]),
        kind=cells["kind"],
        done_at=_instant(cells["done_at"]),
        day_on=_day(cells["day_on"]),
        rating=_unless_nothing(cells["rating"], _rating),
        suggested=_unless_nothing(cells["suggested"], _rating),
        showing=_unless_nothing(cells["showing"], _word),
        undoes=_unless_nothing(cells["undoes"], _number_of_step),
        siblings=_siblings(cells["siblings"]),
        taken_ms=_number(cells["taken_ms"]),
        algorithm=_word(cells["algorithm"]),
        parameters=_word(cells["parameters"]),
        before=_state(cells["before"]),
        after=_state(cells["after"]),
        line=line,
    )


def _unless_nothing(cell: str, read: Callable[[str], _Value]) -> _Value | None:
    return None if cell == _NOTHING else read(cell)


def _number(cell: str, *, most: int = _HIGHEST) -> int:
    if not _NUMBER.fullmatch(cell) or int(cell) > most:
        raise _CellError(f"{_shown(cell)} is no whole number from 0 to {most}")
    return int(cell)


def _number_of_step(cell: str) -> int:
    return _number(cell, most=_HIGHEST_SEQUENCE)


def _slug(cell: str) -> str:
    if not _SLUG.fullmatch(cell):
        raise _CellError(f"{_shown(cell)} is no id of a bank or a question")
    return cell


def _word(cell: str) -> str:
    if not _WORD.fullmatch(cell):
        raise _CellError(f"{_shown(cell)} cannot stand here")
    return cell


def _rating(cell: str) -> Rating:
    if cell not in {"1", "2", "3", "4"}:
        raise _CellError(f"{_shown(cell)} is no rating from 1 to 4")
    return Rating(int(cell))


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise _CellError(f"{_shown(cell)} is no date such as 2026-11-24") from None


def _instant(cell: str) -> datetime:
    try:
        instant = datetime.fromisoformat(cell)
    except ValueError:
        instant = None
    if instant is None or instant.utcoffset() != timedelta(0):
        raise _CellError(f"{_shown(cell)} is no instant such as 2026-11-24T12:00:00+00:00")
    return instant


def _siblings(cell: str) -> tuple[int, ...]:
    if not _PARTS.fullmatch(cell):
        raise _CellError(f"{_shown(cell)} is no list of parts such as [1, 2]")
    return tuple(json.loads(cell))


def _state(cell: str) -> CardState:
    try:
        state = decode(cell)
        # Only what comes out again as it went in can be kept.
        is_sound = encode(state) == cell and _can_be_kept(state)
    except (StudyError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        is_sound = False
    if not is_sound:
        raise _CellError(f"{_shown(cell)} is no state of a card")
    return state


def _can_be_kept(state: CardState) -> bool:
    memory = state.memory
    numbers = (memory.step, memory.interval, memory.reps, memory.lapses, state.order, state.flag)
    return all(type(it) is int and 0 <= it <= _HIGHEST for it in numbers) and state.flag in FLAGS


def _shown(cell: str) -> str:
    return f"“{cell[:_MOST_SHOWN]}{'…' if len(cell) > _MOST_SHOWN else ''}”"
