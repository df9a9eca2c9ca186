"""Instants as a form shows and takes them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.domain.errors import BadInput
from study.domain.instants import local_text, typed_instant

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "America/St_Johns",
    ]
).map(ZoneInfo)
INSTANTS = st.integers(10**9, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(INSTANTS, ZONES)
def test_a_form_that_comes_back_as_it_was_shown_changes_no_instant(at, zone):
    assert typed_instant(local_text(at, zone), zone, at) == at


@given(INSTANTS, ZONES)
def test_what_is_typed_is_shown_again_as_it_was_typed(at, zone):
    text = local_text(at, zone)
    read = typed_instant(text, zone)
    assert local_text(read, zone) == text
    assert abs(read - at) < timedelta(hours=1, minutes=1)


@given(INSTANTS, INSTANTS, ZONES)
def test_another_time_than_the_kept_one_is_taken(at, kept, zone):
    text = local_text(at, zone)
    read = typed_instant(text, zone, kept)
    assert local_text(read, zone) == text


def test_of_an_hour_that_comes_twice_the_first_is_meant_unless_the_second_was_kept():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = first + timedelta(hours=1)
    assert typed_instant("2026-10-25T02:30", BERLIN) == first
    assert typed_instant("2026-10-25T02:30", BERLIN, second) == second


def test_a_time_that_the_clocks_skip_is_refused_with_the_reason():
    with pytest.raises(BadInput, match=r"no 02:30 on that day in Europe/Berlin: the clocks go"):
        typed_instant("2027-03-28T02:30", BERLIN)


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01T10:00", "0001-01-01T00:00", "\0", "²"])
def test_what_is_no_time_is_refused_with_an_example(text):
    with pytest.raises(BadInput, match="like 2026-12-03 18:00"):
        typed_instant(text, BERLIN)


def test_nothing_typed_is_no_instant_and_no_instant_is_nothing():
    assert typed_instant("  ", BERLIN) is None
    assert local_text(None, BERLIN) == ""


def test_seconds_that_a_browser_adds_are_read():
    assert typed_instant("2026-12-03T18:00:00", BERLIN) == datetime(2026, 12, 3, 17, tzinfo=UTC)
