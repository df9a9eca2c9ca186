"""The review log as CSV: what FSRS tools find, and what becomes of damaged rows."""

import csv
import io
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.banks.exchange.review_log import COLUMNS, read_review_log, write_review_log
from study.domain.cards import CardState, rated
from study.domain.days import Moment
from study.domain.errors import BadInput
from study.domain.review_log import Log, LogRow, Name
from study.domain.scheduling import ALGORITHM, Plan, Rating

NOW = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)
NAME = Name("aid", "aircraft", 0)


NEW = CardState(order=7)


def a_row(sequence: int, before: CardState = NEW, **changes) -> LogRow:
    at = NOW + sequence * timedelta(days=1)
    moment = Moment(at, at.date(), at + timedelta(hours=12))
    fields = {
        "sequence": sequence,
        "name": NAME,
        "version": sequence,
        "kind": "rated",
        "done_at": at,
        "day_on": at.date(),
        "before": before,
        "after": rated(before, Rating.GOOD, moment, Plan(), card=1000),
        "showing": f"{sequence}.1795521600000.nonce",
        "rating": Rating.GOOD,
        "suggested": None,
        "taken_ms": 1500,
        "algorithm": ALGORITHM,
        "parameters": "fsrs-6/default",
    }
    return LogRow(**(fields | changes))


def a_log() -> Log:
    """Two ratings, of which the second is taken back, a flag, and a day with more new cards."""
    first = a_row(1, siblings=(1, 2))
    second = a_row(2, first.after)
    back = replace(
        a_row(3, second.after),
        kind="undone",
        rating=None,
        undoes=2,
        after=first.after,
        showing=None,
    )
    flagged = replace(
        a_row(4, first.after),
        kind="flagged",
        rating=None,
        after=replace(first.after, flag=2),
        showing=None,
    )
    return Log((first, second, back, flagged), {date(2026, 11, 25): 10})


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def changed(line: int, column: str, value: str) -> bytes:
    """The log with one cell of one line changed."""
    table = list(csv.reader(io.StringIO(write_review_log(a_log()))))
    table[line - 1][COLUMNS.index(column)] = value
    held = io.StringIO()
    csv.writer(held).writerows(table)
    return held.getvalue().encode()


def test_what_was_written_reads_back_to_the_same_log():
    assert read_review_log(write_review_log(a_log()).encode()) == a_log()


def test_the_first_columns_are_those_that_fsrs_tools_read():
    first = cells(write_review_log(a_log()))[0]

    assert list(first)[:5] == [
        "card_id",
        "review_time",
        "review_rating",
        "review_state",
        "review_duration",
    ]
    assert list(first.values())[:5] == ["aid/aircraft/0", "1795608000123", "3", "0", "1500"]


def test_tools_find_only_ratings_that_count_and_no_empty_cell_in_them():
    rows = cells(write_review_log(a_log()))

    counted = [row for row in rows if all(row.values())]

    assert [row["sequence"] for row in counted] == ["1"]
    assert all(not row["review_time"] for row in rows if row not in counted)


def test_no_cell_begins_a_formula():
    for row in csv.reader(io.StringIO(write_review_log(a_log()))):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize(
    ("line", "column", "value", "sentence"),
    [
        (2, "kind", "reviewed", "Line 2: there is no kind of step called “reviewed”."),
        (3, "sequence", "x", "Line 3: “x” is no whole number"),
        (3, "sequence", "1", "Line 3: its sequence 1 does not come after 1."),
        (3, "version", "1", "Line 3: the card's version 1 does not come after 1."),
        (2, "rating", "5", "Line 2: “5” is no rating from 1 to 4."),
        (2, "rating", "no", "Line 2: a row has a rating if it is one of kind rated"),
        (2, "review_rating", "4", "Line 2: its first five cells do not say what"),
        (2, "done_at", "2026-11-25T12:00:00", "Line 2: “2026-11-25T12:00:00” is no instant"),
        (2, "day_on", "24.11.2026", "Line 2: “24.11.2026” is no date"),
        (2, "after", "{}", "Line 2: “{}” is no state of a card."),
        (2, "before", "[" * 100_000, "is no state of a card."),
        (3, "before", "same", "Line 3: “same” is no state of a card."),
        (4, "undoes", "1", "Line 4: what it leads to is not what was undone."),
        (4, "undoes", "9", "Line 4: it undoes 9, which is no step of this card before it."),
        (2, "bank", "=cmd()", "Line 2: “=cmd()” is no id"),
        (2, "part", "1000", "Line 2: “1000” is no whole number from 0 to 999."),
        (2, "part", "٣", "Line 2: “٣” is no whole number"),
        (2, "siblings", "[1, -2]", "Line 2: “[1, -2]” is no list of parts"),
        (2, "showing", "-x", "Line 2: “-x” cannot stand here."),
        (6, "more_new", "-1", "Line 6: “-1” is no whole number"),
        (2, "taken_ms", "9" * 19, "is no whole number from 0 to 2147483647."),
    ],
)
def test_a_damaged_row_is_refused_with_its_line(line, column, value, sentence):
    with pytest.raises(BadInput) as refused:
        read_review_log(changed(line, column, value))

    assert sentence in str(refused.value)
    assert str(refused.value).endswith("Nothing was brought in.")


def test_a_row_that_is_missing_in_between_is_noticed():
    lines = write_review_log(a_log()).splitlines(keepends=True)

    with pytest.raises(
        BadInput, match="Line 3: the card's memory is not the one it had after line 2"
    ):
        read_review_log("".join(lines[:2] + lines[3:]).encode())


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This is no review log of Study: it has no column card_id"),
        (b"card_id,review_time,review_rating\n1,2,3\n", "it has no column review_state"),
        (b"\xff\xfe", "The log is not UTF-8: byte 0 cannot be read."),
        (",".join(COLUMNS).encode() + b'\n"a', "this is no CSV"),
        (",".join(COLUMNS).encode() + b"\na,b\n", "Line 2: it has 2 cells"),
    ],
)
def test_what_is_no_log_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(BadInput, match=sentence):
        read_review_log(data)


def test_spreadsheets_may_add_a_byte_order_mark_and_other_line_ends():
    text = write_review_log(a_log()).replace("\n", "\r\n")

    assert read_review_log(b"\xef\xbb\xbf" + text.encode()) == a_log()


@given(st.data())
def test_whatever_is_cut_out_or_put_in_the_file_is_read_or_refused(data):
    text = write_review_log(a_log())
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    put = data.draw(st.text('0123456789,"\n{}[]-é\0', max_size=8))

    with suppress(BadInput):
        read_review_log((text[:start] + put + text[end:]).encode())
