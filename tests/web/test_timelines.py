"""The dates of an assignment on a drawn line."""

from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from study.domain.assignments import CAUTIOUS, Late, Mode, Rules
from study.web.timelines import NEAR, timeline
from tests.builders import DAY, NOW

UTC = ZoneInfo("UTC")
SPANS = st.integers(0, 10**7).map(lambda minutes: timedelta(minutes=minutes))


def rules(**changes):
    usual = {"mode": Mode.TEST, "open_at": NOW, "due_at": NOW + 4 * DAY, "review": CAUTIOUS}
    return Rules(**(usual | changes))


def test_marks_stand_in_their_order_with_now_among_them():
    line = timeline(rules(close_at=NOW + 8 * DAY), NOW + DAY, UTC)
    assert [mark.words for mark in line.marks] == ["opens 24 Nov", "due 28 Nov", "closes 2 Dec"]
    assert line.marks[0].at < line.now.at < line.marks[1].at
    assert line.late == (line.marks[1].at, line.marks[2].at)
    assert line.title == "opens 24 Nov, due 28 Nov, closes 2 Dec"


def test_no_late_stretch_is_drawn_where_nothing_late_is_taken():
    assert timeline(rules(late=Late.REFUSED), NOW, UTC).late is None
    assert timeline(rules(close_at=NOW + 4 * DAY), NOW, UTC).late is None


def test_days_are_those_of_the_reader():
    late = rules(due_at=NOW.replace(hour=23, minute=30))
    assert "due 25 Nov" in timeline(late, NOW, ZoneInfo("Europe/Berlin")).title


@given(SPANS, SPANS, st.none() | SPANS, SPANS)
def test_everything_stands_on_the_line_and_nothing_writes_over_anything(before, due, close, now):
    due_at = NOW + due + timedelta(minutes=1)
    close_at = None if close is None else due_at + close
    line = timeline(rules(due_at=due_at, close_at=close_at), NOW - before + now, UTC)
    places = [mark.at for mark in (*line.marks, line.now)]
    assert all(0 <= place <= 100 for place in places)
    apart = [mark.at for mark in line.marks]
    assert all(other - one >= NEAR for one, other in pairwise(apart))
